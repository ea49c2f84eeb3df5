"""What a client sends to be let in: `Basic` and `Bearer` in headers, `curl -u`."""

from __future__ import annotations

from .._kit import regex as re
from .._kit.light import Iterator, Sequence
from .candidate import Candidate, Text
from .lazy import lazy
from .logins import stopped_by
from .placeholders import is_sample
from .structure import is_random
from .surroundings import DOCUMENTATION, is_in_docstring, is_in_example, surroundings

_BASIC = lazy(rb"(?i:basic) {1,2}(?P<secret>[0-9A-Za-z+/]{6,400}={0,2})(?![0-9A-Za-z+/=_-])")
_BEARER = lazy(rb"(?i:bearer) {1,2}(?P<secret>[0-9A-Za-z_.~+/-]{20,4000}={0,2})(?![0-9A-Za-z+/=_.~-])")
# A token may stand for the user, with no password behind it.
_CURL = lazy(
    rb"""(?i:curl)\ [^\n]{0,500}?(?<=[ ])(?:-u|--user|--proxy-user|-U)(?:[ ]{0,3}|=)
         (?: ["']?(?P<user>[^\s:"'$<{]{0,80}):["']?(?P<secret>[^\s"']{1,200})
           | ["']?(?P<token>[^\s:"'$<{]{8,200}):["']?(?=\s|$) )""",
    re.VERBOSE,
)
_CONTINUED = lazy(rb"(?:[^\n]{0,400}\\\r?\n){0,8}[^\n]{0,1000}")
# https://learn.microsoft.com/powershell/module/microsoft.powershell.security/convertto-securestring
_SECURE_STRING = lazy(
    rb"""(?i:convertto-securestring)[ ]{1,4}(?:-(?i:asplaintext|force)[ ]{1,4}){0,2}(?:-(?i:string)[ ]{1,4})?
         (?:(?P<quote>["'])(?P<quoted>[^"'\n]{1,200})(?P=quote)|(?P<bare>[^\s"'$(|;-][^\s"'|;)]{0,200}))""",
    re.VERBOSE,
)
_LONGEST_COMMAND = 500
_PIPED = lazy(rb"""["'](?P<quoted>[^"'\n]{1,200})["'][ ]{0,4}\|[ ]{0,4}\Z""")
_LOGIN = lazy(rb"(?P<user>[^\s:{\x00-\x1f\x7f-\xff]{1,100}):(?P<password>[^\x00-\x1f\x7f-\xff]{1,200})\Z")


def find(text: Text, starts: Sequence[int]) -> Iterator[Candidate]:
    """The logins and tokens of a file's requests."""
    for at in starts:
        letter = text.data[at : at + 2].lower()
        if letter == b"ba":
            yield from _basic(text, at)
        elif letter == b"be":
            yield from _bearer(text, at)
        elif letter == b"cu":
            yield from _curl(text, at)
        else:
            yield from _secure_string(text, at)


def _basic(text: Text, at: int) -> Iterator[Candidate]:
    """Base64 of a user and a password (RFC 7617); prose decodes to nothing of that kind."""
    from binascii import Error, a2b_base64

    match = _BASIC.match(text.data, at)
    if match is None or len(match["secret"]) % 4:
        return
    try:
        login = _LOGIN.match(a2b_base64(match["secret"]))
    except Error:
        return
    if login:
        start, end = match.span("secret")
        decoded = text._replace(data=login["password"])
        why = stopped_by(decoded, login["user"].decode("latin-1"), 0, len(login["password"]))
        if not why and not text.everywhere and is_in_docstring(text.path, text.data, start):
            why = DOCUMENTATION
        yield Candidate(start, end, "basic-auth", why)


def _bearer(text: Text, at: int) -> Iterator[Candidate]:
    match = _BEARER.match(text.data, at)
    if match and is_random(match["secret"]):
        start, end = match.span("secret")
        why = "placeholder" if is_sample(match["secret"]) else ""
        if not why and not text.everywhere:
            why = surroundings(text.path) if end - start < 32 else DOCUMENTATION * is_in_example(text.data, start)
        yield Candidate(start, end, "bearer-token", why)


def _curl(text: Text, at: int) -> Iterator[Candidate]:
    command = _CONTINUED.match(text.data, at)
    match = command and _CURL.match(command[0].replace(b"\n", b" "))
    if match:
        group = "secret" if match["secret"] else "token"
        start, end = (at + place for place in match.span(group))
        yield Candidate(
            start, end, "basic-auth", stopped_by(text, (match["user"] or b"").decode("utf-8", "replace"), start, end)
        )


def _secure_string(text: Text, at: int) -> Iterator[Candidate]:
    """`ConvertTo-SecureString "..." -AsPlainText`, or piped into it; without that option the text is encrypted."""
    line_end = text.data.find(b"\n", at, at + _LONGEST_COMMAND)
    line_end = line_end if line_end >= 0 else at + _LONGEST_COMMAND
    if b"asplaintext" not in text.data[at:line_end].lower():
        return
    match = _SECURE_STRING.match(text.data, at, line_end) or _PIPED.search(text.data, max(at - 220, 0), at)
    if match:
        span = match.span("quoted") if match["quoted"] else match.span("bare")
        yield Candidate(*span, "hardcoded-password", stopped_by(text, "", *span), "ConvertTo-SecureString")
