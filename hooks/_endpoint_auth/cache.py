"""Facts of files kept between runs, by the content of the file, in the repository's own git directory.

The cache begins with a line that says what it was made with, and the digest of the rest: by the digest of each file
what is known of it, in the form of Python's own compiled files, each entry for itself, as few runs ask for all. It is
replaced in one step, a broken or foreign one is as good as none, and two processes can at worst each forget what the
other has added.
"""

from __future__ import annotations

import marshal
import os
import sys

from .. import __version__
from .._kit.digest import digest, sealed, unsealed
from .._kit.finding import NotChecked
from .._kit.light import Callable, Sequence, cache
from .._kit.source import Source
from .._kit.typed import TYPE_CHECKING, NamedTuple, cast
from .facts import Facts, RouteFacts, Verdict, Verdicts
from .plain import facts_kept, facts_to_keep, to_plain, verdict_from_plain, verdicts_from_plain
from .texts import Texts

if TYPE_CHECKING:
    from typing import Any, TypeVar

    from .changes import Loosened
    from .texts import Said

    Value = TypeVar("Value")

_MOST_KEPT = 4000
# Trees are held for the sake of bodies that are asked for after the facts: so many files, or all of so many bytes, as
# a tree takes about 60 times the room of its text.
_MOST_OPEN = 8
_MOST_TEXT = 1_000_000


class Known(NamedTuple):
    """What is known of one content: its facts, and what its bodies were asked so far, as plain values.

    ``kept`` are the facts as the cache holds them.
    """

    key: bytes
    facts: Facts
    asked: dict[str, Any]
    kept: bytes = b""

    @property
    def entry(self) -> bytes:
        """What the cache holds of it."""
        return marshal.dumps((self.kept or facts_to_keep(self.facts), to_plain(self.asked)))


class Kept(NamedTuple):
    """The content of the cache, by the digests of files: what was read from their trees, and what their texts say."""

    entries: dict[bytes, bytes]
    said: dict[bytes, Said]


class Cache:
    """Facts by path for one run; those made newly are kept when it ends.

    ``before`` tells the text that a file had before it was changed, ``None`` where nobody knows.
    """

    def __init__(self, before: Callable[[str], bytes | None] | None = None) -> None:
        self._before = before
        self.texts = Texts()
        self.unread: list[NotChecked] = []
        self._by_path: dict[str, Known | None] = {}
        self._loaded: Kept | None = None
        self._stamp: tuple[int, ...] | None = None
        self._new: dict[bytes, Known] = {}
        self._used: set[bytes] = set()
        self._said: dict[tuple[str, str], object] = {}
        self._open: dict[str, Source] = {}

    def facts(self, path: str) -> Facts | None:
        """The facts of a file, from memory, from an earlier run, or read now; ``None`` where it cannot be judged."""
        if path not in self._by_path:
            try:
                self._by_path[path] = self._looked_up(self.texts.source(path))
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
        return self._asked(path, name, verdicts_from_plain)

    def verdict_of_view(self, path: str, route: RouteFacts) -> Verdict:
        """What the view of a route says."""
        return self._asked(path, route.place, verdict_from_plain)

    def verdict_of_named_view(self, path: str, name: str) -> Verdict:
        """What a function says as a view, of a file whose facts name it."""
        return self._asked(path, f"view {name}", verdict_from_plain)

    def verdict_of_step(self, path: str, name: str) -> Verdict:
        """What a function says that a view calls, of a file whose facts name it."""
        return self._asked(path, f"step {name}", verdict_from_plain)

    def predicate(self, path: str, name: str) -> Verdict:
        """What a function says that says yes or no, of a file whose facts name it."""
        return self._asked(path, f"predicate {name}", verdict_from_plain)

    def verdict_when_told_no(self, path: str, name: str) -> Verdict:
        """What a function does that is told no, of a file whose facts name it."""
        return self._asked(path, f"told {name}", verdict_from_plain)

    def verifier(self, path: str, name: str) -> Verdict:
        """What a function says as a verifier of Flask-HTTPAuth, of a file whose facts name it."""
        return self._asked(path, f"verifier {name}", verdict_from_plain)

    def facts_of_text(self, source: Source) -> Facts:
        """The facts of a text that is no longer the file's. Raises ``NotChecked`` for one that cannot be judged."""
        key = digest(source.data)
        self._used.add(key)
        if (entry := self._kept.entries.get(key)) is not None:
            return facts_kept(marshal.loads(entry)[0])  # noqa: S302 - as below
        from .reading import facts_of

        self._new.setdefault(key, Known(key, facts_of(source), {}))
        return self._new[key].facts

    def as_of(self, changed: Sequence[Loosened]) -> Cache:
        """The same as before changes of some files: with their facts of then, and what their functions said then.

        Those that nothing is told of say what they said; it is not kept. Asked of a cache whose files are as they were.
        """
        other = Cache()
        other.texts = self.texts.as_of({each.path: each.text for each in changed})
        other._loaded = self._kept
        other._by_path = {**self._by_path, **{each.path: Known(b"", each.facts, dict(each.said)) for each in changed}}
        return other

    def read_all(self) -> None:
        """Read all files of the repository, as the census needs them. Raises ``UsageError`` outside of one."""
        self.texts.read_all(self._kept.said)

    def save(self) -> None:
        """Write what is new. A directory that cannot be written costs speed, never a result."""
        where = _file()
        if where is None or not (self._new or self.texts.is_new):
            return
        from .._kit.files import write_atomically

        kept = self._kept if _stamp(where) == self._stamp else _load()  # what another process has added since
        entries = {**self._kept.entries, **kept.entries, **{key: known.entry for key, known in self._new.items()}}
        if len(entries) > _MOST_KEPT:
            entries = {key: entry for key, entry in entries.items() if key in self._used}
        said = {**self._kept.said, **kept.said, **self.texts.said}
        data = marshal.dumps((entries, said if len(said) <= _MOST_KEPT else self.texts.said))
        try:
            os.makedirs(os.path.dirname(where), exist_ok=True)
            write_atomically(where, sealed(_version(), data), durable=False)
        except OSError:
            pass
        self._new = {}

    def _looked_up(self, source: Source) -> Known:
        key = digest(source.data)
        self._used.add(key)
        self._keep_open(source)
        if (entry := self._kept.entries.get(key)) is not None:
            kept, asked = marshal.loads(entry)  # noqa: S302 - as below
            return Known(key, facts_kept(kept), asked, kept)
        from .reading import facts_of

        facts = facts_of(source)
        self._new[key] = Known(key, facts, self._still_said(source.path, facts))
        return self._new[key]

    def _still_said(self, path: str, facts: Facts) -> dict[str, Any]:
        """What the bodies of a file are known to say, as they said so in its text of before."""
        data = self._before(path) if self._before else None
        if data is None or (entry := self._kept.entries.get(digest(data))) is None:
            return {}
        from .carried import still_said

        before, asked = marshal.loads(entry)  # noqa: S302 - as below
        return still_said(facts_kept(before), asked, facts) if asked else {}

    @property
    def _kept(self) -> Kept:
        """What earlier runs have kept."""
        if self._loaded is None:
            where = _file()
            self._stamp = _stamp(where) if where else None  # before it is read: what comes between is seen later
            self._loaded = _load()
        return self._loaded

    def _asked(self, path: str, what: str, remembered: Callable[[tuple[Any, ...]], Value]) -> Value:
        """What a body of a file says: remembered, or read now and remembered from now on."""
        if (path, what) not in self._said:
            self._said[path, what] = self._remembered(path, what, remembered) or self._read(path, what)
        return cast("Value", self._said[path, what])

    def _remembered(self, path: str, what: str, remembered: Callable[[tuple[Any, ...]], Value]) -> Value | None:
        known = self._by_path[path]
        return remembered(known.asked[what]) if known and what in known.asked else None

    def _read(self, path: str, what: str) -> Verdict | Verdicts:
        from .reading import said_of  # where all is remembered, nothing need be read

        value = said_of(self._keep_open(self._open.get(path) or self.texts.source(path)), what)
        if known := self._by_path[path]:
            known.asked[what] = value
            self._new[known.key] = known
        return value

    def _keep_open(self, source: Source) -> Source:
        """Hold a file and its tree; of too much text those go that were wanted least recently."""
        self._open.pop(source.path, None)
        self._open[source.path] = source
        while len(self._open) > _MOST_OPEN and sum(len(each.data) for each in self._open.values()) > _MOST_TEXT:
            del self._open[next(iter(self._open))]
        return source


def _load() -> Kept:
    """The content of the cache; nothing where it is broken, or made by something else."""
    where = _file()
    if where is None:
        return Kept({}, {})
    data = unsealed(where, _version())
    return Kept(*marshal.loads(data)) if data else Kept({}, {})  # noqa: S302 - written here, and whole, as its digest says


def _stamp(where: str) -> tuple[int, ...] | None:
    """By what to see that the cache is still the one that was read: another one is another file."""
    try:
        found = os.stat(where)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


@cache
def _version() -> bytes:
    """What facts depend on beside the file: the code that makes them, by size and date, and the Python that parses."""
    here = os.path.dirname(__file__)
    stamps = [f"{__version__} {sys.version_info[0]}.{sys.version_info[1]}"]
    for folder in (here, os.path.join(os.path.dirname(here), "_kit")):
        with os.scandir(folder) as entries:
            found = sorted((entry.name, entry.stat()) for entry in entries if entry.name.endswith(".py"))
        stamps += [f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in found]
    return f"{' '.join(stamps)}\n".encode()


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
