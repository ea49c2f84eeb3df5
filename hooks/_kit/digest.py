"""What a text is known by in what is kept between runs."""

try:
    from _blake2 import blake2b  # `hashlib` loads OpenSSL with it, which takes a third of the time of a bare start
except ImportError:
    from hashlib import blake2b

SIZE = 16


def digest(data: bytes) -> bytes:
    """The digest of a text, ``SIZE`` bytes."""
    return blake2b(data, digest_size=SIZE).digest()


def sealed(maker: bytes, data: bytes) -> bytes:
    """Data to keep, behind what made it and its digest."""
    return b"".join([maker, digest(data), data])


def unsealed(where: str, maker: bytes) -> bytes | None:
    """The data that a file keeps; ``None`` where there is none, or it is broken, or made by something else."""
    try:
        with open(where, "rb") as file:
            said = file.read()
    except OSError:
        return None
    data = said[len(maker) + SIZE :]
    return data if said.startswith(maker + digest(data)) else None
