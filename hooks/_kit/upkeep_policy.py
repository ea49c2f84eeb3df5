"""``upkeep/checklist.toml``: what a team has decided about the lines of the checklist.

::

    owner = "@backend"                       # of every line that names no other

    [line.restore-test]                      # one of the 53
    owner = "@platform"
    every = "1 month"
    watch = ["ops/restore.sh"]               # files, folders, patterns; a change asks for a new attestation
    approvers = ["ann@example.org"]          # whose commits count; who else may attest is nobody
    approvals = 2                            # people: the author, and Co-authored-by or Reviewed-by of the commit
    evidence = false                         # a record may do without
    signed = true                            # the commit needs a signature that git finds good

    [line.watsonx]
    not_applicable = "no IBM service in use"
    confirmed = 2026-11-23                   # to be looked at again a year later

    [line.penetration-test]                  # a line of the team's own has a title
    title = "Penetration test by others"
    section = "Security Checks"
    every = "1 year"
"""

from __future__ import annotations

import os
from datetime import date, datetime

from .attestation_log import POLICY
from .checklist import Interval, Line, bundled_lines, interval
from .finding import NotChecked
from .light import Mapping, Sequence
from .source import SIZE_LIMIT, Source
from .typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any

OWN_SECTION = "Our own"
# For the lines declared not applicable, and those of the team's own without a time.
RECONFIRMED = Interval("1 year", 12, 0)

_SHARED = {"owner": str, "approvers": list, "evidence": bool, "signed": bool}
_KEYS = {
    **_SHARED,
    "title": str,
    "section": str,
    "every": str,
    "watch": list,
    "approvals": int,
    "not_applicable": str,
    "confirmed": date,
}
_KINDS = {
    str: "a text",
    list: "a list of texts",
    bool: "true or false",
    int: "a number",
    date: "a date without quotes, as 2026-11-23",
}


class Problem(NamedTuple):
    """What is wrong with a file, at a line counted from 1: half a sentence, and how to mend it."""

    path: str
    line: int
    message: str


class Item(NamedTuple):
    """A line with all that is decided about it.

    ``every`` is ``None`` where hooks alone decide. ``is_watch_chosen`` where the team named the watched files,
    rather than we by their usual names. ``not_applicable`` holds the reason; ``place`` is the item's line in the
    policy, 1 where it is not mentioned.
    """

    line: Line
    every: Interval | None
    watch: tuple[str, ...]
    is_watch_chosen: bool
    owner: str
    approvers: tuple[str, ...]
    approvals: int
    needs_evidence: bool
    needs_signature: bool
    not_applicable: str
    confirmed: date | None
    place: int

    @property
    def id(self) -> str:
        """The line's id, which is the name of its file of records."""
        return self.line.id


class Policy(NamedTuple):
    """Every line, in the order of the checklist and then the team's own; and what is wrong with the file."""

    items: Mapping[str, Item]
    problems: Sequence[Problem]


def read_policy(path: str = POLICY) -> Policy:
    """The policy in a file, by default without one; what cannot be read in it is a problem, and the rest holds."""
    if not os.path.lexists(path):
        return _policy({}, path, [], {})
    document, problems, text = read_toml(path)
    return _policy(document, path, problems, _places(text))


def read_toml(path: str) -> tuple[dict[str, Any], list[Problem], str]:
    """What a TOML file holds, or an empty table and the one problem with it; and its text. Raises ``NotChecked``."""
    import tomllib

    data, text = Source(path).data, ""
    if len(data) > SIZE_LIMIT:
        raise NotChecked(path, f"it is larger than {SIZE_LIMIT // 1_000_000} MB", "shorten it")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        return tomllib.loads(text), [], text
    except RecursionError:
        problem = Problem(path, 1, "it is nested too deep; write plain tables")
    except UnicodeDecodeError:
        problem = Problem(path, 1, "it is not UTF-8; save it as UTF-8")
    except ValueError as error:
        said = str(error)
        line = said.partition("at line ")[2].partition(",")[0]
        problem = Problem(path, int(line) if line.isdecimal() else 1, f"it is no valid TOML; mend it ({said})")
    return {}, [problem], text


def texts(value: object) -> bool:
    """Is that a list of texts, none of them empty?"""
    return isinstance(value, list) and all(isinstance(text, str) and text.strip() for text in value)


def is_day(value: object) -> bool:
    """Is that a day, and not a time of one?"""
    return isinstance(value, date) and not isinstance(value, datetime)


def is_id(text: str) -> bool:
    """May an item have that name? Small letters, digits and hyphens, as it is a file's name too."""
    return text.isascii() and text.replace("-", "").isalnum() and text == text.lower() and len(text) <= 60


def _policy(document: dict[str, Any], path: str, problems: list[Problem], places: Mapping[str, int]) -> Policy:
    shared = {key: value for key, value in document.items() if key != "line"}
    problems += [Problem(path, 1, said) for said in _complaints(shared, _SHARED)]
    shared = {key: value for key, value in shared.items() if key in _SHARED and _is_of(value, _SHARED[key])}
    tables = document.get("line", {})
    if not isinstance(tables, dict):
        problems.append(Problem(path, 1, "`line` has to be a table; write [line.restore-test]"))
        tables = {}
    items = {line.id: _item(line, shared, {}, 1) for line in bundled_lines()}
    for name, table in tables.items():
        place = places.get(name, 1)
        line = items[name].line if name in items else Line(name, 0, OWN_SECTION, name)
        said = _item_complaints(name, table, is_own=name not in items)
        problems += [Problem(path, place, f"{name}: {complaint}") for complaint in said]
        if is_id(name) and isinstance(table, dict):
            held = {key: value for key, value in table.items() if key in _KEYS and _is_of(value, _KEYS[key])}
            items[name] = _item(line, shared, held, place)
    return Policy(items, problems)


def _item_complaints(name: str, table: object, is_own: bool) -> list[str]:
    """What is wrong with the table of one item."""
    if not is_id(name):
        return ["an item is named in small letters, digits and hyphens; rename it"]
    if not isinstance(table, dict):
        return [f"it has to be a table; write [line.{name}]"]
    said = _complaints(table, _KEYS)
    if is_own and "title" not in table:
        said.append("this is no line of the checklist; mend the name, or give your own line a title")
    if is_own and "every" not in table and "not_applicable" not in table:
        said.append('your own line needs a time, as every = "6 months"')
    if isinstance(table.get("every"), str) and interval(table["every"]) is None:
        said.append('every is a number and days, weeks, months or years, as "3 months"')
    if isinstance(table.get("approvals"), int) and not 1 <= table["approvals"] <= 9:
        said.append("approvals counts people, from 1 to 9")
    if texts(table.get("watch")) and (outside := [path for path in table["watch"] if not _is_inside(path)]):
        said.append(f"watch names {outside[0]!r}; name files of this repository, from its root")
    if ("not_applicable" in table) is not ("confirmed" in table):
        said.append("not_applicable = 'why' and confirmed = 2026-11-23 go together; write both or none")
    if isinstance(table.get("not_applicable"), str) and not table["not_applicable"].strip():
        said.append("not_applicable needs a reason; say why")
    return said


def _complaints(table: Mapping[str, object], keys: Mapping[str, type]) -> list[str]:
    said = [f"there is no key {key!r}; it knows {', '.join(keys)}" for key in table if key not in keys]
    wrong = [key for key, value in table.items() if key in keys and not _is_of(value, keys[key])]
    return said + [f"{key} has to be {_KINDS[keys[key]]}; mend it" for key in wrong]


def _is_of(value: object, kind: type) -> bool:
    if kind is list:
        return texts(value)
    if kind is date:
        return is_day(value)
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _is_inside(path: str) -> bool:
    normal = os.path.normpath(path).replace(os.sep, "/")
    return (
        path.isprintable()
        and "\\" not in normal
        and not normal.startswith(("/", "../"))
        and normal != ".."
        and len(path) < 500
    )


def _item(line: Line, shared: Mapping[str, Any], table: Mapping[str, Any], place: int) -> Item:
    """A line under what is decided for all, under what is decided for it."""
    said = {**shared, **table}
    named = line._replace(title=said.get("title", line.title), section=said.get("section", line.section))
    every = interval(said["every"]) if "every" in said else None
    watch = [os.path.normpath(path).replace(os.sep, "/") for path in said.get("watch", line.watch) if _is_inside(path)]
    return Item(
        line=named,
        every=every or line.every or (None if line.hooks else RECONFIRMED),
        watch=tuple(watch),
        is_watch_chosen="watch" in said,
        owner=said.get("owner", ""),
        approvers=tuple(said.get("approvers", ())),
        approvals=max(1, said.get("approvals", line.approvals)),
        needs_evidence=said.get("evidence", True),
        needs_signature=said.get("signed", False),
        not_applicable=said.get("not_applicable", "").strip(),
        confirmed=said.get("confirmed"),
        place=place,
    )


def _places(text: str) -> dict[str, int]:
    """The line of each ``[line.NAME]``."""
    places: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("[line."):
            places.setdefault(line[len("[line.") :].partition("]")[0].strip("\"' "), number)
    return places
