"""What a detector sees in a file: a stretch of bytes that one rule takes for a secret."""

from __future__ import annotations

from typing import NamedTuple


class Candidate(NamedTuple):
    """The bytes from ``start`` to ``end`` look like a secret to ``rule``.

    ``stopped_by`` names the filter that says it is none after all; a finding has passed them all.
    """

    start: int
    end: int
    rule: str
    stopped_by: str = ""
