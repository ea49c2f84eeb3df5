"""Passwords and keys in their place among arguments: `auth=("me", "...")`, `jwt.encode(claims, "...")`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .announced import SIGNING
from .assignments import Assignment
from .candidate import Candidate, Text
from .filters import stopped_by as key_stopped_by
from .kinds import kind_of
from .lazy import lazy
from .logins import stopped_by

# https://requests.readthedocs.io/en/latest/user/authentication/
# https://docs.python.org/3/library/smtplib.html#smtplib.SMTP.login
# https://learn.microsoft.com/dotnet/api/system.net.networkcredential
_LOGIN = lazy(
    rb"""[.]?\w{4,22}=?\(\s{0,40}[rbu]?(?P<quote>["'])(?P<user>[^"'\n]{0,100})(?P=quote)\s{0,9},
         \s{0,40}(?:password\s?=\s?)?[rbu]?(?P<other>["'])(?P<secret>[^"'\n]{1,200})(?P=other)""",
    re.VERBOSE,
)
# https://pyjwt.readthedocs.io/en/stable/api.html
_JWT = lazy(
    rb"""jwt\.(?:en|de)code\([^,"'\n]{1,80},\s{0,40}(?:key\s?=\s?)?b?(?P<quote>["'])(?P<secret>[^"'\n]{1,200})(?P=quote)"""
)


def find(text: Text, starts: Sequence[int]) -> Iterator[Candidate]:
    """The passwords and keys of a file that stand as an argument."""
    for at in starts:
        if text.data.startswith(b"jwt.", at):
            yield from _signing(text, at)
        elif match := _LOGIN.match(text.data, at):
            user = match["user"].decode("utf-8", "replace")
            yield Candidate(
                *match.span("secret"), "hardcoded-password", stopped_by(text, user, *match.span("secret")), "the call"
            )


def _signing(text: Text, at: int) -> Iterator[Candidate]:
    match = _JWT.match(text.data, at)
    if match:
        start, end = match.span("secret")
        value = match["secret"].decode("utf-8", "replace")
        key = Assignment("jwt_secret_key", SIGNING, b",", value, True, kind_of(text.path), text, start, end)
        yield Candidate(start, end, "hardcoded-secret", key_stopped_by(key), "the call")
