"""Where a value comes from inside one function: through names, texts, containers and conversions.

``carried`` goes backwards from an expression. It follows what hands a value on as it is or as text, and
stops at everything else: what an unknown function makes of its arguments nobody knows.
"""

from __future__ import annotations

from . import syntax as ast
from .light import Callable, Iterator, Sequence
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
        "values expandtabs splitlines split rsplit __str__ __repr__ to_wsgi_list"
    ).split()
)
_LIST_METHODS = frozenset("append extend insert appendleft".split())
_GROWING_METHODS = _LIST_METHODS | {"add", "update"}
_LISTS = (ast.List, ast.Tuple, ast.ListComp)


class Carriers(NamedTuple):
    """What hands a value on beside operators, containers and conversions to text."""

    attributes: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    slices: bool = False
    methods: frozenset[str] = frozenset()


class _Gift(NamedTuple):
    """What a name is given: ``None`` where nobody knows; ``adds`` keeps what was there before, ``key`` says where."""

    name: str
    value: ast.expr | None
    adds: bool = False
    key: str | None = None


class _Definition(NamedTuple):
    """A statement and what it gives to a name."""

    statement: ast.AST
    value: ast.expr | None
    adds: bool
    key: str | None


def carried(source: Source, value: ast.expr, carriers: Carriers) -> Iterator[ast.expr]:
    """Every expression whose value, or text, is in ``value``; ``value`` itself comes first."""
    pending = [value]
    seen: set[ast.expr] = set()
    while pending:
        node = pending.pop(0)
        if node not in seen:
            seen.add(node)
            yield node
            match node:
                case ast.Constant():
                    pass
                case ast.Name():
                    pending += _definitions_of(source, node)
                case ast.Subscript(value=ast.Name() as holder, slice=ast.Constant(value=str(key))):
                    pending += _kept_under(source, holder, key)
                case _:
                    pending += _parts(node, carriers)


def carried_on(
    source: Source, value: ast.expr, carriers: Carriers, further: Callable[[ast.expr], Sequence[ast.expr]]
) -> Iterator[ast.expr]:
    """As ``carried``, and by way of the fields of the object, and of what ``further`` gives for an expression."""
    pending = [value]
    seen: set[ast.expr] = set()
    while pending:
        for node in carried(source, pending.pop(), carriers):
            if node in seen:
                continue
            seen.add(node)
            yield node
            if isinstance(node, ast.Attribute) and last_name(node.value) == "self":
                from .fields import put_into

                pending += put_into(source, node)
            else:
                pending += further(node)


def definitions(source: Source, name: ast.Name) -> list[ast.expr | None]:
    """The values that may stand behind a local name where it is used; ``None`` for one that nobody knows."""
    return [_value_of(source, each) for each in _reaching(source, name)]


def _reaching(source: Source, name: ast.Name) -> list[_Definition]:
    """What may have given a local name its value where it is used, the nearest first."""
    known = source.once(_definitions)
    scope = next((around for around in source.ancestors(name) if isinstance(around, Scope)), None)
    if scope is None:
        return []
    given = known.get((scope, name.id))
    if not given:
        return []
    use = _position(name)
    around = {name, *source.ancestors(name)}
    found: list[_Definition] = []
    for definition in reversed(given):
        if _position(definition.statement) >= use or _is_being_made(definition, around):
            continue
        branches = list(_branches(source, definition.statement, around))
        if any(_leaves(branch[-1]) for branch in branches):
            continue  # it has ended before
        found.append(definition)
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


def _kept_under(source: Source, holder: ast.Name, key: str) -> list[ast.expr]:
    """What a mapping holds below a key: ``found["errors"].append(error)``, ``found = {"errors": error}``."""
    reaching = _reaching(source, holder)
    given = [each.value for each in reaching if each.key == key and each.value is not None]
    return given + [part for each in reaching if each.key is None for part in _items_of(each.value, key)]


def _items_of(value: ast.expr | None, key: str) -> list[ast.expr]:
    match value:
        case ast.Dict(keys=keys, values=values):
            named = zip(keys, values, strict=True)
            return [item for name, item in named if isinstance(name, ast.Constant) and name.value == key]
        case ast.Call(func=ast.Name(id="dict"), keywords=words):
            return [word.value for word in words if word.arg == key]
    return []


def _value_of(source: Source, definition: _Definition) -> ast.expr | None:
    """What a statement gives; of a loop the things gone through, where they are values and no keys of a mapping."""
    loop = definition.statement
    if not isinstance(loop, ast.For | ast.AsyncFor) or definition.value is None:
        return definition.value
    return definition.value if _goes_through_values(source, definition.value) else None


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
    if isinstance(call.func, ast.Attribute) and (name in _TEXT_METHODS or name in carriers.methods):
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
        for name, value, adds, key in _given(statement):
            scope = next((around for around in source.ancestors(statement) if isinstance(around, Scope)), source.tree)
            found.setdefault((scope, name), []).append(_Definition(statement, value, adds, key))
    for of_name in found.values():
        of_name.sort(key=lambda definition: _position(definition.statement))
    return found


def _given(statement: ast.AST) -> Iterator[_Gift]:
    """The names a statement binds or adds to, with their values."""
    match statement:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from _to_target(target, value)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield from _to_target(target, value)
        case ast.NamedExpr(target=ast.Name(id=name), value=value):
            yield _Gift(name, value)
        case ast.AugAssign(target=ast.Name(id=name), value=value):
            yield _Gift(name, value, adds=True)
        case ast.For(target=target, iter=iterated) | ast.AsyncFor(target=target, iter=iterated):
            yield from _from_loop(target, iterated)
        case ast.withitem(optional_vars=ast.Name(id=name)):
            yield _Gift(name, None)
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=holder, attr=method)) as call):
            if method in _GROWING_METHODS and (place := _place_in(holder)) is not None:
                yield from (_Gift(place[0], argument, True, place[1]) for argument in arguments(call))


def _place_in(holder: ast.expr) -> tuple[str, str | None] | None:
    """The name, and the key, of ``errors`` and of ``found["errors"]``."""
    match holder:
        case ast.Name(id=name):
            return name, None
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(key))):
            return name, key
        case ast.Subscript(value=ast.Name(id=name)):
            return name, None
        case ast.Subscript(value=ast.Subscript() as outer):
            return _place_in(outer)  # what is below a key is below the one around it too
    return None


def _to_target(target: ast.expr, value: ast.expr) -> Iterator[_Gift]:
    match target:
        case ast.Name(id=name):
            yield _Gift(name, value)
        case ast.Subscript() if (place := _place_in(target)) is not None:
            yield _Gift(place[0], value, True, place[1])
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            matched = value.elts if isinstance(value, ast.Tuple | ast.List) else []
            for number, each in enumerate(targets):
                if len(matched) == len(targets):
                    yield from _to_target(each, matched[number])
                elif isinstance(each, ast.Name):
                    yield _Gift(each.id, value if number == 1 and _is_exc_info(value) else None)


def _is_exc_info(value: ast.expr) -> bool:
    """``kind, error, trace = sys.exc_info()``: the second of these is the exception."""
    return isinstance(value, ast.Call) and last_name(value.func) == "exc_info"


def _from_loop(target: ast.expr, iterated: ast.expr) -> Iterator[_Gift]:
    """``for value in things`` and the second name of ``for key, value in things.items()``."""
    match target:
        case ast.Name(id=name):
            yield _Gift(name, iterated)
        case ast.Tuple(elts=[ast.Name(id=key), ast.Name(id=name)]):
            yield _Gift(key, None)
            yield _Gift(name, iterated if _method_of(iterated) == "items" else None)


def _goes_through_values(source: Source, iterated: ast.expr) -> bool:
    """Not over the keys of a mapping, which is what ``for key in mapping`` does."""
    if isinstance(iterated, _LISTS) or _method_of(iterated) in ("values", "items"):
        return True
    place = _place_in(iterated)
    if place is None:
        return False
    holder = iterated.value if isinstance(iterated, ast.Subscript) else iterated
    reaching = _reaching(source, holder) if isinstance(holder, ast.Name) else []
    return any(
        each.key == place[1] and (isinstance(each.value, _LISTS) or _method_of(each.statement) in _LIST_METHODS)
        for each in reaching
    ) or any(isinstance(item, _LISTS) for each in reaching for item in _items_of(each.value, place[1] or ""))


def _method_of(call: ast.AST) -> str:
    called = call.value if isinstance(call, ast.Expr) else call
    return called.func.attr if isinstance(called, ast.Call) and isinstance(called.func, ast.Attribute) else ""


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
