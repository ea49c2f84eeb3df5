"""Which app a name stands for: where two factories of a file each make an ``app``, these are two."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from .._kit.routes import Function
from .._kit.scope import assignments
from .._kit.source import Source
from .._kit.truth import dotted, last_name


def name_in(source: Source, node: ast.expr) -> str:
    """The dotted name of an app; ``create_admin.app`` where several places of the file make one of that name."""
    name = dotted(node)
    if isinstance(node, ast.Name) and (makers := source.once(_makers).get(node.id)):
        for around in source.ancestors(node):
            if isinstance(around, Function) and around in makers:
                return f"{around.name}.{name}"
    return name


def _makers(source: Source) -> Mapping[str, set[ast.AST]]:
    """The functions that make an app each, and the module, by the name that they give it; where there are several."""
    found: dict[str, set[ast.AST]] = {}
    for target, value, statement in assignments(source):
        if isinstance(target, ast.Name) and isinstance(value, ast.Call) and last_name(value.func).endswith("Flask"):
            around = next((each for each in source.ancestors(statement) if isinstance(each, Function)), source.tree)
            found.setdefault(target.id, set()).add(around)
    return {name: makers for name, makers in found.items() if len(makers) > 1}
