"""Decorators made with nothing, ``@secured()`` of ``def secured(role=None)``, and what is left of them then."""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.light import Iterator, Mapping, Sequence
from .._kit.nodes import walk
from .._kit.routes import Function
from .._kit.truth import last_name
from .expressions import reaches

_HARMLESS = frozenset("info debug warning error exception log print wraps get".split())


def defaults_of(function: Function) -> dict[str, ast.Constant]:
    """What the parameters of a maker of decorators are where it is given nothing; empty if it needs to be given some.

    Defaults that are no literals are left out.
    """
    taken = function.args
    places = [*taken.posonlyargs, *taken.args]
    given = [*zip(places[len(places) - len(taken.defaults) :], taken.defaults, strict=True)]
    given += [(each, value) for each, value in zip(taken.kwonlyargs, taken.kw_defaults, strict=True) if value]
    if len(given) < len(places) + len(taken.kwonlyargs):
        return {}
    return {each.arg: value for each, value in given if isinstance(value, ast.Constant)}


def asks_nothing(wrapper: Function, views: frozenset[str], defaults: Mapping[str, ast.Constant]) -> bool:
    """Is nothing left of a wrapper but a call of the view, as ``if role and not may(role): abort(403)`` is skipped?"""
    left = list(_left(wrapper.body, defaults))
    if left == wrapper.body:
        return False
    return not any(_may_ask(node, views) for statement in left for node in walk(statement))


def _left(body: Sequence[ast.stmt], defaults: Mapping[str, ast.Constant]) -> Iterator[ast.stmt]:
    for statement in body:
        told = _told(statement.test, defaults) if isinstance(statement, ast.If) else None
        if isinstance(statement, ast.If) and told is not None:
            yield from _left(statement.body if told else statement.orelse, defaults)
        else:
            yield statement


def _told(test: ast.expr, defaults: Mapping[str, ast.Constant]) -> bool | None:
    """How a test comes out by the defaults alone."""
    match test:
        case ast.Name(id=name) if name in defaults:
            return bool(defaults[name].value)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            told = _told(operand, defaults)
            return None if told is None else not told
        case ast.Compare(left=ast.Name(id=name), ops=[operator], comparators=[ast.Constant(value=None)]):
            is_none = name in defaults and defaults[name].value is None
            return is_none is isinstance(operator, ast.Is | ast.Eq) if name in defaults else None
        case ast.BoolOp(op=operator, values=parts):
            decides = isinstance(operator, ast.Or)
            told_of = [_told(each, defaults) for each in parts]
            return decides if decides in told_of else None if None in told_of else not decides
    return None


def _may_ask(node: ast.AST, views: frozenset[str]) -> bool:
    """May a part of a body turn anybody away, or ask who calls?"""
    if isinstance(node, ast.Call):
        return not reaches(node.func, views) and last_name(node.func) not in _HARMLESS
    if isinstance(node, ast.Return):
        return node.value is None or not reaches(node.value, views)
    return isinstance(node, ast.Raise | ast.With)
