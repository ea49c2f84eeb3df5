"""What is in an expression that is written down, also by way of fields and functions of the same file."""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.flow import Carriers, carried_on, function_around
from .._kit.light import Iterator
from .._kit.source import Source
from .._kit.truth import last_name
from .other_uses import VALUE_ATTRIBUTES

CARRIERS = Carriers(attributes=VALUE_ATTRIBUTES, functions=frozenset("jsonify b64encode loads url_for".split()))


def held(source: Source, value: ast.expr) -> Iterator[ast.expr]:
    """What an expression carries, also by way of a field of the method or a function of the file without parameters."""

    def further(node: ast.expr) -> list[ast.expr]:
        if isinstance(node, ast.Call) and not node.args and not node.keywords:
            return _returned_by(source, node.func)
        return []

    return carried_on(source, value, CARRIERS, further)


def _returned_by(source: Source, called: ast.expr) -> list[ast.expr]:
    """What the only function of that name in the file returns, where it is called as one of the file or the class."""
    if isinstance(called, ast.Attribute) and last_name(called.value) not in ("self", "cls"):
        return []
    return source.once(_results).get(last_name(called), [])


def _results(source: Source) -> dict[str, list[ast.expr]]:
    """What the functions of the file return, by their names; of two with one name nobody knows which is called."""
    found: dict[str, list[ast.expr]] = {}
    for each in source.walk(ast.Return):
        function = function_around(source, each)
        if each.value is not None and function is not None:
            found.setdefault(function.name, []).append(each.value)
    plain, others = source.walk(ast.FunctionDef), source.walk(ast.AsyncFunctionDef)
    names = [*(each.name for each in plain), *(each.name for each in others)]
    return {name: values for name, values in found.items() if names.count(name) == 1}
