"""``upkeep/public-routes.toml``: the routes that are open on purpose, each with its reason.

A row holds for the routes that everything it says agrees with: ``view`` (file and symbol), ``rule``, ``methods``.
"""

from __future__ import annotations

import os

from .._kit.config import shown
from .._kit.finding import NotChecked
from .._kit.light import Iterable, Sequence
from .._kit.typed import NamedTuple
from .facts import RouteFacts
from .rules import LIST

_HEADER = """\
# Routes that nobody has to be logged in for. The hook endpoint-auth reads this list: an unguarded route that is
# not on it fails, and so does a row whose route is gone or that gives no reason.
"""
FIRST_REASON = "open when this list was first written; review"
_MEND = "mend the list"
_KEYS = frozenset(("view", "rule", "methods", "reason"))


class Row(NamedTuple):
    """One row: what it says of routes, why they are open, and its line."""

    view: str
    rule: str
    methods: frozenset[str]
    reason: str
    line: int
    complaint: str

    @property
    def file(self) -> str:
        """The file of the view, relative to the folder that holds the list."""
        return self.view.rpartition(":")[0]

    def __str__(self) -> str:
        return self.view or self.rule or "the row"


class PublicList(NamedTuple):
    """The rows of one list, its path, and the folder its views are named from."""

    path: str
    folder: str
    rows: Sequence[Row]

    def matches(self, row: Row, path: str, route: RouteFacts, full_rules: Iterable[str]) -> bool:
        """Does a row speak of a route? Where it names methods, of those only."""
        if not self.names(row, path, route, full_rules):
            return False
        return not row.methods or (bool(route.methods) and row.methods.issuperset(route.methods))

    def names(self, row: Row, path: str, route: RouteFacts, full_rules: Iterable[str]) -> bool:
        """Do the view and the rule of a row agree with a route?"""
        if row.view and row.view != self.view_of(path, route):
            return False
        known = [*full_rules] or [route.rule or ""]
        return bool(row.view or row.rule) and (not row.rule or row.rule in known)

    def path_of(self, row: Row) -> str:
        """The file that a row names, as seen from the working folder."""
        return shown(os.path.join(self.folder, row.file))

    def view_of(self, path: str, route: RouteFacts) -> str:
        """A view as rows name it: ``app/auth/views.py:login``."""
        relative = os.path.relpath(path, self.folder or ".").replace(os.sep, "/")
        return f"{relative}:{route.symbol}"


def list_above(path: str, known: dict[str, PublicList]) -> PublicList:
    """The list nearest above a file, up to the root of the repository; else an empty one for the working folder.

    Raises ``NotChecked`` for a list that cannot be read.
    """
    folder = os.path.dirname(path)
    if folder not in known:
        known[folder] = _found_above(folder)
    return known[folder]


def read_list(path: str) -> PublicList:
    """The list in a file. Raises ``NotChecked``."""
    import tomllib

    try:
        with open(path, "rb") as file:
            text = file.read().decode("utf-8-sig")
        document = tomllib.loads(text)
    except OSError as error:
        raise NotChecked(path, f"cannot be read ({error.strerror})", "make it readable") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotChecked(path, f"it is not valid TOML ({error})", _MEND) from error
    rows = document.get("route", [])
    if not isinstance(rows, list):
        raise NotChecked(path, "`route` is no list of tables", "begin each row with [[route]]")
    lines = [
        number for number, line in enumerate(text.splitlines(), 1) if line.replace(" ", "").startswith("[[route]]")
    ]
    lines += [1] * len(rows)
    folder = os.path.dirname(os.path.dirname(path))
    return PublicList(path, folder, [_row(row, line) for row, line in zip(rows, lines, strict=False)])


def written(routes: Iterable[tuple[str, RouteFacts, str]], existing: str, public: PublicList) -> str:
    """The text of the list with a row more for each route; what is there stays as it is."""
    parts = [existing.rstrip("\n") if existing.strip() else _HEADER.rstrip("\n")]
    for path, route, rule in routes:
        lines = ["[[route]]"]
        lines += [f"rule = {_quoted(rule)}"] if rule else []
        lines += [f"methods = [{', '.join(map(_quoted, route.methods))}]"] if route.methods else []
        lines += [f"view = {_quoted(public.view_of(path, route))}", f"reason = {_quoted(FIRST_REASON)}"]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _found_above(folder: str) -> PublicList:
    at = os.path.abspath(folder)
    while True:
        path = os.path.join(at, LIST)
        if os.path.isfile(path):
            return read_list(shown(path))
        if os.path.dirname(at) == at or os.path.lexists(os.path.join(at, ".git")):
            return PublicList(LIST, "", [])
        at = os.path.dirname(at)


def _row(row: object, line: int) -> Row:
    if not isinstance(row, dict):
        return Row("", "", frozenset(), "", line, "this is no table")
    view, rule, reason = (
        value if isinstance(value := row.get(key, ""), str) else "" for key in ("view", "rule", "reason")
    )
    listed = row.get("methods", [])
    methods = frozenset(str(each).upper() for each in listed) if isinstance(listed, list) else frozenset[str]()
    complaint = ""
    wrong = [key for key in ("view", "rule", "reason") if not isinstance(row.get(key, ""), str)]
    wrong += [] if isinstance(listed, list) and (listed or "methods" not in row) else ["methods"]
    if wrong:
        complaint = f"`{wrong[0]}` has to be {'a list of names' if wrong[0] == 'methods' else 'a text'}"
    elif unknown := sorted(set(row) - _KEYS):
        complaint = f"a row knows no `{unknown[0]}`"
    elif not view and not rule:
        complaint = "a row names neither a view nor a rule"
    elif not reason.strip():
        complaint = f"{view or rule} is listed without a reason"
    return Row(view, rule, methods, reason, line, complaint)


def _quoted(text: str) -> str:
    """A TOML basic string; what JSON escapes, TOML reads."""
    import json

    return json.dumps(text, ensure_ascii=False)
