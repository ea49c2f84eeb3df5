"""Logins without a rate limit, and limits that limit nothing.

Without a limit a password, a one-time code or a reset link can be guessed as fast as the server answers.
A limit above the route, a limiter without an app, and RATELIMIT_ENABLED = False look like limits and are
none; ``memory://`` counts in each worker apart.

Bad::

    @limiter.limit("5/minute")
    @app.route("/login", methods=["POST"])
    def login():
        return sign_in(request.form)

Bad::

    from flask_limiter import Limiter

    limiter = Limiter(get_remote_address, app=app)

    @app.route("/login", methods=["POST"])
    def login():
        return sign_in(request.form)

Bad::

    class ProductionConfig:
        RATELIMIT_STORAGE_URI = "memory://"

Good::

    from flask_limiter import Limiter

    limiter = Limiter(get_remote_address, app=app)

    @app.route("/login", methods=["POST"])
    @limiter.limit("5/minute")
    def login():
        return sign_in(request.form)

Good::

    class ProductionConfig:
        RATELIMIT_STORAGE_URI = "redis://cache:6379"

Options::

    --require                                    ask for limits though nothing imports Flask-Limiter
    --enforced-by "nginx: limit_req on /login"   who else limits such routes, a colon, and how

Missing limits are looked for where the project uses Flask-Limiter, has no default limits, and nobody is
logged in yet. What is named for developers or tests is left out.

Source: https://flask-limiter.readthedocs.io/en/stable/
Source: https://cheatsheetseries.owasp.org/cheatsheets/Authentication_Cheat_Sheet.html
"""

from __future__ import annotations

from ._kit import syntax as ast
from ._kit.compiled import compiled
from ._kit.decorators import says_limit, shown
from ._kit.finding import Finding, UsageError
from ._kit.flask_app import is_app, is_for_developers
from ._kit.hook import Hook
from ._kit.light import Iterator, Sequence
from ._kit.names import Names
from ._kit.namespace import Namespace
from ._kit.production_settings import wrong_settings
from ._kit.routes import WORDS as ROUTES
from ._kit.routes import keyword, routes_of
from ._kit.scope import origin_of
from ._kit.source import Source, Words
from ._kit.truth import last_name, text_of
from ._kit.typed import TYPE_CHECKING
from ._rate_limits.rules import EXEMPT, INERT, MEMORY, MISSING, OFF, ORDER, RULES

if TYPE_CHECKING:
    from argparse import ArgumentParser

FILES = r"\.pyw?$"

# Where none of these stands, nothing can be found, and the file need not be parsed.
WORDS = Words(plain=[b"limiter", b"Limiter", b"limit(", b"Limit(", b"RATELIMIT"])
LOGIN_WORDS = compiled(
    rb"[Ll]og.?[Ii]n|[Ll]ogon|[Ss]ign.?(?:[Ii]n|[Uu]p|on)|[Rr]egist|[Ff]orgot|[Ll]ost|[Rr]e(?:set|cover|mind)|[Cc]reate"
    rb"|otp|OTP|Otp|mfa|MFA|Mfa|[Tt]oken|[Aa]uth"
)
STORAGE_KEYS = ("RATELIMIT_STORAGE_URI", "RATELIMIT_STORAGE_URL")


def arguments(parser: ArgumentParser) -> None:
    """Add the options about limits that stand elsewhere."""
    parser.add_argument(
        "--require", action="store_true", default=False, help="ask for limits without Flask-Limiter too"
    )
    parser.add_argument("--enforced-by", metavar="WHO: HOW", help="who limits logins outside of the application")


def check(sources: Sequence[Source], options: Namespace) -> Iterator[Finding]:
    """Yield routes without a limit, and limits without an effect."""
    names = Names.of(options)
    who, _, how = (options.enforced_by or "").partition(":")
    if options.enforced_by is not None and not (who.strip() and how.strip()):
        raise UsageError('--enforced-by has to say who and how, as in "nginx: limit_req on /login"')
    for source in sources:
        if not names.has_live_views(source):
            continue
        if source.mentions(WORDS):
            yield from _order_findings(source)
            yield from _limiter_findings(source, names)
            yield from _setting_findings(source, names)
        if options.enforced_by is None and source.mentions(ROUTES) and source.mentions(LOGIN_WORDS):
            yield from _login_findings(source, names, options.require)


def _order_findings(source: Source) -> Iterator[Finding]:
    for route in routes_of(source):
        for decorator in route.above:
            function = decorator.func if isinstance(decorator, ast.Call) else decorator
            if last_name(function) in ("limit", "shared_limit") and says_limit(shown(function).rpartition(".")[0]):
                yield ORDER.at(source, decorator, limit=shown(decorator))


def _limiter_findings(source: Source, names: Names) -> Iterator[Finding]:
    """What is wrong with a ``Limiter(...)`` itself."""
    for call in source.walk(ast.Call):
        if not origin_of(source, call.func).startswith("flask_limiter.") or last_name(call.func) != "Limiter":
            continue
        if is_for_developers(source, call, names):
            continue
        name = _bound_name(source, call)
        if name and not _has_app(source, call):
            from ._rate_limits.project import is_bound

            if not is_bound(name, source):
                yield INERT.at(source, call, name=name)
        storage = keyword(call, "storage_uri")
        if storage is not None and _is_memory(source, storage):
            yield MEMORY.at(source, storage, what=f"storage_uri={ast.unparse(storage)}")
        enabled = keyword(call, "enabled")
        if enabled is not None and _is_false(source, enabled):
            yield OFF.at(source, enabled, what="Limiter(enabled=False)")


def _bound_name(source: Source, call: ast.Call) -> str:
    """The module's name for a limiter; an empty string where it is kept in another way."""
    statement, *around = source.ancestors(call)
    if isinstance(statement, ast.Assign) and isinstance(around[0] if around else None, ast.Module):
        return statement.targets[0].id if isinstance(statement.targets[0], ast.Name) else ""
    return ""


def _has_app(source: Source, call: ast.Call) -> bool:
    """Is the limiter given an app, or something that may be one?"""
    if len(call.args) > 1 or any(word.arg in (None, "app") for word in call.keywords):
        return True
    return any(isinstance(argument, ast.Starred) or is_app(source, argument) for argument in call.args)


def _setting_findings(source: Source, names: Names) -> Iterator[Finding]:
    for wrong in wrong_settings(source, names, ("RATELIMIT_ENABLED",), _is_false):
        yield OFF.at(source, wrong.node, what=f"{wrong.shown} = False")
    for wrong in wrong_settings(source, names, STORAGE_KEYS, _is_memory):
        yield MEMORY.at(source, wrong.node, what=f"{wrong.shown} = {ast.unparse(wrong.value)}")


def _is_false(source: Source, value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is False


def _is_memory(source: Source, value: ast.expr) -> bool:
    return (text_of(value) or "").startswith("memory://")


def _login_findings(source: Source, names: Names, required: bool) -> Iterator[Finding]:
    from ._rate_limits import login_routes

    routes = [route for route in login_routes.login_routes(source) if not login_routes.is_limited(source, route)]
    if not routes:
        return
    from ._rate_limits.project import limits_of_project

    limits = limits_of_project(names)
    user = source.path if login_routes.imports_limiter(source) else limits.user
    if not user and not required:
        return
    for route in routes:
        exempt = login_routes.exemption(source, route)
        if exempt is not None:
            yield EXEMPT.at(source, exempt, what=login_routes.title(route))
        elif not limits.cover(route.hangs_on):
            why = f", though {user} imports Flask-Limiter" if user and user != source.path else ""
            yield MISSING.at(source, route.place, what=login_routes.title(route), why=why)


main = Hook("rate-limits", __doc__, FILES, RULES, check, arguments)

if __name__ == "__main__":
    raise SystemExit(main())
