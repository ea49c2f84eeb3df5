"""Facts of files kept between runs, by the content of the file, in the repository's own git directory.

The cache is one JSON file. It is replaced in one step, a broken or foreign one is as good as none, and two
processes can at worst each forget what the other has added.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

from .. import __version__
from .._kit.finding import NotChecked
from .._kit.source import Source
from .facts import Facts
from .plain import from_plain, to_plain

_MOST_KEPT = 4000


class Cache:
    """Facts by path for one run; those made newly are kept when it ends."""

    def __init__(self) -> None:
        self.unread: list[NotChecked] = []
        self._by_path: dict[str, Facts | None] = {}
        self._kept: dict[str, Any] | None = None
        self._new: dict[str, Any] = {}
        self._used: set[str] = set()

    def facts(self, path: str) -> Facts | None:
        """The facts of a file, from memory, from an earlier run, or read now; ``None`` where it cannot be judged."""
        if path not in self._by_path:
            try:
                self._by_path[path] = self._looked_up(Source(path))
            except NotChecked as item:
                self._by_path[path] = None
                self.unread.append(item)
        return self._by_path[path]

    def facts_of(self, source: Source) -> Facts:
        """The facts of a file at hand. Raises ``NotChecked`` for one that cannot be judged."""
        facts = self._by_path.get(source.path) or self._looked_up(source)
        self._by_path[source.path] = facts
        return facts

    def as_of(self, path: str, facts: Facts) -> Cache:
        """The same with other facts of one file, as before a change; it is not kept."""
        other = Cache()
        other._kept = dict(self._kept or {})
        other._by_path = {**self._by_path, path: facts}
        return other

    def save(self) -> None:
        """Write what is new. A directory that cannot be written costs speed, never a result."""
        where = _file()
        if not self._new or where is None:
            return
        import json

        from .._kit.files import write_atomically

        kept = {**(self._kept or {}), **self._new}
        if len(kept) > _MOST_KEPT:
            kept = {key: value for key, value in kept.items() if key in self._used}
        try:
            os.makedirs(os.path.dirname(where), exist_ok=True)
            write_atomically(where, json.dumps({"version": _version(), "facts": kept}, separators=(",", ":")).encode())
        except OSError:
            pass
        self._new = {}

    def _looked_up(self, source: Source) -> Facts:
        from hashlib import blake2b

        key = blake2b(source.data, digest_size=16).hexdigest()
        self._used.add(key)
        if self._kept is None:
            self._kept = dict(_load())
        if key in self._kept:
            try:
                return from_plain(self._kept[key])
            except (TypeError, ValueError, KeyError, AttributeError):
                del self._kept[key]
        from .reading import facts_of  # where all is kept, nothing need be read

        facts = facts_of(source)
        self._new[key] = to_plain(facts)
        return facts


def _load() -> Mapping[str, Any]:
    where = _file()
    if where is None:
        return {}
    import json

    try:
        with open(where, "rb") as file:
            document = json.loads(file.read())
        return document["facts"] if document["version"] == _version() and isinstance(document["facts"], dict) else {}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}


def _version() -> str:
    """What facts depend on beside the file: the code that makes them, by size and date, and the Python that parses."""
    here = os.path.dirname(__file__)
    stamps = [f"{__version__} {sys.version_info[0]}.{sys.version_info[1]}"]
    for folder in (here, os.path.join(os.path.dirname(here), "_kit")):
        with os.scandir(folder) as entries:
            found = sorted((entry.name, entry.stat()) for entry in entries if entry.name.endswith(".py"))
        stamps += [f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in found]
    return "\n".join(stamps)


def _file() -> str | None:
    """The cache's file below the git directory of the working folder; ``None`` outside a repository."""
    folder = os.path.abspath(".")
    while True:
        git = os.path.join(folder, ".git")
        if os.path.isdir(git):
            return os.path.join(git, "flask-upkeep", "endpoint-auth.json")
        if os.path.isfile(git):  # a linked working tree says where its directory is
            try:
                with open(git, encoding="utf-8") as file:
                    where = file.read().removeprefix("gitdir:").strip()
            except (OSError, UnicodeDecodeError):
                return None
            return os.path.join(folder, where, "flask-upkeep", "endpoint-auth.json")
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
