"""The gate: what turns a line from passed into what it is, with real repositories and real processes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from flask_upkeep.__main__ import main
from flask_upkeep._kit.checklist import bundled_lines
from flask_upkeep._kit.git import forget
from flask_upkeep._release.facts import Facts, Result, gather
from flask_upkeep._release.report import HookRun, Report, Row
from flask_upkeep._release.rows import report_of
from flask_upkeep._release.runner import results_in
from flask_upkeep._release.tags import earlier_release, make_tag, tag_name

from .conftest import git, write_files
from .drift_cases import CLICK, FLASK, write_environment

DAY = "2026-11-23"
BAD = "app.run(debug=True)\n"
# The lines that these tests are about; every other is declared not applicable.
LINES = {"debug-off", "cors", "restore-test", "formatter", "requirements-drift"}
FOREIGN = (
    "FLASK_UPKEEP_RECORDS", "SKIP", "PREK_SKIP", "GITHUB_REPOSITORY", "CI_PROJECT_URL", "GITHUB_STEP_SUMMARY",
)  # fmt: skip
HOOKS = ("debug-flag", "cors-policy", "black-check", "requirements-drift")


def policy(lines: set[str] = LINES, extra: str = "", confirmed: str = "2026-06-01") -> str:
    tables = [
        f'[line.{line.id}]\nnot_applicable = "another team does it"\nconfirmed = {confirmed}\n'
        for line in bundled_lines()
        if line.id not in lines
    ]
    attested = '[line.restore-test]\napprovals = 1\nwatch = ["ops/restore.sh"]\n' if "restore-test" in lines else ""
    return "\n".join([*tables, attested, extra])


def configuration(*hooks: Mapping[str, object], **settings: object) -> str:
    repo = {"repo": "https://example.invalid/flask-upkeep", "rev": "v0.1.0", "hooks": list(hooks)}
    return json.dumps({**settings, "repos": [repo]})


@pytest.mark.parametrize(
    ("said", "result"),
    [
        ("debug-flag.....Passed", Result("", "debug-flag", False, 0, False)),
        ("debug-flag.....Failed\n- hook id: debug-flag\n- exit code: 3\n\n- exit code: 9\n", ("debug-flag", 3, False)),
        (
            "debug-flag.....Failed\n- hook id: debug-flag\n- description: It says: what it is\n- duration: 1.2s\n"
            "- exit code: 3\n- files were modified by this hook\n\n  app.py: NOT CHECKED: x\n",
            ("debug-flag", 3, True),
        ),
    ],
)
def test_what_a_runner_says_of_a_hook(said: str, result: Result | tuple[str, int, bool]):
    """Newer prek tells the description between the id and the exit code."""
    (heard,) = results_in(said)
    assert heard == result if isinstance(result, Result) else (heard.id, heard.code, heard.has_modified) == result


class Shop:
    """A repository that passes, and what a release says of it."""

    def __init__(self, folder: Path, records: Path) -> None:
        self.folder = folder
        self.records = records

    def commit(self, files: Mapping[str, str], day: str = "2026-11-20", message: str = "work") -> None:
        write_files(self.folder, files)
        git(self.folder, "add", "-A")
        stamp = f"{day}T12:00:00+00:00"
        environment = os.environ | {"GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp}
        identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.invalid"]
        subprocess.run(["git", *identity, "commit", "-qm", message], cwd=self.folder, env=environment, check=True)

    def configure(self, *hooks: Mapping[str, object], **settings: object) -> None:
        self.commit({".pre-commit-config.yaml": configuration(*hooks, **settings)})

    def run(self, *arguments: str) -> int:
        """Start a hook as the runner does, with records."""
        environment = os.environ | {"FLASK_UPKEEP_RECORDS": str(self.records)}
        command = [sys.executable, "-I", "-m", "flask_upkeep", *arguments]
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, check=False).returncode

    def run_anew(self, *hooks: str) -> None:
        """Forget the records and run hooks over all files, as at the manual stage."""
        for path in self.records.glob("*"):
            path.unlink()
        for hook_id in hooks:
            self.run(*{"black-check": ("black", "--check")}.get(hook_id, (hook_id,)), "--all-files")

    def facts(self, results: tuple[Result, ...] | None = None, day: str = DAY) -> Facts:
        forget()
        return gather(str(self.records), date.fromisoformat(day), results=results)

    def report(self, results: tuple[Result, ...] | None = None, day: str = DAY) -> Report:
        facts = self.facts(results, day)
        return report_of(facts, "1.0", earlier_release(facts.commit))

    def row(self, name: str, day: str = DAY) -> Row:
        (row,) = (row for row in self.report(day=day).rows if row.id == name)
        return row

    def hook(self, name: str, results: tuple[Result, ...] | None = None) -> HookRun:
        (run,) = (run for run in self.report(results).runs if run.hook == name)
        return run


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a repository that passes, the records of its hooks, and the environment it lists."""
    base = tmp_path_factory.mktemp("release")
    with pytest.MonkeyPatch.context() as patch:
        made = prepared(base, patch)
        write_environment(base / "environment", [FLASK, CLICK])
        write_files(
            made.folder,
            {
                "app.py": "import flask\n",
                "lib/views.py": "x = 1\n",
                "ops/restore.sh": "pg_restore\n",
                "requirements.txt": "Flask==3.1.0\nclick==8.1.7\n",
                "pyproject.toml": '[project]\nname = "shop"\n',
                "upkeep/checklist.toml": policy(),
                ".pre-commit-config.yaml": configuration(*({"id": hook} for hook in HOOKS)),
            },
        )
        git(made.folder, "init", "-q")
        made.commit({}, "2026-06-01")
        for item in ("restore-test", "cors"):
            assert main(["attest", item, "--evidence", f"job {item}", "--today", "2026-11-20"]) == 0
        made.commit({})
        made.run_anew(*HOOKS)
    return base


@pytest.fixture
def shop(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A copy of the repository that passes, as the working folder."""
    for name in ("shop", "records", "environment"):
        shutil.copytree(template / name, tmp_path / name, dirs_exist_ok=True, symlinks=True)
    return prepared(tmp_path, monkeypatch)


def prepared(base: Path, patch: pytest.MonkeyPatch) -> Shop:
    """Change to the repository, with nothing in the environment that would change a verdict."""
    for name in (*FOREIGN, "GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "PRE_COMMIT"):
        patch.delenv(name, raising=False)
    for name in ("AUTHOR", "COMMITTER"):
        patch.setenv(f"GIT_{name}_NAME", "Ann")
        patch.setenv(f"GIT_{name}_EMAIL", "ann@example.invalid")
    patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    patch.setenv("UV_PROJECT_ENVIRONMENT", str(base / "environment"))
    (base / "shop").mkdir(exist_ok=True)
    patch.chdir(base / "shop")
    return Shop(base / "shop", base / "records")


def test_what_passes(shop: Shop):
    report = shop.report()
    assert [(row.id, row.reason) for row in report.blockers] == []
    assert (report.obstacles, report.blocking_runs, report.is_blocked) == ((), (), False)
    assert len(report.rows) == 53
    assert [row.number for row in report.rows] == list(range(1, 54))
    assert report.counts == {"passed": 5, "not applicable": 48}
    assert (report.project, report.version, report.day) == ("shop", "1.0", date(2026, 11, 23))
    row = shop.row("cors")
    assert row.reason == "cors-policy: looked at 4 files, found nothing; attested on 2026-11-20 by Ann"
    assert all(row.reason for row in report.rows)
    assert shop.hook("black-check").versions[0].startswith("black ")


def test_a_deleted_record(shop: Shop):
    for path in shop.records.glob("debug-flag-*"):
        path.unlink()
    row = shop.row("debug-off")
    assert row.state == "not run"
    assert "left no record" in row.reason
    assert shop.row("formatter").state == "passed"
    assert shop.report().is_blocked


def test_records_of_another_commit(shop: Shop):
    shop.commit({"README.md": "hello\n"})
    assert shop.row("debug-off").state == "not run"
    assert "another commit" in shop.row("debug-off").reason


@pytest.mark.parametrize("files", [{"app.py": "import flask, os\n"}, {"setup.cfg": "[flake8]\n"}])
def test_a_dirty_tree(shop: Shop, files: dict[str, str]):
    write_files(shop.folder, files)
    shop.run_anew("debug-flag")
    row = shop.row("debug-off")
    assert row.state == "not checked"
    assert next(iter(files)) in row.reason
    assert "The work tree is not that of commit" in shop.report().obstacles[0]
    git(shop.folder, "stash", "-u")
    assert shop.row("debug-off").state == "not checked", "cleaned afterwards, which the records have not seen"
    assert shop.report().obstacles == ()


def test_a_staged_change(shop: Shop):
    write_files(shop.folder, {"app.py": "import os\n"})
    git(shop.folder, "add", "-A")
    shop.run_anew("debug-flag")
    assert shop.row("debug-off").state == "not checked"


def test_changes_that_git_cannot_tell_by_size_and_time(shop: Shop):
    """As it was told to be quick, and nobody may believe it for a release."""
    git(shop.folder, "config", "core.trustctime", "false")
    for text in ("x = 1\n", "y = 2\n"):
        write_files(shop.folder, {"lib/views.py": text})
        os.utime("lib/views.py", (1_700_000_000, 1_700_000_000))
        assert git(shop.folder, "status", "--porcelain") == ""
    assert shop.facts().changed == ("lib/views.py",)
    assert shop.row("debug-off").state == "not checked"
    assert "lib/views.py" in shop.report().obstacles[0]


@pytest.mark.parametrize(
    "path",
    [
        ".flake8",
        "setup.cfg",
        "lib/tox.ini",
        ".bandit",
        "lib/pyproject.toml",
        "prek.toml",
        "uv.lock",
        "upkeep/allowed-flaws.toml",
    ],
)
def test_settings_that_are_in_no_commit(shop: Shop, path: str):
    write_files(shop.folder, {path: "", ".git/info/exclude": f"{path}\nenv\n", "env/setup.cfg": "[flake8]\n"})
    assert git(shop.folder, "status", "--porcelain") == ""
    assert shop.report().obstacles == (f"Settings that are in no commit ({path}): commit them, or take them away.",)
    assert (shop.row("debug-off").state, f"({path})" in shop.row("debug-off").reason) == ("not checked", True)
    shop.commit({".git/info/exclude": "env\n"})
    assert shop.report().obstacles == ()


def test_settings_that_an_option_names(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Whatever they are called, and where they lie above the repository."""
    write_files(shop.folder, {".git/info/exclude": "style\n", "style": "[flake8]\n"})
    shop.run("flake8", "--config=style", "--all-files")
    assert any("(style)" in said for said in shop.report().obstacles)
    shop.run_anew("debug-flag")
    write_files(tmp_path, {"setup.cfg": "[flake8]\nselect = W6\n"})
    shop.run("flake8", "--all-files")
    assert any("(../setup.cfg)" in said for said in shop.report().obstacles)
    shop.run_anew("debug-flag")
    write_files(tmp_path, {"home/black": "[tool.black]\nline-length = 200\n"})
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    shop.run("black", "--check", "--all-files")
    assert any("home/black)" in said for said in shop.report().obstacles)


def test_names_that_only_this_machine_knows(shop: Shop):
    """An approver in the mailmap of whoever releases has approved of nothing."""
    approved = policy().replace("approvals = 1", 'approvals = 1\napprovers = ["bob@example.invalid"]')
    shop.commit({"upkeep/checklist.toml": approved})
    assert shop.row("restore-test").state == "invalid"
    write_files(shop.folder, {".git/map": "Bob <bob@example.invalid> <ann@example.invalid>\n"})
    git(shop.folder, "config", "mailmap.file", ".git/map")
    assert shop.row("restore-test").state == "invalid"
    write_files(shop.folder, {".git/info/exclude": ".mailmap\n", ".mailmap": (shop.folder / ".git/map").read_text()})
    assert any("(.mailmap)" in said for said in shop.report().obstacles)


def test_changes_that_git_does_not_look_for(shop: Shop):
    git(shop.folder, "update-index", "--assume-unchanged", "app.py")
    write_files(shop.folder, {"app.py": "app = 1\n"})
    shop.run_anew("debug-flag")
    assert "app.py" in shop.report().obstacles[0]


def test_a_finding(shop: Shop):
    shop.commit({"lib/views.py": BAD})
    shop.run_anew("debug-flag")
    assert (shop.row("debug-off").state, shop.row("debug-off").reason) == ("failed", "debug-flag: 1 finding")
    assert shop.hook("debug-flag").findings[0].path == "lib/views.py"


def test_a_file_that_cannot_be_checked(shop: Shop):
    shop.commit({"lib/views.py": "app.run(\n"})
    shop.run_anew("debug-flag")
    row = shop.row("debug-off")
    assert row.state == "not checked"
    assert row.reason.startswith("debug-flag: lib/views.py: ")


def test_a_crash(shop: Shop):
    """A process that was killed leaves a record that has no end; one that could not begin to look says why."""
    (path,) = shop.records.glob("debug-flag-*")
    held = json.loads(path.read_text())
    path.write_text(json.dumps({**held, "exit_code": None}))
    assert shop.row("debug-off").state == "not checked"
    assert "did not end" in shop.row("debug-off").reason

    shop.run("debug-flag", "--all-files")
    assert shop.row("debug-off").state == "not checked", "that one process ended does not speak for another"

    path.write_text(json.dumps({**held, "exit_code": 3, "problem": "it crashed (KeyError)"}))
    assert (shop.row("debug-off").state, shop.row("debug-off").reason) == (
        "not checked",
        "debug-flag: it crashed (KeyError)",
    )


def test_a_lost_share_of_the_files(shop: Shop):
    for path in shop.records.glob("debug-flag-*"):
        path.unlink()
    shop.run("debug-flag", "app.py", "ops/restore.sh", ".pre-commit-config.yaml")
    row = shop.row("debug-off")
    assert row.state == "not checked"
    assert row.reason == "debug-flag: 1 file not looked at (lib/views.py); run it over all files"
    shop.run("debug-flag", "lib/views.py")
    assert shop.row("debug-off").state == "passed", "two shares are one run"


def test_what_the_configuration_leaves_out_is_told(shop: Shop):
    shop.configure({"id": "debug-flag", "exclude": "^lib/"}, *({"id": hook} for hook in HOOKS[1:]))
    shop.run_anew("debug-flag")
    for path in shop.records.glob("debug-flag-*"):
        path.unlink()
    shop.run("debug-flag", "app.py", "ops/restore.sh", ".pre-commit-config.yaml")
    row = shop.row("debug-off")
    assert row.state == "passed"
    assert "1 file left out by .pre-commit-config.yaml" in row.reason


@pytest.mark.parametrize("settings", [{"exclude": ""}, {"files": "^nothing$"}, {"types": ["sql"]}])
def test_a_configuration_that_leaves_out_everything(shop: Shop, settings: dict[str, object]):
    shop.configure({"id": "debug-flag", **settings}, *({"id": hook} for hook in HOOKS[1:]))
    for path in shop.records.glob("*"):
        path.unlink()
    row = shop.row("debug-off")
    if settings == {"exclude": ""}:
        assert row.state == "not run"
    else:
        assert row.state == "not checked"
        assert "leaves out all files" in row.reason


def test_nothing_to_look_at(shop: Shop):
    hooks = ({"id": hook} for hook in (*HOOKS, "base-image-age"))
    shop.commit({"upkeep/checklist.toml": policy(LINES | {"base-images"})})
    shop.configure(*hooks)
    git(shop.folder, "mv", ".pre-commit-config.yaml", "prek.toml")
    (shop.folder / "prek.toml").write_text(
        "".join(f"[[repos]]\nrepo = 'x'\nhooks = [{{ id = '{hook}' }}]\n" for hook in (*HOOKS, "base-image-age"))
    )
    shop.commit({})
    run = shop.hook("base-image-age")
    assert run.state == "not applicable"
    assert "no file of a kind that it reads" in run.reason


@pytest.mark.parametrize(
    ("path", "text", "state"),
    [
        ("setup.py", "setup(install_requires=['flask==0.12'])\n", "not checked"),
        ("lib/setup.cfg", "[options]\ninstall_requires = flask\n", "not checked"),
        ("environment.yml", "dependencies:\n  - flask=0.12\n", "not checked"),
        ("Pipfile", "[packages]\nflask = '*'\n", "not checked"),
        ("requirements.in", "# ours\nflask\n", "not checked"),
        ("setup.cfg", "[flake8]\nmax-line-length = 120\n", "not applicable"),
        ("lib/environment.yml", "name: x\n", "not applicable"),
    ],
)
def test_dependencies_that_no_audit_reads(shop: Shop, path: str, text: str, state: str):
    git(shop.folder, "rm", "-q", "requirements.txt", "pyproject.toml")
    shop.commit({path: text, "upkeep/checklist.toml": policy(LINES | {"known-vulnerabilities"})})
    shop.configure({"id": "pip-audit-offline"}, *({"id": hook} for hook in HOOKS))
    row = shop.row("known-vulnerabilities")
    assert (row.state, path in row.reason) == (state, state == "not checked")


def test_another_stage(shop: Shop):
    shop.configure({"id": "debug-flag", "stages": ["pre-commit"]}, *({"id": hook} for hook in HOOKS[1:]))
    assert shop.row("debug-off").state == "not run"
    shop.records.rename(shop.records.parent / "aside")
    assert "its `stages` leave `manual` out" in shop.row("debug-off").reason


def test_a_hook_that_is_not_listed(shop: Shop):
    shop.configure({"id": "debug-flag"})
    shop.records.rename(shop.records.parent / "aside")
    assert shop.row("formatter").reason == "black: it is not listed in .pre-commit-config.yaml; add `- id: black`"


def test_skip(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SKIP", "debug-flag,release-report")
    assert shop.report().obstacles == ("SKIP leaves out debug-flag: run it without.",)
    for path in shop.records.glob("debug-flag-*"):
        path.unlink()
    assert shop.row("debug-off").state == "not run"


def test_another_day_than_today(shop: Shop):
    shop.run("debug-flag", "--all-files", "--today", "2020-01-01")
    assert "it judged as on 2020-01-01" in shop.row("debug-off").reason


@pytest.mark.parametrize(
    "settings",
    ["[tool.flask-upkeep]\ntoday = 2020-01-01\n", '[tool.flask-upkeep.python-version]\ntoday = "2020-01-01"\n'],
)
@pytest.mark.parametrize("hook_id", ["python-version", "commit-checks"])
def test_a_day_of_the_settings(shop: Shop, settings: str, hook_id: str):
    """A Python that has ended had not on that day."""
    shop.commit({"upkeep/checklist.toml": policy(LINES | {"python-version"}), "pyproject.toml": settings})
    shop.commit({"Dockerfile": "FROM python:3.8-slim\n"})
    shop.configure({"id": "python-version"}, {"id": "commit-checks"})
    shop.run_anew(hook_id)
    row = shop.row("python-version")
    assert (row.state, "it judged as on 2020-01-01" in row.reason) == ("not checked", True)
    shop.commit({"pyproject.toml": ""})
    shop.run_anew(hook_id)
    assert shop.row("python-version").state == "failed"


def test_a_report_of_another_day(shop: Shop):
    """What depends on the day was asked today."""
    shop.commit({"upkeep/checklist.toml": policy(LINES | {"python-version"}), "runtime.txt": "python-3.13\n"})
    shop.configure({"id": "python-version"}, *({"id": hook} for hook in HOOKS))
    shop.run_anew("python-version", "debug-flag")
    other = "and this report as on 2020-01-01"
    assert other not in shop.row("python-version", day=date.today().isoformat()).reason
    row = shop.row("python-version", day="2020-01-01")
    assert (row.state, other in row.reason) == ("not checked", True)
    assert shop.row("debug-off", day="2020-01-01").state == "passed", "which is the same on any day"


def test_the_same_hook_twice(shop: Shop):
    shop.run("debug-flag", "--development=shop", "app.py")
    row = shop.row("debug-off")
    assert row.state == "passed"
    assert row.reason.endswith("(with --development)")


@pytest.mark.parametrize(
    ("hook_id", "settings", "item"),
    [
        ("bandit", '[tool.bandit]\nexclude_dirs = ["{}"]\n', "security-audit"),
        ("black-check", '[tool.black]\nforce-exclude = "{}"\n', "formatter"),
        ("flake8", '[tool.flake8]\nexclude = ["{}"]\n', "linter"),
        ("detect-secrets", '[tool.flask-upkeep.detect-secrets]\nexclude-files = "{}"\n', "credentials-in-code"),
    ],
)
def test_what_a_tool_is_told_to_leave_out(shop: Shop, hook_id: str, settings: str, item: str):
    """It was not looked at; and where that is everything, nothing was checked."""
    secret = "password = 'EsAF7" + "iQrpC6G'\n"
    shop.commit({"upkeep/checklist.toml": policy(LINES | {item}), "app.py": f"import os\nx=eval(  input())\n{secret}"})
    shop.configure({"id": hook_id})
    everything = {"bandit": ".py", "black-check": ".", "flake8": "*.py", "detect-secrets": "."}[hook_id]
    shop.commit({"pyproject.toml": settings.format(everything)})
    shop.run_anew(hook_id)
    tool = hook_id.removesuffix("-check")
    others = "8 files" if tool == "detect-secrets" else "1 file"
    assert (shop.hook(hook_id).state, shop.hook(hook_id).reason) == (
        "not checked",
        f"settings of the tool itself leave out all files (what {tool} is told to exclude); mend them",
    )
    shop.commit({"pyproject.toml": settings.format("app.py")})
    shop.run_anew(hook_id)
    assert (shop.hook(hook_id).state, shop.hook(hook_id).reason) == (
        "passed",
        f"looked at {others}, found nothing; 1 file left out by what {tool} is told to exclude",
    )
    shop.commit({"pyproject.toml": ""})
    shop.run_anew(hook_id)
    assert shop.hook(hook_id).state == "failed"


def test_a_baseline_is_told(shop: Shop):
    shop.commit(
        {"lib/views.py": BAD, "pyproject.toml": '[tool.flask-upkeep]\nbaseline = "old.json"\n', ".gitignore": "/shop\n"}
    )
    assert main(["baseline", "write"]) == 0
    shop.commit({})
    shop.run_anew("debug-flag")
    assert shop.row("debug-off").reason.endswith("found nothing (what old.json lists does not count)")


def test_commit_checks_stands_for_its_hooks(shop: Shop):
    shop.configure({"id": "commit-checks"}, {"id": "black-check"})
    shop.run_anew("commit-checks")
    assert (shop.row("debug-off").state, shop.row("requirements-drift").state) == ("passed", "passed")
    assert shop.hook("commit-checks").state == "passed"

    git(shop.folder, "rm", "-q", "requirements.txt")
    shop.commit({})
    shop.run_anew("commit-checks")
    assert shop.row("requirements-drift").state == "not checked"
    assert "lists anything here" in shop.row("requirements-drift").reason

    git(shop.folder, "rm", "-q", "pyproject.toml")
    shop.commit({})
    shop.run_anew("commit-checks")
    assert shop.row("requirements-drift").state == "not checked"
    assert "list `- id: requirements-drift` too" in shop.row("requirements-drift").reason


def test_one_hook_is_enough_for_a_group_unless_another_finds_something(shop: Shop):
    shop.configure(*({"id": hook} for hook in (*HOOKS, "black")))
    shop.run_anew("black-check")
    assert shop.hook("black").state == "not run"
    assert shop.row("formatter").state == "passed"
    shop.commit({"app.py": "x = {  }\n"})
    shop.run_anew("black-check")
    assert shop.row("formatter").state == "failed"


def test_a_hook_of_others_proves_no_line(shop: Shop):
    local = {"repo": "local", "hooks": [{"id": "debug-flag", "name": "x", "language": "system", "entry": "true"}]}
    shop.commit({".pre-commit-config.yaml": json.dumps({"repos": [local]})})
    shop.records.rename(shop.records.parent / "aside")
    passed = (Result("debug-flag", "x", is_skipped=False, code=0, has_modified=False),)
    assert shop.hook("debug-flag (of others)", passed).state == "passed"
    assert shop.hook("debug-flag", passed).state == "not run"
    failed = (passed[0]._replace(code=4),)
    assert "exit code 4" in shop.hook("debug-flag (of others)", failed).reason
    assert shop.report(failed).is_blocked


def test_what_the_lines_say_no_hook_repeats(shop: Shop):
    git(shop.folder, "rm", "-q", "upkeep/attestations/restore-test.toml")
    shop.configure({"id": "attestations-due"}, *({"id": hook} for hook in HOOKS))
    shop.run_anew(*HOOKS)
    assert shop.run("attestations", "--due") == 1
    report = shop.report(
        tuple(Result(hook, hook, False, hook == "attestations-due", False) for hook in ("attestations-due", *HOOKS))
    )
    assert [row.id for row in report.blockers] == ["restore-test"]
    assert (report.blocking_runs, "attestations-due" in {run.hook for run in report.runs}) == ((), False)


def test_what_the_runner_says_beside_the_records(shop: Shop):
    passed = tuple(Result(hook, hook, is_skipped=False, code=0, has_modified=False) for hook in HOOKS)
    assert not shop.report(passed).is_blocked
    killed = (passed[0]._replace(code=-9), *passed[1:])
    assert shop.hook("debug-flag", killed).state == "not checked"
    changed = (passed[0]._replace(code=1, has_modified=True), *passed[1:])
    assert shop.hook("debug-flag", changed).state == "failed"


def test_two_people_attest(shop: Shop):
    path = "upkeep/attestations/restore-test.toml"
    shop.commit({"upkeep/checklist.toml": policy().replace("approvals = 1", "approvals = 2")})
    assert shop.row("restore-test").state == "invalid"
    text = (shop.folder / path).read_text()
    (shop.folder / path).unlink()
    shop.commit({})
    shop.commit({path: text}, message="tried\n\nCo-authored-by: Bob <bob@example.invalid>")
    row = shop.row("restore-test")
    assert row.attested is not None
    assert (row.attested.by, row.state) == ("Ann, Bob", "passed")
    assert row.reason.endswith("attested on 2026-11-20 by Ann and Bob")


def test_a_changed_watched_file(shop: Shop):
    shop.commit({"ops/restore.sh": "pg_restore --clean\n"})
    shop.run_anew("debug-flag")
    assert shop.row("restore-test").state == "stale"


def test_a_backdated_record(shop: Shop):
    path = "upkeep/attestations/restore-test.toml"
    text = (shop.folder / path).read_text().replace("2026-11-20", "2026-10-01")
    shop.commit({path: text})
    shop.run_anew("debug-flag")
    assert shop.row("restore-test").state == "invalid"


def test_a_shallow_clone(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    shop.commit({"README.md": "hello\n"})
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{shop.folder}", "shallow")
    clone = Shop(tmp_path / "shallow", shop.records)
    monkeypatch.chdir(clone.folder)
    clone.run_anew("debug-flag")
    assert clone.row("restore-test").state == "unproven"
    assert "fetch-depth: 0" in clone.row("restore-test").reason
    assert clone.row("debug-off").state == "passed"


def test_time_goes_by(shop: Shop):
    assert shop.row("restore-test", day="2027-02-19").state == "due soon"
    assert shop.row("restore-test", day="2027-02-21").state == "overdue"
    assert shop.row("linter", day="2027-06-02").state == "overdue", "declared not applicable more than a year ago"


def test_without_a_policy(shop: Shop):
    (shop.folder / "upkeep/checklist.toml").unlink()
    shop.commit({})
    shop.run_anew("debug-flag")
    assert shop.row("restore-test").state == "missing"
    assert "flask-upkeep init" in shop.row("restore-test").reason
    assert shop.row("debug-off").state == "passed"
    assert len(shop.report().rows) == 53


@pytest.mark.parametrize("is_tracked", [False, True])
def test_a_policy_that_is_in_no_commit(shop: Shop, is_tracked: bool):
    """However git is kept from telling of it."""
    if is_tracked:
        git(shop.folder, "update-index", "--assume-unchanged", "upkeep/checklist.toml")
    else:
        git(shop.folder, "rm", "-q", "--cached", "upkeep/checklist.toml")
        shop.commit({".git/info/exclude": "upkeep/checklist.toml\n"})
    write_files(
        shop.folder, {"upkeep/checklist.toml": policy().replace("approvals = 1", 'approvals = 1\nevery = "90 years"')}
    )
    assert git(shop.folder, "status", "--porcelain") == ""
    shop.run_anew("debug-flag")
    for name in ("restore-test", "linter"):
        assert (shop.row(name).state, shop.row(name).reason) == (
            "not committed",
            "upkeep/checklist.toml has changes that are in no commit; commit it",
        )
    assert any("upkeep/checklist.toml" in said for said in shop.report().obstacles)


def test_a_broken_policy(shop: Shop):
    shop.commit({"upkeep/checklist.toml": "[line\n"})
    shop.run_anew("debug-flag")
    assert shop.row("restore-test").state == "invalid"
    shop.commit(
        {
            "upkeep/checklist.toml": policy(extra="[line.linter]\nonwer = 'x'\n").replace(
                "[line.linter]", "[line.nobody]"
            )
        }
    )
    shop.run_anew("debug-flag")
    assert any("upkeep/checklist.toml:" in text and "nobody" in text for text in shop.report().obstacles)


def test_lines_of_the_teams_own(shop: Shop):
    own = '[line.penetration-test]\ntitle = "Test by others"\nsection = "Security Checks"\nevery = "1 year"\n'
    shop.commit({"upkeep/checklist.toml": policy(extra=own)})
    shop.run_anew("debug-flag")
    report = shop.report()
    row = shop.row("penetration-test")
    assert (row.number, row.section, row.title, row.state) == (0, "Security Checks", "Test by others", "missing")
    assert report.rows.index(row) == 14, "after the lines of its section"


def test_the_same_facts_are_the_same_report(shop: Shop):
    assert shop.report() == shop.report()


def hook(name: str, shop: Shop, *options: str) -> tuple[int, str]:
    """Start it as the same runner does that started the others."""
    environment = os.environ | {"FLASK_UPKEEP_RECORDS": str(shop.records)}
    command = [sys.executable, "-I", "-m", "flask_upkeep", name, "--today", DAY, *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout + done.stderr


def test_records_of_another_run(shop: Shop):
    """In a folder that lasts, at the same commit: nobody knows what has changed around it since."""
    assert hook("release-report", shop)[0] == 0
    for path in shop.records.glob("debug-flag-*"):
        held = json.loads(path.read_text())
        path.write_text(json.dumps({**held, "runner": "1-1"}))
    code, said = hook("release-report", shop)
    assert (code, "(debug-off): debug-flag: it left no record" in said) == (1, True)
    shop.run_anew(*HOOKS)
    for path in shop.records.glob("cors-policy-*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    assert shop.row("cors").state == "not run"


def test_the_hook(shop: Shop):
    code, said = hook("release-report", shop)
    assert (code, said.splitlines()[0].partition(": ")[2]) == (0, "passed; 53 lines: 48 not applicable, 5 passed")
    folder = shop.folder / "upkeep-report"
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(files) == {".gitignore", "report.html", "report.json", "report.md", "report.sarif"}
    assert git(shop.folder, "status", "--porcelain") == "", "the report spoils no tree"
    assert hook("release-report", shop) == (0, said)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == files

    shop.commit({"lib/views.py": BAD})
    shop.run_anew(*HOOKS)
    code, said = hook("release-report", shop, "--output", "upkeep-report/second")
    assert code == 1
    assert "failed  Debug mode off in production (debug-off): debug-flag: 1 finding" in said.splitlines()

    shop.commit({"lib/views.py": "x = (\n"})
    shop.run_anew(*HOOKS)
    assert hook("release-report", shop)[0] == 3


def test_a_folder_of_others_keeps_its_files(shop: Shop):
    shop.commit({".gitignore": "*.pyc\n"})
    hook("release-report", shop, "--output", ".")
    assert (shop.folder / ".gitignore").read_text() == "*.pyc\n"
    assert (shop.folder / "report.html").exists()
    code, said = hook("release-report", shop, "--output", "app.py")
    assert (code, len(said.splitlines())) == (2, 1)


@pytest.mark.parametrize("text", ["", "repos: 1", "repos: [", "- x", "repos: [1, {hooks: 2}, {hooks: [3, {id: 4}]}]"])
def test_a_broken_configuration(shop: Shop, text: str):
    shop.commit({".pre-commit-config.yaml": text})
    code, said = hook("release-report", shop)
    assert code in (1, 2)
    assert "crashed" not in said
    if code == 2:
        assert len(said.splitlines()) == 1


def test_outside_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.chdir(tmp_path)
    assert main(["release-report"]) == 2
    assert main(["release"]) == 2
    git(tmp_path, "init", "-q")
    assert main(["release"]) == 2
    assert "no commit yet" in capsys.readouterr().err


def test_much_and_hostile(shop: Shop):
    name = "lib/<img src=x onerror=alert(1)>\x1b[31m&\n.py"
    many = "".join(f"app{number}.run(debug=True)\n" for number in range(10_000))
    title = '[line.own]\ntitle = "<script>alert(1)</script>\\u001b[2J|`x`"\nevery = "1 year"\n'
    shop.commit(
        {
            name: many,
            "upkeep/checklist.toml": policy(extra=title),
            "pyproject.toml": '[project]\nname = "a\\n\\u001b[1m<b>"\n',
        }
    )
    shop.run("debug-flag", "--all-files")
    code, said = hook("release-report", shop)
    assert code == 1
    assert "10,000 findings" in said
    assert "\x1b" not in said
    page = (shop.folder / "upkeep-report/report.html").read_text(encoding="utf-8")
    for text in ("<img", "<script", "\x1b"):
        assert text not in page
    assert "\x1b" not in (shop.folder / "upkeep-report/report.md").read_text(encoding="utf-8")
    json.loads((shop.folder / "upkeep-report/report.json").read_bytes())
    json.loads((shop.folder / "upkeep-report/report.sarif").read_bytes())


def test_records_that_nobody_can_read(shop: Shop):
    (shop.records / "forged.json").write_text('{"schema": 1')
    (shop.records / "other.json").write_text('{"schema": 2}')
    code, said = hook("release-report", shop)
    assert code == 1
    assert "Records that nobody can read (forged.json, other.json)" in said


def test_tags_and_trend(shop: Shop):
    report = shop.report()
    assert earlier_release(report.commit) is None
    make_tag(tag_name("1.0", "v"), report, b"{}")
    message = git(shop.folder, "tag", "-l", "--format=%(contents)", "v1.0")
    assert message.splitlines()[:5] == [
        "shop 1.0",
        "",
        "Upkeep-Verdict: passed",
        "Upkeep-Lines: 48 not applicable, 5 passed",
        "Upkeep-Report: report.json sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
    ]
    assert git(shop.folder, "cat-file", "-t", "v1.0").strip() == "tag"
    assert shop.report() == report, "the tag of this very commit is no earlier release"
    shop.commit({"README.md": "hello\n"})
    git(shop.folder, "tag", "-a", "-m", "another kind", "v2.0")
    git(shop.folder, "tag", "light")
    found = shop.report().earlier
    assert found is not None
    assert (found.tag, found.counts) == ("v1.0", {"not applicable": 48, "passed": 5})
    assert found.day == date.today()  # git's clock, as for every tag


def test_a_tag_of_a_day_that_no_calendar_holds(shop: Shop):
    make_tag("v1.0", shop.report(), b"{}")
    text = git(shop.folder, "cat-file", "tag", "v1.0")
    tagger = next(line for line in text.splitlines() if line.startswith("tagger"))
    for number, when in enumerate(("316000000000 +0000", "99999999999999 +0000", "-1 +0000", "x")):
        forged = text.replace(tagger, f"tagger Ann <ann@example.invalid> {when}")
        made = subprocess.run(
            ["git", "hash-object", "-t", "tag", "-w", "--stdin", "--literally"],
            cwd=shop.folder, input=forged, capture_output=True, text=True, check=True,
        ).stdout.strip()  # fmt: skip
        git(shop.folder, "update-ref", f"refs/tags/odd{number}", made)
    git(shop.folder, "tag", "-d", "v1.0")
    shop.commit({"README.md": "hello\n"})
    shop.report()


@pytest.mark.parametrize("version", ["", "a b", "-x", "1..2", "x.lock", "a/.b", "\x1b", "1~2", "@{", "v1.0"])
def test_versions_that_make_no_tag(shop: Shop, version: str, capsys: pytest.CaptureFixture[str]):
    git(shop.folder, "tag", "v1.0")
    assert main(["release", "--tag", "--tag-prefix", "", "--", version]) == 2
    assert "crashed" not in capsys.readouterr().err
    assert git(shop.folder, "tag").split() == ["v1.0"]


def test_a_tag_stands_for_today(shop: Shop, capsys: pytest.CaptureFixture[str]):
    assert main(["release", "2.0", "--tag", "--today", "2020-01-01"]) == 2
    assert "--tag stands for today" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("origin", "link"),
    [
        ("git@github.com:ann/shop.git", "https://github.com/ann/shop/blob/"),
        ("https://ann:secret@github.com/ann/shop", "https://github.com/ann/shop/blob/"),
        ("ssh://git@gitlab.com:22/group/sub/shop.git", "https://gitlab.com/group/sub/shop/-/blob/"),
        ("https://gitlab.example.org/group/shop.git", "https://gitlab.example.org/group/shop/-/blob/"),
        ("/srv/shop.git", ""),
        ("https://git.example.org/shop.git", ""),
        ("https://github.com/ann/x{path}y<b>", ""),
    ],
)
def test_addresses_of_places(shop: Shop, origin: str, link: str):
    git(shop.folder, "remote", "add", "origin", origin)
    facts = shop.facts()
    assert facts.link == (f"{link}{facts.commit}/{{path}}#L{{line}}" if link else "")
    assert "secret" not in facts.link
    (shop.folder / "pyproject.toml").unlink()
    if link:
        assert shop.facts().project == "shop"
