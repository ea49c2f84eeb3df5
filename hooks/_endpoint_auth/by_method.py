"""Views at the methods of their route: ``if request.method == "POST":`` is no test where nothing else comes.

Flask answers OPTIONS itself, and hands HEAD to a view for GET:
https://flask.palletsprojects.com/en/stable/api/#flask.Flask.add_url_rule
"""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.light import Collection, Iterator, Sequence
from .._kit.routes import Function
from .._kit.truth import dotted, text_of

_LISTS = ast.Tuple | ast.List | ast.Set


def at_methods(function: Function, methods: Collection[str]) -> Function:
    """A view of these methods without the tests which these decide."""
    asked = {*methods, "HEAD"} if "GET" in methods else set(methods)
    body = list(_met(function.body, asked))
    if not asked or body == function.body:
        return function
    made = function.__class__.__new__(function.__class__)  # without its fields, which the next line gives it
    made.__dict__.update({**function.__dict__, "body": body})
    return made


def _met(body: Sequence[ast.stmt], asked: set[str]) -> Iterator[ast.stmt]:
    for statement in body:
        decided = _decided(statement.test, asked) if isinstance(statement, ast.If) else None
        if isinstance(statement, ast.If) and decided is not None:
            yield from _met(statement.body if decided else statement.orelse, asked)
        else:
            yield statement


def _decided(test: ast.expr, asked: set[str]) -> bool | None:
    """How a test on the method comes out at all of these; ``None`` where it depends on which, and for other tests."""
    match test:
        case ast.Compare(left=ast.Attribute(attr="method") as left, ops=[operator], comparators=[right]):
            listed = {text_of(each) or "" for each in (right.elts if isinstance(right, _LISTS) else [right])}
        case _:
            return None
    if dotted(left) not in ("request.method", "flask.request.method") or "" in listed:
        return None
    if not isinstance(operator, ast.Eq | ast.In | ast.NotEq | ast.NotIn):
        return None
    inside = {method in listed for method in asked}
    return None if len(inside) > 1 else inside == {isinstance(operator, ast.Eq | ast.In)}
