"""What a wrapper costs beside the tool that it runs.

For bandit, black, flake8 and detect-secrets: the tool alone and behind its wrapper, on one file and on a tree, in turn.
For the audits: a verdict that is kept, and 145 pins by a local index, beside the bare interpreter. Whole processes,
start included; ratios are medians over the rounds. Needs Linux or macOS, git, and PyPI for the first run.

    python benchmarks/wrappers.py                      everything, some minutes
    python benchmarks/wrappers.py --runs 3 --venv FOLDER
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

import side_by_side
from side_by_side import (
    CHECKOUT,
    SHOP,
    STARTED,
    Times,
    copy_of_checkout,
    evenly,
    pip_install,
    python_files,
    timed,
    tree_of,
)

sys.path.insert(0, str(CHECKOUT))

OFFLINE_PINS = 145
# Exit codes of a tool that did its work: clean, findings, a file that it cannot read.
WORKED = (0, 1, 3)
# A tree of so many files shows what the start no longer hides.
TREE_FILES = 150


class Pair(NamedTuple):
    """A tool by itself, and our hook around it; both take file names."""

    name: str
    bare: tuple[str, ...]
    wrapped: tuple[str, ...]


def pairs(python: str) -> tuple[Pair, ...]:
    """The tools as their own hooks start them, with what the wrapper asks of them."""
    start = (python, "-I", "-X", "utf8", "-m")
    ours = (python, *STARTED)
    null = os.devnull
    return (
        Pair("bandit", (*start, "bandit", "-q", "-f", "json", "-o", null), (*ours, "bandit")),
        Pair("black --check", (*start, "black", "--check", "-q"), (*ours, "black", "--check")),
        Pair("flake8", (*start, "flake8", "--max-line-length=88", "--extend-ignore=E203,E701"), (*ours, "flake8")),
        Pair(
            "detect-secrets",
            (*start, "detect_secrets.pre_commit_hook", "--no-verify", "--json"),
            (*ours, "detect-secrets"),
        ),
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Print the two tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=7, help="rounds (default: 7)")
    parser.add_argument("--venv", type=Path, help="a folder for the environment, kept and used again")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as scratch:
        place = options.venv or Path(scratch, "venv")
        python = str(place / "bin" / "python")
        if not place.exists():
            subprocess.run([sys.executable, "-m", "venv", place], check=True)
        pip_install(python, f"{copy_of_checkout(Path(scratch))}[bandit,black,detect-secrets,flake8,pip-audit,safety]")
        print(side_by_side.machine(), "\n")
        tree = tree_of(place)
        files = evenly(python_files(tree), TREE_FILES)
        one = Path(scratch, "one")
        one.mkdir()
        (one / "app.py").write_bytes(SHOP.read_bytes())
        print_pairs("One file", pairs(python), one, ["app.py"], options.runs)
        print_pairs(f"{TREE_FILES} files of a tree", pairs(python), tree, files, max(1, options.runs // 3))
        print_audits(python, Path(scratch, "audits"), options.runs)
    return 0


def print_pairs(title: str, compared: Sequence[Pair], folder: Path, files: Sequence[str], runs: int) -> None:
    """Wall time of each tool alone and wrapped, and what the wrapper adds."""
    print(f"{title}; rounds: {runs}\n\n  {'':16}{'alone s':>9}{'wrapped s':>11}{'ratio':>8}{'added s':>9}")
    for pair in compared:
        alone, wrapped = in_turn([(*pair.bare, *files), (*pair.wrapped, *files)], folder, runs)
        ratio = median(two.wall / one.wall for one, two in zip(alone, wrapped, strict=True))
        first, second = (median(each.wall for each in times) for times in (alone, wrapped))
        print(f"  {pair.name:16}{first:9.3f}{second:11.3f}{ratio:8.2f}{second - first:9.3f}", flush=True)
    print("\n  goal: at most 1.1 times the tool alone, and 0.1 s\n")


def print_audits(python: str, folder: Path, runs: int) -> None:
    """The audits beside the bare interpreter."""
    from tests.wrappers.osv import PINS, build_index, osv_service

    folder.mkdir()
    side_by_side.VARIABLES["XDG_CACHE_HOME"] = str(folder / "cache")
    index = build_index(folder)
    (folder / "requirements.txt").write_text("\n".join(PINS[:OFFLINE_PINS]) + "\n")
    (folder / "requirements-clean.txt").write_text("click==8.1.7\nrequests==2.32.4\nitsdangerous==2.2.0\n")
    floor = (python, "-I", "-c", "pass")
    audit = (python, *STARTED, "pip-audit")
    offline = (*audit, "--service=offline", f"--db={index}", "requirements.txt")
    with osv_service() as (url, service):
        kept = (*audit, "--service=osv", f"--osv-url={url}", "requirements-clean.txt")
        in_turn([kept], folder, 1)
        service.asked.clear()
        bare, by_index, again = in_turn([floor, offline, kept], folder, runs)
        print(f"Audits; rounds: {runs}\n\n  {'':34}{'wall s':>9}{'x bare':>9}")
        for name, times in (("bare interpreter", bare), (f"{OFFLINE_PINS} pins by a local index", by_index),
                            ("three pins, verdict kept", again)):  # fmt: skip
            ratio = median(two.wall / one.wall for one, two in zip(bare, times, strict=True))
            print(f"  {name:34}{median(each.wall for each in times):9.3f}{ratio:9.1f}")
        print(f"\n  requests for the verdict that was kept: {len(service.asked)}")
        print("  goals: the index 0.4 s, the kept verdict 6 times the interpreter and no request\n")


def in_turn(commands: Sequence[tuple[str, ...]], folder: Path, runs: int) -> list[list[Times]]:
    """Times of the commands, taken in turn after one rehearsal each."""
    taken: list[list[Times]] = [[] for _ in commands]
    before = Path.cwd()
    os.chdir(folder)
    try:
        for command in commands:
            timed(command, WORKED)
        for _ in range(runs):
            for times, command in zip(taken, commands, strict=True):
                times.append(timed(command, WORKED))
    finally:
        os.chdir(before)
    return taken


if __name__ == "__main__":
    raise SystemExit(main())
