"""Real commits through pre-commit and prek for each wrapper, with the tool in the environment the runner makes."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from ..conftest import Files
from ..wrappers.osv import build_index, osv_service
from .conftest import Repository

PASSWORD = 'password = "EsAF7' + 'iQrpC6G"\n'


class Case(NamedTuple):
    """A hook, files it blocks with the places it shows, and files it lets pass."""

    hook_id: str
    bad: Files
    found: list[str]
    good: Files


CASES = [
    Case("bandit", {"app.py": "eval(input())\n"}, ["app.py:1:1: B307"], {"app.py": "print(input())\n"}),
    Case("black-check", {"app.py": "x = ( 1 )\n"}, ["app.py:1:1: black-format"], {"app.py": "x = 1\n"}),
    Case("detect-secrets", {"app.env": PASSWORD}, ["app.env:1:1: detected-secret"], {"app.env": "password=\n"}),
    Case("flake8", {"app.py": "import os\n"}, ["app.py:1:1: F401"], {"app.py": "x = 1\n"}),
]
BY_ID = pytest.mark.parametrize("case", CASES, ids=lambda case: case.hook_id)


@BY_ID
def test_bad_blocks_and_good_passes_and_what_is_not_staged_does_not_count(repository: Repository, case: Case) -> None:
    repository.configure(case.hook_id)
    repository.git("commit", "-q", "--no-verify", "-m", "A configuration whose rev is, to some, a secret")
    repository.stage(case.bad)
    blocked = repository.commit()
    assert (blocked.verdict, blocked.hook_code, blocked.findings) == ("Failed", 1, case.found)

    repository.stage(case.good)
    repository.write(case.bad)
    assert repository.commit().verdict == "Passed"

    everything = repository.run("--all-files")
    assert [line for line in everything.findings if not line.startswith(".pre-commit")] == case.found


@BY_ID
def test_list_of_dependencies_without_the_tool_says_so(repository: Repository, case: Case) -> None:
    repository.configure(case.hook_id, additional_dependencies=["."])
    repository.stage(case.bad)
    commit = repository.commit()
    assert commit.hook_code == 2
    (line,) = commit.lines
    assert "additional_dependencies" in line


@pytest.mark.parametrize("hook_id", ["pip-audit-offline", "safety"])
def test_audits_by_a_local_index(repository: Repository, tmp_path: Path, hook_id: str) -> None:
    index = build_index(tmp_path)
    repository.configure(hook_id, args=[f"--db={index}"], stages=["pre-commit"])
    repository.stage({"requirements.txt": "flask==2.2.4\n"})
    blocked = repository.commit()
    assert (blocked.hook_code, blocked.findings) == (1, ["requirements.txt:1:1: PYSEC-2023-62"])

    repository.stage({"requirements.txt": "flask==2.2.5\n"})
    repository.write({"requirements.txt": "flask==2.2.4\n"})
    assert repository.commit().verdict == "Passed"
    assert repository.run("--all-files").findings == ["requirements.txt:1:1: PYSEC-2023-62"]


def test_audit_by_a_service_before_a_push(repository: Repository) -> None:
    with osv_service() as (url, _):
        repository.configure("pip-audit", args=["--service=osv", f"--osv-url={url}"])
        repository.stage({"requirements.txt": "flask==2.2.4\n"})
        assert repository.commit().verdict == ""
        pushed = repository.run("--hook-stage", "pre-push", "--all-files")
        assert pushed.findings == ["requirements.txt:1:1: PYSEC-2023-62"]
    assert repository.run("--hook-stage", "manual", "--all-files").hook_code == 3


def test_black_formats_and_the_commit_waits_for_the_change(repository: Repository) -> None:
    repository.configure("black")
    repository.stage({"app.py": "x = ( 1 )\n"})
    blocked = repository.commit()
    assert (blocked.verdict, blocked.findings) == ("Failed", ["app.py:1:1: black-formatted"])
    assert repository.text("app.py") == "x = 1\n"
    repository.git("add", "app.py")
    assert repository.commit().verdict == "Passed"


def test_plugin_of_the_user_joins_flake8(repository: Repository) -> None:
    repository.configure("flake8", additional_dependencies=[".[flake8]", "flake8-comprehensions==3.17.0"])
    repository.stage({"app.py": "x = list([])\n"})
    assert repository.commit().findings == ["app.py:1:5: C410"]


def test_baseline_of_detect_secrets_is_made_at_the_manual_stage(repository: Repository) -> None:
    repository.configure("detect-secrets-baseline")
    repository.stage({"app.env": PASSWORD})
    assert repository.run("--hook-stage", "manual", "--all-files").verdict == "Passed"
    assert ".secrets.baseline" in repository.git("status", "--porcelain")

    repository.configure("detect-secrets")
    repository.stage({".secrets.baseline": repository.text(".secrets.baseline"), "app.env": f"# moved\n{PASSWORD}"})
    assert repository.commit().verdict == "Passed"
