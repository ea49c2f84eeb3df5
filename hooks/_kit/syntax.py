"""The classes of syntax trees, without ``ast``: its own classes for unparsing and visiting are seldom asked for.

``from .._kit import syntax as ast`` reads as if ``ast`` had been imported. What ``_ast`` does not have comes from
``ast`` when it is first asked for.

Source: https://docs.python.org/3/library/ast.html, "The ast module helps ...": its classes are those of ``_ast``
"""

from __future__ import annotations

from .light import TYPE_CHECKING

if TYPE_CHECKING:
    from ast import *  # noqa: F403
else:
    from _ast import *  # noqa: F403

    def unparse(node: AST) -> str:  # noqa: F405
        """As ``ast.unparse``, which names, texts and calls of them do not need."""
        known = _plain(node)
        if known is not None:
            return known
        import ast

        return ast.unparse(node)

    def _plain(node: AST) -> str | None:  # noqa: F405
        """The code of a node of the few kinds that need no brackets around them; ``None`` of any other."""
        kind = type(node)
        if kind is Name:  # noqa: F405
            return node.id
        if kind is Constant:  # noqa: F405
            return repr(node.value) if isinstance(node.value, str | bool | None) and not node.kind else None
        if kind is Attribute:  # noqa: F405
            inner = _plain(node.value)
            return inner and f"{inner}.{node.attr}"
        if kind is Subscript:  # noqa: F405
            inner, key = _plain(node.value), _plain(node.slice)
            return inner and key and f"{inner}[{key}]"
        if kind is not Call:  # noqa: F405
            return None
        named = [(f"{each.arg}=" if each.arg else "**", _plain(each.value)) for each in node.keywords]
        given = [("", _plain(each)) for each in node.args] + named
        inner = _plain(node.func)
        if inner is None or any(text is None for _, text in given):
            return None
        return f"{inner}({', '.join(before + text for before, text in given)})"

    def __getattr__(name: str) -> object:
        import ast

        globals()[name] = found = getattr(ast, name)
        return found
