"""How long `flask-upkeep due` and the hook `attestations-due` take in a repository of some age.

60 items with a record each, among 5,000 commits of which every fifth touches a file that an item watches. Whole
processes are timed in turn with the bare interpreter of the same environment; the ratios are medians over the rounds.
Needs Linux or macOS, git, and PyPI for the first run.

    python benchmarks/attestations.py [--runs N] [--venv FOLDER]
"""

from __future__ import annotations

import argparse
import contextlib
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from side_by_side import CPU, STARTED, WALL, Times, copy_of_checkout, install, machine, timed

ITEMS, COMMITS = 60, 5_000
DAY, SECONDS = "2026-11-23", 1_795_392_000  # 23 November 2026, 00:00 UTC
GOAL = 8
FLOOR = "bare interpreter"
# Clean, and findings: what is not attested among the 53 lines is missing here.
WORKED = (0, 1)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--runs", type=int, default=21, metavar="N", help="rounds (21)")
    parser.add_argument("--venv", type=Path, metavar="FOLDER", help="make or use this environment and keep it")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as temporary:
        folder = Path(temporary)
        place = options.venv or folder / "venv"
        install(place, str(copy_of_checkout(folder)))
        python = str(place.resolve() / "bin" / "python")
        repository = folder / "repository"
        make_history(repository)
        print(machine(), f"{ITEMS} items, {COMMITS} commits; rounds: {options.runs}", sep="\n", end="\n\n")
        print_times(python, repository, options.runs)
    return 0


def make_history(repository: Path) -> None:
    """A repository written by one `git fast-import`, with its files checked out."""
    subprocess.run(["git", "init", "-q", "-b", "main", repository], check=True)
    stream = b"".join(_history())
    subprocess.run(["git", "-C", repository, "fast-import", "--quiet"], input=stream, check=True)
    subprocess.run(["git", "-C", repository, "reset", "-q", "--hard", "main"], check=True)


def _history() -> Iterator[bytes]:
    policy = "".join(
        f'[line.own-{number}]\ntitle = "Own {number}"\nevery = "3 months"\nwatch = ["ops/file_{number}.sh"]\n\n'
        for number in range(ITEMS)
    )
    yield _commit(0, {"upkeep/checklist.toml": policy})
    for number in range(1, COMMITS):
        if number < COMMITS - ITEMS:
            path = f"ops/file_{number % ITEMS}.sh" if number % 5 == 0 else f"app/module_{number % 300}.py"
            yield _commit(number, {path: f"x = {number}\n"})
        else:
            item = number - (COMMITS - ITEMS)
            record = f'[[record]]\ndate = {DAY}\nresult = "pass"\nevidence = "job {number}"\nnote = "as it should be"\n'
            yield _commit(number, {f"upkeep/attestations/own-{item}.toml": record})


def _commit(number: int, files: dict[str, str]) -> bytes:
    """A commit for `git fast-import`. Source: https://git-scm.com/docs/git-fast-import"""
    who = f"Ann <ann@example.invalid> {SECONDS + number} +0000"
    parts = [f"commit refs/heads/main\ncommitter {who}\n", _data(f"commit {number}")]
    for path, text in files.items():
        parts += [f"M 100644 inline {path}\n", _data(text)]
    return "".join(parts).encode()


def _data(text: str) -> str:
    return f"data {len(text)}\n{text}\n"


def print_times(python: str, repository: Path, runs: int) -> None:
    """Time all commands in turn and print their table."""
    ours = (python, *STARTED)
    commands = {
        FLOOR: (python, "-I", "-c", "pass"),
        "due": (*ours, "due", "--today", DAY),
        "attestations": (*ours, "attestations"),
        "attestations-due": (*ours, "attestations", "--due", "--today", DAY),
    }
    times: dict[str, list[Times]] = {name: [] for name in commands}
    for round_ in range(runs + 1):
        for name, command in commands.items():
            with contextlib.chdir(repository):
                taken = timed(command, WORKED)
            if round_:  # the first one brings files into the cache
                times[name].append(taken)
    print(f"  {'':18}{'wall s':>9}{'x bare':>9}{'CPU s':>9}{'x bare':>9}")
    for name, taken_times in times.items():
        cells = [
            cell
            for clock in (WALL, CPU)
            for cell in (
                f"{median(each[clock] for each in taken_times):9.3f}",
                f"{median(one[clock] / two[clock] for one, two in zip(taken_times, times[FLOOR], strict=True)):9.1f}",
            )
        ]
        print(f"  {name:18}" + "".join(cells))
    print(f"\n  goal: each at most {GOAL} x {FLOOR}, by wall time\n")


if __name__ == "__main__":
    raise SystemExit(main())
