"""Files made to hurt the two hooks that look for secrets, and outputs that must not give one away."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import pytest

from flask_upkeep import load
from flask_upkeep._hardcoded_credentials import engine
from flask_upkeep._hardcoded_credentials.detectors import DETECTORS
from flask_upkeep._hardcoded_credentials.judgement import judged
from flask_upkeep._hardcoded_credentials.rules import RULES
from flask_upkeep._kit.options import FORMATS
from flask_upkeep._kit.source import Source

from .conftest import git, write_files
from .test_credentials_table import DOCUMENT, filled
from .test_hostile_input import OURS, limited, posix

HOOK = "hardcoded-credentials"
HISTORY = "hardcoded-credentials-history"
# Ends what would hang, in seconds of processor time; no measure of speed.
LIMIT = 120.0
GENERIC = {literal for literals in DETECTORS.values() for literal in literals}
PASSWORD = "mG7-" + "qqlpx4vT"
ALL = Namespace(everywhere=True, heed_markers=False, allow=[])

Judge = Callable[..., tuple[int, str]]


@pytest.fixture
def judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Judge:
    """``judge(names, *options)``: the exit code and the output, and no crash in it."""
    monkeypatch.chdir(tmp_path)

    def judge_files(names: list[str], *options: str, hook: str = HOOK) -> tuple[int, str]:
        with limited(LIMIT):
            code = load(hook).main([*options, *names])
        shown = "".join(capsys.readouterr())
        assert code in OURS
        assert "Traceback" not in shown
        assert " crashed (" not in shown
        return code, shown

    return judge_files


# What is never shown ---------------------------------------------------------------------------------------

BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
KIND = "RSA PRIVATE" + " KEY-----"


def planted() -> dict[str, str]:
    """Files with a secret of every rule of the table, and of every form that the other rules find."""
    chosen = random.Random(11)
    files = {f"table/{row['id']}.txt": filled(row["bad"][0], chosen) + "\n" for row in DOCUMENT["rule"]}
    key = "\n".join("".join(chosen.choices(BASE64, k=64)) for _ in range(14))
    tail = "".join(chosen.choices(BASE64[:62], k=30))
    files |= {
        "config.py": f'DB_PASSWORD = "{PASSWORD}"\nAPI_TOKEN = "{tail}"\nKEY = "mG7-" + "qq" + "lpx4vT-{tail}"\n',
        "app.py": f'app.secret_key = "{tail[3:20]}"\nSECRET = "\\u006d\\u0047{PASSWORD}"\n',
        "server.pem": f"-----BEGIN {KIND}\n{key}\n-----END {KIND}\n",
        "google.json": '{"private_key": "' + f"-----BEGIN {KIND}\n{key}\n-----END {KIND}\n".replace("\n", "\\n") + '"}',
        "db.yml": f"url: postgresql://shop:{PASSWORD}@db.shop.io/shop\nother: Server=db;Uid=shop;Pwd={PASSWORD};\n",
        "call.sh": f"curl -u shop:{PASSWORD} https://shop.io\ncurl -H 'Authorization: Bearer {tail}' https://shop.io\n",
        ".env": f"SECRET_KEY={tail}\n",
        ".netrc": f"machine shop.io login shop password {PASSWORD}\n",
        ".pgpass": f"db.shop.io:5432:shop:shop:{PASSWORD}\n",
        ".htpasswd": "shop:$apr1$" + f"{tail[:8]}${tail[:22]}\n",
        "token.txt": f"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzaG9wIn0.{tail}{tail[:13]}\n",
    }
    return files


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The secrets of ``planted``, written into a repository in the working folder."""
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path, planted())
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A", "-f")
    git(tmp_path, "commit", "-q", "-m", "All of it")
    found: list[str] = []
    rules = set()
    for name in planted():
        for finding, secret in judged(Source(name), ALL, is_tracked=lambda _: False):
            rules.add(finding.rule)
            found.append(secret.decode("utf-8", "replace"))
    assert len(rules) > 0.9 * len(DOCUMENT["rule"])
    return found


def shows_none_of(secrets: list[str], shown: str) -> None:
    """Nobody who reads ``shown`` learns a secret, its end, or a piece of a long one."""
    for secret in secrets:
        for line in secret.replace("\\n", "\n").splitlines():
            assert len(line) < 8 or line.startswith("-----") or line not in shown
            assert len(line) < 16 or line[6:] not in shown
            middle = line[len(line) // 2 : len(line) // 2 + 10]
            assert len(line) < 30 or line.startswith("-----") or middle not in shown


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_shows_a_secret(name: str, secrets: list[str], judge: Judge) -> None:
    for options in ([], ["--everywhere"], ["--debug"]):
        code, shown = judge(sorted(planted()), "--format", name, *options)
        assert code == 1
        shows_none_of(secrets, shown)


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_of_the_history_shows_a_secret(name: str, secrets: list[str], judge: Judge) -> None:
    code, shown = judge([], "--format", name, "--everywhere", hook=HISTORY)
    assert code == 1
    shows_none_of(secrets, shown)
    for remembered in Path(".git/flask-upkeep").rglob("*"):
        if remembered.is_file():
            shows_none_of(secrets, remembered.read_bytes().decode("latin-1"))


def test_no_explanation_shows_a_secret(secrets: list[str], judge: Judge) -> None:
    for name, text in planted().items():
        for line in range(1, min(4, text.count("\n") + 1) + 1):
            code, shown = judge([], "--explain-finding", f"{name}:{line}")
            assert code in (0, 2)
            shows_none_of(secrets, shown)


def test_the_baseline_holds_no_secret(secrets: list[str]) -> None:
    command = [sys.executable, "-I", "-m", "flask_upkeep", "baseline", "write"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode in (0, 3)
    written = Path(".upkeep-baseline.json").read_text()
    assert len(json.loads(written)["findings"]) > len(DOCUMENT["rule"]) / 2
    shows_none_of(secrets, written + done.stdout + done.stderr)


def test_messages_hold_no_more_than_the_first_characters() -> None:
    for rule in RULES:
        assert "{secret}" in rule.message or rule.id.startswith(("tracked-", "private-key")), rule.id


# What comes to an end --------------------------------------------------------------------------------------


@pytest.mark.parametrize("between", ["", " ", "=", '="', ": ", "\n"])
@posix
def test_literals_over_and_over(between: str, tmp_path: Path, judge: Judge) -> None:
    with open(tmp_path / "words.txt", "wb") as file:
        for literal in engine.LITERALS:
            unit = literal + between.encode()
            file.write(unit * ((1_500 if literal in GENERIC else 200) // len(unit)) + b"\n")
    judge(["words.txt"], "--everywhere")


UNITS = (
    *(b"a", b"=", b"9", b"'", b" ", b"\\", b"-", b"_", b"/", b"://", b"eyJ", b"$(", b"${", b"{{", b"<", b"AKIA"),
    *(b"\xff", b"password=", b'"secret":"aB3$aB3$",', b"key=AKIAIOSFOD ", b"-----BEGIN "),
)


@pytest.mark.parametrize("unit", UNITS)
@posix
def test_long_lines(unit: bytes, tmp_path: Path, judge: Judge) -> None:
    for name, head in (("a.py", b'password = "'), ("b.env", b"TOKEN="), ("c.yml", b"url: x://u:"), ("d.md", b"")):
        (tmp_path / name).write_bytes(head + unit * (12_000 // len(unit)))
    judge(["a.py", "b.env", "c.yml", "d.md"], "--everywhere")


@posix
def test_a_line_of_fifty_megabytes(tmp_path: Path, judge: Judge) -> None:
    with open(tmp_path / "line.txt", "wb") as file:
        for _ in range(50):
            file.write(b"x" * 1_000_000)
    assert judge(["line.txt"]) == (0, "")


@posix
def test_a_line_of_fifty_megabytes_in_the_history(tmp_path: Path, judge: Judge) -> None:
    with open(tmp_path / "line.txt", "wb") as file:
        for _ in range(50):
            file.write(b"- x1 " * 200_000)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "A line")
    assert judge([], hook=HISTORY) == (0, "")


@posix
def test_what_is_too_large_is_said(tmp_path: Path, judge: Judge) -> None:
    with open(tmp_path / "huge.txt", "wb") as file:
        file.truncate(5_000_000_000)  # a sparse file, whose bytes nobody should read
    code, shown = judge(["huge.txt"])
    assert code == 3
    assert "huge.txt: NOT CHECKED: it is larger than" in shown


def fuzzed(number: int) -> bytes:
    """Examples of the table cut to pieces and put together, and bytes of any kind between them."""
    chosen = random.Random(number)
    rows = DOCUMENT["rule"]
    pieces = []
    for _ in range(40):
        text = filled(chosen.choice(chosen.choice(rows)[chosen.choice(["bad", "good"])]), chosen).encode()
        begin = chosen.randrange(len(text) + 1)
        pieces.append(text[begin : chosen.randrange(begin, len(text) + 1)] if chosen.random() < 0.6 else text)
        pieces.append(chosen.choice([b"\n", b"", b"\r", b"\0", b'"', b"'", b"\\", b"\xff\xfe", chosen.randbytes(9)]))
    return b"".join(pieces)


@pytest.mark.parametrize("ending", ["py", "env", "yml", "json", "toml", "xml", "md", "sql", "ipynb", "pem", ""])
@posix
def test_fuzzed_bytes(ending: str, tmp_path: Path, judge: Judge) -> None:
    names = []
    for number in range(25):
        names.append(f"f{number}.{ending}".rstrip("."))
        (tmp_path / names[-1]).write_bytes(fuzzed(number))
    judge(names, "--everywhere")
    judge(names, "--heed-markers", "--format", "sarif")


# Files of a strange kind -----------------------------------------------------------------------------------

BAD = f'DB_PASSWORD = "{PASSWORD}"\n'


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252"])
def test_encodings(encoding: str, tmp_path: Path, judge: Judge) -> None:
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
    (tmp_path / "config.ini").write_bytes(mark + f"# \u00fc\nDB_PASSWORD = {PASSWORD}\n".encode(encoding))
    code, shown = judge(["config.ini"])
    assert code == 1
    assert shown.startswith("config.ini:2:15: hardcoded-password ")


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings(ending: str, tmp_path: Path, judge: Judge) -> None:
    (tmp_path / "config.py").write_bytes(f"import os{ending}{ending}{BAD.strip()}{ending}".encode())
    code, shown = judge(["config.py"])
    assert (code, shown.split(" ")[0]) == (1, "config.py:3:16:")


def test_a_late_nul_byte_hides_nothing(tmp_path: Path, judge: Judge) -> None:
    (tmp_path / "config.py").write_bytes(BAD.encode() + b"# " * 5_000 + b"\0\n")
    assert judge(["config.py"])[0] in (1, 3)


def test_binary_files_are_passed_over(tmp_path: Path, judge: Judge) -> None:
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + BAD.encode())
    assert judge(["logo.png"]) == (0, "")


def test_empty_files_pass(tmp_path: Path, judge: Judge) -> None:
    names = ["empty.py", ".env", "key.pem", "a.jks", "Dockerfile"]
    write_files(tmp_path, dict.fromkeys(names, ""))
    assert judge(names) == (0, "")


@posix
def test_links_in_a_circle_pipes_and_folders_are_not_checked(tmp_path: Path, judge: Judge) -> None:
    os.symlink("circle.py", tmp_path / "circle.py")
    os.symlink("nowhere", tmp_path / "dangling.py")
    os.mkfifo(tmp_path / "pipe.py")
    write_files(tmp_path, {"config.py": BAD})
    code, shown = judge(["circle.py", "dangling.py", "pipe.py", "/dev/zero", "config.py"])
    assert code == 3
    assert shown.count("NOT CHECKED: cannot be read") == 4
    assert "config.py:1:16: hardcoded-password" in shown


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_not_checked(tmp_path: Path, judge: Judge) -> None:
    write_files(tmp_path, {"config.py": BAD})
    (tmp_path / "config.py").chmod(0)
    assert judge(["config.py"])[0] == 3


@posix
def test_strange_names(tmp_path: Path, judge: Judge) -> None:
    names = ["a b.py", "-x.py", "\u00fc.py", "a\nb.py", "a:1:1.py", "\udcff.py", "'$(x)'.py", "a" * 200 + ".py"]
    for name in names:
        Path(os.fsencode(tmp_path / name).decode("utf-8", "surrogateescape")).write_text(BAD)
    code, shown = judge(names)
    assert code == 1
    assert shown.count("hardcoded-password") == len(names)
