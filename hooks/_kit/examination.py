"""From file names to an outcome: choose, read, check, silence what is ignored or old, sort."""

from __future__ import annotations

import gc
import os

from .. import hook_ids
from . import suppression
from .config import Project, project_of
from .finding import Advice, Finding, LeftOut, NotChecked, Rule, UsageError
from .hook import Hook
from .judging import Job, Judged, judged_elsewhere, judged_one_by_one, judged_together
from .light import Iterable, Iterator, Mapping, Sequence
from .namespace import Namespace
from .options import settled
from .sharing import are_worth_two, judged_by_several
from .source import Source
from .typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .baseline import Baseline


NO_ONE: Mapping[str, frozenset[str]] = {}


class Outcome(NamedTuple):
    """What a run came to: findings, things not checked and advice, each sorted; how to print it.

    ``rules`` are those asked, where the format describes them. ``paths`` are the files that were looked at.
    ``said_by`` tells which hooks said a line of advice or of what was not checked; what is not in there was said for
    all that read the file. ``baselines`` are the files whose findings did not count. ``options`` are those of each
    hook in each project, with its id. ``left_out`` are the files that a tool passed over. ``unsaid`` are findings of
    which others say more.
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
    unsaid: tuple[Finding, ...] = ()

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
        unsaid=tuple(sorted({finding for one in judged for finding in one.unsaid})),
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
    from .git import begin_tracked_files, tracked_files

    if asked.all_files:
        begin_tracked_files()
    for hook in hooks:
        if hook.get_ready:
            hook.get_ready(asked)
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
    if debug or not are_worth_two(paths):  # what a crash prints is in the order of the files
        yield from judged_one_by_one(by_file, paths, debug)
    else:
        yield from judged_by_several(by_file, paths)
    for job in jobs:
        read = [path for path in paths if job.hook.reads(path)]
        if job.hook.whole_tree or (job.hook.together and read):
            yield from judged_together(job, read, debug)
        if job.hook.check_change:
            yield from judged_elsewhere(job, job.hook.check_change, read, debug)
