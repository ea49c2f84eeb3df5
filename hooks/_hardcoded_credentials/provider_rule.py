"""The row of the table of providers."""

from __future__ import annotations

from typing import NamedTuple


class ProviderRule(NamedTuple):
    """What one kind of a provider's credential looks like; the fields are told in `data/credentials.toml`.

    ``regex`` of an ``anchored`` rule begins with one of the literals, so that it is tried only there.
    """

    id: str
    what: str
    provider: str
    literals: tuple[bytes, ...]
    anchored: bool
    near: tuple[bytes, ...]
    regex: bytes
    verify: str
    checksum: str
