"""Functions in Flask's own words, where a file imports these under other names: ``from flask import g as flask_g``."""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.light import Mapping
from .._kit.nodes import walk
from .._kit.routes import Function
from .._kit.scope import imports
from .._kit.source import Source
from .._kit.typed import TYPE_CHECKING

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
    from copy import deepcopy

    own = deepcopy(function)
    for node in walk(own):
        if isinstance(node, ast.Name):
            node.id = names.get(node.id, node.id)
    return own


def _renamed(source: Source) -> Mapping[str, str]:
    own = {name: origin.rpartition(".")[2] for name, origin in imports(source).items() if origin in _WORDS}
    return {name: word for name, word in own.items() if name != word}
