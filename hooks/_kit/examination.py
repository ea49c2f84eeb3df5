"""From file names to an outcome: choose, read, check, silence what is ignored or old, sort."""

from __future__ import annotations

import gc
import os
import sys

from .. import hook_ids, load
from . import suppression
from .config import Project, project_of
from .finding import Advice, Encrypted, Finding, LeftOut, NotChecked, Rule, UsageError
from .hook import Check, Hook
from .light import Callable, Iterable, Iterator, Mapping, Sequence
from .namespace import Namespace
from .options import settled
from .source import Source
from .typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .baseline import Baseline

    Said = Sequence[Finding | NotChecked | Advice | LeftOut]


NO_ONE: Mapping[str, frozenset[str]] = {}
# Below so many bytes, to begin another process costs more than it saves.
_WORTH_TWO = 32_000
# Below so many bytes, by that many files, so does it to give each process all hooks for some of the files.
_WORTH_ALL = 6_000_000
_MANY = 100
# Of so many bytes two processes hold the trees at the same time: a tree takes about 60 times the room of its text.
_MOST_AT_ONCE = 1_000_000


class Outcome(NamedTuple):
    """What a run came to: findings, things not checked and advice, each sorted; how to print it.

    ``rules`` are those asked, where the format describes them. ``paths`` are the files that were looked at.
    ``said_by`` tells which hooks said a line of advice or of what was not checked; what is not in there was said for
    all that read the file. ``baselines`` are the files whose findings did not count. ``options`` are those of each
    hook in each project, with its id. ``left_out`` are the files that a tool passed over.
    """

    findings: tuple[Finding, ...]
    not_checked: tuple[NotChecked, ...]
    rules: tuple[Rule, ...]
    format: str
    advice: tuple[Advice, ...] = ()
    paths: tuple[str, ...] = ()
    said_by: Mapping[str, frozenset[str]] = NO_ONE
    baselines: tuple[str, ...] = ()
    options: tuple[tuple[str, Namespace], ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def exit_code(self) -> int:
        """3 wins over 1: what was not judged may hide anything."""
        if self.not_checked:
            return 3
        return 1 if self.findings else 0

    def rendered(self, colour: bool) -> str:
        """The text to print."""
        if self.format == "text" and not (self.findings or self.not_checked or self.advice):
            return ""
        from .formats import FORMATTERS, coloured

        if colour and self.format == "text":
            return coloured(self.findings, self.not_checked, self.advice)
        return FORMATTERS[self.format](self.findings, self.not_checked, self.rules, self.advice)


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

    ``said_by`` pairs hooks with their lines of advice and of what they could not judge.
    """

    findings: Sequence[Finding]
    not_checked: Sequence[NotChecked]
    advice: Sequence[Advice] = ()
    said_by: Sequence[tuple[str, str]] = ()
    left_out: Sequence[LeftOut] = ()


# What nearly all files come to.
_NOTHING = Judged((), ())


def examine(hooks: Sequence[Hook], typed: Namespace, asked: Namespace) -> Outcome:
    """Check the files that were asked for.

    ``typed`` holds the options of the command line, ``asked`` the same with defaults. Raises ``UsageError``.
    """
    gc.freeze()  # what has been imported stays
    paths, unread = chosen_paths(hooks, asked)
    baselines: dict[str, Baseline] = {}
    jobs: list[Job] = []
    judged = [Judged([], unread)]
    output_format = asked.format
    for project, members in _by_project(paths or _unnamed(hooks)):
        own = [
            _job(hook, settled(hook.id, hook.arguments, project, asked, typed, hook_ids()), baselines) for hook in hooks
        ]
        for job in own:
            job.options.project = project.path
        output_format = own[0].options.format if own else output_format
        judged += _judged_in_one(own, members if paths else [], asked.debug)
        jobs += own
    not_checked = {str(item): item for one in judged for item in one.not_checked}
    # A text names no rule that found nothing, and some hooks have hundreds to make.
    rules = () if output_format == "text" else (*(rule for hook in hooks for rule in hook.rules), *suppression.RULES)
    return Outcome(
        findings=tuple(sorted({finding for one in judged for finding in one.findings})),
        not_checked=tuple(not_checked[line] for line in sorted(not_checked)),
        rules=rules,
        format=output_format,
        advice=tuple(sorted({item for one in judged for item in one.advice})),
        paths=tuple(paths),
        said_by=_gathered((line, hook_id) for one in judged for hook_id, line in one.said_by),
        baselines=tuple(sorted(baselines)),
        options=tuple((job.hook.id, job.options) for job in jobs),
        left_out=tuple(sorted({item for one in judged for item in one.left_out})),
    )


def _gathered(pairs: Iterable[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    """All that is said of each."""
    found: dict[str, frozenset[str]] = {}
    for one, said in pairs:
        found[one] = found.get(one, frozenset()) | {said}
    return found


def _unnamed(hooks: Sequence[Hook]) -> list[str]:
    """What stands for the projects to judge where no file is named: those of the files, or the working folder's."""
    if not all(hook.by_project for hook in hooks):
        return ["."]
    from .git_index import listed_files

    return [".", *(path for hook in hooks for path in listed_files(hook.files))]


def _by_project(paths: Sequence[str]) -> list[tuple[Project, list[str]]]:
    """The files of each project, whose settings hold for them."""
    known: dict[str, Project] = {}
    groups: dict[str, tuple[Project, list[str]]] = {}
    folders: dict[str, list[str]] = {}
    for path in paths:
        folder = path[: path.rfind("/") + 1]
        if folder not in folders:
            project = project_of(path, known)
            folders[folder] = groups.setdefault(project.path, (project, []))[1]
        folders[folder].append(path)
    return list(groups.values())


def _judged_in_one(jobs: Sequence[Job], paths: Sequence[str], debug: bool) -> Iterator[Judged]:
    """Judge the files of one project, with what the calls of each check share."""
    sharing = []
    for job in jobs:
        if job.hook.shared:
            sharing.append(job.hook.shared(job.options))
            job.options.shared = next(sharing[-1])
    yield from _judged_files(jobs, paths, debug)
    for shared in sharing:
        next(shared, None)


def project_options(hook: Hook, asked: Namespace, typed: Namespace) -> Namespace:
    """A hook's options for the working folder, as its command needs them."""
    return settled(hook.id, hook.arguments, project_of("pyproject.toml", {}), asked, typed, hook_ids())


def _job(hook: Hook, options: Namespace, baselines: dict[str, Baseline]) -> Job:
    """Pair a hook with its options; a baseline is read once for all hooks that share it."""
    if not options.baseline:
        return Job(hook, options, None)
    from .baseline import load_baseline

    if options.baseline not in baselines:
        baselines[options.baseline] = load_baseline(options.baseline)
    return Job(hook, options, baselines[options.baseline])


def chosen_paths(hooks: Sequence[Hook], asked: Namespace) -> tuple[list[str], list[NotChecked]]:
    """The files to check, sorted, each once; and those that were named although no hook reads them.

    A runner picks files by its own patterns, so there such a file is passed over.
    """
    from .git import tracked_files

    named = {Source(path).path for path in asked.files}
    folders = {path for path in named if os.path.isdir(path)}
    if asked.all_files:
        folders.add(".")
    of_nothing = all(hook.whole_tree for hook in hooks) or (
        "PRE_COMMIT" in os.environ and any(hook.check_change for hook in hooks)
    )
    if not named and not folders and not of_nothing:
        raise UsageError("name the files to check, or use --all-files")
    if not named and not folders and any(hook.check_change for hook in hooks):
        from .runner_configuration import refuse_to_be_told_nothing

        refuse_to_be_told_nothing()
    # In git's order, so that there is little to sort.
    chosen = dict.fromkeys([path for folder in folders for path in tracked_files(folder)] + list(named - folders))
    if all(hook.files for hook in hooks):
        chosen = {path: None for path in chosen if any(hook.reads(path) for hook in hooks)}
    strangers = [] if os.environ.get("PRE_COMMIT") else sorted(named - folders - chosen.keys())
    remedy = "leave it out, or rename it if it is one of the kinds that `--explain` lists"
    return sorted(chosen), [NotChecked(path, "no file of a kind that is read here", remedy) for path in strangers]


def _judged_files(jobs: Sequence[Job], paths: Sequence[str], debug: bool) -> Iterator[Judged]:
    """Judge file by file, in several processes where there is much to read; then the whole tree."""
    by_file = [job for job in jobs if not job.takes_all]
    if debug or not _hold(paths, _WORTH_TWO):  # what a crash prints is in the order of the files
        yield from _judged_one_by_one(by_file, paths, debug)
    else:
        yield from _judged_by_several(by_file, paths)
    for job in jobs:
        read = [path for path in paths if job.hook.reads(path)]
        if job.hook.whole_tree or (job.hook.together and read):
            yield from _judged_together(job, read, debug)
        if job.hook.check_change:
            yield from _judged_elsewhere(job, job.hook.check_change, read, debug)


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except (OSError, ValueError):
        return 0


def _hold(paths: Sequence[str], least: int) -> bool:
    """Do files hold so many bytes? No more of them are asked than it takes to know."""
    held = 0
    for path in paths:
        held += _size(path)
        if held >= least:
            return True
    return False


def _judged_by_several(by_file: Sequence[Job], paths: Sequence[str]) -> Iterator[Judged]:
    """Give each process some of the files and all hooks; where that costs too much, all files and some of the hooks."""
    from . import workers

    number = workers.available()
    if number < 2:
        yield from _judged_one_by_one(by_file, paths)
    elif len(paths) >= _MANY and _hold(paths, _WORTH_ALL):
        yield from workers.in_shares(lambda share: list(_judged_one_by_one(by_file, share)), paths, number)
    else:
        for portion, size in _portions(paths):
            is_worth_it = len(by_file) > 1 and _WORTH_TWO <= size <= _MOST_AT_ONCE
            yield from (_judged_by_two if is_worth_it else _judged_one_by_one)(by_file, portion)


def _portions(paths: Sequence[str]) -> Iterator[tuple[list[str], int]]:
    """The files in portions of so many bytes as two processes take at once, or a single one that is larger."""
    portion: list[str] = []
    held = 0
    for path in paths:
        size = _size(path)
        if portion and held + size > _MOST_AT_ONCE:
            yield portion, held
            portion, held = [], 0
        portion.append(path)
        held += size
    yield portion, held


def _judged_by_two(by_file: Sequence[Job], paths: Sequence[str]) -> Iterator[Judged]:
    """Judge hook by hook in two processes. What a hook shares is cleaned up in this one, so there it stays."""
    from .side_by_side import judged

    sources = [Source(path) for path in paths]
    asked = [[number for number, job in enumerate(by_file) if job.hook.reads(path)] for path in paths]
    order = sorted(range(len(by_file)), key=lambda number: not by_file[number].hook.is_long)
    pieces = [(file, number) for number in order for file in range(len(paths)) if number in asked[file]]
    said = judged(
        lambda file, number: _said(by_file[number], [sources[file]], paths[file]),
        [piece for piece in pieces if by_file[piece[1]].hook.shared],
        [piece for piece in pieces if not by_file[piece[1]].hook.shared],
    )
    for file, source in enumerate(sources):
        results = [_sorted_out(said.get((file, number), ())) for number in asked[file]]
        if results and not _is_silent(source, results):
            yield from _settled(source, [by_file[number] for number in asked[file]], results)


def _judged_one_by_one(by_file: Sequence[Job], paths: Sequence[str], debug: bool = False) -> Iterator[Judged]:
    """Judge file by file, so that one file's tree is gone before the next is parsed."""
    for path in paths:
        asked = [job for job in by_file if job.hook.reads(path)]
        if asked:
            source = Source(path)
            results = [_judge(job, [source], path, debug) for job in asked]
            if not _is_silent(source, results):
                yield from _settled(source, asked, results)


def _is_silent(source: Source, results: Sequence[Judged]) -> bool:
    """Is nothing said of a file, and nothing ignored in it? So it is with nearly all files of a large tree."""
    for result in results:
        if result is not _NOTHING:
            return False
    return not suppression.are_likely(source)


def _settled(source: Source, asked: Sequence[Job], results: Sequence[Judged]) -> Iterator[Judged]:
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


def _judged_together(job: Job, paths: Sequence[str], debug: bool) -> Iterator[Judged]:
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


def _judged_elsewhere(job: Job, check: Check, paths: Sequence[str], debug: bool) -> Iterator[Judged]:
    """What a change does to files that it does not hand over."""
    found = _judge(job, [Source(path) for path in paths], ".", debug, check)
    yield Judged([], found.not_checked, found.advice, _said_by([job], [found]), found.left_out)
    for path in sorted({finding.path for finding in found.findings}):
        yield _settle_elsewhere(path, [job], [finding for finding in found.findings if finding.path == path])


def _judge(job: Job, sources: Sequence[Source], where: str, debug: bool, check: Check | None = None) -> Judged:
    return _sorted_out(_said(job, sources, where, debug, check))


def _said(job: Job, sources: Sequence[Source], where: str, debug: bool = False, check: Check | None = None) -> Said:
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


def _sorted_out(said: Said) -> Judged:
    """What one check said, each kind for itself."""
    if not said:
        return _NOTHING
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
    return Judged(_new(source, jobs, kept), not_checked)


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
