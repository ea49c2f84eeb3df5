"""Verdicts of safety from its own service, for those who have an account."""

from __future__ import annotations

import json
import os
from tempfile import TemporaryDirectory
from typing import Any

from ..._kit.advisories import Advisory
from ..._kit.audit import Answers, Question
from ..._kit.finding import NotChecked
from ..._kit.light import Iterator, Mapping, Sequence
from ..._kit.requirements import canonical
from ..._kit.tool import Ran, Tool

SAFETY = Tool("safety", "safety")
FOUND = 64  # safety's exit code for vulnerabilities; 65 to 75 are failures
NO_TELEMETRY = {"SAFETY_DISABLE_OPTIONAL_TELEMETRY": "1"}


def answers(asked: Sequence[Question], timeout: float) -> Answers:
    """What safety's service says of each version. Raises ``NotChecked`` where it says nothing, or two things."""
    ran, document = _report(asked, timeout)
    found = answered(document)
    if (ran.code == FOUND) is not any(found.values()):
        raise SAFETY.crash(ran)
    return {question: found.get(question, "safety gave no answer for it") for question in asked}


def answered(report: Mapping[str, Any]) -> dict[Question, tuple[Advisory, ...]]:
    """The flaws that a report of safety holds, by version."""
    found: dict[Question, tuple[Advisory, ...]] = {}
    for question, specification in _specifications(report):
        known = specification.get("vulnerabilities", {}).get("known_vulnerabilities", [])
        flaws = (Advisory(f"SAFETY-{flaw['id']}", (), ()) for flaw in known if not flaw.get("ignored"))
        found[question] = (*found.get(question, ()), *flaws)
    return found


def _report(asked: Sequence[Question], timeout: float) -> tuple[Ran, Mapping[str, Any]]:
    with TemporaryDirectory() as folder:
        project, report = os.path.join(folder, "project"), os.path.join(folder, "report.json")
        os.mkdir(project)
        with open(os.path.join(project, "requirements.txt"), "w", encoding="utf-8") as file:
            file.writelines(f"{name}=={version}\n" for name, version in asked)
        typed = ["--stage", "cicd", "scan", "--target", project, "--output", "json", "--save-as", "json", report]
        ran = SAFETY.run(typed, timeout=timeout, environment=NO_TELEMETRY)
        try:
            with open(report, encoding="utf-8") as file:
                document: dict[str, Any] = json.load(file)
        except (OSError, ValueError):
            document = {}
    if ran.code not in (0, FOUND) or not document:
        remedy = "check SAFETY_API_KEY and the network, or give a local database with --db"
        raise NotChecked(".", f"safety gave no report (exit code {ran.code}: {ran.last_words})", remedy)
    return ran, document


def _specifications(document: object) -> Iterator[tuple[Question, Mapping[str, Any]]]:
    """Every `name==version` of the report, wherever it stands, with what is said of it."""
    if isinstance(document, dict):
        raw = document.get("raw")
        if isinstance(raw, str) and "==" in raw and "vulnerabilities" in document:
            name, _, version = raw.partition("==")
            yield (canonical(name.strip()), version.strip()), document
        for value in document.values():
            yield from _specifications(value)
    elif isinstance(document, list):
        for value in document:
            yield from _specifications(value)
