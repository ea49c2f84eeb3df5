"""Settings of ``pyproject.toml`` as the arguments one would have typed.

``[tool.flask-upkeep]`` holds what every hook understands, ``[tool.flask-upkeep.HOOK-ID]`` what one hook
does. A key is an option: ``development = ["demo"]`` is ``--development demo``, ``colour = true`` is
``--colour`` and ``false`` ``--no-colour``. A table in an array is
its JSON. So the option parser checks both, and there is no second schema.
"""

from __future__ import annotations

import os

from .finding import UsageError
from .light import Collection, Mapping, Sequence
from .typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any

_NAME = "pyproject.toml"
# With an underscore too, which Python needs where TOML does not: silence would read as settings that hold.
_TABLES = (b"flask-upkeep", b"flask_upkeep")

# It runs other hooks, each with its own.
_WITHOUT_SETTINGS = "commit-checks"


class Project(NamedTuple):
    """The settings that decide for a file: the folder of the ``pyproject.toml``, its path and our table."""

    folder: str
    path: str
    table: Mapping[str, Any]


NO_PROJECT = Project("", "", {})


def project_of(path: str, known: dict[str, Project]) -> Project:
    """The nearest ``pyproject.toml`` above ``path`` that has a table of ours.

    ``known`` remembers folders already asked. The search ends at the repository's root.
    Raises ``UsageError`` for a file that cannot be read or is not TOML.
    """
    relative = os.path.dirname(path)
    if relative in known:
        return known[relative]
    between = []
    if ".." not in relative and not os.path.isabs(relative):
        while relative and relative not in known and not _begins_anew(relative):
            between.append(relative)
            relative = os.path.dirname(relative)
    project = known[relative] if relative in known else _asked(os.path.join(relative, _NAME), known)
    for below in between:
        known[below] = project
    return project


def _asked(path: str, known: dict[str, Project]) -> Project:
    """``project_of`` a file, each folder above it asked for its own."""
    relative = os.path.dirname(path)
    try:
        folder = os.path.dirname(os.path.abspath(path))
    except OSError as error:
        raise UsageError(f"the working folder cannot be read ({error.strerror}); change to one that exists") from error
    asked = [relative]
    while folder not in known:
        asked.append(folder)
        if ".." not in relative:  # so that of the folders beside it none climbs that high again
            asked.append(relative)
            relative = os.path.dirname(relative)
        project = _project_in(folder)
        parent = os.path.dirname(folder)
        if project is not None or parent == folder or os.path.lexists(os.path.join(folder, ".git")):
            known[folder] = project or NO_PROJECT
            break
        folder = parent
    for below in asked:
        known[below] = known[folder]
    return known[folder]


def _begins_anew(folder: str) -> bool:
    """May a folder have another project than the one above it? A large tree has thousands, and hardly one has."""
    return os.access(f"{folder}/{_NAME}", os.F_OK) or os.path.lexists(f"{folder}/.git")


def tokens(project: Project, hook_id: str, hook_ids: Collection[str]) -> tuple[list[str], list[str]]:
    """Command-line tokens of the shared table and of the hook's own table.

    Raises ``UsageError`` for a table that belongs to no hook, or a value that is no option's value.
    """
    for key, value in project.table.items():
        if isinstance(value, Mapping) and (key not in hook_ids or key == _WITHOUT_SETTINGS):
            raise UsageError(f"{project.path}: [tool.flask-upkeep.{key}]: {_why_not(key, hook_ids)}")
    shared = {key: value for key, value in project.table.items() if not isinstance(value, Mapping)}
    own = project.table.get(hook_id, {})
    if not isinstance(own, Mapping):
        raise UsageError(f"{project.path}: tool.flask-upkeep.{hook_id} is a hook's id and has to be a table")
    return _typed(project, shared), _typed(project, own)


def _why_not(key: str, hook_ids: Collection[str]) -> str:
    """Why a table is no hook's, and what to write instead."""
    if key == _WITHOUT_SETTINGS:
        return f"{key} has no settings; pick hooks by `args: [--skip, HOOK]`, or `--skip HOOK` where you type it"
    from .parsing import meant
    from .run_records import VARIANTS

    if key in VARIANTS:
        return f"its settings stand in [tool.flask-upkeep.{VARIANTS[key][0]}]"
    return f"no hook has this id{meant(key, hook_ids)}"


def _typed(project: Project, table: Mapping[str, Any]) -> list[str]:
    typed: list[str] = []
    for key, value in table.items():
        values: Sequence[Any] = value if isinstance(value, list) else [value]
        for item in values:
            if item is True:
                typed.append(f"--{key}")
            elif item is False:
                typed.append(f"--no-{key}")
            elif isinstance(value, list) and isinstance(item, Mapping):
                typed.append(f"--{key}={_json(project, key, item)}")
            elif isinstance(item, str | int | float) or hasattr(item, "isoformat"):
                typed.append(f"--{key}={_text(item)}")
            else:
                raise UsageError(f"{project.path}: {key} has to be a string, number, date, boolean or list of them")
    return typed


def _json(project: Project, key: str, table: Mapping[str, Any]) -> str:
    """A table of an array of tables, for an option that takes JSON."""
    from json import dumps

    try:
        return dumps(table)
    except (TypeError, ValueError):
        raise UsageError(f"{project.path}: {key} has to hold texts, numbers or booleans") from None


def _text(value: object) -> str:
    try:
        return str(value)
    except ValueError:  # an integer of more digits than Python prints
        return "a number"


def _project_in(folder: str) -> Project | None:
    path = os.path.join(folder, _NAME)
    if not os.access(path, os.F_OK):  # of thousands of folders hardly one has it, and no exception has to be made
        return None
    if not os.path.isfile(path):
        raise UsageError(f"{shown(path)}: no regular file; remove it")
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise UsageError(f"{shown(path)}: cannot be read ({error.strerror}); make it readable") from error
    if not any(name in data for name in _TABLES):
        return None
    import tomllib

    try:
        document = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # TOMLDecodeError and UnicodeDecodeError are values errors too
        raise UsageError(f"{shown(path)}: not valid TOML ({error})") from error
    tool = document.get("tool", {})
    if isinstance(tool, dict) and "flask_upkeep" in tool:
        raise UsageError(f"{shown(path)}: [tool.flask_upkeep] is not read; write [tool.flask-upkeep]")
    table = tool.get("flask-upkeep") if isinstance(tool, dict) else None
    if table is None:
        return None
    if not isinstance(table, dict):
        raise UsageError(f"{shown(path)}: tool.flask-upkeep has to be a table")
    return Project(folder, shown(path), table)


def shown(path: str) -> str:
    """The path as the user would write it: relative where it lies below the working folder."""
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative.replace(os.sep, "/")
