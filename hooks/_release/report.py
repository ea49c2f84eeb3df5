"""What a release comes to, as values: a verdict, and for every line of the checklist a state with its reason.

Nothing here reads a clock, a file or git, so that the same input is the same report to the byte.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from .._kit.attestations import (
    DUE_SOON,
    INVALID,
    MISSING,
    NOT_APPLICABLE,
    NOT_COMMITTED,
    OVERDUE,
    STALE,
    UNPROVEN,
)
from .._kit.finding import Advice, Finding

PASSED = "passed"
FAILED = "failed"
NOT_CHECKED = "not checked"
NOT_RUN = "not run"
# The states of attestations that are neither passed nor failed keep their names. What is worst comes first.
STATES = (
    FAILED, INVALID, OVERDUE, STALE, MISSING, NOT_COMMITTED, UNPROVEN, NOT_CHECKED, NOT_RUN, DUE_SOON, PASSED,
    NOT_APPLICABLE,
)  # fmt: skip
HARMLESS = frozenset((PASSED, DUE_SOON, NOT_APPLICABLE))


class Missed(NamedTuple):
    """What a hook could not judge: the path, what happened, and how to mend it, each half a sentence."""

    path: str
    reason: str
    remedy: str


class HookRun(NamedTuple):
    """What all records of one hook at the report's commit come to.

    ``state`` is ``PASSED``, ``FAILED``, ``NOT_CHECKED``, ``NOT_RUN``, or ``NOT_APPLICABLE`` where git tracks no file
    that it reads, and ``reason`` half a sentence for it.
    ``versions`` holds the versions of our own package and of a wrapped tool, ``files`` counts what was looked at.
    """

    hook: str
    state: str
    reason: str
    versions: tuple[str, ...] = ()
    files: int = 0
    findings: tuple[Finding, ...] = ()
    missed: tuple[Missed, ...] = ()
    advice: tuple[Advice, ...] = ()

    @property
    def is_blocking(self) -> bool:
        """Does it keep a line from passing?"""
        return self.state not in HARMLESS


class Attested(NamedTuple):
    """What a person says of a line: the state, half a sentence, when it is due again, who, and on what evidence.

    ``path`` and ``line`` (counted from 1) are the place to look.
    """

    state: str
    reason: str
    due: date | None
    by: str
    evidence: str
    path: str
    line: int

    @property
    def is_blocking(self) -> bool:
        """Does it keep a line from passing?"""
        return self.state not in HARMLESS


class Row(NamedTuple):
    """One line of the checklist; ``number`` is 0 for a line of the team's own.

    ``state`` is the worst of what decides the line: the runs of hooks, of which a group needs one, and the
    attestation, ``None`` where nobody has to attest it.
    """

    id: str
    number: int
    section: str
    title: str
    owner: str
    state: str
    reason: str
    runs: tuple[HookRun, ...]
    attested: Attested | None

    @property
    def is_blocking(self) -> bool:
        """Does it keep the release back?"""
        return self.state not in HARMLESS


class Earlier(NamedTuple):
    """The last release before this one: its tag, its day, and how many lines stood in each state."""

    tag: str
    day: date
    counts: Mapping[str, int]


class Report(NamedTuple):
    """All that a report shows.

    ``version`` is empty where no release was named. ``obstacles`` are reasons why no line can count, such as a
    work tree with changes, each a sentence. ``runs`` holds every hook that the team has configured or the checklist
    asks for, sorted by id, those that decide no line too. ``link`` is a template with ``{path}`` and ``{line}`` for
    the address of a place, empty where the repository has none that is known.
    """

    project: str
    version: str
    commit: str
    day: date
    rows: tuple[Row, ...]
    runs: tuple[HookRun, ...]
    obstacles: tuple[str, ...] = ()
    earlier: Earlier | None = None
    link: str = ""

    @property
    def blockers(self) -> tuple[Row, ...]:
        """The lines that keep the release back."""
        return tuple(row for row in self.rows if row.is_blocking)

    @property
    def beside(self) -> tuple[HookRun, ...]:
        """The hooks that decide no line."""
        deciding = {run.hook for row in self.rows for run in row.runs}
        return tuple(run for run in self.runs if run.hook not in deciding)

    @property
    def blocking_runs(self) -> tuple[HookRun, ...]:
        """The hooks that keep the release back where no line does so for them.

        They decide no line, or have found something where another of their group passed.
        """
        said = {run.hook for row in self.blockers for run in row.runs}
        beside = {run.hook for run in self.beside}
        loose = (run for run in self.runs if run.hook not in said)
        return tuple(run for run in loose if run.state == FAILED or (run.is_blocking and run.hook in beside))

    @property
    def is_blocked(self) -> bool:
        """Is there anything that keeps the release back: a line, an obstacle, a hook, or that there is no line?"""
        return bool(self.obstacles or self.blockers or self.blocking_runs or not self.rows)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many lines stand in each state."""
        return Counter(row.state for row in self.rows)
