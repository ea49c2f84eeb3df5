"""Blobs of the history as git hands them out: listed once each, read one at a time."""

from __future__ import annotations

import os
import subprocess
import tempfile

from .._kit.finding import NotChecked, UsageError
from .._kit.light import Generator, Iterator, Sequence
from .._kit.typed import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from typing import IO

# Objects are what was committed, whatever replaces them here; what is missing here is not fetched in passing.
_ENVIRONMENT = {"LC_ALL": "C", "GIT_NO_REPLACE_OBJECTS": "1", "GIT_NO_LAZY_FETCH": "1"}
_REMEDY = "run `git fsck`, mend what it says, then run this again"


class Repository(NamedTuple):
    """Where git keeps its own files, the root of the work tree seen from here, and whether older commits are here."""

    folder: str
    root: str
    is_shallow: bool


class Blob(NamedTuple):
    """A file's content: its id in hexadecimal digits, its size in bytes, and one path that it was committed at."""

    id: str
    size: int
    path: str


def repository() -> Repository:
    """The repository of the working folder. Raises ``UsageError`` where there is none, ``NotChecked`` without git."""
    asked = ("--git-common-dir", "--is-shallow-repository", "--is-bare-repository")
    folder, shallow, bare = _answer("rev-parse", *asked).splitlines()
    root = "." if bare == "true" else _answer("rev-parse", "--show-toplevel").rstrip("\n")
    return Repository(os.path.abspath(folder), os.path.relpath(root), shallow == "true")


def revisions(since: str | None) -> tuple[str, ...]:
    """Arguments that mean everything reachable, less what ``since`` reaches. Raises ``UsageError`` for no commit."""
    if since is None:
        return ("--all",)
    commit = git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{since}^{{commit}}")
    if commit.returncode:
        raise UsageError(f"--since {since}: no commit of this repository; name a branch, tag or commit that is here")
    return ("--all", "--not", commit.stdout.decode().strip())


def blobs(reach: Sequence[str]) -> Iterator[Blob | NotChecked]:
    """Every blob in reach, once; what is missing, or cannot be listed, is yielded as not checked."""
    objects = ("rev-list", "--objects", "--missing=print", *reach)
    sizes = ("cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize) %(rest)", "--buffer")
    missing = 0
    with tempfile.TemporaryFile() as complaints:
        lister = _started(objects, stderr=complaints)
        listed = _open(lister.stdout)
        with lister, _started(sizes, stdin=listed, stderr=complaints) as sizer:
            listed.close()  # or the lister would not notice when nobody reads on
            for line in _open(sizer.stdout):
                words = line.rstrip(b"\n").split(b" ", 3)
                if words[-1] == b"missing":
                    missing += 1
                elif words[1] == b"blob":
                    yield Blob(words[0].decode(), int(words[2]), os.fsdecode(words[3]))
        if lister.returncode or sizer.returncode:
            yield _broken("the history cannot be listed", complaints)
    if missing:
        reason = f"{missing} objects of the history are not in this clone"
        yield NotChecked(".", reason, "clone it again without `--filter`, or mend what `git fsck` says")


class Reader:
    """Contents of blobs, from one git process as long as it lives. To be used with ``with``."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process of git."""
        process, self._process = self._process, None
        if process:
            process.kill()
            process.communicate()

    def read(self, blob: Blob) -> bytes:
        """The bytes of a blob. Raises ``NotChecked`` where git cannot read it."""
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = _started(("cat-file", "--batch"), stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
        requests, answers = _open(self._process.stdin), _open(self._process.stdout)
        try:
            requests.write(blob.id.encode() + b"\n")
            requests.flush()
            head = answers.readline().split()
            data = answers.read(int(head[2]) + 1)[:-1] if len(head) == 3 else b""
        except OSError:
            head, data = [], b""
        if len(head) != 3 or len(data) != int(head[2]):
            self.close()
            raise NotChecked(blob.path, f"git cannot read blob {blob.id[:12]}", _REMEDY)
        return data


def git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run git to its end. Raises ``NotChecked`` where it cannot be started."""
    command: Sequence[str] = ("git", *arguments)
    try:
        return subprocess.run(  # noqa: S603
            command, stdin=subprocess.DEVNULL, capture_output=True, env=_environment(), check=False
        )
    except OSError as error:
        raise _not_started(error) from error


def piped(*commands: Sequence[str]) -> Generator[bytes, None, None]:
    """Records between NUL bytes that the last of some git commands prints, each fed by the one before it."""
    processes: list[subprocess.Popen[bytes]] = []
    for command in commands:
        source = processes[-1].stdout if processes else None
        processes.append(_started(command, stdin=source or subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        if source:
            source.close()
    try:
        output, rest = _open(processes[-1].stdout), b""
        while block := output.read(1 << 16):
            *records, rest = (rest + block).split(b"\0")
            yield from records
    finally:
        for process in processes:
            process.kill()
            process.wait()
        _open(processes[-1].stdout).close()


def _answer(*arguments: str) -> str:
    done = git(*arguments)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no word"]
        raise UsageError(f"git does not know this repository ({said[-1]}); run this in one")
    return os.fsdecode(done.stdout)


def _started(
    arguments: Sequence[str], stdin: IO[bytes] | int = subprocess.DEVNULL, stderr: IO[bytes] | int = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    command: Sequence[str] = ("git", *arguments)
    try:
        return subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE, stderr=stderr, env=_environment())  # noqa: S603
    except OSError as error:
        raise _not_started(error) from error


def _open(stream: IO[bytes] | None) -> IO[bytes]:
    """An end of a pipe that was asked for."""
    return cast("IO[bytes]", stream)


def _not_started(error: OSError) -> NotChecked:
    return NotChecked(".", f"git cannot be started ({error.strerror})", "install git")


def _environment() -> dict[str, str]:
    return {**os.environ, **_ENVIRONMENT}


def _broken(what: str, complaints: IO[bytes]) -> NotChecked:
    complaints.seek(0)
    said = complaints.read(10_000).decode("utf-8", "replace").strip().splitlines() or ["git says nothing"]
    return NotChecked(".", f"{what} ({said[0]})", _REMEDY)
