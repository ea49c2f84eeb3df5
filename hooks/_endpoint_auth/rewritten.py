"""Bodies of functions written as what they come to: gates as hooks, helpers as calls whose answer nobody looks at.

Only statements are made anew, and only those that hold a ``return``; expressions are the file's own.
"""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.light import Callable, Iterator, Sequence
from .._kit.truth import is_true

End = Callable[[ast.Return], list[ast.stmt]]

_OTHERS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)  # what returns in there answers somebody else
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


def as_hook(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The body of a gate with refusals in the place of what it returns, as Flask-Admin makes of it.

    Source: https://flask-admin.readthedocs.io/en/latest/introduction/#rolling-your-own
    """
    return list(_ending(body, _refusal_unless_true))


def without_answers(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The body of a function whose answer nobody looks at: ``return check(order)`` calls, and ends."""
    return list(_ending(body, _call_alone))


def _ending(body: Sequence[ast.stmt], end: End) -> Iterator[ast.stmt]:
    for statement in body:
        if isinstance(statement, ast.Return):
            yield from end(statement)
        elif isinstance(statement, _OTHERS):
            yield statement
        else:
            yield _with_blocks(statement, end)


def _with_blocks(node: ast.stmt, end: End) -> ast.stmt:
    blocks: dict[str, list[ast.AST]] = {}
    for name in _BLOCKS:
        held = getattr(node, name, None)
        if isinstance(held, list):
            parts = [_with_blocks(each, end) for each in held] if name in ("handlers", "cases") else _ending(held, end)
            blocks[name] = list(parts)
    if not blocks:
        return node
    made = node.__class__.__new__(node.__class__)  # without its fields, which the next line gives it
    made.__dict__.update({**node.__dict__, **blocks})
    return made


def _call_alone(answer: ast.Return) -> list[ast.stmt]:
    asked: list[ast.stmt] = [ast.Expr(answer.value)] if isinstance(answer.value, ast.Call) else []
    return [*asked, ast.Return(None)]


def _refusal_unless_true(answer: ast.Return) -> list[ast.stmt]:
    """``if not is_known: abort(404)``, where the status leaves it to the test whether it is about the caller."""
    if isinstance(answer.value, ast.Constant | None):
        return [ast.Return(None) if is_true(answer.value) else _refusal(403)]
    return [ast.If(ast.UnaryOp(ast.Not(), answer.value), [_refusal(404)], [ast.Return(None)])]


def _refusal(status: int) -> ast.Expr:
    return ast.Expr(ast.Call(ast.Name("abort", ast.Load()), [ast.Constant(status)], []))
