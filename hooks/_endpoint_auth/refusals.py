"""What counts as a refusal, and how plainly it refuses.

Strong is what says so by itself: a 401, a 403, a redirect to the login, an exception of such a name. Weak is
whatever else ends a request: that refuses strangers only where the test before it asked who is calling.
"""

from __future__ import annotations

from .._kit import regex as re
from .._kit import syntax as ast
from .._kit.light import Enum, Sequence
from .._kit.names import words
from .._kit.nodes import walk, words_in
from .._kit.truth import dotted, is_true, last_name
from .expressions import reaches
from .facts import Kind
from .words import REFUSING, is_login_place

TOKENS = frozenset("token apikey secret".split())
KEYS = TOKENS | {"key"}
_BAD = frozenset("valid invalid required missing expired bad wrong unknown".split())
_IN_NAME = r"(?<!\d)40[13](?!\d)"
_NAMED_CODES = {"unauthorized": 401, "forbidden": 403}
# Of `ForbiddenWhileLocked` and its like, as of a 403
_MANY_REASONS = frozenset("forbidden denied deny permission".split())
_OF_ALL = frozenset("Exception BaseException HTTPException".split())
_LOGGING = frozenset("info debug warning error exception log print".split())
_REFUSING_CODES = frozenset((401, 403))


class Strength(Enum):
    """How plainly a statement refuses."""

    STRONG = "strong"
    WEAK = "weak"
    NONE = "none"


def strength_of(value: ast.expr) -> Strength:
    """How plainly a returned, raised or aborted expression refuses."""
    if isinstance(value, ast.Tuple):
        codes = {code for each in value.elts if (code := _code(each)) is not None}
        if codes & _REFUSING_CODES:
            return Strength.STRONG
        return Strength.WEAK if any(code >= 300 for code in codes) else Strength.NONE
    if isinstance(value, ast.Name | ast.Attribute):
        return Strength.STRONG if REFUSING & set(words(last_name(value))) else Strength.NONE
    if not isinstance(value, ast.Call):
        return Strength.NONE
    name = last_name(value.func)
    given = (value.func, *value.args, *(k.value for k in value.keywords))
    codes = {code for each in given if (code := _code(each)) is not None}
    if codes & _REFUSING_CODES or REFUSING & set(words(name)):
        return Strength.STRONG
    if "redirect" in name.lower():
        said = " ".join(words_in(value, whole=True))
        return Strength.STRONG if is_login_place(said) else Strength.WEAK
    if is_abort(value) or any(400 <= code < 600 for code in codes) or _shows_nothing(value):
        return Strength.WEAK
    return Strength.NONE


def _shows_nothing(call: ast.Call) -> bool:
    """``render_template("login.html", version=VERSION)``: a page that is the same for everybody."""
    if last_name(call.func) != "render_template" or not call.args:
        return False
    given = [*call.args, *(each.value for each in call.keywords)]
    return all(isinstance(each, ast.Constant) or (bool(dotted(each)) and last_name(each).isupper()) for each in given)


def is_clear(value: ast.expr) -> bool:
    """Does a refusal say by itself that it is one of the caller? A 403 may have many reasons."""
    codes = {code for part in walk(value) if isinstance(part, ast.expr) and (code := _code(part)) is not None}
    named = last_name(value.func if isinstance(value, ast.Call) else value)
    if not codes and not is_abort(value) and not REFUSING.isdisjoint(said := words(named)):
        return not REFUSING.isdisjoint(set(said) - _MANY_REASONS)
    return 401 in codes or 403 not in codes


def is_abort(value: ast.expr) -> bool:
    """Is it a call of ``abort``?"""
    return isinstance(value, ast.Call) and last_name(value.func) == "abort"


def serves_nobody(body: Sequence[ast.stmt]) -> bool:
    """``abort(404)`` before all else: is a view switched off?"""
    first = next((each for each in body if not isinstance(getattr(each, "value", None), ast.Constant)), None)
    call = first.value if isinstance(first, ast.Expr | ast.Return) else None
    return isinstance(call, ast.Call) and is_abort(call) and any((_code(each) or 0) >= 400 for each in call.args[:1])


def says_refusal(call: ast.Call) -> bool:
    """``error(401, "who are you?")``: a call whose first argument is the status of a refusal."""
    return bool(call.args) and _code(call.args[0]) in _REFUSING_CODES


def refuses_strongly(body: Sequence[ast.stmt]) -> bool:
    """Does a statement of a body refuse and say so itself?"""
    for statement in body:
        value = statement.exc if isinstance(statement, ast.Raise) else getattr(statement, "value", None)
        if (
            isinstance(value, ast.expr)
            and not isinstance(statement, ast.Assign)
            and strength_of(value) is Strength.STRONG
        ):
            return True
    return False


def says_not_found(body: Sequence[ast.stmt]) -> bool:
    """``raise NoSuchOrder()``, ``abort(404)``: does a handler refuse because there is no such thing?"""
    for node in (part for statement in body for part in walk(statement)):
        if isinstance(node, ast.Call) and is_abort(node):
            return any(isinstance(each, ast.Constant) and each.value == 404 for each in node.args)
        if isinstance(node, ast.Raise) and node.exc is not None:
            said = set(words(last_name(node.exc.func if isinstance(node.exc, ast.Call) else node.exc)))
            return "found" in said or {"no", "such"} <= said
    return False


def says_bad_token(statement: ast.stmt) -> bool:
    """``raise BadRequest("a valid token is required")``: does a refusal say that it is one of a token?"""
    said = set(words_in(statement))
    return not TOKENS.isdisjoint(said) and not _BAD.isdisjoint(said)


def shows_nothing(body: Sequence[ast.stmt]) -> bool:
    """``return "", 204``, or nothing at all: does a body answer with nothing, and do nothing either?"""
    return all(
        isinstance(each, ast.Pass)
        or (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))
        or (isinstance(each, ast.Return) and _is_nothing(each.value))
        for each in body
    )


def _is_nothing(value: ast.expr | None) -> bool:
    """``""``, ``{}``, ``("", 204)``"""
    match value:
        case ast.Tuple(elts=[first, ast.Constant()]):
            return _is_nothing(first)
        case None | ast.Constant(value=None | "") | ast.List(elts=[]) | ast.Dict(keys=[]):
            return True
    return False


def leaves(body: Sequence[ast.stmt]) -> bool:
    """May a body answer the request, or let it in?"""
    return any(isinstance(node, ast.Return | ast.Raise) for statement in body for node in walk(statement))


def is_lost(statement: ast.Try | ast.With | ast.AsyncWith, views: frozenset[str]) -> bool:
    """Does nothing come of a refusal in it that is raised: ``except Exception: pass``, ``with suppress(Exception)``?

    What it returns is no exception, and refuses all the same.
    """
    returned = [node.value for each in statement.body for node in walk(each) if isinstance(node, ast.Return)]
    if any(value is not None and strength_of(value) is not Strength.NONE for value in returned):
        return False
    if not isinstance(statement, ast.Try):
        calls = (item.context_expr for item in statement.items if isinstance(item.context_expr, ast.Call))
        return any(last_name(call.func) == "suppress" and any(map(_catches, call.args)) for call in calls)
    catching = next((each for each in statement.handlers if each.type is None or _catches(each.type)), None)
    if catching is None:
        return False
    *others, last = catching.body
    return all(map(_goes_on, others)) and (_goes_on(last) or _lets_in(last, views))


def _lets_in(statement: ast.stmt, views: frozenset[str]) -> bool:
    """``return``, ``return f(*args)``"""
    return isinstance(statement, ast.Return) and (statement.value is None or reaches(statement.value, views))


def _catches(kind: ast.expr) -> bool:
    """``Exception``, ``NoAuthorizationError``: is it that of every refusal? ``ForbiddenWhileLocked`` is of some."""
    if isinstance(kind, ast.Tuple):
        return any(map(_catches, kind.elts))
    said = set(words(last_name(kind)))
    of_some = said & REFUSING <= _MANY_REASONS and not said - {"error", "exception"} <= _MANY_REASONS
    return last_name(kind) in _OF_ALL or (not said.isdisjoint(REFUSING) and not of_some)


def _goes_on(statement: ast.stmt) -> bool:
    """``pass``, ``user = None``, ``logger.info("nobody")``"""
    if isinstance(statement, ast.Expr):
        value = statement.value
        return isinstance(value, ast.Constant) or (isinstance(value, ast.Call) and last_name(value.func) in _LOGGING)
    return isinstance(statement, ast.Pass | ast.Assign | ast.AnnAssign)


def ends_request(arm: Sequence[ast.stmt], kind: Kind, views: frozenset[str]) -> bool:
    """Does an arm of a test end the request without the view, with whatever answer?"""
    for statement in arm:
        if isinstance(statement, ast.Raise):
            return True
        if isinstance(statement, ast.Return):
            return _is_end(statement.value, kind, views)
        if isinstance(statement, ast.Expr) and is_abort(statement.value):
            return True
        if not isinstance(statement, ast.Expr | ast.Assign):
            return False
        if reaches(statement, views):
            return False
    return False


def _is_end(value: ast.expr | None, kind: Kind, views: frozenset[str]) -> bool:
    """Is a returned value an end without the view?"""
    if kind is Kind.HELPER:
        return is_abort(value) if value else False
    if kind is Kind.DECORATOR:
        return value is None or not reaches(value, views)
    if value is None or (isinstance(value, ast.Constant) and value.value is None):
        return False
    if kind is Kind.HOOK:
        return not is_true(value)
    return strength_of(value) is not Strength.NONE


def ends(body: Sequence[ast.stmt]) -> bool:
    return any(isinstance(each, ast.Return) for each in body)


def _code(node: ast.expr) -> int | None:
    """A status as a number or by its name: ``401``, ``HTTPStatus.UNAUTHORIZED``, ``status.HTTP_403_FORBIDDEN``.

    Also ``401`` of an exception's name, ``Api401Error``.
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return node.value
    if not isinstance(node, ast.Attribute | ast.Name):
        return None
    if not last_name(node).isupper():
        name = last_name(node)
        named = re.search(_IN_NAME, name) if "40" in name and name[:1].isupper() else None
        return int(named[0]) if named else None
    return _NAMED_CODES.get(words(last_name(node))[-1])
