"""From a file to the secrets in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .._kit.finding import NotChecked, Place
from .._kit.source import Source
from .candidate import Candidate, Text

# What a file may take of memory.
SIZE_LIMIT = 100_000_000
_HEAD = 8_000  # git calls a file binary that has a NUL byte in so many


class Scan(NamedTuple):
    """The bytes that were searched, and what was found there, filtered out included."""

    data: bytes
    candidates: tuple[Candidate, ...]

    def secrets(self) -> Iterator[Candidate]:
        """What no filter stopped; of several rules that see the same bytes the one that comes first."""
        end = -1
        for candidate in self.candidates:
            if not candidate.stopped_by and candidate.start >= end:
                end = candidate.end
                yield candidate

    def place(self, candidate: Candidate) -> Place:
        """Line and column of a secret, counted as ``Source.lines`` counts them."""
        before = self.data[: candidate.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        begin = before.rfind(b"\n") + 1
        return Place(before.count(b"\n") + 1, len(before[begin:].decode("utf-8", "replace")) + 1)


def scan(source: Source) -> Scan:
    """Search one file. Raises ``NotChecked`` where it cannot be read or is too large."""
    return _scan(source, everywhere=False)


def scan_everywhere(source: Source) -> Scan:
    """``scan``, where tests, documentation and CI count as all other files do."""
    return _scan(source, everywhere=True)


def _scan(source: Source, *, everywhere: bool) -> Scan:
    from . import engine

    data = searched_bytes(source)
    return Scan(data, tuple(engine.candidates(Text(source.path, data, everywhere))))


def searched_bytes(source: Source) -> bytes:
    """The bytes of a text in ASCII's likeness; of a binary file none."""
    data = source.data
    if len(data) > SIZE_LIMIT:
        reason = f"it is larger than {SIZE_LIMIT // 1_000_000} MB"
        raise NotChecked(source.path, reason, "leave it out with `exclude:`")
    if b"\0" not in data[:_HEAD]:
        return data
    return b"" if source.is_binary else source.text.encode("utf-8", "replace")
