"""What a client sends to be let in: `Basic` and `Bearer` in headers, `curl -u`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .candidate import Candidate, Text
from .lazy import lazy
from .logins import stopped_by
from .placeholders import is_sample
from .structure import is_random
from .surroundings import surroundings

_BASIC = lazy(rb"(?i:basic) {1,2}(?P<secret>[0-9A-Za-z+/]{6,400}={0,2})(?![0-9A-Za-z+/=_-])")
_BEARER = lazy(rb"(?i:bearer) {1,2}(?P<secret>[0-9A-Za-z_.~+/-]{20,4000}={0,2})(?![0-9A-Za-z+/=_.~-])")
_CURL = lazy(
    rb"""(?i:curl)\ [^\n]{0,500}?(?<=[ ])(?:-u|--user|--proxy-user|-U)(?:[ ]{0,3}|=)["']?(?P<user>[^\s:"'$<{]{1,80}):
         (?P<secret>[^\s"']{1,200})""",
    re.VERBOSE,
)
_LOGIN = lazy(rb"(?P<user>[^\s:{\x00-\x1f\x7f-\xff]{1,100}):(?P<password>[^\x00-\x1f\x7f-\xff]{1,200})\Z")


def find(text: Text, starts: Sequence[int]) -> Iterator[Candidate]:
    """The logins and tokens of a file's requests."""
    for at in starts:
        letter = text.data[at : at + 2].lower()
        if letter == b"ba":
            yield from _basic(text, at)
        elif letter == b"be":
            yield from _bearer(text, at)
        else:
            yield from _curl(text, at)


def _basic(text: Text, at: int) -> Iterator[Candidate]:
    """Base64 of a user and a password (RFC 7617); prose decodes to nothing of that kind."""
    from base64 import b64decode
    from binascii import Error

    match = _BASIC.match(text.data, at)
    if match is None or len(match["secret"]) % 4:
        return
    try:
        login = _LOGIN.match(b64decode(match["secret"]))
    except Error:
        return
    if login:
        start, end = match.span("secret")
        decoded = text._replace(data=login["password"])
        why = stopped_by(decoded, login["user"].decode("latin-1"), 0, len(login["password"]))
        yield Candidate(start, end, "basic-auth", why)


def _bearer(text: Text, at: int) -> Iterator[Candidate]:
    match = _BEARER.match(text.data, at)
    if match and is_random(match["secret"]):
        start, end = match.span("secret")
        why = "placeholder" if is_sample(match["secret"]) else ""
        if not why and end - start < 32 and not text.everywhere:
            why = surroundings(text.path)
        yield Candidate(start, end, "bearer-token", why)


def _curl(text: Text, at: int) -> Iterator[Candidate]:
    end = text.data.find(b"\n", at)
    match = _CURL.match(text.data, at, end if end >= 0 else len(text.data))
    if match:
        user = match["user"].decode("utf-8", "replace")
        yield Candidate(*match.span("secret"), "basic-auth", stopped_by(text, user, *match.span("secret")))
