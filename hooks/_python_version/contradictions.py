"""Claims of a repository that cannot be true together.

A contradiction has one place, whichever of its files is checked: where the Python is that runs. So a commit that
changes only the other file is told as well, and a run on the whole tree says it once.
"""

from __future__ import annotations

from .._kit.finding import Finding, Rule
from .._kit.light import Iterator, Sequence
from .._kit.typed import NamedTuple
from .claims import Claim, Kind, shown
from .files import family_of
from .repository import Repository
from .rules import DIFFERS, LOCK_STALE, NOT_ADMITTED, NOT_TESTED

_WITHOUT = frozenset((Kind.TOOLS,))


class Contradiction(NamedTuple):
    """A finding, and the files that have part in it."""

    finding: Finding
    paths: frozenset[str]


def findings(path: str, claims: Sequence[Claim], repository: Repository) -> Iterator[Finding]:
    """The contradictions that the file ``path``, which makes these claims, has part in."""
    if not any(claim.versions and claim.kind not in _WITHOUT for claim in claims):
        return
    folders = repository.projects if family_of(path) == "ci" else [repository.project_of(path)]
    for folder in folders:
        for contradiction in _contradictions(repository, folder):
            if path in contradiction.paths:
                yield contradiction.finding


def _contradictions(repository: Repository, folder: str) -> Iterator[Contradiction]:
    claims = repository.project_claims(folder)
    runs = sorted((claim for claim in claims if claim.kind is Kind.RUNS and claim.versions), key=repository.precedence)
    admits = [claim for claim in claims if claim.kind is Kind.ADMITS and claim.versions]
    refused = [claim for claim in claims if _refuser(claim, admits)]
    for claim in refused:
        yield from _not_admitted(claim, admits)
    yield from _stale_locks(claims, admits)
    single = [claim for claim in runs if len(claim.minors) == 1]
    for claim in single[1:]:
        if claim.minors != single[0].minors and claim not in refused:
            others, where = shown(single[0].minors), single[0].where
            yield _contradiction(DIFFERS, claim, [single[0]], others=others, where=where)
    if single and single[0] not in refused and not repository.ci_speaks_of(single[0].minors[0]):
        # Where `.python-version` lists or an image installs further versions, they are there beside the first one.
        runners = [claim for claim in claims if family_of(claim.path) not in ("version files", "docker")]
        tests = [claim for claim in (*runners, *repository.ci_claims()) if claim.kind is Kind.TESTS]
        yield from _not_tested(single[0], tests)


def _refuser(claim: Claim, admits: Sequence[Claim]) -> Claim | None:
    """The ``requires-python`` that admits no release of a claim that runs or lists."""
    if claim.kind not in (Kind.RUNS, Kind.LISTS) or not claim.versions:
        return None
    return next((each for each in admits if each.versions.isdisjoint(claim.versions)), None)


def _not_admitted(claim: Claim, admits: Sequence[Claim]) -> Iterator[Contradiction]:
    refuser = _refuser(claim, admits)
    if refuser:
        written, where = refuser.quoted, refuser.where
        yield _contradiction(NOT_ADMITTED, claim, [refuser], key=refuser.key, written=written, where=where)


def _stale_locks(claims: Sequence[Claim], admits: Sequence[Claim]) -> Iterator[Contradiction]:
    """A workspace's lock admits no more than each of its members; one that admits more is of another time."""
    runs = [claim for claim in claims if claim.kind is Kind.RUNS and claim.path.endswith("Pipfile")]
    for lock in (claim for claim in claims if claim.kind is Kind.LOCKS and claim.versions):
        originals = runs if lock.path.endswith("Pipfile.lock") else admits
        original = next((each for each in originals if each.versions), None)
        if original and not any(lock.versions <= each.versions for each in originals):
            yield _contradiction(
                LOCK_STALE, lock, [original], written=lock.quoted, where=original.where, others=original.quoted
            )


def _not_tested(claim: Claim, tests: Sequence[Claim]) -> Iterator[Contradiction]:
    """Is a minor that runs tested by nobody? Nobody can tell where one of the tests is open."""
    if not tests or not all(each.versions for each in tests):
        return
    tested = sorted({minor for each in tests for minor in each.minors})
    if claim.minors[0] not in tested:
        yield _contradiction(NOT_TESTED, claim, tests, others=shown(tested), where=tests[0].where)


def _contradiction(rule: Rule, claim: Claim, beside: Sequence[Claim], **details: str) -> Contradiction:
    message = rule.message.format(minors=shown(claim.minors), **details)
    finding = Finding(claim.path, claim.place.line, claim.place.col, rule.id, message)
    return Contradiction(finding, frozenset((claim.path, *(other.path for other in beside))))
