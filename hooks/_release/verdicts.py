"""What the records of each hook come to. Not run is never passed, and neither is a part of the files for all.

Worst first: what was found counts whatever else happened; then everything that keeps "found nothing" from being true:
a process that did not end, a crash, what was not checked, a work tree that is no commit's, another day than today,
files that nobody looked at. Only then a hook has passed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from .. import load
from .._kit.attestations import NOT_APPLICABLE
from .._kit.finding import Advice, Finding
from .._kit.hook import Hook
from .._kit.run_records import VARIANTS, Part, RunRecord
from .configuration import Listed, ours
from .facts import Facts, Result, in_short
from .report import FAILED, NOT_CHECKED, NOT_RUN, PASSED, HookRun, Missed

TOGETHER = "commit-checks"
READER = "release-report"
# The report judges the same itself, line by line.
TOLD_BY_LINE = "attestations-due"
# They write files and prove nothing, so nobody waits for their result.
WRITERS = frozenset(("detect-secrets-baseline",))
# Tools that read Python only, of which a file without an ending has to be by its first line.
PYTHON_ONLY = frozenset(("bandit", "black", "flake8"))
_PYTHON = frozenset(("python", "pyi"))
# What these find depends on the day.
DATED = frozenset(("base-image-age", "pip-audit", "python-version", "safety"))  # modules, not their variants
# They ask about the versions that files name.
AUDITS = frozenset(("pip-audit", "pip-audit-offline", "safety"))
# What a setting has turned into advice decides nothing for a commit; a release is not passed by it.
_SOFTENED = "not checked: "


NO_PROOF = frozenset((*WRITERS, READER, TOLD_BY_LINE))


class Ran(NamedTuple):
    """What a process did for a hook: the process, and the hook's part of it."""

    record: RunRecord
    part: Part


def all_runs(facts: Facts, asked: Collection[str]) -> dict[str, HookRun]:
    """What every hook comes to: those of ours that are configured or left a record, those ``asked`` for, and others'.

    By id, sorted.
    """
    configured = {listed.hook for listed in facts.configuration.hooks if listed.hook} - NO_PROOF
    found: dict[str, list[Ran]] = {hook_id: [] for hook_id in sorted(configured | set(asked))}
    for record in facts.records:
        for part in record.parts:
            hook_id = _id_of(record, part, configured)
            if hook_id in NO_PROOF:
                continue
            if hook_id in found or not part.is_weak or part.findings or part.missed:
                found.setdefault(hook_id, []).append(Ran(record, part))
    runs = {hook_id: _run(hook_id, ran, facts) for hook_id, ran in found.items()}
    return dict(sorted([*runs.items(), *_of_others(facts)]))


def _id_of(record: RunRecord, part: Part, configured: Collection[str]) -> str:
    """The id that a part counts for: a variant where it is listed, or where its hook is not."""
    if part.hook != record.name:
        return part.hook
    return record.name if record.name in configured and record.id not in configured else record.id


def _run(hook_id: str, found: Sequence[Ran], facts: Facts) -> HookRun:
    ran = [one for one in found if one.record.commit == facts.commit]
    seen = {path for one in ran for path in one.part.paths}
    findings = tuple(sorted({finding for one in ran for finding in one.part.findings}))
    missed = tuple(sorted({Missed(*row) for one in ran for row in one.part.missed}))
    advice = tuple(sorted({item for one in ran for item in one.part.advice}))
    state, reason = _state(hook_id, found, ran, facts, findings, missed)
    versions = tuple(sorted({version for one in ran for version in one.record.versions}))
    files = len(wanted(hook_id, facts)) if any(one.part.is_whole for one in ran) else len(seen)
    return HookRun(hook_id, state, reason, versions, files, findings, missed, advice)


def _state(
    hook_id: str,
    found: Sequence[Ran],
    ran: Sequence[Ran],
    facts: Facts,
    findings: Sequence[Finding],
    missed: Sequence[Missed],
) -> tuple[str, str]:
    """The state and the reason, half a sentence."""
    results = [result for result in facts.results or () if _is_result_of(result, hook_id, facts)]
    if findings:
        also = f"; {_count(len(missed), 'thing')} not checked" if missed else ""
        return FAILED, f"{_count(len(findings), 'finding')}{also}"
    if any(result.has_modified for result in results):
        return FAILED, "files were changed while it ran; look at them, and commit them"
    if not ran:
        return _not_run(hook_id, found, results, facts)
    advice = [item for one in ran for item in one.part.advice]
    doubt = next(_doubts(hook_id, ran, facts, missed, advice), "")
    if doubt:
        return NOT_CHECKED, doubt
    recorded = {one.record.exit_code for one in ran}
    if broken := [result for result in results if result.code and result.code not in recorded]:
        return NOT_CHECKED, f"one of its processes ended with exit code {broken[0].code} and left no record"
    return _passed(hook_id, ran, facts)


def _not_run(hook_id: str, found: Sequence[Ran], results: Sequence[Result], facts: Facts) -> tuple[str, str]:
    """Why there is no record that counts, and what to do."""
    listed = [entry for entry in facts.configuration.hooks if entry.hook == hook_id]
    if found:
        commits = sorted({one.record.commit[:9] or "no commit" for one in found})
        return NOT_RUN, f"it ran at another commit ({', '.join(commits)}); run it at this one"
    if not listed:
        return NOT_RUN, f"it is not listed in {facts.configuration.path}; add `- id: {hook_id}`{_or_together(hook_id)}"
    if not any(entry.is_manual for entry in listed):
        return NOT_RUN, "its `stages` leave `manual` out; add that stage"
    if hook_id in facts.skipped or any(entry.id in facts.skipped for entry in listed):
        return NOT_RUN, "SKIP leaves it out; run it without"
    if codes := [result.code for result in results if result.code]:
        return NOT_CHECKED, f"it ended with exit code {codes[0]} and left no record; run it by hand to see why"
    if any(not result.is_skipped for result in results):
        return NOT_RUN, "a hook of that id ran and left no record, so it is not ours, or of an older version"
    if not wanted(hook_id, facts) and not _is_of_whole_tree(hook_id):
        return _nothing_to_read(hook_id, facts)
    if not handed_over(hook_id, facts) and not _is_of_whole_tree(hook_id):
        return NOT_CHECKED, f"{facts.configuration.path} leaves out all files that it reads; mend its patterns"
    return NOT_RUN, "it left no record; run all hooks again, over all files and at the manual stage"


def _nothing_to_read(hook_id: str, facts: Facts) -> tuple[str, str]:
    """Of an audit nothing to read is good only where there are no dependencies."""
    if hook_id in AUDITS and facts.unread:
        return NOT_CHECKED, f"it does not read {in_short(facts.unread)}; lock what stands there in a file that it reads"
    return NOT_APPLICABLE, "nothing to look at: git tracks no file of a kind that it reads"


def _or_together(hook_id: str) -> str:
    main = _main_of(hook_id)
    return f" or `- id: {TOGETHER}`, for the manual stage" if main and main.on_commit else ""


def _doubts(
    hook_id: str, ran: Sequence[Ran], facts: Facts, missed: Sequence[Missed], advice: Sequence[Advice]
) -> Iterator[str]:
    """Why "found nothing" is not true of all files of this commit, the gravest first."""
    if any(one.record.exit_code is None for one in ran):
        yield "one of its processes began and did not end; run it again"
    yield from (one.record.problem for one in ran if one.record.problem)
    if missed:
        more = f" (and {len(missed) - 1} more)" if len(missed) > 1 else ""
        yield f"{missed[0].path}: {missed[0].reason}; {missed[0].remedy}{more}"
    softened = (item for item in advice if item.message.startswith(_SOFTENED))
    yield from (f"{item.path}: {item.message.removeprefix(_SOFTENED)}" for item in softened)
    if odd := [one.record.exit_code for one in ran if one.record.exit_code and len(one.record.parts) == 1]:
        yield f"it ended with exit code {odd[0]}, and nobody knows why; run it by hand"
    yield from _untimely(ran, facts)
    if all(one.part.is_weak for one in ran):
        yield f"{TOGETHER} saw no file of its, and asked it nothing; list `- id: {hook_id}` too"
    if not any(one.part.is_whole for one in ran):
        yield from _unseen(hook_id, ran, facts)


def _untimely(ran: Sequence[Ran], facts: Facts) -> Iterator[str]:
    """Another work tree than the commit's, or another day."""
    if changed := tuple(sorted({path for one in ran for path in one.record.changed})):
        yield f"it ran while the work tree was not that of the commit ({in_short(changed)}); commit, and run it again"
    if loose := tuple(sorted({*facts.changed, *facts.hidden, *facts.loose})):
        yield f"what it looked at, or its settings, may not be what the commit holds ({in_short(loose)})"
    days = sorted({day for one in ran for day in one.part.days} - {facts.day.isoformat()})
    remedy = "take `today` out of its arguments and settings"
    yield from (f"it judged as on {day}, and this report as on {facts.day}; {remedy}" for day in days)
    by_clock = {one.record.day for one in ran if not one.part.days and one.part.hook in DATED}
    for day in sorted(by_clock):
        if not _is_near(day, facts.day):
            yield f"it judged as on {day}, and this report as on {facts.day}; make the report on the same day"


def _is_near(day: str, other: date) -> bool:
    """The same day, or the one before or after: a run goes on over midnight."""
    try:
        return abs((date.fromisoformat(day) - other).days) <= 1
    except ValueError:
        return False


def _unseen(hook_id: str, ran: Sequence[Ran], facts: Facts) -> Iterator[str]:
    seen = {path for one in ran if not one.part.is_weak for path in one.part.paths}
    if hook_id == TOGETHER:
        return  # its files are those of the hooks that it runs
    passed_over = _passed_over(ran)
    if left := tuple(sorted(handed_over(hook_id, facts) - seen - passed_over.keys())):
        yield f"{_count(len(left), 'file')} not looked at ({in_short(left)}); run it over all files"
    if passed_over and not seen:
        by = ", ".join(sorted(set(passed_over.values())))
        yield f"settings of the tool itself leave out all files ({by}); mend them"
    elif not seen and wanted(hook_id, facts):
        yield f"{facts.configuration.path} leaves out all files that it reads; mend its patterns"


def _passed_over(ran: Sequence[Ran]) -> dict[str, str]:
    """The files that the tool was told to leave out, and by what."""
    return {path: by for one in ran for path, by in one.part.left_out}


def _passed(hook_id: str, ran: Sequence[Ran], facts: Facts) -> tuple[str, str]:
    """What was looked at, and what was left out on purpose."""
    if hook_id == TOGETHER:
        return PASSED, f"{_count(len({part.hook for one in ran for part in one.record.parts}) - 1, 'hook')} run"
    kinds = wanted(hook_id, facts)
    seen = {path for one in ran for path in one.part.paths}
    if not kinds and not seen and not _is_of_whole_tree(hook_id):
        return _nothing_to_read(hook_id, facts)
    if any(one.part.is_whole for one in ran):
        return PASSED, f"looked at the whole tree, found nothing{_with_options(hook_id, ran)}"
    passed_over = {path: by for path, by in _passed_over(ran).items() if path not in seen}
    out = Counter({facts.configuration.path: len(kinds - seen - passed_over.keys())}) + Counter(passed_over.values())
    left = "".join(f"; {_count(number, 'file')} left out by {by}" for by, number in sorted(out.items()))
    return PASSED, f"looked at {_count(len(seen), 'file')}, found nothing{left}{_with_options(hook_id, ran)}"


def _with_options(hook_id: str, ran: Sequence[Ran]) -> str:
    """The options that were typed for it, by name, and baselines: they may have asked for less."""
    usual = {"--all-files", "--format", *(option.partition("=")[0] for option in VARIANTS.get(hook_id, ("", ()))[1])}
    typed = sorted({option for one in ran for option in one.record.options if one.part.hook == one.record.name} - usual)
    old = sorted({baseline for one in ran for baseline in one.record.baselines})
    said = [f"with {', '.join(typed)}"] if typed else []
    said += [f"what {', '.join(old)} lists does not count"] if old else []
    return f" ({'; '.join(said)})" if said else ""


def wanted(hook_id: str, facts: Facts) -> set[str]:
    """The tracked files of a kind that a hook reads: by its pattern, as text, and as Python where its tool does."""
    main = _main_of(hook_id)
    if main is None:
        return set()
    is_python_only = VARIANTS.get(hook_id, (hook_id,))[0] in PYTHON_ONLY
    return {
        path
        for path, tags in facts.tracked.items()
        if "text" in tags and (not is_python_only or tags & _PYTHON) and main.reads(path)
    }


def handed_over(hook_id: str, facts: Facts) -> set[str]:
    """Those of the wanted files that the configuration leaves in, at one place or another."""
    places = _places(hook_id, facts)
    if not places:  # started by hand, or by a configuration that nobody read
        return wanted(hook_id, facts)
    return {
        path
        for path in wanted(hook_id, facts)
        if facts.configuration.takes(path) and any(place.takes(path, facts.tracked[path]) for place in places)
    }


def _places(hook_id: str, facts: Facts) -> tuple[Listed, ...]:
    """Where the hook is listed, and where those are that ran it among others."""
    together = {record.name for record in facts.records for part in record.parts if part.hook == hook_id}
    names = {hook_id, *together} if together else {hook_id}
    return tuple(place for name in sorted(names) for place in facts.configuration.of(name))


def _of_others(facts: Facts) -> Iterator[tuple[str, HookRun]]:
    """Hooks of other collections, as the runner tells: what it did not run is no matter of ours."""
    strangers = [result for result in facts.results or () if not _is_our_id(result.id, facts)]
    for found in sorted({result.id for result in strangers if not result.is_skipped}):
        bad = [result for result in strangers if result.id == found and (result.code or result.has_modified)]
        name = f"{found} (of others)" if found in ours() else found  # which proves no line of ours
        if not bad:
            yield name, HookRun(name, PASSED, "the runner says so")
        elif bad[0].has_modified:
            yield name, HookRun(name, FAILED, "files were changed while it ran; look at them, and commit them")
        else:
            yield name, HookRun(name, FAILED, f"ended with exit code {bad[0].code}; runner.txt shows what it printed")


def _is_our_id(name: str, facts: Facts) -> bool:
    return any(entry.hook for entry in facts.configuration.hooks if entry.id == name)


def _is_result_of(result: Result, hook_id: str, facts: Facts) -> bool:
    return any(entry.hook == hook_id for entry in facts.configuration.hooks if entry.id == result.id)


def _is_of_whole_tree(hook_id: str) -> bool:
    main = _main_of(hook_id)
    return main is not None and main.whole_tree


@cache
def _main_of(hook_id: str) -> Hook | None:
    try:
        main = load(VARIANTS.get(hook_id, (hook_id,))[0]).main
    except LookupError:
        return None
    return main if isinstance(main, Hook) else None


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
