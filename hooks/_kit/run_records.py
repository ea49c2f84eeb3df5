"""Records of hook runs: what each process looked at and what came of it, for a release to count.

A record is one JSON file for each process, and one part in it for each hook of that process (``commit-checks`` runs
many). It is written into the folder that ``FLASK_UPKEEP_RECORDS`` names, as ``flask-upkeep release`` does; else into
``flask-upkeep/records`` below the git directory that all worktrees share, where that folder exists, or where a runner
starts the hook outside a commit and its configuration lists ``release-report``, which reads the records. A commit
or push itself leaves none.

What a record proves, and what it does not:

- It says at which commit, and whether the work tree held just that, when the process began and when it ended. Only
  then does it count. Files that git does not track spoil that, as tools read their settings from them; files that
  git ignores do not, and whether there are settings among them is for the reader to see. The runner may have put
  changes aside, which is a clean tree for as long as it lasts.
- It is written when the process begins, without an end, and replaced when it ends: a process that was killed leaves
  a record that says so. A process that never began leaves none, which is found by the files that nobody looked at.
- It names the files that were looked at. Whether these are all of them is for the reader to judge, who knows the
  configuration: a run over three files, a lost share of them, or ``exclude:`` shows as files that are missing.
- It does not hold the values of options, which may be secrets; their names, and a digest of all.
- The same hook configured twice leaves records of both: what one of them finds is found, and both together have to
  have looked at everything.
- A part is ``weak`` where ``commit-checks`` did not ask a hook of the whole tree, as none of its files was there.
- Anybody who can write into the git directory can forge one. Records keep a team from deceiving itself; they are no
  border of security, and a release that others must believe is made in CI.

A record that cannot be written is a run that did not happen, as far as a release is concerned. The format is that of
``SCHEMA``, and one of another number is not read.
"""

from __future__ import annotations

import os
import sys

from .finding import Advice, Finding, NotChecked
from .git_index import repository_root
from .hook import RECORDS
from .light import Mapping
from .typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any

SCHEMA = 1
FOLDER = os.path.join("flask-upkeep", "records")
READER = b"release-report"
CONFIGURATIONS = (".pre-commit-config.yaml", ".pre-commit-config.yml", "prek.toml")
# The blocks of the manifest that start the module of another hook: which, and with what.
VARIANTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "attestations-due": ("attestations", ("--due",)),
    "base-image-age-registry": ("base-image-age", ("--registry", "--all-files")),
    "black-check": ("black", ("--check",)),
    "detect-secrets-baseline": ("detect-secrets", ("--write-baseline",)),
    "pip-audit-offline": ("pip-audit", ("--service=offline",)),
}
# Whatever this machine's git is told to believe of files that it need not look at: we want it to look.
# Source: https://git-scm.com/docs/git-config#Documentation/git-config.txt-coretrustctime
_SETTINGS = ("core.fsmonitor=false", "core.untrackedCache=false", "core.trustctime=true", "core.checkStat=default")
LOOK = tuple(word for setting in _SETTINGS for word in ("-c", setting))
_STATUS = (
    *LOOK,
    *("--no-optional-locks", "status", "--porcelain=v2", "--branch", "-z", "--untracked-files=normal"),
)
_LISTS = ("options", "versions", "changed", "baselines", "settings")
# A record holds paths and findings of one process; what is larger was not written by us.
_SIZE_LIMIT = 200_000_000
_KEPT_SECONDS = 24 * 60 * 60


class TreeState(NamedTuple):
    """The commit of ``HEAD``, empty where there is none, and the paths at which the work tree differs from it."""

    commit: str
    changed: tuple[str, ...]


class Part(NamedTuple):
    """What one hook of a process came to.

    ``paths`` are relative to the repository's root; ``is_whole`` where the hook chose its files itself, in the root.
    ``days`` are those that its options told it to judge as on, typed or of settings.
    ``left_out`` are paths that a wrapped tool passed over, each with what told it to.
    """

    hook: str
    is_weak: bool
    is_whole: bool
    days: tuple[str, ...]
    paths: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]
    missed: tuple[tuple[str, str, str], ...]
    advice: tuple[Advice, ...]


class RunRecord(NamedTuple):
    """One process.

    ``id`` is the id in the manifest, as far as the arguments tell, ``options`` the names of those that were typed.
    ``baselines`` are files whose findings did not count, ``settings`` those that options name, such as a configuration.
    ``runner`` tells processes of one run of a runner from those
    of others. ``day`` is that of the clock when it began. ``exit_code`` is ``None`` where the process did not end, and
    ``problem`` says why it could not begin to look.
    """

    id: str
    name: str
    options: tuple[str, ...]
    digest: str
    versions: tuple[str, ...]
    commit: str
    changed: tuple[str, ...]
    baselines: tuple[str, ...]
    settings: tuple[str, ...]
    runner: str
    day: str
    exit_code: int | None
    problem: str
    parts: tuple[Part, ...]


def wanted_folder() -> str:
    """The folder of the records, which exists then; empty where none is wanted, or none can be made."""
    named = os.environ.get(RECORDS, "")
    common = "" if named else common_folder()
    folder = named or (os.path.join(common, FOLDER) if common else "")
    if not folder:
        return ""
    if not os.path.isdir(folder):
        if not named and not _is_read_later():
            return ""
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError:
            return ""
    return folder


def common_folder() -> str:
    """The git directory that all worktrees share, without asking git; empty outside a repository.

    Source: https://git-scm.com/docs/gitrepository-layout
    """
    root = repository_root(".")
    if not root:
        return ""
    git_folder = os.path.join(root, ".git")
    try:
        if os.path.isfile(git_folder):
            with open(git_folder, encoding="utf-8", errors="surrogateescape") as file:
                git_folder = os.path.join(root, file.read().partition("gitdir:")[2].strip())
        shared = os.path.join(git_folder, "commondir")
        if os.path.isfile(shared):
            with open(shared, encoding="utf-8", errors="surrogateescape") as file:
                git_folder = os.path.join(git_folder, file.read().strip())
    except (OSError, ValueError):
        return ""
    return os.path.normpath(git_folder)


def _is_read_later() -> bool:
    """Does a runner start this at the manual stage, as far as it says so, and list the hook that reads records?"""
    if "PRE_COMMIT" not in os.environ or os.environ.get("PREK_HOOK_STAGE", "manual") != "manual":
        return False
    for path in CONFIGURATIONS:
        try:
            with open(path, "rb") as file:
                if READER in file.read():
                    return True
        except OSError:
            continue
    return False


def tree_state() -> TreeState:
    """The commit and what differs from it. Raises ``NotChecked`` where git does not answer."""
    from . import git

    output = git.output(*_STATUS)
    if output is None:
        raise NotChecked(".", "this is no git repository, so nobody can say what was released", "run it in a clone")
    commit, changed, is_source = "", [], False
    for entry in output.decode("utf-8", "surrogateescape").split("\0"):
        if is_source:  # the old name of a renamed file follows the new one
            is_source = False
        elif entry.startswith("# branch.oid "):
            commit = entry.removeprefix("# branch.oid ").replace("(initial)", "")
        elif entry[:2] in ("1 ", "2 ", "u ", "? "):
            fields = {"1": 8, "2": 9, "u": 10, "?": 1}[entry[0]]
            changed.append(entry.split(" ", fields)[-1])
            is_source = entry[0] == "2"
    return TreeState(commit, tuple(sorted(changed)))


def runner_id() -> str:
    """The process that started this one, by its number and, where the system tells, the moment it began.

    Empty on Windows, where a launcher stands between.
    """
    if sys.platform == "win32":
        return ""
    parent = os.getppid()
    try:
        with open(f"/proc/{parent}/stat", "rb") as file:
            # The name of the program stands in brackets and may hold anything. Source: man 5 proc_pid_stat
            return f"{parent}-{file.read().rpartition(b')')[2].split()[19].decode()}"
    except (OSError, IndexError):
        return str(parent)


def read_run_records(folder: str) -> tuple[list[RunRecord], list[str]]:
    """The records of a folder, and the names of files that hold none that can be read, both in order of the names.

    What is older than a day belongs to no run that is reported on.
    """
    records, broken = [], []
    try:
        names = sorted(name for name in os.listdir(folder) if name.endswith(".json"))
        names = [name for name in names if not _is_old(os.path.join(folder, name))]
    except OSError:
        return [], []
    for name in names:
        record = _read(os.path.join(folder, name))
        if record is None:
            broken.append(name)
        else:
            records.append(record)
    return records, broken


def forget_old(folder: str) -> None:
    """Remove records of another day: no run of a runner takes so long, and no other run counts.

    Not in a folder that ``FLASK_UPKEEP_RECORDS`` names, which is somebody else's to clear.
    """
    from .light import suppress

    if os.environ.get(RECORDS):
        return
    with suppress(OSError):
        for name in os.listdir(folder):
            path = os.path.join(folder, name)
            if _is_old(path):
                os.unlink(path)


def _is_old(path: str) -> bool:
    import time

    return time.time() - os.lstat(path).st_mtime > _KEPT_SECONDS


def _read(path: str) -> RunRecord | None:
    """A record; ``None`` for what is none, whatever it may be."""
    from json import loads

    try:
        if os.path.getsize(path) > _SIZE_LIMIT or not os.path.isfile(path):
            return None
        with open(path, "rb") as file:
            held = loads(file.read())
        if held.pop("schema") != SCHEMA:
            return None
        paths = _texts(held.pop("paths"))
        parts = tuple(_read_part(part, paths) for part in _list(held.pop("parts")))
        code = held.pop("exit_code")
        if code is not None and (type(code) is not int or not 0 <= code <= 255):
            return None
        values: dict[str, Any] = {key: _texts(held.pop(key)) for key in _LISTS}
        values |= {key: _text(value) for key, value in held.items()}
        return RunRecord(**values, exit_code=code, parts=parts)
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None


def _read_part(held: dict[str, Any], paths: tuple[str, ...]) -> Part:
    if not all(isinstance(held[key], bool) for key in ("is_weak", "is_whole")):
        raise TypeError("a switch is true or false")
    missed = [_texts(row) for row in _list(held["missed"])]
    places = held["paths"]
    return Part(
        hook=_text(held["hook"]),
        is_weak=held["is_weak"],
        is_whole=held["is_whole"],
        days=_texts(held["days"]),
        paths=paths if places is None else tuple(paths[_count(place)] for place in _list(places)),
        left_out=tuple((path, by) for path, by in map(_texts, _list(held["left_out"]))),
        findings=tuple(
            Finding(_text(path), _count(line), _count(col), _text(rule), _text(message))
            for path, line, col, rule, message in _list(held["findings"])
        ),
        missed=tuple((path, reason, remedy) for path, reason, remedy in missed),
        advice=tuple(
            Advice(_text(path), _count(line), _count(col), _text(message))
            for path, line, col, message in _list(held["advice"])
        ),
    )


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("a list")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text")
    return value


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(_text, _list(value)))


def _count(value: object) -> int:
    if type(value) is not int or not 0 <= value < 1 << 31:
        raise TypeError("a number of a line or column")
    return value
