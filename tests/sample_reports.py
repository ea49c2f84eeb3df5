"""Reports made by hand, for the tests of their forms.

``python -m tests.sample_reports`` writes the goldens anew; look at the difference before committing it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from flask_upkeep._kit import attestations as standing
from flask_upkeep._kit.checklist import bundled_lines
from flask_upkeep._kit.finding import Advice, Finding
from flask_upkeep._release.in_html import html
from flask_upkeep._release.in_json import json
from flask_upkeep._release.in_markdown import markdown
from flask_upkeep._release.in_sarif import sarif
from flask_upkeep._release.report import (
    FAILED,
    HARMLESS,
    NOT_CHECKED,
    NOT_RUN,
    PASSED,
    Attested,
    Earlier,
    HookRun,
    Missed,
    Report,
    Row,
)

GOLDENS = Path(__file__).parent / "release_reports"
FORMS: dict[str, Callable[[Report], str]] = {"html": html, "json": json, "md": markdown, "sarif": sarif}
STATES = (
    PASSED, FAILED, NOT_CHECKED, NOT_RUN, standing.DUE_SOON, standing.OVERDUE, standing.STALE, standing.MISSING,
    standing.INVALID, standing.NOT_COMMITTED, standing.NOT_APPLICABLE, standing.UNPROVEN,
)  # fmt: skip

LONG_PATH = "src/" + "a_very_long_name_without_any_break_" * 6 + "/views.py"
DEBUG = (
    Finding("shop/wsgi.py", 6, 40, "debug-run", "debug=True starts the debugger; start with `flask run --debug`"),
    Finding(LONG_PATH, 12, 1, "debug-run", "debug=True starts the debugger; start with `flask run --debug`"),
    *(Finding("shop/old.py", n, 1, "debug-run", f"app.debug is set, {n}") for n in range(1, 60)),
)
CHANGED_REQUIREMENT = Finding("requirements.txt", 14, 1, "drift-version", "flask is 3.1.2 here and 3.1.0 installed")
DEAD_LINK = Finding("docs/run.md", 8, 3, "dead-link", "nothing answers at http://wiki.example/run; mend it")
RUNS = {
    run.hook: run
    for run in (
        HookRun("python-version", PASSED, "nothing found", ("flask-upkeep 0.1.0",), 41),
        HookRun("debug-flag", FAILED, "61 findings", ("flask-upkeep 0.1.0",), 212, DEBUG),
        HookRun("requirements-drift", FAILED, "1 finding", ("flask-upkeep 0.1.0",), 3, (CHANGED_REQUIREMENT,)),
        HookRun("bandit", PASSED, "nothing found", ("flask-upkeep 0.1.0", "bandit 1.9.4"), 212),
        HookRun(
            "pip-audit",
            NOT_CHECKED,
            "the service gave no answer",
            ("flask-upkeep 0.1.0", "pip-audit 2.10.1"),
            2,
            missed=(Missed("requirements.txt", "pypi.org gave no answer in 15 s", "run it again with a network"),),
        ),
        HookRun("pip-audit-offline", NOT_RUN, "it is in no configuration; add it to .pre-commit-config.yaml"),
        HookRun("safety", NOT_RUN, "it left no record for this commit; run it at the manual stage"),
        HookRun(
            "base-image-age",
            PASSED,
            "nothing found",
            ("flask-upkeep 0.1.0",),
            2,
            advice=(Advice("Dockerfile", 1, 6, "python:3.11 ends on 2027-10-31"),),
        ),
        HookRun(
            "detect-secrets",
            FAILED,
            "1 finding",
            ("flask-upkeep 0.1.0", "detect-secrets 1.5.0"),
            388,
            (Finding("deploy/staging.env", 3, 1, "Secret Keyword", "SMTP_PASSWORD = hun… (12 characters)"),),
        ),
        HookRun("docs-links", FAILED, "1 finding", ("flask-upkeep 0.1.0",), 12, (DEAD_LINK,)),
        HookRun("rate-limits", PASSED, "nothing found", ("flask-upkeep 0.1.0",), 212),
    )
}
RECORD = "upkeep/attestations/{}.toml"


def attested(number: int, line_id: str) -> Attested:
    """An attestation of every state in turn, most of them passed."""
    day, by = date(2027, 1, 12), "Ann Example <ann@example.org>"
    turn = {
        15: Attested(standing.STALE, "ops/backup.sh changed since 2026-09-30; look again", day, by, "", RECORD, 3),
        20: Attested(standing.OVERDUE, "23 days overdue; attest it again", date(2026, 10, 31), by, "", RECORD, 3),
        22: Attested(standing.DUE_SOON, "due on 2026-12-01", date(2026, 12, 1), by, "ticket OPS-812", RECORD, 3),
        24: Attested(standing.MISSING, "nobody has attested it", None, "", "", "upkeep/checklist.toml", 1),
        29: Attested(standing.INVALID, "dated 2026-12-24, in the future", None, by, "", RECORD, 9),
        33: Attested(standing.NOT_COMMITTED, "the record is in no commit; commit it", None, "", "", RECORD, 3),
        37: Attested(standing.UNPROVEN, "the history of this clone ends before it", None, "", "", RECORD, 3),
        41: Attested(FAILED, "it failed on 2026-11-01; mend what is wrong", day, by, "see OPS-801", RECORD, 3),
        50: Attested(standing.NOT_APPLICABLE, "no IBM service in use", date(2027, 6, 1), by, "", RECORD, 8),
    }
    fine = Attested(
        PASSED, "attested on 2026-10-12 by Ann Example", day, by, f"https://ci.example.org/{number}", RECORD, 3
    )
    said = turn.get(number, fine)
    return said._replace(path=said.path.format(line_id))


def full() -> Report:
    """All 53 lines and one of the team's own, with every state that there is."""
    rows = []
    for line in bundled_lines():
        runs = tuple(RUNS[hook] for group in line.hooks for hook in group if hook in RUNS)
        person = attested(line.number, line.id) if line.every or not runs else None
        deciding = [run for run in runs if run.hook not in ("safety", "pip-audit-offline")] or list(runs)
        halves = [*deciding, *([person] if person else [])]
        worst = next((half for half in halves if half.state not in HARMLESS), halves[-1])
        rows.append(
            Row(line.id, line.number, line.section, line.title, "@backend", worst.state, worst.reason, runs, person)
        )
    last = Attested(PASSED, "attested on 2026-03-02 by Bob", date(2027, 3, 2), "Bob", "report 11/2026", RECORD, 1)
    audit = rows[0]._replace(
        id="sbom", number=0, section="Our own", title="SBOM published", owner="@platform", state=NOT_RUN,
        reason="safety left no record for this commit", runs=(RUNS["safety"],), attested=None,
    )  # fmt: skip
    own = audit._replace(
        id="penetration-test", title="Penetration test by others", state=PASSED, reason=last.reason, runs=(),
        attested=last._replace(path=RECORD.format("penetration-test")),
    )  # fmt: skip
    return Report(
        "shop-backend", "1.4.0", "4f9c0d2a7be1c3d5e6f708192a3b4c5d6e7f8091", date(2026, 11, 23), (*rows, audit, own),
        tuple(RUNS[hook] for hook in sorted(RUNS)),
        ("The work tree has changes in 3 files; commit or stash them.",),
        Earlier("v1.3.0", date(2026, 8, 20), {PASSED: 46, standing.DUE_SOON: 2, standing.NOT_APPLICABLE: 5}),
        "https://git.example/shop-backend/blob/4f9c0d2a7be1c3d5e6f708192a3b4c5d6e7f8091/{path}#L{line}",
    )  # fmt: skip


def each_state() -> Report:
    """One line of each state, and one hook, of all that the page is made of."""
    report = full()
    rows = {row.state: row for row in report.rows}
    hooks = {run.state: run for run in report.runs}
    return report._replace(rows=tuple(rows.values()), runs=tuple(hooks[state] for state in sorted(hooks)))


def ready() -> Report:
    """Nothing keeps it back."""
    blocked = full()
    rows = tuple(row for row in blocked.rows if not row.is_blocking)
    runs = tuple(run for run in blocked.runs if run.state == PASSED)
    return blocked._replace(rows=rows, runs=runs, obstacles=(), version="1.4.1")


def empty() -> Report:
    """Nothing at all."""
    return Report("", "", "", date(1, 1, 1), (), ())


# What a repository may say to come to life in a page.
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style></title><plaintext>",
    "]]> <!-- --> &lt;b&gt; &amp;#60; &#x3c;",
    "javascript:alert(1)",
    "\x1b[31m\x00\x7f\x85 \ufeff\u200b\xad",
    "\u202etxt.exe\u2066 \u0627\u0644\u0639",
    "\udcff \ud800 \U0001f469\u200d\U0001f4bb",
    "@team @org/team #12 GH-12 JIRA-7 owner/repo#1 0123abc deadbeef 4f9c0d2a7be1c3d5e6f708192a3b4c5d6e7f8091",
    "www.evil.example a@evil.example mailto:a@evil.example ftp://evil.example xmpp:a@evil.example/x",
    "| a | b |\n\n# head\n- [x] done\n\n---\n    code\n> quote",
    "a | b \\| c \\",
    "`",
    "``` x `` y ` z",
    "x=`y`z `` ` `` `|` `\\|`",
    "`@team` `<b>` @`team`",
    "![x](y) [x](javascript:1) [x]: y <https://evil.example> [^1]",
    "**bold** _it_ ~~gone~~ $x$ $`x`$ :smile: == ++ \\",
    "1. one 2) two + three # # #",
    "{path} {line} %s {0} {report.commit}",
    " ",
    " blanks: at both  ends, ",
    "very" * 30_000,
    "a long text of words " * 5_000,
)


def all_of(text: str) -> Report:
    """A report of which every text is this one, the same shape for every text."""
    day = date(2026, 11, 23)
    found = (Finding(f"{text}.py", 1, 1, text, text), Finding(f"{text}.txt", 2, 1, text, text))
    run = HookRun(text, FAILED, text, (text,), 1, found, (Missed(text, text, text),), (Advice(text, 1, 1, text),))
    person = Attested(standing.STALE, f"{text}.", day, text, text, text, 1)
    row = Row(text, 0, text, text, text, FAILED, text, (run,), person)
    beside = run._replace(hook=f"{text}-beside", state=text)
    odd = row._replace(state=text, runs=(), attested=None)
    return Report(
        text, text, text, day, (row, odd), (run, beside), (text,), Earlier(text, day, {text: 1, PASSED: 2}), text
    )


def many_findings() -> Report:
    """One hook with 10,000 findings, one with as much that was not checked."""
    found = tuple(Finding(f"app/part_{n}/<b>views.py", n, 1, "rule", f"`{n}` @team is wrong") for n in range(1, 10_001))
    missed = tuple(Missed(f"data/{n}.py", "it cannot be parsed", "mend it") for n in range(10_000))
    runs = (
        HookRun("debug-flag", FAILED, "10000 findings", ("1",), 10_000, found),
        HookRun("docs-links", NOT_CHECKED, "10000 files", ("1",), 10_000, (), missed),
    )
    row = full().rows[8]._replace(runs=runs[:1], reason="10000 findings")
    return full()._replace(rows=(row,), runs=runs)


SAMPLES: dict[str, Callable[[], Report]] = {"full": full, "ready": ready, "empty": empty}


def write_goldens() -> None:
    """One file for each sample in each form."""
    for name, sample in SAMPLES.items():
        for ending, form in FORMS.items():
            (GOLDENS / f"{name}.{ending}").write_bytes(form(sample()).encode())


if __name__ == "__main__":
    write_goldens()
