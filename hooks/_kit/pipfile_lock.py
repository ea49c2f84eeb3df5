"""``Pipfile.lock``, and the digest by which it knows its ``Pipfile`` again."""

from __future__ import annotations

from .compiled import compiled
from .light import Callable, Mapping
from .locked_packages import Edge, Lock, Package, locked
from .project_file import group_part
from .requirements import MAIN, canonical
from .source import Source
from .typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

_JSON_KEY = compiled(r'    (    )?"([^"]+)":')


def pipfile_lock(source: Source) -> Lock:
    """Read the lock. Raises ``KeyError``, ``TypeError``, ``ValueError`` and ``AttributeError`` for what is none."""
    import json

    document = json.loads(source.text)
    document["_meta"]  # in every lock of Pipenv's
    packages: list[Package] = []
    parts: dict[str, tuple[Edge, ...]] = {}
    lines = _json_lines(source.text)
    for section, table in document.items():
        if section == "_meta":
            continue
        part = MAIN if section == "default" else group_part("dev" if section == "develop" else section)
        edges = []
        for name, value in table.items():
            version = str(value.get("version", "")).lstrip("=")
            entry = locked(source.path, lines.get((section, name), 1), name, version, _pipfile_url(value))
            packages.append(Package(entry._replace(editable=value.get("editable") is True)))
            edges.append(Edge(canonical(name), (), value.get("markers", ""), entry.version))
        parts[part] = tuple(edges)
    return Lock(source.path, "pipenv lock", tuple(packages), parts)


def _json_lines(text: str) -> dict[tuple[str, str], int]:
    """The line of each key of each section, as Pipenv indents them."""
    found: dict[tuple[str, str], int] = {}
    section = ""
    for number, line in enumerate(text.split("\n"), 1):
        if key := _JSON_KEY.match(line):
            if key[1]:
                found.setdefault((section, key[2]), number)
            else:
                section = key[2]
    return found


def _pipfile_url(value: Mapping[str, Any]) -> str:
    if "git" in value:
        return f"git+{value['git'].removeprefix('git+')}@{value.get('ref', '')}"
    return str(value.get("file") or value.get("path") or "")


def pipfile_digests(pipfile: Mapping[str, Any]) -> frozenset[str]:
    """The digests of a Pipfile that ``Pipfile.lock`` may record as ``_meta.hash``.

    Older Pipenv counts names as they are written (plette, ``Pipfile.get_hash``), newer in their canonical form.
    Source: https://github.com/pypa/pipenv/blob/main/pipenv/utils/pipfile.py
    """
    return frozenset((_pipfile_digest(pipfile, dict), _pipfile_digest(pipfile, _by_canonical_name)))


def _by_canonical_name(section: Mapping[str, Any]) -> dict[str, Any]:
    return {canonical(name): value for name, value in section.items()}


def _pipfile_digest(pipfile: Mapping[str, Any], named: Callable[[Mapping[str, Any]], dict[str, Any]]) -> str:
    import json
    from hashlib import sha256

    own = ("source", "requires", "packages", "dev-packages", "pipenv", "scripts", "default", "develop", "pipfile")
    data: dict[str, Any] = {
        "_meta": {"sources": pipfile.get("source", []), "requires": pipfile.get("requires", {})},
        "default": named(pipfile.get("packages", {})),
        "develop": named(pipfile.get("dev-packages", {})),
    }
    data |= {
        name: named(value) if isinstance(value, dict) else value for name, value in pipfile.items() if name not in own
    }
    return sha256(json.dumps(data, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
