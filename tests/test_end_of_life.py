"""The table of release cycles: its reader, and the script that writes it from product pages."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest

from flask_upkeep._kit import end_of_life

from .conftest import git, write_files

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "scripts" / "refresh_end_of_life.py"
TABLE = tomllib.loads(Path(end_of_life.BUNDLED).read_text(encoding="utf-8"))

PAGE = """\
---
title: Example
releases:
  - releaseCycle: "3.10"
    codename: "Jammy Jellyfish"
    releaseDate: 2022-04-21
    eol: 2027-04-01
    eoes: 2032-04-09

  - releaseCycle: "3.9"
    eol: true
    releaseDate: 2020-01-01
    eoes: false

  - releaseCycle: "3.8"
    eol: false
---
> An example, eol: 2001-01-01.
"""


def test_reader_reads_what_a_toml_parser_reads() -> None:
    for product, rows in TABLE["products"].items():
        cycles = end_of_life.cycles(product)
        assert [cycle.name for cycle in cycles] == [row.split()[0] for row in rows.splitlines()]
    assert end_of_life.table_date() == TABLE["checked"]
    assert end_of_life.source() == TABLE["source"]


@pytest.mark.parametrize("product", ["", "pytho", "checked", "products", "no-such-product"])
def test_unknown_product_has_no_cycles(product: str) -> None:
    assert end_of_life.cycles(product) == ()


@pytest.mark.parametrize(
    ("product", "name", "ends", "extended", "codename"),
    [
        # https://devguide.python.org/versions/, https://www.debian.org/releases/, https://ubuntu.com/about/release-cycle
        ("python", "3.9", date(2025, 10, 31), None, ""),
        ("debian", "11", date(2024, 8, 14), date(2026, 8, 31), "bullseye"),
        ("ubuntu", "22.04", date(2027, 4, 1), date(2032, 4, 9), "jammy"),
    ],
)
def test_dates(product: str, name: str, ends: date, extended: date | None, codename: str) -> None:
    (cycle,) = (cycle for cycle in end_of_life.cycles(product) if cycle.name == name)
    assert (cycle.ends, cycle.extended, cycle.codename) == (ends, extended, codename)


@pytest.mark.parametrize(
    ("ends", "ended"),
    [(date(2026, 10, 30), True), (date(2026, 10, 31), False), (date(2026, 11, 1), False), (True, True), (False, False)],
)
def test_the_last_day_is_still_supported(ends: date | bool, ended: bool) -> None:
    assert end_of_life.Cycle("1", None, ends, None, "").has_ended(date(2026, 10, 31)) is ended


def refresh(folder: Path, repository: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, SCRIPT, f"--repository={repository}", f"--output={folder / 'table.toml'}"]
    return subprocess.run(command, capture_output=True, text=True)


def test_the_script_writes_the_table_of_a_repository(tmp_path: Path) -> None:
    repository = tmp_path / "pages"
    write_files(repository, {f"products/{product}.md": PAGE for product in TABLE["products"]})
    git(tmp_path, "init", "-q", "pages")
    git(repository, "add", ".")
    git(repository, "-c", "commit.gpgsign=false", "commit", "-qm", "pages", "--date=2026-01-02T03:04:05Z")

    first = refresh(tmp_path, repository)
    assert (first.returncode, first.stderr) == (0, "")
    table = str(tmp_path / "table.toml")
    assert end_of_life.cycles("debian", table) == (
        end_of_life.Cycle("3.10", date(2022, 4, 21), date(2027, 4, 1), date(2032, 4, 9), "jammy"),
        end_of_life.Cycle("3.9", date(2020, 1, 1), True, None, ""),
        end_of_life.Cycle("3.8", None, False, None, ""),
    )
    written = Path(table).read_text()
    assert f'commit = "{git(repository, "rev-parse", "HEAD").strip()}"' in written
    assert set(tomllib.loads(written)["products"]) == set(TABLE["products"])
    refresh(tmp_path, repository)
    assert Path(table).read_text() == written


def test_the_script_keeps_the_table_where_pages_are_gone(tmp_path: Path) -> None:
    write_files(tmp_path, {"pages/readme.md": "moved", "table.toml": "old"})
    git(tmp_path, "init", "-q", "pages")
    git(tmp_path / "pages", "add", ".")
    git(tmp_path / "pages", "commit", "-qm", "pages")

    for repository, what in ((tmp_path / "pages", "no longer what this script reads"), (tmp_path / "no", "cloned")):
        done = refresh(tmp_path, repository)
        assert done.returncode == 1
        assert what in done.stderr.splitlines()[-1]
    assert (tmp_path / "table.toml").read_text() == "old"
