"""What a name stands for: the one value a file assigns to it, if there is but one."""

from __future__ import annotations

from . import syntax as ast
from .light import Iterator
from .nodes import walk
from .source import Source
from .truth import attribute_path

Scope = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
# Asked of each node around each name: a tuple is quicker to ask than a union.
_TAKING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_SCOPES = (ast.Module, ast.ClassDef, *_TAKING)
Bindings = dict[tuple[Scope, str], list[ast.expr | None]]


def value_of(source: Source, name: ast.Name) -> ast.expr | None:
    """The expression that ``name`` stands for, or ``None`` where it is assigned never, twice or on a condition."""
    bindings = source.once(_bindings)
    is_inmost = True
    for scope in source.ancestors(name):
        if not isinstance(scope, _SCOPES) or (isinstance(scope, ast.ClassDef) and not is_inmost):
            continue  # the names of a class body are not seen from its methods
        is_inmost = False
        if isinstance(scope, _TAKING) and name.id in _parameters(scope):
            return None
        if values := bindings.get((scope, name.id)):
            return values[0] if len(values) == 1 else None
    return None


def imports(source: Source) -> dict[str, str]:
    """The file's imported names and what they stand for: ``{"Flask": "flask.Flask"}``; relative ones keep dots."""
    return source.once(_imports)


def origin_of(source: Source, node: ast.expr) -> str:
    """What a name or attribute stands for: ``pdb.set_trace`` also for a ``set_trace`` imported from ``pdb``."""
    root, dot, rest = attribute_path(node).partition(".")
    return f"{imports(source).get(root, root)}{dot}{rest}"


def assignments(source: Source) -> Iterator[tuple[ast.expr, ast.expr, ast.stmt]]:
    """Target, value and statement of every plain or annotated assignment; ``a = b = 1`` has two targets."""
    return iter(source.once(_assignments))


def _assignments(source: Source) -> list[tuple[ast.expr, ast.expr, ast.stmt]]:
    found: list[tuple[ast.expr, ast.expr, ast.stmt]] = [
        (target, plain.value, plain) for plain in source.walk(ast.Assign) for target in plain.targets
    ]
    annotated = source.walk(ast.AnnAssign)
    return found + [(each.target, each.value, each) for each in annotated if each.value is not None]


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> list[ast.arg]:
    """The parameters of a function in their order, without ``*args`` and ``**options``."""
    declared = function.args
    return [*declared.posonlyargs, *declared.args, *declared.kwonlyargs]


def is_defined(source: Source, name: str) -> bool:
    """Does the file give ``name`` a meaning of its own, at any place?"""
    return any(bound == name for _, bound in source.once(_bindings))


def is_main_guard(node: ast.AST) -> bool:
    """Is it ``if __name__ == "__main__":``?"""
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Compare)
        and any(isinstance(side, ast.Name) and side.id == "__name__" for side in walk(node.test))
    )


def _bindings(source: Source) -> Bindings:
    bindings: Bindings = {}
    shared = {name for statement in source.walk(ast.Global) for name in statement.names}
    for name in source.walk(ast.Name):
        if isinstance(name.ctx, ast.Store):
            around = list(source.ancestors(name))
            scope = next(node for node in around if isinstance(node, _SCOPES))
            value = None if name.id in shared else _assigned(name, around)
            bindings.setdefault((scope, name.id), []).append(value)
    for statement in source.walk(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom):
        for bound in _bound_names(statement):
            scope = next(node for node in source.ancestors(statement) if isinstance(node, _SCOPES))
            bindings.setdefault((scope, bound), []).append(None)
    return bindings


def _bound_names(statement: ast.AST) -> list[str]:
    """The names that a definition or import gives a meaning to."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return [alias.asname or alias.name.partition(".")[0] for alias in statement.names]
    return [statement.name] if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else []


def _assigned(name: ast.Name, around: list[ast.AST]) -> ast.expr | None:
    """The value of a plain ``name = value`` that always runs."""
    statement, *outer = around
    plain = isinstance(statement, ast.Assign | ast.AnnAssign) and name in getattr(
        statement, "targets", [getattr(statement, "target", None)]
    )
    place = next((node for node in outer if not is_main_guard(node)), None)
    if not plain or not isinstance(place, _SCOPES):
        return None
    return statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> set[str]:
    rest = (function.args.vararg, function.args.kwarg)
    return {each.arg for each in (*parameters(function), *rest) if each}


def _imports(source: Source) -> dict[str, str]:
    names: dict[str, str] = {}
    for plain in source.walk(ast.Import):
        for alias in plain.names:
            root = alias.name.partition(".")[0]
            names[alias.asname or root] = alias.name if alias.asname else root
    for member in source.walk(ast.ImportFrom):
        module = "." * member.level + (member.module or "")
        separator = "" if module.endswith(".") else "."
        for alias in member.names:
            names[alias.asname or alias.name] = f"{module}{separator}{alias.name}"
    return names
