"""What a method puts into the fields of its object before it uses them: ``self.url = address``."""

from __future__ import annotations

from . import syntax as ast
from .flow import function_around
from .light import Iterator
from .scope import assignments
from .source import Source
from .truth import last_name

_Fields = dict[tuple[ast.AST | None, str], list[tuple[ast.stmt, ast.expr]]]


def put_into(source: Source, field: ast.Attribute) -> Iterator[ast.expr]:
    """What the method around puts into a field, or below keys of it, before: ``self.results["error"] = text``."""
    here = (field.lineno, field.col_offset)
    for statement, value in source.once(_fields).get((function_around(source, field), field.attr), ()):
        if (statement.lineno, statement.col_offset) < here:
            yield value


def _fields(source: Source) -> _Fields:
    """What is put into the fields of ``self``, by method and field."""
    found: _Fields = {}
    for target, value, statement in assignments(source):
        holder = target
        while isinstance(holder, ast.Subscript):
            holder = holder.value
        if isinstance(holder, ast.Attribute) and last_name(holder.value) == "self":
            found.setdefault((function_around(source, statement), holder.attr), []).append((statement, value))
    return found
