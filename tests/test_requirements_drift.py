"""``requirements-drift``: files in, environment beside them, lines out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from flask_upkeep import load

from .conftest import Run, write_files
from .drift_cases import (
    ASGIREF,
    CASES,
    CLICK,
    CONDA,
    DEEP,
    FLASK,
    FROZEN,
    HASH,
    TOOLS,
    TXT,
    Case,
    Package,
    package,
    write_environment,
)

HOOK = "requirements-drift"


@pytest.fixture(autouse=True)
def nothing_activated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No environment of the machine is found."""
    for name in (
        "VIRTUAL_ENV",
        "CONDA_PREFIX",
        "UV_PROJECT_ENVIRONMENT",
        "WORKON_HOME",
        "PYENV_ROOT",
        "XDG_CACHE_HOME",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


def findings(lines: list[str]) -> list[str]:
    """``path:line rule`` of each finding, ``path NOT CHECKED`` of each other line."""
    short = []
    for line in lines:
        place, _, rest = line.partition(": ")
        if rest.startswith("advice: "):
            continue
        if rest.startswith("NOT CHECKED"):
            short.append(f"{place} NOT CHECKED")
        else:
            short.append(f"{place.rpartition(':')[0]} {rest.partition(' ')[0]}")
    return sorted(short)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    folder = tmp_path / "project"
    write_files(folder, case.files)
    (folder / ".git").mkdir()
    write_environment(folder / ".venv", case.packages, case.python)
    monkeypatch.chdir(folder)
    code = load(HOOK).main(list(case.options))
    lines = capsys.readouterr().out.splitlines()
    assert findings(lines) == sorted(case.found), lines
    unchecked = any(line.endswith("NOT CHECKED") for line in case.found)
    assert code == (3 if unchecked else 1 if case.found else 0)


# Output --------------------------------------------------------------------------------------------------


def prepared(folder: Path, case: Case, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The case's files and its environment in a folder, which is the working folder from now on."""
    write_files(folder, case.files)
    (folder / ".git").mkdir(exist_ok=True)
    write_environment(folder / ".venv", case.packages, case.python)
    monkeypatch.chdir(folder)
    return folder


def printed(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, list[str]]:
    capsys.readouterr()
    code = load(HOOK).main(list(options))
    captured = capsys.readouterr()
    return code, captured.out.splitlines() + captured.err.splitlines()


@pytest.mark.parametrize(
    ("text", "packages", "message"),
    [
        ("requests==2.0\nclick\n", [CLICK], "not-installed requests is not installed in .venv (in the project); "
            "install this file, or delete the line"),
        ("click==8.0\n", [CLICK], "version-differs click 8.1.7 is installed in .venv (in the project), not 8.0; "
            "install this file, or write ==8.1.7"),
        ("click<8\n", [CLICK], "version-differs click 8.1.7 is installed in .venv (in the project), not <8; "
            "install this file, or write a range that admits it"),
        ("click\n", [CLICK, FLASK], "not-needed Flask 3.1.0 is installed in .venv (in the project), but nothing "
            "listed needs it; list or uninstall it"),
        ("Flask[async]\n", [FLASK, CLICK], "extra-incomplete Flask[async] needs asgiref, which is not installed in "
            ".venv (in the project); install this file, or delete the extra"),
        ("wcwidth @ file:///croot/wcwidth_1/work\n", [CONDA], "path-unportable file:///croot/wcwidth_1/work is a path "
            "of one machine; write wcwidth==0.2.5"),
        ("click==1\nclick==2\n", [CLICK], "pins-conflict click==2 contradicts click==1 in line 1; keep one of them"),
        (f"tools @ git+https://me:secret@github.com/shop/tools@{'0' * 40}\n", [TOOLS], "revision-differs tools "
            "in .venv (in the project) is commit 4f0e3a1c9b7d, not 000000000000; write @4f0e3a1c9b7d, "
            "or install this file"),
        ("tools @ git+https://me:secret@github.com/other/tools\n", [TOOLS], "source-differs tools in .venv (in the "
            "project) comes from https://github.com/shop/tools.git, not from git+https://github.com/other/tools; "
            "install this file, or write that"),
    ],
)  # fmt: skip
def test_messages(
    text: str,
    packages: list[Package],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    prepared(tmp_path, Case("", {TXT: text}, packages), monkeypatch)
    code, lines = printed(capsys)
    assert code == 1
    assert [line.partition(": ")[2] for line in lines] == [message]


def test_wide_text_is_advice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    prepared(tmp_path, Case("", {TXT: "click==8.1.7\n".encode("utf-16")}, [CLICK]), monkeypatch)
    code, lines = printed(capsys)
    advice = "it is UTF-16-LE, which git takes for binary and hides in reviews; save it as UTF-8 (--fix)"
    assert (code, lines) == (0, [f"{TXT}:1:1: advice: {advice}"])


def test_passwords_are_not_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    url = "https://me:hunter2@index"
    text = f"--index-url {url}/simple\n? {url}/x\n{url}/x.zip\nclick\n"
    prepared(tmp_path, Case("", {TXT: text}, [CLICK]), monkeypatch)
    code, lines = printed(capsys)
    assert code == 3
    assert "hunter2" not in "\n".join(lines)


def test_nothing_listed_is_not_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    prepared(tmp_path, Case("", {"app.py": ""}, [CLICK]), monkeypatch)
    code, lines = printed(capsys)
    assert code == 3
    assert lines == [
        ".: NOT CHECKED: no requirements file, lock or pyproject.toml lists anything here; "
        'name one with requirements = ["FILE"] in [tool.flask-upkeep.requirements-drift], or leave this hook out'
    ]


def test_file_of_another_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    prepared(tmp_path, Case("", {"deps.txt": "click==8.0\n"}, [CLICK]), monkeypatch)
    assert findings(printed(capsys, "--requirements", "deps.txt")[1]) == ["deps.txt:1 version-differs"]
    (tmp_path / "requirements-web.txt").write_text("click==7.0\n")
    expected = ["deps.txt:1 version-differs", "requirements-web.txt:1 version-differs"]
    assert findings(printed(capsys, "--requirements", "deps.txt")[1]) == expected, "the others are judged as ever"
    assert findings(printed(capsys, "--requirements", "gone.txt")[1])[0] == "gone.txt NOT CHECKED"


def test_named_template_is_not_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    files = {TXT: "click\n", "skeleton/requirements.txt": "{{ more }}\n"}
    prepared(tmp_path, Case("", files, [CLICK]), monkeypatch)
    assert findings(printed(capsys, "skeleton/requirements.txt")[1]) == ["skeleton/requirements.txt NOT CHECKED"]


def test_named_file_is_judged_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    files = {TXT: "click==8.0\n", "docs/requirements.txt": "sphinx\nclick==8.1\n"}
    prepared(tmp_path, Case("", files, [CLICK]), monkeypatch)
    expected = ["docs/requirements.txt:1 not-installed", "docs/requirements.txt:2 version-differs"]
    assert findings(printed(capsys, "docs/requirements.txt")[1]) == expected


def test_prose_is_no_requirements_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    files = {TXT: "click\n", "docs/user-requirements.txt": "The system shall be fast.\nIt shall be cheap.\n"}
    prepared(tmp_path, Case("", files, [CLICK]), monkeypatch)
    assert printed(capsys) == (0, [])


def test_ignore_silences_and_is_not_called_unused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    text = "click==8.0  # upkeep: ignore[version-differs] the servers lag behind\n"
    prepared(tmp_path, Case("", {TXT: text}, [CLICK]), monkeypatch)
    assert printed(capsys, TXT) == (0, [])
    assert printed(capsys, "--on-no-environment=skip", TXT) == (0, [])
    (tmp_path / TXT).write_text(text.replace("8.0", "8.1.7"))
    assert printed(capsys, TXT) == (0, []), "elsewhere it may silence something"


def test_commit_checks_look_where_a_listing_file_is_part_of_the_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    prepared(tmp_path, Case("", {TXT: "click==8.0\n", "app.py": "", "pyproject.toml": ""}, [CLICK]), monkeypatch)

    def checked(*files: str) -> list[str]:
        capsys.readouterr()
        load("commit-checks").main(list(files))
        return findings(capsys.readouterr().out.splitlines())

    assert checked("app.py") == []
    assert checked("app.py", TXT) == [f"{TXT}:1 version-differs"]
    assert checked("pyproject.toml") == [f"{TXT}:1 version-differs"]


# Fixing --------------------------------------------------------------------------------------------------

BEFORE = """\
# kept: comments, order, case
Flask[async] == 2.0  ; python_version >= "3"   # pinned
click==8.0 # why
pywin32==1 ; sys_platform == "none"
requests>=2
"""
MENDED = BEFORE.replace("== 2.0", "== 3.1.0").replace("click==8.0", "click==8.1.7")
FOREIGN = "wcwidth @ file:///croot/wcwidth_1/work"
FIXED = [
    pytest.param(BEFORE, MENDED, id="versions only"),
    pytest.param("click==8.0\r\nFlask==3.1.0\r\n", "click==8.1.7\r\nFlask==3.1.0\r\n", id="CRLF"),
    pytest.param("Flask==3.1.0\nclick==8.0", "Flask==3.1.0\nclick==8.1.7", id="no final newline"),
    pytest.param(b"\xef\xbb\xbfclick==8.0\n", b"\xef\xbb\xbfclick==8.1.7\n", id="UTF-8 mark"),
    pytest.param(
        "# coding: latin-1\nclick==8.0 # gr\u00fc\u00dfe\n".encode("latin-1"),
        "# coding: latin-1\nclick==8.1.7 # gr\u00fc\u00dfe\n".encode("latin-1"),
        id="Latin-1",
    ),
    pytest.param("click==8.0\r\n# \u00fc\r\n".encode("utf-16"), "click==8.1.7\r\n# \u00fc\r\n", id="UTF-16"),
    pytest.param("click==8.1.7\n".encode("utf-16"), "click==8.1.7\n", id="UTF-16 without drift"),
    pytest.param("cli\\\nck==8.0\n", "cli\\\nck==8.1.7\n", id="continuation"),
    pytest.param(f"{FOREIGN} ; os_name != 'x'\n", "wcwidth==0.2.5 ; os_name != 'x'\n", id="conda"),
    pytest.param("click==8.0  # upkeep: ignore[version-differs] on purpose\n", None, id="ignored"),
    pytest.param(f"click==8.0 \\\n    --hash={HASH}\n", None, id="hashed"),
    pytest.param("click<8\n", None, id="range"),
    pytest.param("click==8.0\nclick==7.0\n", None, id="conflict"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), FIXED)
def test_fix(
    before: str | bytes,
    after: str | bytes | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    given = before if isinstance(before, bytes) else before.encode()
    wanted = given if after is None else after if isinstance(after, bytes) else after.encode()
    packages = [FLASK, CLICK, ASGIREF, CONDA, package("requests", "2.32.0")]
    prepared(tmp_path, Case("", {TXT: given}, packages), monkeypatch)
    os.chmod(tmp_path / TXT, 0o640)
    code, lines = printed(capsys, "--fix", "--allow=requests", "--allow=wcwidth", "--allow=flask", "--allow=asgiref")
    assert (tmp_path / TXT).read_bytes() == wanted
    assert (tmp_path / TXT).stat().st_mode & 0o777 == 0o640
    assert any("mended, stage the file" in line for line in lines) is (after is not None)
    assert code == (1 if after is not None or "ignore" not in str(before) else 0)
    again = printed(capsys, "--fix", "--allow=requests", "--allow=wcwidth", "--allow=flask", "--allow=asgiref")[1]
    assert (tmp_path / TXT).read_bytes() == wanted
    assert not any("mended, stage the file" in line for line in again)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (FROZEN.replace("MarkupSafe==3.0.2\n", ""), FROZEN),
        (FROZEN.replace("blinker==1.9.0\n", "").replace("Werkzeug==3.1.3\n", ""), FROZEN),
        ("Werkzeug==3.1.3\nFlask==3.1.0\nclick==8.1.7\nblinker==1.9.0\nJinja2==3.1.5", None),
    ],
)
def test_fix_adds_lost_pins(
    before: str,
    after: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    prepared(tmp_path, Case("", {TXT: before}, DEEP), monkeypatch)
    assert printed(capsys, "--fix")[0] == 1
    assert (tmp_path / TXT).read_text() == (after or f"{before}\nMarkupSafe==3.0.2")
    assert printed(capsys) == (0, [])


def test_fix_mends_included_files_in_their_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    files = {TXT: "-r requirements/base.txt\nFlask==3.1.0\n", "requirements/base.txt": "click==8.0\n"}
    prepared(tmp_path, Case("", files, [FLASK, CLICK]), monkeypatch)
    code, lines = printed(capsys, "--fix")
    assert (code, findings(lines)) == (1, ["requirements/base.txt:1 version-differs"])
    assert (tmp_path / "requirements/base.txt").read_text() == "click==8.1.7\n"
    assert (tmp_path / TXT).read_text() == files[TXT]


def test_fix_refuses_hashes_with_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    prepared(tmp_path, Case("", {TXT: f"click==8.0 --hash={HASH}\n"}, [CLICK]), monkeypatch)
    (line,) = printed(capsys, "--fix")[1]
    assert line.endswith("(not mended: its hashes belong to the old version; run the lock tool)")


# One process, no network ---------------------------------------------------------------------------------


def test_starts_nothing_and_connects_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    files = {
        TXT: "-r base.txt\nFlask>=2\n",
        "base.txt": "click==8.0\n",
        "pyproject.toml": '[project]\ndependencies = ["Flask"]\n',
    }
    prepared(tmp_path, Case("", files, [FLASK, CLICK]), monkeypatch)
    program = """
import sys
refused = ("subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.startfile", "os.system", "socket.")

def hook(event, arguments):
    if event.startswith(refused):
        raise SystemExit(f"{event} {arguments}")

sys.addaudithook(hook)
from flask_upkeep.__main__ import main
raise SystemExit(main(["requirements-drift"]))
"""
    command = [sys.executable, "-I", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert findings(done.stdout.splitlines()) == ["base.txt:1 version-differs"]


@pytest.mark.parametrize(
    ("digest", "found"),
    [
        ("e7c111acb91be290a0cacc1e5328856498ffb5f4937fffc5de3e724ff08d5fd2", []),
        ("f0645203d2a28850195f2722194bd1f204bb5cead9b8623b9beb601613d59ecc", []),
        ("0" * 64, ["Pipfile.lock:1 lock-outdated"]),
    ],
    ids=["plette 2", "pipenv 2026.10.3, with canonical names", "another"],
)
def test_digests_of_a_pipfile(run_in_repository: Run, digest: str, found: list[str]):
    pipfile = (
        '[[source]]\nurl = "https://index.invalid/simple"\nverify_ssl = true\nname = "index"\n\n'
        '[packages]\nFlask_WTF = "*"\n\n[dev-packages]\n\n[docs]\nSphinx = "*"\n'
    )
    lock = {"_meta": {"hash": {"sha256": digest}, "pipfile-spec": 6}, "default": {}, "develop": {}}
    files = {"Pipfile": pipfile, "Pipfile.lock": json.dumps(lock)}
    _, lines = run_in_repository(HOOK, files, "--on-no-environment=skip")
    assert [line for line in findings(lines) if "lock-outdated" in line] == found
