"""Functions in Flask's own words, where a file imports these under other names: ``from flask import g as flask_g``.

A name of Flask's may also stand for something else: an ``abort`` of the project's own refuses if it always ends the
request, which the project is asked, and one that a function binds itself is none.
"""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.compiled import compiled
from .._kit.light import Iterator, Mapping, partial
from .._kit.nodes import walk
from .._kit.routes import Function
from .._kit.scope import parameters, value_of
from .._kit.source import Source
from .._kit.truth import last_name
from .._kit.typed import TYPE_CHECKING
from .bound_twice import imports_that_hold
from .facts import Kind, Verdict
from .route_tests import Module
from .verdicts import verdict_of
from .words import ANONYMOUS_USERS

if TYPE_CHECKING:
    from typing import TypeVar

    Body = TypeVar("Body", Function, ast.Lambda, Function | ast.Lambda)

_WORDS = frozenset(
    (
        "flask.g flask.session flask.request flask.abort flask.redirect flask.current_app flask_login.current_user "
        "werkzeug.exceptions.abort flask_restful.abort flask_restx.abort "
        "flask_security.current_user flask_jwt_extended.current_user flask_jwt_extended.get_jwt_identity"
    ).split()
)
# Packages whose `abort` ends the request.
_ENDING = ("flask", "werkzeug", "quart", "apiflask", "webargs")
_BINDS_ABORT = rb"abort ?[=:]"


def verdict_in(
    source: Source, function: Function | ast.Lambda, kind: Kind, handed: frozenset[str] = frozenset()
) -> Verdict:
    """The verdict on a function of a file; ``handed`` as of ``verdict_of``. A refusal rests on what ``abort`` does."""
    verdict = verdict_of(in_own_words(source, function), kind, source.once(module_of), handed)
    if b"async" in source.data:
        later = isinstance(function, ast.AsyncFunctionDef)
        verdict = verdict._replace(later=later, awaits=tuple(sorted(set(_awaited(function)))))
    if verdict.refused and b"abort" in source.data:
        origin = imports_that_hold(source).get("abort", "")
        return verdict if origin.startswith(_ENDING) else verdict._replace(hinges=(*verdict.hinges, "!abort"))
    return verdict


def in_own_words(source: Source, function: Body) -> Body:
    """A function of a file with the names that Flask has for them."""
    names = source.once(_renamed)
    if source.once(_binds_abort) and _binds(function, "abort"):
        names = {**names, "abort": "its_own_abort"}
    if not names:
        return function
    from copy import deepcopy

    own = deepcopy(function)
    for node in walk(own):
        if isinstance(node, ast.Name):
            node.id = names.get(node.id, node.id)
    return own


def module_of(source: Source) -> Module:
    """What the functions of a file take from around them."""
    return Module(partial(value_of, source), _never_empty(imports_that_hold(source)), partial(_taken, source))


def _taken(source: Source, node: ast.expr) -> str:
    from .handed import taken_from  # which few hooks ask for

    return taken_from(source, node)


def resting_on(imported: Mapping[str, str]) -> tuple[Mapping[str, str], str, frozenset[str]]:
    """What a verdict takes from all imports of a file: Flask's words by their other names, and whose they are."""
    return _others_for_words(imported), imported.get("abort", ""), _never_empty(imported)


def _never_empty(imported: Mapping[str, str]) -> frozenset[str]:
    """``current_user`` of Flask-Login, which stands for an anonymous user where nobody is logged in."""
    return frozenset("current_user" for origin in imported.values() if origin in ANONYMOUS_USERS)


def _renamed(source: Source) -> Mapping[str, str]:
    return _others_for_words(imports_that_hold(source))


def _others_for_words(imported: Mapping[str, str]) -> Mapping[str, str]:
    own = {name: origin.rpartition(".")[2] for name, origin in imported.items() if origin in _WORDS}
    return {name: word for name, word in own.items() if name != word}


def _binds_abort(source: Source) -> bool:
    """By its text alone: may a function of a file give ``abort`` a meaning of its own?"""
    return compiled(_BINDS_ABORT).search(source.data) is not None


def _binds(function: Function | ast.Lambda, name: str) -> bool:
    bound = (node.id for node in walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    return name in bound or name in (each.arg for each in parameters(function))


def _awaited(function: ast.AST) -> Iterator[str]:
    """The last names of the coroutines that a body waits for: ``await check()``, ``asyncio.run(check())``"""
    for node in walk(function):
        if isinstance(node, ast.Await):
            yield from [last_name(node.value.func)] if isinstance(node.value, ast.Call) else []
        elif isinstance(node, ast.Call):
            yield from (last_name(each.func) for each in node.args if isinstance(each, ast.Call))
