"""Attestations of the checklist, in good form on every commit, and in time before a release.

Backups, reviews and rehearsals leave nothing in the code that a hook could look at. People attest them: the policy
`upkeep/checklist.toml` says who, how often and for which files; `upkeep/attestations/ITEM.toml` holds the records,
the newest first; git says who committed them and when. On a commit this hook looks at the form of these files only,
so that no clock stops work on something else. With `--due`, which is the hook `attestations-due`, it judges the
day too: what is missing, overdue, stale because a watched file changed, dated in the future or long before its
commit, changed by hand, failed, or in no commit.

Bad::

    # upkeep/attestations/restore-test.toml
    [[record]]
    date = "2026-11-23"
    result = "passed"

Bad::

    # upkeep/checklist.toml
    [line.restore-test]
    every = "quarterly"

Good::

    # upkeep/attestations/restore-test.toml
    [[record]]
    date = 2026-11-23
    result = "pass"
    evidence = "https://ci.example.org/restore/812"
    note = "restored into staging in 41 minutes, row counts equal"

Good::

    # upkeep/checklist.toml
    owner = "@backend"

    [line.restore-test]
    owner = "@platform"
    every = "1 month"
    watch = ["ops/restore.sh"]
    approvers = ["ann@example.org", "bob@example.org"]
    approvals = 2

    [line.watsonx]
    not_applicable = "no IBM service in use"
    confirmed = 2026-11-23

    [line.penetration-test]
    title = "Penetration test by others"
    every = "1 year"

Keys of a line: `owner`, `every` (days, weeks, months, years), `watch` (files, folders, patterns), `approvers` (names or
addresses of git authors), `approvals` (people: the author, and Co-authored-by or Reviewed-by of the commit),
`evidence = false`, `signed = true`, or `not_applicable` with `confirmed`, which holds for a year. A line of the team's
own has a `title` and perhaps a `section`. `owner`, `approvers`, `evidence` and `signed` at the top hold for all lines.

Options::

    --due                      judge the day and git's history too
    --today 2026-12-01         as on this day

A clone without the whole history cannot prove a record: that is NOT CHECKED.

Source: https://git-scm.com/docs/git-log
Source: https://toml.io/en/v1.0.0
"""

from __future__ import annotations

from ._kit.finding import Advice, Finding, NotChecked, Rule
from ._kit.hook import Hook
from ._kit.light import Iterator, Sequence
from ._kit.namespace import Namespace
from ._kit.source import Source
from ._kit.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from ._kit.attestations import Books

FILES = r"^upkeep/(?:checklist\.toml|attestations/.+)$"
FORM = Rule("attestation-form", "what is wrong with a file of the checklist, and what to write instead")
MISSING = Rule("attestation-missing", "nobody has attested an item; `flask-upkeep attest ITEM`")
OVERDUE = Rule("attestation-overdue", "the time of the last record is over; `flask-upkeep attest ITEM`")
STALE = Rule("attestation-stale", "a watched file changed since the last record; look again, then attest")
FAILED = Rule("attestation-failed", "the last record says that it failed; mend what is wrong, then attest")
UNCOMMITTED = Rule("attestation-uncommitted", "only git can say who and when; commit the record")
INVALID = Rule("attestation-invalid", "the last record cannot be what it says; attest it anew")
RULES = (FORM, MISSING, OVERDUE, STALE, FAILED, UNCOMMITTED, INVALID)


def arguments(parser: ArgumentParser) -> None:
    """Add the options of this hook."""
    parser.add_argument("--due", action="store_true", default=False, help="judge the day and git's history too")


def check(sources: Sequence[Source], options: Namespace) -> Iterator[Finding | NotChecked | Advice]:
    """Yield what is wrong with the files below ``upkeep/`` and, with ``--due``, every item that is open."""
    import os

    if not options.due and not os.path.lexists("upkeep"):
        return
    if options.due:
        from ._kit.attestation_log import begin_log

        begin_log()
    from ._kit.attestations import read_books

    books = read_books(with_history=options.due)
    for problem in books.problems:
        yield Finding(problem.path, problem.line, 1, FORM.id, problem.message)
    if options.due:
        yield from _open_items(books, options)


def check_on_commit(sources: Sequence[Source], options: Namespace) -> Iterator[Finding | NotChecked | Advice]:
    """Yield what is wrong with the files, where one of them is in the commit."""
    if sources:
        yield from check(sources, options)


def _open_items(books: Books, options: Namespace) -> Iterator[Finding | NotChecked | Advice]:
    from datetime import date

    from ._kit import attestations as kit

    rules = {
        kit.MISSING: MISSING,
        kit.OVERDUE: OVERDUE,
        kit.STALE: STALE,
        kit.FAILED: FAILED,
        kit.NOT_COMMITTED: UNCOMMITTED,
        kit.INVALID: INVALID,
    }
    found = kit.standings(books, options.today or date.today())
    told = {(problem.path, problem.line, problem.message) for problem in books.problems}
    for standing in found:
        owner = f" ({standing.item.owner})" if standing.item.owner else ""
        message = f"{standing.item.id}{owner}: {standing.reason}"
        if standing.state in rules and (standing.path, standing.line, standing.reason) not in told:
            yield Finding(standing.path, standing.line, 1, rules[standing.state].id, message)
        elif standing.state == kit.DUE_SOON:
            yield Advice(standing.path, standing.line, 1, message)
    yield from kit.unproven(found)


main = Hook(
    "attestations",
    __doc__,
    FILES,
    RULES,
    check,
    arguments,
    whole_tree=True,
    is_reproducible=False,
    check_commit=check_on_commit,
)

if __name__ == "__main__":
    raise SystemExit(main())
