"""``requirements-drift``: files in, environment beside them, lines out."""

from __future__ import annotations

from pathlib import Path

import pytest

from flask_upkeep import load

from .conftest import write_files
from .drift_cases import CASES, Case, write_environment

HOOK = "requirements-drift"


@pytest.fixture(autouse=True)
def nothing_activated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No environment of the machine is found."""
    for name in (
        "VIRTUAL_ENV",
        "CONDA_PREFIX",
        "UV_PROJECT_ENVIRONMENT",
        "WORKON_HOME",
        "PYENV_ROOT",
        "XDG_CACHE_HOME",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


def findings(lines: list[str]) -> list[str]:
    """``path:line rule`` of each finding, ``path NOT CHECKED`` of each other line."""
    short = []
    for line in lines:
        place, _, rest = line.partition(": ")
        if rest.startswith("NOT CHECKED"):
            short.append(f"{place} NOT CHECKED")
        else:
            short.append(f"{place.rpartition(':')[0]} {rest.partition(' ')[0]}")
    return sorted(short)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    folder = tmp_path / "project"
    write_files(folder, case.files)
    (folder / ".git").mkdir()
    write_environment(folder / ".venv", case.packages, case.python)
    monkeypatch.chdir(folder)
    code = load(HOOK).main(list(case.options))
    lines = capsys.readouterr().out.splitlines()
    assert findings(lines) == sorted(case.found), lines
    unchecked = any(line.endswith("NOT CHECKED") for line in case.found)
    assert code == (3 if unchecked else 1 if case.found else 0)
