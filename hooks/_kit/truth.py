"""Is an expression on? Judged as Python would, over the few forms that read a switch.

A switch is on when it is on with its variable unset, or when it is on although the variable says
``false`` and ``0``: text from the environment is never false but empty. Whatever lies outside these
forms is not judged: ``not False`` is nobody's way to switch something on.
"""

from __future__ import annotations

from . import syntax as ast
from .light import Callable, Enum
from .nodes import walk

Resolve = Callable[[ast.Name], ast.expr | None]

# What the parsers of the standard library and of the common packages take for true and false:
# https://docs.python.org/3.11/distutils/apiref.html#distutils.util.strtobool
_TRUE_TEXTS = frozenset("y yes t true on 1".split())
_FALSE_TEXTS = frozenset("n no f false off 0".split())
_PARSERS = frozenset("strtobool str2bool str_to_bool to_bool as_bool asbool parse_bool bool_from_string".split())
_TEXT_METHODS = frozenset("lower upper strip casefold title capitalize".split())
_DEPTH = 20
_SHOWN = 60


class On(Enum):
    """Why an expression is on."""

    LITERAL = "literal"  # True, 1
    TEXT = "text"  # a literal string, true unless empty
    UNSET = "unset"  # on when the variable is not set
    ANY_TEXT = "any text"  # on for every text of the variable, "false" and "0" too


class _NotJudged(Exception):  # noqa: N818 - it says what happened, no error did
    """The expression has a form that is not judged."""


class _Stops(Exception):  # noqa: N818 - as above
    """The program would stop here, which leaves nothing switched on."""


class _Unset:
    """The variable has no value."""


def switched_on(value: ast.expr, resolve: Resolve) -> On | None:
    """Why ``value`` is on, or ``None`` where it is off or not judged."""
    value = _resolved(value, resolve)
    if isinstance(value, ast.Constant):
        if isinstance(value.value, str):
            return On.TEXT if value.value.strip() else None
        return On.LITERAL if value.value is True or (isinstance(value.value, int) and value.value) else None
    if not any(_is_read(node) for node in walk(value)):
        return None
    if _outcome(value, resolve, _Unset()):
        return On.UNSET
    return On.ANY_TEXT if _outcome(value, resolve, "false") and _outcome(value, resolve, "0") else None


def is_environment(node: ast.expr) -> bool:
    """Is it ``os.environ`` or ``environ``?"""
    return isinstance(node, ast.Attribute | ast.Name) and last_name(node) == "environ"


def is_true(node: ast.expr | None) -> bool:
    """Is it the literal ``True``?"""
    return isinstance(node, ast.Constant) and node.value is True


def last_name(node: ast.expr) -> str:
    """``c`` of ``a.b.c``, the name itself of a name, else an empty string."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def written(node: ast.AST) -> str:
    """An expression as code, shortened to fit into a message."""
    try:
        text = ast.unparse(node)
    except (RecursionError, ValueError):  # a tower of attributes, an integer of ten thousand digits
        text = "..."
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


def dotted(node: ast.expr) -> str:
    """``a.b.c`` as written; an empty string for anything but names and attributes."""
    path = attribute_path(node)
    return "" if path.startswith(".") else path


def attribute_path(node: ast.expr) -> str:
    """``a.b.c`` as written, and ``.b.c`` where ``a`` is anything but a name."""
    if isinstance(node, ast.Name):
        return node.id
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    parts.append(node.id if isinstance(node, ast.Name) else "")
    return ".".join(reversed(parts))


def text_of(node: ast.expr | None) -> str | None:
    """The value of a string literal, else ``None``."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def read_name(node: ast.expr) -> str | None:
    """The name of the variable that an expression reads, if it says one."""
    for part in walk(node):
        if _is_read(part):
            key = (
                part.slice if isinstance(part, ast.Subscript) else part.args[0] if isinstance(part, ast.Call) else None
            )
            return text_of(key) if isinstance(key, ast.expr) else None
    return None


def environment_default(node: ast.expr) -> ast.expr | None:
    """What an expression gives when its variable is unset: ``d`` of ``getenv(k, d)`` and of ``getenv(k) or d``."""
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or) and any(map(_is_read, node.values[:-1])):
        return node.values[-1]
    return _default_of(node) if isinstance(node, ast.Call) and _is_read(node) else None


def _outcome(value: ast.expr, resolve: Resolve, variable: object) -> bool:
    try:
        return bool(_Evaluation(resolve, variable).of(value, 0))
    except (_NotJudged, _Stops, ValueError, TypeError, RecursionError):
        return False


def _resolved(value: ast.expr, resolve: Resolve) -> ast.expr:
    for _ in range(_DEPTH):
        if not isinstance(value, ast.Name) or (found := resolve(value)) is None:
            break
        value = found
    return value


def _is_read(node: ast.AST) -> bool:
    """Does the node read a variable? ``os.environ[k]``, ``getenv(k)``, ``env.bool(k, ...)``, ``bool_env(k, d)``."""
    if isinstance(node, ast.Subscript):
        return is_environment(node.value)
    if not isinstance(node, ast.Call):
        return False
    if _is_plain_read(node):
        return True
    if isinstance(node.func, ast.Attribute) and getattr(node.func.value, "attr", "") == "config":
        return False  # `app.config` has a DEBUG of its own, so a default never counts
    key = text_of(node.args[0]) if node.args else None
    return key is not None and "DEBUG" in key.upper() and _default_of(node) is not None


def _is_plain_read(node: ast.Call) -> bool:
    if isinstance(node.func, ast.Attribute) and node.func.attr == "get":
        return is_environment(node.func.value)
    return last_name(node.func) == "getenv"


def _default_of(node: ast.Call) -> ast.expr | None:
    for keyword in node.keywords:
        if keyword.arg == "default":
            return keyword.value
    return node.args[1] if len(node.args) > 1 else None


class _Evaluation:
    """One reading of an expression, with its variables unset or holding one text."""

    def __init__(self, resolve: Resolve, variable: object) -> None:
        self.resolve = resolve
        self.variable = variable
        self.known: dict[ast.expr, object] = {}

    def of(self, node: ast.expr, depth: int) -> object:
        """The value; raises ``_NotJudged`` outside the forms of this module."""
        if depth > _DEPTH:
            raise _NotJudged
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name():
                return self.named(node, depth + 1)
            case ast.Subscript() if _is_read(node):
                if isinstance(self.variable, _Unset):
                    raise _Stops
                return self.variable
            case ast.Call():
                return self.call(node, depth + 1)
            case ast.BoolOp(op=ast.Or(), values=values):
                return self.first_true(values, depth + 1)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self.of(body if self.of(test, depth + 1) else orelse, depth + 1)
            case ast.Compare(left=left, ops=[operator], comparators=[right]):
                return self.compared(self.of(left, depth + 1), operator, self.of(right, depth + 1))
            case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
                return [self.of(item, depth + 1) for item in items]
        raise _NotJudged

    def named(self, node: ast.Name, depth: int) -> object:
        """The value that a name stands for, computed once: it may be used a hundred times."""
        found = self.resolve(node)
        if found is None:
            raise _NotJudged
        if found not in self.known:
            self.known[found] = self.of(found, depth)
        return self.known[found]

    def first_true(self, values: list[ast.expr], depth: int) -> object:
        """The value of ``a or b or c``."""
        found: object = None
        for value in values:
            found = self.of(value, depth)
            if found:
                break
        return found

    def call(self, node: ast.Call, depth: int) -> object:
        """The value of a read, of a conversion or of a text method."""
        if _is_read(node):
            return self.read(node, depth)
        name = last_name(node.func)
        if isinstance(node.func, ast.Attribute) and name in _TEXT_METHODS and not node.args:
            text = self.of(node.func.value, depth)
            if not isinstance(text, str):
                raise _Stops
            return str(getattr(text, name)())
        if len(node.args) != 1 or node.keywords:
            raise _NotJudged
        if name in _PARSERS:
            return _parsed(self.of(node.args[0], depth))
        if isinstance(node.func, ast.Name) and name in ("bool", "int", "str"):
            value = self.of(node.args[0], depth)
            return bool(value) if name == "bool" else int(str(value)) if name == "int" else str(value)
        raise _NotJudged

    def read(self, node: ast.Call, depth: int) -> object:
        """What a read gives; a reader of another library parses its text, which is not judged here."""
        if isinstance(self.variable, _Unset):
            default = _default_of(node)
            return None if default is None else self.of(default, depth)
        if not _is_plain_read(node):
            raise _NotJudged
        return self.variable

    def compared(self, left: object, operator: ast.cmpop, right: object) -> bool:
        """The value of a comparison."""
        match operator:
            case ast.Eq() | ast.Is():
                return left == right
            case ast.NotEq() | ast.IsNot():
                return left != right
            case ast.In() if isinstance(right, list | str):
                return left in right
            case ast.NotIn() if isinstance(right, list | str):
                return left not in right
        raise _NotJudged


def _parsed(value: object) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).lower()
    if text not in _TRUE_TEXTS | _FALSE_TEXTS:
        raise _Stops
    return text in _TRUE_TEXTS
