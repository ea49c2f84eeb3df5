"""Facts of files kept between runs, by the content of the file, in the repository's own git directory.

The cache is a file of lines: first what it was made with, then a digest of each file and what is known of it as
JSON, which is read where it is asked for. It is replaced in one step, a broken or foreign one is as good as none,
and two processes can at worst each forget what the other has added.
"""

import os
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, TypeVar, cast

try:
    from _blake2 import blake2b  # `hashlib` loads OpenSSL with it, which takes a third of the time of a bare start
except ImportError:
    from hashlib import blake2b

from .. import __version__
from .._kit.finding import NotChecked
from .._kit.source import Source
from .facts import Facts, RouteFacts, Verdict, Verdicts
from .plain import from_plain, to_plain, verdict_from_plain, verdicts_from_plain

Value = TypeVar("Value")

_MOST_KEPT = 4000
# So many trees are held at once, for the sake of bodies that are asked for after the facts.
_MOST_OPEN = 8


class Known(NamedTuple):
    """What is known of one content: its facts, and what its bodies were asked so far, as plain values."""

    key: str
    facts: Facts
    asked: dict[str, Any]

    def plain(self) -> dict[str, Any]:
        """The line of the cache."""
        return {"facts": to_plain(self.facts), "asked": self.asked}


class Cache:
    """Facts by path for one run; those made newly are kept when it ends."""

    def __init__(self) -> None:
        self.unread: list[NotChecked] = []
        self._by_path: dict[str, Known | None] = {}
        self._kept: dict[bytes, bytes] | None = None
        self._new: dict[str, Known] = {}
        self._used: set[bytes] = set()
        self._said: dict[tuple[str, str], object] = {}
        self._open: dict[str, Source] = {}

    def facts(self, path: str) -> Facts | None:
        """The facts of a file, from memory, from an earlier run, or read now; ``None`` where it cannot be judged."""
        if path not in self._by_path:
            try:
                self._by_path[path] = self._looked_up(Source(path))
            except NotChecked as item:
                self._by_path[path] = None
                self.unread.append(item)
        known = self._by_path[path]
        return known.facts if known else None

    def facts_of(self, source: Source) -> Facts:
        """The facts of a file at hand. Raises ``NotChecked`` for one that cannot be judged."""
        known = self._by_path.get(source.path) or self._looked_up(source)
        self._by_path[source.path] = known
        return known.facts

    def verdicts(self, path: str, name: str) -> Verdicts:
        """What a function says, of a file whose facts name it."""
        return self._asked(path, name, verdicts_from_plain, partial(_verdicts, name))

    def verdict_of_view(self, path: str, route: RouteFacts) -> Verdict:
        """What the view of a route says."""
        place = f"{route.line}:{route.col}"
        return self._asked(path, place, verdict_from_plain, partial(_verdict_of_view, route.line, route.col))

    def verdict_of_named_view(self, path: str, name: str) -> Verdict:
        """What a function says as a view, of a file whose facts name it."""
        return self._asked(path, f"view {name}", verdict_from_plain, partial(_verdict_of_named_view, name))

    def as_of(self, path: str, facts: Facts, verdicts: dict[str, Verdicts]) -> "Cache":
        """The same with other facts of one file, as before a change; it is not kept."""
        other = Cache()
        other._kept = dict(self._kept or {})
        other._by_path = {**self._by_path, path: Known("", facts, dict(verdicts))}
        return other

    def save(self) -> None:
        """Write what is new. A directory that cannot be written costs speed, never a result."""
        where = _file()
        if not self._new or where is None:
            return
        import json

        from .._kit.files import write_atomically

        new = {
            key.encode(): json.dumps(known.plain(), separators=(",", ":")).encode() for key, known in self._new.items()
        }
        lines = {**(self._kept or {}), **new}
        if len(lines) > _MOST_KEPT:
            lines = {key: line for key, line in lines.items() if key in self._used}
        try:
            os.makedirs(os.path.dirname(where), exist_ok=True)
            data = b"\n".join([_version(), *(key + b" " + line for key, line in lines.items())])
            write_atomically(where, data, durable=False)
        except OSError:
            pass
        self._new = {}

    def _looked_up(self, source: Source) -> Known:
        key = blake2b(source.data, digest_size=16).hexdigest()
        self._used.add(key.encode())
        self._keep_open(source)
        if self._kept is None:
            self._kept = _load()
        if (line := self._kept.get(key.encode())) is not None:
            import json

            try:
                plain = json.loads(line)
                return Known(key, from_plain(plain["facts"]), dict(plain["asked"]))
            except (TypeError, ValueError, KeyError, AttributeError, RecursionError):
                del self._kept[key.encode()]
        from .reading import facts_of

        self._new[key] = Known(key, facts_of(source), {})
        return self._new[key]

    def _asked(
        self, path: str, what: str, remembered: Callable[[list[Any]], Value], read: Callable[[Source], Value]
    ) -> Value:
        """What a body of a file says: remembered, or read now and remembered from now on."""
        if (path, what) not in self._said:
            self._said[path, what] = self._remembered(path, what, remembered) or self._read(path, what, read)
        return cast(Value, self._said[path, what])

    def _remembered(self, path: str, what: str, remembered: Callable[[list[Any]], Value]) -> Value | None:
        known = self._by_path[path]
        try:
            return remembered(known.asked[what]) if known and what in known.asked else None
        except (TypeError, ValueError, AttributeError):
            return None

    def _read(self, path: str, what: str, read: Callable[[Source], Value]) -> Value:
        value = read(self._keep_open(self._open.get(path) or Source(path)))
        if known := self._by_path[path]:
            known.asked[what] = value
            self._new[known.key] = known
        return value

    def _keep_open(self, source: Source) -> Source:
        """Hold a file and its tree; of too many the one goes that was wanted least recently."""
        self._open.pop(source.path, None)
        self._open[source.path] = source
        if len(self._open) > _MOST_OPEN:
            del self._open[next(iter(self._open))]
        return source


def _verdicts(name: str, source: Source) -> Verdicts:
    from .reading import verdicts_of  # where all is remembered, nothing need be read

    return verdicts_of(source, name)


def _verdict_of_view(line: int, col: int, source: Source) -> Verdict:
    from .reading import verdict_of_view

    return verdict_of_view(source, line, col)


def _verdict_of_named_view(name: str, source: Source) -> Verdict:
    from .reading import verdict_of_named_view

    return verdict_of_named_view(source, name)


def _load() -> dict[bytes, bytes]:
    """The lines of the cache by their digests."""
    where = _file()
    if where is None:
        return {}
    try:
        with open(where, "rb") as file:
            version, *lines = file.read().split(b"\n")
    except OSError:
        return {}
    if version != _version():
        return {}
    return {key: line for key, _, line in (each.partition(b" ") for each in lines)}


def _version() -> bytes:
    """What facts depend on beside the file: the code that makes them, by size and date, and the Python that parses."""
    here = os.path.dirname(__file__)
    stamps = [f"{__version__} {sys.version_info[0]}.{sys.version_info[1]}"]
    for folder in (here, os.path.join(os.path.dirname(here), "_kit")):
        with os.scandir(folder) as entries:
            found = sorted((entry.name, entry.stat()) for entry in entries if entry.name.endswith(".py"))
        stamps += [f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in found]
    return " ".join(stamps).encode()


def _file() -> str | None:
    """The cache's file below the git directory of the working folder; ``None`` outside a repository."""
    folder = os.path.abspath(".")
    while True:
        git = os.path.join(folder, ".git")
        if os.path.isdir(git):
            return os.path.join(git, "flask-upkeep", "endpoint-auth.cache")
        if os.path.isfile(git):  # a linked working tree says where its directory is
            try:
                with open(git, encoding="utf-8") as file:
                    where = file.read().removeprefix("gitdir:").strip()
            except (OSError, UnicodeDecodeError):
                return None
            return os.path.join(folder, where, "flask-upkeep", "endpoint-auth.cache")
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
