"""How long a commit waits for each static hook and for all of them at once, and what the census of routes costs.

A commit of one file, one of twenty, and `endpoint-auth --list-routes`, each against the bare interpreter of the
same environment. A repository that is named is cloned first, and its files are picked by a fixed seed among those
that people edit: tracked Python files, no migrations. The files of a commit are new to the cache of `endpoint-auth`,
the rest of the repository is not, as it is on every commit but the first.

    python benchmarks/commit_checks.py                           twenty modules of two Flask packages
    python benchmarks/commit_checks.py ../shop ../intranet       twenty files of each of these repositories
    python benchmarks/commit_checks.py --runs 3 --seed 2 ../shop
    python benchmarks/commit_checks.py --only commit-checks ../shop

Beside the ratio of wall times, the median over all rounds, stand those of the shortest runs and of processor time: on
a machine that has other work to do they say more.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from debug_flag import TWENTY_FROM, WORKED
from side_by_side import (
    CHECKOUT,
    STARTED,
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

CACHE = Path(".git", "flask-upkeep")
CHANGED = b"\n# changed\n"
ONE, TWENTY = 5, 8
TOGETHER = 10
CENSUS_COLD, CENSUS_WARM = 12, 6


class Row(NamedTuple):
    """What is timed: its name, the command, what is done before, and how many times the bare interpreter it may take.

    A goal is one for wall time on a machine with nothing else to do.
    """

    name: str
    command: tuple[str, ...]
    prepare: Callable[[], object]
    goal: float


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table of every repository."""
    options = arguments(argv)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as temporary:
        folder = Path(temporary)
        place = (options.venv or folder / "venv").resolve()
        install(place, f"{copy_of_checkout(folder)}[credentials]")  # as the manifest does
        print(machine(), end="\n\n")
        for number, repository in enumerate(options.repository or [None]):
            clone = folder / f"clone-{number}"
            if repository is None:
                modules_of_packages(place, clone)
            else:
                subprocess.run(["git", "clone", "-q", "--no-hardlinks", repository.resolve(), clone], check=True)
            files = picked(clone, options.seed)
            print_table(
                repository.name if repository else "modules of packages",
                clone,
                files,
                place,
                options.runs,
                options.only,
            )
    return 0


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """What was typed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("repository", type=Path, nargs="*", help="a git repository; it is cloned, not changed")
    parser.add_argument("--runs", type=int, default=7, metavar="N", help="rounds (7)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="which twenty files (1)")
    parser.add_argument("--only", default="", metavar="TEXT", help="rows with this in their names, such as `census`")
    parser.add_argument("--venv", type=Path, metavar="FOLDER", help="make or use this environment and keep it")
    return parser.parse_args(argv)


def modules_of_packages(place: Path, folder: Path) -> None:
    """A repository of modules of Flask packages."""
    tree = tree_of(place)
    modules = sorted(path for package in TWENTY_FROM for path in (tree / package).rglob("*.py") if is_module(path))
    folder.mkdir()
    for number, module in enumerate(evenly(modules, 60)):
        shutil.copy(module, folder / f"part_{number:02}.py")
    make_repository(folder)


def picked(folder: Path, seed: int) -> list[str]:
    """Twenty files that people edit."""
    edited = [
        path
        for path in python_files(folder)
        if "migration" not in path and "alembic" not in path and (folder / path).stat().st_size > 200
    ]
    return sorted(random.Random(seed).sample(edited, min(20, len(edited))))


def print_table(title: str, folder: Path, files: Sequence[str], place: Path, runs: int, only: str) -> None:
    """Time every row in turn and print the ratios to the bare interpreter."""
    size = sum((folder / path).stat().st_size for path in files)
    print(f"{title}: {len(files)} files, {size / 1000:.0f} kB; rounds: {runs}\n", flush=True)
    first, *others = rows_for(folder, files, place)
    rows = [first, *(row for row in others if only in row.name)]
    times: dict[str, list[Times]] = {row.name: [] for row in rows}
    with contextlib.chdir(folder):
        for number in range(runs + 1):  # the first round is a rehearsal
            for row in rows:
                row.prepare()
                taken = timed(row.command, WORKED)
                if number:
                    times[row.name].append(taken)
    bare = times[rows[0].name]
    for row in rows[1:]:
        own = times[row.name]
        ratio = median(one.wall / two.wall for one, two in zip(own, bare, strict=True))
        wall = min(each.wall for each in own) / min(each.wall for each in bare)
        cpu = min(each.cpu for each in own) / min(each.cpu for each in bare)
        least = f"of the minima {wall:6.1f}, of processor time {cpu:6.1f}"
        print(f"  {row.name:34} {ratio:6.1f} x bare   {least}   goal {row.goal:g}")
    print(flush=True)


def rows_for(folder: Path, files: Sequence[str], place: Path) -> list[Row]:
    """The bare interpreter, each hook with one file and with all, all hooks, and the census."""
    python = str(place / "bin" / "python")
    start = (python, *STARTED)
    output((*start, "endpoint-auth", "--list-routes"), folder, WORKED)
    output((*start, "commit-checks", *files), folder, WORKED)
    kept = folder.with_suffix(".cache")
    if (folder / CACHE).exists():
        shutil.copytree(folder / CACHE, kept)
    before = {path: (folder / path).read_bytes() for path in files}

    def edited(changed: Sequence[str]) -> Callable[[], None]:
        def prepare() -> None:
            for path, data in before.items():
                Path(path).write_bytes(data + CHANGED if path in changed else data)
            unknown()
            if kept.exists():
                shutil.copytree(kept, CACHE)

        return prepare

    def unknown() -> None:
        shutil.rmtree(CACHE, ignore_errors=True)

    middle = files[len(files) // 2]
    hooks = static_hooks(python)
    census = (*start, "endpoint-auth", "--list-routes")
    return [
        Row("bare", (python, "-I", "-c", "pass"), lambda: None, 1),
        *(Row(f"{hook}, one file", (*start, hook, middle), edited([middle]), ONE) for hook in hooks),
        *(Row(f"{hook}, {len(files)} files", (*start, hook, *files), edited(files), TWENTY) for hook in hooks),
        Row("commit-checks, one file", (*start, "commit-checks", middle), edited([middle]), TOGETHER),
        Row(f"commit-checks, {len(files)} files", (*start, "commit-checks", *files), edited(files), TOGETHER),
        Row("census, nothing known", census, unknown, CENSUS_COLD),
        Row("census, one file changed", census, edited([middle]), CENSUS_WARM),
    ]


def static_hooks(python: str) -> list[str]:
    """The hooks that run on a commit, as the installed package names them."""
    program = "from flask_upkeep.commit_checks import static_hooks; print(*(hook.id for hook in static_hooks()))"
    return output((python, "-I", "-c", program), CHECKOUT, WORKED).split()


if __name__ == "__main__":
    raise SystemExit(main())
