"""Verdicts from pip-audit and the service it asks."""

from __future__ import annotations

import json
import os
from argparse import Namespace
from tempfile import TemporaryDirectory
from typing import Any

from packaging.version import Version

from ..._kit.advisories import Advisory
from ..._kit.audit import Answer, Answers, Question
from ..._kit.finding import NotChecked
from ..._kit.light import Iterator, Mapping, Sequence
from ..._kit.pep440 import parsed_version
from ..._kit.tool import Tool

PIP_AUDIT = Tool("pip-audit", "pip_audit")

# Versions that every service knows to have flaws: https://github.com/pypa/advisory-database, PYSEC-2019-217,
# PYSEC-2018-28, PYSEC-2018-66, PYSEC-2019-140, PYSEC-2021-421, PYSEC-2014-77.
CONTROLS = (
    ("jinja2", "2.10"),
    ("requests", "2.19.0"),
    ("flask", "0.12"),
    ("werkzeug", "0.15.0"),
    ("babel", "2.9.0"),
    ("bottle", "0.12.5"),
)
# pip-audit asks once a package and tries again; past this many time-outs of one answer nobody answers any more.
PATIENCE = 4


def answers(asked: Sequence[Question], options: Namespace) -> Answers:
    """What pip-audit says of each version. Raises ``NotChecked`` where the service gives no answer to believe."""
    normal = {question: (question[0], _normal(question[1])) for question in asked}
    unspoken = "its version is not of PEP 440, so no service is asked"
    found: dict[Question, Answer] = {}
    for layer in layers(sorted({question for question in normal.values() if question[1]})):
        control = _control(layer)
        known = answered(_report([*layer, control], options), [*layer, control])
        _refuse_ignorance(known, control, options.service)
        found |= {question: known[question] for question in layer}
    return {question: found[asked_as] if asked_as[1] else unspoken for question, asked_as in normal.items()}


def layers(asked: Sequence[Question]) -> Iterator[list[Question]]:
    """Portions in which no package occurs twice, as pip-audit takes one version of each, and one control is free."""
    rest = list(asked)
    reserved = CONTROLS[-1][0]
    while rest:
        layer = dict(reversed(rest))
        if all(name in layer for name, _ in CONTROLS):
            del layer[reserved]  # asked about in the next portion
        yield sorted(layer.items())
        rest = [question for question in rest if layer.get(question[0]) != question[1]]


def _control(layer: Sequence[Question]) -> Question:
    """The first version with known flaws whose package is not in the layer itself."""
    names = {name for name, _ in layer}
    return next(control for control in CONTROLS if control[0] not in names)


def _normal(version: str) -> str:
    """The version as pip-audit spells it in its report, or nothing for one that is not of PEP 440."""
    return str(parsed_version(version) or "")


def _report(asked: Sequence[Question], options: Namespace) -> Mapping[str, Any]:
    """pip-audit's report on a flat list of versions. Raises ``NotChecked``."""
    with TemporaryDirectory() as folder:
        listed, report = os.path.join(folder, "requirements.txt"), os.path.join(folder, "report.json")
        with open(listed, "w", encoding="utf-8") as file:
            file.writelines(f"{name}=={version}\n" for name, version in asked)
        ran = PIP_AUDIT.run(
            [
                *("--requirement", listed, "--no-deps", "--disable-pip", "--progress-spinner=off"),
                *("--format=json", f"--output={report}", "--desc=off", "--aliases=on"),
                *(f"--vulnerability-service={options.service}", f"--timeout={max(1, round(options.timeout))}"),
                *([f"--osv-url={options.osv_url}"] if options.osv_url and options.service == "osv" else []),
            ],
            timeout=PATIENCE * options.timeout,
        )
        try:
            with open(report, encoding="utf-8") as file:
                document: dict[str, Any] = json.load(file)
        except (OSError, ValueError):
            raise _unusable(options.service, ran.last_words) from None
    has_flaws = any(item.get("vulns") for item in document["dependencies"])
    if ran.code != has_flaws:
        raise PIP_AUDIT.crash(ran)
    if "WARNING" in ran.err and "schema" in ran.err:
        raise _unusable(options.service, ran.last_words)
    return document


def _unusable(service: str, why: str) -> NotChecked:
    remedy = "try again later, or ask a local index with --service=offline"
    return NotChecked(".", f"the service {service} gave no usable answer ({why})", remedy)


def answered(report: Mapping[str, Any], layer: Sequence[Question]) -> dict[Question, Answer]:
    """What a report of pip-audit says of each version of a layer, in which no package occurs twice."""
    said = {item["name"]: item for item in report["dependencies"]}
    return {(name, version): _answer(said.get(name, {}), version) for name, version in layer}


def _answer(item: Mapping[str, Any], version: str) -> Answer:
    if "skip_reason" in item:  # such an item has no version
        return f"pip-audit skipped it ({' '.join(item['skip_reason'].split())})"
    if item.get("version") != version:
        return "pip-audit gave no answer for it"
    return tuple(sorted(_advisory(flaw, Version(item["version"])) for flaw in item["vulns"]))


def _advisory(flaw: Mapping[str, Any], version: Version) -> Advisory:
    fixed = sorted(filter(None, map(parsed_version, flaw.get("fix_versions", []))))
    aliases = tuple(sorted(set(flaw.get("aliases", [])) - {flaw["id"]}))
    return Advisory(flaw["id"], aliases, tuple(str(fix) for fix in fixed if fix > version))


def _refuse_ignorance(found: Mapping[Question, Answer], control: Question, service: str) -> None:
    """A service that does not know the oldest flaws knows none: a portal's page, an empty mirror, a wrong address."""
    known = found[control]
    if isinstance(known, str) or not known:
        name, version = control
        raise _unusable(service, f"it calls {name} {version} free of known flaws")
