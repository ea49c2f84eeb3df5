"""By what to see that a function still says the same: the digest of its text, and of what stands around functions.

What a function does to a caller rests on its own text, on that of the function around it, and on the module's names.
"""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.digest import digest
from .._kit.light import Iterator, Sequence
from .._kit.routes import Function, functions_of
from .._kit.scope import imports
from .._kit.source import Source


def body_of(source: Source, function: Function | ast.Lambda) -> bytes:
    """The digest of the text of a function; of one inside another that of the outermost."""
    return source.once(_digests).get(function) or digest(_text(source, [_outermost(source, function)]))


def _digests(source: Source) -> dict[ast.AST, bytes]:
    """Those of all functions but lambdas, of which few are asked for; what stands inside of one comes behind it."""
    found: dict[ast.AST, bytes] = {}
    for function in sorted(functions_of(source), key=lambda each: each.lineno):
        around = next((found[each] for each in source.ancestors(function) if each in found), None)
        found[function] = around or digest(_text(source, [function]))
    return found


def outside_of(source: Source) -> bytes:
    """The digest of what stands outside of functions, imports and remarks, and of the names that mean two things.

    Such are those that functions declare global, and those that are both assigned and defined or imported.
    """
    shared = {name for statement in source.walk(ast.Global) for name in statement.names}
    assigned = {name.id for name in source.walk(ast.Name) if isinstance(name.ctx, ast.Store)}
    others = " ".join(sorted(shared | (assigned & _defined(source))))
    return digest(_text(source, list(_outside(source.tree.body))) + others.encode("utf-8", "replace"))


def _defined(source: Source) -> set[str]:
    """The names of functions and classes, and those of imports."""
    classes = {each.name for each in source.walk(ast.ClassDef)}
    return classes.union((each.name for each in functions_of(source)), imports(source))


def _outermost(source: Source, function: Function | ast.Lambda) -> ast.AST:
    found: ast.AST = function
    for each in source.ancestors(function):
        if isinstance(each, Function):
            found = each
    return found


def _outside(statements: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in statements:
        if isinstance(statement, ast.ClassDef):
            yield from _outside(statement.body)
        elif not isinstance(statement, Function | ast.Import | ast.ImportFrom) and not _is_remark(statement):
            yield statement


def _is_remark(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _text(source: Source, nodes: Sequence[ast.AST]) -> bytes:
    """The lines of nodes, decorators included."""
    lines: list[str] = []
    for node in nodes:
        decorators: list[ast.expr] = getattr(node, "decorator_list", [])
        first = min(each.lineno for each in (node, *decorators))  # type: ignore[attr-defined]
        lines += source.lines[first - 1 : node.end_lineno]  # type: ignore[attr-defined]
    return "\n".join(lines).encode("utf-8", "surrogatepass")
