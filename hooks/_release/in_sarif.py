"""The report as SARIF, for code scanning: the findings of all hooks in one run, and what keeps the release back.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .._kit.formats import notification, sarif_log
from .report import Report
from .wording import all_runs, verdict


def sarif(report: Report) -> str:
    """A log of one run: what two hooks have found alike is one result.

    Notifications say what was not checked, did not run, or has to be attested: a log without results whose
    ``executionSuccessful`` is false is no clean one.
    """
    found = {finding for run in all_runs(report) for finding in run.findings}
    # Lines and columns count from 1 in the standard, whatever a tool reports.
    placed = {finding._replace(line=max(1, finding.line), col=max(1, finding.col)) for finding in found}
    notifications = list(_notifications(report))
    is_complete = not any(said["level"] == "error" for said in notifications)
    return sarif_log(sorted(placed), (), notifications, is_complete=is_complete)


def _notifications(report: Report) -> Iterator[Mapping[str, Any]]:
    """Errors for what keeps the release back and is no finding, notes for the rest."""
    blocking = {run.hook for row in report.blockers for run in row.runs if run.is_blocking}
    blocking |= {run.hook for run in report.blocking_runs}
    yield notification(
        "error" if not report.rows else "warning" if report.is_blocked else "note", "", verdict(report)[1]
    )
    for obstacle in report.obstacles:
        yield notification("error", "", obstacle)
    for row in report.blockers:
        if row.attested and row.attested.is_blocking:
            said = f"{row.id}: {row.attested.state.upper()}: {row.attested.reason}"
            yield notification("error", row.attested.path, said)
    for run in all_runs(report):
        level = "error" if run.hook in blocking else "note"
        if run.is_blocking and not (run.findings or run.missed):
            yield notification(level, "", f"{run.hook}: {run.state.upper()}: {run.reason}")
        for missed in run.missed:
            said = f"{run.hook}: NOT CHECKED: {missed.reason}; {missed.remedy}"
            yield notification(level, missed.path, said)
        for item in run.advice:
            yield notification("note", item.path, f"{run.hook}: line {item.line}: {item.message}")
