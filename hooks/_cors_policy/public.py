"""Documents that are for everybody by design, so that any origin may read them."""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.nodes import walk

# Static files, and https://www.rfc-editor.org/rfc/rfc8615 https://openid.net/specs/openid-connect-discovery-1_0.html https://oembed.com
_PUBLIC_WORDS = (".well-known", "jwks", "openid-configuration", "openid_configuration", "oembed", "static")


def is_public_by_design(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Does a view serve a discovery document, keys to verify with, oEmbed or static files, by its name or address?"""
    addresses = [
        node.value
        for decorator in function.decorator_list
        for node in walk(decorator)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return any(word in text.lower() for text in (function.name, *addresses) for word in _PUBLIC_WORDS)
