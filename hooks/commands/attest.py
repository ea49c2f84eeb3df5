"""Attest an item of the checklist: write a record and stage it; you commit it.

``flask-upkeep attest restore-test --evidence https://ci.example.org/restore/812 --note "41 minutes, counts equal"``

The evidence is an address, a file that git tracks, or words that others can look up. ``--failed`` records that it did
not go well, which keeps the line red. The record goes to the top of ``upkeep/attestations/ITEM.toml``, with digests
of the files that the item watches. Who attested is the author of your commit.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date

from .._kit import git
from .._kit.attestation_history import stage, unstaged, watched_digests
from .._kit.attestation_log import POLICY
from .._kit.attestation_records import FAIL, PASS, Record, Records, block, path_of, problems_between, read_records
from .._kit.attestations import COMMIT_WITHIN
from .._kit.command import run_command
from .._kit.files import write_atomically
from .._kit.finding import NotChecked, UsageError
from .._kit.hook import write
from .._kit.namespace import Namespace
from .._kit.parsing import Parser
from .._kit.upkeep_policy import Item, read_policy


def main(argv: Sequence[str]) -> int:
    """Write and stage a record; returns 0, 2 usage, 3 where git or a file does not answer."""
    parser = Parser("flask-upkeep attest")
    parser.add_argument("item", metavar="ITEM", help="the item's id, as `flask-upkeep due --all` lists it")
    parser.add_argument("--evidence", default="", metavar="WHERE", help="an address, a tracked file, or a reference")
    parser.add_argument("--note", default="", metavar="TEXT", help="what was done, and what came of it")
    parser.add_argument("--failed", action="store_true", default=False, help="it did not go well: the line stays red")
    parser.add_argument("--date", type=date.fromisoformat, metavar="YYYY-MM-DD", help="when (default: today)")
    parser.add_argument("--today", type=date.fromisoformat, metavar="YYYY-MM-DD", help="as on this day")
    parser.add_argument("-h", "--help", action="help", help="print this page")
    return run_command(parser, argv, _attest)


def _attest(options: Namespace) -> int:
    item = _item(options.item)
    path = path_of(item.id)
    older = read_records(path, item) if os.path.lexists(path) else Records(path, [], [])
    if older.problems:
        raise UsageError(f"{path}:{older.problems[0].line}: {older.problems[0].message}")
    record = _record(item, options)
    wrong = problems_between(path, [record, *older.records], item)
    if wrong:
        raise UsageError(wrong[0].message)
    _prepend(path, block(record))
    try:
        stage([path])
    except NotChecked as missed:
        raise NotChecked(path, f"written, but not staged: {missed.reason}", f"`git add {path}`") from missed
    beside = f" in the name of {item.approvals} people (Reviewed-by: Name <address>)" if item.approvals > 1 else ""
    write(f"{path}: recorded and staged; commit it{beside}, and look at `flask-upkeep due`")
    return 0


def _item(name: str) -> Item:
    """The item of that name, if it is one that people attest."""
    if not os.path.isfile(POLICY):
        raise UsageError(f"there is no {POLICY} here; `flask-upkeep init` writes one")
    policy = read_policy()
    for problem in policy.problems:
        raise UsageError(f"{problem.path}:{problem.line}: {problem.message}")
    item = policy.items.get(name)
    if item is None:
        raise UsageError(f"there is no item {name!r}; `flask-upkeep due --all` lists them")
    if item.not_applicable:
        raise UsageError(f"{name} is declared not applicable in {POLICY}; take that away first")
    if item.every is None:
        raise UsageError(f"{name} is decided by hooks ({', '.join(sum(item.line.hooks, ()))}); nobody has to attest it")
    return item


def _record(item: Item, options: Namespace) -> Record:
    today = options.today or date.today()
    day = options.date or today
    if day > today:
        raise UsageError(f"{day} is in the future; attest what has been done")
    if today - day > COMMIT_WITHIN:
        raise UsageError(f"{day} is more than {COMMIT_WITHIN.days} days ago; do it again, and attest that")
    evidence, note = options.evidence.strip(), options.note.strip()
    if not _is_text(evidence + note):
        raise UsageError("evidence and note have to be printable UTF-8 text")
    if changed := unstaged(item.watch):
        raise UsageError(f"{changed[0]} is watched and has changes that are not staged; `git add` it first")
    digests = watched_digests(item.watch)
    if item.is_watch_chosen and (missing := [path for path in item.watch if path not in digests]):
        raise UsageError(f"{POLICY}: {item.id} watches {missing[0]}, which git does not track; mend the policy")
    digest = _evidence_digest(evidence)
    return Record(day, FAIL if options.failed else PASS, evidence, note, digests, digest, 1)


def _evidence_digest(evidence: str) -> str:
    """Of a file of the repository; empty for an address or a reference."""
    if not evidence or not os.path.isfile(evidence):
        return ""
    if os.path.isabs(evidence) or evidence.startswith("../") or not git.is_tracked(evidence):
        raise UsageError(f"{evidence} is a file that git does not track; `git add` it, so that others can see it")
    return watched_digests([evidence]).get(evidence, "")


def _is_text(text: str) -> bool:
    return text.replace("\n", " ").replace("\t", " ").isprintable()


def _prepend(path: str, text: str) -> None:
    """Put a record above the older ones, with the line ends of the file."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    old = b""
    if os.path.lexists(path):
        with open(path, "rb") as file:
            old = file.read().removeprefix(b"\xef\xbb\xbf")
    new = f"{text}\n" if old else text
    write_atomically(path, (new.replace("\n", "\r\n") if b"\r\n" in old else new).encode() + old)
