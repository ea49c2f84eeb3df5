"""Configuration classes: what a class sets, what it inherits, also from another file, and who inherits it.

Answers come from the files on disk, never from the list a runner hands over, so that they are the same
for any sharding. A runner sets unstaged edits aside first, so the disk holds what is being committed.
"""

from __future__ import annotations

import os

from . import syntax as ast
from .finding import NotChecked
from .light import Iterator
from .modules import module_files
from .scope import imports
from .source import Source
from .truth import dotted, last_name
from .typed import NamedTuple

_HOPS = 5
_LINEAGE = 50


class ConfigClass(NamedTuple):
    """A class and the file it stands in."""

    source: Source
    node: ast.ClassDef

    @property
    def name(self) -> str:
        """The name of the class."""
        return self.node.name


class Setting(NamedTuple):
    """A value, the node that gives it, and the class whose body holds it."""

    value: ast.expr
    node: ast.stmt
    owner: ConfigClass


def classes_of(source: Source) -> list[ConfigClass]:
    """The classes of a file, in its order."""
    return [ConfigClass(source, node) for node in source.walk(ast.ClassDef)]


def own_setting(config: ConfigClass, key: str) -> Setting | None:
    """What the body of the class itself assigns to ``key``: the last value counts."""
    found = None
    for statement in config.node.body:
        if isinstance(statement, ast.Assign):
            targets = statement.targets
        elif isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        else:
            continue
        if statement.value is not None and any(isinstance(t, ast.Name) and t.id == key for t in targets):
            found = Setting(statement.value, statement, config)
    return found


def setting(config: ConfigClass, key: str) -> Setting | None:
    """What the class has for ``key``, its own value or the nearest inherited one."""
    return next((found for each in _lineage(config) if (found := own_setting(each, key))), None)


def bases(config: ConfigClass) -> Iterator[ConfigClass]:
    """The base classes that can be found: in the same file, or in the file they are imported from."""
    for base in config.node.bases:
        found = class_named(config.source, base)
        if found and found.node is not config.node:
            yield found


def class_named(source: Source, reference: ast.expr) -> ConfigClass | None:
    """The class that a name or ``module.Class`` stands for."""
    if isinstance(reference, ast.Name) and (here := source.once(_by_name).get(reference.id)):
        return here
    root, _, rest = dotted(reference).partition(".")
    imported = imports(source).get(root)
    return imported_class(source, f"{imported}.{rest}".rstrip(".")) if imported else None


def imported_class(source: Source, name_in_module: str, hops: int = 0) -> ConfigClass | None:
    """The class that ``package.module.Class`` names, looked for on disk; ``.module.Class`` is relative.

    A module that only passes the class on is followed, ``hops`` times at most.
    """
    module, _, name = name_in_module.rpartition(".")
    for path in module_files(source, module):
        if os.path.isfile(path) and os.path.normpath(path) != source.path:
            other = source.once(_opened).setdefault(path, Source(path))
            if there := other.once(_by_name).get(name):
                return there
            further = imports(other).get(name)
            return imported_class(other, further, hops + 1) if further and hops < _HOPS else None
    return None


def subclasses(config: ConfigClass) -> Iterator[ConfigClass]:
    """Classes that name ``config`` as a base: in its own file, and in files that git tracks.

    After all others: raises ``NotChecked`` for a file that names it so and cannot be read, as its class may be the
    one that production uses.
    """
    from .git import files_with

    yield from _subclasses_in(config.source, config.name)
    pattern = rf"class +[A-Za-z0-9_]+ *\(.*{config.name}"
    unread: NotChecked | None = None
    for path in files_with(pattern, "*.py", text=config.name) or ():
        if path != config.source.path:
            try:
                other = Source(path)
                if config.name not in other.once(_by_name):  # a class of its own there is another one's base
                    yield from _subclasses_in(other, config.name)
            except NotChecked as item:
                unread = unread or item
    if unread is not None:
        raise unread


def _subclasses_in(source: Source, name: str) -> Iterator[ConfigClass]:
    candidates = classes_of(source)
    names = {name}
    for each in candidates:  # a base stands before its subclass, so one pass finds grandchildren too
        if names & {last_name(base) for base in each.node.bases}:
            names.add(each.name)
    yield from (each for each in candidates if names & {last_name(base) for base in each.node.bases})


def _lineage(config: ConfigClass) -> Iterator[ConfigClass]:
    """The class and its ancestors, nearest first, each once."""
    seen: set[ast.ClassDef] = set()
    pending = [config]
    while pending and len(seen) < _LINEAGE:
        each = pending.pop(0)
        if each.node not in seen:
            seen.add(each.node)
            yield each
            pending = [*bases(each), *pending]


def _by_name(source: Source) -> dict[str, ConfigClass]:
    """The classes of a file by their names; of equal names the first."""
    return {config.name: config for config in reversed(classes_of(source))}


def _opened(source: Source) -> dict[str, Source]:
    """Other files that were read for the sake of this one, by path."""
    return {}
