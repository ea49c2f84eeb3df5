"""Input made to hurt: each case comes to an end, with an exit code of ours, and without a crash.

The sizes are such that work with the square of the input, or worse, would go on for minutes. ``LIMIT`` is
no measure of speed: it ends what would hang, in seconds of processor time, so that a busy machine fails nothing.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from flask_upkeep import load

from .conftest import git, write_files

LIMIT = 60.0
OURS = (0, 1, 2, 3)

Files = Mapping[str, str | bytes]
Make = Callable[[], Files]

posix = pytest.mark.skipif(os.name != "posix", reason="needs signals, FIFOs or links")


class TooSlow(BaseException):
    """No ``Exception``: a hook turns those into NOT CHECKED."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """End what takes more of the processor's time."""

    def stop(*_: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    except TooSlow:
        # Without the traceback: the frame that was stopped may have no line, and pytest wants one.
        raise pytest.fail.Exception(f"takes more than {seconds} s", pytrace=False) from None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


Judge = Callable[..., tuple[int, str]]


@pytest.fixture
def judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Judge:
    """``judge(files, *options)``: the exit code and the output, and no crash in it."""
    monkeypatch.chdir(tmp_path)

    def judge_files(files: Files, *options: str) -> tuple[int, str]:
        write_files(tmp_path, files)
        checked = [name for name in files if name not in ("pyproject.toml", "old.json")]
        load("debug-flag")
        with limited(LIMIT):
            code = load("debug-flag").main([*options, *checked])
        output = "".join(capsys.readouterr())
        assert code in OURS
        assert "Traceback" not in output
        assert " crashed (" not in output
        return code, output

    return judge_files


def process(folder: Path, *arguments: str, seconds: float = LIMIT) -> subprocess.CompletedProcess[bytes]:
    """The hook as a process of its own, for what may hang or kill it."""
    command = [sys.executable, "-m", "flask_upkeep", "debug-flag", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, timeout=seconds, check=False)


HOOK = f"'{sys.executable}' -m flask_upkeep debug-flag"


def in_shell(folder: Path, command: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["/bin/sh", "-c", command], cwd=folder, capture_output=True, timeout=LIMIT, check=False)


# What a small input does to a careless reader -------------------------------------------------------------

RUN = "app.run(debug=True)\n"
HUGE = "0x" + "f" * 5000  # Python refuses to write more than 4300 digits
MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"\0", b"\r", b"\n", b"\f")
ENDINGS = ("py", "yml", "env", "sh", "service", "cfg")
ONLY_MARKS = {f"{number}.{ending}": mark for ending in ENDINGS for number, mark in enumerate(MARKS)}
DEEP = ".b" * 1400  # the parser takes it, a recursive function does not


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"a.py": "x = f(x)\nx.run(debug=True)\n"}, id="name made of itself"),
        pytest.param({"a.py": "a = f(b)\nb = f(a)\na.run(debug=True)\n"}, id="two names"),
        pytest.param({"a.py": f"breakpoint\na{DEEP}()\n"}, id="deep call"),
        pytest.param({"a.py": f"class Prod(a{DEEP}):\n  DEBUG=1\n"}, id="deep base"),
        pytest.param({"a.py": f"x = {{'default': a{DEEP}}}  # DEBUG\n"}, id="deep item"),
        pytest.param({"a.py": f"app.config.from_object(a{DEEP})\n"}, id="deep object"),
        pytest.param({"a.py": f"app.run(debug=a{DEEP})\n"}, id="deep value"),
        pytest.param({"a.py": f"a{DEEP}.config['DEBUG'] = True\n"}, id="deep app"),
        pytest.param({"a.py": "a" + "()" * 1400 + ".config['DEBUG'] = True\n"}, id="deep calls"),
        pytest.param({"a.py": f"app.run(debug={HUGE})\n"}, id="huge number"),
        pytest.param(
            {"a.py": f"class DevBase:\n  DEBUG = {HUGE}\nclass ProdConfig(DevBase): pass\n"},
            id="huge inherited number",
        ),
        pytest.param({"a.py": "app.run(debug=" + "-" * 100_000 + "1)\n"}, id="100,000 signs"),
        pytest.param({"a.py": RUN + "(" * 100_000}, id="100,000 brackets in Python"),
        pytest.param({"a.py": RUN + "a" + "[0]" * 100_000}, id="100,000 subscripts"),
        pytest.param({"a.py": RUN + "# upkeep: ignore[debug-run]\n" + "(" * 100_000}, id="brackets below an ignore"),
        pytest.param(
            {"a.py": "# coding: unicode_escape\nbreakpoint()  # upkeep: ignore[debugger-left] \\ud800\n"},
            id="surrogate in a comment",
        ),
        pytest.param({"a.py": "app.config.from_object('a\\0b.Dev')\n"}, id="NUL in a module name"),
        pytest.param({"a.py": "app.config.from_object('../' * 9 + 'x.Dev')\nDEBUG = 1\n"}, id="module outside"),
        pytest.param({"run.sh": "uwsgi --py-autoreload \u00b2\n"}, id="digit that is none"),
        pytest.param({"run.sh": f"uwsgi --py-autoreload={'1' * 5000}\n"}, id="long digits"),
        pytest.param({"run.sh": "FLASK_DEBUG=1 'open\n\\\n"}, id="open quote"),
        pytest.param({"Dockerfile": "FROM x\nENV FLASK_DEBUG=1\n\\\n"}, id="only a backslash"),
        pytest.param(
            {"Dockerfile": "FROM x\nENV FLASK_DEBUG=1\nCMD " + "[" * 100_000},
            id="100,000 brackets in CMD",
        ),
        pytest.param({"a.yml": "a: &a [*a, DEBUG]\nb: &b {c: *b, <<: *b}\n"}, id="YAML that holds itself"),
        pytest.param({"a.yml": "&a ? *a\n: DEBUG\n"}, id="YAML that is its own key"),
        pytest.param({"a.yml": "FLASK_DEBUG: 1\n\x01\n"}, id="YAML with a control character"),
        pytest.param(
            dict.fromkeys(("a.py", "Dockerfile", ".env", "a.yml", "Procfile", "run.sh", "a.service"), ""), id="empty"
        ),
        pytest.param(ONLY_MARKS, id="only a mark"),
    ],
)
@posix
def test_small_input(files: Files, judge: Judge) -> None:
    judge(files)


@posix
def test_escaped_emoji_in_json(judge: Judge) -> None:
    code, output = judge({"app.json": '{"description": "\\ud83d\\ude80", "env": {"FLASK_DEBUG": "1"}}'})
    assert (code, output.count("debug-deployment")) == (1, 1)


CYCLE: Files = {
    "a.py": "from b import B\nclass A(B): pass\nclass ProdA(A): pass  # DEBUG\n",
    "b.py": "from a import A\nclass B(A): pass\nclass ProdB(B): pass  # DEBUG\n",
}
PASSED_ON: Files = {
    "a.py": "from b import Config\nclass ProdA(Config): pass  # DEBUG\n",
    "b.py": "from c import Config\n",
    "c.py": "from a import Config\nfrom b import *\n",
}


@pytest.mark.parametrize("files", [CYCLE, PASSED_ON], ids=["classes", "imports"])
@posix
def test_cycle_through_files_ends(files: Files, judge: Judge, tmp_path: Path) -> None:
    write_files(tmp_path, files)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    assert judge(files) == (0, "")


FORMATS = ["text", "github", "json", "gitlab", "sarif"]


@pytest.mark.parametrize("output", FORMATS)
@posix
def test_surrogate_in_a_message(output: str, judge: Judge) -> None:
    code, _ = judge({"a.py": "app.config.from_object('\\ud800.DevConfig')\n"}, f"--format={output}")
    assert code == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("pyproject.toml", f"[tool.flask-upkeep]\nx = {'1' * 5000}\n"),
        pytest.param("pyproject.toml", f"[tool.flask-upkeep]\nx = {HUGE}\n"),
        ("pyproject.toml", "[tool.flask-upkeep]\nx = " + "[" * 100_000),
        ("pyproject.toml", "[tool.flask-upkeep]\n'' = true\n"),
        ("pyproject.toml", "[tool.flask-upkeep]\n'a\\u001b\\n' = 1\n"),
        ("pyproject.toml", "[tool.flask-upkeep]\nhelp = true\n"),
        ("pyproject.toml", "[tool]\nflask-upkeep = [1]\n"),
        ("old.json", "[" * 100_000),
        ("old.json", "\ufeff{}"),
        pytest.param(
            "old.json",
            '{"version": 1, "salt": "", "findings": [{"path": "a", "rule": "b", "line": "c", "count": 1e999}]}',
        ),
    ],
    ids=lambda value: value[:40] if len(value) > 14 else "in",
)
@posix
def test_settings(name: str, text: str, judge: Judge) -> None:
    options = ["--baseline=old.json"] if name == "old.json" else []
    code, _ = judge({"app.py": RUN, name: text}, *options)
    assert code == 2


# Sizes ----------------------------------------------------------------------------------------------------

W = "FLASK_DEBUG=1\n"


def lines(template: str, count: int) -> str:
    """``count`` lines, the number and the one before it filled in."""
    return "".join(
        template.replace("@-", str(number - 1)).replace("@", str(number)) + "\n" for number in range(1, count)
    )


MANY = "x = 1\n" * 3000
BLANKS = " " * 50_000
BASES = ",".join(f"C{number}" for number in range(1, 2000))
ORED = " or ".join(["a@-"] * 20)


def docker(text: str) -> Files:
    return {"Dockerfile": f"FROM x AS s0\n{text}\nENV {W}"}


@pytest.mark.parametrize(
    "make",
    [
        # Python
        pytest.param(lambda: {"a.py": "class C0: DEBUG=1\n" + lines("class C@(C@-): pass", 3000)}, id="3,000 classes"),
        pytest.param(
            lambda: {"a.py": lines("class C@:\n DEBUG = True", 400)},
            id="400 classes with DEBUG",
        ),
        pytest.param(
            lambda: {"a.py": "from b import B\nDEBUG = 0\n" + lines("class Prod@(B): pass", 300), "b.py": MANY},
            id="imported base",
        ),
        pytest.param(
            lambda: {"a.py": lines("class C@: pass", 2000) + f"class Prod({BASES}): pass  # DEBUG"},
            id="2,000 bases",
        ),
        pytest.param(
            lambda: {"a.py": f"x = '{'x' * 4_000_000}';" + "app.run(debug=True);" * 1000},
            id="1,000 calls on one long line",
        ),
        pytest.param(
            lambda: {"a.py": "a0 = f(b, b)\n" + lines("a@ = f(a@-, a@-)", 40) + "a39.run(debug=True)\n"},
            id="names of names",
        ),
        pytest.param(
            lambda: {"a.py": "a0 = 0\n" + lines(f"a@ = {ORED}", 9) + "app.run(debug=os.getenv('X') or a8)\n"},
            id="values of values",
        ),
        pytest.param(
            lambda: {"a.py": f"if {' or '.join(['a'] * 3000)}:\n" + " app.debug = True\n" * 3000},
            id="long test",
        ),
        pytest.param(lambda: {"a.sh": ".run(" * 100_000}, id=".run(.run("),
        pytest.param(lambda: {"a.py": f"# coding: punycode\nbreakpoint()-{'a' * 30_000}\n"}, id="punycode"),
        # ignore comments
        pytest.param(
            lambda: {"a.py": "# upkeep: ignore[debug-run] x\n" * 10_000 + RUN},
            id="10,000 ignores",
        ),
        pytest.param(lambda: {".env": f"FLASK_DEBUG=1 # upkeep: ignore[{'x,' * 2000}]\n"}, id="2,000 rules"),
        pytest.param(lambda: {".env": f"FLASK_DEBUG=1 {'# ' * 50_000}upkeep: ignore[x]\n"}, id="50,000 hashes"),
        # env
        pytest.param(lambda: {".env": f"{W}A=b{' ' * 60_000}c\n"}, id="blanks in a value"),
        pytest.param(lambda: {".env": f"{W}A={'${a-' * 40_000}\n"}, id="${a-${a-"),
        pytest.param(lambda: {".env": f"{W}A={'${a' * 50_000}{'$' * 50_000}\n"}, id="${a${a"),
        pytest.param(lambda: {".env": f"{W}A={'=' * 50_000}\n{'A' * 50_000}\n"}, id="=========="),
        pytest.param(lambda: {".env": lines("A@=b", 20_000) + W}, id="20,000 lines"),
        # shell
        pytest.param(lambda: {"run.sh": f"{W}{' ' * 3000}x\n"}, id="blanks before a word"),
        pytest.param(lambda: {"run.sh": f"{W}a{' ' * 40_000}x\n"}, id="blanks after a word"),
        pytest.param(lambda: {"run.sh": f"{W}{'a |' * 30_000}x\n"}, id="a |a |a |"),
        pytest.param(lambda: {"run.sh": f"{W}{'x' * 500_000}\n"}, id="long word"),
        pytest.param(lambda: {"run.sh": W + "x \\\n" * 20_000}, id="20,000 continued lines"),
        pytest.param(lambda: {"run.sh": f"{W}{'<<' * 50_000}\n"}, id="<<<<"),
        pytest.param(lambda: {"run.sh": f"{W}<<{' ' * 50_000}'\n" * 2}, id="<< and blanks"),
        pytest.param(lambda: {"run.sh": f"{W}x {chr(92) * 50_001}\n{chr(34) * 50_001}\n"}, id="backslashes and quotes"),
        # Procfile, unit, ini
        pytest.param(
            lambda: {"Procfile": "web: python app.py --debug\n" * 300, "app.py": MANY},
            id="300 times python app.py",
        ),
        pytest.param(lambda: {"Procfile": f"web: {W}{'a' * 50_000}{' ' * 50_000}x:\n"}, id="long name"),
        pytest.param(lambda: {"a.service": f"Environment={'A=1 ' * 5000}{W}{' ' * 50_000}=\n"}, id="unit"),
        pytest.param(lambda: {"uwsgi.ini": f"env = {W}env = {'a, ' * 9000}{BLANKS}\n{BLANKS}a{BLANKS}"}, id="ini"),
        # Dockerfile
        pytest.param(
            lambda: docker(lines("FROM s@- AS s@", 20_000)),
            id="20,000 stages",
        ),
        pytest.param(lambda: docker("RUN a" + " \\\n a" * 20_000), id="20,000 continued lines in RUN"),
        pytest.param(lambda: docker(f"ENV a=1 {'b' * 30_000}"), id="no ="),
        pytest.param(lambda: docker("ENV " + 'a="\\"' * 20_000), id="a=..a=.."),
        pytest.param(lambda: docker("ENV " + "a='" * 20_001 + "\nENV " + "\\ " * 20_000), id="quotes in ENV"),
        pytest.param(lambda: docker(f"CMD --{'-' * 20_000}"), id="dashes"),
        pytest.param(lambda: docker(f"CMD {'--a=' * 10_000}"), id="--a=--a="),
        pytest.param(lambda: docker(f"FROM {'--a ' * 20_000}\nFROM --a{' ' * 50_000}b c"), id="FROM"),
        pytest.param(lambda: docker(f"RUN {'<<a ' * 20_000}{'<<' * 20_000}"), id="20,000 heredocs"),
        pytest.param(lambda: docker(f"RUN <<'{'a' * 50_000}\n" + "RUN <<a\n" * 20_000), id="open heredocs"),
        pytest.param(lambda: {"Dockerfile": f"# a = {'b' * 50_000} c\nENV {W}"}, id="directive"),
        # YAML
        pytest.param(
            lambda: {"a.yml": "a0: &a0 [DEBUG]\n" + lines(f"a@: &a@ [{'*a@-,' * 9}]", 60)}, id="billion laughs"
        ),
        pytest.param(
            lambda: {"a.yml": "a0: &a0 {DEBUG: 1}\n" + lines(f"a@: &a@ {{<<: [{'*a@-,' * 9}]}}", 60)}, id="merges"
        ),
        pytest.param(
            lambda: {"a.yml": f"a: FLASK_DEBUG\n- {'{%' * 20_000}\n"},
            id="{%{%{%",
        ),
        pytest.param(lambda: {"a.yml": f"a: FLASK_DEBUG\n- {{{{ x }}}}{' {{ }} ' * 20_000}x\n"}, id="templates"),
    ],
)
@posix
def test_large_input_comes_to_an_end(make: Make, judge: Judge) -> None:
    judge(make())


@pytest.mark.parametrize(
    ("files", "most"),
    [
        pytest.param(
            {"a.yml": lines("s@: {environment: {DEBUG: 1}}", 20)},
            1,
            id="DEBUG",
        ),
        pytest.param({"a.py": "X = {'default': Dev}\n" * 20 + "class Dev: DEBUG = 1\n"}, 1, id="default"),
    ],
)
@posix
def test_git_is_asked_once(
    files: Files, most: int, judge: Judge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(tmp_path, files)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    monkeypatch.setenv("GIT_TRACE", str(tmp_path / "trace"))
    judge(files)
    trace = tmp_path / "trace"
    assert (trace.read_text().count("git grep") if trace.exists() else 0) <= most


SINGLE_LINES: Mapping[str, str] = {
    "app.py": "app.run(debug=True); ",
    "config.cfg": "DEBUG = True; ",
    "a.yml": "FLASK_DEBUG ",
    "app.json": '"FLASK_DEBUG", ',
    ".env": "FLASK_DEBUG=1 ",
    "Dockerfile": "ENV FLASK_DEBUG=1 ",
    "run.sh": "FLASK_DEBUG=1; ",
    "Procfile": "web: FLASK_DEBUG=1 ",
    "a.service": "Environment=FLASK_DEBUG=1 ",
    "uwsgi.ini": "env=FLASK_DEBUG=1 ",
}


@pytest.mark.parametrize("name", SINGLE_LINES)
@posix
def test_hundred_kilobytes_of_words_on_one_line(name: str, judge: Judge) -> None:
    text = SINGLE_LINES[name]
    judge({name: text * (100_000 // len(text))})


@posix
def test_megabytes_without_a_word_on_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "big").write_bytes(b"x1 =(' " * 150_000)
    for name in SINGLE_LINES:
        os.link(tmp_path / "big", tmp_path / name)
    with limited(5):
        assert load("debug-flag").main([*SINGLE_LINES]) == 0


@posix
def test_python_file_that_is_too_large(judge: Judge) -> None:
    code, output = judge({"app.py": RUN + "#" * 50_000_000})
    assert (code, output.split(";")[0]) == (3, "app.py: NOT CHECKED: it is larger than 10 MB")


@pytest.mark.parametrize("name", ["a.yml", "app.json", ".env", "Dockerfile", "run.sh", "Procfile", "a.service"])
@posix
def test_deployment_file_that_is_too_large(name: str, judge: Judge) -> None:
    text = SINGLE_LINES[name]
    code, output = judge({name: text * (11_000_000 // len(text))})
    assert (code, output.split(";")[0]) == (3, f"{name}: NOT CHECKED: it is larger than 10 MB")


# What kills or holds a process ----------------------------------------------------------------------------


@pytest.mark.parametrize("opened", ["[", "{a: ", "- ", "? "])
def test_deep_yaml(opened: str, tmp_path: Path) -> None:
    write_files(tmp_path, {"a.yml": f"FLASK_DEBUG: 1\n---\n{opened * 100_000}", "app.json": "[" * 100_000 + "DEBUG"})
    done = process(tmp_path, "a.yml", "app.json")
    assert done.returncode == 3


@pytest.mark.parametrize(
    ("name", "arguments"), [("x.py", []), ("pyproject.toml", []), ("old.json", ["--baseline=old.json"])]
)
@posix
def test_fifo(name: str, arguments: Sequence[str], tmp_path: Path) -> None:
    write_files(tmp_path, {"app.py": RUN})
    os.mkfifo(tmp_path / name)
    done = process(tmp_path, *arguments, "x.py" if name == "x.py" else "app.py")
    assert done.returncode in (2, 3)


@posix
def test_fifo_beside_the_file(tmp_path: Path) -> None:
    write_files(
        tmp_path, {"a.py": "from b import B\nclass Prod(B): pass  # DEBUG\n", "Procfile": "web: python b.py --debug\n"}
    )
    os.mkfifo(tmp_path / "b.py")
    assert process(tmp_path, "a.py", "Procfile").returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="ulimit -v")
def test_device(tmp_path: Path) -> None:
    (tmp_path / "x.py").symlink_to("/dev/zero")
    done = in_shell(tmp_path, f"ulimit -v 500000; {HOOK} x.py")
    assert (done.returncode, b"x.py: NOT CHECKED: cannot be read" in done.stdout) == (3, True)


@pytest.mark.parametrize("redirected", [">&-", ">/dev/full"])
@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full")
def test_output_that_cannot_be_written(redirected: str, tmp_path: Path) -> None:
    write_files(tmp_path, {"app.py": RUN})
    assert b"Traceback" not in in_shell(tmp_path, f"{HOOK} app.py {redirected}").stderr


@posix
def test_working_folder_that_is_gone(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    assert b"Traceback" not in in_shell(tmp_path / "gone", f"rmdir ../gone; {HOOK} app.py").stderr


# Files that are no files ----------------------------------------------------------------------------------

MISSING = "NOT CHECKED: cannot be read (No such file or directory)"


@posix
def test_links(judge: Judge, tmp_path: Path) -> None:
    (tmp_path / "dangling.py").symlink_to("nowhere")
    (tmp_path / "loop.py").symlink_to("loop.py")
    (tmp_path / "good.py").symlink_to("app.py")
    write_files(tmp_path, {"app.py": RUN})
    code, output = judge({}, "dangling.py", "loop.py", "good.py", "gone.py")
    assert code == 3
    assert [line.split(": ", 1)[0] for line in output.splitlines()] == [
        "good.py:1:9",
        "dangling.py",
        "gone.py",
        "loop.py",
    ]
    assert output.count(MISSING) == 2


@posix
def test_path_that_leads_nowhere(judge: Judge, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    code, output = judge({}, "loop/x.py", "a" * 300 + "/x.py")
    assert (code, output.count("NOT CHECKED")) == (3, 2)


@posix
def test_folder_with_the_name_of_a_file(judge: Judge, tmp_path: Path) -> None:
    write_files(tmp_path, {"app.py/inner.py": RUN, "other.py": RUN})
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    code, output = judge({}, "app.py", "other.py")
    assert code == 1
    assert [line.split(":")[0] for line in output.splitlines()] == ["app.py/inner.py", "other.py"]


@posix
def test_file_that_goes_while_others_are_read(judge: Judge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flask_upkeep._kit import examination

    write_files(tmp_path, {"a.py": RUN, "b.py": RUN})
    chosen = examination.chosen_paths

    def and_then_gone(*arguments: object) -> object:
        found = chosen(*arguments)  # type: ignore[arg-type]
        (tmp_path / "b.py").unlink()
        return found

    monkeypatch.setattr(examination, "chosen_paths", and_then_gone)
    code, output = judge({}, "a.py", "b.py")
    assert code == 3
    assert output.startswith("a.py:1:9: debug-run ")
    assert f"\nb.py: {MISSING}; " in output


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root reads everything")
def test_unreadable_file(judge: Judge, tmp_path: Path) -> None:
    write_files(tmp_path, {"app.py": RUN})
    (tmp_path / "app.py").chmod(0)
    code, output = judge({}, "app.py")
    assert (code, "cannot be read (Permission denied)" in output) == (3, True)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"a\nb.py", "a\\nb.py"),
        (b"a\x1b[31m.py", "a\\x1b[31m.py"),
        (b"a\xe2\x80\xa8b.py", "a\\u2028b.py"),
        (b"a\xe2\x80\xaeb.py", "a\\u202eb.py"),
        (b"a:1:1: x y.py", "a:1:1: x y.py"),
        (b"\xff.py", None),
    ],
    ids=repr,
)
@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_name(name: bytes, shown: str | None, judge: Judge, tmp_path: Path) -> None:
    path = os.fsdecode(name)
    (tmp_path / path).write_text(RUN)
    done = process(tmp_path, path)
    first, *rest = done.stdout.split(b"\n")
    assert (done.returncode, rest, b"\x1b" in first) == (1, [b""], False)
    assert shown is None or first.decode().startswith(f"{shown}:1:9: debug-run ")
    for output in ("github", "gitlab", "json", "sarif"):
        assert process(tmp_path, f"--format={output}", path).returncode == 1


@posix
def test_name_with_a_dash(judge: Judge, tmp_path: Path) -> None:
    write_files(tmp_path, {"-x.py": RUN, "app.py": RUN})
    code, output = judge({}, "-x.py", "app.py")
    assert (code, output.count("debug-run")) == (1, 2)


@posix
def test_usage_error_does_not_drive_the_terminal(judge: Judge) -> None:
    code, output = judge({"app.py": RUN}, "--\x1b[31m")
    assert (code, "\x1b" in output) == (2, False)
