"""Hooks shared out over two processes: the same output as of one, and no silence where one of them ends."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from flask_upkeep import load
from flask_upkeep._kit import compiled, git, sharing, workers
from flask_upkeep._kit.finding import Advice, Finding, LeftOut, NotChecked, UsageError
from flask_upkeep._kit.side_by_side import Work, judged
from flask_upkeep._kit.source import Source

from .conftest import Files, Run, write_files
from .test_economy import BUSY, counted
from .test_economy import git as in_git

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

THIS = os.getpid()

# Something to find for nearly every hook, beside what is ignored, rightly and not.
CARELESS = """
import logging
from flask import Flask, request, session

app = Flask(__name__)
app.config["SECRET_KEY"] = "changeme"  # upkeep: ignore[secret-key-constant]
app.config["SESSION_COOKIE_SECURE"] = False  # upkeep: ignore[cookie-flag, no-such-rule] for now
CORS(app, origins="*", supports_credentials=True)
n = 1  # upkeep: ignore[debug-run] is gone


@app.route("/orders", methods=["POST"])
def orders():
    logging.info("password %s", request.form["password"])
    try:
        return db.execute(f"select * from orders where id = {request.args['id']}")
    except Exception as error:
        return str(error), 500


@app.post("/login")
def login():
    return sign_in(request.form["password"])


# upkeep: ignore[debug-run] only here
app.run(debug=True)
app.run(debug=True)
"""

FILES: dict[str, Files] = {
    "nothing to find": {"shop.py": BUSY, "orders.py": BUSY.replace("orders", "bills")},
    "much to find": {"shop.py": CARELESS, "orders.py": CARELESS.replace("orders", "bills"), "busy.py": BUSY},
    "one file": {"shop.py": CARELESS},
    "files that cannot be judged": {
        "syntax.py": "def f(:\n" + CARELESS,
        "zero.py": b"\0" + CARELESS.encode(),
        "latin.py": CARELESS.encode() + b"# \xe9\n",
        "locked.py": b"\0GITCRYPT\0" + bytes(99),
        "unknown.py": b"# coding: no-such\n" + CARELESS.encode(),
        "good.py": CARELESS,
        "marked.py": ("\ufeff" + CARELESS).encode(),
        "nested.py": "x = " + "(" * 300 + ")" * 300 + "\n",
    },
    "other files": {
        "Dockerfile": "FROM python:3.5\nENV FLASK_DEBUG=1\n",
        "app.env": "FLASK_DEBUG=1\n",
        "logging.toml": "[x]\ny = 1\n",
        "requirements.txt": "Flask==3.1.0\n",
        ".python-version": "3.6\n",
        "pyproject.toml": '[project]\nname = "x"\nrequires-python = ">=3.6"\n',
        "shop.py": CARELESS,
    },
    "two projects": {
        "a/pyproject.toml": "[tool.flask-upkeep.endpoint-auth]\nstrict = true\n",
        "a/shop.py": CARELESS,
        "b/pyproject.toml": '[tool.flask-upkeep]\nformat = "text"\n',
        "b/shop.py": CARELESS,
    },
    "settings that are wrong": {
        "pyproject.toml": '[tool.flask-upkeep.rate-limits]\nenforced-by = "nginx"\n',
        "shop.py": CARELESS,
        "busy.py": BUSY,
    },
}


def processes(number: int, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let a run take so many processes for any files; the list tells of each time that it did."""
    begun: list[int] = []

    def begin(work: Callable[[], bytes]) -> tuple[int, int]:
        pid, answer = really(work)
        begun.append(pid)
        return pid, answer

    really = workers.begun
    monkeypatch.setattr(workers, "begun", begin)
    monkeypatch.setattr(workers, "processors", lambda: number)
    monkeypatch.setattr(sharing, "_WORTH_TWO", 1)
    monkeypatch.setattr(sharing, "_LARGE", len(CARELESS))
    return begun


@pytest.mark.parametrize("options", [(), ("--format", "json"), ("--skip", "endpoint-auth", "--format", "sarif")])
@pytest.mark.parametrize("files", FILES.values(), ids=FILES)
def test_two_processes_say_what_one_says(
    files: Files, options: tuple[str, ...], run_in_repository: Run, run: Run, monkeypatch: pytest.MonkeyPatch
):
    begun = processes(1, monkeypatch)
    alone = run_in_repository("commit-checks", files, *options)
    assert not begun
    begun = processes(2, monkeypatch)
    assert run("commit-checks", files, *options) == alone
    assert begun


def test_two_processes_find_what_is_there(run_in_repository: Run, monkeypatch: pytest.MonkeyPatch):
    """Or both might say nothing."""
    processes(2, monkeypatch)
    code, lines = run_in_repository("commit-checks", FILES["much to find"])
    rules = {line.split(" ")[1] for line in lines}
    assert code == 1
    assert {"route-no-guard", "debug-run", "ignore-unused", "ignore-without-reason", "ignore-unknown"} <= rules


def test_an_accepted_finding_stays_accepted(run_in_repository: Run, run: Run, monkeypatch: pytest.MonkeyPatch):
    files = FILES["much to find"]
    processes(2, monkeypatch)
    assert run_in_repository("commit-checks", files)[0] == 1
    from flask_upkeep.commands import baseline

    baseline.main(["write"])
    assert run("commit-checks", files, "--baseline", ".upkeep-baseline.json")[0] == 0
    processes(1, monkeypatch)
    assert run("commit-checks", files, "--baseline", ".upkeep-baseline.json")[0] == 0


@pytest.mark.parametrize("rows", [{"shop.py": BUSY[:400]}, {"a.py": "", "b.py": "x = 1\n", "c.py": "y = 2\n"}])
def test_a_small_commit_begins_no_process(rows: Files, run: Run, monkeypatch: pytest.MonkeyPatch):
    at_least = sharing._WORTH_TWO
    begun = processes(2, monkeypatch)
    monkeypatch.setattr(sharing, "_WORTH_TWO", at_least)
    run("commit-checks", rows)
    assert not begun


def test_no_fork_is_one_process(run: Run, monkeypatch: pytest.MonkeyPatch):
    processes(2, monkeypatch)
    alone = run("commit-checks", FILES["much to find"])
    begun = processes(2, monkeypatch)
    monkeypatch.delattr(os, "fork")
    assert run("commit-checks", FILES["much to find"]) == alone
    assert not begun


def test_no_room_for_another_process_is_one_process(run: Run, monkeypatch: pytest.MonkeyPatch):
    processes(1, monkeypatch)
    alone = run("commit-checks", FILES["much to find"])
    processes(2, monkeypatch)
    refused = []

    def fork() -> int:
        refused.append(True)
        raise OSError(errno.EAGAIN, "no room")

    monkeypatch.setattr(os, "fork", fork)
    assert run("commit-checks", FILES["much to find"]) == alone
    assert refused


def test_many_files_are_taken_in_portions(run: Run, monkeypatch: pytest.MonkeyPatch):
    files = {f"shop_{number}.py": CARELESS for number in range(5)}
    processes(1, monkeypatch)
    alone = run("commit-checks", files)
    begun = processes(2, monkeypatch)
    monkeypatch.setattr(sharing, "_MOST_AT_ONCE", 2 * len(CARELESS))
    assert run("commit-checks", files) == alone
    assert len(begun) == 3


@pytest.mark.parametrize("signal_sent", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_process_is_not_checked(signal_sent: int, run: Run, monkeypatch: pytest.MonkeyPatch):
    begun = processes(2, monkeypatch)

    def killed(source: Source, *rest: object) -> list[Finding]:
        if os.getpid() != THIS:
            os.kill(os.getpid(), signal_sent)
        return []

    hook = load("error-exposure").main
    monkeypatch.setattr(load("error-exposure"), "main", hook._replace(check=killed))
    code, lines = run("commit-checks", FILES["nothing to find"])
    said = "a worker was killed, perhaps for want of memory; check fewer files at once"
    assert (code, lines) == (3, [f".: NOT CHECKED: {said}"])
    with pytest.raises(ChildProcessError):
        os.waitpid(begun[0], os.WNOHANG)


def test_a_crash_of_a_hook_is_said_as_by_one_process(run: Run, monkeypatch: pytest.MonkeyPatch):
    def crashing(sources: object, options: object) -> list[Finding]:
        raise ZeroDivisionError

    for hook_id in ("error-exposure", "hardcoded-credentials"):
        monkeypatch.setattr(load(hook_id), "main", load(hook_id).main._replace(check=crashing))
    processes(1, monkeypatch)
    alone = run("commit-checks", FILES["much to find"])
    processes(2, monkeypatch)
    assert run("commit-checks", FILES["much to find"]) == alone
    assert alone[0] == 3


SAID = [
    Finding("a.py", 1, 2, "rule", "\udce9 and \u00e9"),
    NotChecked("b.py", "why", "what to do"),
    Advice("c.py", 3, 4, "worth knowing"),
    LeftOut("d.py", "git-crypt"),
]


@pytest.mark.parametrize("is_parsed", [False, True])
@pytest.mark.parametrize("by_file", [[], [[(0, 3)], [(1, 3), (1, 0)], [(2, 3)]]])
@pytest.mark.parametrize("own", [[], [(0, 0), (3, 0)]])
@pytest.mark.parametrize("others", [[], [(0, 1)], [(file, hook) for hook in (1, 2) for file in range(4)]])
def test_every_piece_is_done_once_and_comes_back_as_it_was(
    own: list[tuple[int, int]], others: list[tuple[int, int]], by_file: list[list[tuple[int, int]]], is_parsed: bool
):
    done = judged(
        lambda file, hook: [SAID[file], SAID[hook]] if file != 2 else [],
        Work(own, others, by_file),
        lambda _: is_parsed,
    )
    assert {piece: [(type(item), str(item)) for item in said] for piece, said in done.items()} == {
        (file, hook): [(type(SAID[file]), str(SAID[file])), (type(SAID[hook]), str(SAID[hook]))]
        for file, hook in [*own, *others, *(piece for pieces in by_file for piece in pieces)]
        if file != 2
    }


def test_more_pieces_than_a_pipe_holds():
    pieces = [(file, 0) for file in range(70_000)]
    assert judged(lambda file, hook: [Advice("a.py", file, hook, "")], Work([], pieces, []), lambda _: False) == {
        (file, 0): [Advice("a.py", file, 0, "")] for file, _ in pieces
    }


def test_of_two_wrong_usages_the_first_is_said():
    """File by file, as one process comes to them, wherever each was met."""

    def wrong(file: int, hook: int) -> list[Finding]:
        raise UsageError(f"{file} {hook}")

    with pytest.raises(UsageError, match=r"^1 5$"):
        judged(wrong, Work([(1, 6), (2, 0)], [(3, 1), (1, 5), (2, 2)], [[(4, 0)]]), lambda _: False)


def test_what_is_raised_in_the_first_process_ends_the_other(monkeypatch: pytest.MonkeyPatch):
    begun = processes(2, monkeypatch)

    def stopped(file: int, hook: int) -> list[Finding]:
        if os.getpid() == THIS:
            raise KeyboardInterrupt
        signal.pause()
        return []

    with pytest.raises(KeyboardInterrupt):
        judged(stopped, Work([(0, 0)], [(0, 1)], []), lambda _: False)
    with pytest.raises(ChildProcessError):
        os.waitpid(begun[0], os.WNOHANG)


def test_another_process_does_not_hear_the_answers_of_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """They are for the process that asked, which would wait for ever for what another one has read."""
    write_files(tmp_path, {"shop.py": BUSY})
    in_git(tmp_path, "init", "-q")
    in_git(tmp_path, "add", "-A")
    monkeypatch.chdir(tmp_path)
    git.forget()
    git.begin_files_named("*.py")
    other = workers.begun(lambda: ",".join(git.files_named("*.py")).encode())
    assert workers.answer_of(*other) == b"shop.py"
    assert git.files_named("*.py") == ["shop.py"]


def test_expressions_that_another_process_compiles_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(compiled, "_file", lambda: str(tmp_path / "kept"))
    monkeypatch.setattr(compiled.sys, "dont_write_bytecode", False)
    for name in ("_made", "_new", "_loaded"):
        monkeypatch.setattr(compiled, name, type(getattr(compiled, name))())

    def compile_one(pattern: str) -> bytes:
        return compiled.compiled(pattern).pattern.encode()

    others = [workers.begun(lambda: compile_one("other[1]"))]
    compile_one("own[1]")
    assert [workers.answer_of(*each) for each in others] == [b"other[1]"]
    compiled.keep()
    assert {pattern for pattern, _ in compiled._load()} == {"own[1]", "other[1]"}


def test_two_processes_import_no_more_than_one(tmp_path: Path):
    write_files(tmp_path, {"shop.py": BUSY + "# and more\n" * 4_000})
    in_git(tmp_path, "init", "-q")
    in_git(tmp_path, "add", "-A")
    counted(tmp_path, "commit-checks", "shop.py")
    seen = counted(tmp_path, "commit-checks", "shop.py")
    if workers.available() > 1:
        assert "import flask_upkeep._kit.side_by_side" in seen
        assert "import flask_upkeep._error_exposure" not in seen  # which the other process needs alone
    for module in ("pickle", "typing", "re", "enum", "multiprocessing", "subprocess"):
        assert f"import {module}" not in seen
