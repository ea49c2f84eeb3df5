"""Values that stand for a secret and are none."""

from __future__ import annotations

from .._kit import regex as re
from .lazy import lazy

_SAMPLE = lazy(
    rb"example|sample|dummy|placeholder|redacted|changeme|your[_-]|xxxx|\*\*\*\*|\.\.\.\.",
    re.IGNORECASE,
)
# Zeros come to the letter A in Base64.
_SEQUENCE = lazy(rb"0{8}|1234567890|abcdefgh|([1-9b-z])\1{6}", re.IGNORECASE)
# A page that uses Firebase says so beside its key, which opens nothing by itself and has to stand in the page:
# https://firebase.google.com/docs/projects/api-keys
_OF_PAGES, _BESIDE = b"AIza", (b"authDomain", b"AUTH_DOMAIN", b"firebaseapp.com", b"messagingSenderId")
_COMPANY = 400


def is_sample(secret: bytes, *, typed: bool = True) -> bool:
    """Does a token of a provider's shape say of itself that it is an example?

    Few distinct characters never come from a generator; with ``typed`` what somebody ran a finger along the
    keyboard for is a sample, too.
    """
    if typed and _SEQUENCE.search(secret):
        return True
    return _SAMPLE.search(secret) is not None or len(set(secret)) < 6


def is_published(data: bytes, start: int) -> bool:
    """Is the token that begins there meant for whoever opens a page?"""
    if not data.startswith(_OF_PAGES, start):
        return False
    around = data[max(start - _COMPANY, 0) : start + _COMPANY]
    return any(word in around for word in _BESIDE)
