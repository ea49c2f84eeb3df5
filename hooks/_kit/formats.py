"""Output formats: pure functions from findings to text. Imported only when there is something to print in them."""

from __future__ import annotations

from .. import __version__
from . import regex as re
from .finding import Advice, Finding, NotChecked, Rule
from .light import Callable, Iterator, Mapping, Sequence
from .typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

Findings = Sequence[Finding]
Missed = Sequence[NotChecked]
Rules = Sequence[Rule]
Notes = Sequence[Advice]

# How long ago a day was is another number tomorrow, and the finding is the same.
_AGO = r"\d+ (?:day|month|year)s? ago"

_BOLD, _RED, _YELLOW, _RESET = "\x1b[1m", "\x1b[31m", "\x1b[33m", "\x1b[0m"


def text(findings: Findings, not_checked: Missed, rules: Rules, advice: Notes) -> str:
    """``path:line:col: rule message``, a line each; then what was not checked, then advice."""
    return "\n".join(printable(str(item)) for item in (*findings, *not_checked, *advice))


def coloured(findings: Findings, not_checked: Missed, advice: Notes) -> str:
    """The same as ``text`` for a terminal."""
    lines = []
    for finding in findings:
        place = printable(f"{finding.path}:{finding.line}:{finding.col}:")
        lines.append(f"{_BOLD}{place}{_RESET} {_RED}{finding.rule}{_RESET} {printable(finding.message)}")
    for missed in not_checked:
        why = printable(f"{missed.reason}; {missed.remedy}")
        lines.append(f"{_BOLD}{printable(missed.path)}:{_RESET} {_YELLOW}NOT CHECKED{_RESET}: {why}")
    lines += [printable(str(item)) for item in advice]
    return "\n".join(lines)


def github(findings: Findings, not_checked: Missed, rules: Rules, advice: Notes) -> str:
    """Workflow commands, shown beside the line in a pull request.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """
    lines = [
        f"::error file={_property(finding.path)},line={finding.line},col={finding.col},"
        f"title={_property(finding.rule)}::{_data(finding.message)}"
        for finding in findings
    ]
    lines += [
        f"::error file={_property(missed.path)},title=NOT CHECKED::{_data(f'{missed.reason}; {missed.remedy}')}"
        for missed in not_checked
    ]
    lines += [
        f"::notice file={_property(item.path)},line={item.line},col={item.col},title=advice::{_data(item.message)}"
        for item in advice
    ]
    return "\n".join(lines)


def gitlab(findings: Findings, not_checked: Missed, rules: Rules, advice: Notes) -> str:
    """A Code Quality report.

    Source: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
    """
    issues = [
        {
            "description": finding.message,
            "check_name": finding.rule,
            "fingerprint": fingerprint,
            "severity": "major",
            "location": {"path": finding.path, "lines": {"begin": finding.line}},
        }
        for finding, fingerprint in zip(findings, _fingerprints(findings), strict=True)
    ]
    issues += [
        {
            "description": f"NOT CHECKED: {missed.reason}; {missed.remedy}",
            "check_name": "not-checked",
            "fingerprint": _digest("not-checked", missed.path, missed.reason),
            "severity": "blocker",
            "location": {"path": missed.path, "lines": {"begin": 1}},
        }
        for missed in not_checked
    ]
    issues += [
        {
            "description": item.message,
            "check_name": "advice",
            "fingerprint": _digest("advice", item.path, item.message),
            "severity": "info",
            "location": {"path": item.path, "lines": {"begin": item.line}},
        }
        for item in advice
    ]
    return as_json(issues)


def json(findings: Findings, not_checked: Missed, rules: Rules, advice: Notes) -> str:
    """One object: ``findings``, ``not_checked`` and ``advice``, each a list of flat objects."""
    return as_json(
        {
            "version": 1,
            "findings": [finding._asdict() for finding in findings],
            "not_checked": [
                {"path": missed.path, "reason": missed.reason, "remedy": missed.remedy} for missed in not_checked
            ],
            "advice": [item._asdict() for item in advice],
        }
    )


def sarif(findings: Findings, not_checked: Missed, rules: Rules, advice: Notes) -> str:
    """A SARIF 2.1.0 log with one run.

    Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
    """
    missed = [notification("error", item.path, f"NOT CHECKED: {item.reason}; {item.remedy}") for item in not_checked]
    noted = [notification("note", item.path, f"line {item.line}: {item.message}") for item in advice]
    return sarif_log(findings, rules, [*missed, *noted], is_complete=not not_checked)


def sarif_log(
    findings: Findings, rules: Rules, notifications: Sequence[Mapping[str, Any]], *, is_complete: bool
) -> str:
    """A log of one run: sorted findings, what else the run has to say, and whether it judged all that it was to."""
    messages = {finding.rule: finding.rule for finding in findings} | {rule.id: rule.message for rule in rules}
    position = {rule_id: number for number, rule_id in enumerate(sorted(messages))}
    driver = {
        "name": "flask-upkeep",
        "version": __version__,
        "rules": [{"id": rule_id, "shortDescription": {"text": messages[rule_id]}} for rule_id in position],
    }
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": is_complete, "toolExecutionNotifications": list(notifications)}],
        "results": [
            _result(finding, position[finding.rule], fingerprint)
            for finding, fingerprint in zip(findings, _fingerprints(findings), strict=True)
        ],
    }
    schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    return as_json({"$schema": schema, "version": "2.1.0", "runs": [run]})


def notification(level: str, path: str, text: str) -> Mapping[str, Any]:
    """What a SARIF run says beside its results; ``path`` may be empty."""
    place = {"locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(path)}}}]} if path else {}
    return {"level": level, "message": {"text": text}, **place}


FORMATTERS: Mapping[str, Callable[[Findings, Missed, Rules, Notes], str]] = {
    "text": text,
    "github": github,
    "gitlab": gitlab,
    "json": json,
    "sarif": sarif,
}


def printable(line: str) -> str:
    """The line with control characters escaped: a file name must not drive somebody's terminal."""
    if line.isprintable():
        return line
    return "".join(
        char if char.isprintable() or "\udc80" <= char <= "\udcff" else char.encode("unicode_escape").decode()
        for char in line
    )


def as_json(value: object) -> str:
    """JSON of ASCII characters, in which half a surrogate pair, of a name that is no UTF-8, is written as an escape.

    Strict readers refuse it otherwise: https://datatracker.ietf.org/doc/html/rfc8259#section-8.2
    """
    from json import dumps

    text = dumps(value, indent=2, ensure_ascii=False)
    sound = re.sub("[\ud800-\udfff]", lambda half: f"\\\\u{ord(half[0]):04x}", text)
    return re.sub(r"[^\x00-\x7e]+", lambda other: dumps(other[0])[1:-1], sound)


def uri(path: str) -> str:
    """A path as the reference of a URL, whatever bytes its name is made of."""
    from os import fsencode
    from urllib.parse import quote

    try:
        return quote(fsencode(path))
    except UnicodeEncodeError:  # halves of surrogate pairs that no file name has
        return quote(path, errors="surrogatepass")


def _result(finding: Finding, rule_index: int, fingerprint: str) -> dict[str, Any]:
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": "error",
        "message": {"text": finding.message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": uri(finding.path)},
                    "region": {"startLine": finding.line, "startColumn": finding.col},
                }
            }
        ],
        "partialFingerprints": {"flaskUpkeep/v1": fingerprint},
    }


def _fingerprints(findings: Findings) -> Iterator[str]:
    """An id for each finding that survives a moved line and the next day; the n-th of equal ones counts its n."""
    seen: dict[tuple[str, str, str], int] = {}
    for finding in findings:
        key = (finding.path, finding.rule, re.sub(_AGO, "", finding.message))
        seen[key] = seen.get(key, 0) + 1
        yield _digest(*key, str(seen[key]))


def _digest(*parts: str) -> str:
    from hashlib import sha256

    return sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()


def _data(value: str) -> str:
    return printable(value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
