"""Verifiers of Flask-HTTPAuth that check nothing: ``return username``, ``return token or None``.

What such a function gives back is whom Flask-HTTPAuth takes the caller for; all but ``False`` and ``None`` lets him in.

Source: https://flask-httpauth.readthedocs.io/en/latest/#flask_httpauth.HTTPBasicAuth.verify_password
"""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.light import Sequence
from .._kit.nodes import walk
from .._kit.routes import Function
from .._kit.scope import parameters
from .._kit.truth import last_name

_LOGGING = frozenset("info debug warning error exception log print".split())


def checks_nothing(function: Function | ast.Lambda) -> bool:
    """Does a verifier let everybody in who sends something, by what he sends himself?"""
    taken = frozenset(each.arg for each in parameters(function))
    if isinstance(function, ast.Lambda):
        return _lets_in(function.body) and _is_sent(function.body, taken)
    returned = [node.value for each in function.body for node in walk(each) if isinstance(node, ast.Return)]
    lets_in = any(value is not None and _lets_in(value) for value in returned)
    return lets_in and _all_harmless(function.body, taken) is not None


def _all_harmless(body: Sequence[ast.stmt], sent: frozenset[str]) -> frozenset[str] | None:
    """The names that hold what the caller has sent behind a body; ``None`` where it may check something."""
    for statement in body:
        match statement:
            case ast.If(test=test, body=first, orelse=second) if _is_sent(test, sent):
                arms = [_all_harmless(arm, sent) for arm in (first, second)]
                if None in arms:
                    return None
                sent = sent.union(*filter(None, arms))
            case ast.Assign(targets=targets, value=value) if _is_sent(value, sent):
                sent |= {each.id for each in targets if isinstance(each, ast.Name)}
            case ast.Return(value=value) if value is None or _is_sent(value, sent):
                continue
            case ast.Expr(value=ast.Call(func=called)) if last_name(called) in _LOGGING:
                continue
            case ast.Pass() | ast.Global() | ast.Expr(value=ast.Constant()):
                continue
            case _:
                return None
    return sent


def _is_sent(node: ast.expr, sent: frozenset[str]) -> bool:
    """``name and password``, ``token or None``, ``{"name": name}``, ``token is not None``: nothing but what is sent."""
    match node:
        case ast.Constant():
            return True
        case ast.Name(id=name):
            return name in sent
        case ast.BoolOp(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
            return all(_is_sent(each, sent) for each in parts)
        case ast.Dict(keys=keys, values=parts):
            return all(each is not None and _is_sent(each, sent) for each in (*keys, *parts))
        case ast.IfExp(test=test, body=first, orelse=second):
            return all(_is_sent(each, sent) for each in (test, first, second))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _is_sent(operand, sent)
        case ast.Compare(left=left, ops=[_], comparators=[ast.Constant(value=None | "")]):
            return _is_sent(left, sent)
        case ast.Call(func=ast.Name(id="bool" | "str" | "dict"), args=parts, keywords=named):
            return all(_is_sent(each, sent) for each in (*parts, *(each.value for each in named)))
    return False


def _lets_in(value: ast.expr) -> bool:
    """May it be something else than ``False`` and ``None``?"""
    return not (isinstance(value, ast.Constant) and value.value in (False, None))
