"""Where a value comes from inside one function: through names, texts, containers and conversions.

``carried`` goes backwards from an expression. It follows what hands a value on as it is or as text, and
stops at everything else: what an unknown function makes of its arguments nobody knows.
"""

from __future__ import annotations

from . import syntax as ast
from .light import Iterator
from .nodes import walk
from .scope import Scope
from .source import Source
from .truth import last_name
from .typed import NamedTuple

_TEXT_FUNCTIONS = frozenset(
    (
        "str repr ascii format bytes dict list tuple set frozenset sorted reversed unicode text_type "
        "dumps pformat safe_dump deepcopy copy cast force_str force_text smart_str to_unicode to_native escape Markup "
        "_ gettext lazy_gettext ngettext _l"
    ).split()
)
_TEXT_METHODS = frozenset(
    (
        "format decode encode strip lstrip rstrip lower upper title capitalize replace join copy to_dict to_json items "
        "values expandtabs splitlines split rsplit __str__ __repr__"
    ).split()
)
_GROWING_METHODS = frozenset("append extend add update insert appendleft".split())


class Carriers(NamedTuple):
    """What hands a value on beside operators, containers and conversions to text."""

    attributes: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    slices: bool = False


class _Definition(NamedTuple):
    """What a statement gives to a name: ``None`` where nobody knows; ``adds`` keeps what was there before."""

    statement: ast.AST
    value: ast.expr | None
    adds: bool


def carried(source: Source, value: ast.expr, carriers: Carriers) -> Iterator[ast.expr]:
    """Every expression whose value, or text, is in ``value``; ``value`` itself comes first."""
    pending = [value]
    seen: set[ast.expr] = set()
    while pending:
        node = pending.pop(0)
        if node not in seen:
            seen.add(node)
            yield node
            if isinstance(node, ast.Name):
                pending += _definitions_of(source, node)
            elif not isinstance(node, ast.Constant):
                pending += _parts(node, carriers)


def definitions(source: Source, name: ast.Name) -> list[ast.expr | None]:
    """The values that may stand behind a local name where it is used; ``None`` for one that nobody knows."""
    known = source.once(_definitions)
    scope = next((around for around in source.ancestors(name) if isinstance(around, Scope)), None)
    if scope is None:
        return []
    given = known.get((scope, name.id))
    if not given:
        return []
    use = _position(name)
    around = {name, *source.ancestors(name)}
    found: list[ast.expr | None] = []
    for definition in reversed(given):
        if _position(definition.statement) >= use or _is_being_made(definition, around):
            continue
        branches = list(_branches(source, definition.statement, around))
        if any(_leaves(branch[-1]) for branch in branches):
            continue  # it has ended before
        found.append(definition.value)
        if not branches and not definition.adds:
            break  # what was assigned before is gone
    return found


def arguments(call: ast.Call) -> list[ast.expr]:
    """What a call is given, by position and by keyword."""
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def function_around(source: Source, node: ast.AST) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """The nearest function that a node stands in."""
    for around in source.ancestors(node):
        if isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef):
            return around
    return None


def _is_being_made(definition: _Definition, around: set[ast.AST]) -> bool:
    """Does the name stand in the value that the statement gives it? A loop's body comes after that."""
    if isinstance(definition.statement, ast.For | ast.AsyncFor):
        return definition.statement.iter in around
    return definition.statement in around


def _definitions_of(source: Source, name: ast.Name) -> list[ast.expr]:
    return [value for value in definitions(source, name) if value is not None]


def _parts(node: ast.expr, carriers: Carriers) -> list[ast.expr]:
    """What a node's value is made of."""
    match node:
        case ast.JoinedStr(values=values) | ast.BoolOp(values=values):
            return values
        case ast.FormattedValue(value=value) | ast.Starred(value=value) | ast.Await(value=value):
            return [value]
        case ast.NamedExpr(value=value):
            return [value]
        case ast.BinOp(left=left, right=right, op=ast.Add() | ast.Mod() | ast.BitOr()):
            return [left, right]
        case ast.IfExp(body=body, orelse=orelse):
            return [body, orelse]
        case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
            return items
        case ast.Dict(values=values):
            return values
        case ast.Attribute(value=value, attr=attribute) if attribute in carriers.attributes:
            return [value]
        case ast.Subscript(value=value, slice=index) if _is_position(index) or (
            carriers.slices and isinstance(index, ast.Slice)
        ):
            return [value]
        case ast.Call():
            return _call_parts(node, carriers)
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            return _comprehension_parts(node)
    return []


def _call_parts(call: ast.Call, carriers: Carriers) -> list[ast.expr]:
    name = last_name(call.func)
    given = arguments(call)
    if name == "getattr":
        return call.args[2:]
    if isinstance(call.func, ast.Attribute) and name in _TEXT_METHODS:
        # what `replace` looks for is gone afterwards
        return [call.func.value, *(given[1:] if name == "replace" else given)]
    return given if name in _TEXT_FUNCTIONS or name in carriers.functions else []


def _comprehension_parts(node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> list[ast.expr]:
    """The things gone through, if all of them are taken and as they are; a condition is taken for a filter."""
    (first, *others) = node.generators
    taken = node.value if isinstance(node, ast.DictComp) else node.elt
    if others or first.ifs or last_name(taken) not in _bound(first.target):
        return []
    return [first.iter]


def _bound(target: ast.expr) -> set[str]:
    return {node.id for node in walk(target) if isinstance(node, ast.Name)}


def _is_position(index: ast.expr) -> bool:
    return isinstance(index, ast.Constant) and isinstance(index.value, int)


def _definitions(source: Source) -> dict[tuple[ast.AST, str], list[_Definition]]:
    """Everything that gives something to a name, by function and name, in the order of the file."""
    found: dict[tuple[ast.AST, str], list[_Definition]] = {}
    kinds = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr, ast.For, ast.AsyncFor, ast.withitem, ast.Expr)
    for statement in source.walk(*kinds):
        for name, value, adds in _given(statement):
            scope = next((around for around in source.ancestors(statement) if isinstance(around, Scope)), source.tree)
            found.setdefault((scope, name), []).append(_Definition(statement, value, adds))
    for of_name in found.values():
        of_name.sort(key=lambda definition: _position(definition.statement))
    return found


def _given(statement: ast.AST) -> Iterator[tuple[str, ast.expr | None, bool]]:
    """The names a statement binds or adds to, with their values."""
    match statement:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from _to_target(target, value)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield from _to_target(target, value)
        case ast.NamedExpr(target=ast.Name(id=name), value=value):
            yield name, value, False
        case ast.AugAssign(target=ast.Name(id=name), value=value):
            yield name, value, True
        case ast.For(target=target, iter=iterated) | ast.AsyncFor(target=target, iter=iterated):
            yield from _from_loop(target, iterated)
        case ast.withitem(optional_vars=ast.Name(id=name)):
            yield name, None, False
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) as call):
            if method in _GROWING_METHODS:
                for argument in arguments(call):
                    yield name, argument, True


def _to_target(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr | None, bool]]:
    match target:
        case ast.Name(id=name):
            yield name, value, False
        case ast.Subscript(value=ast.Name(id=name)):
            yield name, value, True
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            matched = value.elts if isinstance(value, ast.Tuple | ast.List) else []
            for number, each in enumerate(targets):
                if len(matched) == len(targets):
                    yield from _to_target(each, matched[number])
                elif isinstance(each, ast.Name):
                    yield each.id, None, False


def _from_loop(target: ast.expr, iterated: ast.expr) -> Iterator[tuple[str, ast.expr | None, bool]]:
    """``for value in things`` and the second name of ``for key, value in things.items()``."""
    match target:
        case ast.Name(id=name):
            yield name, iterated if _goes_through_values(iterated) else None, False
        case ast.Tuple(elts=[ast.Name(id=key), ast.Name(id=name)]):
            yield key, None, False
            yield name, iterated if _method_of(iterated) == "items" else None, False


def _goes_through_values(iterated: ast.expr) -> bool:
    """Not over the keys of a mapping, which is what ``for key in mapping`` does."""
    return isinstance(iterated, ast.List | ast.Tuple | ast.ListComp) or _method_of(iterated) in ("values", "items")


def _method_of(call: ast.expr) -> str:
    return call.func.attr if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) else ""


def _branches(source: Source, statement: ast.AST, around_use: set[ast.AST]) -> Iterator[list[ast.stmt]]:
    """The blocks around a statement that do not hold the use as well, from the nearest outwards."""
    below = statement
    for around in source.ancestors(statement):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(around, field, None)
            if isinstance(block, list) and below in block:
                if not around_use.isdisjoint(block):
                    return
                yield block
        below = around


def _leaves(statement: ast.stmt) -> bool:
    """``return``, ``raise``, ``abort(400)``: what stands below runs no more."""
    match statement:
        case ast.Return() | ast.Raise():
            return True
        case ast.Expr(value=ast.Call(func=function)):
            return last_name(function) == "abort"
    return False


def _position(node: ast.AST) -> tuple[int, int]:
    """Where a node begins; what has no place of its own takes its first part's."""
    if isinstance(node, ast.withitem):
        node = node.context_expr
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)
