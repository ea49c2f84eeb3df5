"""The report on all lines of the checklist, from what the hooks before this one left in the same run.

List it last in `.pre-commit-config.yaml`, and run all hooks: `pre-commit run --hook-stage manual --all-files`, or prek.
It reads the record of each hook, looks at the attestations, and writes the report into the folder `upkeep-report`,
which git does not see. It fails when a line keeps the release back: a hook found something, was not run, could not
judge something or did not see all files; the work tree is not that of the commit; an attestation is missing or overdue.
`flask-upkeep release` does the same, sees what hooks of others came to as well, and makes a tag.

The hooks leave records because the configuration names this one. Where it does not, as with `try-repo`, and where they
are older than this, no line passes.

Options::

    --output upkeep-report    the folder of the report
    --today 2026-12-01        as on this day

Source: https://pre-commit.com/#confining-hooks-to-run-at-certain-stages
"""

from __future__ import annotations

from ._kit.light import Sequence
from ._kit.namespace import Namespace

ID = "release-report"


def main(argv: Sequence[str] | None = None) -> int:
    """Judge and report; returns 0 nothing is in the way, 1 something is, 2 usage, 3 something was not judged."""
    import sys
    from datetime import date

    from ._kit.command import run_command
    from ._kit.parsing import Parser

    parser = Parser(f"flask-upkeep {ID}")
    parser.add_argument("--output", metavar="DIR", default="", help="where the report goes (default: upkeep-report)")
    parser.add_argument("--today", type=date.fromisoformat, metavar="YYYY-MM-DD", help="as on this day")
    parser.add_argument("--explain", action="store_true", default=False, help="print the manual")
    parser.add_argument("-h", "--help", action="help", help="print this page")
    return run_command(parser, sys.argv[1:] if argv is None else argv, _report)


def _report(options: Namespace) -> int:
    import os
    from datetime import date

    from ._kit.config import project_of
    from ._kit.finding import UsageError
    from ._kit.hook import write
    from ._kit.run_records import forget_old, runner_id, wanted_folder
    from ._release.facts import gather
    from ._release.in_text import exit_code, text
    from ._release.rows import report_of
    from ._release.tags import earlier_release
    from ._release.written import FOLDER, PAGE, write_report

    if options.explain:
        write((__doc__ or "").strip())
        return 0
    if project_of("pyproject.toml", {}).table.get(ID):
        raise UsageError(
            f"pyproject.toml: [tool.flask-upkeep.{ID}] is not read; write `args:` where the hook is listed"
        )
    records = wanted_folder()
    forget_old(records)
    facts = gather(records, options.today or date.today(), runner_id())
    report = report_of(facts, "", earlier_release(facts.commit))
    folder = options.output or FOLDER
    write_report(report, folder)
    write(f"{text(report)}\nreport: {os.path.join(folder, PAGE)}")
    return exit_code(report)


if __name__ == "__main__":
    raise SystemExit(main())
