"""What a repository lists: its requirements files, lock files and project files, folder by folder."""

from __future__ import annotations

import os

from .._kit.dependency_files import is_lock, is_project
from .._kit.finding import NotChecked
from .._kit.light import Callable, Collection, Sequence
from .._kit.requirements import MAIN, Entry, RequirementsFile, read_requirements
from .._kit.source import Source
from .._kit.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import TypeVar

    Value = TypeVar("Value")

    from .._kit.locked_packages import Lock
    from .._kit.project_file import Declared


# Folders of what is installed elsewhere, if at all.
_SIDE = frozenset("doc docs documentation example examples sample samples test tests fixtures tools scripts".split())

# Names of files that are what a project needs to run, not what some of its developers also install.
_MAIN_NAMES = frozenset("requirements requirement reqs req base common main core default app prod production".split())


class Files:
    """Files that are read once, and what nobody could read of them."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = {source.path: source for source in sources}
        self._read: dict[str, RequirementsFile | None] = {}
        self.missed: dict[str, list[NotChecked]] = {}

    def source(self, path: str) -> Source:
        """The file as a source."""
        return self._sources.setdefault(path, Source(path))

    def requirements(self, path: str) -> RequirementsFile | None:
        """A requirements file, ``None`` where it cannot be read."""
        if path not in self._read:
            self._read[path] = self._tried(path, lambda: read_requirements(self.source(path)))
        return self._read[path]

    def lock(self, path: str, declared: Declared | None) -> Lock | None:
        """A lock file, ``None`` where it cannot be read."""
        from .._kit.lock_files import read_lock

        return self._tried(path, lambda: read_lock(self.source(path), declared))

    def declared(self, path: str) -> Declared | None:
        """A project's file, ``None`` where it declares nothing or cannot be read."""
        from .._kit.project_file import read_declared

        return self._tried(path, lambda: read_declared(self.source(path)))

    def _tried(self, path: str, read: Callable[[], Value]) -> Value | None:
        try:
            return read()
        except NotChecked as item:
            self.missed.setdefault(path, []).append(item)
            return None


class Closure(NamedTuple):
    """A requirements file with all that it includes: entries by file, and the constraints that hold for all."""

    path: str
    files: tuple[str, ...]
    entries: tuple[Entry, ...]
    constraints: tuple[Entry, ...]
    missed: tuple[NotChecked, ...]


class Home(NamedTuple):
    """A folder with what is listed in it; files in a folder `requirements` belong to the folder above."""

    folder: str
    closures: tuple[Closure, ...]
    inputs: tuple[Closure, ...]
    locks: tuple[Lock, ...]
    declared: tuple[Declared, ...]

    def main(self) -> Closure | None:
        """The requirements file that everybody installs, if one has such a name."""
        named = [closure for closure in self.closures if has_main_name(closure.path)]
        return min(named, key=lambda closure: (closure.path.count("/"), len(closure.path)), default=None)

    @property
    def is_side(self) -> bool:
        """Is it a folder whose files are installed elsewhere, if at all, so that nobody misses an environment?"""
        return not _SIDE.isdisjoint(self.folder.split("/"))

    def path(self, named: Collection[str] = ()) -> str:
        """The file that stands for the folder: one that was ``named``, else the one that everybody installs."""
        main = self.main()
        paths = [main.path] if main else []
        paths += [closure.path for closure in (*self.closures, *self.inputs)]
        paths += [lock.path for lock in self.locks] + [declared.path for declared in self.declared]
        return next((path for path in paths if path in named), paths[0])

    def names(self) -> frozenset[str]:
        """Names by which the project's environment is known: those that everybody installs."""
        main = self.main()
        entries = main.entries if main else [entry for closure in self.closures for entry in closure.entries]
        keys = {entry.key for entry in entries if entry.name}
        for lock in self.locks:
            keys |= {edge.key for edge in lock.parts.get(MAIN, ())}
        if not keys:
            keys = {entry.key for found in self.declared for entry in found.parts.get(MAIN, ())}
        return frozenset(keys)


def has_main_name(path: str) -> bool:
    """``requirements.txt``, ``requirements/base.txt``, and not ``requirements-dev.txt``."""
    stem = path.rpartition("/")[2].rpartition(".")[0].lower()
    return stem in _MAIN_NAMES


def homes(files: Files, paths: Sequence[str], named: Sequence[str]) -> list[Home]:
    """What stands in each folder, by folder. A file that somebody ``named`` has to be one that can be read."""
    folders: dict[str, list[str]] = {}
    for path in paths:
        folders.setdefault(home_of(path), []).append(path)
    return [_home(files, folder, members, named) for folder, members in sorted(folders.items())]


def home_of(path: str) -> str:
    """The folder of the project that a file belongs to."""
    folder, _, _ = path.rpartition("/")
    while folder.rpartition("/")[2] == "requirements":
        folder = folder.rpartition("/")[0]
    return folder or "."


def _home(files: Files, folder: str, paths: Sequence[str], named: Sequence[str]) -> Home:
    declared = [files.declared(path) for path in paths if is_project(path)]
    project = next((found for found in declared if found), None)
    locks = [files.lock(path, project) for path in paths if is_lock(path)]
    closures: list[Closure] = []
    inputs: list[Closure] = []
    for path in paths:
        if not _is_other(path):
            closure = _closure_of(files, path, path in named)
            if closure is not None:
                (inputs if _is_compiled(path, paths) else closures).append(closure)
    return Home(
        folder,
        tuple(closures),
        tuple(inputs),
        tuple(lock for lock in locks if lock),
        tuple(found for found in declared if found),
    )


def _is_other(path: str) -> bool:
    """A lock, a project's file, or constraints, which list nothing by themselves."""
    return is_lock(path) or is_project(path) or "constraint" in path.rpartition("/")[2]


def _is_compiled(path: str, paths: Sequence[str]) -> bool:
    """Is it the source, `x.in`, of a compiled file `x.txt`?"""
    return path.endswith(".in") and f"{path.removesuffix('.in')}.txt" in paths


def _closure_of(files: Files, path: str, is_named: bool) -> Closure | None:
    """``None`` for what is no requirements file: a template, or text of which no line is a requirement."""
    found = files.requirements(path)
    if found is None:
        return None
    if found.is_template:
        if is_named:
            reason = "it is a template from which a requirements file is made"
            files.missed.setdefault(path, []).append(NotChecked(path, reason, "name the file that is made of it"))
        return None
    if found.not_checked and not (found.entries or found.includes or is_named):
        return None
    return closure_of(files, path)


def closure_of(files: Files, path: str) -> Closure:
    """A requirements file and what it includes, each file once, in pip's order."""
    entries: list[Entry] = []
    constraints: list[Entry] = []
    missed: list[NotChecked] = []
    order: list[str] = []

    def read(here: str, is_constraint: bool, above: tuple[str, ...]) -> None:
        found = files.requirements(here)
        if found is None:
            return
        if here not in order:
            order.append(here)
            missed.extend(found.not_checked)
            (constraints if is_constraint else entries).extend(found.entries)
            for include in found.includes:
                if include.path == here or include.path in above:
                    reason = f"line {include.line}: it includes {include.path}, which includes it again"
                    missed.append(NotChecked(here, reason, "delete one of the two lines"))
                elif not os.path.isfile(include.path):
                    reason = f"line {include.line}: {include.path} does not exist"
                    missed.append(NotChecked(here, reason, "add that file, or mend the line"))
                else:
                    read(include.path, is_constraint or include.constraint, (*above, here))

    read(path, False, ())
    return Closure(path, tuple(order), tuple(entries), tuple(constraints), tuple(missed))
