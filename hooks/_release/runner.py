"""The team's runner: which it is, a run of all its hooks over all files, and what it says of each.

Source: https://pre-commit.com/#pre-commit-run
Source: https://prek.j178.dev/cli/
"""

from __future__ import annotations

import codecs
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import NamedTuple

from .._kit.finding import NotChecked, UsageError
from .._kit.formats import printable
from .._kit.hook import RECORDS
from .configuration import Configuration
from .facts import Result, skipped_by_name
from .verdicts import NO_PROOF

PRE_COMMIT, PREK = "pre-commit", "prek"
_HEADING = r"^(?P<name>.+?)\.{3,}(?:\([^()]*\))?(?P<status>Passed|Failed|Skipped)$"
# Newer runners have more to tell of a hook than those before, such as its description; a blank line ends it.
_DETAIL = r"^- ([a-z][a-z ]*)(?:: (.*))?$"
# So often the line on a terminal is written anew.
_SECONDS = 0.2


class Runner(NamedTuple):
    """A runner: its name, its program, and how it was chosen."""

    name: str
    path: str
    why: str


class Heard(NamedTuple):
    """What a run came to: its exit code, all that it printed, and what it says of each hook."""

    code: int
    text: str
    results: tuple[Result, ...]


def find_runner(asked: str | None, configuration: Configuration, hooks_folder: str) -> Runner:
    """The runner that was asked for; else the one whose git hook is installed; else the first that is here.

    ``hooks_folder`` is git's. Raises ``UsageError`` where none is installed.
    """
    names: tuple[str, ...] = (PRE_COMMIT, PREK)
    why = "installed here"
    if asked:
        names, why = (asked,), "as asked for"
    elif configuration.path == "prek.toml":
        names, why = (PREK,), "which reads prek.toml"
    elif installed := _installed(hooks_folder):
        names, why = (installed, *(name for name in names if name != installed)), "whose git hook is installed"
    for place, name in enumerate(names):
        if path := shutil.which(name, path=_search_path()):
            return Runner(name, path, why if place == 0 else "installed here")
    raise UsageError(f"{names[0]} is not installed; `pip install {names[0]}`")


def _installed(folder: str) -> str:
    """The runner that wrote one of git's hooks; empty where none did."""
    for name in ("pre-commit", "pre-push", "commit-msg"):
        try:
            with open(os.path.join(folder, name), "rb") as file:
                text = file.read(20_000)
        except OSError:
            continue
        if b"prek" in text:
            return PREK
        if b"pre-commit.com" in text or b"pre_commit" in text:
            return PRE_COMMIT
    return ""


def _search_path() -> str:
    """Beside this interpreter, in the activated environment, on PATH."""
    beside = [os.path.dirname(sys.executable)]
    if activated := os.environ.get("VIRTUAL_ENV"):
        beside.append(os.path.join(activated, "Scripts" if sys.platform == "win32" else "bin"))
    return os.pathsep.join([*beside, os.environ.get("PATH", os.defpath)])


def run_all(runner: Runner, configuration: Configuration, records: str) -> Heard:
    """Run every hook of the manual stage over all files, with records left in the folder ``records``.

    Progress is written to standard error. Raises ``NotChecked`` where the runner cannot be started.
    """
    command = [runner.path, "run", "--all-files", "--hook-stage", "manual", "--verbose", "--color", "never"]
    try:
        process = subprocess.Popen(  # noqa: S603 - the team's runner, a list, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=_environment(records, configuration),
            start_new_session=True,  # without a terminal nothing can ask it a question, and wait
        )
    except OSError as error:
        reason = f"{runner.name} cannot be started ({error.strerror})"
        raise NotChecked(".", reason, f"install {runner.name} anew") from error
    try:
        text = _heard(process)
        code = process.wait()
    except BaseException:
        _stop(process)
        raise
    known = {listed.id for listed in configuration.hooks}
    return Heard(code, text, tuple(result for result in results_in(text) if result.id in known))


def trouble(runner: Runner, heard: Heard) -> tuple[str, ...]:
    """What went wrong that no hook stands for, a sentence."""
    if heard.code == 0 or any(result.code or result.has_modified for result in heard.results):
        return ()
    lines = [line.strip() for line in heard.text.splitlines() if line.strip()]
    said = f" ({lines[-1][:200]})" if lines else ""
    return (f"{runner.name} ended with exit code {heard.code}{said}: runner.txt shows all that it printed.",)


def _environment(records: str, configuration: Configuration) -> Mapping[str, str]:
    """This environment, in which nothing asks a question, and hooks that only write or report are left out."""
    idle = {listed.id for listed in configuration.hooks if listed.hook in NO_PROOF}
    left_out = ",".join(sorted({*skipped_by_name(), *idle}))
    quiet = {"GIT_TERMINAL_PROMPT": "0", "PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    kept = {name: value for name, value in os.environ.items() if name not in ("PREK_SKIP", "PREK_QUIET")}
    return {**kept, **quiet, "SKIP": left_out, RECORDS: records}


def _heard(process: subprocess.Popen[bytes]) -> str:
    """All that a process prints, with progress shown meanwhile."""
    chunks: queue.Queue[bytes] = queue.Queue()
    threading.Thread(target=_listen, args=(process, chunks), daemon=True).start()
    is_live = sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    text, told, began = "", 0, time.monotonic()
    while True:
        try:
            chunk = chunks.get(timeout=_SECONDS)
        except queue.Empty:
            chunk = None
        if chunk == b"":
            break
        text += decoder.decode(chunk or b"")
        *lines, last = text[told:].split("\n")
        told = len(text) - len(last)
        for line in lines:
            if heading := re.match(_HEADING, line):
                _say(f"{heading['status']:7}  {heading['name']}  {time.monotonic() - began:.1f} s", is_live, "\n")
                began = time.monotonic()
            elif line.startswith("[INFO] "):  # an environment is made, which takes a while
                _say(line.removeprefix("[INFO] "), is_live, "\n")
        if is_live:
            name = last.rstrip(".").strip() or "hooks"
            _say(f"Running  {name[:80]}  {time.monotonic() - began:.0f} s", is_live, "")
    if is_live:
        _say("", is_live, "")
    return text.replace("\r\n", "\n")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the runner and all that it started."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
    else:
        process.terminate()
    process.wait()


def _listen(process: subprocess.Popen[bytes], chunks: queue.Queue[bytes]) -> None:
    assert process.stdout is not None  # noqa: S101 - a pipe was asked for
    while chunk := os.read(process.stdout.fileno(), 1 << 16):
        chunks.put(chunk)
    chunks.put(b"")


def _say(text: str, is_live: bool, end: str) -> None:
    if sys.stderr is not None:
        print(f"\r\x1b[K{printable(text)}" if is_live else printable(text), end=end, file=sys.stderr, flush=True)


def results_in(text: str) -> Iterator[Result]:
    """What the runner says of each hook, in its order; a hook without an id is one that it did not run.

    What hooks print stands among it, and could pretend to be a result: it can make a release worse, never better, as
    the runner's exit code counts besides.
    """
    current: Result | None = None
    for line in text.splitlines():
        heading, detail = re.match(_HEADING, line), re.match(_DETAIL, line)
        if heading:
            if current:
                yield current
            is_failed = heading["status"] == "Failed"
            current = Result("", heading["name"], heading["status"] == "Skipped", int(is_failed), has_modified=False)
        elif current and detail:
            current = _with(current, detail[1], detail[2] or "")
        elif current:
            yield current
            current = None
    if current:
        yield current


def _with(result: Result, what: str, said: str) -> Result:
    if what == "hook id":
        return result._replace(id=said)
    if what == "exit code" and re.fullmatch(r"-?\d{1,9}", said):
        return result._replace(code=int(said))
    if what.startswith("files"):
        return result._replace(has_modified=True)
    return result
