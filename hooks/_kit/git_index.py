"""Names of the tracked files, from git's index itself: a question of a millisecond that needs no git process.

https://git-scm.com/docs/index-format
"""

from __future__ import annotations

import os

from . import regex as re
from .light import Iterator

_HEADER = 12
_REGULAR = 0o100000
_EXTENDED = 0x4000


def listed_files(pattern: str, folder: str = ".") -> list[str]:
    """Regular files below ``folder`` that are tracked, present, and of a name that matches ``pattern``.

    Sorted, relative to the working folder. Where there is no index, or one of a kind that is not read here
    (split, sparse, SHA-256), all files are listed, less hidden folders, environments and installed packages.
    """
    matches = re.compile(pattern).search
    root = repository_root(folder)
    tracked = _tracked(root) if root else None
    if tracked is None:
        found = [path for path in (_slashed(path) for path in _walked(folder)) if matches(path)]
    else:
        below = os.path.relpath(os.path.abspath(folder), root)
        start = "" if below == "." else f"{_slashed(below)}/"
        paths = (os.fsdecode(path) for path in tracked)
        chosen = (path for path in paths if path.startswith(start) and matches(path))
        found = [_slashed(os.path.join(folder, path[len(start) :])) for path in chosen]
    return sorted(path for path in found if os.path.isfile(path) and not os.path.islink(path))


def _slashed(path: str) -> str:
    return os.path.normpath(path).replace(os.sep, "/")


def repository_root(folder: str) -> str:
    """The folder, at or above ``folder``, that holds ``.git``; else an empty string."""
    here = os.path.abspath(folder)
    while not os.path.lexists(os.path.join(here, ".git")):
        parent = os.path.dirname(here)
        if parent == here:
            return ""
        here = parent
    return here


def _tracked(root: str) -> list[bytes] | None:
    """Paths relative to the root; ``None`` where the index is not one to read here."""
    path = os.environ.get("GIT_INDEX_FILE") or os.path.join(_git_folder(root), "index")
    try:
        with open(os.path.join(root, path), "rb") as file:
            data = file.read()
        return list(_entries(data))
    except (OSError, ValueError, IndexError):
        return None


def _git_folder(root: str) -> str:
    """The folder ``.git``, or the one that a file ``.git`` names, as in a worktree or submodule."""
    path = os.path.join(root, ".git")
    if os.path.isdir(path):
        return path
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        return os.path.join(root, file.read().partition("gitdir:")[2].strip())


def _entries(data: bytes) -> Iterator[bytes]:
    """Paths of an index of version 2 to 4. Raises ``ValueError`` where the content does not add up."""
    version, count = int.from_bytes(data[4:8]), int.from_bytes(data[8:12])
    if data[:4] != b"DIRC" or version not in (2, 3, 4):
        raise ValueError(version)
    position, path = _HEADER, b""
    for _ in range(count):
        mode = int.from_bytes(data[position + 24 : position + 28])
        flags = int.from_bytes(data[position + 60 : position + 62])
        begin = position + (64 if version > 2 and flags & _EXTENDED else 62)
        if version == 4:
            cut, begin = _variable_length(data, begin)
            end = data.index(b"\0", begin)
            path, following = path[: len(path) - cut] + data[begin:end], end + 1
        else:
            end = data.index(b"\0", begin)
            path, following = data[begin:end], position + (end - position) // 8 * 8 + 8
        # The length that the entry states is the proof that its digest has the size of SHA-1.
        if (flags & 0xFFF) != min(len(path), 0xFFF) or mode & 0o170000 == 0o040000:
            raise ValueError(path)
        if mode & 0o170000 == _REGULAR:
            yield path
        position = following
    if data[position : position + 4] in (b"link", b"sdir"):
        raise ValueError("it is split or sparse")


def _variable_length(data: bytes, position: int) -> tuple[int, int]:
    """The number of bytes to cut, and where the rest begins: the offset encoding of pack files."""
    byte = data[position]
    number = byte & 127
    while byte & 128:
        position += 1
        byte = data[position]
        number = ((number + 1) << 7) | (byte & 127)
    return number, position + 1


def _walked(folder: str) -> Iterator[str]:
    for here, folders, files in os.walk(folder):
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".")
            and name not in ("node_modules", "site-packages", "__pycache__")
            and not os.path.isfile(os.path.join(here, name, "pyvenv.cfg"))
        ]
        yield from (os.path.join(here, name) for name in files)
