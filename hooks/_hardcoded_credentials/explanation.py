"""`--explain-finding PATH:LINE`: which rule fired there, and which filters were asked."""

from __future__ import annotations

from .._kit.finding import UsageError
from .._kit.masking import shown
from .announced import announced
from .candidate import Candidate
from .filters import asked
from .rules import by_id
from .scan import Scan


def explained(where: str, found: Scan, line: int, *, everywhere: bool) -> str:
    """The text for one line of a file; no secret is told in full."""
    here = [candidate for candidate, place in found.placed(found.candidates) if place.line == line]
    if not here:
        return f"{where}: no rule sees anything here"
    return "\n".join(text for candidate in here for text in _lines(where, found, candidate, everywhere))


def place_of(argument: str) -> tuple[str, int]:
    """``PATH:LINE`` in its parts. Raises ``UsageError``."""
    path, _, line = argument.rpartition(":")
    if not path or not line.isdigit():
        raise UsageError(f"--explain-finding {argument}: write it as PATH:LINE")
    return path, int(line)


def _lines(where: str, found: Scan, candidate: Candidate, everywhere: bool) -> list[str]:
    verdict = f"stopped by {candidate.stopped_by}" if candidate.stopped_by else "a finding"
    named = f", assigned to {candidate.name}" if candidate.name else ""
    lines = [f"{where}: {candidate.rule}: {shown(found.secret(candidate))}{named}: {verdict}"]
    if candidate.name:
        for each in asked(
            announced(candidate.name.rpartition(".")[2]) or announced(candidate.name), everywhere=everywhere
        ):
            stops = each.name == candidate.stopped_by
            lines.append(f"    {each.name}: {'yes, ' if stops else 'not '}{each.because}")
            if stops:
                break
    elif candidate.rule in by_id():
        lines.append(f"    {by_id()[candidate.rule].message.partition(',')[0]}")
    return lines
