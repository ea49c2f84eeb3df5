"""How a view knows a caller without a login: a secret both share, a signature, a token that only a key opens."""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.light import Iterator, Mapping, Sequence
from .._kit.names import words
from .._kit.nodes import walk
from .._kit.truth import dotted, last_name, text_of
from .words import OTHER_REASONS

# https://pyjwt.readthedocs.io/en/stable/api.html#exceptions, https://itsdangerous.palletsprojects.com/en/stable/exceptions/
_JWT_ERRORS = frozenset(["jwt.InvalidTokenError", "jwt.InvalidSignatureError", "jwt.PyJWTError"])
# https://docs.stripe.com/webhooks/signature, https://razorpay.com/docs/webhooks/validate-test/,
# https://docs.svix.com/receiving/verifying-payloads/how
_SIGNATURE_ERRORS = frozenset(
    (
        "BadData BadSignature BadTimeSignature SignatureExpired BadHeader BadPayload "
        "SignatureVerificationError WebhookVerificationError"
    ).split()
)
# How the names of secrets end, and where settings stand
_SECRETS = (["secret"], ["token"], ["password"])
_SETTINGS = frozenset("config configuration settings conf environ getenv env".split())
# https://itsdangerous.palletsprojects.com/en/stable/serializer/, https://pyjwt.readthedocs.io/en/stable/api.html
_OPENING = frozenset("loads load unsign decode validate".split())
_KEYS = (["api", "key"], ["access", "key"], ["auth", "key"], ["secret", "key"])
# A header of such a name says where from and how it is asked, for which answer, or whose word it is.
_OF_CLIENTS = OTHER_REASONS | frozenset(
    (
        "forwarded real client version format locale language requested with event action kind type "
        "user role roles email name tenant group groups"
    ).split()
)
_REQUESTS = frozenset("request flask_request http_request current_request req".split())
_NOT_OPENING = frozenset("dumps dump sign encode loads_unsafe load_unsafe get_unverified_header".split())


def shares_secret(node: ast.Compare, values: Mapping[str, ast.expr]) -> bool:
    """``request.headers.get("X-Hook") != HOOK_SECRET``: what the caller sends and only a known one can know.

    ``values`` tell what names of the view stand for.
    """
    sides = [node.left, *node.comparators]
    if any(_is_secret_of_one(side) for side in sides):
        return len(sides) == 2 and not any(isinstance(side, ast.Constant) for side in sides)
    secret = [side for side in sides if any(_is_secret_setting(part) for part in walk(side))]
    sent = [side for side in sides if side not in secret and _may_be_sent(side)]
    if bool(secret and sent) or _is_secret_that_is_sent(sides, values):
        return True
    return brings_setting(node, values) and any(_says_secret(_setting(part)) for each in sides for part in walk(each))


def brings_setting(node: ast.expr, values: Mapping[str, ast.expr]) -> bool:
    """``request.headers.get("X-Internal") != settings.INTERNAL``: a header of the project's own against a setting."""
    if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.Eq | ast.NotEq) or len(node.ops) > 1:
        return False
    sides = [
        values.get(side.id, side) if isinstance(side, ast.Name) else side for side in (node.left, *node.comparators)
    ]
    return any(
        _is_own_header(sent) and not _is_of_request(meant) and any(_setting(part) for part in walk(meant))
        for sent, meant in (sides, sides[::-1])
    )


def _is_own_header(node: ast.expr) -> bool:
    """``request.headers.get("X-Internal", "")``; what clients and servers in front say by a header is none."""
    match node:
        case ast.Subscript(value=on, slice=key) | ast.Call(func=ast.Attribute(value=on, attr="get"), args=[key, *_]):
            said = words(text_of(key) or "")
            return dotted(on).endswith("request.headers") and said[:1] == ["x"] and _OF_CLIENTS.isdisjoint(said)
    return False


def _setting(node: ast.AST) -> str:
    """The name of a setting: of ``app.config["CRON"]``, ``settings.CRON``, and of ``CRON_KEY``; else empty."""
    if not isinstance(node, ast.Attribute | ast.Name):
        return _key_in_settings(node)
    name = last_name(node)
    read = isinstance(node, ast.Attribute) and not _SETTINGS.isdisjoint(dotted(node.value).lower().split("."))
    return name if read or (name.isupper() and _says_secret(name)) else ""


def _says_secret(name: str) -> bool:
    """``CRON_KEY``, ``API_TOKEN``; a public key is none."""
    said = words(name)
    return said[-1:] in (["key"], *_SECRETS) and "public" not in said and "csrf" not in said


def _is_secret_that_is_sent(sides: Sequence[ast.expr], values: Mapping[str, ast.expr]) -> bool:
    """``app.config["API_KEY"] != request.args.get("key")``: what the client sends against a secret of the settings."""
    if len(sides) != 2:
        return False
    meant = [values.get(side.id, side) if isinstance(side, ast.Name) else side for side in sides]
    return any(
        _is_read_secret(secret) and not _is_read_secret(sent) and _is_of_request(sent)
        for secret, sent in (meant, meant[::-1])
    )


def _is_read_secret(node: ast.expr) -> bool:
    """``config["api_key"]``, ``os.environ.get("HOOK_TOKEN")``: what the settings have under such a name."""
    read = words(_key_in_settings(node))
    return _names_secret(read) or read[-1:] == ["apikey"] or read[-2:] in _KEYS


def _key_in_settings(node: ast.AST) -> str:
    """``api_key`` of ``config["hooks"]["api_key"]`` and of ``config.get("api_key")``; empty for what else is read."""
    if isinstance(node, ast.Subscript):
        on, key = node.value, node.slice
    elif isinstance(node, ast.Call) and len(node.args) == 1:
        on, key = node.func, node.args[0]
    else:
        return ""
    while isinstance(on, ast.Subscript):
        on = on.value
    return "" if _SETTINGS.isdisjoint(dotted(on).lower().split(".")) else text_of(key) or ""


def _names_secret(said: Sequence[str]) -> bool:
    return list(said[-1:]) in _SECRETS and "csrf" not in said


def _is_of_request(node: ast.expr) -> bool:
    """``request.form["key"]``, ``value_of(request, "key")``; a helper may be handed it as ``flask_request``."""
    return any(isinstance(part, ast.Name | ast.Attribute) and last_name(part) in _REQUESTS for part in walk(node))


def decodes_jwt(body: Sequence[ast.stmt]) -> bool:
    """``jwt.decode(sent, key=KEY)``: fails for whoever does not know the key."""
    return any(
        dotted(call.func) == "jwt.decode" and len(call.args) + len(call.keywords) > 1 and not _is_unverified(call)
        for call in _calls_in(body)
    )


def may_open_token(body: Sequence[ast.stmt]) -> bool:
    """May something in it open a token with a key? Making one does not, nor does reading it without its key."""
    calls = list(_calls_in(body))
    opens = any(last_name(call.func) in _OPENING and not _is_unverified(call) for call in calls)
    return opens or not any(last_name(call.func) in _NOT_OPENING or _is_unverified(call) for call in calls)


def before_opening(body: Sequence[ast.stmt]) -> Sequence[ast.stmt]:
    """What is done in it before a token is opened."""
    places = (n for n, each in enumerate(body) if any(last_name(call.func) in _OPENING for call in _calls_in([each])))
    return body[: next(places, 0)]


def _calls_in(body: Sequence[ast.stmt]) -> Iterator[ast.Call]:
    return (node for statement in body for node in walk(statement) if isinstance(node, ast.Call))


def _is_unverified(call: ast.Call) -> bool:
    """``jwt.decode(sent, options={"verify_signature": False})``, ``jwt.decode(sent, verify=False)``"""
    options = [each.value for each in call.keywords if each.arg == "options" and isinstance(each.value, ast.Dict)]
    listed = [
        pair for each in options for pair in zip(map(text_of, filter(None, each.keys)), each.values, strict=False)
    ]
    given = [*listed, *((each.arg, each.value) for each in call.keywords)]
    return any(
        name in ("verify", "verify_signature") and isinstance(value, ast.Constant) and value.value is False
        for name, value in given
    )


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
    """``HOOK_SECRET``, ``config.API_TOKEN``, ``app.config["API_TOKEN"]``: a setting whose name ends so."""
    name = last_name(node) if isinstance(node, ast.Name | ast.Attribute) else _key_in_settings(node)
    return name.isupper() and _names_secret(words(name))


def _may_be_sent(node: ast.expr) -> bool:
    """``request.headers.get("X-Hook")``, ``sent_token``: what a call gives, or has the name of such a thing."""
    if isinstance(node, ast.Name):
        return not node.id.isupper() and words(node.id)[-1:] in _SECRETS
    on_request = isinstance(node, ast.Subscript) and dotted(node.value).startswith("request.")
    return on_request or any(isinstance(part, ast.Call) for part in walk(node))
