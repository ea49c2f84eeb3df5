"""Write a first ``upkeep/checklist.toml`` for the repository this stands in.

What the repository has (Flask, Alembic, Docker, CI, OpenAPI, watsonx), committed or not, decides which lines of the
checklist are declared not applicable; every other line has the times of the checklist, until you write others. An
existing policy is never changed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from .._kit import git
from .._kit.attestation_log import FOLDER, POLICY
from .._kit.attestation_records import quoted
from .._kit.checklist import bundled_lines
from .._kit.command import run_command
from .._kit.files import write_atomically
from .._kit.finding import UsageError
from .._kit.hook import write
from .._kit.namespace import Namespace
from .._kit.parsing import Parser

_HEAD = """\
# What this team has decided about the maintenance checklist; `flask-upkeep due --all` lists its lines by id.
# A line not named here has the times of the checklist. Keys: `flask-upkeep attestations --explain`.

# owner = "@backend"                     # of every line that names no other
# approvers = ["ann@example.org"]        # whose commits count as attestations

# [line.restore-test]
# owner = "@platform"
# every = "1 month"
# watch = ["ops/restore.sh"]
"""
_PYTHON = ("*.py", "*requirements*", "*.toml", "*Pipfile", "setup.cfg")
# How an OpenAPI document begins, whatever it is called. Source: https://spec.openapis.org/oas/v3.1.0#openapi-object
_OPENAPI_HEAD = r"""^[[:space:]]*["']?(openapi|swagger)["']?:[[:space:]]*["']?[23][.]"""


def _names(*names: str) -> Callable[[], bool]:
    return lambda: bool(git.files_naming(names, *_PYTHON, untracked=True))


def _files(pattern: str) -> Callable[[], bool]:
    return lambda: any(re.search(pattern, path) for path in _present())


# What a line may need, as people call it, and the questions of which one answered yes is enough.
_DETECTED: Mapping[str, tuple[str, tuple[Callable[[], bool], ...]]] = {
    "flask": ("Flask", (_names("flask", "Flask"),)),
    "alembic": (
        "Alembic migrations",
        (_files(r"(?:^|/)(?:alembic\.ini|(?:migrations|alembic)/env\.py)$"), _names("alembic", "flask_migrate")),
    ),
    "docker": ("Dockerfile", (_files(r"(?i:(?:^|/)(?:docker|container)file(?:[._-][^/]*)?$|\.dockerfile$)"),)),
    "ci": (
        "CI pipeline",
        (
            _files(
                r"^\.github/workflows/|^\.(?:gitlab-ci|travis|drone)\.yml$|^\.(?:circleci|buildkite|woodpecker|forgejo)/"
                r"|^(?:Jenkinsfile|(?:azure|bitbucket)-pipelines\.yml|appveyor\.yml)|^\.gitea/workflows/"
            ),
        ),
    ),
    "openapi": (
        "OpenAPI document",
        (
            _files(r"(?i:(?:^|/)[^/]*(?:openapi|swagger)[^/]*\.(?:ya?ml|json)$)"),
            lambda: bool(git.files_with(_OPENAPI_HEAD, "*.yml", "*.yaml", "*.json", untracked=True)),
            _names("flask_smorest", "apiflask", "flasgger", "flask_restx", "flask_openapi3", "apispec", "connexion"),
        ),
    ),
    "watsonx": ("IBM watsonx", (_names("ibm_watsonx_ai", "ibm_watson_machine_learning", "watsonx", "ibm-watsonx-ai"),)),
}


def main(argv: Sequence[str]) -> int:
    """Write the policy; returns 0, 2 where there is one already, 3 where git does not answer."""
    parser = Parser("flask-upkeep init")
    parser.add_argument("--today", type=date.fromisoformat, metavar="YYYY-MM-DD", help="as on this day")
    parser.add_argument("-h", "--help", action="help", help="print this page")
    return run_command(parser, argv, _init)


def _init(options: Namespace) -> int:
    if os.path.lexists(POLICY):
        raise UsageError(f"{POLICY} exists already and was not changed")
    if not os.path.lexists(".git"):
        raise UsageError("this is not the root of a git repository; change to it")
    if not _present():
        raise UsageError(
            "there is no file here that git does not ignore, so nothing says what applies; write some first"
        )
    found = {need: any(is_so() for is_so in questions) for need, (_, questions) in _DETECTED.items()}
    day = options.today or date.today()
    left_out = [line for line in bundled_lines() if line.needs and not found[line.needs]]
    tables = [
        f"[line.{line.id}]  # {line.title}\nnot_applicable = {quoted(_reason(line.needs))}\nconfirmed = {day}\n"
        for line in left_out
    ]
    os.makedirs(os.path.dirname(POLICY), exist_ok=True)
    write_atomically(POLICY, "\n".join([_HEAD, *tables]).encode())
    write("\n".join([*(_told(need, found[need]) for need in found), "", *_next(len(left_out))]))
    return 0


def _present() -> list[str]:
    """Files that git tracks, and those that it does not ignore, as before the first `git add`."""
    listing = git.output("ls-files", "-z", "--cached", "--others", "--exclude-standard") or b""
    paths = {os.fsdecode(path) for path in listing.split(b"\0") if path}
    return sorted(path for path in paths if os.path.isfile(path))


def _reason(need: str) -> str:
    return f"no {_DETECTED[need][0]} in this repository"


def _told(need: str, is_there: bool) -> str:
    return f"{_DETECTED[need][0]}: {'found' if is_there else 'none found'}"


def _next(left_out: int) -> list[str]:
    lines = f"{left_out} {'line is' if left_out == 1 else 'lines are'} declared not applicable"
    return [
        f"{POLICY} is written; {lines}: look at the reasons, then",
        "",
        f"    git add {POLICY} && git commit",
        "    flask-upkeep due",
        f"    flask-upkeep attest ITEM --evidence WHERE --note TEXT   # a record in {FOLDER}/",
    ]
