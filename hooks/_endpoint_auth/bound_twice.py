"""Names that a module binds more than once: the last binding is what they stand for.

``from flask_login import login_required`` guards nothing any more after ``def login_required(f): return f``.
"""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.light import Iterator, Mapping
from .._kit.nodes import walk
from .._kit.routes import Function
from .._kit.scope import imports
from .._kit.source import Source


def imports_that_hold(source: Source) -> Mapping[str, str]:
    """The file's imports, less the names that the module binds anew behind them."""
    lost = source.once(rebound)
    known = imports(source)
    return {name: origin for name, origin in known.items() if name not in lost} if lost else known


def rebound(source: Source) -> Mapping[str, ast.stmt]:
    """The names that the module binds more than once, by what binds them last, where that is no import.

    What is bound on a condition may be bound or not, and ``check = wrapped(check)`` is made of what it was.
    """
    first: set[str] = set()
    last: dict[str, ast.stmt] = {}
    for statement in source.tree.body:
        for name in _bound_by(statement):
            if name not in first:
                first.add(name)
            elif isinstance(statement, ast.Import | ast.ImportFrom) or _is_made_of(statement, name):
                last.pop(name, None)
            else:
                last[name] = statement
    return last


def lambdas(source: Source) -> Iterator[tuple[str, ast.Lambda]]:
    """The functions of the module that are written as ``known = lambda f: f``."""
    for statement in source.tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and isinstance(statement.value, ast.Lambda):
            yield from ((name, statement.value) for name in _bound_by(statement))


def _bound_by(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return [each.asname or each.name.partition(".")[0] for each in statement.names]
    if isinstance(statement, Function | ast.ClassDef):
        return [statement.name]
    if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
        return []
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return [each.id for each in targets if isinstance(each, ast.Name)]


def _is_made_of(statement: ast.stmt, name: str) -> bool:
    """Is a value, or what decorates a function or class, made of what the name stood for?"""
    parts = [statement.value] if isinstance(statement, ast.Assign | ast.AnnAssign) else None
    parts = parts or getattr(statement, "decorator_list", []) + getattr(statement, "bases", [])
    return any(isinstance(node, ast.Name) and node.id == name for each in parts if each for node in walk(each))
