"""What a decorator says by its name: whom it lets in, how often."""

from __future__ import annotations

import ast

from .names import words

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
