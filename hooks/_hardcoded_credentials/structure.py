"""Checks of the inside of credentials: what their provider documents of it, and what no generator comes up with."""

from __future__ import annotations

from collections.abc import Callable

from .lazy import lazy
from .wordlike import looks_like_words

_ADDRESS = lazy(rb"0x[0-9A-Fa-f]+\Z")  # of an account on a chain
_HUMP = lazy(rb"(?:[a-z](?=[A-Z])|[A-Z](?=[a-z]))")
_BASE_62 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
# Digests stand beside names of providers more often than keys that happen to look like one.
_DIGEST = lazy(rb"(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})\Z")


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
    """A seed of one-time passwords that is neither RFC 6238's test vector nor the example of the format's page."""
    return not secret.upper().startswith((b"GEZDGNBVGY3TQOJQ", b"JBSWY3DPEHPK3PXP"))


def has_crc(secret: bytes) -> bool:
    """Are the last six characters the CRC-32 of the thirty before them, in base 62 (GitHub's and npm's tokens)?

    https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
    """
    from zlib import crc32

    body = secret.rpartition(b"_")[2]
    rest, digits = crc32(body[:30]), b""
    for _ in range(6):
        rest, digit = divmod(rest, 62)
        digits = _BASE_62[digit : digit + 1] + digits
    return len(body) == 36 and body[30:] == digits


CHECKS: dict[str, Callable[[bytes], bool]] = {
    "crc": has_crc,
    "drawn-seed": is_drawn_seed,
    "random": is_random,
    "random-no-digest": is_random_and_no_digest,
}
