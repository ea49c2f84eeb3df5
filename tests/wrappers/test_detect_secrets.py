"""detect-secrets behind its wrapper: its baseline, encodings, and no network."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from flask_upkeep import load

from ..conftest import Run, git, write_files

# Made up here, so that no scanner of others stumbles over it.
VALUE = "EsAF7" + "iQrpC6G"
SECRET = f'password = "{VALUE}"\n'
KIND = "detected-secret Secret Keyword: exchange it and load the new one from the environment, or audit the baseline"


def run_command(*options: str) -> int:
    return load("detect-secrets").main(list(options))


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a tracked secret and its baseline."""
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path, {"app.py": SECRET})
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    assert run_command("--write-baseline") == 0
    return tmp_path


def test_finding(run: Run) -> None:
    code, lines = run("detect-secrets", {"app.py": f"x = 1\n{SECRET}"})
    assert (code, lines) == (1, [f"app.py:2:1: {KIND}"])
    assert VALUE not in "".join(lines)


def test_clean_file_passes(run: Run) -> None:
    assert run("detect-secrets", {"app.py": "password = os.environ['PASSWORD']\n"}) == (0, [])


@pytest.mark.parametrize(
    "data",
    [
        f"# Grüße\n{SECRET}".encode(),
        f"# Grüße\n{SECRET}".encode("latin-1"),
        f"# Grüße\n{SECRET}".encode("utf-16"),
        f"# Grüße\n{SECRET}".encode("utf-8-sig"),
    ],
    ids=["utf-8", "latin-1", "utf-16", "bom"],
)
@pytest.mark.parametrize("name", ["app.py", "deep/folder/settings.yaml", ".env", "swagger/app.py"])
def test_every_encoding_is_read_under_every_locale(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("PYTHONUTF8", "0")
    monkeypatch.setenv("PYTHONCOERCECLOCALE", "0")
    assert run("detect-secrets", {name: data}) == (1, [f"{name}:2:1: {KIND}"])


@pytest.mark.parametrize("beside", ["../app.py", "{folder}/app.py"])
def test_every_encoding_is_read_outside_the_working_folder(run: Run, tmp_path: Path, beside: str) -> None:
    write_files(tmp_path.parent, {"app.py": f"# Grüße\n{SECRET}".encode("latin-1")})
    name = beside.format(folder=tmp_path.parent)
    assert run("detect-secrets", {}, name) == (1, [f"{name}:2:1: {KIND}"])


def test_binary_file_is_passed_over(run: Run) -> None:
    assert run("detect-secrets", {"blob": b"\0\x01" + SECRET.encode()}) == (0, [])


@pytest.mark.parametrize("name", ["swagger/app.py", "Grüße.py"])
def test_baseline_holds_what_the_hook_finds(repository: Path, name: str) -> None:
    write_files(repository, {name: SECRET})
    git(repository, "add", ".")
    assert run_command(name) == 1
    assert run_command("--write-baseline") == 0
    assert run_command(name) == 0


def test_baseline_wants_a_repository(tmp_path: Path, run: Run) -> None:
    code, lines = run("detect-secrets", {"app.py": SECRET}, "--write-baseline")
    assert (code, len(lines)) == (2, 1)
    assert not (tmp_path / ".secrets.baseline").exists()


def test_missing_file_is_not_checked(run: Run) -> None:
    code, lines = run("detect-secrets", {"app.py": SECRET}, "gone.py")
    assert (code, lines[0]) == (3, f"app.py:1:1: {KIND}")
    assert lines[1].startswith("gone.py: NOT CHECKED: cannot be read (No such file")
    assert len(lines) == 2


@pytest.mark.parametrize(
    "text",
    [
        f"{SECRET.strip()}  # pragma: allowlist secret\n",
        f"# pragma: allowlist nextline secret\n{SECRET}",
        f"# upkeep: ignore[detected-secret] a demonstration\n{SECRET}",
    ],
)
def test_both_kinds_of_ignore_count(run: Run, text: str) -> None:
    assert run("detect-secrets", {"app.py": text}) == (0, [])


@pytest.mark.parametrize(
    "option", ["--exclude-files=app", "--exclude-lines=password", f"--exclude-secrets={VALUE}",
               "--disable-plugin=KeywordDetector"],
)  # fmt: skip
def test_options_are_handed_on(run: Run, option: str) -> None:
    assert run("detect-secrets", {"app.py": SECRET}, option) == (0, [])


@pytest.mark.parametrize("option", ["--only-verified", "--json", "-C=.", "--list-all-plugins", "--verbose"])
def test_options_that_verify_or_hide_are_refused(run: Run, option: str) -> None:
    code, lines = run("detect-secrets", {"app.py": SECRET}, option)
    assert (code, len(lines)) == (2, 1)


def test_unknown_plugin_is_one_line(run: Run) -> None:
    code, lines = run("detect-secrets", {"app.py": SECRET}, "--disable-plugin=NoSuchDetector")
    assert (code, len(lines)) == (2, 1), lines


def test_baseline_silences_old_secrets_wherever_they_move(repository: Path, run: Run) -> None:
    before = (repository / ".secrets.baseline").read_bytes()
    assert run("detect-secrets", {"app.py": f"\n\n\n{SECRET}"}) == (0, [])
    code, lines = run("detect-secrets", {"app.py": f"\n{SECRET}", "new.py": SECRET})
    assert (code, lines) == (1, [f"new.py:1:1: {KIND}"])
    assert (repository / ".secrets.baseline").read_bytes() == before


def test_baseline_that_is_not_staged_does_no_harm(repository: Path, run: Run) -> None:
    git(repository, "add", ".secrets.baseline")
    baseline = repository / ".secrets.baseline"
    baseline.write_text(baseline.read_text() + "\n")
    assert run("detect-secrets", {"app.py": SECRET}) == (0, [])


def test_baseline_itself_is_no_finding(repository: Path, run: Run) -> None:
    git(repository, "add", ".secrets.baseline")
    assert run("detect-secrets", {}, "--all-files") == (0, [])
    (repository / ".secrets.baseline").rename(repository / "other.json")
    git(repository, "add", "other.json")
    code, lines = run("detect-secrets", {}, "--all-files", "--secrets-baseline=other.json")
    assert (code, lines) == (0, [])


def test_forty_shifted_files_in_two_processes(repository: Path) -> None:
    names = [f"part_{number:02}.py" for number in range(40)]
    write_files(repository, dict.fromkeys(names, SECRET))
    git(repository, "add", ".")
    assert run_command("--write-baseline") == 0
    before = (repository / ".secrets.baseline").read_bytes()
    write_files(repository, dict.fromkeys(names, f"# moved\n{SECRET}"))

    def check(part: list[str]) -> int:
        command = [sys.executable, "-I", "-m", "flask_upkeep", "detect-secrets", *part]
        return subprocess.run(command, cwd=repository, capture_output=True).returncode

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(check, (names[:20], names[20:]))) == [0, 0]
    assert (repository / ".secrets.baseline").read_bytes() == before


def test_network_is_never_asked(repository: Path, tmp_path: Path) -> None:
    """A token of a shape that detect-secrets verifies by default, and a baseline that would have it verified."""
    token = "xoxb" + "-23984754863-2348975623103-" + "a1b2C3d4" * 3
    write_files(tmp_path, {"bot.py": f'slack = "{token}"\n'})
    audit = (
        "import sys; network = ('socket.connect', 'socket.getaddrinfo'); "
        "sys.addaudithook(lambda name, _: name in network and sys.exit(77))\n"
    )
    start = f"{audit}import runpy; runpy.run_module('detect_secrets.pre_commit_hook', run_name='__main__')"
    plain = [sys.executable, "-I", "-c", start, "bot.py"]
    assert subprocess.run(plain, cwd=tmp_path, capture_output=True).returncode == 77
    ours = [*plain[:-1], "--no-verify", "bot.py"]
    assert subprocess.run(ours, cwd=tmp_path, capture_output=True).returncode == 1
    assert load("detect-secrets").main(["bot.py"]) == 1


def test_baseline_is_written_without_lines_and_dates(repository: Path) -> None:
    document = json.loads((repository / ".secrets.baseline").read_text())
    (entry,) = document["results"]["app.py"]
    assert sorted(entry) == ["filename", "hashed_secret", "is_verified", "type"]
    assert "generated_at" not in document
    assert VALUE not in (repository / ".secrets.baseline").read_text()


def test_writing_again_keeps_audits_and_settings_and_drops_what_is_gone(repository: Path) -> None:
    path = repository / ".secrets.baseline"
    document = json.loads(path.read_text())
    document["results"]["app.py"][0]["is_secret"] = False
    document["results"]["gone.py"] = [{**document["results"]["app.py"][0], "filename": "gone.py"}]
    document["plugins_used"] = [item for item in document["plugins_used"] if item["name"] == "KeywordDetector"]
    path.write_text(json.dumps(document))
    git(repository, "add", ".")
    assert run_command("--write-baseline") == 0
    written = json.loads(path.read_text())
    assert {name: [entry["is_secret"] for entry in entries] for name, entries in written["results"].items()} == {
        "app.py": [False]
    }
    assert [item["name"] for item in written["plugins_used"]] == ["KeywordDetector"]
    once = path.read_bytes()
    assert run_command("--write-baseline") == 0
    assert path.read_bytes() == once


def test_auditing_in_a_terminal(repository: Path) -> None:
    """A real terminal, as the questions are read from one."""
    leader, follower = pty.openpty()
    command = [sys.executable, "-I", "-m", "flask_upkeep", "detect-secrets", "--audit-baseline"]
    asked = subprocess.Popen(command, cwd=repository, stdin=follower, stdout=follower, stderr=follower)
    os.write(leader, b"y\n")  # yes, it may be committed
    assert asked.wait(timeout=120) == 0
    os.close(follower)
    os.close(leader)
    document = json.loads((repository / ".secrets.baseline").read_text())
    (entry,) = document["results"]["app.py"]
    assert entry["is_secret"] is False
    assert "line_number" not in entry


def test_auditing_without_a_terminal_is_refused(repository: Path) -> None:
    command = [sys.executable, "-I", "-m", "flask_upkeep", "detect-secrets", "--audit-baseline"]
    done = subprocess.run(command, cwd=repository, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": "1.5.0"}', "\0", '{"version": 1, "results": []}'])
def test_broken_baseline_is_one_line(run: Run, tmp_path: Path, text: str) -> None:
    write_files(tmp_path, {".secrets.baseline": text})
    code, lines = run("detect-secrets", {"app.py": SECRET})
    assert code in (2, 3)
    (line,) = lines
    assert ".secrets.baseline" in line


COMMIT = "63729bc5187810b0cb6d" + "194102b5a522b32d5a54"  # in parts, as above


@pytest.mark.parametrize(
    ("path", "text", "places"),
    [
        (".pre-commit-config.yaml", f"repos:\n- repo: x\n  rev: {COMMIT}  # frozen: v1.0\n", []),
        (".pre-commit-config.yaml", f"repos:\n- rev: '{COMMIT}'\n", []),
        ("prek.toml", f'[[repos]]\nrev = "{COMMIT}"\n', []),
        (".pre-commit-config.yaml", f"repos:\n- args: ['{COMMIT}']\n", [".pre-commit-config.yaml:2:1"]),
        ("settings.yaml", f"rev: '{COMMIT}'\n", ["settings.yaml:1:1"]),
    ],
)
def test_a_commit_behind_rev_is_no_secret(run: Run, path: str, text: str, places: list[str]) -> None:
    code, lines = run("detect-secrets", {path: text})
    assert (code, [line.partition(": ")[0] for line in lines]) == (1 if places else 0, places)


def test_baseline_that_is_named_has_to_be_there(run: Run) -> None:
    code, lines = run("detect-secrets", {"app.py": SECRET}, "--secrets-baseline=none.json")
    assert code == 2
    assert lines == [
        "flask-upkeep detect-secrets: none.json: no such baseline; make it with "
        "`flask-upkeep detect-secrets --write-baseline`"
    ]


def test_a_folder_of_the_user_does_not_run_in_its_place(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = {"detect_secrets/__init__.py": "", "detect_secrets/pre_commit_hook.py": "raise SystemExit(0)\n"}
    write_files(tmp_path, trap)
    monkeypatch.setenv("PYTHONPATH", os.fspath(tmp_path))
    assert run("detect-secrets", {"app.py": SECRET})[0] == 1
