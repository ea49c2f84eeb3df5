"""Write hooks/data/end_of_life.toml anew from the product pages of endoflife.date.

    python scripts/refresh_end_of_life.py                     # clones the project's repository, newest state
    python scripts/refresh_end_of_life.py --repository PATH   # a clone that is already there, at its HEAD

One row a release cycle, newest first, so that the difference of two tables reads as a list of what changed.
The pages are front matter in YAML: https://github.com/endoflife-date/endoflife.date (MIT licence).
"""

from __future__ import annotations

import argparse
import datetime
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

REPOSITORY = "https://github.com/endoflife-date/endoflife.date"
TABLE = Path(__file__).parent.parent / "hooks" / "data" / "end_of_life.toml"
# What Flask applications run on and beside: the runtime, the distributions of its images, its services.
PRODUCTS = (
    "python debian ubuntu alpine-linux nodejs nginx apache-http-server haproxy traefik "
    "postgresql mysql mariadb mongodb redis valkey memcached rabbitmq elasticsearch opensearch "
    "amazon-linux rhel centos centos-stream rocky-linux almalinux oracle-linux fedora opensuse sles "
    "go ruby php rust bun deno"
).split()
HEAD = """\
# Written by scripts/refresh_end_of_life.py; do not edit by hand.
source = "https://endoflife.date"
license = "MIT"
commit = "{commit}"
checked = {date}

# A row is: cycle, released, ends, end of extended support, codename.
# "ended" and "open" stand for an end without a known day and for no end so far, "-" for nothing known.
[products]
"""


def main() -> int:
    """Write the table and say from which commit; 1 where the repository cannot be read."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--repository", default=REPOSITORY, help="path or address of endoflife.date's repository")
    parser.add_argument("--output", type=Path, default=TABLE)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "endoflife.date"
        if subprocess.run(["git", "clone", "--quiet", "--depth=1", _address(asked.repository), clone]).returncode:
            print(f"{asked.repository} cannot be cloned; give a clone with --repository PATH", file=sys.stderr)
            return 1
        commit, date = _git(clone, "log", "-1", "--format=%H %cs").split()
        try:
            table = _table(clone, commit, date)
        except (OSError, KeyError, TypeError, yaml.YAMLError) as error:
            print(f"the product pages are no longer what this script reads ({error!r}); adapt it", file=sys.stderr)
            return 1
    asked.output.write_text(table, encoding="utf-8", newline="\n")
    print(f"{asked.output}: endoflife.date of {date}, commit {commit}")
    return 0


def _address(repository: str) -> str:
    """The depth of a clone is heeded for addresses only, not for paths."""
    path = Path(repository)
    return path.resolve().as_uri() if path.exists() else repository


def _git(clone: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", clone, *arguments], check=True, capture_output=True, text=True).stdout


def _table(clone: Path, commit: str, date: str) -> str:
    products = (_product(name, clone / "products" / f"{name}.md") for name in sorted(PRODUCTS))
    return HEAD.format(commit=commit, date=date) + "".join(products)


def _product(name: str, page: Path) -> str:
    front_matter = yaml.safe_load(page.read_text(encoding="utf-8").split("\n---", 1)[0])
    return f'{name} = """\n' + "".join(f"{' '.join(_row(cycle))}\n" for cycle in front_matter["releases"]) + '"""\n'


def _row(cycle: dict[str, Any]) -> Iterator[str]:
    yield "".join(str(cycle["releaseCycle"]).split())
    yield _day(cycle.get("releaseDate"))
    yield _end(cycle["eol"])
    yield _day(cycle.get("eoes"))
    yield (str(cycle.get("codename") or "-").split())[0].lower()


def _day(value: object) -> str:
    """A date; whether support that is bought goes on is of no use without its day."""
    return value.isoformat() if isinstance(value, datetime.date) else "-"


def _end(value: object) -> str:
    if isinstance(value, bool):
        return "ended" if value else "open"
    return _day(value)


if __name__ == "__main__":
    raise SystemExit(main())
