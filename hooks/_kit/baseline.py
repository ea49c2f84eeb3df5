"""Old findings that a team has accepted, so that only new ones fail.

A baseline is a JSON file with one entry a line, sorted, so that two branches merge. An entry is the rule,
the file, and a salted digest of the line's text: an edit elsewhere does not change it, and a line that
holds a credential is not given away.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from hashlib import blake2b

from .finding import Finding, NotChecked, UsageError
from .light import Callable, Mapping, Sequence
from .source import Source
from .typed import NamedTuple

DEFAULT_NAME = ".upkeep-baseline.json"
VERSION = 1
_MEND = "mend it, or delete it and write it anew with `flask-upkeep baseline write`"


# What a finding is known by, however its surroundings change; its digest alone is kept.
Identity = Callable[[Source, Finding], str]


class Entry(NamedTuple):
    """One accepted line: the file relative to the baseline's folder, the rule, the digest of the line."""

    path: str
    rule: str
    line: str


class Baseline(NamedTuple):
    """The accepted lines of one baseline file, each with the number of times it was found."""

    file: str
    salt: str
    counts: Mapping[Entry, int]

    def new(self, source: Source, findings: Sequence[Finding], identity: Identity | None = None) -> list[Finding]:
        """The findings of one file that are not recorded; of equal ones as many are old as were recorded."""
        if not findings:
            return []
        left = Counter(self.counts)
        new = []
        for finding in sorted(findings):
            entry = self.entry(source, finding, identity)
            if left[entry] > 0:
                left[entry] -= 1
            else:
                new.append(finding)
        return new

    def entry(self, source: Source, finding: Finding, identity: Identity | None = None) -> Entry:
        """The entry that stands for a finding, by the text of its line or by what its hook knows it by."""
        text = (identity or _line)(source, finding)
        digest = blake2b(
            text.encode("utf-8", "replace"), key=self.salt.encode("utf-8", "replace")[:64], digest_size=12
        ).hexdigest()
        return Entry(self.relative(finding.path), finding.rule, digest)

    def relative(self, path: str) -> str:
        """A file as the entries name it: relative to the folder of the baseline."""
        return os.path.relpath(path, os.path.dirname(os.path.abspath(self.file))).replace(os.sep, "/")

    def dumped(self) -> str:
        """The text of the file."""
        entries = [
            json.dumps({**entry._asdict(), "count": count}) for entry, count in sorted(self.counts.items()) if count > 0
        ]
        body = ",\n".join(f"  {entry}" for entry in entries)
        listed = f"[\n{body}\n ]" if body else "[]"
        return f'{{\n "version": {VERSION},\n "salt": {json.dumps(self.salt)},\n "findings": {listed}\n}}\n'


def missing(path: str) -> UsageError:
    """What to do about a baseline that is not there; without ``--file`` that of the working folder is written."""
    import shlex

    named = "" if path == DEFAULT_NAME else f" --file {shlex.quote(path)}"
    return UsageError(f"{path}: no such baseline; make it with `flask-upkeep baseline write{named}`")


def _line(source: Source, finding: Finding) -> str:
    try:
        lines = source.lines
    except NotChecked:
        return ""
    return lines[finding.line - 1].strip() if finding.line <= len(lines) else ""


def load_baseline(path: str) -> Baseline:
    """Read a baseline file. Raises ``UsageError`` where it is missing or not one."""
    if os.path.exists(path) and not os.path.isfile(path):
        raise UsageError(f"{path}: no regular file; {_MEND}")
    try:
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
        if document["version"] != VERSION:
            raise UsageError(f"{path}: baseline version {document['version']!r} is not {VERSION}; {_MEND}")
        counts = {
            Entry(str(item["path"]), str(item["rule"]), str(item["line"])): int(item["count"])
            for item in document["findings"]
        }
        return Baseline(path, str(document["salt"]), counts)
    except FileNotFoundError:
        raise missing(path) from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); make it readable") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise UsageError(f"{path}: not a baseline ({type(error).__name__}); {_MEND}") from error
