"""From runs of hooks and attestations to the lines of the checklist, and the whole report."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from .._kit import attestations as kit
from .._kit.attestation_log import POLICY
from .._kit.finding import NotChecked
from .._kit.upkeep_policy import Item, Problem, read_policy
from .facts import Facts, in_short
from .report import FAILED, HARMLESS, PASSED, STATES, Attested, Earlier, HookRun, Report, Row
from .verdicts import READER, all_runs


class Half(NamedTuple):
    """What decides a line, or a part of it: a state and why."""

    state: str
    reason: str


def report_of(facts: Facts, version: str, earlier: Earlier | None) -> Report:
    """The report of the facts. Raises ``NotChecked`` where git or a file of ``upkeep/`` does not answer."""
    items, attested, problems = _attestations(facts)
    present = all_runs(facts, ())
    lacking = {
        group[0]
        for item in items.values()
        if not item.not_applicable
        for group in item.line.hooks
        if present.keys().isdisjoint(group)
    }
    runs = all_runs(facts, lacking)
    rows = [_row(item, attested.get(item.id), runs) for item in items.values()]
    told = {row.attested.reason for row in rows if row.attested}
    return Report(
        project=facts.project,
        version=version,
        commit=facts.commit,
        day=facts.day,
        rows=tuple(_by_section(rows)),
        runs=tuple(runs.values()),
        obstacles=tuple(_obstacles(facts, [problem for problem in problems if problem.message not in told])),
        earlier=earlier,
        link=facts.link,
    )


def _attestations(facts: Facts) -> tuple[Mapping[str, Item], Mapping[str, Attested], Sequence[Problem]]:
    """The items, where each stands that a person attests, and what is wrong with the files."""
    if not os.path.isfile(POLICY):
        items = read_policy().items
        said = f"there is no {POLICY}; `flask-upkeep init` writes one"
        return items, {item.id: _unattested(kit.MISSING, said) for item in items.values() if item.every}, ()
    books = kit.read_books(with_history=True)
    items = books.policy.items
    try:
        found = kit.standings(books, facts.day)
    except NotChecked as missed:
        said = f"{missed.reason}; {missed.remedy}"
        asked = (item for item in items.values() if item.every or item.not_applicable)
        return items, {item.id: _unattested(kit.UNPROVEN, said) for item in asked}, books.problems
    return items, {standing.item.id: _attested(standing) for standing in found}, books.problems


def _unattested(state: str, reason: str) -> Attested:
    return Attested(state, reason, None, "", "", POLICY, 1)


def _attested(standing: kit.Standing) -> Attested:
    return Attested(
        state=PASSED if standing.state == kit.OK else standing.state,
        reason=standing.reason,
        due=standing.due,
        by=", ".join(standing.people),
        evidence=standing.record.evidence if standing.record else "",
        path=standing.path,
        line=standing.line,
    )


def _row(item: Item, attested: Attested | None, runs: Mapping[str, HookRun]) -> Row:
    members: list[HookRun] = []
    halves: list[Half] = []
    if not item.not_applicable:
        for group in item.line.hooks:
            ran = [runs[hook] for hook in group if hook in runs]
            members += (run for run in ran if run not in members)
            halves.append(_half(_deciding(ran)))
    if attested:
        halves.append(Half(attested.state, attested.reason))
    line = item.line
    state, reason = _together(halves)
    return Row(item.id, line.number, line.section, line.title, item.owner, state, reason, tuple(members), attested)


def _deciding(group: Sequence[HookRun]) -> HookRun:
    """The run that decides a group, of which one is enough, unless another has found something."""
    failed = [run for run in group if run.state == FAILED]
    harmless = [run for run in group if run.state in HARMLESS]
    return min(failed or harmless or group, key=lambda run: _badness(run.state))


def _half(run: HookRun) -> Half:
    return Half(run.state, f"{run.hook}: {run.reason}")


def _together(halves: Sequence[Half]) -> Half:
    """The worst of them; where nothing keeps the line back, all that speak for it."""
    worst = min(halves, key=lambda half: _badness(half.state))
    reasons = dict.fromkeys(half.reason for half in halves if half.state in (worst.state, PASSED, kit.DUE_SOON))
    return worst if worst.state not in HARMLESS else Half(worst.state, "; ".join(reasons))


def _badness(state: str) -> int:
    """Its place among the states; what is not known here is worse than all."""
    return STATES.index(state) if state in STATES else -1


def _by_section(rows: Sequence[Row]) -> list[Row]:
    """Lines of the team's own beside those of the section that they name."""
    sections = list(dict.fromkeys(row.section for row in rows))
    return sorted(rows, key=lambda row: sections.index(row.section))


def _obstacles(facts: Facts, problems: Sequence[Problem]) -> Iterator[str]:
    """Why no line can count, each a sentence that says what to do."""
    yield from facts.trouble
    if facts.changed:
        yield (
            f"The work tree is not that of commit {facts.commit[:9]} ({in_short(facts.changed)}): "
            "commit, stash or ignore what is new, and run it again."
        )
    if facts.hidden:
        yield (
            f"Git was told not to look at {in_short(facts.hidden)}: undo it with "
            "`git update-index --no-assume-unchanged --no-skip-worktree`."
        )
    if facts.loose:
        yield f"Settings that are in no commit ({in_short(facts.loose)}): commit them, or take them away."
    if facts.broken:
        yield f"Records that nobody can read ({in_short(facts.broken)}): delete them, and run it again."
    if skipped := tuple(name for name in facts.skipped if name != READER):
        yield f"SKIP leaves out {in_short(skipped)}: run it without."
    for problem in problems:
        yield f"{problem.path}:{problem.line}: {problem.message}."
