"""See the hooks at work: a throw-away repository with a careless Flask application, and a real run over it.

The command makes a git repository in a temporary folder, lists a checkout of flask-upkeep in its
``.pre-commit-config.yaml`` and runs ``pre-commit run --all-files`` (or prek). Nothing outside that folder
is written, and the folder goes away at the end unless ``--keep`` is given.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from .._kit.command import run_command
from .._kit.finding import UsageError
from .._kit.namespace import Namespace
from .._kit.parsing import Parser

RUNNERS = ("pre-commit", "prek")
CONFIG = """\
repos:
  - repo: {checkout}
    rev: {rev}
    hooks:
      - id: commit-checks
      - id: release-report
"""
NEXT = """
What is above was found by a real `{runner} run --all-files`. On your own repository, without changing it:

    cd /path/to/your/repository
    {program} commit-checks --all-files
"""
KEPT = """
And before a release, in the repository that was kept:

    cd {repository}
    git commit --quiet --message "The shop"
    {program} init && git add upkeep && git commit --quiet --message "What applies here"
    {program} due
    {program} release 1.0
"""


def main(argv: Sequence[str]) -> int:
    """Run the demonstration; returns 0 when the runner found what is wrong, 2 usage, 3 when it could not look."""
    parser = Parser("flask-upkeep demo")
    parser.add_argument("--checkout", metavar="DIR", default=".", help="a git checkout of flask-upkeep (default: here)")
    parser.add_argument("--runner", choices=RUNNERS, help="the runner to use (default: the first one installed)")
    parser.add_argument("--keep", action="store_true", default=False, help="leave the repository for a look around")
    parser.add_argument("-h", "--help", action="help", help="print this page")
    return run_command(parser, argv, _demonstrate)


def _demonstrate(options: Namespace) -> int:
    checkout = Path(options.checkout).resolve()
    rev = _revision(checkout)
    runner = _runner(options.runner)
    folder = Path(tempfile.mkdtemp(prefix="flask-upkeep-demo-"))
    try:
        repository = folder / "shop"
        _make_repository(repository, CONFIG.format(checkout=checkout, rev=rev))
        print(f"$ cd {repository}\n$ {runner.name} run --all-files", flush=True)
        store = {"PRE_COMMIT_HOME": str(folder / "store"), "PREK_HOME": str(folder / "store")}
        done = subprocess.run(  # noqa: S603
            [runner, "run", "--all-files"], cwd=repository, env=_environment() | store, check=False
        )
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    if done.returncode != 1:
        print(f"flask-upkeep demo: {runner.name} ended with {done.returncode}; its output says why", file=sys.stderr)
        return 3
    program = Path(sys.executable).parent / "flask-upkeep"
    shown = program if program.exists() else "flask-upkeep"
    print(NEXT.format(runner=runner.name, program=shown))
    if options.keep:
        print(KEPT.format(repository=repository, program=shown))
    return 0


def _revision(checkout: Path) -> str:
    if not (checkout / ".pre-commit-hooks.yaml").is_file():
        raise UsageError(f"{checkout} is no checkout of flask-upkeep; run this in one, or name it with --checkout")
    done = _git(checkout, "rev-parse", "HEAD")
    if done.returncode != 0:
        raise UsageError(f"{checkout} has no commit; a runner installs hooks from a commit, so clone the repository")
    return done.stdout.strip()


def _runner(wanted: str | None) -> Path:
    """The runner beside this interpreter, else on PATH."""
    beside = str(Path(sys.executable).parent)
    for name in [wanted] if wanted else RUNNERS:
        found = shutil.which(name, path=os.pathsep.join([beside, os.environ.get("PATH", "")]))
        if found:
            return Path(found)
    raise UsageError(f"{wanted or 'pre-commit'} is not installed; pip install {wanted or 'pre-commit'}")


def _make_repository(repository: Path, config: str) -> None:
    for name, content in {**_files(), ".pre-commit-config.yaml": config}.items():
        path = repository / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    for arguments in (("init", "--quiet"), ("add", "--all")):
        done = _git(repository, *arguments)
        if done.returncode != 0:
            raise UsageError(f"git {arguments[0]} failed: {done.stderr.strip()}")


def _files() -> Mapping[str, str]:
    table = tomllib.loads((Path(__file__).parent.parent / "data" / "demo_app.toml").read_text(encoding="utf-8"))
    return {name: text.lstrip("\n") for name, text in table["files"].items()}


def _environment() -> dict[str, str]:
    """This environment without what git sets for hooks, which would point at another repository."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    try:
        command = ("git", "-C", str(folder), *arguments)
        return subprocess.run(command, env=_environment(), capture_output=True, text=True, check=False)  # noqa: S603
    except OSError as error:
        raise UsageError(f"git cannot be started ({error.strerror}); install git") from error
