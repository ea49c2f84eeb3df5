"""Where an imported module stands on disk, and what a name in it is worth."""

from __future__ import annotations

import os

from . import syntax as ast
from .light import Iterator
from .scope import assignments, imports
from .source import Source

_HOPS = 3


def module_files(source: Source, module: str) -> Iterator[str]:
    """Where a module may stand: relative to the file, or below the working folder, ``src`` or a folder above."""
    folder = os.path.dirname(source.path)
    level = len(module) - len(module.lstrip("."))
    tail = module.lstrip(".").replace(".", "/")
    if level:
        roots = [os.path.join(folder, *[".."] * (level - 1))]
    else:
        parts = folder.split("/") if folder else []
        roots = ["/".join(parts[:count]) for count in range(len(parts), -1, -1)] + ["src"]
    for root in roots:
        stem = os.path.join(root, tail) if tail else root
        yield from (f"{stem}.py", os.path.join(stem, "__init__.py"))


def imported_value(source: Source, dotted: str, hops: int = 0) -> tuple[Source, ast.expr] | None:
    """The value that ``package.module.name`` has in its own module, and that module's file.

    A module that only passes the name on is followed, a few times at most.
    """
    module, _, name = dotted.rpartition(".")
    for path in module_files(source, module) if module else ():
        if os.path.isfile(path) and os.path.normpath(path) != source.path:
            other = Source(path)
            for target, value, statement in assignments(other):
                if isinstance(target, ast.Name) and target.id == name and statement in other.tree.body:
                    return other, value
            further = imports(other).get(name)
            return imported_value(other, further, hops + 1) if further and hops < _HOPS else None
    return None
