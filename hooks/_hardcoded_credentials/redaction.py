"""Secrets so that their owner knows them again and nobody else learns them."""

from __future__ import annotations


def shown(secret: bytes) -> str:
    """At most four characters, fewer of a short secret, and the length."""
    text = secret.decode("utf-8", "replace")
    begin = text[: min(4, len(text) // 4)].encode("ascii", "backslashreplace").decode()
    return f'"{begin}..." ({len(text)} characters)'
