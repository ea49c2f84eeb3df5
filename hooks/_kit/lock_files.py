"""Lock files of uv, Poetry, Pipenv, and the common ``pylock.toml``: what each would install where.

A lock is a list of packages and, for each part that can be installed by itself (the project's own
dependencies, an extra, a group), the edges that lead into it. A lock without edges, such as Pipenv's,
names all packages of a part at once.

https://packaging.python.org/en/latest/specifications/pylock-toml/ and, for the other three, the locks that
uv 0.13, Poetry 1.0 to 2.5 and Pipenv write.
"""

from __future__ import annotations

import os

from . import regex as re
from .compiled import compiled
from .finding import NotChecked
from .light import Iterable, Mapping, Sequence
from .locked_packages import Edge, Lock, Package, edges_of, locked
from .project_file import Declared, extra_part, group_part
from .requirements import MAIN, Entry, canonical
from .source import Source
from .toml_file import toml_document
from .typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

# Lists of files and their digests: three quarters of the text, which nobody asks for and TOML is slow to read.
_ARTIFACTS = compiled(r"^(?:wheels|files) = \[\n(?:[ \t].*\n)*\]\n|^sdist = \{.*\}\n", re.MULTILINE)
_HEADER = compiled(r"^\[\[packages?\]\]", re.MULTILINE)
_ANEW = "write it anew with its tool"
_YES, _NO = 'python_version >= "0"', 'python_version < "0"'


def read_lock(source: Source, declared: Declared | None) -> Lock:
    """Read a lock file; Poetry's older ones begin at what the project has ``declared``. Raises ``NotChecked``."""
    name = source.path.rpartition("/")[2]
    try:
        if name == "Pipfile.lock":
            from .pipfile_lock import pipfile_lock

            return pipfile_lock(source)
        if name == "uv.lock":
            return _uv_lock(source)
        if name == "pdm.lock":
            return _pdm_lock(source)
        if name == "poetry.lock":
            return _poetry_lock(source, declared)
        return _pylock(source)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as error:
        reason = f"it is no lock file that can be read ({type(error).__name__})"
        raise NotChecked(source.path, reason, _ANEW) from error


def _without_artifacts(text: str) -> str:
    """The text less files and digests; as many lines remain, so that places stay what they are."""
    return _ARTIFACTS.sub(lambda match: "\n" * match[0].count("\n"), text.replace("\r\n", "\n"))


def _lines(text: str, count: int) -> list[int]:
    """The number of the line that names each package, from the headers of their tables."""
    starts = [text.count("\n", 0, match.start()) + 2 for match in _HEADER.finditer(text.replace("\r\n", "\n"))]
    return starts if len(starts) == count else [1] * count


def _packages(document: Mapping[str, Any], always: str) -> list[Any]:
    """The packages; a lock of none has at least the key that is ``always`` there. Raises ``KeyError``.

    uv called them distributions before version 0.4.
    """
    if "package" not in document and (always not in document or "distribution" in document):
        raise KeyError("package")
    return list(document.get("package", []))


def _uv_lock(source: Source) -> Lock:
    text = _without_artifacts(source.text)
    document = toml_document(source, _ANEW, text)
    tables = _packages(document, "version")
    members = [canonical(name) for name in document.get("manifest", {}).get("members", [])]
    packages = []
    parts: dict[str, tuple[Edge, ...]] = {}
    stated: dict[str, tuple[Entry, ...]] = {}
    for table, line in zip(tables, _lines(text, len(tables)), strict=True):
        origin = table.get("source", {})
        extras = {name: _uv_edges(edges) for name, edges in table.get("optional-dependencies", {}).items()}
        edges = _uv_edges(table.get("dependencies", []))
        path = origin.get("editable", origin.get("virtual"))
        is_root = path == "."
        if is_root or (path is not None and canonical(table["name"]) in members):
            prefix = "" if is_root else f"{table['name']} "
            parts[prefix + MAIN if is_root else f"member {table['name']}"] = edges
            parts |= {f"{prefix}{extra_part(name)}": found for name, found in extras.items()}
            groups = table.get("dev-dependencies", {}).items()
            parts |= {f"{prefix}{group_part(name)}": _uv_edges(found) for name, found in groups}
        if is_root:
            stated = _uv_stated(source.path, line, table.get("metadata", {}))
        entry = locked(source.path, line, table["name"], table.get("version", ""), _uv_url(origin))
        entry = entry._replace(editable="editable" in origin)
        packages.append(Package(entry, edges, extras, is_installed="virtual" not in origin and not is_root))
    return Lock(source.path, "uv lock", tuple(packages), parts, stated)


def _uv_edges(tables: Iterable[Mapping[str, Any]]) -> tuple[Edge, ...]:
    return tuple(
        Edge(
            canonical(table["name"]),
            tuple(table.get("extra", table.get("extras", ()))),
            table.get("marker", ""),
            table.get("version", ""),
        )
        for table in tables
    )


def _uv_url(origin: Mapping[str, str]) -> str:
    """A source as the URL or path that a requirement would name; empty for an index."""
    if git := origin.get("git"):
        address, _, commit = git.partition("#")
        return f"git+{address.partition('?')[0]}@{commit}"
    return next((origin[kind] for kind in ("url", "path", "directory", "editable") if kind in origin), "")


def _uv_stated(path: str, line: int, metadata: Mapping[str, Any]) -> dict[str, tuple[Entry, ...]]:
    """``requires-dist`` with the extras in their markers, and ``requires-dev`` by group."""
    stated: dict[str, tuple[Entry, ...]] = {
        MAIN: tuple(_uv_requirement(path, line, table) for table in metadata.get("requires-dist", []))
    }
    for name, tables in metadata.get("requires-dev", {}).items():
        stated[group_part(name)] = tuple(_uv_requirement(path, line, table) for table in tables)
    return stated


def _uv_requirement(path: str, line: int, table: Mapping[str, Any]) -> Entry:
    marker, specifier = table.get("marker", ""), table.get("specifier", "")
    url = _uv_url(table)
    return Entry(path, line, 1, table["name"], tuple(table.get("extras", ())), specifier, marker, url)


def _poetry_lock(source: Source, declared: Declared | None) -> Lock:
    text = _without_artifacts(source.text)
    document = toml_document(source, _ANEW, text)
    tables = _packages(document, "metadata")
    packages = []
    for table, line in zip(tables, _lines(text, len(tables)), strict=True):
        entry = locked(source.path, line, table["name"], table["version"], _poetry_url(table.get("source", {})))
        dependencies, extras = _poetry_edges(table)
        packages.append(Package(entry, dependencies, extras))
    if tables and all("groups" in table for table in tables):
        parts = _poetry_parts(tables)
        packages = [package._replace(edges=(), extras={}) for package in packages]
    elif declared is None:
        raise NotChecked(source.path, "no pyproject.toml stands beside it", "put it there, or lock with Poetry 2")
    else:
        parts = {part: edges_of(entries) for part, entries in declared.parts.items()}
    return Lock(source.path, "poetry lock", tuple(packages), parts)


def _poetry_parts(tables: Sequence[Mapping[str, Any]]) -> dict[str, tuple[Edge, ...]]:
    """Since lock version 2.1 each package states its groups and when it is installed for them."""
    parts: dict[str, list[Edge]] = {MAIN: []}
    for table in tables:
        markers = table.get("markers", "")
        for group in table["groups"]:
            part = extra_part("any") if table.get("optional") else MAIN if group == "main" else group_part(group)
            marker = markers.get(group, "") if isinstance(markers, dict) else markers
            parts.setdefault(part, []).append(Edge(canonical(table["name"]), (), marker, _exact(table)))
    return {part: tuple(edges) for part, edges in parts.items()}


def _exact(table: Mapping[str, Any]) -> str:
    """The version, by which one of several locked packages of a name is meant; a source has none to compare."""
    return "" if "source" in table else str(table["version"])


def _poetry_edges(table: Mapping[str, Any]) -> tuple[tuple[Edge, ...], dict[str, tuple[Edge, ...]]]:
    """A package's edges, and those of its extras, whose dependencies stand among the others as optional."""
    edges: list[Edge] = []
    optional: dict[str, list[Edge]] = {}
    for name, values in table.get("dependencies", {}).items():
        for value in values if isinstance(values, list) else [values]:
            details = value if isinstance(value, dict) else {}
            edge = Edge(canonical(name), tuple(map(canonical, details.get("extras", ()))), details.get("markers", ""))
            if details.get("optional"):
                optional.setdefault(edge.key, []).append(edge._replace(marker=_without_extra(edge.marker)))
            else:
                edges.append(edge)
    extras = {}
    for extra, wanted in table.get("extras", {}).items():
        keys = [canonical(re.split(r"[^\w.-]", each, maxsplit=1)[0]) for each in wanted]
        extras[canonical(extra)] = tuple(edge for key in keys for edge in optional.get(key, ()))
    return tuple(edges), extras


def _without_extra(marker: str) -> str:
    return re.sub(r"""extra == (["'])[^"']*\1""", _YES, marker)


def _poetry_url(table: Mapping[str, str]) -> str:
    kind = table.get("type", "")
    if kind == "git":
        return f"git+{table['url']}@{table.get('resolved_reference', table.get('reference', ''))}"
    return table.get("url", "") if kind in ("url", "file", "directory") else ""


def _pdm_lock(source: Source) -> Lock:
    """The packages of PDM's lock, each in the part of the project's own dependencies."""
    text = _without_artifacts(source.text)
    tables = _packages(toml_document(source, _ANEW, text), "metadata")
    entries = [
        locked(source.path, line, table["name"], str(table.get("version", "")), _pdm_url(table))
        for table, line in zip(tables, _lines(text, len(tables)), strict=True)
    ]
    return Lock(source.path, "pdm lock", tuple(map(Package, entries)), {MAIN: edges_of(entries)})


def _pdm_url(table: Mapping[str, Any]) -> str:
    if "git" in table:
        return f"git+{table['git']}@{table.get('revision', table.get('ref', ''))}"
    return str(table.get("url") or table.get("path") or "")


def _pylock(source: Source) -> Lock:
    from packaging.pylock import Pylock, PylockUnsupportedVersionError, PylockValidationError

    try:
        lock = Pylock.from_dict(toml_document(source, _ANEW))
    except (PylockValidationError, PylockUnsupportedVersionError) as error:
        raise NotChecked(source.path, f"it is no valid pylock.toml ({error})", _ANEW) from error
    packages = []
    edges = []
    for package, line in zip(lock.packages, _lines(source.text, len(lock.packages)), strict=True):
        version, url = str(package.version or ""), ""
        if package.vcs:
            url = f"{package.vcs.type}+{package.vcs.url or package.vcs.path}@{package.vcs.commit_id}"
        elif package.directory:
            url = package.directory.path
        elif package.archive:
            url = package.archive.url or package.archive.path or ""
        entry = locked(source.path, line, package.name, version, url)
        packages.append(Package(entry._replace(editable=bool(package.directory and package.directory.editable))))
        edges.append(Edge(entry.key, (), str(package.marker or ""), entry.version))
    wanted = {MAIN: set(lock.default_groups or ())}
    wanted |= {group_part(name): {name} for name in lock.dependency_groups or () if name not in wanted[MAIN]}
    wanted |= {extra_part(name): {f"extra {name}"} for name in lock.extras or ()}
    parts = {
        part: tuple(edge._replace(marker=_membership(edge.marker, groups)) for edge in edges)
        for part, groups in wanted.items()
    }
    return Lock(source.path, os.path.basename(source.path), tuple(packages), parts)


def _membership(marker: str, wanted: Iterable[str]) -> str:
    """A marker with ``'dev' in dependency_groups`` and ``'async' in extras`` answered."""

    def answer(match: re.Match[str]) -> str:
        name = f"extra {match[3]}" if match[4] == "extras" else match[3]
        return _YES if (name in set(wanted)) is (match[1] is None) else _NO

    pattern = r"""(not\s+)?(["'])([^"']+)\2\s+in\s+(extras|dependency_groups)"""
    negated = re.sub(r"""(["'])([^"']+)\1\s+not\s+in\s+(extras|dependency_groups)""", r"not \1\2\1 in \3", marker)
    return re.sub(pattern, answer, negated)
