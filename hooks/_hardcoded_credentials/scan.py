"""From a file to the secrets in it."""

from __future__ import annotations

from .._kit.finding import NotChecked, Place
from .._kit.light import Iterator, Sequence
from .._kit.source import Source
from .._kit.typed import NamedTuple
from . import engine
from .candidate import Candidate, Text
from .rules import PLAIN_RULES

# What a file may take of memory.
SIZE_LIMIT = 100_000_000
_HEAD = 8_000  # git calls a file binary that has a NUL byte in so many
_PLAIN = frozenset(rule.id for rule in PLAIN_RULES)


class Scan(NamedTuple):
    """The bytes that were searched, and what was found there, sorted; what a filter stopped may be included."""

    data: bytes
    candidates: tuple[Candidate, ...]
    complete: bool = True

    def secrets(self) -> list[tuple[Candidate, Place]]:
        """Each secret and where it stands."""
        return list(self.placed(self._found())) if self.candidates else []

    def _found(self) -> list[Candidate]:
        """What no filter stopped; of rules that see the same bytes the one that knows more than a name."""
        passed = [candidate for candidate in self.candidates if not candidate.stopped_by]
        if not passed:
            return []
        from bisect import bisect_right

        shaped = _apart([candidate for candidate in passed if candidate.rule not in _PLAIN])
        starts = [candidate.start for candidate in shaped]
        named = []
        for candidate in _apart([candidate for candidate in passed if candidate.rule in _PLAIN]):
            before = bisect_right(starts, candidate.end - 1) - 1
            if before < 0 or shaped[before].end <= candidate.start:
                named.append(candidate)
        return sorted([*shaped, *named])

    def secret(self, candidate: Candidate) -> bytes:
        """The bytes of a secret; whoever asks keeps them to himself."""
        return self.data[candidate.start : candidate.end]

    def placed(self, candidates: Sequence[Candidate]) -> Iterator[tuple[Candidate, Place]]:
        """Sorted candidates with line and column, counted as ``Source.lines`` counts them; each byte is read once."""
        line, column, at = 1, 1, 0
        for candidate in candidates:
            between = self.data[at : candidate.start]
            ends = between.count(b"\n") + between.count(b"\r") - between.count(b"\r\n")
            if ends:
                line, column = line + ends, 1
                between = between[max(between.rfind(b"\n"), between.rfind(b"\r")) + 1 :]
            column += len(between.decode("utf-8", "replace"))
            at = candidate.start
            yield candidate, Place(line, column)


def scan(source: Source) -> Scan:
    """Search one file. Raises ``NotChecked`` where it cannot be read or is too large.

    What a file of made-up values assigns is not among what filters stopped.
    """
    return _scan(source, everywhere=False)


def scan_everywhere(source: Source) -> Scan:
    """``scan``, where tests, documentation and CI count as all other files do."""
    return _scan(source, everywhere=True)


def scan_in_full(source: Source) -> Scan:
    """``scan``, with all that filters stopped."""
    return _scan(source, everywhere=False, in_full=True)


def scan_everywhere_in_full(source: Source) -> Scan:
    """``scan_everywhere``, with all that filters stopped."""
    return _scan(source, everywhere=True, in_full=True)


def _scan(source: Source, *, everywhere: bool, in_full: bool = False) -> Scan:
    data = searched_bytes(source)
    found = engine.search(Text(source.path, data, everywhere), in_full=in_full)
    source.may_hold_ignores = found.ignores
    return Scan(data, tuple(found.candidates), found.complete)


def searched_bytes(source: Source) -> bytes:
    """The bytes of a text in ASCII's likeness; of a binary file none. Raises ``NotChecked``."""
    if source.size > SIZE_LIMIT:
        reason = f"it is larger than {SIZE_LIMIT // 1_000_000} MB"
        raise NotChecked(source.path, reason, "leave it out with `exclude:`")
    data = source.data
    if data.find(b"\0", 0, _HEAD) < 0:
        return data.removeprefix(b"\xef\xbb\xbf")
    if source.is_binary:
        return b""
    return source.text.encode("utf-8", "replace")


def _apart(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Of sorted candidates those that do not overlap the one kept before."""
    kept: list[Candidate] = []
    for candidate in candidates:
        if not kept or candidate.start >= kept[-1].end:
            kept.append(candidate)
    return kept
