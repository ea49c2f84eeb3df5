"""Where every item of the checklist stands on a day: policy, records and git's history put together."""

from __future__ import annotations

import os
from datetime import date, timedelta

from .attestation_history import Commit, begin_watched, blob_matches, last_commits, watched_digests
from .attestation_log import PATHS, POLICY, begin_log, may_need_signatures, policy_blob
from .attestation_records import FAIL, Record, Records, path_of, read_records, record_files
from .finding import NotChecked, UsageError
from .light import Iterable, Iterator, Mapping, Sequence
from .typed import NamedTuple
from .upkeep_policy import RECONFIRMED, Item, Policy, Problem, read_policy

OK = "ok"
DUE_SOON = "due soon"
OVERDUE = "overdue"
STALE = "stale"
MISSING = "missing"
INVALID = "invalid"
FAILED = "failed"
NOT_COMMITTED = "not committed"
NOT_APPLICABLE = "not applicable"
UNPROVEN = "unproven"
# What needs no work today; every other state keeps the line red.
DONE = frozenset((OK, DUE_SOON, NOT_APPLICABLE))

# A record may wait so long for its commit, as on a branch under review.
COMMIT_WITHIN = timedelta(days=14)
SOON = timedelta(days=14)


class Standing(NamedTuple):
    """Where an item stands.

    ``due`` is the day on which it has to be attested again, ``None`` where there is no valid record. ``reason`` is
    half a sentence and says what to do; ``path`` and ``line`` are where to look. ``record`` and ``commit`` are the
    newest record and the commit that brought it, as far as there are any.
    """

    item: Item
    state: str
    due: date | None
    reason: str
    path: str
    line: int
    record: Record | None = None
    commit: Commit | None = None

    @property
    def people(self) -> tuple[str, ...]:
        """The names of those who stand for the record and may, the author first; nobody where there is none."""
        return tuple(_approving(self.item, self.commit).values()) if self.record and self.commit else ()

    @property
    def is_open(self) -> bool:
        """Does it keep the line red?"""
        return self.state not in DONE


class Books(NamedTuple):
    """What stands below ``upkeep/``: the policy, the records by path, and all that is wrong with the files."""

    policy: Policy
    records: Mapping[str, Records]

    @property
    def problems(self) -> list[Problem]:
        """Of all files, sorted by path and line."""
        found = [*self.policy.problems, *(problem for book in self.records.values() for problem in book.problems)]
        return sorted(found)


class History(NamedTuple):
    """What git knows: the last commit of each file, a digest for each watched path, and whether it has the policy."""

    commits: Mapping[str, Commit]
    digests: Mapping[str, str]
    has_policy: bool


def read_books(with_history: bool = False) -> Books:
    """The files below ``upkeep/`` of the working folder; ``with_history`` where ``standings`` are asked for next.

    Raises ``NotChecked`` where one cannot be read.
    """
    if with_history:
        begin_log()
    policy = read_policy()
    if with_history:
        begin_watched(_watched(_asked(policy)))
    return Books(policy, {path: read_records(path, item_of(path, policy)) for path in record_files()})


def _asked(policy: Policy) -> list[Item]:
    """The items that a person has to attest, or to declare not applicable."""
    return [item for item in policy.items.values() if item.every or item.not_applicable]


def _watched(items: Sequence[Item]) -> set[str]:
    return {path for item in items for path in item.watch}


def item_of(path: str, policy: Policy) -> Item | None:
    """The item whose records a file holds, by its name."""
    name = path.rpartition("/")[2]
    return policy.items.get(name.removesuffix(".toml")) if name.endswith(".toml") else None


def standings(books: Books, today: date) -> tuple[Standing, ...]:
    """Where every item stands that a person has to attest, in the order of the checklist.

    Raises ``UsageError`` without a policy, ``NotChecked`` where git does not answer.
    """
    if not os.path.isfile(POLICY):
        raise UsageError(f"there is no {POLICY} here; `flask-upkeep init` writes one")
    asked = _asked(books.policy)
    commits = last_commits(PATHS, may_need_signatures())
    blob = policy_blob()
    has_policy = bool(blob) and blob_matches(POLICY, blob)
    history = History(commits, watched_digests(_watched(asked)), has_policy)
    found = tuple(_standing(item, books, history, today) for item in asked)
    return found if has_policy else tuple(map(_under_no_policy, found))


def _under_no_policy(standing: Standing) -> Standing:
    """Nobody can say that a policy is met which is in no commit: anything may stand in it."""
    if standing.is_open:
        return standing
    reason = f"{POLICY} has changes that are in no commit; commit it"
    return standing._replace(state=NOT_COMMITTED, reason=reason, path=POLICY, line=standing.item.place)


def _standing(item: Item, books: Books, history: History, today: date) -> Standing:
    wrong = next((p for p in books.policy.problems if p.line == item.place and item.place > 1), None)
    wrong = wrong or next((p for p in books.policy.problems if p.line == 1), None)
    if wrong:
        return Standing(item, INVALID, None, wrong.message, wrong.path, wrong.line)
    if item.not_applicable:
        return _not_applicable(item, history, today)
    book = books.records.get(path_of(item.id))
    if book is None:
        return Standing(item, MISSING, None, f"nobody has attested it; {_command(item)}", POLICY, item.place)
    if book.problems:
        first = book.problems[0]
        return Standing(item, INVALID, None, first.message, first.path, first.line)
    record, commit = book.records[0], history.commits.get(book.path)
    due = item.every.after(record.date) if item.every else None
    state, reason = _judged(item, book, history, today)
    return Standing(item, state, due, reason, book.path, record.line, record, commit)


def _not_applicable(item: Item, history: History, today: date) -> Standing:
    day = item.confirmed or date.min
    due = RECONFIRMED.after(day)
    commit = history.commits.get(POLICY)
    state, reason = NOT_APPLICABLE, item.not_applicable
    if commit and day > _latest(commit, today):
        state, reason = INVALID, f"confirmed = {day} is in the future; write the day it was confirmed"
    elif due < today:
        state, reason = OVERDUE, f"not applicable, last confirmed on {day}; look again, and date confirmed anew"
    return Standing(item, state, due, reason, POLICY, item.place, None, commit)


def _judged(item: Item, book: Records, history: History, today: date) -> tuple[str, str]:
    """State and reason of an item with well-formed records, by the newest."""
    record, commit = book.records[0], history.commits.get(book.path)
    if commit is None or not blob_matches(book.path, commit.blob):
        return NOT_COMMITTED, "the record is in no commit, or was changed since; commit it"
    if commit.is_boundary:
        return UNPROVEN, "the history of this clone ends before the record; fetch all of it (fetch-depth: 0)"
    for wrong in _doubts(item, record, commit, history, today):
        return INVALID, wrong
    if record.result == FAIL:
        return FAILED, f"it failed on {record.date}; mend what is wrong, then {_command(item)}"
    if changed := [path for path in item.watch if history.digests.get(path, "") != record.watched.get(path, "")]:
        return STALE, f"{', '.join(changed)} changed since {record.date}; look again, then {_command(item)}"
    due = item.every.after(record.date) if item.every else date.max
    if due < today:
        days = (today - due).days
        return OVERDUE, f"{days} {'day' if days == 1 else 'days'} overdue; {_command(item)}"
    # Of a short interval the last quarter is soon.
    if due - today <= min(SOON, (due - record.date) / 4):
        return DUE_SOON, f"due on {due}"
    return OK, f"attested on {record.date} by {_joined(_approving(item, commit).values())}"


def _doubts(item: Item, record: Record, commit: Commit, history: History, today: date) -> Iterator[str]:
    """Why a record cannot be what it says."""
    if record.date > _latest(commit, today):
        yield f"the record is dated {record.date}, in the future; write the day it was done"
    if record.date - commit.day > timedelta(days=1):
        yield f"the record is dated {record.date} and was committed before, on {commit.day}; {_command(item)}"
    if commit.day - record.date > COMMIT_WITHIN:
        yield f"the record is dated {record.date} and was committed on {commit.day}; {_command(item)}"
    if commit.removed:
        yield f"commit {commit.id[:9]} changed what an older one recorded; {_command(item)}"
    if missing := [path for path in item.watch if item.is_watch_chosen and path not in history.digests]:
        yield f"watch names {missing[0]!r}, which is no file that git tracks; mend the policy"
    people = _approving(item, commit)
    if len(people) < item.approvals:
        allowed = f" of {', '.join(item.approvers)}" if item.approvers else ""
        yield f"{len(people)} of {item.approvals} people{allowed} stand for commit {commit.id[:9]}; attest it together"
    if item.needs_signature and not commit.is_well_signed:
        yield f"commit {commit.id[:9]} has no signature that git finds good; sign it"


def _latest(commit: Commit, today: date) -> date:
    """The last day that is not in the future: where the committer lives it may be tomorrow already."""
    return commit.day if commit.day == today + timedelta(days=1) else today


def _approving(item: Item, commit: Commit) -> Mapping[str, str]:
    """The names of those who stand for a commit and may, by address: each person once, the author first."""
    allowed = {name.casefold() for name in item.approvers}
    people: dict[str, str] = {}
    for name, address in commit.people:
        if not allowed or allowed & {name.casefold(), address.casefold()}:
            people.setdefault((address or name).casefold(), name or address)
    return people


def _joined(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _command(item: Item) -> str:
    return f"`flask-upkeep attest {item.id}`"


def by_date(found: Sequence[Standing]) -> list[Standing]:
    """What has no date first, then by the day it is due."""
    return sorted(found, key=lambda standing: standing.due or date.min)


def unproven(found: Sequence[Standing]) -> Iterator[NotChecked]:
    """What a shallow clone cannot say, as that which was not checked."""
    for standing in found:
        if standing.state == UNPROVEN:
            what, _, remedy = standing.reason.partition("; ")
            yield NotChecked(standing.path, what, remedy)
