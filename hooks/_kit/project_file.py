"""What a project declares in ``pyproject.toml`` or ``Pipfile``: its name, its dependencies, with their places.

https://packaging.python.org/en/latest/specifications/pyproject-toml/, dependency groups
(https://peps.python.org/pep-0735/), and Poetry's own tables (https://python-poetry.org/docs/dependency-specification/).
"""

from __future__ import annotations

from . import regex as re
from .finding import NotChecked
from .light import Iterator, Mapping, Sequence
from .requirements import MAIN, Entry, canonical, parse_requirement
from .source import Source, Words
from .toml_file import toml_document
from .typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any

WORDS = Words(plain=(b"dependencies", b"dependency-groups", b"[packages]"))


class Declared(NamedTuple):
    """A project's name (empty where it has none) and requirements by part: its own, extras, groups.

    ``document`` is the whole file; ``is_poetry`` tells whether versions follow Poetry's grammar.
    """

    path: str
    name: str
    parts: Mapping[str, tuple[Entry, ...]]
    document: Mapping[str, Any]
    is_dynamic: bool = False


def extra_part(name: str) -> str:
    """The part of an extra."""
    return f"extra {canonical(name)}"


def group_part(name: str) -> str:
    """The part of a dependency group."""
    return f"group {canonical(name)}"


def read_declared(source: Source) -> Declared | None:
    """Read a project's file; ``None`` where it declares no dependencies. Raises ``NotChecked``."""
    if not source.mentions(WORDS):
        return None
    document = toml_document(source, "mend the syntax")
    try:
        if source.path.rpartition("/")[2] == "Pipfile":
            return Declared(source.path, "", _pipfile(source, document), document)
        return _pyproject(source, document)
    except (TypeError, AttributeError, KeyError) as error:
        raise NotChecked(source.path, "its dependencies have a shape that nobody reads", "mend them") from error


def _pyproject(source: Source, document: Mapping[str, Any]) -> Declared | None:
    project, poetry = document.get("project", {}), document.get("tool", {}).get("poetry", {})
    parts: dict[str, tuple[Entry, ...]] = {}
    if "dependencies" in project or "optional-dependencies" in project:
        parts[MAIN] = _listed(source, project.get("dependencies", []))
    for name, items in project.get("optional-dependencies", {}).items():
        parts[extra_part(name)] = _listed(source, items)
    groups = document.get("dependency-groups", {})
    for name in groups:
        parts[group_part(name)] = _listed(source, list(_group(groups, name, ())))
    tables = {MAIN: poetry.get("dependencies", {}), group_part("dev"): poetry.get("dev-dependencies", {})}
    tables |= {group_part(name): table.get("dependencies", {}) for name, table in poetry.get("group", {}).items()}
    for part, table in tables.items():
        required, optional = _poetry(source, table)
        # Beside [project] dependencies these tables only say where packages come from.
        if required and not (part == MAIN and parts.get(MAIN)):
            parts[part] = (*parts.get(part, ()), *required)
        if optional:
            parts[extra_part("any")] = (*parts.get(extra_part("any"), ()), *optional)
    is_dynamic = "dependencies" in project.get("dynamic", [])
    if not parts and not is_dynamic:
        return None
    return Declared(source.path, str(project.get("name") or poetry.get("name") or ""), parts, document, is_dynamic)


def _group(groups: Mapping[str, Any], name: str, above: Sequence[str]) -> Iterator[str]:
    for item in groups.get(name, []):
        if isinstance(item, str):
            yield item
        elif (inner := item.get("include-group")) and inner not in (name, *above):
            yield from _group(groups, inner, (*above, name))


def _listed(source: Source, items: Sequence[str]) -> tuple[Entry, ...]:
    """The requirements of a list. Raises ``NotChecked`` for what is none: no tool takes a project with such a thing."""
    entries = []
    for item in items:
        line, column = _place(source, item)
        entry = parse_requirement(source.path, item, line, column)
        if entry is None:
            reason = f"line {line}: one of its dependencies is no requirement"
            raise NotChecked(source.path, reason, "mend it, as `name >= 1.2`")
        entries.append(entry)
    return tuple(entries)


def _place(source: Source, text: str) -> tuple[int, int]:
    """Where a string of the file stands: the first line that holds it in quotes."""
    for number, line in enumerate(source.lines, 1):
        for quote in "\"'":
            if (column := line.find(f"{quote}{text}{quote}")) >= 0:
                return number, column + 2
    return 1, 1


def _poetry(source: Source, table: Mapping[str, Any]) -> tuple[list[Entry], list[Entry]]:
    """Requirements of one of Poetry's tables: those that are always installed, and the optional ones."""
    required: list[Entry] = []
    optional: list[Entry] = []
    for name, values in table.items():
        if name.lower() == "python":
            continue
        for value in values if isinstance(values, list) else [values]:
            details = value if isinstance(value, dict) else {"version": value}
            entry = _from_table(source, name, details)
            (optional if details.get("optional") else required).append(entry)
    return required, optional


def _pipfile(source: Source, document: Mapping[str, Any]) -> dict[str, tuple[Entry, ...]]:
    parts = {}
    for section, table in document.items():
        if section in ("source", "requires", "pipenv", "scripts"):
            continue
        part = MAIN if section == "packages" else group_part("dev" if section == "dev-packages" else section)
        details = ((name, value if isinstance(value, dict) else {"version": value}) for name, value in table.items())
        parts[part] = tuple(_from_table(source, name, value) for name, value in details)
    return parts


def _from_table(source: Source, name: str, table: Mapping[str, Any]) -> Entry:
    assigns = re.compile(rf"\s*[\"']?{re.escape(name)}[\"']?\s*=").match
    line = next((number for number, text in enumerate(source.lines, 1) if assigns(text)), 1)
    url = str(table.get("path") or table.get("file") or table.get("url") or "")
    if "git" in table:
        revision = table.get("rev") or table.get("tag") or table.get("branch") or table.get("ref")
        url = f"git+{table['git']}" + (f"@{revision}" if revision else "")
    specifier = "" if url else poetry_specifier(str(table.get("version", "*")))
    extras = tuple(map(str, table.get("extras", ())))
    return Entry(source.path, line, 1, name, extras, specifier, str(table.get("markers", "")), url)


def poetry_specifier(text: str) -> str:
    """A version constraint of Poetry as PEP 440 writes it; empty, which admits all, for a union.

    ``^1.2.3`` is ``>=1.2.3,<2``, ``^0.2`` is ``>=0.2,<0.3``, ``~1.2`` is ``>=1.2,<1.3``, ``1.2`` is ``==1.2``.
    """
    if "|" in text:
        return ""
    clauses = []
    for clause in re.split(r"[,\s]+(?=[\^~<>=!\d*])", text.strip()):
        match = re.fullmatch(r"(\^|~(?!=))?\s*v?(\d+(?:\.\d+)*)(.*)", clause)
        if clause in ("*", ""):
            continue
        if match and match[1]:
            clauses.append(f">={match[2]}{match[3]},<{_above(match[1], match[2])}")
        elif match:
            clauses.append(f"=={clause.removeprefix('v')}")
        elif single := re.fullmatch(r"=(?!=)\s*(.+)", clause):
            clauses.append(f"=={single[1]}")
        else:
            clauses.append(clause)
    return ",".join(clauses)


def _above(operator: str, version: str) -> str:
    """The first version that a caret or tilde no longer admits."""
    numbers = [int(part) for part in version.split(".")]
    if operator == "~":
        kept = min(len(numbers), 2) - 1
    else:
        kept = next((index for index, number in enumerate(numbers) if number), len(numbers) - 1)
    return ".".join(map(str, [*numbers[:kept], numbers[kept] + 1]))
