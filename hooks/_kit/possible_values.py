"""The constants an expression may turn out to be in production.

``os.getenv("X", "a")`` may be ``"a"``, ``x if debug else "b"`` is ``"b"`` there, ``["c", *more]`` holds ``"c"``.
"""

from __future__ import annotations

from . import git
from . import syntax as ast
from .flask_app import is_for_developers
from .light import Iterator
from .names import Names, Profile, words
from .nodes import walk
from .scope import value_of
from .source import Source
from .truth import last_name, text_of
from .typed import NamedTuple

_DEPTH = 12
_READER_WORDS = frozenset("env environ environment getenv config conf cfg setting settings secrets decouple".split())
_READER_METHODS = frozenset(["get", "getenv", "pop", "setdefault", "str", "string", "list", "get_secret"])
# What these make of a constant is as well known as the constant.
_SAME_METHODS = frozenset("encode decode split strip rstrip lstrip lower upper hex hexdigest digest".split())
_SAME_FUNCTIONS = frozenset(
    "str bytes list tuple set bytearray b64decode b64encode urlsafe_b64decode urlsafe_b64encode "
    "md5 sha1 sha256 sha512 SecretStr compile".split()
)


class Possible(NamedTuple):
    """A constant, and the variable that has to be unset for it.

    ``of_config`` marks a variable that is read from the application's own configuration.
    """

    node: ast.Constant
    variable: str | None = None
    of_config: bool = False


def possible_values(source: Source, value: ast.expr, names: Names) -> Iterator[Possible]:
    """The text and byte constants ``value`` may be or hold where it is not for developers."""
    yield from _possible(source, value, names, 0)


def is_configured(key: str) -> bool:
    """Does any tracked Python file but a test give the configuration key a value, so that a default for it is dead?"""
    setting = rf"(^|[^A-Za-z0-9_]){key}( *:[^=]*)? *=[^=]|['\"]{key}['\"](\] *=[^=]|:)"
    found = git.files_with(setting, "*.py", text=key) or ()
    return any(Names().of_path(path) is not Profile.TEST for path in found)


def _possible(source: Source, value: ast.expr, names: Names, depth: int) -> Iterator[Possible]:
    if depth > _DEPTH:
        return
    parts: list[ast.expr] = []
    match value:
        case ast.Constant(value=str() | bytes()):
            yield Possible(value)
        case ast.Name():
            found = value_of(source, value)
            parts = [found] if found is not None else []
        case ast.List() | ast.Tuple() | ast.Set():
            parts = value.elts
        case ast.BinOp(op=ast.Add(), left=ast.List() | ast.Tuple() as left, right=right):
            parts = [left, right]
        case ast.IfExp(body=body, orelse=orelse):
            parts = [arm for arm in (body, orelse) if not is_for_developers(source, arm, names)]
        case ast.BoolOp(op=ast.Or(), values=[*tried, last]):
            for possible in _possible(source, last, names, depth + 1):
                yield possible._replace(variable=_variable(tried[0]) or "", of_config=_is_of_config(tried[0]))
            parts = tried
        case ast.Call():
            yield from _of_call(source, value, names, depth)
    for part in parts:
        yield from _possible(source, part, names, depth + 1)


def _of_call(source: Source, call: ast.Call, names: Names, depth: int) -> Iterator[Possible]:
    default = _default(call)
    if default is not None:
        for possible in _possible(source, default, names, depth + 1):
            yield Possible(possible.node, _variable(call) or "", _is_of_config(call))
        return
    name = last_name(call.func)
    inner: ast.expr | None = None
    if isinstance(call.func, ast.Attribute) and name in _SAME_METHODS:
        inner = call.func.value
    elif name in _SAME_FUNCTIONS and call.args:
        inner = call.args[0]
    if inner is not None:
        yield from _possible(source, inner, names, depth + 1)


def _default(call: ast.Call) -> ast.expr | None:
    """``d`` of ``getenv("X", d)``, ``env.str("X", default=d)``, ``config("X", default=d)`` and their like."""
    name = last_name(call.func)
    reader = last_name(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    if name not in _READER_METHODS and _READER_WORDS.isdisjoint(words(f"{reader} {name}")):
        return None
    if not call.args or not (text_of(call.args[0]) or isinstance(call.args[0], ast.Name | ast.Attribute)):
        return None
    for keyword in call.keywords:
        if keyword.arg == "default":
            return keyword.value
    return call.args[1] if len(call.args) == 2 else None


def _variable(node: ast.expr) -> str | None:
    """The variable that an expression reads, if it says one."""
    for part in walk(node):
        if isinstance(part, ast.Call) and part.args and (text := text_of(part.args[0])):
            return text
        if isinstance(part, ast.Subscript) and (text := text_of(part.slice)):
            return text
    return None


def _is_of_config(node: ast.expr) -> bool:
    """``app.config.get("X", ...)`` and ``config["X"]``."""
    read = node.func.value if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else node
    read = read.value if isinstance(read, ast.Subscript) else read
    return last_name(read) == "config"
