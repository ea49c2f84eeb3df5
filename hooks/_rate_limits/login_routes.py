"""Which routes take a password, a code or an address to mail to, and which limit they have in their own file."""

from __future__ import annotations

from .._kit import regex as re
from .._kit import syntax as ast
from .._kit.decorators import class_decorators, says_guard, says_limit, shown
from .._kit.light import Iterator
from .._kit.names import words
from .._kit.nodes import walk
from .._kit.routes import Function, Route, functions_of, routes_of
from .._kit.scope import imports
from .._kit.source import Source
from .._kit.truth import dotted, last_name

# The last word or two of a URL, without punctuation.
CERTAIN = frozenset(
    (
        "login signin logon dologin userlogin loginuser adminlogin signup register createaccount forgot forgotpassword "
        "lostpassword resetpassword passwordreset passwordforgot resetpasswordrequest requestresetpassword "
        "requestpasswordreset passwordresetrequest passwordrecovery recoverpassword "
        "passwordreminder remindpassword otp totp mfa verifyotp verifymfa"
    ).split()
)
# These mean credentials only close to the root, or below a word that says so.
BELOW_COMMON = frozenset("authenticate auth register registration token tokens reset".split())
COMMON = frozenset(
    "account accounts api auth oauth oauth2 password public rest security session sessions user users v web".split()
)
_CONVERTER = r"<[^>]*>"
_CLASS_ENDS = r"(?:View|Resource|Api|API|Endpoint|Handler|Controller|Page)+$"


def login_routes(source: Source) -> Iterator[Route]:
    """Routes that anybody may post credentials to."""
    for route in routes_of(source):
        if (
            ("POST" in route.methods or not route.methods)
            and _takes_credentials(route)
            and not _is_guarded(source, route)
        ):
            yield route


def is_limited(source: Source, route: Route) -> bool:
    """Does the file itself limit the route: by decorator, class, a hook before requests, or in the body?"""
    if any(says_limit(shown(each)) for each in route.decorators if not is_exemption(each)):
        return True
    listed = [each for each in class_decorators(source, route) if not is_exemption(each)]
    if any(says_limit(dotted(part)) for each in listed for part in _names_in(each)):
        return True
    bodies = [each.body for each in (route.view, *_before_requests(source)) if isinstance(each, Function)]
    return any(_mentions_limit(statement) for body in bodies for statement in body)


def exemption(source: Source, route: Route) -> ast.expr | None:
    """The ``limiter.exempt`` on a route or its class."""
    return next((each for each in (*route.decorators, *class_decorators(source, route)) if is_exemption(each)), None)


def is_exemption(decorator: ast.expr) -> bool:
    """``@limiter.exempt``."""
    return shown(decorator).endswith(".exempt") and says_limit(shown(decorator))


def title(route: Route) -> str:
    """A route as a person would name it."""
    return f"POST {route.rule}" if route.rule is not None else f"POST to {route.symbol}"


def _takes_credentials(route: Route) -> bool:
    segments = [_plain(each) for each in re.sub(_CONVERTER, "", route.rule or "").split("/")]
    segments = [each for each in segments if each] or [_plain(re.sub(_CLASS_ENDS, "", route.symbol.partition(".")[0]))]
    *before, last = segments
    if last in CERTAIN or "".join(segments[-2:]) in CERTAIN:
        return last != "register" or COMMON.issuperset(before)
    if last not in BELOW_COMMON or (route.rule or "").rstrip("/").endswith(">"):
        return False
    return COMMON.issuperset(before) and (last != "reset" or "password" in before)


def _plain(segment: str) -> str:
    return "".join(words(segment))


def _is_guarded(source: Source, route: Route) -> bool:
    """Is the caller known before the view runs? Basic authentication is itself a login."""
    listed = [*route.decorators, *class_decorators(source, route)]
    return any(says_guard(each) and "basic" not in words(shown(each)) for each in listed)


def _names_in(node: ast.expr) -> Iterator[ast.expr]:
    return (part for part in walk(node) if isinstance(part, ast.Name | ast.Attribute))


def _before_requests(source: Source) -> Iterator[Function]:
    for function in functions_of(source):
        if any(last_name(each).startswith("before_") for each in function.decorator_list):
            yield function


def _mentions_limit(statement: ast.stmt) -> bool:
    named = (part for part in walk(statement) if isinstance(part, ast.Name | ast.Attribute))
    return any(says_limit(part.id if isinstance(part, ast.Name) else part.attr) for part in named)


def imports_limiter(source: Source) -> bool:
    """Does the file import Flask-Limiter?"""
    return any(origin.partition(".")[0] == "flask_limiter" for origin in imports(source).values())
