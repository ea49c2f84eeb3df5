"""The tag of a release: its message tells what the report came to, and the next report reads it.

::

    shop 1.4.0

    Upkeep-Verdict: passed
    Upkeep-Lines: 51 passed, 1 due soon, 1 not applicable
    Upkeep-Report: report.json sha256:0b6c...
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from .._kit import git
from .._kit.finding import NotChecked, UsageError
from .report import Earlier, Report

_LINES = "Upkeep-Lines: "
_FORM = "%(refname:short)%00%(creatordate:short)%00%(*objectname)%00%(contents)%00"
_FIELDS = 4


def tag_name(version: str, prefix: str) -> str:
    """The name of the tag. Raises ``UsageError`` where git takes no such name, or has a tag of it."""
    if not version:
        raise UsageError("--tag needs a version; `flask-upkeep release VERSION --tag`")
    name = version if prefix and version.startswith(prefix) else f"{prefix}{version}"
    if not _is_valid(name):
        raise UsageError(f"git takes no tag named {name!r}; choose another version")
    if git.output("rev-parse", "--quiet", "--verify", f"refs/tags/{name}", no_match=1):
        raise UsageError(f"there is a tag {name} already; choose another version, or delete it")
    return name


def _is_valid(name: str) -> bool:
    """As git has it, and nothing that a command line could take for an option.

    Source: https://git-scm.com/docs/git-check-ref-format
    """
    parts = name.split("/")
    return (
        name.isprintable()
        and not name.startswith("-")
        and not re.search(r"\.\.|@\{|[ ~^:?*\[\\]", name)
        and all(part and not part.startswith(".") and not part.endswith((".lock", ".")) for part in parts)
        and name != "@"
    )


def make_tag(name: str, report: Report, document: bytes) -> None:
    """An annotated tag at the report's commit, with the digest of the report as JSON. Raises ``UsageError``."""
    from hashlib import sha256

    subject = " ".join(f"{report.project} {report.version}".split())
    rows = [
        f"Upkeep-Verdict: {'blocked' if report.is_blocked else 'passed'}",
        f"{_LINES}{_counted(report.counts)}",
        f"Upkeep-Report: report.json sha256:{sha256(document).hexdigest()}",
    ]
    message = ("-m", subject, "-m", "\n".join(rows))
    try:
        git.output("tag", "--annotate", "--cleanup=whitespace", *message, name, report.commit)
    except NotChecked as missed:
        raise UsageError(f"the tag {name} was not made: {missed.reason}") from missed


def earlier_release(commit: str) -> Earlier | None:
    """The newest tag of a release in the history of ``commit``, less those of the commit itself."""
    order = ("--sort=-version:refname", "--sort=-creatordate")
    try:
        output = git.output("for-each-ref", f"--merged={commit}", *order, f"--format={_FORM}", "refs/tags") or b""
    except NotChecked:  # a clone that does not hold what its tags name
        return None
    parts = output.decode("utf-8", "replace").split("\0")
    for start in range(0, len(parts) - _FIELDS, _FIELDS):
        name, day, target, message = parts[start : start + _FIELDS]
        counts = _read(message)
        if counts and target != commit and (made := _day(day)):
            return Earlier(name.strip(), made, counts)
    return None


def _day(text: str) -> date | None:
    """The day that git tells; none for one that no calendar of ours holds, as of the year 12000."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {state}" for state, number in sorted(counts.items()))


def _read(message: str) -> dict[str, int]:
    """How many lines stood in each state; empty where the message does not say so."""
    rows = [row for row in message.splitlines() if row.startswith(_LINES)]
    found = re.findall(r"(\d{1,6}) ([a-z ]{1,40})(?:, |$)", rows[-1].removeprefix(_LINES)) if rows else []
    return {state: int(number) for number, state in found}
