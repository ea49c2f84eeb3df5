"""Rows of SQL: `INSERT INTO users (name, password) VALUES ('me', '...')`, where the column's name stands apart."""

from __future__ import annotations

from .._kit import regex as re
from .._kit.light import Iterator, Sequence
from .announced import PASSWORD, SECRET, announced
from .assignments import Assignment
from .candidate import Candidate, Text
from .filters import stopped_by
from .kinds import kind_of
from .lazy import lazy

_HEAD = lazy(
    rb"(?i:insert into)\s{1,9}[\w.`\"\[\]]{1,120}\s{0,9}\((?P<columns>[^()]{1,4000})\)\s{0,9}(?i:values)\s{0,9}(?=\()"
)
_VALUE = lazy(
    rb"""\s{0,40}(?:N?(?P<quote>['"])(?P<text>(?:(?!(?P=quote))[^\\\n]|\\[^\n]|(?P=quote){2}){0,500})(?P=quote)
        |[^'",()]{1,200}(?:\([^()]{0,200}\))?)\s{0,9}(?P<end>[,)])""",
    re.VERBOSE,
)
_NEXT_ROW = lazy(rb"\s{0,9},\s{0,40}(?:--[^\n]{0,200}\n\s{0,40})?(?=\()")
# The digests that a column of passwords holds in their place.
_DIGEST = lazy(r"(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{56}|[0-9a-fA-F]{64,128})$")


def find(text: Text, starts: Sequence[int]) -> Iterator[Candidate]:
    """The secrets of a file's rows."""
    for at in starts:
        head = _HEAD.match(text.data, at)
        names = [_name(column) for column in head["columns"].split(b",")] if head else []
        kinds = [announced(name) for name in names]
        if head and not {PASSWORD, SECRET}.isdisjoint(kinds):
            yield from _rows(text, head.end(), names, kinds)


def _name(column: bytes) -> str:
    return column.strip(b" \t\r\n`\"[]'").decode("latin-1")


def _rows(text: Text, at: int, names: Sequence[str], kinds: Sequence[str]) -> Iterator[Candidate]:
    while text.data[at : at + 1] == b"(":
        row = list(_values(text.data, at + 1, len(names)))
        for name, kind, value in zip(names, kinds, row, strict=False):
            if kind in (PASSWORD, SECRET) and value["text"]:
                yield _judged(text, name, kind, value)
        following = _NEXT_ROW.match(text.data, row[-1].end()) if len(row) == len(names) else None
        at = following.end() if following else len(text.data)


def _values(data: bytes, at: int, most: int) -> Iterator[re.Match[bytes]]:
    for _ in range(most):
        value = _VALUE.match(data, at)
        if value is None:
            return
        yield value
        if value["end"] == b")":
            return
        at = value.end()


def _judged(text: Text, name: str, kind: str, value: re.Match[bytes]) -> Candidate:
    start, end = value.span("text")
    said = value["text"].decode("utf-8", "replace")
    one = Assignment(name, kind, b"=", said, True, kind_of(text.path), text, start, end)
    rule = "hardcoded-password" if kind == PASSWORD else "hardcoded-secret"
    return Candidate(start, end, rule, "hash" if _DIGEST.match(said) else stopped_by(one), name)
