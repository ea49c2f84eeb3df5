"""What detectors are given, and what they yield."""

from __future__ import annotations

from .._kit.typed import NamedTuple


class Text(NamedTuple):
    """A file as detectors see it: its path with slashes, and its bytes in ASCII's likeness.

    ``everywhere``: what is assigned in tests, documentation and CI counts as it does elsewhere.
    """

    path: str
    data: bytes
    everywhere: bool = False


class Candidate(NamedTuple):
    """The bytes from ``start`` to ``end`` look like a secret to ``rule``.

    ``stopped_by`` names the filter that says it is none after all; a finding has passed them all. ``name`` is what
    it is assigned to, where that is what gave it away.
    """

    start: int
    end: int
    rule: str
    stopped_by: str = ""
    name: str = ""
