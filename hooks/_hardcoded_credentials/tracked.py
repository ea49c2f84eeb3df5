"""Files that are kept out of git because of what they are for."""

from __future__ import annotations

import os

from .._kit.finding import Finding, Place
from .._kit.light import Callable, Iterator
from .._kit.source import Source
from .lazy import lazy
from .rules import ENV_FILE, KEY_STORE
from .scan import scan_in_full

# `.env.example`, `.env.test` and their like are there to be read, and `.flaskenv` is meant for git:
# https://flask.palletsprojects.com/en/stable/cli/#environment-variables-from-dotenv
_ENV = lazy(r"\.env(?:\.(?:local|prod|production|staging|live|secrets?|dev|development))*$")
_FILLED_IN = ("look-up", "placeholder")
_STORES = (".jks", ".keystore", ".p12", ".pfx", ".kdb", ".kdbx", ".bks", ".jceks")
_STARTS = (b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce", b"\x30\x82", b"\x30\x80", b"\x03\xd9\xa2\x9a")


def is_likely(path: str) -> bool:
    """Is the file named like one of these? Every file of a large tree is asked."""
    name = path.rpartition("/")[2]
    return name.startswith(".env") or name.lower().endswith(_STORES)


def findings(source: Source, is_tracked: Callable[[str], bool]) -> Iterator[Finding]:
    """The file itself, where git tracks it although it only exists to keep secrets."""
    name = source.path.rpartition("/")[2]
    if name.startswith(".env") and _ENV.search(name) and _holds_any(source) and is_tracked(source.path):
        yield ENV_FILE.at(source, Place(1, 1), name=name)
    if name.lower().endswith(_STORES) and source.data.startswith(_STARTS):
        from .surroundings import surroundings

        if not surroundings(source.path) and is_tracked(source.path):
            yield KEY_STORE.at(source, Place(1, 1), name=name)


def _holds_any(source: Source) -> bool:
    """Is there anything that looks like a secret, whatever says that it is none, but has to be filled in?"""
    return any(each.stopped_by not in _FILLED_IN for each in source.once(scan_in_full).candidates)


def is_tracked(path: str) -> bool:
    """A runner hands over nothing else; a person may name any file."""
    if os.environ.get("PRE_COMMIT"):
        return True
    from .._kit import git

    return git.is_tracked(path)
