"""How fast `debug-flag` is and what it finds, beside the nearest tools on PyPI.

Four tables: one file, twenty files, a tree of a few thousand files, and the forms that each tool finds.
Whole processes are timed, start included, in turn (A B C, A B C, ...) after one rehearsal, so a machine
that slows down slows all of them; the ratios are medians over the rounds. Ratios of CPU time are the steadier
ones; ruff alone works on several processors at once, so compare its wall time. Every tool gets the same files
in the same folder. Needs Linux or macOS, git, and PyPI for the first run.

    python benchmarks/debug_flag.py                     everything, about ten minutes (most of it bandit's)
    python benchmarks/debug_flag.py --quick             fewer rounds, a tenth of the tree
    python benchmarks/debug_flag.py --only forms --venv FOLDER      one table; FOLDER is kept and used again
"""

from __future__ import annotations

import argparse
import contextlib
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from side_by_side import (
    CPU,
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

PEERS = ("bandit==1.9.4", "pre-commit-hooks==6.0.0", "ruff==0.17.6")
# Commits of a Flask backend look like these two.
TWENTY_FROM = ("flask_admin", "flask_appbuilder")

FLOOR = "bare interpreter"
OURS = "debug-flag"
# Exit codes of a tool that did its work: clean, findings, a file that it cannot parse.
WORKED = (0, 1, 3)
# So many files show that a tool works, and bring its modules into the cache.
REHEARSED = 20


class Tool(NamedTuple):
    """A command that takes file names, and what it prints when it finds debugging left on."""

    name: str
    command: tuple[str, ...]
    found: str = ""


class Goal(NamedTuple):
    """What `debug-flag` promises for a table: wall time over another tool's, or the other way round."""

    other: str
    times: float
    faster: bool = False


class Form(NamedTuple):
    """One way to leave debugging on: its name, and a file that does it."""

    name: str
    path: str
    text: str


Taken = Mapping[str, Sequence[Times]]

FLASK = "from flask import Flask\napp = Flask(__name__)\n"
FORMS = (
    Form("run(debug=True), flask imported", "app.py", FLASK + "app.run(debug=True)\n"),
    Form("run(debug=True), app imported", "wsgi.py", "from shop import create_app\ncreate_app().run(debug=True)\n"),
    Form("run(debug=1)", "app.py", FLASK + "app.run(debug=1)\n"),
    Form("run(debug=NAME)", "app.py", FLASK + "DEBUG_MODE = True\napp.run(debug=DEBUG_MODE)\n"),
    Form('run(debug=os.getenv("DEBUG"))', "app.py", "import os\n" + FLASK + 'app.run(debug=os.getenv("DEBUG"))\n'),
    Form("app.debug = True", "app.py", FLASK + "app.debug = True\n"),
    Form('config["DEBUG"] = True', "app.py", FLASK + 'app.config["DEBUG"] = True\n'),
    Form("config.update(DEBUG=True)", "app.py", FLASK + "app.config.update(DEBUG=True)\n"),
    Form(
        "ProductionConfig inherits DEBUG",
        "config.py",
        "class DevConfig:\n    DEBUG = True\n\n\nclass ProductionConfig(DevConfig):\n    TESTING = False\n",
    ),
    Form("breakpoint()", "views.py", "def index():\n    breakpoint()\n    return 'ok'\n"),
    Form("Dockerfile ENV", "Dockerfile", 'FROM python:3.13\nENV FLASK_DEBUG=1\nCMD ["flask", "run"]\n'),
    Form(
        "compose environment",
        "compose.yaml",
        "services:\n  web:\n    image: shop\n    environment:\n      FLASK_DEBUG: '1'\n",
    ),
    Form(".env.production", ".env.production", "SECRET_KEY=\nFLASK_DEBUG=true\n"),
    Form(
        "Kubernetes env",
        "deployment.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\nspec:\n  template:\n    spec:\n"
        "      containers:\n        - name: web\n          image: shop\n"
        "          env:\n            - name: FLASK_DEBUG\n              value: '1'\n",
    ),
    Form("Procfile flask run --debug", "Procfile", "web: flask run --debug --port $PORT\n"),
    Form(
        "systemd Environment",
        "shop.service",
        "[Service]\nEnvironment=FLASK_DEBUG=1\nExecStart=/srv/shop/bin/flask run\n",
    ),
    Form("gunicorn --reload", "start.sh", "#!/bin/sh\nexec gunicorn --reload wsgi:app\n"),
)


def tools(scripts: Path) -> tuple[Tool, ...]:
    """The bare interpreter, our hooks and the peers, from the scripts folder of one environment."""
    python = str(scripts / "python")
    return (
        Tool(FLOOR, (python, "-I", "-c", "pass")),
        Tool(OURS, (python, *STARTED, OURS), r": debug(?:ger)?-[a-z-]+ "),
        Tool("commit-checks", (python, *STARTED, "commit-checks"), r": debug(?:ger)?-[a-z-]+ "),
        Tool("bandit B201", (str(scripts / "bandit"), "-q", "-t", "B201"), r"\bB201:"),
        Tool("debug-statements", (python, "-m", "pre_commit_hooks.debug_statement_hook"), r" (?:called|imported)$"),
        Tool(
            "ruff S201", (str(scripts / "ruff"), "check", "--isolated", "--no-cache", "--select", "S201"), r"\bS201\b"
        ),
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tables that were asked for."""
    options = arguments(argv)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as temporary:
        folder = Path(temporary)
        place = options.venv or folder / "venv"
        install(place, str(copy_of_checkout(folder)), *PEERS)
        commands = tools(place.resolve() / "bin")
        print(machine(), end="\n\n")
        for name in options.only or TABLES:
            TABLES[name](commands, place, folder / name, options)
    return 0


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """What was typed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--runs", type=int, default=21, metavar="N", help="rounds; a seventh for the tree (21)")
    parser.add_argument("--quick", action="store_true", help="5 rounds, a tenth of the tree")
    parser.add_argument("--only", action="append", choices=tuple(TABLES), help="this table (may be repeated)")
    parser.add_argument("--venv", type=Path, metavar="FOLDER", help="make or use this environment and keep it")
    options = parser.parse_args(argv)
    if options.runs < 1:
        parser.error("--runs has to be 1 or more")
    if options.quick:
        options.runs = min(options.runs, 5)
    return options


def one_file(commands: Sequence[Tool], place: Path, folder: Path, options: argparse.Namespace) -> None:
    """A commit of one file."""
    folder.mkdir()
    shutil.copy(SHOP, folder / "app.py")
    make_repository(folder)
    print_times("One file of 100 lines", commands, folder, ["app.py"], options.runs, Goal(FLOOR, 4))


def twenty_files(commands: Sequence[Tool], place: Path, folder: Path, options: argparse.Namespace) -> None:
    """A commit of twenty files: the one file, and modules of two Flask packages, picked evenly."""
    tree = tree_of(place)
    modules = sorted(path for package in TWENTY_FROM for path in (tree / package).rglob("*.py") if is_module(path))
    folder.mkdir()
    shutil.copy(SHOP, folder / "app.py")
    for number, module in enumerate(evenly(modules, 19), 1):
        shutil.copy(module, folder / f"part_{number:02}.py")
    make_repository(folder)
    print_times("20 files", commands, folder, python_files(folder), options.runs, Goal(FLOOR, 6))


def whole_tree(commands: Sequence[Tool], place: Path, folder: Path, options: argparse.Namespace) -> None:
    """A run over all files."""
    tree = tree_of(place)
    files = python_files(tree)
    if options.quick:
        files = evenly(files, len(files) // 10)
    size = sum((tree / path).stat().st_size for path in files)
    title = f"A tree: {len(files)} files, {size / 1e6:.1f} MB"
    print_times(title, commands, tree, files, max(1, options.runs // 7), Goal("bandit B201", 5, faster=True))


def print_times(
    title: str, commands: Sequence[Tool], folder: Path, files: Sequence[str], runs: int, goal: Goal
) -> None:
    """Time all tools on the same files and print their table."""
    print(f"{title}; rounds: {runs}\n", flush=True)
    times = measured(commands, folder, files, runs)
    print(f"  {'':18}" + "".join(f"{head:>9}{'x bare':>9}{'x ours':>9}" for head in ("wall s", "CPU s")))
    for tool in commands:
        print(f"  {tool.name:18}" + "".join(columns(times, tool.name, clock) for clock in (WALL, CPU)))
    print(f"\n  goal: {judged(goal, times)}\n")


def measured(commands: Sequence[Tool], folder: Path, files: Sequence[str], runs: int) -> dict[str, list[Times]]:
    """Times of every tool, taken in turn, after a rehearsal on the first files."""
    for tool in commands:
        output(command_line(tool, files[:REHEARSED]), folder, WORKED)
    times: dict[str, list[Times]] = {tool.name: [] for tool in commands}
    with contextlib.chdir(folder):
        for _ in range(runs):
            for tool in commands:
                times[tool.name].append(timed(command_line(tool, files), WORKED))
    return times


def command_line(tool: Tool, files: Sequence[str]) -> tuple[str, ...]:
    """The tool with its files; the bare interpreter takes none."""
    return tool.command if tool.name == FLOOR else (*tool.command, *files)


def columns(times: Taken, name: str, clock: int) -> str:
    """A tool's seconds, and its ratios to the bare interpreter and to our hook."""
    seconds = median(each[clock] for each in times[name])
    return f"{seconds:9.3f}{ratio(times, name, FLOOR, clock):9.1f}{ratio(times, name, OURS, clock):9.2f}"


def ratio(times: Taken, name: str, other: str, clock: int) -> float:
    """How many times as long the one takes as the other: the median over the rounds."""
    return median(one[clock] / two[clock] for one, two in zip(times[name], times[other], strict=True))


def judged(goal: Goal, times: Taken) -> str:
    """The goal and whether it is met, by CPU time, which other work on the machine disturbs least."""
    if goal.faster:
        found = ratio(times, goal.other, OURS, CPU)
        text, met = f"at least {goal.times:g} times as fast as {goal.other}", found >= goal.times
    else:
        found = ratio(times, OURS, goal.other, CPU)
        text, met = f"at most {goal.times:g} x {goal.other}", found <= goal.times
    return f"{text}; it is {found:.1f}: {'met' if met else 'MISSED'}"


def forms(commands: Sequence[Tool], place: Path, folder: Path, options: argparse.Namespace) -> None:
    """Which tool finds which way to leave debugging on."""
    finders = [with_debuggers(tool) for tool in commands if tool.name not in (FLOOR, "commit-checks")]
    rows = [
        (form.name, [finds(tool, form, folder / str(number)) for tool in finders]) for number, form in enumerate(FORMS)
    ]
    print("Forms found\n")
    print(f"  {'':34}" + "".join(f"{tool.name:>18}" for tool in finders))
    for name, found in rows:
        print(f"  {name:34}" + "".join(f"{'yes' if each else '-':>18}" for each in found))
    sums = [sum(column) for column in zip(*(found for _, found in rows), strict=True)]
    print(f"  {f'of {len(rows)}':34}" + "".join(f"{each:>18}" for each in sums), end="\n\n")


def with_debuggers(tool: Tool) -> Tool:
    """Ruff has left-over debuggers in a rule of their own, T100; where speed is no matter it gets both."""
    if tool.name != "ruff S201":
        return tool
    return Tool("ruff S201,T100", (*tool.command[:-1], "S201,T100"), r"\b(?:S201|T100)\b")


def finds(tool: Tool, form: Form, folder: Path) -> bool:
    """Does the tool report the form, and not merely fail to read the file?"""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / form.path).write_text(form.text, encoding="utf-8")
    return re.search(tool.found, output((*tool.command, form.path), folder, WORKED), re.MULTILINE) is not None


Table = Callable[[Sequence[Tool], Path, Path, argparse.Namespace], None]
TABLES: dict[str, Table] = {"one": one_file, "twenty": twenty_files, "tree": whole_tree, "forms": forms}

if __name__ == "__main__":
    raise SystemExit(main())
