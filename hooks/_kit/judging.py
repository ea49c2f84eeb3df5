"""What a hook says of files, and what remains of it where comments ignore some, or a baseline knows it."""

from __future__ import annotations

import sys

from .. import hook_ids, load
from . import suppression
from .finding import Advice, Encrypted, Finding, LeftOut, NotChecked, UsageError
from .hook import Check, Hook
from .light import Callable, Iterator, Sequence
from .namespace import Namespace
from .source import Source
from .typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .baseline import Baseline

    Said = Sequence[Finding | NotChecked | Advice | LeftOut]


class Job(NamedTuple):
    """A hook with its options and its baseline for the files of one project."""

    hook: Hook
    options: Namespace
    baseline: Baseline | None

    @property
    def takes_all(self) -> bool:
        """Does one call of the check get all files?"""
        return self.hook.whole_tree or self.hook.together


class Judged(NamedTuple):
    """What was found in a file, was not judged there, or is worth knowing of it.

    ``said_by`` pairs hooks with their lines of advice and of what they could not judge. ``unsaid`` are findings of
    which one of ``findings`` says more: nobody reads them, and their hooks have found them all the same.
    """

    findings: Sequence[Finding]
    not_checked: Sequence[NotChecked]
    advice: Sequence[Advice] = ()
    said_by: Sequence[tuple[str, str]] = ()
    left_out: Sequence[LeftOut] = ()
    unsaid: Sequence[Finding] = ()


# What nearly all files come to.
NOTHING = Judged((), ())


def judged_one_by_one(by_file: Sequence[Job], paths: Sequence[str], debug: bool = False) -> Iterator[Judged]:
    """Judge file by file, so that one file's tree is gone before the next is parsed."""
    for path in paths:
        asked = [job for job in by_file if job.hook.reads(path)]
        if asked:
            source = Source(path)
            results = [_judge(job, [source], path, debug) for job in asked]
            if not is_silent(source, results):
                yield from settled(source, asked, results)


def is_silent(source: Source, results: Sequence[Judged]) -> bool:
    """Is nothing said of a file, and nothing ignored in it? So it is with nearly all files of a large tree."""
    for result in results:
        if result is not NOTHING:
            return False
    return not suppression.are_likely(source)


def settled(source: Source, asked: Sequence[Job], results: Sequence[Judged]) -> Iterator[Judged]:
    """What remains of what the checks of one file found, there and elsewhere."""
    findings = [finding for result in results for finding in result.findings]
    not_checked = [item for result in results for item in result.not_checked]
    own = [finding for finding in findings if finding.path == source.path]
    advice = [item for result in results for item in result.advice]
    judged = _settle(source, asked, own, not_checked)
    said_by = _said_by(asked, results)
    left_out = [item for result in results for item in result.left_out]
    if judged.findings or judged.not_checked or said_by or left_out:
        yield judged._replace(advice=advice, said_by=said_by, left_out=left_out)
    for other in sorted({finding.path for finding in findings} - {source.path}):
        yield _settle_elsewhere(other, asked, [finding for finding in findings if finding.path == other])


def _said_by(jobs: Sequence[Job], results: Sequence[Judged]) -> list[tuple[str, str]]:
    """Hooks and their lines; hardly ever any."""
    return [
        (job.hook.id, str(item))
        for job, found in zip(jobs, results, strict=True)
        for item in (*found.not_checked, *found.advice)
    ]


def judged_together(job: Job, paths: Sequence[str], debug: bool) -> Iterator[Judged]:
    sources = {path: Source(path) for path in paths}
    found = _judge(job, list(sources.values()), ".", debug)
    said_by = _said_by([job], [found])
    if job.hook.final:
        yield found._replace(said_by=said_by)
        return
    yield Judged([], [item for item in found.not_checked if item.path == "."], found.advice, said_by, found.left_out)
    named = {finding.path for finding in found.findings} | {item.path for item in found.not_checked}
    for path in sorted(named.union(paths) - {"."}):
        source = sources.pop(path, None) or Source(path)  # its bytes are given up when it is settled
        own = [finding for finding in found.findings if finding.path == path]
        yield _settle(source, [job], own, [item for item in found.not_checked if item.path == path])


def judged_elsewhere(job: Job, check: Check, paths: Sequence[str], debug: bool) -> Iterator[Judged]:
    """What a change does to files that it does not hand over."""
    found = _judge(job, [Source(path) for path in paths], ".", debug, check)
    yield Judged([], found.not_checked, found.advice, _said_by([job], [found]), found.left_out)
    for path in sorted({finding.path for finding in found.findings}):
        yield _settle_elsewhere(path, [job], [finding for finding in found.findings if finding.path == path])


def _judge(job: Job, sources: Sequence[Source], where: str, debug: bool, check: Check | None = None) -> Judged:
    return sorted_out(heard(job, sources, where, debug, check))


def heard(job: Job, sources: Sequence[Source], where: str, debug: bool = False, check: Check | None = None) -> Said:
    """Run one check, the hook's own where no other is given; a crash in it is a file that was not checked."""
    said: list[Finding | NotChecked | Advice | LeftOut] = []
    try:
        said.extend((check or job.hook.check)(sources, job.options))  # as far as it comes
    except Encrypted as item:
        said.append(LeftOut(item.path, item.reason))
    except NotChecked as item:
        said.append(item)
    except UsageError:
        raise
    except Exception as error:
        if debug:
            import traceback

            traceback.print_exc(file=sys.stderr)
        remedy = "run it again on this file with --debug and report what it prints"
        said.append(NotChecked(where, f"{job.hook.id} crashed ({type(error).__name__})", remedy))
    return said


def sorted_out(said: Said) -> Judged:
    """What one check said, each kind for itself."""
    if not said:
        return NOTHING
    return Judged(
        [item for item in said if not isinstance(item, (NotChecked, Advice, LeftOut))],
        [item for item in said if isinstance(item, NotChecked)],
        [item for item in said if isinstance(item, Advice)],
        left_out=[item for item in said if isinstance(item, LeftOut)],
    )


def _settle(source: Source, jobs: Sequence[Job], findings: Sequence[Finding], missed: Sequence[NotChecked]) -> Judged:
    """Take away what is ignored or old."""

    def is_asked(rule: str) -> bool:
        return any(job.hook.owns(rule) for job in jobs)

    def is_varying(rule: str) -> bool:
        return any(job.hook.owns(rule) and not job.hook.is_reproducible for job in jobs)

    not_checked = list(missed)
    kept = list(findings)
    if missed and not findings:
        return Judged(kept, not_checked)  # a file that is too large to judge is too large to read for its comments
    try:
        comments = suppression.ignores(source)
    except NotChecked as item:
        return Judged(kept, not_checked or [item])
    if comments:
        kept = suppression.remaining(comments, findings)
        if not missed:
            kept += suppression.complaints(source, comments, findings, is_asked, _is_rule, is_varying)
    covered = _covered(jobs, findings)
    new = _new(source, jobs, [finding for finding in kept if finding[:4] not in covered] if covered else kept)
    unsaid = _covered(jobs, new) if covered else covered
    return Judged(new, not_checked, unsaid=[finding for finding in kept if finding[:4] in unsaid] if unsaid else ())


def _covered(jobs: Sequence[Job], findings: Sequence[Finding]) -> set[tuple[object, ...]]:
    """Places and rules of what these findings say better, whether a comment ignores them or not."""
    return {
        (*finding[:3], rule)
        for covers in (job.hook.covers for job in jobs if job.hook.covers)
        for finding in findings
        for rule in covers.get(finding.rule, ())
    }


def _settle_elsewhere(path: str, jobs: Sequence[Job], findings: Sequence[Finding]) -> Judged:
    """Findings in a file that another file brought up; its comments are judged when it is checked itself."""
    source = Source(path)
    try:
        kept = suppression.remaining(suppression.ignores(source), findings)
    except NotChecked:
        kept = list(findings)
    return Judged(_new(source, jobs, kept), [])


def _new(source: Source, jobs: Sequence[Job], findings: list[Finding]) -> list[Finding]:
    """The findings that the baselines of the jobs do not know."""
    kept: list[Finding] = []
    for job in jobs:
        ours = [finding for finding in findings if _owner(jobs, finding.rule) is job]
        kept += job.baseline.new(source, ours, job.hook.identity) if job.baseline else ours
    return kept


def _owner(jobs: Sequence[Job], rule: str) -> Job:
    """Findings about the comments belong to no job: the first one's baseline decides."""
    return next((job for job in jobs if job.hook.owns(rule)), jobs[0])


def _is_rule(rule: str) -> bool:
    """Has any hook this rule? Asked only when an ignore names a rule of another hook."""
    mains: list[Callable[..., int]] = [load(hook_id).main for hook_id in hook_ids()]
    return any(rule == own.id for own in suppression.RULES) or any(
        main.owns(rule) for main in mains if isinstance(main, Hook)
    )
