"""Checks of what a provider documents about the inside of its credentials: checksums and encodings."""

from __future__ import annotations

from collections.abc import Callable

CHECKS: dict[str, Callable[[bytes], bool]] = {}


def holds(check: str, secret: bytes) -> bool:
    """Is ``secret`` built as its provider builds them? Raises ``KeyError`` for a check that does not exist."""
    return CHECKS[check](secret)
