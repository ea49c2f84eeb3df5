"""Secrets by the name that they are assigned to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .candidate import Candidate, Text


def find(text: Text, starts: Sequence[int]) -> Iterator[Candidate]:
    """What is assigned to a name that holds one of the keywords."""
    yield from ()
