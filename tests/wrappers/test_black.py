"""black behind its wrapper: what it changes, what it would change, and what it did not read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from flask_upkeep import load

from ..conftest import Run, write_files

UGLY = "x = {  'a' : 1 }\n"
PRETTY = 'x = {"a": 1}\n'
FORMATTED = "black-formatted black has formatted this file; stage the change and commit again"
WIDE = f"x = [{', '.join(['1'] * 30)}]\n"  # 93 characters: two lines for black, one where lines may be long


def would(path: str, line: int, last: int = 0) -> str:
    lines = f"lines {line} to {last}" if last else "this line"
    return f"{path}:{line}:1: black-format black writes {lines} differently; run `black {path}`"


def test_it_formats_once(run: Run, tmp_path: Path) -> None:
    assert run("black", {"app.py": UGLY, "ok.py": PRETTY}) == (1, [f"app.py:1:1: {FORMATTED}"])
    assert (tmp_path / "app.py").read_text() == PRETTY
    assert run("black", {"ok.py": PRETTY, "app.py": PRETTY}) == (0, [])


def test_check_touches_nothing(run: Run, tmp_path: Path) -> None:
    assert run("black", {"app.py": UGLY}, "--check") == (1, [would("app.py", 1)])
    assert (tmp_path / "app.py").read_text() == UGLY


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (f"import os\n\n{UGLY}", [(3, 0)]),
        ("a = 1\n\n\n\n\nb = 2\n", [(4, 5)]),
        ("a = 1\nb = ( 1,\n  2 )\nc = 3\n", [(2, 3)]),
        ("def f():\n    return 1\nx = 1\n", [(2, 0)]),  # two lines to insert below it
        ("x = 1", [(1, 0)]),
        (UGLY + "\n" * 2 + "y = 1\n" * 20 + UGLY, [(1, 0), (24, 0)]),
        ('"""\n--- a\tb\n+++ c\n"""\n' + UGLY, [(5, 0)]),
    ],
)
def test_check_names_the_lines(run: Run, text: str, places: list[tuple[int, int]]) -> None:
    assert run("black", {"app.py": text}, "--check") == (1, [would("app.py", *place) for place in places])


def test_line_endings_and_mode_are_kept(run: Run, tmp_path: Path) -> None:
    write_files(tmp_path, {"app.py": ""})
    (tmp_path / "app.py").chmod(0o755)
    assert run("black", {"app.py": UGLY.replace("\n", "\r\n")})[0] == 1
    assert (tmp_path / "app.py").read_bytes() == PRETTY.replace("\n", "\r\n").encode()
    assert stat.S_IMODE((tmp_path / "app.py").stat().st_mode) == 0o755


@pytest.mark.parametrize("options", [(), ("--check",)])
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"x = (\n", "line 1, column 5"),
        ("# Grüße\n".encode("latin-1"), "invalid or missing encoding declaration"),
        ("x = 1\n".encode("utf-16"), "invalid or missing encoding declaration"),
    ],
    ids=["syntax", "latin-1", "utf-16"],
)
def test_what_black_cannot_parse_is_not_checked(
    run: Run, tmp_path: Path, options: tuple[str, ...], data: bytes, said: str
) -> None:
    code, lines = run("black", {"bad.py": data, "app.py": UGLY}, *options)
    assert code == 3
    assert lines == [
        would("app.py", 1) if options else f"app.py:1:1: {FORMATTED}",
        f"bad.py: NOT CHECKED: black cannot parse it ({said}); mend its syntax or encoding",
    ]
    assert (tmp_path / "bad.py").read_bytes() == data


def test_excludes_of_the_repository_count_in_its_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"pyproject.toml": "[tool.black]\nextend-exclude = '/kept/'\n", ".git/HEAD": "", "kept/app.py": UGLY}
    write_files(tmp_path, files)
    monkeypatch.chdir(tmp_path / "kept")
    assert load("black").main(["app.py", "--check"]) == 0


def test_newer_syntax_than_this_python_is_formatted(run: Run) -> None:
    text = "try:\n    pass\nexcept A, B:\n    pass\n"
    assert run("black", {"app.py": text}, "--check", "--target-version=py314") == (0, [])


def test_missing_file_is_not_checked_and_the_others_are(run: Run, tmp_path: Path) -> None:
    code, lines = run("black", {"app.py": UGLY}, "--check", "gone.py")
    assert (code, lines[0]) == (3, would("app.py", 1))
    assert lines[1:] == ["gone.py: NOT CHECKED: there is no such file; name one that exists"]


@pytest.mark.parametrize(
    ("name", "setting", "expected"),
    [
        ("pyproject.toml", "extend-exclude = 'generated'", ["app.py", "svc/app.py"]),
        ("pyproject.toml", "force-exclude = '''\n^/svc/  # kept apart\n'''", ["app.py", "generated/a.py"]),
        ("pyproject.toml", "exclude = '^/app'", ["generated/a.py", "svc/app.py"]),
        ("svc/pyproject.toml", "extend-exclude = '^/app'", ["app.py", "generated/a.py"]),
        ("svc/pyproject.toml", "skip-string-normalization = true", ["app.py", "generated/a.py", "svc/app.py"]),
    ],
)
def test_excluded_files_stay_excluded_when_they_are_named(
    run: Run, tmp_path: Path, name: str, setting: str, expected: list[str]
) -> None:
    write_files(tmp_path, {name: f"[tool.black]\n{setting}\n"})
    files = dict.fromkeys(("app.py", "generated/a.py", "svc/app.py"), UGLY)
    code, lines = run("black", files, "--check")
    assert (code, [line.partition(":")[0] for line in lines]) == (1, expected)


def test_nearest_configuration_decides_whatever_else_is_checked(run: Run, tmp_path: Path) -> None:
    write_files(tmp_path, {"svc/pyproject.toml": "[tool.black]\nline-length = 120\n"})
    assert run("black", {"svc/a.py": WIDE, "a.py": WIDE}, "--check") == (1, [would("a.py", 1)])
    assert run("black", {"svc/a.py": WIDE}, "--check") == (0, [])


@pytest.mark.parametrize("setting", ["quiet = true", "verbose = true", "color = true", "check = true", "diff = true"])
def test_settings_of_the_report_do_not_hide_findings(run: Run, tmp_path: Path, setting: str) -> None:
    write_files(tmp_path, {"pyproject.toml": f"[tool.black]\n{setting}\n"})
    assert run("black", {"app.py": UGLY}, "--check") == (1, [would("app.py", 1)])


@pytest.mark.parametrize("setting", ["check = true", "diff = true"])
def test_settings_that_keep_black_from_formatting_are_errors(run: Run, tmp_path: Path, setting: str) -> None:
    write_files(tmp_path, {"pyproject.toml": f"[tool.black]\n{setting}\n"})
    code, lines = run("black", {"app.py": UGLY})
    assert (code, len(lines)) == (2, 1)
    assert "use black-check" in lines[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("line-lenght = 100", "Invalid config keys detected: 'line_lenght' (in "),
        ("required-version = '22'", "The required version `22` does not match"),
        ("line-length = 'wide'", "Invalid value for '-l' / '--line-length': 'wide' is not a valid integer"),
        ("extend-exclude = '('", "an excluding expression is none: missing )"),
        ("x =", "pyproject.toml: Invalid value"),
    ],
)
@pytest.mark.parametrize("options", [(), ("--check",)])
def test_broken_configuration_is_one_line(
    run: Run, tmp_path: Path, options: tuple[str, ...], text: str, said: str
) -> None:
    write_files(tmp_path, {"pyproject.toml": f"[tool.black]\n{text}\n"})
    code, lines = run("black", {"app.py": PRETTY}, *options)
    assert code == 2, lines
    (line,) = lines
    assert line.startswith(f"flask-upkeep black: {said}")


@pytest.mark.parametrize("option", ["--quiet", "--diff", "-q", "--line-ranges=1-2", "--code=x"])
def test_options_that_would_hide_findings_are_refused(run: Run, option: str) -> None:
    code, lines = run("black", {"app.py": UGLY}, option)
    assert (code, len(lines)) == (2, 1)


def test_both_kinds_of_ignore_count(run: Run) -> None:
    assert run("black", {"app.py": f"# fmt: off\n{UGLY}"}, "--check") == (0, [])
    ignored = f"# upkeep: ignore[black-format] aligned by hand\n{UGLY}"
    assert run("black", {"app.py": ignored}, "--check") == (0, [])


def test_a_folder_of_the_user_does_not_run_in_place_of_black(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(tmp_path, {"black/__init__.py": "", "black/__main__.py": "raise SystemExit(0)\n"})
    monkeypatch.setenv("PYTHONPATH", os.fspath(tmp_path))
    assert run("black", {"app.py": UGLY}, "--check")[0] == 1


def test_names_that_read_as_options(run: Run) -> None:
    assert run("black", {"-x.py": UGLY}, "--check") == (1, [would("-x.py", 1)])


def test_more_files_than_one_command_line_takes(run: Run) -> None:
    name = "a" * 180
    files = {f"{name}/{name}{number:04}.py": PRETTY for number in range(1200)}
    last = f"{name}/{name}9999.py"
    code, lines = run("black", {**files, last: UGLY}, "--check")
    assert (code, lines) == (1, [would(last, 1)])
