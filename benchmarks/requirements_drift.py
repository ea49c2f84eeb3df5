"""What `requirements-drift` gets right and how long it takes, beside the tools on PyPI that do part of it.

The situations of `tests/drift_cases.py` are written as files and environments, one folder each; every tool says
whether files and environment agree, and the table counts who is right. Then whole processes are timed, in turn
(A B C, A B C, ...), on an environment of 20 packages and one of 153 that agree with their frozen files.
Needs Linux or macOS, and PyPI for the installation only: every tool runs offline.

    python benchmarks/requirements_drift.py                  both tables, some minutes
    python benchmarks/requirements_drift.py --only verdicts --venv FOLDER     one; FOLDER is kept and used again
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT))

from tests.drift_cases import CASES, TXT, Case, Package, package, write_environment  # noqa: E402

PEERS = ("uv==0.13.9", "pip-tools==7.6.2", "pip-lock==2.13.0", "lockstep-evidence==0.4.1", "pyvdrift==0.1.0")
CLEAN, DRIFT, ERROR, MUTE = "clean", "drift", "error", "-"
LOCKS = ("uv.lock", "pylock.toml", "Pipfile.lock")
PIP_LOCK = """
import sys
sys.path.append(sys.argv[1])
from pip_lock import get_mismatches
raise SystemExit(1 if get_mismatches("requirements.txt") else 0)
"""


class Shown(NamedTuple):
    """What a process came to."""

    code: int
    output: str


class Tool(NamedTuple):
    """A tool: its command for a file, the files it reads, and how its verdict shows."""

    name: str
    command: Callable[[str], Sequence[str]]
    reads: Sequence[str]
    verdict: Callable[[Shown], str]
    asks_pip: bool = False


def by_code(shown: Shown) -> str:
    """0 is clean, 1 is drift; the rest, and a traceback, is an error."""
    if "Traceback (most recent call last)" in shown.output:
        return ERROR
    return {0: CLEAN, 1: DRIFT}.get(shown.code, ERROR)


def of_pip_sync(shown: Shown) -> str:
    """Its errors exit with 1 as well."""
    if shown.code == 0:
        return CLEAN
    return DRIFT if re.search(r"^Would (?:un)?install", shown.output, re.MULTILINE) else ERROR


def of_pyvdrift(shown: Shown) -> str:
    """It exits with 0 whatever it finds, so its words count."""
    if shown.code:
        return ERROR
    return DRIFT if re.search(r"MISMATCH|MISSING|EXTRA", shown.output, re.IGNORECASE) else CLEAN


def tools(scripts: Path, library: Path) -> tuple[Tool, ...]:
    """Ours and the peers, from the scripts folder of one environment."""
    target, files = ".venv/bin/python", (TXT, "requirements/dev.txt")
    ours = (str(scripts / "python"), "-I", "-m", "flask_upkeep", "requirements-drift")
    uv, offline = (str(scripts / "uv"), "pip"), ("--offline", "-p", target)
    pip_sync = (str(scripts / "pip-sync"), "-n", "--python-executable", target)
    lockstep = (str(scripts / "lockstep"), "check", "--python", target)
    return (
        Tool("requirements-drift", lambda _: ours, (*files, "pyproject.toml", *LOCKS), by_code),
        Tool("uv install", lambda file: (*uv, "install", "--check", *offline, "-r", file), files, by_code),
        Tool("uv sync", lambda file: (*uv, "sync", "--check", *offline, file), (*files, "pylock.toml"), by_code),
        Tool("pip-sync", lambda file: (*pip_sync, file), files, of_pip_sync, asks_pip=True),
        Tool("pip-lock", lambda _: (target, "-c", PIP_LOCK, str(library)), (TXT,), by_code),
        Tool("lockstep", lambda file: (*lockstep, file), (*files, *LOCKS), by_code),
        Tool("pyvdrift", lambda _: (str(scripts / "pyvdrift"), "check", "."), (TXT, *LOCKS), of_pyvdrift),
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tables that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15, metavar="N", help="rounds of the timing (15)")
    parser.add_argument("--only", choices=("verdicts", "times"), help="one of the two tables")
    parser.add_argument("--venv", type=Path, metavar="FOLDER", help="make or use this environment and keep it")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as temporary:
        folder = Path(temporary)
        place = (options.venv or folder / "venv").resolve()
        install(place, folder)
        library = folder / "library"
        # Only the module: a folder of metadata beside it would count as an installed package.
        shutil.copytree(next(place.glob("lib/python*/site-packages/pip_lock")), library / "pip_lock")
        commands = tools(place / "bin", library)
        if options.only != "times":
            print_verdicts(commands, folder / "cases")
        if options.only != "verdicts":
            for count in (20, 153):
                print_times(commands, place, folder / f"times-{count}", count, options.runs)
    return 0


def install(place: Path, folder: Path) -> None:
    """Make the environment where it is missing, and install this checkout and the peers in it."""
    python = str(place / "bin/python")
    if not Path(python).exists():
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    copy = folder / "checkout"  # an installation leaves files in the folder that it builds in
    shutil.copytree(CHECKOUT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__", "build", "*.egg-info"))
    command = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", str(copy), *PEERS]
    if subprocess.run(command).returncode:
        raise SystemExit("benchmark: the installation failed; PyPI has to be reachable")


def variables(folder: Path) -> Mapping[str, str]:
    """An environment in which nothing is activated, and no cache of uv helps."""
    kept = {name: value for name, value in os.environ.items() if name in ("HOME", "LANG", "LC_ALL", "TMPDIR")}
    return kept | {
        "PATH": "/usr/bin:/bin",
        "UV_CACHE_DIR": str(folder / "cache"),
        "COLUMNS": "200",
        "UV_NO_CONFIG": "1",
    }


def written(folder: Path, case: Case) -> None:
    """The files and the environment of a case, with an interpreter that peers can start."""
    for name, content in case.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / ".git").mkdir(exist_ok=True)
    write_environment(folder / ".venv", case.packages, case.python, root=folder)
    (folder / ".venv/bin").mkdir()
    (folder / ".venv/bin/python").symlink_to(os.path.realpath(sys.executable))


def shown(command: Sequence[str], folder: Path) -> Shown:
    """Run a command to its end."""
    done = subprocess.run(
        command, cwd=folder, env=variables(folder.parent), capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    return Shown(done.returncode, done.stdout + done.stderr)


def verdict(tool: Tool, case: Case, folder: Path) -> str:
    """What a tool says of a case; nothing where it reads none of the files."""
    file = next((name for name in tool.reads if name in case.files), None)
    if file is None:
        return MUTE
    with pip_beside(folder, tool):
        return tool.verdict(shown(tool.command(file), folder))


@contextmanager
def pip_beside(folder: Path, tool: Tool) -> Iterator[None]:
    """pip in the environment while a tool runs that starts it there."""
    site = next(folder.glob(".venv/lib/python*/site-packages"))
    ours = Path(tool.command(TXT)[0]).parent.parent
    found = [*ours.glob("lib/python*/site-packages/pip"), *ours.glob("lib/python*/site-packages/pip-*.dist-info")]
    missing = [path for path in found if tool.asks_pip and not list(site.glob("pip-*"))]
    made = [site / path.name for path in missing]
    for link, path in zip(made, missing, strict=True):
        link.symlink_to(path)
    try:
        yield
    finally:
        for path in made:
            path.unlink()


def is_right(said: str, case: Case) -> bool:
    """An error is right where the case cannot be judged as a whole."""
    if any(item.endswith("NOT CHECKED") for item in case.found):
        return said in (ERROR, DRIFT)
    return said == (DRIFT if case.is_drift else CLEAN)


def print_verdicts(commands: Sequence[Tool], folder: Path) -> None:
    """The table of who is right: the cases on which not all agree, and the sums."""
    judged: list[tuple[Case, list[str]]] = []
    # What only an option or an invented interpreter brings about, no other tool can know.
    for number, case in enumerate(case for case in CASES if not case.options and not case.python):
        place = folder / str(number)
        written(place, case)
        judged.append((case, [verdict(tool, case, place) for tool in commands]))
    print(f"Verdicts; * is wrong, - reads no such file\n\n{'':36}" + "".join(f"{tool.name:>19}" for tool in commands))
    for case, said in judged:
        if not all(is_right(each, case) for each in said):
            marks = [each if each == MUTE else each + ("" if is_right(each, case) else "*") for each in said]
            print(f"{case.id[:34]:36}" + "".join(f"{mark:>19}" for mark in marks))
    with_txt = [(case, said) for case, said in judged if TXT in case.files or "requirements/dev.txt" in case.files]
    for title, rows in (("requirements files", with_txt), ("all", judged)):
        right = [sum(is_right(said[column], case) for case, said in rows) for column in range(len(commands))]
        print(f"{f'right, of {len(rows)}: {title}':36}" + "".join(f"{count:>19}" for count in right))
    print()


def print_times(commands: Sequence[Tool], place: Path, folder: Path, count: int, runs: int) -> None:
    """CPU and wall time of whole processes, and their ratio to the bare interpreter."""
    packages = [many(number, count) for number in range(count)]
    frozen = "".join(f"{each.name}=={each.version}\n" for each in packages)
    written(folder, Case("", {TXT: frozen}, packages))
    python = str(place / "bin/python")
    timed: dict[str, tuple[Sequence[str], Tool | None]] = {"bare interpreter": ((python, "-I", "-c", "pass"), None)}
    timed |= {tool.name: (tuple(tool.command(TXT)), tool) for tool in commands}
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in timed}
    for _ in range(runs):
        for name, (command, tool) in timed.items():
            with pip_beside(folder, tool or commands[0]):
                times[name].append(seconds(command, folder))
    print(f"{count} packages, a frozen file that agrees; rounds: {runs}\n")
    print(f"{'':20}{'least CPU s':>14}{'x bare':>9}{'median wall s':>16}{'x bare':>9}")
    floor_cpu = min(cpu for cpu, _ in times["bare interpreter"])
    floor_wall = median(wall for _, wall in times["bare interpreter"])
    for name, taken in times.items():
        cpu, wall = min(cpu for cpu, _ in taken), median(wall for _, wall in taken)
        print(f"{name:20}{cpu:14.3f}{cpu / floor_cpu:9.1f}{wall:16.3f}{wall / floor_wall:9.1f}")
    print()


def many(number: int, count: int) -> Package:
    """A package that needs some of the next ones, with the extras and markers that packages have."""
    needs = [f"package-{other}>=1" for other in range(number + 1, min(number + 4, count))]
    needs += [f"tool-{extra}>=1; extra == '{name}'" for extra in range(5) for name in ("dev", "docs", "test")]
    needs += ["colorama>=0.4; sys_platform == 'win32'", "tomli>=2; python_version < '3.8'"]
    return package(f"package-{number}", f"1.{number}", *needs)


def seconds(command: Sequence[str], folder: Path) -> tuple[float, float]:
    """CPU and wall seconds of a process and its children, its output thrown away."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=variables(folder), stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _, _, usage = os.wait4(process.pid, 0)
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - start


if __name__ == "__main__":
    raise SystemExit(main())
