"""Known vulnerabilities of packages, from a local index of advisories.

The index is one SQLite file that `flask-upkeep advisories build` makes of records in the format of
https://ossf.github.io/osv-schema/ such as those of https://github.com/pypa/advisory-database. A package is asked for
by name, its version is compared by PEP 440.
"""

from __future__ import annotations

import os

from .finding import NotChecked, UsageError
from .light import Iterable, Iterator, Sequence
from .pep440 import parsed_version
from .typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date
    from sqlite3 import Connection
    from typing import Any

    from packaging.version import Version

INDEX = "upkeep/advisories.sqlite"  # where nobody names another file
SCHEMA = "1"
TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE advisory (name TEXT NOT NULL, id TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (name, id));
"""
_BUILD = "build it with `flask-upkeep advisories build`"
# Where one flaw has several records, the one people of this ecosystem know.
_PREFERRED = ("PYSEC-", "GHSA-", "CVE-")


class Undecided(ValueError):  # noqa: N818 - it names a verdict
    """The version cannot be compared with what an advisory says; the text is half a sentence."""


class Advisory(NamedTuple):
    """One known flaw of one version: its id, its other names, and the versions above in which it is mended."""

    id: str
    aliases: tuple[str, ...]
    fixed: tuple[str, ...]

    @property
    def names(self) -> frozenset[str]:
        """Its id and its other names."""
        return frozenset((self.id, *self.aliases))


class Record(NamedTuple):
    """What one advisory says of one package: ranges of events (kind, version), versions one by one."""

    id: str
    aliases: tuple[str, ...]
    ranges: tuple[tuple[tuple[str, str], ...], ...]
    versions: frozenset[str]

    def judged(self, text: str, version: Version | None) -> Advisory | None:
        """The advisory for that version, spelt as ``text``, or ``None``. Raises ``Undecided``."""
        listed = {text.lower()} | ({str(version), version.public} if version else set())
        affected = not listed.isdisjoint(self.versions)
        fixed: set[Version] = set()
        for events in self.ranges:
            try:
                affected = _in_range(events, version) or affected
                fixed |= _fixes(events, version)
            except Undecided:
                if not self.versions:  # a list of versions decides alone, an unreadable range does not
                    raise
        return Advisory(self.id, self.aliases, tuple(map(str, sorted(fixed)))) if affected else None


class Index:
    """An index of advisories, opened for reading."""

    def __init__(self, path: str) -> None:
        """Raises ``UsageError`` for a file that is missing or none, ``NotChecked`` where it cannot be read."""
        self.path = path
        self._meta = dict(self._asked("SELECT key, value FROM meta"))
        if self._meta.get("schema") != SCHEMA:
            raise UsageError(f"{path}: an index of another version of this program; {_BUILD}")

    @property
    def date(self) -> date:
        """The day of the newest record."""
        from datetime import date

        return date.fromisoformat(self._meta["date"])

    @property
    def count(self) -> int:
        """How many records it holds; a record of two packages counts twice."""
        return int(self._meta["records"])

    @property
    def stamp(self) -> str:
        """A digest of the content: equal for equal records."""
        return str(self._meta["stamp"])

    def known(self, name: str, version: str) -> list[Advisory]:
        """The advisories for a version of a package (``name`` in its normal form). Raises ``Undecided``."""
        rows = self._asked("SELECT id, record FROM advisory WHERE name = ? ORDER BY id", name)
        parsed = parsed_version(version) if rows else None
        found = (_record(*row).judged(version, parsed) for row in rows)
        return collapsed(advisory for advisory in found if advisory)

    def records(self) -> Iterator[tuple[str, Record]]:
        """Everything it holds, by package."""
        for name, number, text in self._asked("SELECT name, id, record FROM advisory ORDER BY name, id"):
            yield name, _record(number, text)

    def _asked(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        import sqlite3
        from contextlib import closing

        try:
            with closing(_opened(self.path)) as database:  # as quick as the question, and nothing stays open
                return database.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise UsageError(f"{self.path}: no index of advisories ({error}); {_BUILD}") from None


def collapsed(advisories: Iterable[Advisory]) -> list[Advisory]:
    """One advisory for all that share a name, sorted by id."""
    groups: list[list[Advisory]] = []
    for advisory in advisories:
        same = [group for group in groups if any(advisory.names & other.names for other in group)]
        groups = [group for group in groups if group not in same]
        groups.append([advisory, *(other for group in same for other in group)])
    return sorted(map(_merged, groups))


def _merged(group: Sequence[Advisory]) -> Advisory:
    first = min(group, key=lambda advisory: (_rank(advisory.id), advisory.id))
    names = frozenset[str]().union(*(advisory.names for advisory in group)) - {first.id}
    fixed = first.fixed or next((advisory.fixed for advisory in group if advisory.fixed), ())
    return Advisory(first.id, tuple(sorted(names)), fixed)


def _rank(name: str) -> int:
    return next((rank for rank, prefix in enumerate(_PREFERRED) if name.startswith(prefix)), len(_PREFERRED))


def _opened(path: str) -> Connection:
    import sqlite3
    from urllib.request import pathname2url

    if not os.path.isfile(path):
        raise UsageError(f"{path}: no such index of advisories; {_BUILD}")
    try:
        return sqlite3.connect(f"file:{pathname2url(os.path.abspath(path))}?mode=ro", uri=True)
    except sqlite3.Error as error:
        raise NotChecked(path, f"the index cannot be opened ({error})", "make it readable") from None


def _record(number: str, text: str) -> Record:
    import json

    held = json.loads(text)
    ranges = tuple(tuple((kind, version) for kind, version in events) for events in held["ranges"])
    return Record(number, tuple(held["aliases"]), ranges, frozenset(held["versions"]))


def _in_range(events: Sequence[tuple[str, str]], version: Version | None) -> bool:
    """The evaluation of https://ossf.github.io/osv-schema/#evaluation, for events in any order."""
    if version is None:
        raise Undecided("its version is not of PEP 440")
    affected = False
    for kind, bound in _in_order(events):
        if kind == "last_affected":
            affected = affected and (bound is None or version <= bound)
        elif bound is None or version >= bound:
            affected = kind == "introduced"
    return affected


def _fixes(events: Sequence[tuple[str, str]], version: Version | None) -> set[Version]:
    """The versions above in which this is mended."""
    return {bound for kind, bound in _in_order(events) if kind == "fixed" and bound and version and bound > version}


def _in_order(events: Sequence[tuple[str, str]]) -> list[tuple[str, Version | None]]:
    """Events by version; ``None`` is the "0" that comes before every version. Raises ``Undecided``."""
    first: list[tuple[str, Version | None]] = [(kind, None) for kind, text in events if text == "0"]
    return [*first, *sorted(((kind, _bound(text)) for kind, text in events if text != "0"), key=lambda event: event[1])]


def _bound(text: str) -> Version:
    version = parsed_version(text)
    if version is None:
        raise Undecided(f"an advisory speaks of version {text[:40]!r}, which is not of PEP 440")
    return version
