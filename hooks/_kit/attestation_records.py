"""``upkeep/attestations/ITEM.toml``: what people have attested of one item, the newest record first.

::

    [[record]]
    date = 2026-11-23
    result = "pass"                          # or "fail", which keeps the line red
    evidence = "https://ci.example.org/restore/812"
    note = "restored into staging in 41 minutes, row counts equal"
    watched = { "ops/restore.sh" = "3f0c2b9d61aa" }

``flask-upkeep attest`` writes them. ``watched`` holds the digests of the watched files, ``evidence_digest`` that of an
evidence that is a file of the repository.
"""

from __future__ import annotations

import os
from datetime import date

from .attestation_log import FOLDER
from .light import Mapping, Sequence
from .typed import NamedTuple
from .upkeep_policy import Item, Problem, is_day, read_toml

PASS, FAIL = "pass", "fail"
_KEYS = ("date", "result", "evidence", "note", "watched", "evidence_digest")


class Record(NamedTuple):
    """One attestation."""

    date: date
    result: str
    evidence: str
    note: str
    watched: Mapping[str, str]
    evidence_digest: str
    line: int


class Records(NamedTuple):
    """The valid records of one file, the newest first, and what is wrong with the file."""

    path: str
    records: Sequence[Record]
    problems: Sequence[Problem]


def path_of(item_id: str) -> str:
    """The file of an item's records."""
    return f"{FOLDER}/{item_id}.toml"


def record_files() -> list[str]:
    """The files of the folder, sorted, whatever they are called."""
    try:
        with os.scandir(FOLDER) as entries:
            return sorted(f"{FOLDER}/{entry.name}" for entry in entries if not entry.name.startswith("."))
    except (FileNotFoundError, NotADirectoryError):
        return []


def read_records(path: str, item: Item | None) -> Records:
    """The records of a file of ``item``; ``None`` where no item is named like the file. Raises ``NotChecked``."""
    document, problems, text = read_toml(path)
    if item is None:
        name = os.path.basename(path).removesuffix(".toml")
        problems.append(Problem(path, 1, f"no item is named {name!r}; rename the file, or add the item to the policy"))
    if problems:
        return Records(path, [], problems)
    tables = document.get("record")
    if set(document) - {"record"} or not isinstance(tables, list) or not tables:
        return Records(path, [], [Problem(path, 1, "it holds [[record]] tables and nothing else; mend it")])
    lines = [*_lines(text), *([1] * len(tables))]
    records: list[Record] = []
    for table, line in zip(tables, lines, strict=False):
        said = _complaint(table)
        if said:
            problems.append(Problem(path, line, said))
        else:
            records.append(_record(table, line))
    if item is not None and not problems:
        problems += problems_between(path, records, item)
    return Records(path, records, problems)


def _complaint(table: object) -> str:
    """What is wrong with one record by itself; empty where nothing is."""
    if not isinstance(table, dict):
        return "a record has to be a table; begin it with [[record]]"
    if unknown := [key for key in table if key not in _KEYS]:
        return f"a record knows no {unknown[0]!r}; it knows {', '.join(_KEYS)}"
    if not is_day(table.get("date")):
        return "a record needs a date without quotes, as date = 2026-11-23"
    if table.get("result") not in (PASS, FAIL):
        return 'a record says result = "pass" or result = "fail"; mend it'
    if wrong := [key for key in ("evidence", "note", "evidence_digest") if not isinstance(table.get(key, ""), str)]:
        return f"{wrong[0]} has to be a text; mend it"
    watched = table.get("watched", {})
    if not isinstance(watched, dict) or not all(isinstance(digest, str) for digest in watched.values()):
        return "watched has to be a table of texts; let `flask-upkeep attest` write it"
    return ""


def _record(table: Mapping[str, object], line: int) -> Record:
    day, watched = table["date"], table.get("watched", {})
    assert isinstance(day, date) and isinstance(watched, dict)  # noqa: S101, PT018 - _complaint has looked
    said = [str(table.get(key, "")) for key in ("result", "evidence", "note", "evidence_digest")]
    return Record(day, said[0], said[1].strip(), said[2].strip(), watched, said[3], line)


def block(record: Record) -> str:
    """A record as it stands in its file."""
    rows = ["[[record]]", f"date = {record.date}", f"result = {quoted(record.result)}"]
    rows += [f"evidence = {quoted(record.evidence)}"] if record.evidence else []
    rows += [f"evidence_digest = {quoted(record.evidence_digest)}"] if record.evidence_digest else []
    rows += [f"note = {quoted(record.note)}"] if record.note else []
    pairs = ", ".join(f"{quoted(path)} = {quoted(digest)}" for path, digest in record.watched.items())
    return "\n".join([*rows, f"watched = {{ {pairs} }}"] if pairs else rows) + "\n"


def quoted(text: str) -> str:
    """A TOML basic string; what JSON escapes, TOML reads, and DEL besides."""
    import json

    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def problems_between(path: str, records: Sequence[Record], item: Item) -> list[Problem]:
    """What the policy misses in the newest record, and what does not agree with older ones."""
    newest, *older = records
    found = []
    if item.needs_evidence and not newest.evidence:
        found.append(Problem(path, newest.line, f"{item.id} needs evidence; say where it can be seen"))
    if newest.evidence and any(_evidence(newest) == _evidence(record) for record in older):
        said = "an earlier record gives the same evidence; name what came of it this time"
        found.append(Problem(path, newest.line, said))
    for above, below in zip(records, older, strict=False):
        if above.date < below.date:
            said = f"the record of {below.date} stands below that of {above.date}; put the newest first"
            found.append(Problem(path, below.line, said))
            break
    return found


def _evidence(record: Record) -> tuple[str, str]:
    return record.evidence, record.evidence_digest


def _lines(text: str) -> list[int]:
    return [number for number, row in enumerate(text.split("\n"), 1) if row.lstrip().startswith("[[record]]")]
