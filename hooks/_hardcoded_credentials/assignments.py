"""Secrets by the name that they are assigned to, in the syntaxes that a repository holds.

    DB_PASSWORD = "..."    password: ...    "token": "..."    --password ...    <password>...</password>
    ENV PASSWORD ...       {"name": "TOKEN", "value": "..."}    setPassword("...")    ${PASSWORD:-...}

A name is read around each keyword, then what stands between it and its value, then the value; the first step
that fails ends it, as nearly all hits of a keyword are no assignments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .announced import announced
from .candidate import Candidate, Text
from .kinds import Kind, kind_of

_NAME = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."
_LONGEST_NAME = 60
_LONGEST_VALUE = 500

# From the keyword to where the value begins: the rest of the name, what closes it, the operator, the opening quote.
_HEAD = re.compile(
    rb"""
    (?P<rest>[\w.-]{0,60}+)
    (?P<close>\\?["'`]?[\])]?|\}\}?)
    (?:
        [ \t]{0,40}+
        (?P<op>
            => | -> | := | :- | [!=]==? | \?\?= | \|\|= | \+= | \?= | =
          | : (?: [ \t]*+ [A-Za-z_] [\w.\[\]|" ]{0,40}? (?<![ "]) [ \t]*+ = (?![=>]) )?
          | , | \(
          | \)[ \t]{0,9}(?:or|\|\||\?\?)(?=[ \t])
          | >
        )
      | (?P<pair> [ \t]{0,9}+ (?:[,;]|["']?>)? \s{0,60}+ <? ["']? [vV]alue ["']? [ \t]{0,9}+ (?:[:=]>?|>) )
      | (?P<space> [ \t]{1,20}+ (?=[^\s=:]) )
    )
    (?P<gap> [\s(\[{]{0,40}+ )
    (?P<prefix> (?:[rRbBuUfF@$LN]{1,2}(?=["'`]))? )
    (?P<quote> \\?["'`]{3} | \\?["'`] )?
    """,
    re.VERBOSE,
)
_SCHEME = re.compile(rb"(?i:bearer|token|basic|apikey|key|bot)[ ]+(?=\S{8})")
_BARE = re.compile(rb"[^\s\"'`,;<>(){}\[\]|]{1,500}")
_LINE_VALUE = re.compile(rb"[^\r\n]{0,500}")
_NOT_NAME = re.compile(rb"[^\w.-]")


class Assignment(NamedTuple):
    """A name that announces a secret, and what it is given."""

    name: str
    announced: str
    operator: bytes
    value: str
    quoted: bool
    kind: Kind
    text: Text
    start: int
    end: int


def find(text: Text, starts: Sequence[int]) -> Iterator[Candidate]:
    """What is assigned to a name that holds one of the keywords."""
    from .filters import stopped_by

    for assignment in assignments(text, starts):
        rule = "hardcoded-password" if assignment.announced == "password" else "hardcoded-secret"
        yield Candidate(assignment.start, assignment.end, rule, stopped_by(assignment))


def assignments(text: Text, starts: Sequence[int]) -> Iterator[Assignment]:
    """Names that announce a secret, with their values."""
    data = text.data
    kind = kind_of(text.path)
    done = -1
    for at in starts:
        if at < done:
            continue
        head = _HEAD.match(data, at)
        if head is None:
            continue
        begin = _name_begin(data, at)
        done = head.end("rest")
        if done - begin > _LONGEST_NAME:
            continue
        span = _value_span(data, head, begin, kind)
        if span is None:
            continue
        start, end, quoted = span
        if end - start < 3:
            continue
        name = data[begin:done].decode("latin-1")
        what, _ = announced(name)
        if not what:
            continue
        value = data[start:end].decode("utf-8", "replace")
        operator = head["op"] or head["pair"] or b" "
        yield Assignment(name, what, operator, value, quoted, kind, text, start, end)


def _name_begin(data: bytes, at: int) -> int:
    lowest = max(at - _LONGEST_NAME, 0)
    while at > lowest and data[at - 1] in _NAME:
        at -= 1
    return at


def _value_span(data: bytes, head: re.Match[bytes], begin: int, kind: Kind) -> tuple[int, int, bool] | None:
    """Begin and end of the value, and whether it stands in quotes."""
    quote = head["quote"]
    start = head.end()
    if not _may_assign(data, head, begin, kind):
        return None
    if quote:
        end = _closing(data, quote, start)
        if end < 0:
            return None
        scheme = _SCHEME.match(data, start, end)
        return (scheme.end() if scheme else start), end, True
    if not kind.bare or b"\n" in head["gap"] or head["prefix"]:
        return None
    scheme = _SCHEME.match(data, start)
    value = _BARE.match(data, scheme.end() if scheme else start)
    return (value.start(), value.end(), False) if value else None


def _may_assign(data: bytes, head: re.Match[bytes], begin: int, kind: Kind) -> bool:
    """Does what stands between the name and the value assign, in this kind of file?"""
    close, operator, before = head["close"], head["op"], data[max(begin - 2, 0) : begin]
    if operator == b",":
        return bool(head["quote"]) and close[-1:] in (b'"', b"'", b"`")
    if operator == b"(":
        return bool(head["quote"]) and not close
    if operator == b">":
        return before[-1:] in (b"<",) or close[-1:] in (b'"', b"'")
    if head["space"]:
        if close:
            return False
        return (
            before == b"--"
            or data[max(begin - 4, 0) : begin].upper() in (b"ENV ", b"ARG ")
            or data[begin - 1 : begin] == b"-"
        )
    if operator == b":-":
        return before == b"${"
    if b"\n" in head["gap"] and not head["quote"]:
        return False
    return True


def _closing(data: bytes, quote: bytes, start: int) -> int:
    """Where the text that ``quote`` opened ends; one quote ends on its line."""
    limit = start + _LONGEST_VALUE
    at = start
    while True:
        at = data.find(quote, at, limit)
        if at < 0:
            return -1
        behind = at
        while behind > start and data[behind - 1] == 0x5C:
            behind -= 1
        if (at - behind) % 2 == 0:
            break
        at += 1
    if len(quote.lstrip(b"\\")) == 1 and data.find(b"\n", start, at) >= 0:
        return -1
    return at
