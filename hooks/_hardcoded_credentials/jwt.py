"""JSON Web Tokens, plain or as base64 of the whole (RFC 7519): whoever has one is let in with it."""

from __future__ import annotations

from .._kit.light import Iterator, Sequence
from .candidate import Candidate, Text
from .lazy import lazy
from .surroundings import surroundings

_RULE = "json-web-token"
_TOKEN = lazy(
    rb"(?:eyJ|ewog)[0-9A-Za-z_-]{10,2000}\.(?:eyJ|ewog)[0-9A-Za-z_-]{6,8000}\.(?:[0-9A-Za-z_-]{16,2000})?(?![0-9A-Za-z_-])"
)
_ENCODED = lazy(rb"ZXlK[0-9A-Za-z+/]{60,12000}={0,2}")
# The token that the documentation of half the world shows comes from the front page of jwt.io.
_SAMPLES = (b"John Doe", b"1234567890", b"Jane Doe")


def find(text: Text, starts: Sequence[int]) -> Iterator[Candidate]:
    """The tokens of a file whose header is one."""
    done = -1
    for at in starts:
        if at < done or _goes_on(text.data, at):
            continue
        match = _TOKEN.match(text.data, at)
        token = match[0] if match else b""
        if match is None and (match := _ENCODED.match(text.data, at)):
            plain = _TOKEN.match(_decoded(match[0]))
            token = plain[0] if plain else b""
        if match and _has_header(token):
            done = match.end()
            yield Candidate(match.start(), match.end(), _RULE, _stopped_by(text, token))


def _goes_on(data: bytes, at: int) -> bool:
    """Is this the middle of a longer text? The letter of an escape is none of it."""
    return data[at - 1 : at].isalnum() and data[at - 2 : at] not in (b"\\n", b"\\r", b"\\t") and at > 0


def _has_header(token: bytes) -> bool:
    """Is the first part a JSON object (https://datatracker.ietf.org/doc/html/rfc7519#section-5)?"""
    header = _decoded(token.partition(b".")[0]).strip()
    return header[:1] == b"{" and header[-1:] == b"}" and b'":' in header


def _stopped_by(text: Text, token: bytes) -> str:
    _, encoded, signature = token.split(b".")
    if not signature:
        return "not-signed"
    claims = _decoded(encoded)
    if any(sample in claims for sample in _SAMPLES):
        return "placeholder"
    return "" if text.everywhere else surroundings(text.path)


def _decoded(part: bytes) -> bytes:
    from binascii import Error, a2b_base64

    digits = part.rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
    try:
        return a2b_base64(digits + b"=" * (-len(digits) % 4))
    except Error:
        return b""
