"""Caches that hand one user's page to another, or that each worker keeps for itself.

``@cache.cached`` stores a page under its path. A view that reads who is asking then serves the first
visitor's page to everybody, and a cache above the guard serves it to those the guard would refuse.
SimpleCache lives in one process, so with several workers nothing that is deleted is gone; NullCache
keeps nothing.

Bad::

    from flask_login import current_user

    @app.route("/board")
    @cache.cached(timeout=60)
    def board():
        return render_template("board.html", user=current_user)

Bad::

    class ProductionConfig:
        CACHE_TYPE = "SimpleCache"

Good::

    from flask_login import current_user

    def key_of_user():
        return f"board/{current_user.id}"

    @app.route("/board")
    @cache.cached(timeout=60, make_cache_key=key_of_user)
    def board():
        return render_template("board.html", user=current_user)

Good::

    class ProductionConfig:
        CACHE_TYPE = "RedisCache"

A callable ``key_prefix`` or ``make_cache_key``, ``unless=`` and ``response_filter=`` are taken at their word.
What is named for developers or tests is left out.

Source: https://flask-caching.readthedocs.io/en/latest/#caching-view-functions
Source: https://flask-caching.readthedocs.io/en/latest/#built-in-cache-backends
"""

from __future__ import annotations

from ._kit import syntax as ast
from ._kit.decorators import says_guard, shown
from ._kit.finding import Finding, Rule
from ._kit.flask_app import is_for_developers, mapping_items
from ._kit.git import files_with
from ._kit.hook import Hook
from ._kit.light import Iterator, Sequence
from ._kit.names import Names, words
from ._kit.namespace import Namespace
from ._kit.nodes import walk
from ._kit.production_settings import wrong_settings
from ._kit.routes import Function, functions_of, keyword, routes_of
from ._kit.scope import imports, origin_of, parameters, value_of
from ._kit.source import Source, Words
from ._kit.truth import last_name, text_of

SHARED = Rule("cache-shared-page", "a cached {what} reads {reads}, so all get one user's copy; give it a key by user")
ABOVE_GUARD = Rule("cache-above-guard", "cached pages pass by @{guard} (line {line}); put the cache below the guard")
ABOVE_ROUTE = Rule("cache-above-route", "@{cache} above the route caches nothing; put it below the route")
BACKEND = Rule("cache-backend", "{what} {effect}; use RedisCache or MemcachedCache in production")

FILES = r"\.pyw?$"

# Where none of these stands, nothing can be found, and the file need not be parsed.
WORDS = Words(plain=[b"CACHE_TYPE"], shapes=[(b".cached", rb"\.cached\b"), (b".memoize", rb"\.memoize\b")])

# Arguments by which a cached view may tell users apart.
KEYS = ("make_cache_key", "make_name", "unless", "response_filter", "cache_key")
FOREIGN_CACHES = frozenset(
    "aiocache async_lru cachetools cashews diskcache dogpile functools joblib methodtools".split()
)
USER_NAMES = frozenset("current_user current_identity current_token".split())
USER_CALLS = frozenset(
    "get_current_user get_jwt get_jwt_claims get_jwt_identity get_raw_jwt verify_jwt_in_request".split()
)
USER_ATTRIBUTES = {
    "g": frozenset("current_user user user_id identity account member oidc_id_token".split()),
    "request": frozenset("authorization cookies remote_user".split()),
}
USES = r"(from|import) +flask(_|\.ext\.)cach"

# The last part of CACHE_TYPE, lower-case: https://flask-caching.readthedocs.io/en/latest/#configuring-flask-caching
PER_PROCESS = frozenset(("simple", "simplecache"))
NOTHING = frozenset(("null", "nullcache"))


def check(sources: Sequence[Source], options: Namespace) -> Iterator[Finding]:
    """Yield caches that production should not have."""
    names = Names.of(options)
    for source in sources:
        if names.has_live_views(source) and source.mentions(WORDS):
            yield from _cached_findings(source)
            if names.is_production(source.path):
                yield from _backend_findings(source, names)


def _cached_findings(source: Source) -> Iterator[Finding]:
    for function in functions_of(source):
        for number, decorator in enumerate(function.decorator_list):
            if _is_cache(source, decorator) and not _tells_users_apart(decorator):
                is_view = any(route.view is function for route in routes_of(source))
                if reads := _read_of_user(source, function):
                    yield SHARED.at(source, decorator, what="view" if is_view else "function", reads=reads)
                for guard in function.decorator_list[number + 1 :]:
                    if says_guard(guard):
                        yield ABOVE_GUARD.at(source, decorator, guard=shown(guard), line=guard.lineno)
    for route in routes_of(source):
        for decorator in route.above:
            if _is_cache(source, decorator):
                yield ABOVE_ROUTE.at(source, decorator, cache=shown(decorator))


def _is_cache(source: Source, decorator: ast.expr) -> bool:
    """``@cache.cached(...)`` or ``@cache.memoize(...)`` of Flask-Caching."""
    function = decorator.func if isinstance(decorator, ast.Call) else decorator
    if not isinstance(function, ast.Attribute) or function.attr not in ("cached", "memoize"):
        return False
    made = value_of(source, function.value) if isinstance(function.value, ast.Name) else None
    origin = origin_of(source, made.func if isinstance(made, ast.Call) else function.value)
    return "cache" in words(last_name(function.value)) and origin.partition(".")[0] not in FOREIGN_CACHES


def _tells_users_apart(decorator: ast.expr) -> bool:
    """Is there a key, or a condition, that only running it could judge?"""
    if not isinstance(decorator, ast.Call):
        return False
    prefix = keyword(decorator, "key_prefix") or (decorator.args[1] if len(decorator.args) > 1 else None)
    if prefix is not None and text_of(prefix) is None:
        return True
    return any(word.arg is None or word.arg in KEYS for word in decorator.keywords)


def _read_of_user(source: Source, function: Function) -> str:
    """What the body reads that differs from user to user; an empty string where it reads nothing of the kind."""
    given = {each.arg for each in parameters(function)}
    for node in (part for statement in function.body for part in walk(statement)):
        if isinstance(node, ast.Name) and node.id not in given:
            origin = imports(source).get(node.id, "")
            if origin == "flask.session" or (node.id in USER_NAMES and origin):
                return node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            origin = imports(source).get(node.value.id, "")
            if origin in ("flask.g", "flask.request") and node.attr in USER_ATTRIBUTES[origin.partition(".")[2]]:
                return f"{node.value.id}.{node.attr}"
            if (origin, node.attr) == ("flask", "session") or (origin and node.attr in USER_NAMES):
                return f"{node.value.id}.{node.attr}"
        elif isinstance(node, ast.Call) and last_name(node.func) in USER_CALLS:
            return f"{last_name(node.func)}()"
    return ""


def _backend_findings(source: Source, names: Names) -> Iterator[Finding]:
    settings = list(wrong_settings(source, names, ("CACHE_TYPE",), _is_no_shared_backend))
    if settings and _reads_setting():
        yield from (_backend(source, wrong.node, wrong.shown, wrong.value) for wrong in settings)
    for call in source.walk(ast.Call):
        given = keyword(call, "config")
        makes = last_name(call.func) == "Cache" or (
            last_name(call.func) == "init_app" and isinstance(call.func, ast.Attribute)
            and "cache" in words(last_name(call.func.value))
        )  # fmt: skip
        if makes and given is not None and not is_for_developers(source, call, names):
            for item in mapping_items(source, given):
                switched_off = _kind(item.value) in NOTHING and _is_arm(source, call)
                if item.key == "CACHE_TYPE" and _is_no_shared_backend(source, item.value) and not switched_off:
                    yield _backend(source, item.node, item.key, item.value)


def _is_arm(source: Source, call: ast.Call) -> bool:
    """Does it stand in one arm of a test that has another, as where caching can be switched off?"""
    return any(isinstance(around, ast.If) and around.orelse for around in source.ancestors(call))


def _reads_setting() -> bool:
    """Does the repository import Flask-Caching, so that the key has an effect? Where nobody can tell, it does."""
    users = files_with(USES, "*.py", text="cach")
    return users is None or bool(users)


def _is_no_shared_backend(source: Source, value: ast.expr) -> bool:
    return _kind(value) in PER_PROCESS | NOTHING


def _backend(source: Source, node: ast.AST, shown: str, value: ast.expr) -> Finding:
    keeps_nothing = _kind(value) in NOTHING
    effect = "keeps nothing" if keeps_nothing else "is a cache of its own in each worker"
    return BACKEND.at(source, node, what=f"{shown} = {ast.unparse(value)}", effect=effect)


def _kind(value: ast.expr) -> str:
    """``simplecache`` of ``"flask_caching.backends.SimpleCache"``."""
    return (text_of(value) or "").rpartition(".")[2].lower()


main = Hook("cache-config", __doc__, FILES, (SHARED, ABOVE_GUARD, ABOVE_ROUTE, BACKEND), check)

if __name__ == "__main__":
    raise SystemExit(main())
