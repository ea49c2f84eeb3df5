"""Which app or function a name stands for: where two factories of a file each make an ``app``, these are two.

So are the functions ``check`` that each of them hangs before the requests of its own.
"""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.light import Mapping
from .._kit.routes import Function, functions_of
from .._kit.scope import assignments
from .._kit.source import Source
from .._kit.truth import dotted, last_name

_EVENTS = (b"before_request", b"before_app_request", b"url_value_preprocessor")


def name_in(source: Source, node: ast.expr) -> str:
    """The dotted name of an app; ``create_admin.app`` where several places of the file make one of that name."""
    name = dotted(node)
    if isinstance(node, ast.Name) and (makers := source.once(_makers).get(node.id)):
        for around in source.ancestors(node):
            if isinstance(around, Function) and around in makers:
                return f"{around.name}.{name}"
    return name


def function_in(source: Source, name: str, node: ast.AST) -> str:
    """The dotted name of a function: ``create_admin.check`` where several places of the file have one of the name."""
    if of_several := source.once(namesakes).get(name):
        for around in source.ancestors(node):
            if around in of_several:
                return local_name(of_several[around], around)
    return name


def local_name(function: Function, around: ast.AST) -> str:
    """A function inside another by both their names."""
    return f"{around.name}.{function.name}" if isinstance(around, Function) else function.name


def namesakes(source: Source) -> Mapping[str, Mapping[ast.AST, Function]]:
    """The functions by name and by the function around, or the module; where there are several of that name.

    Of a file that hangs none before requests nobody has to know.
    """
    if not any(event in source.data for event in _EVENTS):
        return {}
    found: dict[str, dict[ast.AST, Function]] = {}
    for function in functions_of(source):
        around = next(iter(source.ancestors(function)), None)
        if isinstance(around, Function | ast.Module):
            found.setdefault(function.name, {})[around] = function
    return {name: of_several for name, of_several in found.items() if len(of_several) > 1}


def _makers(source: Source) -> Mapping[str, set[ast.AST]]:
    """The functions that make an app each, and the module, by the name that they give it; where there are several."""
    found: dict[str, set[ast.AST]] = {}
    for target, value, statement in assignments(source):
        if isinstance(target, ast.Name) and isinstance(value, ast.Call) and last_name(value.func).endswith("Flask"):
            around = next((each for each in source.ancestors(statement) if isinstance(each, Function)), source.tree)
            found.setdefault(target.id, set()).add(around)
    return {name: makers for name, makers in found.items() if len(makers) > 1}
