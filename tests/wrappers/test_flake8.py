"""flake8 behind its wrapper: configurations, exit codes, and what flake8 did not read."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ..conftest import Run, write_files

UNUSED = "import os\n"
PYTHON = ".".join(map(str, sys.version_info[:2]))
NONE = "[no configuration of flake8: as black formats]"
FOUND = f"app.py:1:1: F401 'os' imported but unused {NONE}"


def codes(lines: list[str]) -> list[str]:
    return [f"{line.split(':')[0]} {line.split()[1]}" for line in lines]


def test_finding_names_the_configuration(run: Run, tmp_path: Path) -> None:
    assert run("flake8", {"app.py": UNUSED}) == (1, [FOUND])
    write_files(tmp_path, {"setup.cfg": "[flake8]\n"})
    assert run("flake8", {"app.py": UNUSED}) == (1, ["app.py:1:1: F401 'os' imported but unused [setup.cfg]"])


def test_bugbear_is_on_board_and_says_one_sentence(run: Run) -> None:
    line = f"app.py:1:13: B006 Do not use mutable data structures for argument defaults {NONE}"
    assert run("flake8", {"app.py": "def add(new=[]):\n    return new\n"}) == (1, [line])


@pytest.mark.parametrize(
    "text", ["x = ham[lower + 1 : upper]\n", f"x = '{'a' * 80}'\n", "class A: ...\n"], ids=["E203", "88", "E701"]
)
def test_what_black_writes_passes_without_a_configuration(run: Run, text: str) -> None:
    names = "ham = lower = upper = 1\n" if "ham" in text else ""
    assert run("flake8", {"app.py": f"{names}{text}"}) == (0, [])


def test_a_project_with_a_configuration_keeps_flake8s_defaults(run: Run, tmp_path: Path) -> None:
    write_files(tmp_path, {".flake8": "[flake8]\n"})
    line = "app.py:1:80: E501 line too long (86 > 79 characters) [.flake8]"
    assert run("flake8", {"app.py": f"x = '{'a' * 80}'\n"}) == (1, [line])


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"setup.cfg": "[flake8]\nignore = F401\n"}, []),
        ({"tox.ini": "[flake8]\nignore = F401\n"}, []),
        ({".flake8": "[flake8]\nignore = F401\n"}, []),
        ({"pyproject.toml": "[tool.flake8]\nignore = ['F401']\n"}, []),
        ({"pyproject.toml": "[tool.black]\n"}, [FOUND]),
        ({"tox.ini": "[tox]\n"}, [FOUND]),
        # the first that has a section decides, pyproject.toml before all
        ({"setup.cfg": "[metadata]\n", "tox.ini": "[flake8]\nignore = F401\n", ".flake8": "[flake8]\n"}, []),
        ({"setup.cfg": "[flake8]\nignore = F401\n", "pyproject.toml": "[tool.flake8]\nignore = ['F8']\n"},
         ["app.py:1:1: F401 'os' imported but unused [pyproject.toml]"]),
    ],
)  # fmt: skip
def test_configuration_is_found(run: Run, tmp_path: Path, files: dict[str, str], expected: list[str]) -> None:
    write_files(tmp_path, files)
    assert run("flake8", {"app.py": UNUSED}) == (bool(expected), expected)


def test_configuration_that_is_named(run: Run, tmp_path: Path) -> None:
    write_files(
        tmp_path, {"etc/lint.cfg": "[flake8]\nignore = F401\n", "lint.toml": "[tool.flake8]\nignore=['F401']\n"}
    )
    assert run("flake8", {"app.py": UNUSED}, "--config=etc/lint.cfg") == (0, [])
    assert run("flake8", {"app.py": UNUSED}, "--config=lint.toml") == (0, [])


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("migrations", ["app.py", "app/db.py"]),
        ("migrations/", ["app.py", "app/db.py", "app/migrations/m.py"]),
        ("*/migrations/*", ["app.py", "app/db.py", "migrations/m.py"]),
        ("migrations/*", ["app.py", "app/db.py", "app/migrations/m.py"]),
        ("app", ["app.py", "migrations/m.py"]),
        ("db.py", ["app.py", "app/migrations/m.py", "migrations/m.py"]),
    ],
)
@pytest.mark.parametrize("key", ["exclude", "extend-exclude", "extend_exclude"])
def test_excluded_folders_stay_excluded_when_files_are_named(
    run: Run, tmp_path: Path, key: str, pattern: str, expected: list[str]
) -> None:
    """As `flake8 .` would have it."""
    write_files(tmp_path, {".flake8": f"[flake8]\n{key} = {pattern}\n"})
    files = dict.fromkeys(("app.py", "app/db.py", "app/migrations/m.py", "migrations/m.py"), UNUSED)
    code, lines = run("flake8", files)
    assert (code, [line.partition(":")[0] for line in lines]) == (1, expected)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--ignore=F",), ["app.py W291"]),
        (("--extend-ignore=W2",), ["app.py F401"]),
        (("--select=W",), ["app.py W291"]),
        (("--per-file-ignores=app.py:F401",), ["app.py W291"]),
        (("--exclude=app.py",), []),
        (("--max-line-length=5",), ["app.py F401", "app.py E501", "app.py W291"]),
    ],
)
def test_options_are_handed_on(run: Run, options: tuple[str, ...], expected: list[str]) -> None:
    code, lines = run("flake8", {"app.py": "import os \n"}, *options)
    assert (code, codes(lines)) == (bool(expected), expected)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            ".flake8",
            "[flake8]\nignore = E203  # as black\n",
            ".flake8: ValueError: Error code '#' supplied to 'ignore'",
        ),
        (".flake8", "[flake8]\nmax-line-length = wide\n", ".flake8: ValueError: invalid literal for int()"),
        (".flake8", "[flake8]\nrequire-plugins = flake8-none\n", ".flake8: missing: flake8-none"),
        (".flake8", "[flake8]\nselect = ZZZ\n", "no installed check has a code like ZZZ; mend `select`"),
        (".flake8", "[flake8\n", ".flake8: File contains no section headers."),
        ("pyproject.toml", "[tool.flake8\n", "pyproject.toml: Expected ']'"),
        ("pyproject.toml", "[tool.flake8]\nmax-line-length = 'wide'\n", "pyproject.toml: "),
    ],
)
def test_broken_configuration_is_one_line(run: Run, tmp_path: Path, name: str, text: str, said: str) -> None:
    write_files(tmp_path, {name: text})
    code, lines = run("flake8", {"app.py": UNUSED})
    assert code == 2, lines
    (line,) = lines
    assert line.startswith(f"flask-upkeep flake8: {said}")


@pytest.mark.parametrize(
    "option", ["--select=ZZZ", "--exit-zero", "--output-file=x", "--quiet", "--format=pylint", "--config=none.cfg"]
)
def test_options_that_would_hide_findings_are_refused(run: Run, option: str) -> None:
    code, lines = run("flake8", {"app.py": UNUSED}, option)
    assert (code, len(lines)) == (2, 1)


@pytest.mark.parametrize("setting", ["quiet = 1", "quiet = 2", "show-source = 1", "count = 1", "statistics = 1"])
def test_report_that_the_configuration_hides_is_not_checked(run: Run, tmp_path: Path, setting: str) -> None:
    write_files(tmp_path, {".flake8": f"[flake8]\n{setting}\n"})
    code, lines = run("flake8", {"app.py": UNUSED})
    assert code == 3
    remedy = "take quiet, show-source, count and statistics out of it"
    assert lines[-1] == f".flake8: NOT CHECKED: its settings hide flake8's report; {remedy}"


def test_count_of_nothing_is_no_report(run: Run, tmp_path: Path) -> None:
    write_files(tmp_path, {".flake8": "[flake8]\ncount = true\n"})
    code, lines = run("flake8", {"app.py": "x = 1\n"})
    assert (code, len(lines)) == (3, 1)
    assert lines[0].startswith(".flake8: NOT CHECKED: its settings hide flake8's report")


def test_settings_of_the_report_do_not_matter_to_a_clean_file(run: Run, tmp_path: Path) -> None:
    write_files(tmp_path, {".flake8": "[flake8]\nquiet = 2\nshow-source = 1\nformat = pylint\noutput-file = out.txt\n"})
    assert run("flake8", {"app.py": "x = 1\n"}) == (0, [])


@pytest.mark.parametrize(
    "data", [b"x = (\n", b"x = 1\0\n", "x = 1\n".encode("utf-16")],
    ids=["syntax", "nul", "utf-16"],
)  # fmt: skip
def test_what_flake8_did_not_read_is_not_checked(run: Run, data: bytes) -> None:
    code, lines = run("flake8", {"bad.py": data, "app.py": UNUSED})
    assert code == 3
    assert FOUND in lines
    assert lines[-1].startswith(f"bad.py: NOT CHECKED: flake8, on Python {PYTHON}, did not read it (")


def test_latin_1_is_read(run: Run) -> None:
    assert run("flake8", {"app.py": "# Grüße\nimport os\n".encode("latin-1")})[0] == 1


def test_both_kinds_of_ignore_count(run: Run) -> None:
    assert run("flake8", {"app.py": "import os  # noqa: F401\n"}) == (0, [])
    assert run("flake8", {"app.py": "import os  # upkeep: ignore[F401] kept for others\n"}) == (0, [])
    assert run("flake8", {"app.py": "eval(input())  # upkeep: ignore[B307] of bandit\n"}) == (0, [])
    assert run("flake8", {"app.py": "import os  # noqa: F401\n"}, "--disable-noqa")[0] == 1


def test_order_of_files_does_not_count(run: Run) -> None:
    files = {f"part_{number:02}.py": UNUSED for number in range(20)}
    first = run("flake8", files)
    assert first == run("flake8", dict(reversed(files.items())))
    assert len(first[1]) == 20


def test_a_folder_of_the_user_does_not_run_in_place_of_flake8(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(tmp_path, {"flake8/__init__.py": "", "flake8/__main__.py": "raise SystemExit(0)\n"})
    monkeypatch.setenv("PYTHONPATH", os.fspath(tmp_path))
    assert run("flake8", {"app.py": UNUSED})[0] == 1


def test_names_that_read_as_options(run: Run) -> None:
    assert codes(run("flake8", {"--version": "", "-x.py": UNUSED})[1]) == ["-x.py F401"]


def test_pipe_is_not_waited_for(run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    code, lines = run("flake8", {}, "pipe.py")
    assert (code, len(lines)) == (3, 1)
    assert lines[0].startswith("pipe.py: NOT CHECKED: ")
