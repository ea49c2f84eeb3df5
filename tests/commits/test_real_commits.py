"""Real commits through pre-commit and prek: what blocks, what passes, what is shown."""

from __future__ import annotations

import os
import sys
from itertools import pairwise

import pytest

from .conftest import PROJECT, Repository, Runner, Shown, shown

GOOD = "app.run()\n"
BAD = "app.run(debug=True)\n"
COMPOSE = "services:\n  web:\n    environment:\n      FLASK_DEBUG: 1\n"
UNPARSABLE = "app.run(debug=True\n"
FOUND = ["app.py:1:9: debug-run"]

TRAP = "a module of the user ran in place of ours"
TRAPPED = f"print({TRAP!r})\nraise SystemExit(0)\n"


def test_a_finding_blocks_the_commit_until_it_is_mended(repository: Repository) -> None:
    before = repository.head()

    repository.stage({"app.py": BAD})
    assert blocked(repository.commit()) == (1, FOUND)
    assert repository.head() == before

    repository.stage({"app.py": GOOD})
    assert passes(repository.commit())
    assert repository.git("rev-parse", "HEAD~") == before


def test_edits_that_are_not_staged_do_not_count(repository: Repository) -> None:
    repository.stage({"app.py": GOOD})
    repository.write({"app.py": BAD})
    assert passes(repository.commit())
    assert repository.text("app.py") == BAD
    assert repository.git("show", "HEAD:app.py") == GOOD.strip()

    repository.git("add", "app.py")
    repository.write({"app.py": GOOD})
    assert blocked(repository.commit()) == (1, FOUND)
    assert repository.text("app.py") == GOOD


def test_run_all_files_finds_what_was_committed_before(repository: Repository) -> None:
    repository.stage({"old/app.py": BAD})
    repository.git("commit", "-q", "--no-verify", "-m", "Before the hooks came")

    assert repository.run().verdict == "Skipped"
    assert blocked(repository.run("--all-files")) == (1, ["old/app.py:1:9: debug-run"])


def test_packages_of_the_user_do_not_run_in_place_of_ours(repository: Repository) -> None:
    own = ["hooks/__init__", "hooks/__main__", "hooks/debug_flag", "hooks/_kit/__init__", "hooks/_kit/hook"]
    ours = ["flask_upkeep", "flask_upkeep/__init__", "flask_upkeep/__main__", "flask_upkeep/debug_flag"]
    repository.stage({"app.py": BAD, **{f"{module}.py": TRAPPED for module in own + ours}})

    assert TRAP in without_isolation(repository).output
    commit = repository.commit(PYTHONPATH=".")
    assert blocked(commit) == (1, FOUND)
    assert TRAP not in commit.output


def test_modules_named_like_those_that_ours_import_do_no_harm(repository: Repository) -> None:
    # Not by a commit: the git hook of pre-commit is `python -m pre_commit`, which trips over such files itself.
    names = ["__future__", "token", "tokenize", "ast", "re", "argparse", "typing", "tomllib", "yaml"]
    repository.stage({"app.py": BAD, "compose.yaml": COMPOSE, **{f"{name}.py": TRAPPED for name in names}})

    assert TRAP in without_isolation(repository).output
    run = repository.run()
    assert run.hook_code == 1
    assert sorted(run.findings) == [*FOUND, "compose.yaml:4:7: debug-deployment"]
    assert TRAP not in run.output


def test_what_could_not_be_checked_blocks_the_commit(repository: Repository) -> None:
    before = repository.head()
    repository.stage({"app.py": BAD, "broken.py": UNPARSABLE})
    commit = repository.commit()
    assert blocked(commit) == (3, FOUND)
    assert [line.partition(": ")[0] for line in commit.lines if "NOT CHECKED" in line] == ["broken.py"]
    assert repository.head() == before


def test_settings_of_the_users_project_count(repository: Repository) -> None:
    repository.stage({"demo/app.py": BAD, "trial/app.py": BAD})
    assert blocked(repository.commit()) == (1, ["demo/app.py:1:9: debug-run", "trial/app.py:1:9: debug-run"])

    shared = '[tool.flask-upkeep]\ndevelopment = ["trial"]\n'
    own = '[tool.flask-upkeep.debug-flag]\ndevelopment = ["demo"]\n'
    repository.stage({"pyproject.toml": shared + own})
    assert passes(repository.commit())


def test_broken_settings_are_told_in_one_line(repository: Repository) -> None:
    repository.stage({"app.py": GOOD, "pyproject.toml": '[tool.flask-upkeep]\ndevelopmant = ["demo"]\n'})
    commit = repository.commit()
    assert blocked(commit) == (2, [])
    (line,) = commit.lines
    assert "pyproject.toml [tool.flask-upkeep]" in line
    assert "developmant" in line


def test_arguments_of_the_user_count(repository: Repository) -> None:
    repository.configure("debug-flag", args=["--format=github"])
    repository.stage({"app.py": BAD})
    commit = repository.commit()
    assert blocked(commit) == (1, [])
    (line,) = commit.lines
    assert line.startswith("::error file=app.py,line=1,col=9,title=debug-run::")


def test_commit_checks_shows_each_finding_once_and_sorted(repository: Repository) -> None:
    repository.configure("commit-checks")
    paths = [f"shop/part_{number:02}.py" for number in range(40)]
    repository.stage(dict.fromkeys(paths, BAD))
    commit = repository.commit()
    code, found = blocked(commit)
    assert code == 1
    assert sorted(found) == [f"{path}:1:9: debug-run" for path in paths]
    # The runners deal the files to as many processes as there are cores; each of them sorts its share.
    assert sum(left > right for left, right in pairwise(found)) < (os.cpu_count() or 1)


def test_unusual_file_names_are_checked_like_others(repository: Repository) -> None:
    names = ["-dash.py", "-with a space.py", "--explain.py", "a b.py", "naïve Größe.py", "приложение.py", "アプリ.py"]
    repository.stage(dict.fromkeys(names, BAD))
    code, found = blocked(repository.commit())
    assert code == 1
    assert sorted(found) == sorted(f"{name}:1:9: debug-run" for name in names)


def test_a_file_named_like_an_option_hides_nothing(repository: Repository) -> None:
    repository.configure("commit-checks")
    repository.stage({"app.py": BAD, "--explain": "", "-h": ""})
    assert blocked(repository.commit()) == (1, FOUND)


def test_a_contradiction_with_a_file_that_is_not_in_the_commit(repository: Repository) -> None:
    """And what ended stops no commit that does not touch it."""
    repository.stage({"runtime.txt": "python-3.9.2\n"})
    repository.commit("--no-verify")
    repository.configure("python-version", args=["--today=2026-11-23"])
    repository.stage({"pyproject.toml": '[tool.poetry.dependencies]\npython = ">=3.11"\n'})
    blocked = repository.commit()
    assert (blocked.code, blocked.findings) == (1, ["runtime.txt:1:1: python-not-admitted"])
    repository.git("rm", "-q", "--cached", "pyproject.toml")
    repository.stage({"app.py": ""})
    assert repository.commit().code == 0


def test_a_commit_that_only_deletes_a_guard_is_blocked(repository: Repository) -> None:
    """No runner hands over a file that is gone, nor starts a hook without files unless the manifest says so."""
    main = "from flask import Flask, abort, session\napp = Flask(__name__)\n"
    guard = "@app.before_request\ndef check():\n    if not session.get('user'):\n        abort(401)\n"
    files = {
        "shop/main.py": main,
        "shop/hooks.py": f"from shop.main import app\n{main.partition(chr(10))[0]}\n{guard}",
        "shop/views.py": "from shop.main import app\n@app.route('/orders')\ndef orders():\n    return dump()\n",
    }
    for hook_id in ("endpoint-auth", "commit-checks"):
        repository.configure(hook_id)
        repository.stage(files)
        assert passes(repository.commit())
        repository.git("rm", "-q", "shop/hooks.py")
        commit = repository.commit()
        assert blocked(commit) == (1, ["shop/views.py:2:2: route-no-guard"])
        assert repository.commit("--no-verify").code == 0
        run = repository.run("--from-ref", "HEAD~1", "--to-ref", "HEAD")
        assert (run.hook_code, run.findings) == (1, ["shop/views.py:2:2: route-no-guard"])
        repository.git("rm", "-q", "shop/views.py")
        assert passes(repository.commit())


@pytest.mark.parametrize("hook_id", ["endpoint-auth", "commit-checks"])
def test_a_hook_that_is_told_of_no_file_is_no_all_clear(repository: Repository, hook_id: str) -> None:
    repository.configure(hook_id, pass_filenames=False)
    repository.stage({"app.py": GOOD})
    commit = repository.commit()
    assert (commit.code, commit.hook_code) == (1, 2)
    assert "says `pass_filenames: false`" in commit.output
    repository.configure(hook_id, pass_filenames=False, args=["--all-files"])
    repository.stage({"app.py": GOOD})
    assert passes(repository.commit())


def test_the_clock_blocks_no_commit_and_the_manual_stage_does(repository: Repository) -> None:
    policy = '[line.restore-test]\nevery = "1 month"\n\n[line.own]\ntitle = "Own"\nevery = "1 day"\n'
    repository.configure("attestations")
    repository.stage({"upkeep/checklist.toml": policy})
    assert passes(repository.commit())

    repository.stage({"upkeep/attestations/own.toml": "[[record]]\ndate = 'today'\n"})
    assert blocked(repository.commit()) == (1, ["upkeep/attestations/own.toml:1:1: attestation-form"])

    repository.git("rm", "-q", "--cached", "-f", "upkeep/attestations/own.toml")
    (repository.folder / "upkeep/attestations/own.toml").unlink()
    repository.configure("attestations-due")
    repository.stage({"app.py": GOOD})
    assert repository.commit().code == 0

    run = repository.run("--hook-stage", "manual", "--all-files")
    assert run.hook_code == 1
    assert "upkeep/checklist.toml:4:1: attestation-missing" in run.findings


def test_the_manifest_is_valid(runner: Runner) -> None:
    manifest = PROJECT / ".pre-commit-hooks.yaml"
    done = shown([*runner.command, "validate-manifest", str(manifest)], PROJECT, runner.environment)
    assert done.code == 0, done.output


def blocked(commit: Shown) -> tuple[int, list[str]]:
    """Exit code and findings of the hook that blocked a commit."""
    assert commit.code == 1, commit.output
    assert commit.verdict == "Failed", commit.output
    assert "Traceback" not in commit.output
    return commit.hook_code, commit.findings


def passes(commit: Shown) -> bool:
    """Did the hook look, and let the commit pass?"""
    assert (commit.code, commit.verdict) == (0, "Passed"), commit.output
    return True


def without_isolation(repository: Repository) -> Shown:
    """Our hook as a manifest without ``-I`` would start it: the proof that a trap is armed."""
    command = [sys.executable, "-m", "flask_upkeep", "debug-flag", "app.py"]
    return shown(command, repository.folder, {**repository.runner.environment, "PYTHONPATH": "."})


def test_the_history_is_looked_through_at_the_manual_stage(repository: Repository) -> None:
    repository.configure("hardcoded-credentials-history")
    repository.stage({"config.py": 'DB_PASSWORD = "mG7-' + 'qqlpx4vT"\n'})
    assert repository.commit().verdict == ""  # no hook of this stage
    brought_by = repository.head()[:12]
    repository.git("rm", "-q", "-f", "config.py")
    repository.git("commit", "-q", "--no-verify", "-m", "Deleted, and still there")

    assert blocked(repository.run("--hook-stage", "manual")) == (
        1,
        [f"{brought_by}:config.py:1:16: credential-in-history"],
    )
