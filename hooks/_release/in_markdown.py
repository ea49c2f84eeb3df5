"""The report as Markdown of GitHub, for pull requests, releases and the summary of a workflow's step.

GitHub looks for mentions, issues and addresses in the finished text, where an escape with a backslash is gone
already. What it leaves alone is code: so a text of the repository stands there as plain words, numbers and days, and
everything else of it as code.

Source: https://github.github.com/gfm/
Source: https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from .report import Attested, HookRun, Report, Row
from .wording import (
    FIRST,
    SHOWN,
    Spot,
    address,
    all_runs,
    blockers,
    changes,
    counted,
    in_order,
    name_of,
    named,
    pieces,
    reason_of,
    sections,
    spots_of_row,
    spots_of_run,
    summary,
    title,
    verdict,
    visible,
    web_address,
)

# https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
STEP_LIMIT = 1024 * 1024

# Words with at most a hyphen, a slash or an apostrophe inside, numbers and days, each with the marks of a sentence.
# Seven letters and digits of a commit's name would become a link.
_PLAIN = re.compile(
    r"(?![0-9a-f]{7,}(?!\w))"
    r"\(?(?:[^\W\d_]+(?:[-/'][^\W\d_]+)*|\d{4}-\d\d-\d\d|\d{1,3}(?:,\d{3})+|\d{1,6})[,;:.!?)]{0,2}|[-·…]"
)


def markdown(report: Report) -> str:
    """The report as a list of tasks, of which what blocks is open; the same for the same report, to the byte."""
    return "".join(f"{line}\n" for line in _lines(report))


def step_summary(report: Report) -> str:
    """The same within the limit of a step's summary, above which GitHub shows nothing of it at all."""
    text = markdown(report)
    if len(text.encode()) <= STEP_LIMIT:
        return text
    lines = text.splitlines(keepends=True)
    kept, size = 0, len(_left_out(len(lines)).encode())
    while size + len(lines[kept].encode()) <= STEP_LIMIT:
        size += len(lines[kept].encode())
        kept += 1
    return "".join(lines[:kept]) + _left_out(len(lines) - kept)


def _left_out(number: int) -> str:
    said = f"{counted(number, 'line')} of this report left out, for a step's summary holds 1 MiB"
    return f"\n{said}. The other forms hold them.\n"


def _lines(report: Report) -> Iterator[str]:
    word, sentence = verdict(report)
    yield f"# {_prose(title(report))}: {word}"
    yield from ("", sentence, "", f"Commit {_code(report.commit or 'unknown')}, {report.day.isoformat()}", "")
    yield from _counts(report)
    yield from _blockers(report)
    yield from _checklist(report)
    yield from _hooks(report)


def _counts(report: Report) -> Iterator[str]:
    """How many lines stand in each state, and stood there at the last release."""
    if report.earlier is None:
        yield from ("| State | Lines |", "| --- | ---: |")
        yield from (f"| {_cell(named(state))} | {report.counts[state]} |" for state in in_order([*report.counts]))
        return
    then = f"{report.earlier.tag} ({report.earlier.day.isoformat()})"
    yield from (f"| State | {_cell(then)} | Now |", "| --- | ---: | ---: |")
    yield from (f"| {_cell(named(state))} | {before} | {now} |" for state, before, now in changes(report))


def _blockers(report: Report) -> Iterator[str]:
    yield from ("", "## What keeps it back", "")
    if not report.is_blocked:
        yield "Nothing."
    for said in report.obstacles:
        yield f"- [ ] {_prose(said)}"
    for _, row in blockers(report):
        spots = spots_of_row(row)
        is_place = len(spots) == 1 and spots[0].text == ""  # which is all that there is to add
        place = f" · {_place(report, spots[0])}" if is_place else ""
        yield _task(row.is_blocking, _prose(name_of(row)), row.state, row.reason, row.owner) + place
        yield from _spots(report, [] if is_place else spots, FIRST)
    for run in report.blocking_runs:
        yield _task(run.is_blocking, _code(run.hook), run.state, summary(run))
        yield from _spots(report, list(spots_of_run(run)), FIRST)


def _checklist(report: Report) -> Iterator[str]:
    yield from ("", "## Checklist")
    for section, rows in sections(report).items():
        yield from ("", f"### {_prose(section or 'Lines')}", "")
        for _, row in rows:
            number = f"{row.number}. " if row.number else ""
            yield _task(row.is_blocking, number + _prose(name_of(row)), row.state, row.reason, row.owner)
            yield from (f"  - {_run(run, row)}" for run in row.runs)
            if row.attested:
                yield f"  - {_attested(report, row, row.attested)}"


def _run(run: HookRun, row: Row) -> str:
    said = reason_of(run, row)
    return f"{_code(run.hook)}: {_prose(run.state)}" + (f" · {_prose(said)}" if said else "")


def _attested(report: Report, row: Row, attested: Attested) -> str:
    """State, reason unless it is the line's, who, when again, on what evidence, and where that is written."""
    parts = [f"Attested: {_prose(attested.state)}"]
    if attested.reason and attested.reason != row.reason:
        parts.append(_prose(attested.reason))
    if attested.by:
        parts.append(_prose(attested.by))
    if attested.due:
        parts.append(f"due {attested.due.isoformat()}")
    if attested.evidence:
        target = web_address(attested.evidence)
        parts.append(f"evidence: {_link(target, attested.evidence) if target else _prose(attested.evidence)}")
    if attested.path:
        parts.append(_place(report, Spot(attested.path, attested.line, "", "")))
    return " · ".join(parts)


def _hooks(report: Report) -> Iterator[str]:
    """Every hook with what it found, those first that decide a line."""
    beside = {run.hook for run in report.beside}
    for heading, is_beside in (("Hooks that decide lines", False), ("Hooks that decide no line", True)):
        runs = [run for run in all_runs(report) if (run.hook in beside) is is_beside]
        yield from ("", f"## {heading}", "")
        if not runs:
            yield "None."
        for run in runs:
            yield _task(run.is_blocking, _code(run.hook), run.state, summary(run))
            yield from _spots(report, list(spots_of_run(run)), SHOWN)
            yield from _spots(report, [Spot(i.path, i.line, "advice", i.message) for i in run.advice], SHOWN)


def _task(is_open: bool, name: str, state: str, reason: str, owner: str = "") -> str:
    said = "".join(f" · {_prose(part)}" for part in (reason, owner) if part)
    return f"- [{' ' if is_open else 'x'}] **{name}** · {_prose(named(state))}{said}"


def _spots(report: Report, spots: Sequence[Spot], limit: int) -> Iterator[str]:
    """The first of them, and how many more there are."""
    for spot in spots[:limit]:
        parts = (_place(report, spot), spot.rule and _code(spot.rule), spot.text and _prose(spot.text))
        yield f"  - {' '.join(filter(None, parts))}"
    if len(spots) > limit:
        yield f"  - and {len(spots) - limit:,} more, all in the JSON form of this report"


def _place(report: Report, spot: Spot) -> str:
    target = address(report.link, spot.path, spot.line)
    return _link(target, spot.place) if target else _code(spot.place)


def _link(target: str, text: str) -> str:
    return f"[{_code(text)}]({target})"


def _cell(text: str) -> str:
    """A text in a table, where a bar ends the cell even in code."""
    return _prose(text).replace("|", "\\|")


def _code(text: str) -> str:
    return _fenced("".join(visible(piece) for piece, _ in pieces(text)) or "?")


def _prose(text: str) -> str:
    """A text of the repository: plain words as they are, all else as code, and something in any case."""
    text = text.strip(" ") or "?"
    return "".join(_fenced(part) if is_code else part for part, is_code in _joined(_parts(text)))


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """Words, blanks and code, each with whether it is code."""
    for piece, is_code in pieces(text):
        if is_code:
            yield visible(piece), True
            continue
        for part in re.split(r"( +|(?<![^ ])\[[^\[\]]*\])", visible(piece)):
            if not part or part.isspace() or _PLAIN.fullmatch(part):
                yield part, False
            elif part[0] == "[" and part[-1] == "]":
                yield part, True
            else:
                word = part.rstrip(",;:" if "(" in part else ",;:)") or part
                yield from ((word, True), (part[len(word) :], False))


def _joined(parts: Iterable[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Code that touches code is one: the backticks between would run together."""
    joined: list[tuple[str, bool]] = []
    for part, is_code in parts:
        if not part:
            continue
        if is_code and joined and joined[-1][1]:
            joined[-1] = (joined[-1][0] + part, True)
        else:
            joined.append((part, is_code))
    return joined


def _fenced(text: str) -> str:
    """A code span with more backticks around it than there are in it.

    A blank at either side keeps a backtick of the text from the fence, and is taken away where there is one at both.
    """
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    is_padded = text.startswith(("`", " ")) or text.endswith(("`", " "))
    return f"{fence} {text} {fence}" if is_padded else f"{fence}{text}{fence}"
