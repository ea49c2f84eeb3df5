"""The exact versions that dependency files name, for audits that ask about each of them.

Every requirement comes out as a pin or as NOT CHECKED with its line: an audit must not pass over what it cannot ask
about. Markers and extras are dropped: what is pinned for Windows is deployed somewhere.
"""

from __future__ import annotations

import os
from fnmatch import fnmatch

from .finding import NotChecked
from .light import Iterator, Sequence
from .lock_files import read_lock
from .project_file import Declared, read_declared
from .requirements import Entry, read_requirements
from .source import Source
from .typed import NamedTuple

REQUIREMENTS = r"(?:^|/)[^/]*requirements[^/]*\.(?:txt|pip)$|(?:^|/)requirements/(?:[^/]+/)*[^/]+\.(?:txt|pip)$"
LOCKS = r"(?:^|/)(?:uv\.lock|poetry\.lock|pdm\.lock|Pipfile\.lock|pylock(?:\.[\w-]+)?\.toml)$"
FILES = rf"{REQUIREMENTS}|{LOCKS}|(?:^|/)pyproject\.toml$"

LOCK_NAMES = ("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml")


class Unpinned(NotChecked):
    """A requirement that names no version an index could be asked about."""


class Pin(NamedTuple):
    """One version of a package (``name`` in its normal form), and the line that names it."""

    name: str
    version: str
    path: str
    line: int
    col: int


def pins(sources: Sequence[Source], internal: Sequence[str] = ()) -> Iterator[Pin | NotChecked]:
    """All pins of the files and of what they include, each once; packages named like ``internal`` are left out."""
    seen: set[str] = set()
    for source in sources:
        for item in _of_file(source, seen):
            if isinstance(item, NotChecked):
                yield item
            elif not any(fnmatch(item.key or item.url, pattern) for pattern in internal):
                yield _pin(item)


def _of_file(source: Source, seen: set[str], is_included: bool = False) -> Iterator[Entry | NotChecked]:
    """The requirements of a file, of a kind that its name tells; what a requirements file includes is another one."""
    try:
        if source.path in seen:
            return
        seen.add(source.path)
        if is_included or source.path.endswith((".txt", ".pip")):
            yield from _of_requirements(source, seen)
        elif source.path.rpartition("/")[2] == "pyproject.toml":
            yield from _of_project(source, seen)
        else:
            packages = read_lock(source, Declared(source.path, "", {}, {})).packages
            yield from (package.entry for package in packages if package.is_installed)
    except NotChecked as missed:
        yield missed


def _of_requirements(source: Source, seen: set[str]) -> Iterator[Entry | NotChecked]:
    """A requirements file and those it includes; a constraint alone installs nothing."""
    file = read_requirements(source)
    if file.is_template:
        raise NotChecked(source.path, "it is a template", "audit the file that is made of it, or leave it out")
    yield from file.not_checked
    yield from file.entries
    for include in file.includes:
        if include.constraint:
            continue
        if not os.path.isfile(include.path):
            reason = f"line {include.line}: there is no {include.path}"
            yield NotChecked(source.path, reason, "mend the name, or add the file")
        else:
            yield from _of_file(Source(include.path), seen, is_included=True)


def _of_project(source: Source, seen: set[str]) -> Iterator[Entry | NotChecked]:
    """A project's own requirements, or what they come to by its lock, which git may not track."""
    if locks := _locks(os.path.dirname(source.path)):
        for lock in locks:
            yield from _of_file(Source(lock), seen)
        return
    declared = read_declared(source)
    if declared is None:
        return
    if declared.is_dynamic:
        yield NotChecked(source.path, "its dependencies are dynamic", "audit the file they come from, or a lock")
    for entries in declared.parts.values():
        yield from entries


def _locks(folder: str) -> list[str]:
    """The locks beside a project, else the one of the workspace of uv above it that names it as a member."""
    beside = [path for name in LOCK_NAMES if os.path.isfile(path := os.path.join(folder, name))]
    above = folder
    while not beside and above != os.path.dirname(above):
        above = os.path.dirname(above)
        path = os.path.join(above, "uv.lock")
        member = os.path.relpath(folder, above or ".").replace(os.sep, "/")
        if os.path.isfile(path) and f'= "{member}" }}'.encode() in Source(path).data:
            return [path]
    return beside


def _pin(entry: Entry) -> Pin | NotChecked:
    """The pin of an entry, or why there is none. A URL is not shown: it may hold a password."""
    if entry.url or not entry.name:
        what = f"{entry.name or 'a local project or archive'} does not come from an index"
        return _not_pinned(entry, what, "audit that project by itself, or name it with --internal")
    if "${" in entry.specifier:
        return _not_pinned(entry, f"{entry.name}: its version is a variable", "write the version")
    if not entry.version:
        return _not_pinned(entry, f"{entry.name} is not pinned to one version", "pin it with ==, or commit a lock file")
    return Pin(entry.key, entry.version, entry.path, entry.line, entry.col)


def _not_pinned(entry: Entry, what: str, remedy: str) -> Unpinned:
    return Unpinned(entry.path, f"line {entry.line}: {what}", remedy)
