"""What is installed in an environment, read from its folders without starting anything.

https://packaging.python.org/en/latest/specifications/recording-installed-packages/ and its predecessors,
egg-info, egg-link and eggs.
"""

from __future__ import annotations

import os

from .._kit import regex as re
from .._kit.compiled import compiled
from .._kit.light import Iterator, Mapping, Sequence
from .._kit.requirements import canonical
from .._kit.typed import NamedTuple

_HEADER = compiled(rb"^(Name|Version|Requires-Dist|Provides-Extra):[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_DEPENDENCY = compiled(r"([A-Za-z0-9][A-Za-z0-9._-]*)[ \t]*(?:\[([^\]]*)\])?([^;]*)(?:;(.*))?")
_KINDS = (".dist-info", ".egg-info", ".egg-link", ".egg")


class Origin(NamedTuple):
    """Where a distribution came from if not from an index (https://packaging.python.org/en/latest/specifications/direct-url/).

    ``kind`` is ``vcs``, ``dir`` or ``archive``; ``revision`` the full id of the commit, ``requested`` what was
    asked for: a branch, a tag, a commit.
    """

    url: str
    kind: str
    editable: bool = False
    revision: str = ""
    requested: str = ""


class Dependency(NamedTuple):
    """One line of ``Requires-Dist``; ``key`` and ``extras`` in their normal form."""

    key: str
    extras: tuple[str, ...]
    marker: str


class Distribution(NamedTuple):
    """An installed project: names and versions as it states them, and the folder or file that says so."""

    name: str
    version: str
    requires: tuple[str, ...]
    metadata: str
    origin: Origin | None

    @property
    def key(self) -> str:
        """The name in its normal form."""
        return canonical(self.name)

    def dependencies(self) -> Iterator[Dependency]:
        """What it needs, with the markers unjudged; lines nobody can read are left out."""
        for line in self.requires:
            if match := _DEPENDENCY.match(line):
                extras = tuple(canonical(extra.strip()) for extra in (match[2] or "").split(",") if extra.strip())
                yield Dependency(canonical(match[1].rstrip("._-")), extras, (match[4] or "").strip())


class Installed(NamedTuple):
    """All that an environment holds, by normal name, and the names that one folder holds twice."""

    distributions: Mapping[str, Distribution]
    doubled: Mapping[str, tuple[Distribution, ...]]


def read_installed(folders: Sequence[str]) -> Installed:
    """Read site-packages folders; the first that knows a name decides. Raises ``OSError``."""
    distributions: dict[str, Distribution] = {}
    doubled: dict[str, tuple[Distribution, ...]] = {}
    for folder in folders:
        here: dict[str, list[Distribution]] = {}
        for name in sorted(os.listdir(folder)):
            distribution = None if name.startswith("~") else _distribution(folder, name)
            if distribution:
                here.setdefault(distribution.key, []).append(distribution)
        for key, found in here.items():
            if key not in distributions:
                distributions[key] = found[0]
                if len(found) > 1:
                    doubled[key] = tuple(found)
    return Installed(distributions, doubled)


def names_in(folders: Sequence[str]) -> frozenset[str]:
    """Names of what is installed, by the folders' names only: enough to tell environments apart."""
    entries = (name for folder in folders for name in os.listdir(folder) if name.endswith(_KINDS))
    return frozenset(canonical(name.rpartition(".")[0].partition("-")[0]) for name in entries)


def holds_project(folders: Sequence[str], project: str) -> bool:
    """Is the project in that folder installed from there, as ``pip install -e .`` does?

    https://packaging.python.org/en/latest/specifications/direct-url/
    """
    from urllib.parse import quote

    root = os.path.realpath(project)
    url = f"file:///{quote(root.replace(os.sep, '/').lstrip('/'), safe='/:')}".encode()
    for folder in folders:
        for name in os.listdir(folder):
            path = os.path.join(folder, name)
            if name.endswith(".dist-info"):
                told = _bytes(os.path.join(path, "direct_url.json"))
                if any(url + end in told for end in (b'"', b'/"')):
                    return True
            elif name.endswith(".egg-link"):
                linked = _bytes(path).decode("utf-8", "replace").partition("\n")[0].strip()
                if linked and os.path.realpath(linked) == root:
                    return True
    return False


def _distribution(folder: str, name: str) -> Distribution | None:
    path = os.path.join(folder, name)
    if name.endswith(".dist-info"):
        return _from_metadata(path, os.path.join(path, "METADATA"), path)
    if name.endswith(".egg-info"):
        if os.path.isfile(path):
            return _from_metadata(path, path, "")
        return _from_metadata(path, os.path.join(path, "PKG-INFO"), path)
    if name.endswith(".egg"):
        inner = os.path.join(path, "EGG-INFO")
        return _from_metadata(path, os.path.join(inner, "PKG-INFO"), inner)
    return _linked(path) if name.endswith(".egg-link") else None


def _linked(path: str) -> Distribution | None:
    """A project in development: the link's first line is its source folder, which holds the metadata."""
    source = _bytes(path).decode("utf-8", "replace").partition("\n")[0].strip()
    try:
        inner = sorted(name for name in os.listdir(source) if name.endswith(".egg-info")) if source else []
    except OSError:
        return None
    if not inner:
        return None
    folder = os.path.join(source, inner[0])
    found = _from_metadata(path, os.path.join(folder, "PKG-INFO"), folder)
    return found and found._replace(origin=Origin(f"file://{source}", "dir", editable=True))


def _from_metadata(path: str, file: str, folder: str) -> Distribution | None:
    """``None`` for a folder without metadata, which an interrupted uninstall leaves behind."""
    head = _bytes(file).replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    fields: dict[bytes, list[str]] = {}
    for key, value in _HEADER.findall(head):
        fields.setdefault(key.lower(), []).append(value.decode("utf-8", "replace"))
    if not fields.get(b"name"):
        return None
    requires = fields.get(b"requires-dist", [])
    if not requires and folder and not path.endswith(".dist-info"):
        requires = list(_from_requires_txt(_bytes(os.path.join(folder, "requires.txt")).decode("utf-8", "replace")))
    version = fields.get(b"version", [""])[0]
    return Distribution(fields[b"name"][0], version, tuple(requires), path, _origin(folder) if folder else None)


def _from_requires_txt(text: str) -> Iterator[str]:
    """Lines of ``requires.txt`` as ``Requires-Dist``: a section ``[extra:marker]`` speaks for the lines below it."""
    marker = ""
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("[") and line.endswith("]"):
            extra, _, condition = line[1:-1].partition(":")
            terms = [f"({condition})"] if condition else []
            marker = " and ".join([*terms, f'extra == "{extra}"'] if extra else terms)
        elif line and not line.startswith("#"):
            yield f"{line}; {marker}" if marker else line


def _origin(folder: str) -> Origin | None:
    data = _bytes(os.path.join(folder, "direct_url.json"))
    if not data:
        return None
    import json

    try:
        found = json.loads(data)
        url = found["url"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(url, str):
        return None
    if isinstance(vcs := found.get("vcs_info"), dict):
        requested = vcs.get("requested_revision")
        return Origin(url, "vcs", revision=str(vcs.get("commit_id", "")), requested=str(requested or ""))
    if isinstance(directory := found.get("dir_info"), dict):
        return Origin(url, "dir", editable=directory.get("editable") is True)
    return Origin(url, "archive")


def _bytes(path: str) -> bytes:
    """A file's bytes, none where there is no such file. Other errors are the caller's."""
    try:
        with open(path, "rb", buffering=0) as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return b""
