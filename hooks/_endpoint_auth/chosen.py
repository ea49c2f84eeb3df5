"""What the caller says of himself, and which way through a body he thereby picks."""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.light import Mapping
from .._kit.names import words
from .._kit.nodes import words_in
from .._kit.truth import dotted, text_of
from .identities import plain
from .words import IN_SESSION, LOOSE, PASSWORDS

# Of headers only those are that clients alone have a use for: others may be set in front of the application.
# https://flask.palletsprojects.com/en/stable/api/#flask.Request
_PARTS = frozenset("args form values json files cookies view_args".split())
SENT = frozenset(f"request.{part}" for part in _PARTS)
_READING = frozenset("get getlist pop lower upper strip startswith endswith best_match".split())
# What a client says of itself and of what it would like, as Flask reads it from headers that anybody may write.
# https://flask.palletsprojects.com/en/stable/api/#flask.Request
_OF_CLIENT = frozenset(
    (
        "is_json is_xhr user_agent referrer accept_mimetypes accept_languages accept_encodings accept_charsets "
        "content_type mimetype"
    ).split()
)
_HEADERS_OF_CLIENT = frozenset("user-agent referer origin accept accept-language content-type x-requested-with".split())
# What a server in front of the application may say by a header of its own, and take from those that clients send.
_OF_FRONT = frozenset(
    (
        "forwarded real client remote original ssl tls cert verified email groups appengine cloudscheduler goog amzn "
        "amz azure ms cf envoy"
    ).split()
)
_TURNING = frozenset("int bool str float".split())
# Who sends the right one of these is known.
_PROVING = frozenset(
    (
        "token key apikey secret signature sig hmac hash auth authorization authenticated jwt bearer credentials code "
        "session sessionid sid ticket signed login logged"
    ).split()
)
# What a session keeps of a visit, whoever calls.
_OF_VISITS = frozenset(
    (
        "cart basket lang language locale theme timezone currency country region city next redirect url referrer "
        "captcha csrf nonce flash flashes step steps page pages visited visits views count counter sort filter search "
        "history"
    ).split()
)
_MAY_PROVE = _PROVING | PASSWORDS


def is_chosen(test: ast.expr, values: Mapping[str, ast.expr]) -> bool:
    """``request.args.get("preview")``, ``"x" in request.form``: is it the caller who picks how a test comes out?

    Of what may say who calls that is left open.
    """
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return is_chosen(operand, values)
        case ast.BoolOp(op=operator, values=parts):
            return (any if isinstance(operator, ast.Or) else all)(is_chosen(each, values) for each in parts)
        case ast.Compare(left=ast.Constant() as key, ops=[ast.In() | ast.NotIn()], comparators=[right]):
            return _is_header_of_client(right, key) or (
                _is_sent(right, values) and _MAY_PROVE.isdisjoint(words_in(test))
            )
        case ast.Compare(left=left, comparators=[right]):
            fixed = isinstance(right, ast.Constant | ast.Tuple | ast.List | ast.Set)
            of_client = isinstance(left, ast.Attribute) and _is_of_client(left)
            return (fixed or of_client) and _is_sent(left, values) and _MAY_PROVE.isdisjoint(words_in(right))
    return _is_sent(test, values)


def _is_sent(node: ast.expr, values: Mapping[str, ast.expr], hops: int = 0) -> bool:
    """Is a value what the request brings, and nothing by which somebody may be known?"""
    if hops > 4 or not _MAY_PROVE.isdisjoint(words_in(node)):
        return False
    match node:
        case ast.Name(id=name) if name in values:
            return _is_sent(values[name], values, hops + 1)
        case ast.Attribute():
            return plain(node) in SENT or _is_of_client(node)
        case ast.Subscript(value=on, slice=key):
            return _is_header_of_client(on, key) or _is_sent(on, values, hops + 1)
        case ast.Call(func=ast.Attribute(value=on, attr="get"), args=[key, *_]) if _is_header_of_client(on, key):
            return True
        case ast.Call(func=ast.Attribute(value=on, attr=name)):
            return dotted(node.func) == "request.get_json" or (name in _READING and _is_sent(on, values, hops + 1))
        case ast.Call(func=ast.Name(id=name), args=[first]) if name in _TURNING:
            return _is_sent(first, values, hops + 1)
    return False


def _is_of_client(node: ast.Attribute) -> bool:
    """``request.is_json``, ``request.user_agent.browser``"""
    root, _, rest = plain(node).partition(".")
    return root == "request" and rest.partition(".")[0] in _OF_CLIENT


def _is_header_of_client(on: ast.expr, key: ast.expr) -> bool:
    """``request.headers.get("User-Agent")``, ``request.headers["X-Internal"]``: a header that anybody may write?"""
    name = text_of(key)
    if not name or plain(on) != "request.headers":
        return False
    is_own = name[:2] in ("X-", "x-") and (_OF_FRONT | LOOSE).isdisjoint(words(name))
    return is_own or name.lower() in _HEADERS_OF_CLIENT


def is_claim(node: ast.AST) -> bool:
    """``request.args.get("admin")``, ``request.cookies["user"]``: what anybody may say of himself?"""
    on, key = _read(node)
    if not isinstance(on, ast.Attribute) or on.attr not in _PARTS or plain(on) not in SENT:
        return False
    return key is not None and _PROVING.isdisjoint(words_in(key))


def is_of_visit(node: ast.AST) -> bool:
    """``session.get("cart")``, ``"lang" in session``: what a session keeps of strangers as well?"""
    if not isinstance(node, ast.Subscript | ast.Call | ast.Compare):
        return False
    on, key = _read(node)
    if on is None or key is None or not isinstance(on, ast.Name | ast.Attribute) or plain(on) != "session":
        return False
    said = set(words_in(key))
    return bool(said & _OF_VISITS) and not said & (LOOSE | IN_SESSION)


def _read(node: ast.AST) -> tuple[ast.expr | None, ast.Constant | None]:
    """What a fixed key is read from or looked for in, and the key."""
    if isinstance(node, ast.Subscript):
        on, key = node.value, node.slice
    elif isinstance(node, ast.Call):
        if not node.args or not isinstance(node.func, ast.Attribute) or node.func.attr not in ("get", "pop"):
            return None, None
        on, key = node.func.value, node.args[0]
    elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
        on, key = node.comparators[0], node.left
    else:
        return None, None
    return (on, key) if isinstance(key, ast.Constant) else (None, None)
