"""What a decorator says by its name: whom it lets in, how often; and those that a class gives to its views."""

from __future__ import annotations

from . import syntax as ast
from .config_classes import ConfigClass, setting
from .names import words
from .routes import Route
from .source import Source

_GUARD_SUBJECTS = frozenset(
    (
        "admin apikey auth authentication jwt login logged member oauth owner permission permissions role roles "
        "session staff superuser token user"
    ).split()
)
_GUARD_VERBS = frozenset("required require requires needed protected restricted".split())
_LIMIT_WORDS = frozenset("limit limits limited limiter ratelimit ratelimited ratelimiter throttle throttled".split())


def shown(decorator: ast.expr) -> str:
    """A decorator as written, without its arguments."""
    return ast.unparse(decorator.func if isinstance(decorator, ast.Call) else decorator)


def says_guard(decorator: ast.expr) -> bool:
    """``@login_required``, ``@jwt_required()``, ``@requires_auth`` and the like."""
    name = shown(decorator)
    said = {*words(name), *words(name.lower().replace("api_key", "apikey"))}
    return bool(said & _GUARD_SUBJECTS and said & _GUARD_VERBS)


def says_limit(text: str) -> bool:
    """``@limiter.limit``, ``@ratelimit``, ``@throttle`` and the like."""
    return bool(_LIMIT_WORDS.intersection(words(text)))


def class_decorators(source: Source, route: Route) -> list[ast.expr]:
    """What ``decorators`` and ``method_decorators`` of the class list, own or inherited."""
    found: list[ast.expr] = []
    if route.owner is not None:
        for key in ("decorators", "method_decorators"):
            given = setting(ConfigClass(source, route.owner), key)
            if given is not None:
                found += given.value.elts if isinstance(given.value, ast.List | ast.Tuple) else [given.value]
    return found
