"""Functions in Flask's own words, where a file imports these under other names: ``from flask import g as flask_g``."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from copy import deepcopy

from .._kit.routes import Function
from .._kit.scope import imports
from .._kit.source import Source
from .._kit.typed import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from typing import TypeVar

    Body = TypeVar("Body", Function, ast.Lambda, Function | ast.Lambda)

_WORDS = frozenset(
    (
        "flask.g flask.session flask.request flask.abort flask.redirect flask.current_app flask_login.current_user "
        "flask_security.current_user flask_jwt_extended.current_user flask_jwt_extended.get_jwt_identity"
    ).split()
)


def in_own_words(source: Source, function: Body) -> Body:
    """A function of a file with the names that Flask has for them."""
    names = source.once(_renamed)
    if not names:
        return function
    return cast("Body", _Named(names).visit(deepcopy(function)))


def _renamed(source: Source) -> Mapping[str, str]:
    own = {name: origin.rpartition(".")[2] for name, origin in imports(source).items() if origin in _WORDS}
    return {name: word for name, word in own.items() if name != word}


class _Named(ast.NodeTransformer):
    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.copy_location(ast.Name(self.names.get(node.id, node.id), node.ctx), node)
