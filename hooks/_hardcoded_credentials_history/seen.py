"""Which blobs were found clean before, so that a run that was stopped goes on where it was.

Each run writes files of its own below git's folder, atomically, and reads those of all others: two runs at a time
disturb nobody. Only blobs without any credential are recorded, as digests of their id and path, so nothing that is
secret is written, and findings are judged anew by today's settings. The name of the folder is a digest of the code
that judges: a new version judges everything anew.
"""

from __future__ import annotations

import os
from hashlib import blake2b

from .. import _hardcoded_credentials
from .._kit.files import write_atomically
from .objects import Blob

_MAGIC = b"flask-upkeep clean blobs 1\n"
_DIGEST = 16
# So many new blobs are worth a file; a run that is killed loses at most these.
_BATCH = 5_000
# So many files are joined into one.
_MANY = 20


class Seen:
    """The blobs that are known to be clean."""

    def __init__(self, git_folder: str, *, everywhere: bool) -> None:
        name = f"clean-blobs-{_version()}" + ("-everywhere" if everywhere else "")
        self._folder = os.path.join(git_folder, "flask-upkeep", name)
        self._known: set[bytes] = set()
        self._fresh: list[bytes] = []
        names = self._names()
        for name in names:
            self._known.update(self._read(name))
        if len(names) > _MANY and self._write(self._known):
            for name in names:
                _remove(os.path.join(self._folder, name))

    def __contains__(self, blob: Blob) -> bool:
        return _digest(blob) in self._known

    def add(self, blob: Blob) -> None:
        """Record a clean blob; it is written with others, or by ``save``."""
        self._fresh.append(_digest(blob))
        if len(self._fresh) >= _BATCH:
            self.save()

    def save(self) -> None:
        """Write what is new. Where git's folder cannot be written, the next run starts over."""
        if self._fresh:
            self._write(set(self._fresh))
            self._known.update(self._fresh)
            self._fresh = []

    def _names(self) -> list[str]:
        try:
            return sorted(name for name in os.listdir(self._folder) if name.endswith(".ids"))
        except OSError:
            return []

    def _read(self, name: str) -> list[bytes]:
        """The digests of one file; of one that is damaged, or was joined to another just now, none."""
        try:
            with open(os.path.join(self._folder, name), "rb") as file:
                content = file.read()
        except OSError:
            return []
        body = content[len(_MAGIC) :]
        if not content.startswith(_MAGIC) or name != _name(body):
            return []
        return [body[at : at + _DIGEST] for at in range(0, len(body), _DIGEST)]

    def _write(self, digests: set[bytes]) -> bool:
        body = b"".join(sorted(digests))
        try:
            os.makedirs(self._folder, exist_ok=True)
            write_atomically(os.path.join(self._folder, _name(body)), _MAGIC + body)
        except OSError:
            return False
        return True


def _name(body: bytes) -> str:
    """A file is named by its content, so that a damaged one is known, and equal ones are one."""
    return blake2b(body, digest_size=_DIGEST).hexdigest() + ".ids"


def _digest(blob: Blob) -> bytes:
    return blake2b(f"{blob.id} {blob.path}".encode("utf-8", "surrogateescape"), digest_size=_DIGEST).digest()


def _version() -> str:
    """A digest of the code and tables that judge."""
    folder = _hardcoded_credentials.__path__[0]
    digest = blake2b(digest_size=8)
    for name in sorted(name for name in os.listdir(folder) if name.endswith(".py")):
        with open(os.path.join(folder, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:  # another run has joined the same files, or the folder cannot be written
        return
