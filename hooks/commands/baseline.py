"""Accept today's findings, so that only new ones fail; or drop what has been mended.

``flask-upkeep baseline write``  records every finding of the static hooks over all tracked files
``flask-upkeep baseline prune``  drops entries that are found no more, and never adds one

``--hook bandit`` or ``--hook flake8`` takes the findings of that tool in too; what was recorded of hooks that are not
asked stays. The file is ``.upkeep-baseline.json`` unless ``--file`` or ``[tool.flask-upkeep] baseline`` names another.
A file that could not be checked keeps its entries, and the exit code is 3.
"""

from __future__ import annotations

import os
import secrets
from collections import Counter
from collections.abc import Sequence

from .. import load
from .._kit.baseline import DEFAULT_NAME, Baseline, Entry, load_baseline, missing
from .._kit.command import run_command
from .._kit.config import project_of, shown
from .._kit.examination import Outcome, examine
from .._kit.files import write_atomically
from .._kit.finding import Finding
from .._kit.hook import Hook, write
from .._kit.namespace import Namespace
from .._kit.options import command_line_parser
from .._kit.parsing import Parser
from .._kit.source import Source
from ..commit_checks import static_hooks

# The others change files, or have a list of their own for what is accepted.
TOOLS = ("bandit", "flake8")


def main(argv: Sequence[str]) -> int:
    """Write or prune; returns 0, or 1 where ``--check`` finds stale entries, 2 usage, 3 not all checked."""
    parser = Parser("flask-upkeep baseline")
    parser.add_argument("action", choices=("write", "prune"), help="record all findings, or drop mended ones")
    parser.add_argument("--file", metavar="FILE", help=f"the baseline (default: {DEFAULT_NAME} or the setting)")
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
    file = options.file or _configured_file()
    if os.path.exists(file):
        known = load_baseline(file)
    elif options.action == "prune":
        raise missing(file)
    else:
        known = Baseline(file, secrets.token_hex(16), {})
    hooks = [*static_hooks(), *(load(name).main for name in dict.fromkeys(options.hook))]
    outcome = _all_findings(hooks)
    counts = _counted(known, outcome, hooks, only_known=options.action == "prune")
    mended = sum(known.counts.values()) - sum(min(known.counts.get(entry, 0), n) for entry, n in counts.items())
    missed = [str(item) for item in outcome.not_checked]
    if options.check:
        missed += (
            [f"{file}: {mended} recorded findings are mended; run `flask-upkeep baseline prune`"] if mended else []
        )
    else:
        write_atomically(file, known._replace(counts=counts).dumped().encode())
        missed.append(f"{file}: {sum(counts.values())} findings recorded")
    write("\n".join(missed))
    if outcome.not_checked:
        return 3
    return int(bool(options.check and mended))


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


def _counted(known: Baseline, outcome: Outcome, hooks: Sequence[Hook], *, only_known: bool) -> dict[Entry, int]:
    """The entries to record; what could not be checked now, and what other hooks found, keeps its old ones."""
    sources = {finding.path: Source(finding.path) for finding in outcome.findings}

    def entry(finding: Finding) -> Entry:
        owner = next((hook for hook in hooks if hook.owns(finding.rule)), hooks[0])
        return known.entry(sources[finding.path], finding, owner.identity)

    counts = dict(Counter(map(entry, outcome.findings)))
    if only_known:
        counts = {entry: min(count, known.counts[entry]) for entry, count in counts.items() if entry in known.counts}
    unread = {known.relative(item.path) for item in outcome.not_checked}
    others = [main for name in TOOLS if (main := load(name).main) not in hooks]
    kept = {
        entry: n
        for entry, n in known.counts.items()
        if entry.path in unread or any(other.owns(entry.rule) for other in others)
    }
    return {**counts, **kept}
