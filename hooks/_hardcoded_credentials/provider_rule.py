"""The row of the table of providers."""

from __future__ import annotations

from typing import NamedTuple


class ProviderRule(NamedTuple):
    """What one kind of a provider's credential looks like; the fields are told in `data/credentials.toml`."""

    id: str
    what: str
    provider: str
    literals: tuple[bytes, ...]
    ignore_case: bool
    near: tuple[bytes, ...]
    regex: bytes
    verify: str
