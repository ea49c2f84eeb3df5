"""TOML, INI, JSON and Python files as values with places: the parsers of the standard library keep no line numbers."""

from __future__ import annotations

from .._kit import regex as re
from .._kit import syntax as ast
from .._kit.compiled import compiled
from .._kit.finding import NotChecked, Place
from .._kit.light import Iterator, Mapping, Sequence
from .._kit.source import Source
from .._kit.toml_file import toml_document
from .._kit.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any

_HEADER = compiled(r"\s*\[{1,2}\s*(.+?)\s*\]{1,2}\s*(?:#.*)?$")
_KEY = compiled(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=\s*""")
_PART = compiled(r"""[\w-]+|"[^"]*"|'[^']*'""")
_LEAVE_OUT = "mend the syntax, or leave the file out with `exclude:`"


class Entry(NamedTuple):
    """A key of an INI file with the numbers and texts of its lines; the first line is the one with the key."""

    section: str
    key: str
    lines: Sequence[tuple[int, str]]


def toml(source: Source) -> dict[str, Any]:
    """The document of a TOML file. Raises ``NotChecked`` where it is not valid."""
    return toml_document(source, _LEAVE_OUT)


def json(source: Source) -> Any:  # noqa: ANN401 - a document may be anything
    """The document of a JSON file. Raises ``NotChecked`` where it is not valid."""
    import json as parser

    try:
        return parser.loads(source.text)
    except (ValueError, RecursionError) as error:
        reason = f"it is not valid JSON ({str(error) or type(error).__name__})"
        raise NotChecked(source.path, reason, _LEAVE_OUT) from error


def within(document: object, *path: str) -> Any:  # noqa: ANN401 - whatever stands there
    """What stands at a path of keys; ``None`` where a step is missing."""
    for key in path:
        if not isinstance(document, Mapping):
            return None
        document = document.get(key)
    return document


def toml_place(source: Source, path: Sequence[str], text: str) -> Place:
    """Where the value ``text`` of the key at ``path`` stands in a TOML file.

    The key is looked for below its table's header, then anywhere: an inline table has no header of its own.
    """
    wanted = tuple(path)
    fallback = None
    for number, (line, (key, start)) in enumerate(zip(source.lines, source.once(_toml_values), strict=True), 1):
        column = line.find(text, start)
        if column >= 0 and key and key == wanted[: len(key)]:
            return Place(number, column + 1)
        if column >= 0 and fallback is None and wanted[-1] in line:
            fallback = Place(number, column + 1)
    return fallback or Place(1, 1)


def ini(source: Source) -> Iterator[Entry]:
    """The keys of an INI file as ``configparser`` sees them, with the numbers of their lines.

    Raises ``NotChecked`` for a line that is neither header, key, comment nor continuation.
    """
    section = ""
    key, lines = "", list[tuple[int, str]]()
    for number, line in enumerate(source.lines, 1):
        text = line.strip()
        if not text or text.startswith(("#", ";")):
            continue
        if line[0].isspace() and key:
            lines.append((number, line))
            continue
        if key:
            yield Entry(section, key, lines)
        key, lines = "", []
        if header := re.match(r"\s*\[([^\]]+)\]", line):
            section = header[1].strip()
        elif (setting := re.match(r"\s*([^:=]+?)\s*[:=]", line)) and section:
            key = setting[1].lower()
            lines = [(number, " " * setting.end() + line[setting.end() :])]
        else:
            raise NotChecked(source.path, f"it is not valid INI (line {number})", _LEAVE_OUT)
    if key:
        yield Entry(section, key, lines)


def bound_value(source: Source, value: ast.expr) -> ast.expr:
    """A name that a Python module binds once at its top, as what it is bound to; anything else as it is."""
    if not isinstance(value, ast.Name):
        return value
    bound = [
        statement.value
        for statement in source.tree.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name) and target.id == value.id
    ]
    return bound[0] if len(bound) == 1 else value


def _toml_values(source: Source) -> list[tuple[tuple[str, ...], int]]:
    """Of each line the key whose value it holds, with its tables, and where that value begins in it."""
    found: list[tuple[tuple[str, ...], int]] = []
    table: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    for line in source.lines:
        start = 0
        if named := _KEY.match(line):
            key, start = (*table, *_parts(named[1])), named.end()
        elif header := _HEADER.match(line):
            table, key = _parts(header[1]), ()
        found.append((key, start))
    return found


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))
