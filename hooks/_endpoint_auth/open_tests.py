"""Tests that sound as if they were about the caller, and let every stranger pass all the same."""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.light import Mapping, Sequence
from .._kit.names import words
from .._kit.nodes import walk, words_in
from .._kit.truth import last_name
from .chosen import SENT
from .identities import plain
from .refusals import KEYS, Strength, strength_of

# What a stranger may leave out; a cookie that is a key is kept by a caller who has been here before.
_LEFT_OUT = SENT - {"request.cookies"}
# An answer where these are asked is one to a wrong input.
_OF_INPUT = frozenset("form valid validate validated errors parse parser json request".split())
_EXISTING = frozenset(("exist", "exists"))
_COUNTING = _EXISTING | {"count", "first"}


def comes_with_key(test: ast.expr, values: Mapping[str, ast.expr]) -> bool:
    """``"api_key" in request.args``, ``token`` of ``token = request.args.get("token")``: who sends none goes by."""
    if isinstance(test, ast.BoolOp):
        return isinstance(test.op, ast.And) and any(comes_with_key(part, values) for part in test.values)
    if isinstance(test, ast.Compare):
        if isinstance(test.ops[0], ast.In):
            return plain(test.comparators[0]) in _LEFT_OUT and _is_key(test.left)
        is_none = isinstance(test.comparators[0], ast.Constant) and test.comparators[0].value is None
        return is_none and isinstance(test.ops[0], ast.IsNot | ast.NotEq) and comes_with_key(test.left, values)
    if isinstance(test, ast.Name):
        given = values.get(test.id)
        return given is not None and not isinstance(given, ast.Name) and comes_with_key(given, values)
    match test:
        case ast.Call(func=ast.Attribute(value=on, attr="get"), args=[key, *rest]):
            return plain(on) in _LEFT_OUT and _is_key(key) and all(isinstance(each, ast.Constant) for each in rest)
    return False


def told_of_site(test: ast.expr, values: Mapping[str, ast.expr]) -> bool | None:
    """How ``not admin_exists()``, ``User.query.count() == 0`` come out on a site in use; ``None`` for other tests.

    They ask what there is, and nothing of the request.
    """
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            told = told_of_site(operand, values)
            return None if told is None else not told
        case ast.Compare(left=left, ops=[operator], comparators=[ast.Constant(value=value)]):
            if told_of_site(left, values) is not True:
                return None
            empty = isinstance(operator, ast.Eq | ast.Is | ast.LtE) if not value else isinstance(operator, ast.Lt)
            full = isinstance(operator, ast.NotEq | ast.IsNot | ast.Gt) if not value else isinstance(operator, ast.GtE)
            return full if empty or full else None
        case ast.Name(id=name) if isinstance(given := values.get(name), ast.Call):
            return _counts_all(given)
    return _counts_all(test) if isinstance(test, ast.Call) else None


def _counts_all(call: ast.Call) -> bool | None:
    """``admin_exists()``, ``User.query.filter_by(role="admin").count()``: of what the request says nothing is given."""
    if _COUNTING.isdisjoint(words(last_name(call.func))):
        return None
    names = [node.id for node in walk(call) if isinstance(node, ast.Name)]
    if isinstance(call.func, ast.Name):
        return True if len(names) == 1 and not _EXISTING.isdisjoint(words(names[0])) else None
    queried = any(isinstance(node, ast.Attribute) and node.attr == "query" for node in walk(call))
    return True if queried and all(name[:1].isupper() for name in names) else None


def _is_key(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and not KEYS.isdisjoint(words_in(node))


def shows_some(test: ast.expr, arm: Sequence[ast.stmt], values: Mapping[str, ast.expr]) -> bool:
    """``if order.is_open: return page(order)`` of ``order = Order.by_id(number)``: are some shown to strangers?"""
    asked = test.operand if isinstance(test, ast.UnaryOp) else test
    asked = asked.func if isinstance(asked, ast.Call) else asked
    if not isinstance(asked, ast.Attribute) or not isinstance(asked.value, ast.Name):
        return False
    found = values.get(asked.value.id)
    if not isinstance(found, ast.Call) or not _OF_INPUT.isdisjoint((*words(asked.attr), *words_in(found))):
        return False
    shown = [node.value for statement in arm for node in walk(statement) if isinstance(node, ast.Return)]
    return any(
        value is None or (isinstance(value, ast.Call) and strength_of(value) is Strength.NONE) for value in shown
    )
