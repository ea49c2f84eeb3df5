"""How a view knows a caller without a login: a secret both share, a signature, a token that only a key opens."""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.light import Sequence
from .._kit.names import words
from .._kit.nodes import walk
from .._kit.truth import dotted, last_name

# https://pyjwt.readthedocs.io/en/stable/api.html#exceptions, https://itsdangerous.palletsprojects.com/en/stable/exceptions/
_JWT_ERRORS = frozenset(["jwt.InvalidTokenError", "jwt.InvalidSignatureError", "jwt.PyJWTError"])
_SIGNATURE_ERRORS = frozenset("BadData BadSignature BadTimeSignature SignatureExpired BadHeader BadPayload".split())


def shares_secret(node: ast.Compare) -> bool:
    """``request.headers.get("X-Hook") != HOOK_SECRET``: what the caller sends and only a known one can know."""
    sides = [node.left, *node.comparators]
    if any(_is_secret_of_one(side) for side in sides):
        return len(sides) == 2 and not any(isinstance(side, ast.Constant) for side in sides)
    secret = [side for side in sides if any(_is_secret_setting(part) for part in walk(side))]
    sent = [side for side in sides if side not in secret and any(isinstance(part, ast.Call) for part in walk(side))]
    return bool(secret and sent)


def decodes_jwt(body: Sequence[ast.stmt]) -> bool:
    """``jwt.decode(sent, key=KEY)``: fails for whoever does not know the key."""
    calls = (node for statement in body for node in walk(statement) if isinstance(node, ast.Call))
    return any(dotted(call.func) == "jwt.decode" and len(call.args) + len(call.keywords) > 1 for call in calls)


def is_of_token(handler: ast.ExceptHandler) -> bool:
    """``except jwt.InvalidTokenError``, ``except BadSignature``: of a token that no key opens."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind and (dotted(kind) in _JWT_ERRORS or last_name(kind) in _SIGNATURE_ERRORS) for kind in kinds)


def verifies_sender(call: ast.Call) -> bool:
    """``verify_signature(request)``, ``verify_incoming_request(form)``, ``hmac.compare_digest(expected, sent)``."""
    said = words(last_name(call.func))
    if said == ["compare", "digest"]:
        return True
    if not {"verify", "validate", "check", "valid"} & set(said):
        return False
    return bool({"signature", "hmac"} & set(said)) or (said[0] == "verify" and said[-1] in ("request", "webhook"))


def _is_secret_of_one(node: ast.expr) -> bool:
    """``project.webhook_secret``: what one thing shares with those who may send for it."""
    return isinstance(node, ast.Attribute) and len(words(node.attr)) > 1 and words(node.attr)[-1] == "secret"


def _is_secret_setting(node: ast.AST) -> bool:
    """``HOOK_SECRET``, ``config.API_TOKEN``: a constant whose name ends so."""
    if not isinstance(node, ast.Name | ast.Attribute):
        return False
    return last_name(node).isupper() and words(last_name(node))[-1:] in (["secret"], ["token"], ["password"])
