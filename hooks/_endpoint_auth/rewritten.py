"""Functions written as what they come to: gates as hooks, calls without their answers, names as Flask has them."""

from __future__ import annotations

import ast  # to visit and change trees, which `_kit.syntax` leaves to it
from copy import deepcopy

from .._kit.truth import is_true
from .._kit.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from .._kit.light import Iterator, Mapping, Sequence


def as_hook(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The body of a gate with refusals in the place of what it returns, as Flask-Admin makes of it.

    Source: https://flask-admin.readthedocs.io/en/latest/introduction/#rolling-your-own
    """
    return [_Refusals().visit(deepcopy(statement)) for statement in body]


def without_answers(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The body of a function whose answer nobody looks at."""
    for statement in body:
        found = _Lost().visit(deepcopy(statement))
        yield from found if isinstance(found, list) else [found]


def with_names(function: ast.AST, names: Mapping[str, str]) -> ast.AST:
    """The function with other names."""
    renamed: ast.AST = _Named(names).visit(deepcopy(function))
    return renamed


class _Refusals(ast.NodeTransformer):
    """``return is_known`` as what it comes to: a refusal where that is not true."""

    def visit_Return(self, node: ast.Return) -> ast.stmt:
        """``if not is_known: abort(404)``, where the status leaves it to the test whether it is about the caller."""
        if isinstance(node.value, ast.Constant | None):
            return ast.Return(None) if is_true(node.value) else _refusal(403)
        return ast.If(ast.UnaryOp(ast.Not(), node.value), [_refusal(404)], [ast.Return(None)])


def _refusal(status: int) -> ast.Expr:
    return ast.Expr(ast.Call(ast.Name("abort", ast.Load()), [ast.Constant(status)], []))


class _Lost(ast.NodeTransformer):
    """``return check(order)`` as the call for its effect, and the end."""

    def visit_Return(self, node: ast.Return) -> list[ast.stmt]:
        asked: list[ast.stmt] = [ast.Expr(node.value)] if isinstance(node.value, ast.Call) else []
        return [*asked, ast.Return(None)]

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.stmt:
        """One inside answers somebody else."""
        return node


class _Named(ast.NodeTransformer):
    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.copy_location(ast.Name(self.names.get(node.id, node.id), node.ctx), node)
