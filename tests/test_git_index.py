"""The tracked files from git's index, as git itself lists them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flask_upkeep._kit import git as git_answers
from flask_upkeep._kit import git_index

from .conftest import git, write_files

NAMES = ["a/b/c.txt", "a/b/cd.txt", "a/bc.txt", "z.txt", "\u00e9.txt", "with blank.txt", "deep/" * 30 + "long-name.txt"]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_files(tmp_path, dict.fromkeys(NAMES, "x"))
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def listed(folder: str = ".") -> list[str]:
    return git_index.listed_files(r"\.txt$", folder)


@pytest.mark.parametrize("version", [2, 3, 4])
def test_versions(version: int, repository: Path):
    git(repository, "update-index", "--index-version", str(version))
    git(repository, "add", "-N", ".")
    write_files(repository, {"untracked.txt": ""})
    assert listed() == sorted(NAMES)
    assert listed("a") == ["a/b/c.txt", "a/b/cd.txt", "a/bc.txt"]


def test_entries_with_more_flags(repository: Path):
    write_files(repository, {"later.txt": ""})
    git(repository, "add", "-N", "later.txt")
    assert listed() == sorted([*NAMES, "later.txt"])


def test_from_a_folder_below_the_root(repository: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(repository / "a")
    assert listed() == ["b/c.txt", "b/cd.txt", "bc.txt"]


def test_what_is_gone_or_a_link_is_left_out(repository: Path):
    (repository / "z.txt").unlink()
    (repository / "link.txt").symlink_to("a/bc.txt")
    git(repository, "add", "link.txt")
    assert set(NAMES) - set(listed()) == {"z.txt"}
    assert "link.txt" not in listed()


def test_worktree(repository: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch):
    git(repository, "commit", "-q", "-m", "x")
    other = tmp_path_factory.mktemp("trees") / "other"
    git(repository, "worktree", "add", "-q", str(other))
    monkeypatch.chdir(other)
    assert listed() == sorted(NAMES)


def test_the_index_of_the_commit_counts(repository: Path, monkeypatch: pytest.MonkeyPatch):
    """``git commit FILE`` runs its hooks with an index of its own."""
    write_files(repository, {"more.txt": ""})
    environment = {"GIT_INDEX_FILE": str(repository / ".git/next")}
    (repository / ".git/next").write_bytes((repository / ".git/index").read_bytes())
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    git(repository, "add", "more.txt")
    assert "more.txt" in listed()


@pytest.mark.parametrize("kind", ["split", "sha256", "none", "broken"])
def test_without_an_index_to_read_the_folder_is_walked(kind: str, repository: Path):
    write_files(
        repository,
        {".venv/pyvenv.cfg": "", ".venv/x.txt": "", "node_modules/x.txt": "", "env/pyvenv.cfg": "", "env/x.txt": ""},
    )
    if kind == "split":
        git(repository, "update-index", "--split-index")
    elif kind == "broken":
        (repository / ".git/index").write_bytes((repository / ".git/index").read_bytes()[:100])
    else:
        os.rename(repository / ".git", repository / ".old")
        if kind == "sha256":
            git(repository, "init", "-q", "--object-format=sha256")
            git(repository, "add", "a")
    assert listed() == sorted(NAMES)


def test_a_folder_on_a_mount_of_its_own_is_outside_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    program = tmp_path / "git"
    program.write_text(
        "#!/bin/sh\necho 'fatal: not a git repository (or any parent up to mount point /src)' >&2\n"
        "echo 'Stopping at filesystem boundary (GIT_DISCOVERY_ACROSS_FILESYSTEM not set).' >&2\nexit 128\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.chdir(tmp_path)
    assert git_answers.files_with_text(["of_no_file"], "*.py") is None
