"""The checklist as data: the laws of the table, and what an interval means."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from flask_upkeep._kit.checklist import bundled_lines, interval
from flask_upkeep._kit.upkeep_policy import is_id

ROOT = Path(__file__).parent.parent
PUBLISHED = {block["id"] for block in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}


LINES = bundled_lines()
SECTIONS = [
    "Regular Updates", "Security Checks", "Code Quality", "Database", "Environment and Configuration",
    "Monitoring and Logging", "Performance", "Deployment", "Documentation", "Backup and Disaster Recovery",
    "Compliance", "Third-party Services", "Clean Up",
]  # fmt: skip
SIZES = [6, 8, 5, 4, 3, 4, 4, 3, 4, 3, 3, 3, 3]


def test_no_line_is_missing():
    assert [line.number for line in LINES] == list(range(1, 54))
    assert [line.section for line in LINES] == [
        name for name, size in zip(SECTIONS, SIZES, strict=True) for _ in range(size)
    ]


def test_ids_are_unique_and_name_files():
    assert len({line.id for line in LINES}) == 53
    assert all(is_id(line.id) for line in LINES)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.id)
def test_every_line_has_a_proof(line):
    assert line.hooks or line.every
    assert {hook for group in line.hooks for hook in group} <= PUBLISHED
    assert all(line.hooks)
    assert line.needs in ("", "flask", "alembic", "docker", "ci", "openapi", "watsonx")
    assert line.title
    assert not line.title.endswith(".")


@pytest.mark.parametrize(
    ("text", "day", "due"),
    [
        ("1 month", date(2026, 1, 31), date(2026, 2, 28)),
        ("1 month", date(2027, 1, 31), date(2027, 2, 28)),
        ("1 month", date(2028, 1, 31), date(2028, 2, 29)),
        ("1 month", date(2026, 12, 31), date(2027, 1, 31)),
        ("3 months", date(2026, 9, 30), date(2026, 12, 30)),
        ("1 year", date(2028, 2, 29), date(2029, 2, 28)),
        ("12 months", date(2026, 12, 1), date(2027, 12, 1)),
        ("2 weeks", date(2026, 2, 20), date(2026, 3, 6)),
        ("30 days", date(2026, 12, 15), date(2027, 1, 14)),
        ("9999 years", date(2026, 12, 15), date.max),
        ("9999 days", date(9998, 12, 15), date.max),
    ],
)
def test_interval(text, day, due):
    found = interval(text)
    assert found is not None
    assert found.after(day) == due


@pytest.mark.parametrize(
    "text",
    ["", "month", "quarterly", "0 days", "-1 days", "1.5 months", "3 decades", "3", "10000 days", "² days", "٣ days"],
)
def test_no_interval(text):
    assert interval(text) is None
