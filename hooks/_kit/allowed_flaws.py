"""Flaws that a team has decided to live with for a while: an id, a reason, and the day on which that ends.

The file is TOML::

    [[ignore]]
    id = "PYSEC-2023-62"        # or any other name of the flaw, such as its CVE
    package = "flask"           # optional: for this package only
    reason = "sessions are not cached here"
    expires = 2027-03-31
"""

from __future__ import annotations

from datetime import date, datetime

from . import regex as re
from .advisories import Advisory
from .finding import Finding, Place, Rule, UsageError
from .light import Iterator, Sequence
from .requirements import canonical
from .source import Source
from .typed import NamedTuple

INCOMPLETE = Rule("allowed-flaw-incomplete", "{id}: say why, and until when: reason = '...', expires = YYYY-MM-DD")
EXPIRED = Rule("allowed-flaw-expired", "{id} was allowed until {day}; update the package, or decide again")
UNUSED = Rule("allowed-flaw-unused", "{id} is found in no dependency any more; delete this entry")
RULES = (INCOMPLETE, EXPIRED, UNUSED)

_KEYS = {"id", "package", "reason", "expires"}


class Allowed(NamedTuple):
    """One entry: what it allows, and the line it begins at."""

    id: str
    package: str
    reason: str
    expires: date | None
    line: int

    def is_valid(self, today: date) -> bool:
        """Only a whole entry whose day has not passed allows anything."""
        return bool(self.reason) and self.expires is not None and today <= self.expires

    def covers(self, package: str, advisory: Advisory) -> bool:
        """Is that the flaw it speaks of, by any of its names?"""
        named = self.id.upper() in {name.upper() for name in advisory.names}
        return named and self.package in ("", package)


def read_allowed(source: Source) -> list[Allowed]:
    """The entries of a file. Raises ``UsageError`` for one that has another shape."""
    import tomllib

    try:
        document = tomllib.loads(source.text.replace("\r\n", "\n"))
    except ValueError as error:
        raise UsageError(f"{source.path}: not valid TOML ({error})") from None
    tables = document.get("ignore", [])
    if set(document) - {"ignore"} or not isinstance(tables, list):
        raise UsageError(f"{source.path}: it holds [[ignore]] tables and nothing else")
    lines = [number for number, line in enumerate(source.lines, 1) if re.match(r"\s*\[\[\s*ignore\s*\]\]", line)]
    if len(lines) != len(tables):  # TOML has other ways to write the same
        lines = [1] * len(tables)
    return [_allowed(source, table, line) for table, line in zip(tables, lines, strict=True)]


def complaints(source: Source, entries: Sequence[Allowed], today: date) -> Iterator[Finding]:
    """What is wrong with the entries themselves."""
    for entry in entries:
        if not entry.reason or entry.expires is None:
            yield INCOMPLETE.at(source, Place(entry.line, 1), id=entry.id)
        elif today > entry.expires:
            yield EXPIRED.at(source, Place(entry.line, 1), id=entry.id, day=entry.expires)


def unused(source: Source, entries: Sequence[Allowed], found: Sequence[tuple[str, Advisory]]) -> Iterator[Finding]:
    """The entries that match none of the ``found`` pairs of package and flaw, which have to be all there are."""
    for entry in entries:
        if not any(entry.covers(*pair) for pair in found):
            yield UNUSED.at(source, Place(entry.line, 1), id=entry.id)


def _allowed(source: Source, table: object, line: int) -> Allowed:
    where = f"{source.path}, line {line}"
    if not isinstance(table, dict) or set(table) - _KEYS:
        raise UsageError(f"{where}: an entry has id, reason and expires, perhaps package")
    expires = table.get("expires")
    if isinstance(expires, datetime) or not isinstance(expires, date | None):
        raise UsageError(f"{where}: expires is a date without quotes, as 2027-03-31")
    texts = [table.get(key, "") for key in ("id", "package", "reason")]
    if not all(isinstance(text, str) for text in texts) or not texts[0]:
        raise UsageError(f"{where}: id, package and reason are texts, and the id is needed")
    return Allowed(texts[0], canonical(texts[1]), texts[2].strip(), expires, line)
