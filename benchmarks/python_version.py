"""Which claims of a Python `python-version` and the nearest tools on PyPI judge rightly, and how fast they are.

The cases are those of our tests: a file that names Python 3.8, the same with 3.12, and files that name no Python at
all. A verdict is right when the tool fails on the first and passes the others. Whole processes are timed, start
included, in turn; the ratio is that of the fastest runs. Needs PyPI for the first run.

Two peers are asked for something else than they are made for: check-python-versions compares files of a package with
one another and knows no dates, so it fails on most folders; thailint takes its dates from the network.

    python benchmarks/python_version.py                 about five minutes
    python benchmarks/python_version.py --every 5       each fifth case
    python benchmarks/python_version.py --venv FOLDER   FOLDER is kept and used again
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from side_by_side import STARTED

CHECKOUT = Path(__file__).resolve().parent.parent
PEERS = ("py-eol==1.2.0", "check-python-versions==0.25.0", "thailint==0.25.1")
TODAY = "--today=2026-11-23"
ROUNDS = 10


class Tool(NamedTuple):
    """A command that is given a file, or looks for itself where ``{file}`` does not occur in it."""

    name: str
    command: Sequence[str]

    def fails(self, folder: Path, file: str) -> bool | None:
        """Its verdict on a folder with one file; ``None`` where it came to none."""
        done = self.run(folder, file)
        return None if b"Traceback" in done.stderr else done.returncode != 0

    def run(self, folder: Path, file: str) -> subprocess.CompletedProcess[bytes]:
        """Start it in the folder."""
        command = [file if word == "{file}" else word for word in self.command]
        return subprocess.run(command, cwd=folder, capture_output=True, stdin=subprocess.DEVNULL, check=False)


class Case(NamedTuple):
    """A file, and whether a tool should fail on it."""

    path: str
    text: str
    is_ended: bool


def cases() -> list[Case]:
    """Those of the tests: ended, supported, and no claim."""
    sys.path.insert(0, str(CHECKOUT))
    from tests.test_python_version import FILES, NO_CLAIMS

    found = [Case(path, text.replace("3.N", "3.8"), True) for path, text, _ in FILES]
    found += [Case(path, text.replace("3.N", "3.12"), False) for path, text, _ in FILES]
    return found + [Case(path, text, False) for path, text in NO_CLAIMS]


def tools(venv: Path) -> list[Tool]:
    """Ours and the peers, installed in one environment."""
    programs = venv / "bin"
    if not (programs / "py-eol").exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([programs / "pip", "install", "--quiet", str(CHECKOUT), *PEERS], check=True)
    ours = [str(programs / "python"), *STARTED, "python-version", TODAY, "{file}"]
    return [
        Tool("python-version", ours),
        Tool("py-eol", [str(programs / "py-eol"), "files", "{file}"]),
        Tool("check-python-versions", [str(programs / "check-python-versions"), "--allow-non-packages", "."]),
        Tool("thailint", [str(programs / "thailint"), "version-freshness", "."]),
    ]


def written(folder: Path, case: Case) -> Path:
    """A new folder with the case's file."""
    here = Path(tempfile.mkdtemp(dir=folder))
    (here / case.path).parent.mkdir(parents=True, exist_ok=True)
    (here / case.path).write_text(case.text)
    return here


def verdicts(all_tools: Sequence[Tool], chosen: Sequence[Case], folder: Path) -> None:
    """Print how many of each kind of case each tool judges rightly, and how often it crashes."""
    print("| tool | ended found | supported passes | no claim passes | traceback |\n| --- | --- | --- | --- | --- |")
    kinds = [[case for case in chosen if case.is_ended]]
    kinds += [[case for case in chosen if not case.is_ended and ("3.12" in case.text) is it] for it in (True, False)]
    for tool in all_tools:
        row, crashed = [], 0
        for kind in kinds:
            came_to = [tool.fails(written(folder, case), case.path) for case in kind]
            right = sum(verdict is case.is_ended for verdict, case in zip(came_to, kind, strict=True))
            crashed += came_to.count(None)
            row.append(f"{right} of {len(kind)}")
        print(f"| {tool.name} | {' | '.join(row)} | {crashed} |", flush=True)


def times(all_tools: Sequence[Tool], folder: Path) -> None:
    """Print the fastest run of each tool on one file, as a multiple of the bare interpreter's."""
    case = Case("pyproject.toml", '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.8"\n', True)
    here = written(folder, case)
    floor = Tool("bare interpreter", [all_tools[0].command[0], "-I", "-c", "pass"])
    fastest: dict[str, float] = {}
    for _ in range(ROUNDS):
        for tool in (floor, *all_tools):
            begin = time.perf_counter()
            tool.run(here, case.path)
            fastest[tool.name] = min(fastest.get(tool.name, 1e9), time.perf_counter() - begin)
    print("\n| tool | times the bare interpreter |\n| --- | --- |")
    for name, seconds in fastest.items():
        print(f"| {name} | {seconds / fastest[floor.name]:.1f} |")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description="verdicts and times of python-version and the nearest tools")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="take each Nth case only")
    parser.add_argument("--venv", type=Path, metavar="FOLDER", help="keep the tools' environment there")
    asked = parser.parse_args()
    os.environ.pop("PYTHONPATH", None)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        all_tools = tools(asked.venv or folder / "venv")
        verdicts(all_tools, cases()[:: asked.every], folder)
        times(all_tools, folder)


if __name__ == "__main__":
    main()
