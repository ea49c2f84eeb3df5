r"""Secrets that are written in pieces or in another form: `"ab" + "cd"`, `"\x61b\u0063d"`, and one level of base64.

The statement around a hit is put together or decoded, and searched as any other text; what is found there and does
not stand in the file as it is counts for the statement.
"""

from __future__ import annotations

import binascii

from .._kit.light import Iterator, Sequence
from .candidate import Candidate, Text
from .lazy import lazy

# A statement is looked at so far before and behind a hit; longer lines are the work of tools.
_BEFORE, _BEHIND = 300, 700
_JOINT = lazy(rb"""(?P<quote>["'])[ \t]*(?:(?:\+|\.|\\)?[ \t]*(?:\\?\r?\n[ \t]*)?(?:\+|\.)?)[ \t]*[rbuf]?(?P=quote)""")
# What a joint has between its quotes.
_BETWEEN = b" \t\r\n+.\\rbuf"
_ESCAPE = lazy(rb"\\u00(?P<u>[2-7][0-9a-fA-F])|\\x(?P<x>[2-7][0-9a-fA-F])")
_BASE_64 = lazy(rb"(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/_-]{16,680}={0,2}(?![A-Za-z0-9+/=_-])")
_PRINTABLE = lazy(rb"[\t\r\n\x20-\x7e]+")


def find(text: Text, starts: Sequence[int]) -> Iterator[Candidate]:
    """What is found in statements that were put together or decoded."""
    done = -1
    for start in starts:
        if start < done:
            continue
        begin, done = _statement(text.data, start)
        statement = text.data[begin:done]
        for plain in {_joined(statement), *_decoded(statement)} - {statement}:
            yield from _candidates(text, plain, begin, done)


def _statement(data: bytes, start: int) -> tuple[int, int]:
    """The line of a hit and those that a joint or a bracket ties to it, in bounds."""
    begin = max(data.rfind(b"\n", max(start - _BEFORE, 0), start) + 1, start - _BEFORE, 0)
    end = data.find(b"\n", start + 1, start + _BEHIND)
    while end >= 0 and _goes_on(data, end):
        end = data.find(b"\n", end + 1, start + _BEHIND)
    return begin, end if end >= 0 else min(start + _BEHIND, len(data))


def _goes_on(data: bytes, end: int) -> bool:
    """Does the line that ends there go on in the next one?"""
    line, following = data[max(end - 80, 0) : end].rstrip(), data[end : end + 80].lstrip()
    quoted = line.endswith((b'"', b"'", b"(")) and following[:1] in (b'"', b"'", b"+", b".")
    return quoted or line.endswith((b"+", b"\\"))


def _joined(statement: bytes) -> bytes:
    together = statement.translate(None, _BETWEEN)
    has_joint = b'""' in together or b"''" in together  # hardly ever, and at each quote the expression takes its time
    return _unescaped(_JOINT.sub(b"", statement) if has_joint else statement)


def _unescaped(statement: bytes) -> bytes:
    at, parts = 0, []
    for match in _ESCAPE.finditer(statement):
        parts += [statement[at : match.start()], bytes([int(match["u"] or match["x"], 16)])]
        at = match.end()
    return b"".join([*parts, statement[at:]])


def _decoded(statement: bytes) -> Iterator[bytes]:
    for match in _BASE_64.finditer(statement):
        digits = match[0].rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
        try:
            plain = binascii.a2b_base64(digits + b"=" * (-len(digits) % 4))
        except binascii.Error:
            continue
        if _PRINTABLE.fullmatch(plain):
            yield statement[: match.start()] + plain + statement[match.end() :]


def _candidates(text: Text, plain: bytes, begin: int, end: int) -> Iterator[Candidate]:
    from .engine import search

    statement = text.data[begin:end]
    for candidate in search(text._replace(data=plain), decode=False).candidates:
        secret = plain[candidate.start : candidate.end]
        if secret not in statement:
            first = statement.find(secret[:3])
            if first < 0:
                first = next((at + 1 for at, byte in enumerate(statement) if byte in b"\"'`"), 0)
            last = statement.find(secret[-3:], first)
            yield candidate._replace(start=begin + first, end=begin + last + 3 if last > first else end)
