"""The life of every hook: arguments, settings, output, exit codes. ``debug-flag`` stands for them all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from flask_upkeep import __main__ as command_line
from flask_upkeep._kit.config import Project, project_of
from flask_upkeep._kit.finding import Finding, Place, Rule
from flask_upkeep._kit.hook import Hook
from flask_upkeep._kit.source import Source

from .conftest import Run, git, write_files

BAD = "app.run(debug=True)\n"
GOOD = "app.run()\n"
LINE = "debug-run debug=True starts the debugger; leave it out and start with `flask run --debug`"


def main(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], list[str]]:
    code = command_line.main(arguments)
    captured = capsys.readouterr()
    return code, captured.out.splitlines(), captured.err.splitlines()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


# Exit codes


def test_clean_is_0_and_silent(run: Run):
    assert run("debug-flag", {"app.py": GOOD}) == (0, [])


def test_finding_is_1(run: Run):
    assert run("debug-flag", {"app.py": BAD}) == (1, [f"app.py:1:9: {LINE}"])


def test_not_checked_is_3_and_findings_are_still_printed(run: Run):
    code, lines = run("debug-flag", {"app.py": BAD, "b.py": "app.run(debug=\n"})
    assert code == 3
    assert lines[0] == f"app.py:1:9: {LINE}"
    assert lines[1].startswith("b.py: NOT CHECKED: Python 3.")
    assert "cannot parse it (line 1:" in lines[1]
    assert len(lines) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["debug-flag"], "flask-upkeep debug-flag: name the files to check, or use --all-files"),
        (["debug-flag", "--no-such"], "flask-upkeep debug-flag: unrecognized arguments: --no-such"),
        (["debug-flag", "--today", "soon", "a.py"], "flask-upkeep debug-flag: argument --today: invalid"),
        (["debug-flag", "--format", "xml", "a.py"], "flask-upkeep debug-flag: argument --format: invalid choice"),
        (["debug-flag", "--all-files"], "flask-upkeep debug-flag: git lists no files here; run this in a git"),
        (["debug-flag", "--baseline", "b.json", "a.py"], "flask-upkeep debug-flag: b.json: no such baseline"),
        (["commit-checks", "--only", "nothing", "a.py"], "flask-upkeep commit-checks: 'nothing' is no static hook"),
        (
            ["commit-checks", "--only", "debug-flag", "--skip", "debug-flag", "a.py"],
            "flask-upkeep commit-checks: --only and --skip leave no",
        ),
        (
            ["commit-checks", "--env", ".venv"],
            "flask-upkeep commit-checks: unrecognized arguments: --env; a hook's own options stand in its table",
        ),
        (["debug-flg"], "flask-upkeep: no hook or command is named 'debug-flg'"),
        (["attestations-due"], "flask-upkeep attestations: there is no upkeep/checklist.toml here"),
    ],
)
def test_wrong_usage_is_2_and_one_line(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
):
    write_files(here, {"a.py": BAD})
    code, out, err = main(capsys, *arguments)
    assert (code, out, len(err)) == (2, [], 1), err
    assert err[0].startswith(message)


def crash(sources: Sequence[Source], options: Namespace) -> Iterator[Finding]:
    for source in sources:
        if source.path == "crash.py":
            raise ZeroDivisionError
        yield Rule("some-rule", "something, mend it").at(source, Place(1, 1))


def test_a_crash_is_not_checked(here: Path, capsys: pytest.CaptureFixture[str]):
    write_files(here, {"crash.py": "", "ok.py": ""})
    hook = Hook("crashing", "", r"\.py$", (), crash)
    assert hook(["crash.py", "ok.py"]) == 3
    captured = capsys.readouterr()
    assert captured.err == ""
    assert captured.out.splitlines() == [
        "ok.py:1:1: some-rule something, mend it",
        "crash.py: NOT CHECKED: crashing crashed (ZeroDivisionError); "
        "run it again on this file with --debug and report what it prints",
    ]


def test_debug_shows_the_traceback_of_a_crash(here: Path, capsys: pytest.CaptureFixture[str]):
    write_files(here, {"crash.py": ""})
    assert Hook("crashing", "", r"\.py$", (), crash)(["--debug", "crash.py"]) == 3
    assert "ZeroDivisionError" in capsys.readouterr().err


# Files


@pytest.mark.parametrize(
    "arguments",
    [
        ["b.py", "a.py"],
        ["a.py", "b.py", "./a.py", "b.py"],
        ["--all-files"],
        ["."],
        ["sub/..", "a.py"],
    ],
)
def test_output_does_not_depend_on_the_order_or_spelling_of_names(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
):
    write_files(here, {"a.py": BAD, "b.py": BAD, "sub/c.txt": ""})
    git(here, "init", "-q")
    git(here, "add", "-A")
    code, out, _ = main(capsys, "debug-flag", *arguments)
    assert (code, out) == (1, [f"a.py:1:9: {LINE}", f"b.py:1:9: {LINE}"])


def test_sharding_changes_nothing(here: Path, capsys: pytest.CaptureFixture[str]):
    files = {f"m{number}.py": BAD for number in range(12)}
    write_files(here, {**files, "config.py": "class Config:\n    DEBUG = True\n"})
    whole = main(capsys, "debug-flag", *files, "config.py")[1]
    parts = [main(capsys, "debug-flag", name)[1] for name in ("config.py", *files)]
    assert sorted(line for part in parts for line in part) == sorted(whole)


def test_a_file_that_is_not_there(run: Run, here: Path, capsys: pytest.CaptureFixture[str]):
    assert main(capsys, "debug-flag", "gone.py")[:2] == (
        3,
        [
            "gone.py: NOT CHECKED: cannot be read (No such file or directory); "
            "make it readable or leave it out with `exclude:`"
        ],
    )


def test_a_kind_of_file_that_is_not_read(run: Run, monkeypatch: pytest.MonkeyPatch):
    """A person is told; a runner picks files by its own patterns and is not."""
    code, lines = run("debug-flag", {"notes.txt": BAD})
    assert code == 3
    assert lines[0].startswith("notes.txt: NOT CHECKED: no file of a kind that is read here;")
    monkeypatch.setenv("PRE_COMMIT", "1")
    assert run("debug-flag", {"notes.txt": BAD}) == (0, [])


def test_links_and_submodules_are_checked_where_they_stand(here: Path, capsys: pytest.CaptureFixture[str]):
    write_files(here, {"a.py": BAD})
    (here / "link.py").symlink_to("a.py")
    git(here, "init", "-q")
    git(here, "add", "-A")
    assert main(capsys, "debug-flag", "--all-files")[1] == [f"a.py:1:9: {LINE}"]


def test_control_characters_of_a_file_name_are_escaped(run: Run):
    assert run("debug-flag", {"\x1b[2J.py": BAD}) == (1, [f"\\x1b[2J.py:1:9: {LINE}"])


# Output


def test_every_format_has_the_exit_code_of_the_outcome(run: Run):
    for name in ("text", "github", "gitlab", "json", "sarif"):
        assert run("debug-flag", {"app.py": BAD}, "--format", name)[0] == 1


def test_json_says_nothing_was_found(run: Run):
    code, lines = run("debug-flag", {"app.py": GOOD}, "--format=json")
    assert (code, json.loads("\n".join(lines))) == (0, {"version": 1, "findings": [], "not_checked": [], "advice": []})


def test_explain_prints_the_manual_and_the_rules(here: Path, capsys: pytest.CaptureFixture[str]):
    code, out, _ = main(capsys, "debug-flag", "--explain")
    assert code == 0
    assert out[0].startswith("Flask's debugger")
    assert any(line.startswith("    debug-run: ") for line in out)


def test_help(here: Path, capsys: pytest.CaptureFixture[str]):
    assert main(capsys, "--help")[0] == 0
    code, out, _ = main(capsys, "debug-flag", "--help")
    assert code == 0
    assert any("--baseline FILE" in line for line in out)


def process(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-I", "-m", "flask_upkeep", *arguments]
    return subprocess.run(command, cwd=folder, env={**os.environ, **environment}, capture_output=True)


def test_a_closed_pipe_is_no_traceback(here: Path):
    write_files(here, {f"m{number}.py": BAD * 50 for number in range(40)})
    command = f"{sys.executable} -I -m flask_upkeep debug-flag m*.py | head -n 1"
    done = subprocess.run(["bash", "-c", command], cwd=here, capture_output=True, text=True)
    assert done.stderr == ""
    assert done.stdout.startswith("m0.py:1:9")


def test_an_ascii_locale_is_no_traceback(here: Path):
    write_files(here, {"ü.py": BAD})
    done = process(here, "debug-flag", "ü.py", LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert done.returncode == 1
    assert done.stderr == b""
    assert done.stdout.endswith(f":1:9: {LINE}\n".encode())


@pytest.mark.parametrize(("variables", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_colour_only_on_a_terminal_that_wants_it(here: Path, variables: dict[str, str], coloured: bool):
    import pty

    write_files(here, {"a.py": BAD})
    outside, inside = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", **variables}
    subprocess.run(
        [sys.executable, "-I", "-m", "flask_upkeep", "debug-flag", "a.py"], cwd=here, stdout=inside, env=environment
    )
    os.close(inside)
    shown = os.read(outside, 4096)
    os.close(outside)
    assert (b"\x1b[" in shown) is coloured
    assert b"\x1b[" not in process(here, "debug-flag", "a.py").stdout


# Settings


def test_settings_are_options(run: Run):
    files = {"demo_app.py": BAD, "pyproject.toml": '[tool.flask-upkeep]\ndevelopment = ["demo"]\n'}
    assert run("debug-flag", {"demo_app.py": BAD})[0] == 1
    assert run("debug-flag", files)[0] == 3, "pyproject.toml itself is of no kind that is read"
    del files["pyproject.toml"]
    assert run("debug-flag", files) == (0, [])


def test_lists_of_settings_and_command_line_are_joined(run: Run, here: Path):
    write_files(here, {"pyproject.toml": '[tool.flask-upkeep]\ndevelopment = ["alpha"]\n'})
    files = {"alpha.py": BAD, "beta.py": BAD, "gamma.py": BAD}
    assert run("debug-flag", files, "--development=beta") == (1, [f"gamma.py:1:9: {LINE}"])


def test_the_command_line_wins(run: Run, here: Path):
    write_files(here, {"pyproject.toml": '[tool.flask-upkeep.debug-flag]\nformat = "json"\n'})
    assert run("debug-flag", {"app.py": BAD})[1][0] == "{"
    assert run("debug-flag", {"app.py": BAD}, "--format=text") == (1, [f"app.py:1:9: {LINE}"])


def test_the_nearest_table_decides(run: Run, here: Path):
    """A ``pyproject.toml`` without a table of ours is passed over, as in a workspace."""
    word = '[tool.flask-upkeep]\ndevelopment = ["{}"]\n'
    write_files(
        here,
        {
            "pyproject.toml": word.format("outer"),
            "one/pyproject.toml": word.format("inner"),
            "two/pyproject.toml": "[project]\nname = 'two'\n",
        },
    )
    files = {"outer.py": BAD, "one/outer.py": BAD, "one/inner.py": BAD, "two/outer.py": BAD}
    assert run("debug-flag", files) == (1, [f"one/outer.py:1:9: {LINE}"])


def test_one_project_for_files_in_any_folder_and_order(here: Path):
    """Folders without files of their own lie between, and none is asked twice."""
    table = "[tool.flask-upkeep]\ndevelopment = ['demo']\n"
    write_files(here, {"inner/pyproject.toml": table, "inner/own/.git/HEAD": "", "a/b/c.py": "", "inner/d/e/f.py": ""})
    (here / ".git").mkdir()
    expected = {
        "a/b/c.py": "",
        "app.py": "",
        "inner/app.py": "inner/pyproject.toml",
        "inner/d/e/f.py": "inner/pyproject.toml",
        "inner/own/g/h.py": "",
        "a/../inner/d/i.py": "inner/pyproject.toml",
        "absent/k.py": "",
        f"{here}/inner/d/l.py": "inner/pyproject.toml",
        "m/" * 1_500 + "n.py": "",
    }
    for paths in (list(expected), list(reversed(expected))):
        known: dict[str, Project] = {}
        got = {path: project_of(path, known).path for path in paths}
        assert {path: os.path.relpath(found) if found else "" for path, found in got.items()} == expected


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("[tool.flask-upkeep\n", "pyproject.toml: not valid TOML"),
        ("[tool.flask_upkeep]\ndevelopment = ['app']\n", "pyproject.toml: [tool.flask_upkeep] is not read; write"),
        ("[tool]\nflask-upkeep = 3\n", "pyproject.toml: tool.flask-upkeep has to be a table"),
        ("[tool.flask-upkeep.debug-flg]\n", "pyproject.toml: [tool.flask-upkeep.debug-flg]: no hook has this id"),
        (
            "[tool.flask-upkeep.base-image]\n",
            "pyproject.toml: [tool.flask-upkeep.base-image]: no hook has this id; did you",
        ),
        (
            "[tool.flask-upkeep.black-check]\n",
            "pyproject.toml: [tool.flask-upkeep.black-check]: its settings stand in [tool",
        ),
        (
            "[tool.flask-upkeep.commit-checks]\nskip = 'x'\n",
            "pyproject.toml: [tool.flask-upkeep.commit-checks]: commit-ch",
        ),
        (
            "[tool.flask-upkeep]\ncolor = 1\n",
            "pyproject.toml [tool.flask-upkeep]: no setting is called color; `--help`",
        ),
        (
            "[tool.flask-upkeep]\ndevelopement = ['x']\n",
            "pyproject.toml [tool.flask-upkeep]: no setting is called developement; did you mean development?",
        ),
        (
            "[tool.flask-upkeep]\nformat = 'xml'\n",
            "pyproject.toml [tool.flask-upkeep]: format: invalid choice: 'xml' (ch",
        ),
        (
            "[tool.flask-upkeep]\nbaseline = true\n",
            "pyproject.toml [tool.flask-upkeep]: baseline: it needs a value, not",
        ),
        ("[tool.flask-upkeep]\ntoday = 'soon'\n", "pyproject.toml [tool.flask-upkeep]: today: invalid value: 'soon'"),
        ("[tool.flask-upkeep]\nformat = {a = 1}\n", "pyproject.toml: [tool.flask-upkeep.format]: no hook has this id"),
        ("[tool.flask-upkeep.debug-flag]\nonly = 'x'\n", "pyproject.toml [tool.flask-upkeep.debug-flag]: no setting"),
        ("[tool.flask-upkeep]\ndebug-flag = 1\n", "pyproject.toml: tool.flask-upkeep.debug-flag is a hook's id"),
        (
            "[tool.flask-upkeep]\nbaseline = 'a b/none.json'\n",
            "a b/none.json: no such baseline; make it with `flask-upkeep baseline write --file 'a b/none.json'`",
        ),
    ],
)
def test_wrong_settings_are_2_and_one_line(run: Run, here: Path, table: str, message: str):
    write_files(here, {"pyproject.toml": table})
    code, lines = run("debug-flag", {"app.py": BAD})
    assert (code, len(lines)) == (2, 1), lines
    assert lines[0].removeprefix("flask-upkeep debug-flag: ").startswith(message)


def test_settings_above_the_repository_do_not_count(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch):
    write_files(here, {"pyproject.toml": '[tool.flask-upkeep]\ndevelopment = ["app"]\n', "r/app.py": BAD})
    (here / "r" / ".git").mkdir()
    assert run("debug-flag", {"r/app.py": BAD})[0] == 1


# commit-checks


def test_commit_checks_finds_what_each_hook_finds(run: Run):
    assert run("commit-checks", {"app.py": BAD}) == (1, [f"app.py:1:9: {LINE}"])
    assert run("commit-checks", {"app.py": BAD}, "--only", "debug-flag") == (1, [f"app.py:1:9: {LINE}"])


def test_commit_checks_honours_the_table_of_each_hook(run: Run, here: Path):
    write_files(here, {"pyproject.toml": '[tool.flask-upkeep.debug-flag]\ndevelopment = ["app"]\n'})
    assert run("commit-checks", {"app.py": BAD}) == (0, [])


KEY = 'SECRET_KEY = "uZq8rT2wLx"'
KEY_CONSTANT = (
    'secret-key-constant SECRET_KEY is "uZ..." (10 characters), known to every reader of the code; '
    'read it with os.environ["SECRET_KEY"]'
)
KEY_IN_CODE = (
    'hardcoded-secret SECRET_KEY holds a secret, "uZ..." (10 characters); make a new one first, '
    "then load it from the environment"
)


@pytest.mark.parametrize(
    ("path", "text", "rules"),
    [
        ("app.py", f"{KEY}\n", ["1:15: secret-key-constant"]),
        ("app.py", f"{KEY}; API_SECRET = 'k3T9wQz7Lm'\n", ["1:15: secret-key-constant", "1:42: hardcoded-secret"]),
        ("app.py", f"{KEY}  # upkeep: ignore[secret-key-constant] of a demonstration\n", []),
        ("app.py", f"{KEY}  # upkeep: ignore[hardcoded-secret] of a demonstration\n", ["1:15: secret-key-constant"]),
        ("app.py", f"{KEY}  # upkeep: ignore[secret-key-constant, hardcoded-secret] of a demonstration\n", []),
        ("app.py", "API_SECRET = 'k3T9wQz7Lm'\n", ["1:15: hardcoded-secret"]),
        ("Dockerfile", "FROM python:2.7\n", ["1:6: image-ended"]),
        ("Dockerfile", "# upkeep: ignore[image-ended] until it moves\nFROM python:2.7\n", []),
        (".python-version", "2.7\n", ["1:1: python-ended"]),
    ],
)
def test_commit_checks_tells_a_fact_once(run: Run, path: str, text: str, rules: list[str]):
    code, lines = run("commit-checks", {path: text})
    assert [line.removeprefix(f"{path}:").split(" ", 2)[:2] for line in lines] == [rule.split(" ") for rule in rules]
    assert code == bool(rules)


def test_each_of_two_hooks_alone_tells_it(run: Run):
    assert run("session-security", {"app.py": f"{KEY}\n"}) == (1, [f"app.py:1:15: {KEY_CONSTANT}"])
    assert run("hardcoded-credentials", {"app.py": f"{KEY}\n"}) == (1, [f"app.py:1:15: {KEY_IN_CODE}"])
    only = ("--only", "hardcoded-credentials")
    assert run("commit-checks", {"app.py": f"{KEY}\n"}, *only) == (1, [f"app.py:1:15: {KEY_IN_CODE}"])


# Names that look like options


@pytest.mark.parametrize("name", ["--explain", "-h", "--development=app", "--no-such", "-dash.py"])
def test_a_file_named_like_an_option_is_a_file(run: Run, monkeypatch: pytest.MonkeyPatch, name: str):
    monkeypatch.setenv("PRE_COMMIT", "1")
    code, lines = run("debug-flag", {name: BAD, "app.py": BAD})
    assert code == 1
    assert f"app.py:1:9: {LINE}" in lines


def test_a_repository_without_files_is_not_clean(here: Path, capsys: pytest.CaptureFixture[str]):
    git(here, "init", "-q")
    code, _, err = main(capsys, "debug-flag", "--all-files")
    assert (code, err) == (2, ["flask-upkeep debug-flag: git tracks no file here yet; `git add` some"])


def test_what_git_was_told_for_the_eye_changes_nothing(here: Path, capsys: pytest.CaptureFixture[str]):
    write_files(
        here, {"base.py": "class Base:\n    DEBUG = True\n", "live.py": "class ProdConfig(Base):\n    DEBUG = False\n"}
    )
    write_files(here, {".gitattributes": "*.py -diff\n"})
    git(here, "init", "-q")
    git(here, "config", "color.ui", "always")
    git(here, "add", "-A")
    assert main(capsys, "debug-flag", "base.py") == (0, [], [])


def test_a_repository_that_git_refuses_is_not_checked(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    write_files(here, {"base.py": "class Config:\n    DEBUG = True\n"})
    git(here, "init", "-q")
    (here / ".git" / "config").write_text("[broken")
    code, out, _ = main(capsys, "debug-flag", "base.py")
    assert code == 3
    assert any("NOT CHECKED: git does not say what else is in the repository" in line for line in out)


def test_a_folder_is_listed_with_git_dir_set(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    write_files(here, {"src/app.py": BAD})
    git(here, "init", "-q")
    git(here, "add", "-A")
    monkeypatch.setenv("GIT_DIR", str(here / ".git"))
    assert main(capsys, "debug-flag", "src")[:2] == (1, [f"src/app.py:1:9: {LINE}"])
