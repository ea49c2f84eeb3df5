"""bandit behind its wrapper: configurations, exit codes, and what bandit did not read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from flask_upkeep import load

from ..conftest import Run, write_files

EVAL = "eval(input())\n"
SHELL = "import subprocess\n\nsubprocess.call('ls', shell=True)\n"
ASSERT = "assert 1 < 2\n"
FOUND_EVAL = "B307 [medium/high] Use of possibly insecure function - consider using safer ast.literal_eval."
PYTHON = ".".join(map(str, sys.version_info[:2]))


def ids(lines: list[str]) -> list[str]:
    return [" ".join(line.split()[:2]) for line in lines]


def test_finding_has_place_and_severity(run: Run) -> None:
    assert run("bandit", {"app.py": f"x = {EVAL}"}) == (1, [f"app.py:1:5: {FOUND_EVAL}"])


def test_clean_file_passes(run: Run) -> None:
    assert run("bandit", {"app.py": "print('hello')\n"}) == (0, [])


def test_password_is_not_shown(run: Run) -> None:
    value = "EsAF7" + "iQrpC6G"
    code, lines = run("bandit", {"app.py": f"password = '{value}'\ntoken = 'ham'\nlogin(password='{value}')\n"})
    shown = f'Possible hardcoded password: "EsA..." ({len(value)} characters)'
    assert code == 1
    assert lines == [
        f"app.py:1:12: B105 [low/medium] {shown}",
        'app.py:2:9: B105 [low/medium] Possible hardcoded password: "..." (3 characters)',
        f"app.py:3:1: B106 [low/medium] {shown}",
    ]


def test_configuration_of_the_repository_counts_in_its_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = "[tool.bandit]\nskips = ['B307']\n"
    write_files(tmp_path, {"pyproject.toml": settings, ".git/HEAD": "", "svc/app.py": EVAL, "own/app.py": EVAL})
    monkeypatch.chdir(tmp_path / "svc")
    assert load("bandit").main(["app.py"]) == 0
    write_files(tmp_path, {"svc/.git": "gitdir: elsewhere\n"})  # a submodule is a repository of its own
    assert load("bandit").main(["app.py"]) == 1
    assert capsys.readouterr().out == f"app.py:1:1: {FOUND_EVAL}\n"


def test_order_of_files_does_not_count(run: Run) -> None:
    files = {f"part_{number}.py": EVAL for number in (3, 1, 2)}
    expected = [f"part_{number}.py:1:1: {FOUND_EVAL}" for number in (1, 2, 3)]
    assert run("bandit", files) == (1, expected)
    assert run("bandit", dict(reversed(files.items()))) == (1, expected)


def test_scripts_are_read_by_their_first_line(run: Run) -> None:
    files = {"bin/manage": f"#!/usr/bin/env python3\n{EVAL}", "bin/start": "#!/bin/sh\neval(input())\n"}
    assert run("bandit", files) == (1, [f"bin/manage:2:1: {FOUND_EVAL}"])


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), ["B404", "B602", "B607"]),
        (("--skip=B404,B607",), ["B602"]),
        (("--tests=B404",), ["B404"]),
        (("--severity-level=medium",), []),
        (("-ll",), []),
        (("--confidence-level=high",), ["B404", "B602", "B607"]),
        (("--exclude=app.py",), []),
    ],
)
def test_options_are_handed_on(run: Run, options: tuple[str, ...], expected: list[str]) -> None:
    code, lines = run("bandit", {"app.py": SHELL}, *options)
    assert (code, [line.split()[1] for line in lines]) == (bool(expected), expected)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", "[tool.bandit]\nskips = ['B307']\n"),
        ("bandit.yaml", "skips: [B307]\n"),
        ("bandit.yml", "skips: [B307]\n"),
        (".bandit", "[bandit]\nskips = B307\n"),
        (".bandit", "skips: [B307]\n"),
    ],
)
def test_configuration_is_found(run: Run, name: str, text: str) -> None:
    """The nearest above each file, whatever other files are checked with it."""
    files = {"app.py": EVAL, "service/api/app.py": EVAL}
    assert run("bandit", files) == (1, [f"app.py:1:1: {FOUND_EVAL}", f"service/api/app.py:1:1: {FOUND_EVAL}"])
    write_files(Path.cwd(), {f"service/{name}": text})
    assert run("bandit", files) == (1, [f"app.py:1:1: {FOUND_EVAL}"])
    write_files(Path.cwd(), {name: text})
    assert run("bandit", files) == (0, [])


def test_pyproject_without_a_table_for_bandit_is_none(run: Run, tmp_path: Path) -> None:
    assert (
        run("bandit", {"app.py": EVAL, "pyproject.toml": "[tool.other]\nskips = ['B307']\n"})[0] == 3
    )  # named, not read
    assert run("bandit", {"app.py": EVAL}) == (1, [f"app.py:1:1: {FOUND_EVAL}"])


@pytest.mark.parametrize(
    ("files", "options", "found"),
    [
        ({"tests/test_app.py": ASSERT}, (), []),
        (
            {"app.py": ASSERT, "tests/test_app.py": ASSERT + EVAL},
            (),
            ["app.py:1:1: B101", "tests/test_app.py:2:1: B307"],
        ),
        ({"tests/test_app.py": ASSERT}, ("--tests=B101",), ["tests/test_app.py:1:1: B101"]),
        ({"tests/test_app.py": ASSERT, ".bandit": "skips: [B307]\n"}, (), ["tests/test_app.py:1:1: B101"]),
    ],
)
def test_assert_belongs_into_tests_where_nothing_is_configured(
    run: Run, files: dict[str, str], options: tuple[str, ...], found: list[str]
) -> None:
    assert [line for line in ids(run("bandit", files, *options)[1]) if "NOT" not in line] == found


def test_files_that_the_configuration_excludes_are_passed_over(run: Run) -> None:
    files = {"app.py": EVAL, "generated/a.py": EVAL}
    run("bandit", files)
    write_files(Path.cwd(), {"pyproject.toml": "[tool.bandit]\nexclude_dirs = ['generated']\n"})
    assert run("bandit", files) == (1, [f"app.py:1:1: {FOUND_EVAL}"])


@pytest.mark.parametrize(
    ("options", "files", "said"),
    [
        (("--skip=B999",), {}, "bandit has no test B999; mend `tests`, `skips` or the profile"),
        (("--tests=B999",), {}, "bandit has no test B999; mend `tests`, `skips` or the profile"),
        ((), {"pyproject.toml": "[tool.bandit]\nskips = ['B999', 'B101']\n"}, "bandit has no test B999; mend"),
        (("--configfile=none.yaml",), {}, "none.yaml : Could not read config file."),
        ((), {"bandit.yaml": "skips: [\n"}, "bandit.yaml : Error parsing file."),
        (("--bandit-baseline=none.json",), {}, "Could not open baseline report: none.json"),
        (("--output=x",), {}, "unrecognized arguments: --output=x"),
        (("--exit-zero",), {}, "unrecognized arguments: --exit-zero"),
        (("--quiet",), {}, "unrecognized arguments: --quiet"),
    ],
)
def test_wrong_usage_is_one_line(
    run: Run, tmp_path: Path, options: tuple[str, ...], files: dict[str, str], said: str
) -> None:
    write_files(tmp_path, files)
    code, lines = run("bandit", {"app.py": EVAL}, *options)
    assert code == 2
    (line,) = lines
    assert line.startswith(f"flask-upkeep bandit: {said}")


@pytest.mark.parametrize(
    "data",
    [
        b"eval(input()\n",
        b"try:\n    eval(input())\nexcept A, B as c:\n    pass\n",
        "# Grüße\neval(input())\n".encode("latin-1"),
        "eval(input())\n".encode("utf-16"),
        b"eval(input())\0\n",
        b"x = " + b"-" * 5000 + b"1\neval(input())\n",
    ],
    ids=["syntax", "newer-syntax", "latin-1", "utf-16", "nul", "deep"],
)
def test_what_bandit_did_not_read_is_not_checked(run: Run, data: bytes) -> None:
    code, lines = run("bandit", {"bad.py": data, "app.py": EVAL})
    assert code == 3
    assert lines[0] == f"app.py:1:1: {FOUND_EVAL}"
    (missed,) = lines[1:]
    assert missed.startswith(f"bad.py: NOT CHECKED: bandit, on Python {PYTHON}, did not read it (")


def test_missing_file_is_not_checked_once(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, lines = run("bandit", {}, "gone.py")
    assert code == 3
    (line,) = lines
    assert line.startswith("gone.py: NOT CHECKED: ")


def test_crash_is_not_checked(run: Run, tmp_path: Path) -> None:
    """A number in the INI form is one of bandit's own tracebacks, with the exit code of findings."""
    write_files(tmp_path, {".bandit": "[bandit]\nlevel = 3\n"})
    code, lines = run("bandit", {"app.py": EVAL})
    assert code == 3
    (line,) = lines
    assert line.startswith(".: NOT CHECKED: bandit crashed (TypeError")
    assert line.endswith("; run `bandit` by hand to see why")


def test_both_kinds_of_ignore_count(run: Run) -> None:
    assert run("bandit", {"app.py": "eval(input())  # nosec B307\n"}) == (0, [])
    assert run("bandit", {"app.py": "eval(input())  # upkeep: ignore[B307] reads our own file\n"}) == (0, [])
    assert run("bandit", {"app.py": "print()  # upkeep: ignore[B007] of flake8-bugbear\n"}) == (0, [])
    assert run("bandit", {"app.py": "eval(input())  # nosec B307\n"}, "--ignore-nosec")[0] == 1
    code, lines = run("bandit", {"app.py": "print()  # upkeep: ignore[B307] reads our own file\n"})
    assert (code, ids(lines)) == (1, ["app.py:1:10: ignore-unused"])


def test_own_rules_and_bandits_in_one_comment(run: Run) -> None:
    """Each of the two hooks heeds its part."""
    files = {"app.py": "app.run(debug=True) or eval('1')  # upkeep: ignore[B307, debug-run] a demonstration\n"}
    assert run("bandit", files) == (0, [])
    assert run("debug-flag", files) == (0, [])


def test_baselines(run: Run, tmp_path: Path) -> None:
    """bandit's own, a report of before, and ours."""
    old = {"app.py": EVAL}
    run("bandit", old)
    command = [sys.executable, "-I", "-m", "bandit", "-q", "-f", "json", "-o", "old.json", "app.py"]
    subprocess.run(command, cwd=tmp_path)
    assert run("bandit", old, "--bandit-baseline=old.json") == (0, [])
    code, lines = run("bandit", {"app.py": f"\n{EVAL}exec(input())\n"}, "--bandit-baseline=old.json")
    assert (code, ids(lines)) == (1, ["app.py:3:1: B102"])

    ours = {"version": 1, "salt": "s", "findings": []}
    write_files(tmp_path, {"ours.json": json.dumps(ours)})
    assert run("bandit", old, "--baseline=ours.json")[0] == 1


def test_a_folder_of_the_user_does_not_run_in_place_of_bandit(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(tmp_path, {"bandit/__init__.py": "", "bandit/__main__.py": "raise SystemExit(0)\n"})
    monkeypatch.setenv("PYTHONPATH", os.fspath(tmp_path))
    assert run("bandit", {"app.py": EVAL})[0] == 1


def test_environment_without_the_tool_says_so(tmp_path: Path) -> None:
    """What is left when a user's `additional_dependencies` loses the tool; none is taken from PATH."""
    write_files(tmp_path, {"app.py": EVAL, "bin/bandit": "#!/bin/sh\nexit 0\n"})
    (tmp_path / "bin" / "bandit").chmod(0o755)
    hide = (
        "import sys; sys.modules['bandit'] = None; from flask_upkeep.__main__ import main; sys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", hide, "bandit", "app.py"],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr == (
        "flask-upkeep bandit: bandit is not installed in this hook's environment: a list in `additional_dependencies` "
        "replaces the hook's own; add '.[bandit]' to it\n"
    )


def test_pipe_is_not_waited_for(run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    code, lines = run("bandit", {}, "pipe.py")
    assert (code, len(lines)) == (3, 1)
    assert lines[0].startswith("pipe.py: NOT CHECKED: ")
