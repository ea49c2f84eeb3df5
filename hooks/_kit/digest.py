"""What a text is known by in what is kept between runs."""

try:
    from _blake2 import blake2b  # `hashlib` loads OpenSSL with it, which takes a third of the time of a bare start
except ImportError:
    from hashlib import blake2b

SIZE = 16


def digest(data: bytes) -> bytes:
    """The digest of a text, ``SIZE`` bytes."""
    return blake2b(data, digest_size=SIZE).digest()
