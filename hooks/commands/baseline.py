"""Accept today's findings, so that only new ones fail; or drop what has been mended.

``flask-upkeep baseline write``  records every finding of the static hooks over all tracked files
``flask-upkeep baseline prune``  drops entries that are found no more, and never adds one

``--hook bandit`` or ``--hook flake8`` takes the findings of that tool in too; what was recorded of hooks that are not
asked stays. Each finding goes into the file that the settings of its project, or of its hook there, name as
``baseline``; where they name none, into that of the working folder, ``.upkeep-baseline.json`` by default. ``--file``
takes all of them. What could not be checked, or lies outside the working folder, keeps its entries; the exit code is 3
where something was not checked.
"""

from __future__ import annotations

import os
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .. import hook_ids, load
from .._kit.baseline import DEFAULT_NAME, Baseline, Entry, load_baseline, missing
from .._kit.command import run_command
from .._kit.config import Project, project_of, shown
from .._kit.examination import Outcome, examine
from .._kit.files import write_atomically
from .._kit.finding import Finding
from .._kit.hook import Hook, write
from .._kit.namespace import Namespace
from .._kit.options import command_line_parser, settled
from .._kit.parsing import Parser
from .._kit.source import Source
from ..commit_checks import static_hooks

# The others change files, or have a list of their own for what is accepted.
TOOLS = ("bandit", "flake8")


class _Settings(NamedTuple):
    """The baselines that settings name, by the project's path and the hook's id, and the projects by their path."""

    named: Mapping[tuple[str, str], str]
    projects: Mapping[str, Project]


class _Found(NamedTuple):
    """A finding, the hook that it is of, and the path of the project whose settings hold for it."""

    finding: Finding
    hook: Hook
    project: str


def main(argv: Sequence[str]) -> int:
    """Write or prune; returns 0, or 1 where ``--check`` finds stale entries, 2 usage, 3 not all checked."""
    parser = Parser("flask-upkeep baseline")
    parser.add_argument("action", choices=("write", "prune"), help="record all findings, or drop mended ones")
    parser.add_argument("--file", metavar="FILE", help=f"the one baseline (default: the settings', or {DEFAULT_NAME})")
    parser.add_argument(
        "--hook",
        action="append",
        default=[],
        choices=TOOLS,
        help="take in this tool's findings too, beside the static hooks",
    )
    parser.add_argument("--check", action="store_true", default=False, help="prune: change nothing, exit 1 if it would")
    parser.add_argument("-h", "--help", action="help", help="print this page")
    return run_command(parser, argv, _settle)


def _settle(options: Namespace) -> int:
    default = options.file or _configured_file()
    _known(default)  # one that is broken is told of before the long part
    hooks = [*static_hooks(), *(load(name).main for name in dict.fromkeys(options.hook))]
    outcome = _all_findings(hooks)
    settings = _settings(hooks, outcome.paths)
    named = {} if options.file else settings.named
    by_file = _by_file(_with_hooks(outcome.findings, hooks), named, default)
    is_pruning = options.action == "prune"
    files = [file for file in sorted(by_file) if not is_pruning or os.path.exists(file)]
    if not files:
        raise missing(default)
    said = [str(item) for item in outcome.not_checked]
    stale = 0
    for file in files:
        known = _known(file)
        counts = _counted(known, by_file[file], outcome, hooks, only_known=is_pruning)
        mended = sum(known.counts.values()) - sum(min(known.counts.get(entry, 0), n) for entry, n in counts.items())
        stale += mended
        said += _settled(known._replace(counts=counts), mended, only_check=options.check)
    if not (is_pruning or options.file):
        said += _hints(by_file.get(default, ()), settings, default)
    write("\n".join(said))
    if outcome.not_checked:
        return 3
    return int(bool(options.check and stale))


def _known(file: str) -> Baseline:
    return load_baseline(file) if os.path.exists(file) else Baseline(file, secrets.token_hex(16), {})


def _configured_file() -> str:
    """The file that ``[tool.flask-upkeep] baseline`` names for the working folder, else the default."""
    project = project_of(DEFAULT_NAME, {})
    named = project.table.get("baseline")
    return shown(os.path.join(project.folder, str(named))) if named else DEFAULT_NAME


def _all_findings(hooks: Sequence[Hook]) -> Outcome:
    """Every finding of the hooks, old ones included: the empty ``--baseline`` overrides the setting."""
    typed = Namespace(all_files=True, baseline="", format="text")
    asked = command_line_parser("baseline", None).merged(typed)
    return examine(hooks, typed, asked)


def _settings(hooks: Sequence[Hook], paths: Sequence[str]) -> _Settings:
    """What the settings of the files' projects say of baselines."""
    folders: dict[str, Project] = {}
    projects = {project.path: project for path in (DEFAULT_NAME, *paths) for project in [project_of(path, folders)]}
    asked = command_line_parser("baseline", None).merged(Namespace())
    found = {
        (path, hook.id): settled(hook.id, hook.arguments, project, asked, Namespace(), hook_ids()).baseline
        for path, project in projects.items()
        for hook in hooks
    }
    return _Settings({key: shown(os.path.abspath(file)) for key, file in found.items() if file}, projects)


def _with_hooks(findings: Sequence[Finding], hooks: Sequence[Hook]) -> list[_Found]:
    folders: dict[str, Project] = {}
    return [
        _Found(
            finding,
            next((hook for hook in hooks if hook.owns(finding.rule)), hooks[0]),
            project_of(finding.path, folders).path,
        )
        for finding in findings
    ]


def _by_file(found: Sequence[_Found], named: Mapping[tuple[str, str], str], default: str) -> dict[str, list[_Found]]:
    """The findings that belong into each baseline; also those that are named and get none."""
    by_file: dict[str, list[_Found]] = {file: [] for file in named.values() or [default]}
    if os.path.exists(default):
        by_file.setdefault(default, [])
    for one in found:
        by_file.setdefault(named.get((one.project, one.hook.id), default), []).append(one)
    return by_file


def _settled(baseline: Baseline, mended: int, *, only_check: bool) -> list[str]:
    """Write the file, unless it is only to be looked at; returns what there is to say of it."""
    if only_check:
        told = f"{baseline.file}: {mended} recorded findings are mended; run `flask-upkeep baseline prune`"
        return [told] if mended else []
    write_atomically(baseline.file, baseline.dumped().encode())
    return [f"{baseline.file}: {sum(baseline.counts.values())} findings recorded"]


def _hints(found: Sequence[_Found], settings: _Settings, default: str) -> list[str]:
    """The projects whose settings do not name the file that their findings went into, so that no hook heeds it."""
    unheeded = sorted({one.project for one in found if (one.project, one.hook.id) not in settings.named})
    lines = []
    for path in unheeded:
        named = os.path.relpath(default, settings.projects[path].folder or None).replace(os.sep, "/")
        table = f"{path or 'pyproject.toml'}: [tool.flask-upkeep]"
        lines.append(f'{table} has to say baseline = "{named}", or no hook heeds what was recorded')
    return lines


def _counted(
    known: Baseline, found: Sequence[_Found], outcome: Outcome, hooks: Sequence[Hook], *, only_known: bool
) -> dict[Entry, int]:
    """The entries to record; what was not looked at, or could not be checked, keeps its old ones."""
    sources = {one.finding.path: Source(one.finding.path) for one in found}
    counts = dict(Counter(known.entry(sources[one.finding.path], one.finding, one.hook.identity) for one in found))
    if only_known:
        counts = {entry: min(count, known.counts[entry]) for entry, count in counts.items() if entry in known.counts}
    unread = {known.relative(item.path) for item in outcome.not_checked}
    others = [main for name in TOOLS if (main := load(name).main) not in hooks]
    kept = {
        entry: n
        for entry, n in known.counts.items()
        if entry.path in unread or any(other.owns(entry.rule) for other in others) or _is_elsewhere(known, entry)
    }
    return {**counts, **kept}


def _is_elsewhere(known: Baseline, entry: Entry) -> bool:
    """Is that a file outside the working folder, which nobody looked at?"""
    path = os.path.join(os.path.dirname(os.path.abspath(known.file)), entry.path)
    return os.path.relpath(path).split(os.sep)[0] == os.pardir
