"""The gate through real runners: the command, and the hook that is listed last."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import date

import pytest

from ..test_release import policy
from .conftest import Repository, Shown, shown

GOOD, BAD = "app.run()\n", "app.run(debug=True)\n"
MANUAL = ("--all-files", "--hook-stage", "manual")
STRANGER = {"name": "Of others", "language": "system", "always_run": True, "pass_filenames": False}


def configuration(repository: Repository, *hooks: str, stranger: str = "true", **settings: object) -> dict[str, str]:
    """Our hooks, the reader last, and one of others before them."""
    local = {"repo": "local", "hooks": [{"id": "stranger", "entry": stranger, **STRANGER}]}
    listed = [{"id": hook} for hook in (*hooks, "release-report")]
    ours = {"repo": str(repository.hooks.path), "rev": repository.hooks.commit, "hooks": listed}
    return {".pre-commit-config.yaml": json.dumps({"repos": [local, ours], **settings}, indent=1)}


@pytest.fixture
def shop(repository: Repository) -> Repository:
    """A repository in which one line of the checklist applies, decided by `debug-flag`."""
    files = {"app.py": GOOD, "upkeep/checklist.toml": policy({"debug-off"}, confirmed=date.today().isoformat())}
    committed(repository, {**files, **configuration(repository, "debug-flag")})
    return repository


def committed(repository: Repository, files: Mapping[str, str]) -> None:
    repository.stage(files)
    repository.git("commit", "-q", "--no-verify", "-m", "work")


def release(repository: Repository, *arguments: str, **environment: str) -> Shown:
    """`flask-upkeep release` with the runner of the test."""
    return shown(command(repository, *arguments), repository.folder, {**repository.runner.environment, **environment})


def command(repository: Repository, *arguments: str) -> list[str]:
    runner = ("--runner", repository.runner.name)
    return [sys.executable, "-I", "-m", "flask_upkeep", "release", *runner, *arguments]


def report(repository: Repository) -> str:
    return repository.text("upkeep-report/report.md")


def test_a_release(shop: Repository) -> None:
    done = release(shop, "1.4.0", "--tag")
    assert done.code == 0, done.output
    lines = done.output.splitlines()
    assert lines[0].startswith(f"{shop.runner.name} (as asked for): ")
    assert [line.split()[:2] for line in lines[1:4]] == [
        ["Passed", "Of"],
        ["Passed", "debug-flag"],
        ["Skipped", "release-report"],
    ]
    assert lines[4].endswith(": passed; 53 lines: 52 not applicable, 1 passed")
    assert lines[5:] == ["report: upkeep-report/report.html", "tagged v1.4.0; `git push origin v1.4.0`"]
    assert "Upkeep-Verdict: passed" in shop.git("tag", "-l", "--format=%(contents)", "v1.4.0")
    assert shop.git("status", "--porcelain") == ""
    assert "Of others" in shop.text("upkeep-report/runner.txt")

    committed(shop, {"app.py": BAD})
    blocked = release(shop, "1.4.1", "--tag")
    assert blocked.code == 1, blocked.output
    assert "failed  Debug mode off in production (debug-off): debug-flag: 1 finding" in blocked.output.splitlines()
    assert "not tagged v1.4.1" in blocked.output.splitlines()
    assert shop.git("tag") == "v1.4.0"
    assert "v1.4.0" in report(shop), "the trend since the release before"


def test_what_keeps_a_release_back(shop: Repository) -> None:
    shop.write({"new.py": GOOD})
    dirty = release(shop)
    assert dirty.code == 3, dirty.output
    assert "The work tree is not that of commit" in dirty.output
    assert "not checked  Debug mode off in production" in dirty.output
    (shop.folder / "new.py").unlink()

    skipped = release(shop, SKIP="debug-flag")
    assert skipped.code == 1, skipped.output
    assert "SKIP leaves out debug-flag: run it without." in skipped.output
    assert "not run  Debug mode off" in skipped.output

    committed(shop, configuration(shop, "debug-flag", stranger="false"))
    strange = release(shop)
    assert strange.code == 1, strange.output
    assert (
        "failed  hook stranger: ended with exit code 1; runner.txt shows what it printed" in strange.output.splitlines()
    )

    committed(shop, configuration(shop, "debug-flag", stranger="false", fail_fast=True))
    stopped = release(shop)
    assert stopped.code == 1, stopped.output
    assert "not run  Debug mode off" in stopped.output

    committed(shop, configuration(shop, "no-such-hook"))
    broken = release(shop)
    assert broken.code == 3, broken.output
    assert f"{shop.runner.name} ended with exit code" in broken.output
    assert "Traceback" not in broken.output


def test_a_hook_that_changes_files(shop: Repository) -> None:
    committed(
        shop, configuration(shop, "debug-flag", stranger=f"{sys.executable} -c \"open('app.py', 'a').write('x = 1')\"")
    )
    done = release(shop)
    assert done.code == 3, done.output
    assert "failed       hook stranger: files were changed while it ran" in done.output
    assert "The work tree is not that of commit" in done.output


def test_two_releases_at_once(shop: Repository) -> None:
    environment = dict(shop.runner.environment)
    started = [
        subprocess.Popen(
            command(shop, "--output", f"upkeep-report/{number}"),
            cwd=shop.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for number in range(2)
    ]
    said = [process.communicate()[0].decode() for process in started]
    assert [process.returncode for process in started] == [0, 0], said
    first, second = (shop.folder / f"upkeep-report/{number}/report.json" for number in range(2))
    assert first.read_bytes() == second.read_bytes()


def test_the_hook_that_is_listed_last(shop: Repository) -> None:
    """It works the first time, with shares of the files in processes of their own, and counts this run only."""
    committed(shop, {f"shop/part_{number:02}.py": GOOD for number in range(60)})
    first = shop.run(*MANUAL)
    assert first.code == 0, first.output
    assert "looked at 62 files, found nothing" in report(shop)

    part = shop.run("--hook-stage", "manual", "--files", "app.py")
    assert part.code == 1
    assert "not checked  Debug mode off in production" in part.output
    assert "files not looked at (.pre-commit-config.yaml, " in part.output

    alone = shop.run(*MANUAL, "release-report")
    assert alone.code == 1, "what ran before is not of this run"
    assert "not run  Debug mode off in production" in alone.output

    committed(shop, {"shop/part_07.py": BAD})
    found = shop.run(*MANUAL)
    assert found.code == 1
    assert "failed  Debug mode off in production (debug-off): debug-flag: 1 finding" in found.output


def test_a_commit_leaves_no_records(shop: Repository) -> None:
    assert shop.run(*MANUAL).code == 0
    records = shop.folder / ".git/flask-upkeep/records"
    before = sorted(records.iterdir())
    assert before
    shop.stage({"app.py": GOOD * 2})
    assert shop.commit().code == 0
    assert sorted(records.iterdir()) == before
