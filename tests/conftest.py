"""What every test stands on: files in, exit code and lines out."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from flask_upkeep import load

Files = Mapping[str, str | bytes]
Run = Callable[..., tuple[int, list[str]]]


def write_files(folder: Path, files: Files) -> None:
    """Write files as they are: no newline is translated."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, with an identity and without the machine's configuration."""
    identity = ["-c", "user.name=T", "-c", "user.email=t@example.invalid", "-c", "init.defaultBranch=main"]
    command = ["git", *identity, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the person or runner that starts the tests changes what they see."""
    for name in ("PRE_COMMIT", "NO_COLOR", "GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """``run(hook_id, files, *options)``: write the files into an empty folder, check them all.

    Returns the exit code and the lines printed, first stdout, then stderr.
    """

    def run_hook(hook_id: str, files: Files, *options: str) -> tuple[int, list[str]]:
        write_files(tmp_path, files)
        monkeypatch.chdir(tmp_path)
        capsys.readouterr()  # what was printed before is not this hook's
        code = load(hook_id).main([*options, *files])
        captured = capsys.readouterr()
        return code, captured.out.splitlines() + captured.err.splitlines()

    return run_hook


@pytest.fixture
def run_in_repository(tmp_path: Path, run: Run) -> Run:
    """``run`` in a git repository that tracks the files."""

    def run_hook(hook_id: str, files: Files, *options: str) -> tuple[int, list[str]]:
        write_files(tmp_path, files)
        git(tmp_path, "init", "-q")
        git(tmp_path, "add", "-A")
        return run(hook_id, files, *options)

    return run_hook
