"""What an expression says, without asking what it means: the words in it, whom it calls, what it reaches."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .._kit.names import words
from .._kit.nodes import walk
from .._kit.routes import Function
from .._kit.scope import parameters
from .._kit.truth import dotted


def words_in(node: ast.AST, whole: bool = False) -> Iterator[str]:
    """The words of the names and texts in an expression; with ``whole`` these as they are."""
    for part in walk(node):
        text = (
            part.id if isinstance(part, ast.Name) else part.attr if isinstance(part, ast.Attribute)
            else part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else ""
        )  # fmt: skip
        yield from [text] if whole else words(text)


def called(node: ast.expr) -> str:
    """The dotted name of what is called, however often: ``require`` of ``require("admin")(view)``.

    Calls on the way are left out: ``manager.has_role`` of ``manager().has_role("admin")(view)``.
    """
    while isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Call):
        before = called(node.value)
        return f"{before}.{node.attr}" if before else ""
    return dotted(node)


def reaches(node: ast.AST, views: frozenset[str]) -> bool:
    """Is the view called there? Its attributes, such as ``f.__name__``, are not it."""
    if not views:
        return False
    attributes = {id(part.value) for part in walk(node) if isinstance(part, ast.Attribute)}
    return any(isinstance(part, ast.Name) and part.id in views and id(part) not in attributes for part in walk(node))


def parameter_names(function: Function) -> list[str]:
    """The names of a function's parameters, in their order."""
    return [each.arg for each in parameters(function)]


def text_or_true(node: ast.expr) -> bool:
    """Is a keyword's value anything but a literal ``False``?"""
    return not (isinstance(node, ast.Constant) and not node.value)
