"""``requirements-drift`` in real commits: the environment is the user's, and not the one that the runner made."""

from __future__ import annotations

import os

from ..drift_cases import CLICK, FLASK, package, write_environment
from .conftest import Repository

LISTED = {"requirements.txt": "Flask==3.1.0\nclick==8.1.7\n"}
WRONG = [package("Flask", "2.0.0"), CLICK]


def test_the_activated_environment_is_found_behind_the_runners_own(repository: Repository) -> None:
    activated = repository.folder.parent / "activated"
    write_environment(activated, WRONG)
    path = os.pathsep.join([f"{activated}/bin", repository.runner.environment["PATH"]])
    repository.configure("requirements-drift")
    repository.stage(LISTED)
    commit = repository.commit(PATH=path, VIRTUAL_ENV=str(activated))
    assert commit.hook_code == 1
    assert commit.findings == ["requirements.txt:1:1: version-differs"]
    assert "(activated), not 3.1.0" in commit.output


def test_it_runs_on_a_commit_of_another_file(repository: Repository) -> None:
    """The environment changes without a file."""
    write_environment(repository.folder / ".venv", [FLASK, CLICK])
    repository.configure("requirements-drift")
    repository.stage({**LISTED, ".gitignore": ".venv\n"})
    assert repository.commit().verdict == "Passed"

    write_environment(repository.folder / ".venv", [package("requests", "2.32.0")])
    repository.stage({"app.py": "app.run()\n"})
    assert repository.commit().findings == ["requirements.txt:1:1: not-needed"]


def test_a_fix_changes_the_file_and_stops_the_commit_once(repository: Repository) -> None:
    write_environment(repository.folder / ".venv", [FLASK, CLICK])
    repository.configure("requirements-drift", args=["--fix"])
    repository.stage({"requirements.txt": "Flask==3.0.0\r\nclick==8.1.7\r\n", ".gitignore": ".venv\n"})
    assert repository.commit().hook_code == 1
    assert (repository.folder / "requirements.txt").read_bytes() == b"Flask==3.1.0\r\nclick==8.1.7\r\n"
    repository.git("add", "requirements.txt")
    assert repository.commit().verdict == "Passed"


def test_without_an_environment_nothing_is_called_clean(repository: Repository) -> None:
    repository.configure("requirements-drift")
    repository.stage({"requirements.txt": "no-such-project-is-installed==1.0\n"})
    commit = repository.commit()
    assert commit.hook_code == 3
    assert "requirements.txt: NOT CHECKED: no environment of this project was found" in commit.output

    repository.configure("requirements-drift", args=["--on-no-environment=skip"])
    assert repository.commit().verdict == "Passed"
