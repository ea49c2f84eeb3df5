"""The nodes below a node, without the contexts and operators that nobody asks for: to pass them over halves the way."""

from __future__ import annotations

from . import syntax as ast
from .light import Iterator
from .names import words

# Fields that hold no node, or one that nobody asks for.
_LEAVES = frozenset(
    "ctx op ops id attr arg kind type_comment level module asname simple conversion is_async rest".split()
)
# The same, where fields of that name in other nodes hold some; `name` of a type alias is one.
_LEAVES_OF = {
    "Constant": ("value",), "MatchSingleton": ("value",), "MatchClass": ("kwd_attrs",), "Global": ("names",),
    "Nonlocal": ("names",),
}  # fmt: skip
# Lists with holes: of `{**more}` the key, of `def f(*, a)` the default.
_HOLED = frozenset(["keys", "kw_defaults"])


class _Fields(dict[type, tuple[str, ...]]):
    """For each kind of node the fields that may hold others, found out at the first of its kind."""

    def __missing__(self, kind: type) -> tuple[str, ...]:
        own = _LEAVES_OF.get(kind.__name__, () if kind.__name__ == "TypeAlias" else ("name",))
        fields: tuple[str, ...] = getattr(kind, "_fields", ())
        self[kind] = tuple(name for name in fields if name not in _LEAVES and name not in own)
        return self[kind]


FIELDS = _Fields()


def walk(node: ast.AST) -> list[ast.AST]:
    """The node and all below it, in the order of ``ast.walk``, in a third of its time."""
    found = [node]
    for each in found:  # which grows meanwhile
        for name in FIELDS[each.__class__]:
            value = getattr(each, name, None)
            if value.__class__ is list:
                found += [child for child in value if child is not None] if name in _HOLED else value
            elif value is not None:
                found.append(value)
    return found


def below(node: ast.AST) -> list[ast.AST]:
    """The nodes right below, in the order of ``ast.iter_child_nodes``."""
    found: list[ast.AST] = []
    for name in FIELDS[node.__class__]:
        value = getattr(node, name, None)
        if value.__class__ is list:
            found += [child for child in value if child is not None] if name in _HOLED else value
        elif value is not None:
            found.append(value)
    return found


def words_in(node: ast.AST, whole: bool = False) -> Iterator[str]:
    """The words of the names and texts in an expression; with ``whole`` these as they are."""
    for part in walk(node):
        text = (
            part.id if isinstance(part, ast.Name) else part.attr if isinstance(part, ast.Attribute)
            else part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else ""
        )  # fmt: skip
        yield from [text] if whole else words(text)
