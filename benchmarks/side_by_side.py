"""What benchmarks share: environments of pinned tools, trees to run them on, and whole processes timed.

A machine that slows down slows all tools that are run in turn, so only ratios of one run are worth telling.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

# Behind the name of the interpreter, as in the manifest.
STARTED = ("-I", "-c", "from flask_upkeep.__main__ import run; run()")
CHECKOUT = Path(__file__).resolve().parent.parent
SHOP = Path(__file__).with_name("shop.py.txt")

# What a Flask backend has installed, as a tree of code that nobody wrote for this benchmark. After a change
# of these pins use a new `--venv` folder.
TREE = (
    "alembic==1.20.1 apispec==6.10.1 blinker==1.9.0 boto3==1.44.5 botocore==1.44.5 celery==5.7.0 click==8.5.1 "
    "Django==5.2.19 Flask==3.1.3 Flask-Admin==2.2.1 Flask-AppBuilder==5.3.0 Flask-Login==0.6.3 "
    "Flask-Migrate==4.1.0 Flask-SocketIO==5.7.0 Flask-SQLAlchemy==3.1.1 Flask-WTF==1.3.0 gunicorn==27.0.1 "
    "itsdangerous==2.2.0 Jinja2==3.1.6 kombu==5.7.0 Mako==1.4.3 marshmallow==4.4.0 Pygments==2.21.0 PyJWT==2.15.1 "
    "redis==8.1.0 requests==2.34.2 sentry-sdk==2.75.0 SQLAlchemy==2.1.9 urllib3==2.8.0 Werkzeug==3.1.9 WTForms==3.3.2"
).split()
# A hook's environment knows nothing of the user's Python settings.
VARIABLES = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

Item = TypeVar("Item")


class Times(NamedTuple):
    """Seconds and megabytes of one process; ``WALL``, ``CPU`` and ``MEMORY`` are the positions."""

    wall: float
    cpu: float
    memory: float


WALL, CPU, MEMORY = 0, 1, 2


def install(place: Path, *requirements: str) -> None:
    """Make the environment where it is missing, and install packages in it."""
    python = str(place / "bin" / "python")
    if not Path(python).exists():
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
    pip_install(python, *requirements)
    # Runners make environments without it, and its start-up file slows every Python down.
    subprocess.run([python, "-m", "pip", "uninstall", "-qq", "-y", "setuptools"], check=True)


def copy_of_checkout(folder: Path) -> Path:
    """A copy to install from: an installation leaves files in the folder that it builds in."""
    copy = folder / "checkout"
    shutil.copytree(CHECKOUT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__", "build", "*.egg-info"))
    return copy


def pip_install(python: str, *words: str) -> None:
    """Run pip; its own messages say what went wrong."""
    command = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *words]
    if subprocess.run(command, env=VARIABLES).returncode:
        raise SystemExit("benchmark: the installation failed; PyPI has to be reachable")


def machine() -> str:
    """What the figures depend on."""
    return f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} processors"


def tree_of(place: Path) -> Path:
    """The folder with the code of installed packages; made where it is missing.

    Test folders are left out: `debug-flag` does not judge them, and would win by not reading them.
    """
    tree = place.resolve() / "benchmark-tree"
    if not tree.exists():
        making = tree.with_suffix(".new")
        shutil.rmtree(making, ignore_errors=True)
        pip_install(str(place / "bin" / "python"), "--no-deps", "--no-compile", "--target", str(making), *TREE)
        for path in [path for path in making.rglob("*") if path.is_dir() and path.name in ("test", "tests")]:
            shutil.rmtree(path, ignore_errors=True)
        make_repository(making)
        making.rename(tree)
    return tree


def make_repository(folder: Path) -> None:
    """Let git track what is there: hooks run in a repository, and some ask git."""
    subprocess.run(["git", "init", "-q", folder], check=True)
    subprocess.run(["git", "-C", folder, "add", "-A", "-f"], check=True, stderr=subprocess.DEVNULL)


def python_files(folder: Path) -> list[str]:
    """Names of all Python files below the folder, sorted."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.py"))


def is_module(path: Path) -> bool:
    """Does the file have a size that people write by hand?"""
    return 1_000 <= path.stat().st_size <= 20_000


def evenly(items: Sequence[Item], count: int) -> list[Item]:
    """So many of the items, at equal distances."""
    return [items[number * len(items) // count] for number in range(count)]


def timed(command: Sequence[str], worked: Collection[int]) -> Times:
    """Run a process to its end, its output thrown away. Exit codes but those of a tool that worked end it all.

    Memory is that of the largest process, which is the tool itself or one that it started.
    """
    silent = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]
    start = time.perf_counter()
    process = os.posix_spawn(command[0], tuple(command), VARIABLES, file_actions=silent)
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - start
    if (code := os.waitstatus_to_exitcode(status)) not in worked:
        raise SystemExit(f"benchmark: {Path(command[0]).name} broke (exit code {code})")
    unit = 1e6 if sys.platform == "darwin" else 1e3  # Linux counts kilobytes
    return Times(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def output(command: Sequence[str], folder: Path, worked: Collection[int]) -> str:
    """What a process prints. A tool that breaks is not timed: its speed says nothing."""
    done = subprocess.run(command, cwd=folder, env=VARIABLES, capture_output=True, text=True)
    if done.returncode not in worked or "Traceback (most recent call last)" in done.stderr:
        raise SystemExit(f"benchmark: {Path(command[0]).name} broke (exit code {done.returncode}):\n{done.stderr}")
    return done.stdout
