"""Views that know their caller by a cookie and take requests that another site has made him send.

A view is named only where it is plain: it changes something, by its methods, and Flask-Login's or Flask-Security's
session stands before it. Webhooks and interfaces that ask for a token or a password need no CSRF check.
Source: https://flask-wtf.readthedocs.io/en/1.2.x/csrf/#exclude-views-from-protection
Source: https://owasp.org/www-community/attacks/csrf
"""

from __future__ import annotations

import os

from .._kit import git
from .._kit import syntax as ast
from .._kit.decorators import class_decorators
from .._kit.finding import Finding
from .._kit.flask_app import is_for_developers
from .._kit.light import Iterator
from .._kit.modules import module_files
from .._kit.names import Names, words
from .._kit.nodes import walk
from .._kit.routes import Function, Route, routes_of
from .._kit.scope import imports, origin_of
from .._kit.source import Source
from .._kit.truth import attribute_path, dotted, last_name
from .rules import CSRF_EXEMPT, CSRF_MISSING

_CHANGING = frozenset(("POST", "PUT", "PATCH", "DELETE"))
# Guards that take the session's cookie for an answer.
_BY_COOKIE = frozenset(
    (
        "login_required fresh_login_required roles_required roles_accepted permissions_required permissions_accepted"
    ).split()
)
_LIBRARIES = ("flask_login.", "flask_security.", "flask_user.")
_ANY_CSRF = "[Cc][Ss][Rr][Ff]|[Xx][Ss][Rr][Ff]|flask_wtf|SAMESITE|same_origin|sec-fetch-site"


def findings(source: Source, names: Names) -> Iterator[Finding]:
    """Exemptions of such views, and forms in a repository without any check."""
    if b".exempt" in source.data:
        for node, view in _exempt(source):
            if not is_for_developers(source, node, names):
                yield CSRF_EXEMPT.at(source, node, what=view)
    if b"request.form" in source.data:
        yield from _unchecked_form(source, names)


def _exempt(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """The exemptions that matter, each with its view: ``@csrf.exempt``, ``csrf.exempt(view)``, ``decorators``."""
    routes = routes_of(source)
    for route in routes:
        for decorator in (*route.decorators, *route.above):
            if _is_exemption(decorator) and _is_plain(source, route):
                yield decorator, route.symbol
    of_classes = [(route, class_decorators(source, route)) for route in routes if route.owner is not None]
    for exemption in {each: None for _, listed in of_classes for each in listed if _is_exemption(each)}:
        plain = [route for route, listed in of_classes if exemption in listed and _is_plain(source, route)]
        if plain:
            yield exemption, plain[0].symbol
    for call in source.walk(ast.Call):
        if _is_exemption(call.func) and len(call.args) == 1 and (name := dotted(call.args[0])):
            home, symbol = _home(source, name)
            if home and any(each.symbol == symbol and _is_plain(home, each) for each in routes_of(home)):
                yield call, name


def _is_exemption(node: ast.expr) -> bool:
    """``csrf.exempt``"""
    return isinstance(node, ast.Attribute) and node.attr == "exempt" and "csrf" in words(last_name(node.value))


def _is_plain(source: Source, route: Route) -> bool:
    """Does a view change something for whoever the session says, and without a check of its own?"""
    if _CHANGING.isdisjoint(route.methods) or (route.view is not None and _checks_itself(route.view)):
        return False
    guards = (*route.decorators, *class_decorators(source, route))
    applied = [each.func if isinstance(each, ast.Call) else each for each in guards]
    return any(_is_cookie_guard(source, each) for each in applied)


def _checks_itself(view: ast.AST) -> bool:
    """``form.validate()`` of Flask-WTF asks for the token, and so may whatever is called ``csrf``."""
    said = {last_name(each) for each in walk(view) if isinstance(each, ast.Attribute)}
    own = walk(ast.Module(getattr(view, "body", []), []))
    named = {word for each in own if isinstance(each, ast.Name) for word in words(each.id)}
    return not {"validate", "validate_on_submit"}.isdisjoint(said) or "csrf" in named


def _is_cookie_guard(source: Source, guard: ast.expr) -> bool:
    return last_name(guard) in _BY_COOKIE and origin_of(source, guard).startswith(_LIBRARIES)


def _home(source: Source, name: str) -> tuple[Source | None, str]:
    """The file where a view that is named here is defined, and its name there."""
    root, _, rest = name.partition(".")
    origin = imports(source).get(root)
    if origin is None:
        return source, name
    module, _, symbol = f"{origin}.{rest}".rstrip(".").rpartition(".")
    path = next((each for each in module_files(source, module) if os.path.isfile(each)), None)
    return (Source(path) if path else None), symbol


def _unchecked_form(source: Source, names: Names) -> Iterator[Finding]:
    """The first form of the file that comes from whoever the session says, where no file says a word of a check."""
    for route in routes_of(source):
        view = route.view
        if not isinstance(view, Function) or _CHANGING.isdisjoint(route.methods) or _signs_in(view):
            continue
        if _takes_form(view) and (_is_plain(source, route) or _asks_session(view)):
            if not is_for_developers(source, view, names) and git.files_with(_ANY_CSRF) == []:
                yield CSRF_MISSING.at(source, route.place, what=route.symbol)
            return


def _takes_form(view: Function) -> bool:
    return any(isinstance(each, ast.Attribute) and attribute_path(each) == "request.form" for each in walk(view))


def _signs_in(view: Function) -> bool:
    """Does a view let somebody in? Nobody is known there before."""
    return any(
        (isinstance(each, ast.Call) and last_name(each.func) == "login_user")
        or (isinstance(each, ast.Subscript) and isinstance(each.ctx, ast.Store) and last_name(each.value) == "session")
        for each in walk(view)
    )


def _asks_session(view: Function) -> bool:
    """``session["user"]``, ``current_user``; what a login writes is no question."""
    names = [each for each in walk(view) if isinstance(each, ast.Name) and each.id == "current_user"]
    if names and not any(isinstance(each.ctx, ast.Store) for each in names):
        return True  # one that the view fills itself may come from a token
    for each in walk(view):
        if isinstance(each, ast.Subscript) and last_name(each.value) == "session" and isinstance(each.ctx, ast.Load):
            return True
    return False
