"""Does an expression hold all settings, variables or fields of an account at once?"""

from __future__ import annotations

from . import syntax as ast
from .flask_app import is_app
from .names import words
from .scope import imports
from .source import Source
from .truth import last_name

_ACCOUNTS = frozenset("user account credential credentials config settings session request person member".split())


def holds_everything(source: Source, node: ast.expr) -> bool:
    """``os.environ``, ``app.config``, ``user.__dict__``, ``vars(user)``."""
    match node:
        case ast.Attribute(value=ast.Name(id="os"), attr="environ"):
            return True
        case ast.Name(id=name):
            return imports(source).get(name) == "os.environ"
        case ast.Attribute(value=owner, attr="config"):
            return is_app(source, owner)
        case ast.Attribute(value=owner, attr="__dict__") | ast.Call(func=ast.Name(id="vars"), args=[owner]):
            return not _ACCOUNTS.isdisjoint(words(last_name(owner))) or is_app(source, owner)
    return False
