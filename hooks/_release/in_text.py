"""The report as a few lines for a terminal: the verdict, what keeps the release back, where the rest is."""

from __future__ import annotations

from collections.abc import Iterator

from .._kit.attestations import UNPROVEN
from .._kit.formats import printable
from .report import NOT_CHECKED, Report


def text(report: Report) -> str:
    """The verdict, the counts, and each blocker in a line of its own."""
    return "\n".join(printable(line) for line in _lines(report))


def exit_code(report: Report, has_trouble: bool = False) -> int:
    """0 where nothing keeps the release back, 3 where something could not be judged, else 1."""
    states = {row.state for row in report.blockers} | {run.state for run in report.blocking_runs}
    if has_trouble or not states.isdisjoint((NOT_CHECKED, UNPROVEN)):
        return 3
    return int(report.is_blocked)


def _lines(report: Report) -> Iterator[str]:
    counts = ", ".join(f"{number} {state}" for state, number in sorted(report.counts.items()))
    name = " ".join(f"{report.project} {report.version}".split())
    verdict = "BLOCKED" if report.is_blocked else "passed"
    yield f"{name} at {report.commit[:9]}: {verdict}; {len(report.rows)} lines: {counts}"
    yield from report.obstacles
    same: dict[tuple[str, str], list[str]] = {}
    for row in report.blockers:
        reason = row.reason.replace(f"attest {row.id}`", "attest ITEM`")
        same.setdefault((row.state, reason), []).append(f"{row.title} ({row.id})")
    for run in report.blocking_runs:
        same.setdefault((run.state, run.reason), []).append(f"hook {run.hook}")
    width = max((len(state) for state, _ in same), default=0)
    for (state, reason), names in same.items():
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        said = reason if more else reason.replace("attest ITEM`", f"attest {names[0].rpartition(' (')[2]}"[:-1] + "`")
        yield f"{state:{width}}  {names[0]}{more}: {said}"
