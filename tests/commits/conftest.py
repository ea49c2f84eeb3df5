"""Real repositories and real runners, on a copy of this project.

The runners install the hooks from a git repository, so one is made of the working tree. It and the runners'
stores lie in a cache folder whose name is a digest of the content. Its dates are fixed, so equal content is the
same commit at the same path, and a second run of the tests finds its environments installed.
"""

from __future__ import annotations

import getpass
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest

from ..conftest import Files, write_files

PROJECT = Path(__file__).parents[2]
CACHES = f"flask-upkeep-tests-{getattr(os, 'getuid', getpass.getuser)()}-"
IDLE_SECONDS = 600

# What a person's shell, a git hook, a runner or a coverage run around the tests sets, and what would steer ours.
FOREIGN = ("COVERAGE_", "GIT_", "NO_COLOR", "PREK_", "PRE_COMMIT", "PYTHON", "SKIP", "VIRTUAL_ENV")
BESIDE_PYTHON = str(Path(sys.executable).parent)
OWN = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
PLAIN = OWN | {
    "PATH": os.pathsep.join((BESIDE_PYTHON, os.environ.get("PATH", os.defpath))),
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "T",
    "GIT_AUTHOR_EMAIL": "t@example.invalid",
    "GIT_COMMITTER_NAME": "T",
    "GIT_COMMITTER_EMAIL": "t@example.invalid",
    "PRE_COMMIT_COLOR": "never",
    "PREK_COLOR": "never",
}
LONG_AGO = {"GIT_AUTHOR_DATE": "2000-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2000-01-01T00:00:00Z"}


class Shown(NamedTuple):
    """What a command came to: its exit code, and all that it printed."""

    code: int
    output: str

    @property
    def verdict(self) -> str:
        """What the runner says of the hook: Passed, Failed or Skipped."""
        found = re.findall(r"\.(?:\([^)]*\))?(Passed|Failed|Skipped)$", self.output, re.MULTILINE)
        return " ".join(found)

    @property
    def hook_code(self) -> int:
        """The exit code of the hook, which git and the runner turn into 1."""
        shown = re.search(r"^- exit code: (\d+)$", self.output, re.MULTILINE)
        return int(shown[1]) if shown else 0

    @property
    def lines(self) -> list[str]:
        """The lines of the hook itself: those below the runner's heading."""
        _, _, below = self.output.partition("- exit code: ")
        return [line.strip() for line in below.splitlines()[1:] if line.strip()]

    @property
    def findings(self) -> list[str]:
        """Place and rule of each finding, in the order shown; what the messages say is tested elsewhere."""
        found = (re.match(r"(.+:\d+:\d+: [\w-]+) ", line) for line in self.lines)
        return [match[1] for match in found if match]


class Runner(NamedTuple):
    """A runner: its command, and the environment that leads it to its store."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]


class HookRepository(NamedTuple):
    """This project as a user's configuration lists it: where it is, and at which commit."""

    cache: Path
    path: Path
    commit: str


class Repository(NamedTuple):
    """A user's repository, in which a runner guards the commits."""

    folder: Path
    runner: Runner
    hooks: HookRepository

    def configure(self, hook_id: str, **settings: object) -> None:
        """List one hook in the user's configuration, with the settings a user can give it."""
        hook = {"id": hook_id, **settings}
        listed = {"repo": str(self.hooks.path), "rev": self.hooks.commit, "hooks": [hook]}
        self.stage({".pre-commit-config.yaml": json.dumps({"repos": [listed]}, indent=2)})

    def write(self, files: Files) -> None:
        """Write files and leave them unstaged."""
        write_files(self.folder, files)

    def stage(self, files: Files) -> None:
        """Write files and stage them."""
        self.write(files)
        self.git("add", "--", *files)

    def commit(self, *options: str, **environment: str) -> Shown:
        """Commit what is staged, through the git hook that the runner installed."""
        return self._shown(["git", "commit", "-q", "-m", "A commit", *options], environment)

    def run(self, *options: str) -> Shown:
        """Call the runner's own ``run``."""
        return self.call("run", *options)

    def call(self, *arguments: str) -> Shown:
        """Call the runner."""
        return self._shown([*self.runner.command, *arguments], {})

    def git(self, *arguments: str) -> str:
        """Call git, which has to succeed."""
        shown = self._shown(["git", *arguments], {})
        assert shown.code == 0, shown.output
        return shown.output.strip()

    def head(self) -> str:
        """The commit that the branch is at."""
        return self.git("rev-parse", "HEAD")

    def text(self, path: str) -> str:
        """The content of a file in the working tree."""
        return (self.folder / path).read_text(encoding="utf-8")

    def _shown(self, command: Sequence[str], environment: Mapping[str, str]) -> Shown:
        os.utime(self.hooks.cache)
        return shown(command, self.folder, {**self.runner.environment, **environment})


def shown(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Shown:
    """Call a command and return what it came to; printed, so that a test that fails shows it."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="backslashreplace",
        timeout=600,
        check=False,
    )
    print("$", *command, f"\n{done.stdout}", end="")
    return Shown(done.returncode, done.stdout)


@pytest.fixture(scope="session")
def hook_repository() -> HookRepository:
    """This project's working tree as a git repository with one commit, made once for each content."""
    files = working_tree()
    cache = Path(tempfile.gettempdir(), CACHES + digest(files))
    if not cache.exists():
        make_cache(cache, files)
    os.utime(cache)
    remove_idle_caches(besides=cache)
    path = cache / "flask-upkeep"
    commit = shown(["git", "rev-parse", "HEAD"], path, PLAIN)
    assert commit.code == 0, commit.output
    return HookRepository(cache, path, commit.output.strip())


@pytest.fixture(scope="session", params=["pre-commit", "prek"])
def runner(request: pytest.FixtureRequest, hook_repository: HookRepository) -> Runner:
    """The runners that are installed for the Python of the tests, with stores of our own."""
    if request.param == "pre-commit":
        if importlib.util.find_spec("pre_commit") is None:
            pytest.skip("pre-commit is not installed beside this Python")
        # -P: the user's modules must not come in the way of the runner; how it starts our hooks is not its matter
        command: tuple[str, ...] = (sys.executable, "-P", "-m", "pre_commit")
        store = "PRE_COMMIT_HOME"
    else:
        prek = shutil.which("prek", path=BESIDE_PYTHON)
        if prek is None:
            pytest.skip("prek is not installed beside this Python")
        command = (prek,)
        store = "PREK_HOME"
    environment = {**PLAIN, store: str(hook_repository.cache / request.param), "TMPDIR": str(hook_repository.cache)}
    return Runner(request.param, command, environment)


@pytest.fixture(scope="session")
def prepared(runner: Runner, hook_repository: HookRepository, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A user's repository with ``debug-flag`` switched on, its environment installed by the first commit."""
    repository = Repository(tmp_path_factory.mktemp(runner.name), runner, hook_repository)
    repository.git("init", "-q", "-b", "main", "--template=")
    repository.configure("debug-flag")
    installed = repository.call("install")
    assert installed.code == 0, installed.output
    first = repository.commit()
    assert (first.code, first.verdict) == (0, "Passed"), first.output
    return repository


@pytest.fixture
def repository(prepared: Repository, tmp_path: Path) -> Repository:
    """A fresh copy of the prepared repository."""
    folder = tmp_path / "user"
    shutil.copytree(prepared.folder, folder)
    return prepared._replace(folder=folder)


def working_tree() -> dict[str, bytes]:
    """What a release would hold, committed or not; tests and benchmarks, which no runner reads, are left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ".", ":!tests", ":!benchmarks"],
        cwd=PROJECT,
        env=OWN,
        capture_output=True,
        check=True,
    )
    paths = sorted({os.fsdecode(path) for path in listed.stdout.split(b"\0") if path})
    return {path: (PROJECT / path).read_bytes() for path in paths if (PROJECT / path).is_file()}


def digest(files: Mapping[str, bytes]) -> str:
    """Names and content in a few characters; and the week, so that a store's records of us do not pile up."""
    parts = [*map(str, date.today().isocalendar()[:2])]
    parts += (f"{sha256(data).hexdigest()} {path}" for path, data in files.items())
    return sha256("\0".join(parts).encode(errors="surrogateescape")).hexdigest()[:16]


def make_cache(cache: Path, files: Files) -> None:
    """Make the repository aside, then move it into place: another process sees all of it or nothing."""
    aside = Path(tempfile.mkdtemp(prefix=CACHES))
    path = aside / "flask-upkeep"
    write_files(path, files)
    for arguments in (["init", "-q", "-b", "main", "--template="], ["add", "-A", "-f"], ["commit", "-q", "-m", "Copy"]):
        done = shown(["git", *arguments], path, PLAIN | LONG_AGO)
        assert done.code == 0, done.output
    try:
        aside.rename(cache)
    except OSError:
        shutil.rmtree(aside)
        if not cache.exists():
            raise


def remove_idle_caches(besides: Path) -> None:
    """Remove folders of other contents that no test has used for a while: each call of a runner marks its own."""
    for folder in besides.parent.glob(CACHES + "*"):
        with suppress(OSError):
            if folder != besides and time.time() - folder.stat().st_mtime > IDLE_SECONDS:
                shutil.rmtree(folder)
