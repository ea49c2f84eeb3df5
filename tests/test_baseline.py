"""The baseline: what is old stays silent, what is new is found, and nothing is recorded in clear."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from flask_upkeep.commands.baseline import main

from .conftest import Run, git, write_files

BAD = "app.run(debug=True)\n"
FILE = ".upkeep-baseline.json"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "init", "-q")
    return tmp_path


def add(repository: Path, files: dict[str, str]) -> None:
    write_files(repository, files)
    git(repository, "add", "-A")


def recorded(repository: Path, file: str = FILE) -> list[tuple[str, str, int]]:
    entries = json.loads((repository / file).read_text())["findings"]
    return [(entry["path"], entry["rule"], entry["count"]) for entry in entries]


def test_written_findings_are_old(repository: Path, run: Run):
    add(repository, {"app.py": BAD, "b.py": f"{BAD}{BAD}"})
    assert main(["write"]) == 0
    assert recorded(repository) == [("app.py", "debug-run", 1), ("b.py", "debug-run", 2)]
    assert run("debug-flag", {"app.py": BAD, "b.py": f"{BAD}{BAD}"}, "--baseline", FILE) == (0, [])


def test_findings_of_a_tool_are_taken_in_when_asked_and_stay(repository: Path, run: Run):
    add(repository, {"app.py": f"{BAD}eval(input())\n", "b.py": "import os\n"})
    assert main(["write"]) == 0
    assert recorded(repository) == [("app.py", "debug-run", 1)]
    assert main(["write", "--hook=bandit", "--hook=flake8"]) == 0
    everything = [("app.py", "B307", 1), ("app.py", "F821", 1), ("app.py", "debug-run", 1), ("b.py", "F401", 1)]
    assert recorded(repository) == everything
    assert run("bandit", {"app.py": f"{BAD}eval(input())\n"}, "--baseline", FILE) == (0, [])
    write_files(repository, {"app.py": "print(1)\n", "b.py": "print(1)\n"})
    assert main(["prune"]) == 0
    assert recorded(repository) == [entry for entry in everything if entry[1] != "debug-run"]
    assert main(["prune", "--hook=bandit", "--hook=flake8"]) == 0
    assert recorded(repository) == []


@pytest.mark.parametrize(
    ("text", "new_lines"),
    [
        (f"import os\n\n\n{BAD}", []),
        (f"    {BAD}".replace("    ", "if True:\n    "), []),
        (f"{BAD}{BAD}", [2]),
        (f"{BAD}app.run(debug=True, port=1)\n", [2]),
        ("app.run(port=1, debug=True)\n", [1]),
        (f"{BAD}breakpoint()\n", [2]),
    ],
    ids=["moved", "indented", "copied", "another line", "changed", "another rule"],
)
def test_only_what_is_new_is_found(repository: Path, run: Run, text: str, new_lines: list[int]):
    add(repository, {"app.py": BAD})
    main(["write"])
    _, lines = run("debug-flag", {"app.py": text}, "--baseline", FILE)
    assert [int(line.split(":")[1]) for line in lines] == new_lines


def test_the_setting_names_the_file_for_hooks_and_command(repository: Path, run: Run):
    setting = '[tool.flask-upkeep]\nbaseline = "etc/old.json"\n'
    add(repository, {"pyproject.toml": setting, "sub/app.py": BAD, "etc/.keep": ""})
    assert main(["write"]) == 0
    assert run("debug-flag", {"sub/app.py": BAD}) == (0, [])
    assert run("commit-checks", {"sub/app.py": BAD}) == (0, [])


TABLE = "[tool.flask-upkeep]\n"


def test_each_finding_goes_where_its_project_and_hook_will_look(repository: Path, run: Run):
    add(
        repository,
        {
            "pyproject.toml": f'{TABLE}baseline = "old.json"\n[tool.flask-upkeep.bandit]\nbaseline = "bandit.json"\n',
            "app.py": f"{BAD}eval(input())\n",
            "api/pyproject.toml": f'{TABLE}baseline = "old.json"\n',
            "api/app.py": f"{BAD}eval(input())\n",
            "web/pyproject.toml": f'{TABLE}baseline = "../old.json"\n',
            "web/app.py": BAD,
        },
    )
    assert main(["write", "--hook=bandit"]) == 0
    assert {file: recorded(repository, file) for file in ("old.json", "bandit.json", "api/old.json")} == {
        "old.json": [("app.py", "debug-run", 1), ("web/app.py", "debug-run", 1)],
        "bandit.json": [("app.py", "B307", 1)],
        "api/old.json": [("app.py", "B307", 1), ("app.py", "debug-run", 1)],
    }
    assert not (repository / FILE).exists()
    assert run("commit-checks", {}, "--all-files", "--skip=requirements-drift") == (0, [])
    assert run("bandit", {}, "--all-files") == (0, [])
    add(repository, {"api/app.py": ""})
    assert main(["prune", "--hook=bandit"]) == 0
    assert recorded(repository, "api/old.json") == []
    assert recorded(repository, "bandit.json") == [("app.py", "B307", 1)]


def test_one_file_takes_all_when_asked(repository: Path, capsys: pytest.CaptureFixture[str]):
    add(repository, {"app.py": BAD, "api/pyproject.toml": f'{TABLE}baseline = "old.json"\n', "api/app.py": BAD})
    assert main(["write", "--file", "all.json"]) == 0
    assert capsys.readouterr().out.splitlines() == ["all.json: 2 findings recorded"]


@pytest.mark.parametrize(
    ("files", "hints"),
    [
        ({"pyproject.toml": f'{TABLE}baseline = "{FILE}"\n'}, []),
        ({}, [f'pyproject.toml: [tool.flask-upkeep] has to say baseline = "{FILE}", or no hook heeds what']),
        (
            {"pyproject.toml": f'{TABLE}baseline = "{FILE}"\n', "app/pyproject.toml": TABLE},
            [f'app/pyproject.toml: [tool.flask-upkeep] has to say baseline = "../{FILE}", or no hook heeds what'],
        ),
    ],
)
def test_a_baseline_that_nobody_reads_is_told_of(
    repository: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str], hints: list[str]
):
    add(repository, {**files, "app/app.py": BAD})
    assert main(["write"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{FILE}: 1 findings recorded"
    assert [line.removesuffix(" was recorded") for line in lines[1:]] == hints


def test_entries_outside_the_working_folder_stay(repository: Path, monkeypatch: pytest.MonkeyPatch):
    add(repository, {"pyproject.toml": f'{TABLE}baseline = "{FILE}"\n', "api/app.py": BAD, "web/app.py": BAD})
    main(["write"])
    add(repository, {"web/app.py": ""})
    monkeypatch.chdir(repository / "web")
    assert main(["write"]) == 0
    assert recorded(repository) == [("api/app.py", "debug-run", 1)]


def test_prune_drops_what_is_mended_and_adds_nothing(repository: Path, capsys: pytest.CaptureFixture[str]):
    add(repository, {"app.py": BAD, "b.py": f"{BAD}{BAD}"})
    main(["write"])
    add(repository, {"app.py": "", "b.py": BAD, "c.py": BAD})
    assert main(["prune", "--check"]) == 1
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"{FILE}: 2 recorded findings are mended;")
    assert main(["prune"]) == 0
    assert recorded(repository) == [("b.py", "debug-run", 1)]
    assert main(["prune", "--check"]) == 0


def test_write_again_changes_nothing(repository: Path):
    add(repository, {"app.py": BAD})
    main(["write"])
    before = (repository / FILE).read_bytes()
    main(["write"])
    assert (repository / FILE).read_bytes() == before


def test_a_file_that_cannot_be_checked_keeps_its_entries(repository: Path, capsys: pytest.CaptureFixture[str]):
    add(repository, {"app.py": BAD, "b.py": BAD})
    main(["write"])
    add(repository, {"app.py": "app.run(debug=\n", "b.py": ""})
    assert main(["prune"]) == 3
    assert recorded(repository) == [("app.py", "debug-run", 1)]
    assert "NOT CHECKED" in capsys.readouterr().out


def test_nothing_is_recorded_in_clear_and_equal_lines_differ_between_repositories(repository: Path):
    add(repository, {"app.py": BAD})
    main(["write"])
    first = (repository / FILE).read_text()
    (repository / FILE).unlink()
    main(["write"])
    second = (repository / FILE).read_text()
    assert "debug=True" not in first
    assert json.loads(first)["findings"][0]["line"] != json.loads(second)["findings"][0]["line"]


def test_two_branches_merge(repository: Path):
    """One entry a line, sorted: additions at different places do not conflict."""
    add(repository, dict.fromkeys(("b.py", "m.py", "x.py"), BAD))
    main(["write"])
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "base")
    for branch, name in (("one", "a.py"), ("two", "z.py")):
        git(repository, "checkout", "-q", "-b", branch, "main")
        add(repository, {name: BAD})
        main(["write"])
        git(repository, "add", "-A")
        git(repository, "commit", "-qm", branch)
    git(repository, "merge", "-q", "-m", "merge", "one")
    assert [path for path, _, _ in recorded(repository)] == ["a.py", "b.py", "m.py", "x.py", "z.py"]


def test_the_mode_is_kept_and_a_link_followed(repository: Path):
    add(repository, {"app.py": BAD, "real.json": '{"version": 1, "salt": "s", "findings": []}'})
    (repository / "real.json").chmod(0o640)
    (repository / FILE).symlink_to("real.json")
    assert main(["write"]) == 0
    assert (repository / FILE).is_symlink()
    assert stat.S_IMODE((repository / "real.json").stat().st_mode) == 0o640
    assert json.loads((repository / "real.json").read_text())["salt"] == "s"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        "3",
        '{"version": 2, "salt": "", "findings": []}',
        '{"version": 1, "findings": [1]}',
        "[" * 100_000,
    ],
)
def test_a_file_that_is_no_baseline_is_wrong_usage(repository: Path, run: Run, text: str):
    add(repository, {"app.py": BAD, "old.json": text})
    code, lines = run("debug-flag", {"app.py": BAD}, "--baseline", "old.json")
    assert (code, len(lines)) == (2, 1)
    assert lines[0].startswith("flask-upkeep debug-flag: old.json: ")


@pytest.mark.parametrize(
    "arguments", [[], ["make"], ["prune"], ["write", "--no-such"], ["write", "--file", "no/such/folder.json"]]
)
def test_wrong_usage(repository: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]):
    add(repository, {"app.py": BAD})
    assert main(arguments) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
