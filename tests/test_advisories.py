"""The index of advisories: what it is built of, and what it says of a version."""

from __future__ import annotations

import json
import sqlite3
import tarfile
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from flask_upkeep._kit.advisories import Index, Undecided
from flask_upkeep._kit.finding import UsageError
from flask_upkeep.commands.advisories import main

from .conftest import write_files
from .wrappers.osv import records, write_records

Span = list[dict[str, str]]


def record(number: str = "PYSEC-2026-1", *spans: Span, **more: Any) -> dict[str, Any]:
    """One record of the package `ham`; ``more`` replaces keys of the record or of what it says is affected."""
    affected = {"package": {"name": "Ham", "ecosystem": "PyPI"}}
    affected["ranges"] = [{"type": "ECOSYSTEM", "events": span} for span in spans]
    affected |= {key: more.pop(key) for key in ("package", "versions", "ranges") if key in more}
    return {"id": number, "modified": "2026-03-04T05:06:07Z", "affected": [affected], **more}


def built(folder: Path, *items: object) -> Index:
    write_files(folder, {f"records/{number}.json": json.dumps(item) for number, item in enumerate(items)})
    assert main(["build", str(folder / "records"), f"--file={folder / 'index.sqlite'}"]) == 0
    return Index(str(folder / "index.sqlite"))


def ids(index: Index, version: str, name: str = "ham") -> list[str]:
    return [advisory.id for advisory in index.known(name, version)]


SINCE_1 = [{"introduced": "1.0"}, {"fixed": "1.5"}]


@pytest.mark.parametrize(
    ("events", "affected", "clean"),
    [
        ([{"introduced": "0"}, {"fixed": "1.5"}], "0.1 1.4.9 1.5rc1 0.dev0", "1.5 1.5.0 1.5.post1 2.0"),
        (SINCE_1, "1.0 1.4 1.0+local", "0.9 1.0rc1 1.5"),
        ([{"introduced": "1.0"}], "1.0 99", "0.9"),
        ([{"introduced": "0"}, {"last_affected": "1.5"}], "0.1 1.5 1.5.0", "1.5.1"),
        # pairs, and events in any order
        ([*SINCE_1, {"introduced": "2.0"}, {"fixed": "2.3"}], "1.0 2.2", "1.5 1.9 2.3"),
        ([{"fixed": "2.3"}, {"introduced": "2.0"}, {"fixed": "1.5"}, {"introduced": "0"}], "0.1 2.2", "1.5 2.3"),
        ([{"introduced": "1.10"}, {"fixed": "1.20"}], "1.10 1.19", "1.9 1.2"),
        ([{"introduced": "0"}, {"fixed": "1.5"}, {"limit": "1.2"}], "0.1 1.4", "1.5"),
    ],
)
def test_ranges(tmp_path: Path, events: Span, affected: str, clean: str) -> None:
    index = built(tmp_path, record("PYSEC-2026-1", events))
    assert [version for version in affected.split() if not ids(index, version)] == []
    assert [version for version in clean.split() if ids(index, version)] == []


def test_range_or_list_of_versions_is_enough(tmp_path: Path) -> None:
    index = built(tmp_path, record("PYSEC-2026-1", SINCE_1, versions=["0.5", "2.0.0-final"]))
    assert [bool(ids(index, version)) for version in ("0.5", "0.5.0", "1.2", "2.0.0-final", "2.0.0-FINAL", "0.6")] == [
        True, False, True, True, True, False,
    ]  # fmt: skip


def test_version_of_before_pep_440_is_decided_by_a_list_alone(tmp_path: Path) -> None:
    assert ids(built(tmp_path, record("PYSEC-2026-1", SINCE_1, versions=["1.0-final"])), "2.0-final") == []
    with pytest.raises(Undecided, match="its version is not of PEP 440"):
        built(tmp_path, record("PYSEC-2026-1", SINCE_1)).known("ham", "1.0-final")


def test_bound_of_before_pep_440(tmp_path: Path) -> None:
    odd = [{"introduced": "0"}, {"fixed": "1.0-final"}]
    assert ids(built(tmp_path, record("PYSEC-2026-1", odd, versions=["0.9"])), "0.9") == ["PYSEC-2026-1"]
    assert ids(built(tmp_path, record("PYSEC-2026-1", odd, versions=["0.9"])), "0.8") == []
    with pytest.raises(Undecided, match=r"an advisory speaks of version '1\.0-final'"):
        built(tmp_path, record("PYSEC-2026-1", odd)).known("ham", "0.8")


def test_fixes_above_the_version(tmp_path: Path) -> None:
    spans = [SINCE_1, [{"introduced": "2.0"}, {"fixed": "2.3"}]]
    (advisory,) = built(tmp_path, record("PYSEC-2026-1", *spans, aliases=["CVE-2026-9", "CVE-2026-1"])).known(
        "ham", "2.1"
    )
    assert (advisory.fixed, advisory.aliases) == (("2.3",), ("CVE-2026-1", "CVE-2026-9"))


def test_records_of_one_flaw_are_one_advisory(tmp_path: Path) -> None:
    """By any chain of shared names; the one of this ecosystem leads."""
    index = built(
        tmp_path,
        record("GHSA-aaaa-bbbb-cccc", SINCE_1, aliases=["CVE-2026-1"]),
        record("PYSEC-2026-1", SINCE_1, aliases=["CVE-2026-1"]),
        record("CVE-2026-1", SINCE_1),
        record("PYSEC-2026-2", SINCE_1),
    )
    (first, second) = index.known("ham", "1.2")
    assert (first.id, first.aliases) == ("PYSEC-2026-1", ("CVE-2026-1", "GHSA-aaaa-bbbb-cccc"))
    assert second.id == "PYSEC-2026-2"


def test_names_compare_in_their_normal_form(tmp_path: Path) -> None:
    package = {"name": "Ham_and.Eggs", "ecosystem": "PyPI"}
    assert ids(built(tmp_path, record("PYSEC-2026-1", SINCE_1, package=package)), "1.2", "ham-and-eggs")


@pytest.mark.parametrize(
    "more",
    [
        {"withdrawn": "2026-05-05T00:00:00Z"},
        {"package": {"name": "ham", "ecosystem": "npm"}},
        {"ranges": [{"type": "GIT", "repo": "https://git.example/ham", "events": [{"introduced": "0"}]}]},
    ],
    ids=["withdrawn", "another-ecosystem", "commits-only"],
)
def test_what_does_not_count(tmp_path: Path, more: dict[str, Any]) -> None:
    index = built(tmp_path, record("PYSEC-2026-1", SINCE_1, **more), record("PYSEC-2026-2", SINCE_1))
    assert ids(index, "1.2") == ["PYSEC-2026-2"]


def test_folder_zip_and_tar_make_the_same_index(tmp_path: Path) -> None:
    folder = write_records(tmp_path / "records")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive, tarfile.open(tmp_path / "all.tar.gz", "w:gz") as tar:
        for path in folder.rglob("*.json"):
            archive.write(path, path.relative_to(folder))
            tar.add(path, path.relative_to(folder))
    stamps = set()
    for source in ("records", "all.zip", "all.tar.gz"):
        assert main(["build", str(tmp_path / source), f"--file={tmp_path / 'index.sqlite'}"]) == 0
        stamps.add((Index(str(tmp_path / "index.sqlite")).stamp, Index(str(tmp_path / "index.sqlite")).count))
    assert [count for _, count in stamps] == [len(records())]


def test_yaml_with_dates_is_a_record_too(tmp_path: Path) -> None:
    item = record("PYSEC-2026-1", SINCE_1) | {"modified": date(2026, 7, 8)}
    write_files(
        tmp_path, {"records/a.yaml": yaml.safe_dump(item), ".github/workflow.yml": "affected: [", "a.yml": "on: x"}
    )
    assert main(["build", str(tmp_path), f"--file={tmp_path / 'index.sqlite'}"]) == 0
    index = Index(str(tmp_path / "index.sqlite"))
    assert (ids(index, "1.2"), index.date) == (["PYSEC-2026-1"], date(2026, 7, 8))


def test_broken_records_are_named_and_the_rest_is_built(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        "a.json": json.dumps(record("PYSEC-2026-1", SINCE_1)),
        "b.json": '{"id": "PYSEC-2026-2", "affected": [{"package": 7}]}',
        "c.json": '{"affected": [',
    }
    write_files(tmp_path / "records", files)
    assert main(["build", str(tmp_path / "records"), f"--file={tmp_path / 'index.sqlite'}"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[0].rpartition("/")[2] for line in lines[:2]] == ["b.json", "c.json"]
    assert lines[2].endswith("1 records of packages, newest of 2026-03-04")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["build"], 2, "name a folder or archive"),
        (["build", "none"], 2, "none: neither a folder nor a .zip or .tar archive"),
        (["build", "."], 3, ".: NOT CHECKED: no record was found in it; name a folder"),
        (["show"], 2, "upkeep/advisories.sqlite: no such index of advisories; build it"),
        (["show", "--file=broken"], 2, "broken: no index of advisories ("),
        (["show", "--file=foreign"], 2, "foreign: an index of another version"),
        (["burn"], 2, "invalid choice: 'burn'"),
    ],
)
def test_wrong_usage(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    said: str,
) -> None:
    write_files(tmp_path, {"broken": "no database", "notes.json": "{}"})
    database = sqlite3.connect(tmp_path / "foreign")
    database.executescript("CREATE TABLE meta (key TEXT, value TEXT); INSERT INTO meta VALUES ('schema', '0');")
    database.close()
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == code
    shown = capsys.readouterr()
    (line,) = (shown.out + shown.err).splitlines()
    assert said in line


def test_failed_build_keeps_the_index(tmp_path: Path) -> None:
    built(tmp_path, record("PYSEC-2026-1", SINCE_1))
    before = (tmp_path / "index.sqlite").read_bytes()
    (tmp_path / "empty").mkdir()
    assert main(["build", str(tmp_path / "empty"), f"--file={tmp_path / 'index.sqlite'}"]) == 3
    assert (tmp_path / "index.sqlite").read_bytes() == before


def test_index_that_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        Index(str(tmp_path))
