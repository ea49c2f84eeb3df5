"""Judge a release: run every hook over all files, look at every attestation, and report on all lines of the checklist.

``flask-upkeep release``               run, write the report into ``upkeep-report/``, say what keeps the release back
``flask-upkeep release 1.4.0 --tag``   and make an annotated tag v1.4.0, if nothing does

The hooks are run by the team's own runner, pre-commit or prek, at the manual stage. Returns 0 where nothing keeps the
release back, 1 where something does, 2 for wrong usage, 3 where something could not be judged.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from tempfile import TemporaryDirectory

from .._kit.command import run_command
from .._kit.finding import UsageError
from .._kit.formats import printable
from .._kit.git import output
from .._kit.hook import write
from .._kit.namespace import Namespace
from .._kit.parsing import Parser
from .._release.configuration import read_configuration
from .._release.facts import gather, releasable_state
from .._release.in_text import exit_code, text
from .._release.rows import report_of
from .._release.runner import PRE_COMMIT, PREK, find_runner, run_all, trouble
from .._release.tags import earlier_release, make_tag, tag_name
from .._release.written import FOLDER, PAGE, write_report


def main(argv: Sequence[str]) -> int:
    """Run, judge and report; returns 0 nothing is in the way, 1 something is, 2 usage, 3 something was not judged."""
    parser = Parser("flask-upkeep release")
    parser.add_argument("version", nargs="?", default="", help="the version to be released, as 1.4.0")
    parser.add_argument("--tag", action="store_true", default=False, help="make an annotated tag if nothing blocks")
    parser.add_argument("--tag-prefix", metavar="TEXT", default="v", help="what tags begin with (default: v)")
    parser.add_argument("--runner", choices=(PRE_COMMIT, PREK), help="the runner (default: the one the team uses)")
    parser.add_argument("--output", metavar="DIR", default=FOLDER, help=f"where the report goes (default: {FOLDER})")
    parser.add_argument("--today", type=date.fromisoformat, metavar="YYYY-MM-DD", help="as on this day")
    parser.add_argument("-h", "--help", action="help", help="print this page")
    return run_command(parser, argv, _release)


def _release(options: Namespace) -> int:
    day = options.today or date.today()
    if options.tag and day != date.today():
        raise UsageError("--tag stands for today, and --today is another day; leave one of them out")
    releasable_state()  # what makes a report impossible is said before the hooks have run for minutes
    tag = tag_name(options.version, options.tag_prefix) if options.tag else ""
    configuration = read_configuration()
    runner = find_runner(options.runner, configuration, _hooks_folder())
    write(printable(f"{runner.name} ({runner.why}): {runner.path}"))
    with TemporaryDirectory(prefix="flask-upkeep-records-") as records:
        heard = run_all(runner, configuration, records)
        wrong = trouble(runner, heard)
        facts = gather(records, day, results=heard.results, trouble=wrong)
    report = report_of(facts, options.version, earlier_release(facts.commit))
    document = write_report(report, options.output, heard.text)
    write(text(report))
    write(printable(f"report: {os.path.join(options.output, PAGE)}"))
    if tag and not report.is_blocked:
        make_tag(tag, report, document)
        write(f"tagged {tag}; `git push origin {tag}`")
    elif tag:
        write(f"not tagged {tag}")
    return exit_code(report, bool(wrong))


def _hooks_folder() -> str:
    return os.fsdecode(output("rev-parse", "--git-path", "hooks") or b"").strip()
