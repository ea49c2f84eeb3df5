"""What detectors are given, and what they yield."""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """A file as detectors see it: its path with slashes, and its bytes in ASCII's likeness."""

    path: str
    data: bytes


class Candidate(NamedTuple):
    """The bytes from ``start`` to ``end`` look like a secret to ``rule``.

    ``stopped_by`` names the filter that says it is none after all; a finding has passed them all.
    """

    start: int
    end: int
    rule: str
    stopped_by: str = ""
