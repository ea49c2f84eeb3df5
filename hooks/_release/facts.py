"""All that a report is made of, gathered once: the commit, its files, the configuration, the records of the hooks."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import NamedTuple

from .._kit import git
from .._kit.finding import NotChecked, UsageError
from .._kit.pins import LOCK_NAMES
from .._kit.run_records import CONFIGURATIONS, LOOK, RunRecord, TreeState, read_run_records, tree_state
from .._kit.source import Source
from .configuration import Configuration, read_configuration

# So many names of files are told in one sentence.
_TOLD = 5
# What tools and runners read their settings from, and locks that are read in the place of what they lock.
_SETTINGS = (
    ".bandit", ".flake8", ".mailmap", ".secrets.baseline", "bandit.yaml", "bandit.yml", "pyproject.toml", "setup.cfg",
    "tox.ini", *CONFIGURATIONS, *LOCK_NAMES,
)  # fmt: skip
# Where dependencies stand that no audit reads, and the words behind which they do.
# Source: https://setuptools.pypa.io/en/latest/userguide/dependency_management.html
# Source: https://docs.conda.io/projects/conda/en/latest/user-guide/tasks/manage-environments.html
# Source: https://github.com/pypa/pipfile
_DEPENDENCIES = (
    (r"(?:^|/)setup\.(?:py|cfg)$", rb"install_requires|extras_require|setup_requires"),
    (r"(?:^|/)[^/]*environment[^/]*\.ya?ml$|(?:^|/)conda[^/]*\.ya?ml$", rb"(?m)^dependencies:"),
    (r"(?:^|/)Pipfile$", rb"(?m)^\[(?:dev-)?packages\]"),
    (r"(?:requirements|constraints|deps|dependencies)[^/]*(?:/[^/]+)?\.(?:in|txt)$", rb"(?m)^[A-Za-z0-9]"),
)
# Addresses of a place, by the kind of server.
_GITHUB, _GITLAB = "/blob/{commit}/{{path}}#L{{line}}", "/-/blob/{commit}/{{path}}#L{{line}}"


class Result(NamedTuple):
    """What the runner says of one hook: its exit code, and whether files were changed while it ran."""

    id: str
    name: str
    is_skipped: bool
    code: int
    has_modified: bool


class Facts(NamedTuple):
    """What is known of a release before anything is judged.

    ``tracked`` holds the types of each regular file that git tracks, as runners tell them; ``hidden`` the files of
    which git was told not to look for changes; ``loose`` those that hold settings and are in no commit;
    ``unread`` those that name dependencies in a form that no audit reads. ``results`` are what the runner says,
    ``None`` where nobody heard it.
    """

    project: str
    commit: str
    changed: tuple[str, ...]
    hidden: tuple[str, ...]
    loose: tuple[str, ...]
    unread: tuple[str, ...]
    day: date
    configuration: Configuration
    tracked: Mapping[str, frozenset[str]]
    records: tuple[RunRecord, ...]
    broken: tuple[str, ...]
    skipped: tuple[str, ...]
    results: tuple[Result, ...] | None
    trouble: tuple[str, ...]
    link: str


def gather(
    folder: str,
    day: date,
    runner: str = "",
    results: tuple[Result, ...] | None = None,
    trouble: tuple[str, ...] = (),
) -> Facts:
    """The facts of the working folder, with the records in ``folder``.

    With ``runner``, only records of that run of a runner count. ``trouble`` is what went wrong besides, each a
    sentence. Raises ``UsageError`` outside the root of a repository, without a configuration and without a commit,
    ``NotChecked`` where git does not answer.
    """
    state = releasable_state()
    changed = tuple(sorted({*state.changed, *_differing(state.commit)}))
    tracked = _tracked()
    records, broken = read_run_records(folder) if folder else ([], [])
    return Facts(
        project=_project(),
        commit=state.commit,
        changed=changed,
        hidden=_hidden(),
        unread=_unread_dependencies(tracked),
        loose=_loose(path for record in records for path in record.settings),
        day=day,
        configuration=read_configuration(),
        tracked=tracked,
        records=tuple(record for record in records if not runner or record.runner == runner),
        broken=tuple(broken),
        skipped=skipped_by_name(),
        results=results,
        trouble=trouble,
        link=_link(state.commit),
    )


def releasable_state() -> TreeState:
    """The commit, and what differs from it. Raises as ``gather`` does."""
    if not os.path.lexists(".git"):
        raise UsageError("this is not the root of a git repository; change to it")
    state = tree_state()
    if not state.commit:
        raise UsageError("this repository has no commit yet; a release is made of one")
    return state


def skipped_by_name() -> tuple[str, ...]:
    """The hooks that the environment tells the runner to leave out.

    Source: https://pre-commit.com/#temporarily-disabling-hooks
    """
    named = (os.environ.get(name, "") for name in ("SKIP", "PREK_SKIP"))
    return tuple(sorted({word.strip() for text in named for word in text.split(",") if word.strip()}))


def in_short(paths: tuple[str, ...]) -> str:
    """Some names, and how many there are besides."""
    more = len(paths) - _TOLD
    return ", ".join(paths[:_TOLD]) + (f" and {more} more" if more > 0 else "")


def _tracked() -> dict[str, frozenset[str]]:
    from identify.identify import tags_from_path

    listing = git.output("ls-files", "-z", "--stage") or b""
    found = {}
    for entry in sorted(set(listing.split(b"\0"))):
        head, _, name = entry.partition(b"\t")
        path = os.fsdecode(name)
        if head.startswith(b"100") and os.path.isfile(path) and not os.path.islink(path):
            found[path] = frozenset(tags_from_path(path))
    return found


def _differing(commit: str) -> Iterator[str]:
    """Files of the commit that read differently here, by their content: an index of its own remembers nothing of them.

    Size and time, by which git is quick to tell, are easily those of before.
    """
    import subprocess
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="flask-upkeep-index-") as folder:
        environment = git.plain_environment() | {"GIT_INDEX_FILE": os.path.join(folder, "index")}
        for *command, codes in (
            ("read-tree", commit, (0,)),
            ("update-index", "-q", "--refresh", (0, 1)),  # 1 where something differs
            ("diff-files", "--name-only", "-z", (0,)),
        ):
            done = subprocess.run(["git", *LOOK, *command], capture_output=True, env=environment, check=False)  # noqa: S603, S607
            if done.returncode not in codes:
                said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
                raise NotChecked(".", f"git does not say what differs from commit {commit[:9]} ({said})", "mend that")
        yield from (os.fsdecode(name) for name in done.stdout.split(b"\0") if name)


def _hidden() -> tuple[str, ...]:
    """Files that are assumed unchanged (a small letter) or not to be in the work tree (an S).

    Source: https://git-scm.com/docs/git-ls-files
    """
    entries = (git.output("ls-files", "-v", "-z") or b"").split(b"\0")
    return tuple(sorted(os.fsdecode(entry[2:]) for entry in entries if entry[:1].islower() or entry[:1] == b"S"))


def _loose(named: Iterable[str]) -> tuple[str, ...]:
    """Files that decide what hooks find, and that git does not track, most likely as it was told to ignore them.

    They are looked for beside tracked files and above, as tools do it. ``named`` are those that options name.
    """
    tracked = {os.fsdecode(name) for name in (git.output("ls-files", "-z") or b"").split(b"\0") if name}
    folders = {""}
    for path in tracked:
        while (path := os.path.dirname(path)) and path not in folders:
            folders.add(path)
    usual = (os.path.join(folder, name) for folder in folders for name in _SETTINGS)
    ours = (
        os.path.join(here, name) for here, _, names in os.walk("upkeep") for name in names if name.endswith(".toml")
    )
    there = {os.path.normpath(path) for path in (*usual, *ours, *named) if os.path.lexists(path)}
    return tuple(sorted(there - tracked))


def _unread_dependencies(tracked: Iterable[str]) -> tuple[str, ...]:
    """Tracked files that name dependencies, of the kinds that no audit reads."""
    found = []
    for path in tracked:
        words = next((words for name, words in _DEPENDENCIES if re.search(name, path)), b"")
        if words:
            with suppress(NotChecked):
                found += [path] if re.search(words, Source(path).data) else []
    return tuple(sorted(found))


def _project() -> str:
    """The name in ``pyproject.toml``, else that of the origin, else of the folder."""
    import tomllib

    try:
        with open("pyproject.toml", "rb") as file:
            project = tomllib.load(file).get("project")
        if isinstance(project, dict) and isinstance(project.get("name"), str) and project["name"].strip():
            return str(project["name"]).strip()
    except (OSError, ValueError, RecursionError):
        pass
    name = re.sub(r"(?:\.git)?/*$", "", _origin()).rpartition("/")[2].rpartition(":")[2]
    return name or os.path.basename(os.getcwd()) or "."


def _origin() -> str:
    try:
        said = git.output("config", "--get", "remote.origin.url", no_match=1) or b""
    except NotChecked:
        return ""
    return said.decode("utf-8", "replace").strip()


def _link(commit: str) -> str:
    """The address of a place at the commit: by the server of a CI job, else by the origin where its kind is known."""
    for base, form in _servers():
        if re.fullmatch(r"https?://[\w.:-]+(?:/[\w.~-]+)+", base):
            return base + form.format(commit=commit)
    return ""


def _servers() -> Iterator[tuple[str, str]]:
    server, repository = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
    if server and repository:
        yield f"{server.rstrip('/')}/{repository}", _GITHUB
    if address := os.environ.get("CI_PROJECT_URL"):
        yield address.rstrip("/"), _GITLAB
    # A login that stands in the address is nobody's business.
    found = re.fullmatch(r"(?:https?://|ssh://)?(?:[^@/]*@)?([\w.-]+)(?::\d+/|[:/])(.+?)(?:\.git)?/*", _origin())
    if found and found[1] == "github.com":
        yield f"https://github.com/{found[2]}", _GITHUB
    elif found and (found[1] == "gitlab.com" or found[1].startswith("gitlab.")):
        yield f"https://{found[1]}/{found[2]}", _GITLAB
