"""Verdicts of safety from a local database: its own, or one that is made of an index of advisories."""

from __future__ import annotations

import json
import os
from datetime import date
from tempfile import TemporaryDirectory
from typing import Any

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from ..._kit.advisories import Advisory, Index, Record, Undecided
from ..._kit.audit import Answer, Answers, Question
from ..._kit.finding import NotChecked, UsageError
from ..._kit.light import Mapping, Sequence
from ..._kit.pep440 import parsed_version
from ..._kit.tool import Tool

DRIVER = Tool("safety", "flask_upkeep.wrappers._safety.driver", "safety")
# The shape of the two files, by version 3.8.1.
SCHEMA = "2.0.0"
SHORT, FULL = "insecure.json", "insecure_full.json"
Database = Mapping[str, Mapping[str, Any]]


def answers(asked: Sequence[Question], path: str, max_age: int | None, today: date | None) -> Answers:
    """What safety says of each version. Raises ``NotChecked`` and ``UsageError``."""
    with TemporaryDirectory() as folder:
        index = None if os.path.isdir(path) else Index(path)
        database = _written(index, folder) if index else path
        short = _read(database)
        _refuse_old(path, short, max_age, today or date.today())
        control = _control(short)
        plain = [question for question in asked if _is_plain(question[1])]
        flaws = _asked(sorted({*plain, control}), database, folder)
    if control not in flaws:
        reason = f"safety calls {control[0]} {control[1]} clean, which its own database does not"
        raise NotChecked(path, reason, "get the database anew")
    passed_over = "safety passes over pre-releases and versions that are not of PEP 440"
    found: dict[Question, Answer] = {
        question: flaws.get(question, ()) if question in plain else passed_over for question in asked
    }
    return found | _undecided(index, plain) if index else found


def _undecided(index: Index, asked: Sequence[Question]) -> dict[Question, Answer]:
    """The versions that the index itself cannot compare: its database for safety lacks the advisories in question."""
    found: dict[Question, Answer] = {}
    for question in asked:
        try:
            index.known(*question)
        except Undecided as undecided:
            found[question] = str(undecided)
    return found


def _is_plain(version: str) -> bool:
    """Neither a pre-release nor a version of before PEP 440: safety calls both clean, whatever is known of them."""
    parsed = parsed_version(version)
    return parsed is not None and not parsed.is_prerelease


def _read(folder: str) -> Database:
    path = os.path.join(folder, SHORT)
    if not os.path.isfile(path):
        raise UsageError(f"{folder}: no database of safety; it would hold {SHORT} and {FULL}")
    try:
        with open(path, encoding="utf-8") as file:
            database: Database = json.load(file)
        if database["meta"]["schema_version"] != SCHEMA or not database["vulnerable_packages"]:
            raise UsageError(f"{path}: this safety reads schema {SCHEMA} only; get a database of today")
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path}: no database of safety ({type(error).__name__})") from None
    return database


def _refuse_old(path: str, database: Database, max_age: int | None, today: date) -> None:
    if max_age is None:
        return
    text = str(database["meta"].get("timestamp", ""))
    try:
        day = date.fromtimestamp(int(text)) if text.isdigit() else date.fromisoformat(text[:10])
    except ValueError:
        raise NotChecked(
            path, "the database states no date, and --max-db-age is asked for", "get one of today"
        ) from None
    if (today - day).days > max_age:
        reason = f"the database is of {day}, {(today - day).days} days ago, and --max-db-age is {max_age}"
        raise NotChecked(path, reason, "get or build it anew")


def _control(database: Database) -> Question:
    """A version that the database itself says has a flaw."""
    for name, specifiers in sorted(database["vulnerable_packages"].items()):
        for specifier in specifiers:
            if specifier.startswith("<") and "," not in specifier and SpecifierSet(specifier).contains("0.0.1"):
                return name, "0.0.1"
    raise NotChecked(".", "the database of safety holds nothing to try it with", "get a whole one")


def _asked(questions: Sequence[Question], database: str, folder: str) -> dict[Question, Answer]:
    """The flaws that safety finds, by version; a version without one is missing."""
    request, reply = os.path.join(folder, "questions.json"), os.path.join(folder, "answers.json")
    with open(request, "w", encoding="utf-8") as file:
        json.dump({"questions": questions, "database": os.path.abspath(database)}, file)
    ran = DRIVER.run([request, reply])
    try:
        with open(reply, encoding="utf-8") as file:
            flaws = json.load(file)
    except (OSError, ValueError):
        raise DRIVER.crash(ran) from None
    found: dict[Question, tuple[Advisory, ...]] = {}
    for flaw in flaws:
        question = flaw["name"], flaw["version"]
        found[question] = (*found.get(question, ()), _advisory(flaw))
    return {question: tuple(sorted(advisories)) for question, advisories in found.items()}


def _advisory(flaw: Mapping[str, Any]) -> Advisory:
    """A flaw as safety tells it; it is mended above the upper bounds that lie behind the version."""
    number = flaw["id"] if not flaw["id"].isdigit() else f"SAFETY-{flaw['id']}"
    bounds = {part[1:] for text in flaw["specifiers"] for part in text.split(",") if part[:1] == "<" != part[1:2]}
    fixed = sorted(Version(bound) for bound in bounds if bound[:1] != "=" and Version(bound) > Version(flaw["version"]))
    return Advisory(number, (flaw["cve"],) if flaw["cve"] else (), tuple(map(str, fixed)))


def _written(index: Index, folder: str) -> str:
    """Write the index as a database of safety's; return its folder."""
    short: dict[str, list[str]] = {}
    full: dict[str, list[dict[str, Any]]] = {}
    for name, record in index.records():
        specifiers = _specifiers(record)
        if specifiers:
            short.setdefault(name, []).extend(specifiers)
            full.setdefault(name, []).append({"ids": _ids(record), "specs": specifiers, "advisory": record.id})
    meta = {"schema_version": SCHEMA, "timestamp": index.date.isoformat()}
    for file_name, packages in ((SHORT, {name: sorted(set(texts)) for name, texts in short.items()}), (FULL, full)):
        with open(os.path.join(folder, file_name), "w", encoding="utf-8") as file:
            json.dump({"meta": meta, "vulnerable_packages": packages}, file)
    return folder


def _ids(record: Record) -> list[dict[str, str]]:
    named = next((alias for alias in record.aliases if alias.startswith("CVE-")), "")
    return [{"type": "pyup", "id": record.id}, *([{"type": "cve", "id": named}] if named else [])]


def _specifiers(record: Record) -> list[str]:
    """The ranges of a record as specifiers, where their bounds are of PEP 440; then its versions one by one."""
    texts: list[str] = []
    readable = [events for events in record.ranges if all(bound == "0" or parsed_version(bound) for _, bound in events)]
    for events in readable:
        texts += _spans(sorted(events, key=lambda event: (event[1] != "0", parsed_version(event[1]) or Version("0"))))
    if texts and len(readable) == len(record.ranges):
        return texts
    return texts + [f"=={version}" for version in sorted(record.versions) if parsed_version(version)]


def _spans(events: Sequence[tuple[str, str]]) -> list[str]:
    spans: list[str] = []
    begin: str | None = None
    for kind, bound in events:
        if kind == "introduced":
            begin = begin if begin is not None else bound
        elif begin is not None:
            upper = f"<{'=' if kind == 'last_affected' else ''}{bound}"
            spans.append(upper if begin == "0" else f">={begin},{upper}")
            begin = None
    return spans if begin is None else [*spans, f">={begin}"]
