"""Records of hook runs: left where a release asks for them, true of one commit, and hard to fool."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from flask_upkeep._kit.run_records import RunRecord, common_folder, read_run_records, runner_id, tree_state

from .conftest import git, write_files

GOOD, BAD = "app.run()\n", "app.run(debug=True)\n"
IN_GIT = ".git/flask-upkeep/records"
LISTS_THE_READER = "repos:\n  - repo: local\n    hooks:\n      - id: release-report\n"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with two files in a commit, which is the working folder."""
    folder = tmp_path / "shop"
    write_files(folder, {"app.py": GOOD, "lib/b.py": GOOD})
    git(folder, "init", "-q")
    commit(folder)
    monkeypatch.chdir(folder)
    for name in ("FLASK_UPKEEP_RECORDS", "PREK_HOOK_STAGE"):
        monkeypatch.delenv(name, raising=False)
    return folder


def commit(folder: Path) -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "work")
    return git(folder, "rev-parse", "HEAD").strip()


def run(*arguments: str, **environment: str) -> int:
    """Run a hook in a process of its own, as runners do."""
    command = [sys.executable, "-I", "-m", "flask_upkeep", *arguments]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, check=False).returncode


def left(folder: str = IN_GIT) -> list[RunRecord]:
    records, broken = read_run_records(folder)
    assert broken == []
    return records


def test_nothing_is_left_where_nobody_asks(repository: Path):
    assert run("debug-flag", "app.py") == 0
    assert run("debug-flag", "app.py", PRE_COMMIT="1") == 0
    assert not (repository / ".git/flask-upkeep").exists()


def test_what_a_record_says(repository: Path):
    head = tree_state().commit
    write_files(repository, {"lib/b.py": BAD})
    head = commit(repository)
    (repository / IN_GIT).mkdir(parents=True)
    assert run("debug-flag", "--development=demo", "app.py", "lib/b.py") == 1
    (record,) = left()
    assert (record.id, record.name, record.options) == ("debug-flag", "debug-flag", ("--development",))
    assert "demo" not in record.digest
    assert (record.commit, record.changed, record.exit_code, record.problem) == (head, (), 1, "")
    assert record.versions[0].startswith("flask-upkeep ")
    (part,) = record.parts
    assert (part.paths, part.is_weak, part.is_whole) == (("app.py", "lib/b.py"), False, False)
    assert [(found.path, found.rule) for found in part.findings] == [("lib/b.py", "debug-run")]


def test_commit_checks_leaves_a_part_for_each_hook(repository: Path):
    write_files(
        repository,
        {"app.py": "app.run(debug=True)\n", "bad.py": "app.run(\n", "b.py": "x = 1  # upkeep: ignore[debug-run] why\n"},
    )
    commit(repository)
    (repository / IN_GIT).mkdir(parents=True)
    assert run("commit-checks", "app.py", "bad.py", "b.py", "--skip", "rate-limits") == 3
    (record,) = left()
    parts = {part.hook: part for part in record.parts}
    assert "rate-limits" not in parts
    assert [found.rule for found in parts["debug-flag"].findings] == ["debug-run"]
    assert [found.rule for found in parts["commit-checks"].findings] == ["ignore-unused"]
    assert not any(parts[hook].findings for hook in parts if hook not in ("debug-flag", "commit-checks"))
    assert [path for path, _, _ in parts["debug-flag"].missed] == ["bad.py"]
    assert parts["base-image-age"].missed == (), "it has not read the file that cannot be parsed"
    assert parts["requirements-drift"].is_weak


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("attestations", "--due"), "attestations-due"),
        (("attestations",), "attestations"),
        (("pip-audit", "--service=offline", "requirements.txt"), "pip-audit-offline"),
        (("debug-flag", "app.py"), "debug-flag"),
    ],
)
def test_variants_are_told_by_their_arguments(repository: Path, arguments: tuple[str, ...], expected: str):
    (repository / IN_GIT).mkdir(parents=True)
    run(*arguments)
    (record,) = left()
    assert record.id == expected


def test_what_could_not_begin_is_recorded_too(repository: Path):
    write_files(repository, {"pyproject.toml": "[tool.flask-upkeep]\nnonsense = 1\n"})
    (repository / IN_GIT).mkdir(parents=True)
    assert run("debug-flag", "app.py") == 2
    (record,) = left()
    assert record.exit_code == 2
    assert "nonsense" in record.problem
    assert record.changed == ("pyproject.toml",), "and a file that git does not track is no part of the commit"


def test_a_killed_process_leaves_a_record_without_an_end(repository: Path):
    (repository / IN_GIT).mkdir(parents=True)
    program = (
        "import os, signal\nfrom flask_upkeep import debug_flag\n"
        "hook = debug_flag.main._replace(check=lambda sources, options: os.kill(os.getpid(), signal.SIGKILL))\n"
        "hook(['app.py'])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False)
    assert done.returncode == -signal.SIGKILL
    (record,) = left()
    assert record.exit_code is None


def test_a_tree_with_changes_is_no_commits(repository: Path):
    (repository / IN_GIT).mkdir(parents=True)
    for files, changed in [
        ({"app.py": GOOD * 2}, ("app.py",)),
        ({"app.py": GOOD, "new file.py": GOOD}, ("new file.py",)),
    ]:
        write_files(repository, files)
        run("debug-flag", "app.py")
        (record,) = left()
        assert record.changed == changed
        remove(repository / IN_GIT)
    git(repository, "add", "-A")
    git(repository, "mv", "app.py", "web.py")
    assert tree_state().changed == ("new file.py", "web.py"), "staged is not committed"


def remove(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def test_changes_while_it_runs_are_seen(repository: Path):
    (repository / IN_GIT).mkdir(parents=True)
    program = (
        "from pathlib import Path\nfrom flask_upkeep import debug_flag\n"
        "def check(sources, options):\n    Path('app.py').write_text('x = 1\\n')\n    yield from ()\n"
        "debug_flag.main._replace(check=check)(['app.py'])\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
    (record,) = left()
    assert record.changed == ("app.py",)


def test_a_commit_or_push_leaves_none(repository: Path):
    (repository / IN_GIT).mkdir(parents=True)
    assert run("debug-flag", "app.py", GIT_INDEX_FILE=".git/index") == 0
    assert run("debug-flag", "app.py", PRE_COMMIT="1", PRE_COMMIT_TO_REF="HEAD") == 0
    assert left() == []


def test_the_first_run_of_a_runner_that_lists_the_reader(repository: Path):
    write_files(repository, {".pre-commit-config.yaml": LISTS_THE_READER})
    assert run("debug-flag", "app.py") == 0
    assert run("debug-flag", "app.py", PRE_COMMIT="1", PREK_HOOK_STAGE="pre-push") == 0
    assert not (repository / IN_GIT).exists(), "by hand, or at another stage, nobody reads it"
    assert run("debug-flag", "app.py", PRE_COMMIT="1", PREK_HOOK_STAGE="manual") == 0
    assert len(left()) == 1


def test_records_of_another_day_go(repository: Path):
    (repository / IN_GIT).mkdir(parents=True)
    run("debug-flag", "app.py")
    (old,) = (repository / IN_GIT).iterdir()
    os.utime(old, (0, 0))
    run("debug-flag", "app.py")
    (new,) = (repository / IN_GIT).iterdir()
    assert new != old
    os.utime(new, (0, 0))
    run("debug-flag", "app.py", FLASK_UPKEEP_RECORDS=str(repository / IN_GIT))
    assert len(list((repository / IN_GIT).iterdir())) == 2, "a folder that was named is cleared by who named it"
    assert len(left()) == 1, "and what is old in it does not count"


def test_worktrees_share_the_folder(repository: Path, monkeypatch: pytest.MonkeyPatch):
    git(repository, "worktree", "add", "-q", "../second")
    (repository / IN_GIT).mkdir(parents=True)
    monkeypatch.chdir(repository.parent / "second")
    assert run("debug-flag", "app.py") == 0
    assert os.path.samefile(common_folder(), repository / ".git")
    assert len(left(f"{common_folder()}/flask-upkeep/records")) == 1


def test_a_submodule_has_its_own(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "-q")
    git(outer, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(repository), "shop")
    monkeypatch.chdir(outer / "shop")
    folder = Path(common_folder())
    assert folder.samefile(outer / ".git/modules/shop")
    (folder / "flask-upkeep/records").mkdir(parents=True)
    assert run("debug-flag", "app.py") == 0
    assert len(left(str(folder / "flask-upkeep/records"))) == 1


def test_paths_are_told_from_the_root(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(repository / "lib")
    assert run("debug-flag", "b.py", FLASK_UPKEEP_RECORDS=str(tmp_path / "records")) == 0
    (record,) = left(str(tmp_path / "records"))
    assert record.parts[0].paths == ("lib/b.py",)


def test_processes_side_by_side_do_not_clash(repository: Path, tmp_path: Path):
    command = [sys.executable, "-I", "-m", "flask_upkeep", "debug-flag", "app.py"]
    environment = os.environ | {"FLASK_UPKEEP_RECORDS": str(tmp_path / "records")}
    started = [subprocess.Popen(command, env=environment) for _ in range(4)]
    assert [process.wait() for process in started] == [0] * 4
    records = left(str(tmp_path / "records"))
    assert len(records) == 4
    assert {record.changed for record in records} == {()}
    assert {record.runner for record in records} == {child_of_this()}


def child_of_this() -> str:
    """What `runner_id` says in a process that this one starts."""
    program = "from flask_upkeep._kit.run_records import runner_id; print(runner_id())"
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()


def test_a_run_is_known_by_the_process_that_started_it():
    assert runner_id()
    assert runner_id() == runner_id()
    assert runner_id() != child_of_this()


def test_a_folder_that_cannot_be_written_changes_no_verdict(repository: Path):
    (repository / "file").write_text("")
    assert run("debug-flag", "app.py", FLASK_UPKEEP_RECORDS=str(repository / "file/records")) == 0
    assert run("debug-flag", "app.py", FLASK_UPKEEP_RECORDS="/proc/nothing") == 0


def forgeries(record: dict[str, object]) -> Iterator[bytes]:
    """What hands, half-written disks and other versions make of a record."""
    text = json.dumps(record)
    yield b""
    yield text[: len(text) // 2].encode()
    yield text.encode("utf-16")
    yield b"[" * 100_000
    yield b"9" * 10_000
    yield b"null"
    yield b"[]"
    for key in record:
        yield json.dumps({name: value for name, value in record.items() if name != key}).encode()
        for value in (None, 1, -1, 1e400, "x", [1], [[1]], {"a": 1}, [{}], True):
            if value != record[key] and not (key in ("day", "problem", "id", "name", "digest") and value == "x"):
                yield json.dumps({**record, key: value}).encode()
    yield json.dumps({**record, "more": "x"}).encode()


def test_what_is_no_record_is_told_by_its_name(repository: Path, tmp_path: Path):
    write_files(repository, {"app.py": BAD})
    folder = tmp_path / "records"
    run("debug-flag", "app.py", FLASK_UPKEEP_RECORDS=str(folder))
    (path,) = folder.iterdir()
    record = json.loads(path.read_text())
    path.unlink()
    forged = list(forgeries(record))
    believed = []
    for data in forged:
        path.write_bytes(data)
        records, broken = read_run_records(str(folder))
        assert len(records) + len(broken) == 1
        believed += records
    # A commit, a runner or an exit code may be any; what does not hang together is not believed.
    assert len(forged) > 120
    assert len(believed) < 10
    path.unlink()
    path.mkdir()
    assert read_run_records(str(folder)) == ([], [path.name])
    assert read_run_records(str(tmp_path / "nowhere")) == ([], [])


def test_git_is_made_to_look(repository: Path):
    """Told by its configuration that nothing has changed, it would repeat that."""
    write_files(repository, {"app.py": "app.run(debug=True) \n"})
    commit(repository)
    watcher = repository / ".git/watcher"
    watcher.write_text("#!/bin/sh\nprintf 'tok\\0'\n")
    watcher.chmod(0o755)
    git(repository, "config", "core.fsmonitor", str(watcher))
    git(repository, "config", "core.fsmonitorHookVersion", "2")
    git(repository, "update-index", "--fsmonitor")
    git(repository, "status")
    write_files(repository, {"app.py": GOOD})
    assert tree_state().changed == ("app.py",)

    git(repository, "config", "--unset", "core.fsmonitor")
    git(repository, "config", "core.trustctime", "false")
    git(repository, "config", "core.checkStat", "minimal")
    for text in ("app.run(debug=True) \n", "app.run(debug=False)\n"):
        while os.stat("app.py").st_ctime_ns // 10**9 == time.time_ns() // 10**9:
            time.sleep(0.05)  # git counts the time at which a file was touched in seconds
        write_files(repository, {"app.py": text})
        os.utime(repository / "app.py", (1_700_000_000, 1_700_000_000))
        state = git(repository, "status", "--porcelain")
    assert (state, tree_state().changed) == ("", ("app.py",))


def test_a_commit_that_is_replaced_here_is_the_commit_of_the_others(repository: Path):
    real = tree_state()
    write_files(repository, {"app.py": BAD})
    fake = commit(repository)
    git(repository, "reset", "-q", "--soft", real.commit)
    git(repository, "replace", real.commit, fake)
    assert git(repository, "status", "--porcelain") == ""
    assert tree_state().changed == ("app.py",)
