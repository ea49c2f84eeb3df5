"""Views by which strangers become known: what such a view refuses are bad credentials, and it is open by its nature."""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.light import Iterator
from .._kit.names import words
from .._kit.nodes import walk, words_in
from .._kit.routes import Function, Route
from .._kit.source import Source, Words
from .._kit.truth import dotted, last_name, text_of
from .expressions import called
from .facts import Kind
from .identities import plain
from .refusals import ends_request
from .words import IN_SESSION, PASSWORDS, RIGHTS, SIGNING_IN, STOPPING

_WHO = frozenset("username user email mail login name account".split())
_HANDED = (["token"], ["user"], ["account"], ["identity"], ["caller"], ["auth"], ["claims"], ["principal"])
_PARSING = frozenset(
    "args kwargs arguments argument validate validated body input json form schema params expects".split()
)
# One of these stands in every file with a key of ``PASSWORDS``: the statement `pass` is none, nor is `passed`.
_SECRET = Words(
    plain=(b"pwd", b"Pwd", b"PWD", b"otp", b"Otp", b"OTP", b"PASS"),
    shapes=tuple((word, word + rb"(?:w|phrase|(?![a-z]|[ \t]*[\r\n#;]|\s*\Z))") for word in (b"pass", b"Pass")),
)
_KNOWN = ("current_user", "g.user", "current_identity")
_MAKING = frozenset("create add new register insert save make update set store change".split())


def signs_in(function: Function | ast.Lambda) -> bool:
    """Does a view admit a stranger by his credentials? Then its refusals guard nothing.

    One that asks for a token of Flask-JWT-Extended gives known callers another.
    """
    if any(isinstance(node, ast.Call) and last_name(node.func) in STOPPING for node in walk(function)):
        return False
    fills: list[int] = []
    for node in walk(function):
        if isinstance(node, ast.Call):
            name = last_name(node.func)
            if name in SIGNING_IN or (
                {"check", "password"} <= set(words(name)) and not _is_of_caller(node) and not _is_known(function, node)
            ):
                return True
        elif isinstance(node, ast.Assign) and any(map(_is_in_session, node.targets)):
            fills.append(node.lineno)
    return bool(fills) and not (0 < _first_check(function) < min(fills))


def _is_known(function: Function | ast.Lambda, node: ast.AST) -> bool:
    """Does something stand where only one comes whom somebody knows?"""
    return any(part is node for each in walk(function) for inner in _of_one_known(each) for part in walk(inner))


def _of_one_known(node: ast.AST) -> list[ast.stmt]:
    """What stands in ``if current_user.name == name: ...``: it is of a caller whom somebody knows already."""
    test = node.test if isinstance(node, ast.If) else None
    if not isinstance(node, ast.If) or not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.Eq):
        return []
    parts = (part for part in walk(test) if isinstance(part, ast.Name | ast.Attribute))
    return node.body if any(plain(part) in _KNOWN for part in parts) else []


def _is_of_caller(call: ast.Call) -> bool:
    """``current_user.check_password(old)``: is it the password of who is known already that is checked?"""
    return any(isinstance(part, ast.Name | ast.Attribute) and plain(part) in _KNOWN for part in walk(call))


def _first_check(function: Function | ast.Lambda) -> int:
    """The line at which a view turns away whom no login has put into the session; 0 where it does not."""
    body = function.body if isinstance(function.body, list) else []
    return next((each.lineno for each in body if isinstance(each, ast.If) and _turns_away(each)), 0)


def _turns_away(statement: ast.If) -> bool:
    """``if "username" not in session: abort(401)``, ``if not session.get("username"): return redirect("/login")``"""
    match statement.test:
        case ast.Compare(left=key, ops=[ast.NotIn()], comparators=[on]):
            pass
        case ast.UnaryOp(op=ast.Not(), operand=ast.Call(func=ast.Attribute(value=on, attr="get"), args=[key, *_])):
            pass
        case _:
            return False
    asked = plain(on) == "session" and not IN_SESSION.isdisjoint(words(text_of(key) or ""))
    return asked and ends_request(statement.body, Kind.VIEW, frozenset())


def handed_callers(route: Route) -> frozenset[str]:
    """The parameters by which decorators tell a view who calls: ``token`` of ``def edit(token, order)``.

    Parts of the address are none, nor what decorators take from the request's body.
    """
    if not route.decorators or route.rule is None or not isinstance(route.view, Function):
        return frozenset()
    said = {word for each in route.decorators for word in words(called(each))}
    taken = route.view.args
    required = [*taken.posonlyargs, *taken.args][: len(taken.posonlyargs) + len(taken.args) - len(taken.defaults)]
    names = (each.arg for each in required if f"{each.arg}>" not in route.rule)
    return frozenset() if said & _PARSING else frozenset(name for name in names if words(name)[-1:] in _HANDED)


def may_take_credentials(source: Source) -> bool:
    """By its text alone: may a view of a file take a password?"""
    return source.mentions(_SECRET)


def takes_credentials(function: Function | ast.Lambda) -> str:
    """How a view takes a caller's name and password: it has them ``checked``, is ``given`` them, or neither.

    One that is given rights as well, as who makes users for others is, takes more than credentials.
    """
    given = {word for key in _keys(function) for word in words(key)}
    if not given & PASSWORDS or not given & _WHO or given & RIGHTS:
        return ""
    return "checked" if signs_in(function) or any(map(_checks_both, walk(function))) else "given"


def _keys(function: Function | ast.Lambda) -> Iterator[str]:
    """What a view reads of a request or a form: ``data["email"]``, ``form.get("email")``, ``form.email.data``."""
    for node in walk(function):
        if isinstance(node, ast.Subscript):
            yield text_of(node.slice) or ""
        elif isinstance(node, ast.Call):
            if node.args and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
                yield text_of(node.args[0]) or ""
        elif isinstance(node, ast.Attribute) and node.attr == "data" and isinstance(node.value, ast.Attribute):
            yield node.value.attr


def _checks_both(node: ast.AST) -> bool:
    """``login(username, password)``: a call that is given both, and makes nobody."""
    if not isinstance(node, ast.Call) or last_name(node.func)[:1].isupper():
        return False
    if _MAKING.intersection(words(last_name(node.func))):
        return False
    said = [set(words_in(each)) for each in node.args]
    secret = [number for number, each in enumerate(said) if each & PASSWORDS]
    return any(each & _WHO and number not in secret for number, each in enumerate(said)) and bool(secret)


def _is_in_session(target: ast.expr) -> bool:
    """``session["user_id"]``"""
    if not isinstance(target, ast.Subscript) or "session" not in dotted(target.value).rpartition(".")[2]:
        return False
    said = words(text_of(target.slice) or "")
    return not IN_SESSION.isdisjoint(said) or said == ["id"]  # `session["cart_id"]` is nobody's
