"""The report as JSON, for programs: everything, under the schema ``hooks/data/report.schema.json``.

``version`` is that of the schema: a key that is added leaves it, a key that goes or changes its meaning raises it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._kit.formats import as_json
from .report import Attested, HookRun, Report, Row
from .wording import all_runs, in_order, verdict

VERSION = 1


def json(report: Report) -> str:
    """One object; lines in the order of the checklist, hooks sorted by id."""
    return as_json(
        {
            "version": VERSION,
            "project": report.project,
            "release": report.version,
            "commit": report.commit,
            "day": report.day.isoformat(),
            "is_blocked": report.is_blocked,
            "verdict": verdict(report)[1],
            "counts": _counts(report.counts),
            "obstacles": report.obstacles,
            "lines": [_line(row) for row in report.rows],
            "hooks": [_hook(run) for run in all_runs(report)],
            "blocking_hooks": [run.hook for run in report.blocking_runs],
            "earlier": report.earlier
            and {
                "tag": report.earlier.tag,
                "day": report.earlier.day.isoformat(),
                "counts": _counts(report.earlier.counts),
            },
            "link": report.link,
        }
    )


def _line(row: Row) -> Mapping[str, Any]:
    return {
        "id": row.id,
        "number": row.number,
        "section": row.section,
        "title": row.title,
        "owner": row.owner,
        "state": row.state,
        "is_blocking": row.is_blocking,
        "reason": row.reason,
        "hooks": [run.hook for run in row.runs],
        "attested": row.attested and _attested(row.attested),
    }


def _attested(attested: Attested) -> Mapping[str, Any]:
    due = attested.due.isoformat() if attested.due else None
    return {**attested._asdict(), "due": due, "is_blocking": attested.is_blocking}


def _hook(run: HookRun) -> Mapping[str, Any]:
    return {
        "id": run.hook,
        "state": run.state,
        "is_blocking": run.is_blocking,
        "reason": run.reason,
        "versions": run.versions,
        "files": run.files,
        "findings": [finding._asdict() for finding in sorted(run.findings)],
        "not_checked": [missed._asdict() for missed in sorted(run.missed)],
        "advice": [item._asdict() for item in sorted(run.advice)],
    }


def _counts(counts: Mapping[str, int]) -> Mapping[str, int]:
    return {state: counts[state] for state in in_order([*counts])}
