"""Checks of the inside of credentials: what a generator may have drawn, and what it never comes up with."""

from __future__ import annotations

from .._kit.light import Callable
from .lazy import lazy
from .wordlike import looks_like_words

_ADDRESS = lazy(rb"0x[0-9A-Fa-f]+\Z")  # of an account on a chain
_HUMP = lazy(rb"(?:[a-z](?=[A-Z])|[A-Z](?=[a-z]))")
# Digests stand beside names of providers more often than keys that happen to look like one.
_DIGEST = lazy(rb"(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})\Z")
_BASE64 = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+/"
_LONG = 60


def holds(check: str, secret: bytes) -> bool:
    """Is ``secret`` built as its provider builds them? Raises ``KeyError`` for a check that does not exist."""
    return CHECKS[check](secret)


def is_random(secret: bytes) -> bool:
    """May a generator have drawn it: letters with digits, or of wildly mixed case, that do not fall into words?"""
    text = secret.decode("latin-1")
    if _ADDRESS.match(secret) or not any(map(str.isalpha, text)):
        return False
    with_digits = any(map(str.isdigit, text))
    return (with_digits or len(_HUMP.findall(secret)) * 4 > len(secret) > 15) and not looks_like_words(text)


def is_random_and_no_digest(secret: bytes) -> bool:
    """May a generator have drawn it from more than hexadecimal digits?"""
    return is_random(secret) and _DIGEST.match(secret) is None


def is_drawn_seed(secret: bytes) -> bool:
    """A seed of one-time passwords that is neither RFC 6238's test vector nor an example of the format's page."""
    return not secret.upper().startswith((b"GEZDGNBVGY3TQOJQ", b"JBSWY3DPEHPK3PXP", b"HXDMVJECJJWSRB3H"))


def is_within_base64(data: bytes, start: int) -> bool:
    """Does a long text of Base64 run up to what begins there, which has that look by chance?"""
    before = data[max(start - _LONG, 0) : start]
    return before[-1:] in (b"+", b"/") and len(before) == _LONG and not before.translate(None, _BASE64)


CHECKS: dict[str, Callable[[bytes], bool]] = {
    "drawn-seed": is_drawn_seed,
    "random": is_random,
    "random-no-digest": is_random_and_no_digest,
}
