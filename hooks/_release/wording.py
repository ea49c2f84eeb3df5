"""What every form of the report says in the same words, in the same order and within the same limits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .._kit.attestations import DUE_SOON, NOT_APPLICABLE
from .._kit.formats import printable, uri
from .report import PASSED, STATES, HookRun, Report, Row

# How much the forms for people list: of a hook's findings, of what holds one line back, of one text (characters).
# Those for machines hold everything.
SHOWN = 50
FIRST = 5
LONGEST = 400
# Stands where a rule stands for what was not judged.
MISSED = "NOT CHECKED"

# No quote, bracket, blank or control character: as it stands in an attribute of HTML and in a link of Markdown.
_ADDRESS = re.compile(r"https?://[A-Za-z0-9][-A-Za-z0-9._~:/?#@!$&*+,=%]{0,2000}")


class Spot(NamedTuple):
    """Something to mend, and where: ``rule`` is empty for what no rule has found, ``path`` where there is no place."""

    path: str
    line: int
    rule: str
    text: str

    @property
    def place(self) -> str:
        """``path:line``, as editors read it."""
        line = f":{self.line}"
        return clipped(self.path, LONGEST - len(line)) + line


def visible(text: str) -> str:
    """A text of the repository as it may stand in a page: one line, nothing hidden in it, and of a bounded length.

    Control characters, bidirectional overrides and halves of surrogate pairs are written as escapes.
    """
    return printable(clipped(text)).encode("utf-8", "backslashreplace").decode()


def clipped(text: str, longest: int = LONGEST) -> str:
    """The text, or its beginning and how much more there is, of at most ``longest`` characters."""
    kept = longest - len("… (1,000,000,000 more characters)")
    return text if len(text) <= longest else f"{text[:kept]}… ({len(text) - kept:,} more characters)"


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it stands between backticks, as code does in our messages."""
    for position, piece in enumerate(re.split(r"`([^`]+)`", clipped(text))):
        if piece:
            yield piece, position % 2 == 1


def counted(number: int, noun: str) -> str:
    """``1 line``, ``2 lines``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def title(report: Report) -> str:
    """The project and the version, or the commit where no version was named."""
    return f"{report.project or 'This repository'} {report.version or report.commit[:9]}".strip()


def name_of(row: Row) -> str:
    """What a line is called, and in any case something."""
    return row.title.strip() or row.id.strip() or "a line without a title"


def verdict(report: Report) -> tuple[str, str]:
    """A word, and a sentence that says why."""
    counts = report.counts
    if not report.is_blocked:
        rest = ((counts[DUE_SOON], "due soon"), (counts[NOT_APPLICABLE], "not applicable"))
        said = [f"{counts[PASSED]} of {counted(len(report.rows), 'line')} passed", *(f"{n} {s}" for n, s in rest if n)]
        return "Ready", f"Nothing keeps this release back: {', '.join(said)}."
    if not report.rows:
        return "Blocked", "No line of the checklist was judged."
    found = (
        (len(report.blockers), f"{len(report.blockers)} of {counted(len(report.rows), 'line')}"),
        (len(report.obstacles), counted(len(report.obstacles), "obstacle")),
        (len(report.blocking_runs), counted(len(report.blocking_runs), "hook")),
    )
    causes = [said for number, said in found if number]
    together = " and ".join(filter(None, (", ".join(causes[:-1]), causes[-1])))
    return "Blocked", f"{together} {'keeps' if sum(number for number, _ in found) == 1 else 'keep'} this release back."


def named(state: str) -> str:
    """A state as it begins a sentence."""
    return state.capitalize() or "Unknown"


def in_order(states: Sequence[str]) -> list[str]:
    """Each state once, what is worst first; a state that is unknown here is as bad as the worst."""
    known = [state for state in STATES if state in states]
    return sorted(set(states) - set(known)) + known


def sections(report: Report) -> dict[str, list[tuple[int, Row]]]:
    """The lines of each section with their positions from 1, in the order of the checklist."""
    found: dict[str, list[tuple[int, Row]]] = {}
    for position, row in enumerate(report.rows, 1):
        found.setdefault(row.section, []).append((position, row))
    return found


def blockers(report: Report) -> list[tuple[int, Row]]:
    """The lines that keep the release back with their positions, the worst states first."""
    found = [(position, row) for position, row in enumerate(report.rows, 1) if row.is_blocking]
    states = in_order([row.state for _, row in found])
    return sorted(found, key=lambda item: (states.index(item[1].state), item[0]))


def all_runs(report: Report) -> list[HookRun]:
    """Each hook once, sorted by id: those of the report, and those that only a line knows."""
    runs = {run.hook: run for row in report.rows for run in row.runs} | {run.hook: run for run in report.runs}
    return [runs[hook] for hook in sorted(runs)]


def spots_of_row(row: Row) -> list[Spot]:
    """All that holds a line back: what its hooks found and did not judge, and its attestation.

    What the line says itself is not said again.
    """
    spots = [spot for run in row.runs if run.is_blocking for spot in spots_of_run(run)]
    if row.attested and row.attested.is_blocking:
        spots.append(Spot(row.attested.path, row.attested.line, "", row.attested.reason))
    return [spot._replace(text="") if spot.rule in ("", MISSED) and spot.text in row.reason else spot for spot in spots]


def spots_of_run(run: HookRun) -> Iterator[Spot]:
    """What a hook found, then what it did not judge."""
    for finding in run.findings:
        yield Spot(finding.path, finding.line, finding.rule, finding.message)
    for missed in run.missed:
        yield Spot(missed.path, 1, MISSED, f"{missed.reason}; {missed.remedy}")


def summary(run: HookRun) -> str:
    """What is known of a hook's run beside its state: the reason, how much it looked at, and its versions."""
    files = counted(run.files, "file") if run.files else ""
    parts = (run.reason, "" if files in run.reason else files, ", ".join(run.versions))
    return " · ".join(filter(None, parts))


def reason_of(run: HookRun, row: Row) -> str:
    """Why a hook stands as it stands, empty where its line says so."""
    return "" if run.reason in row.reason else run.reason


def address(link: str, path: str, line: int) -> str:
    """Where a place of the repository can be read, by the report's template; empty where nothing can be said."""
    is_inside = path not in ("", ".") and not path.startswith("/") and ".." not in path.split("/")
    return web_address(link.replace("{path}", uri(path)).replace("{line}", str(line))) if is_inside else ""


def web_address(text: str) -> str:
    """The text where it is an address of http or https and nothing else, else empty."""
    return text if _ADDRESS.fullmatch(text) else ""


def changes(report: Report) -> list[tuple[str, int, int]]:
    """State, lines at the last release, lines now."""
    if report.earlier is None:
        return []
    then, now = report.earlier.counts, report.counts
    return [(state, then.get(state, 0), now.get(state, 0)) for state in in_order([*then, *now])]
