"""Is an expression a secret: by its name, its key, or where it comes from?"""

from __future__ import annotations

from itertools import chain, islice

from .._kit import regex as re
from .._kit import syntax as ast
from .._kit.flow import definitions, function_around
from .._kit.light import Enum
from .._kit.names import words
from .._kit.nodes import walk, words_in
from .._kit.scope import imports, value_of
from .._kit.settings import holds_everything
from .._kit.source import Source
from .._kit.truth import is_true, last_name, text_of
from .._kit.typed import NamedTuple
from .held import held
from .other_uses import (
    is_file_name,
    is_given_as_secret,
    is_id,
    is_name_of_variable,
    is_object,
    is_piece,
    is_place_in_mapping,
)
from .secret_names import is_description, is_link_of_account, is_qualified, is_secret, is_secret_key


class Kind(Enum):
    """What would be written down."""

    SECRET = "secret"  # a password, a token, a key  # noqa: S105
    REQUEST = "request"  # a whole request body, all headers, all cookies
    ENVIRONMENT = "environment"  # all settings or variables


class Leak(NamedTuple):
    """A secret, as the user would know it again."""

    kind: Kind
    shown: str


_REQUEST_ATTRIBUTES = {
    "json": "body",
    "form": "form",
    "values": "form",
    "data": "body",
    "headers": "headers",
    "cookies": "cookies",
    "authorization": "credentials",
    "environ": "headers",
    "__dict__": "data",
}
_REQUEST_METHODS = {"get_json": "body", "get_data": "body"}
_GETTERS = frozenset("get pop getlist getfirst setdefault header get_header getenv getattr".split())
_MAKERS = frozenset(
    ("generate gen create make new build encode issue decrypt derive random mint request obtain acquire").split()
)
_FINDERS = frozenset("get fetch read load retrieve find".split())
# What gives back a decoded token or a SAML response, https://googleapis.dev/python/google-auth/latest/reference/
# google.oauth2.id_token.html, https://github.com/SAML-Toolkits/python3-saml
_DECODERS = frozenset(
    (
        "decode decode_token get_jwt get_raw_jwt verify_id_token verify_oauth2_token verify_firebase_token "
        "get_last_response_xml"
    ).split()
)
_SETTINGS = frozenset("config configuration settings conf secrets".split())
_MASKS = frozenset(
    (
        "mask redact obfuscate censor sanitize scrub truncate shorten abbreviate hash hexdigest digest sha md "
        "fingerprint bool len int type id encrypt validate verify check"
    ).split()
)
_HIDES = frozenset("hide hidden mask masked redact redacted censor censored obfuscate".split())
_TRIMS = _MASKS | frozenset("filter clean strip remove hide drop".split())
_FORM_TOKENS = frozenset(["csrf", "xsrf"])
# A limiter or debouncer counts calls by tokens of its own.
_LIMITERS = r"(?i)rate_?limit|throttle|limiter|bucket|debounce"
# Where `token` is a piece of text or a published challenge, and no secret.
_OTHER_TOKENS = (
    rb"\b(?:tokenize|tokenizer|sqlparse|pyparsing|lexer|Lexer|lark|pygments|nltk|spacy|tiktoken|transformers|shlex)\b"
    rb"|(?:\b|_)[Aa][Cc][Mm][Ee](?:\b|_)|dns-?01|http-?01|unexpected token"
)
# What a file speaks of where a PIN lets somebody in.
_LOGINS = rb"(?i:otp|passw|login|log_in|authenticat|\bhash)"
# Where a token is an asset that everybody may see.
_LEDGER = (
    rb"\b[Ee][Rr][Cc][-_]?(?:20|721|1155|4626)\b|(?i:\bsolana\b|\bsolidity\b)|(?:\b|_)evm(?:\b|_)|E[Vv][Mm](?:Token|Address)"
    rb"|\b(?:token_(?:contract|address|decimals)|underlying_tokens?)\b"
)


def leak_in(source: Source, value: ast.expr) -> Leak | None:
    """The first secret whose value or text is in an expression; one that another line gave it comes with that line."""
    for node in held(source, value):
        if (found := _leak(source, node, value)) is None:
            continue
        kind, shown = found
        if value.lineno <= node.lineno <= (value.end_lineno or value.lineno):
            return Leak(kind, shown)
        if not (_is_filtered(source, value) or _is_cleaned(source, value) or _is_called_harmless(source, node)):
            return Leak(kind, f"{shown} (line {node.lineno})")
    return None


def _is_filtered(source: Source, value: ast.expr) -> bool:
    """``if key == "Authorization": text = "hidden"``: does a loop put something else in place of what it should not?"""
    names = (part for part in walk(value) if isinstance(part, ast.Name))
    loops = [each for each in source.ancestors(value) if isinstance(each, ast.For)]
    return bool(loops) and any(
        isinstance(behind, ast.Constant)
        and any(isinstance(part, ast.Name) and part.id == name.id for each in loops for part in walk(each.target))
        for name in names
        for behind in definitions(source, name)
    )


def _is_cleaned(source: Source, value: ast.expr) -> bool:
    """``safe.pop("Authorization")``: is the secret taken out of a mapping before it is written?"""
    names = {part.id for part in walk(value) if isinstance(part, ast.Name)}
    function = function_around(source, value)
    for each in walk(function) if function else ():
        match each:
            case (
                ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="pop"), args=[key, *_], lineno=line)
                | ast.Subscript(value=ast.Name(id=name), slice=key, ctx=ast.Del(), lineno=line)
            ) if name in names and line < value.lineno and is_secret_key(text_of(key) or ""):
                return True
    return False


def _is_called_harmless(source: Source, node: ast.expr) -> bool:
    """``token_type = request.args.get("token")``: does the name that it is given to say that it is none?"""
    statement = next((around for around in source.ancestors(node) if isinstance(around, ast.stmt)), None)
    given = [each.id for each in getattr(statement, "targets", []) if isinstance(each, ast.Name)]
    return bool(given) and all(is_description(name) for name in given)


def is_one_of_many(source: Source, value: ast.expr) -> bool:
    """Is it made of names that a loop around gives one value after the other: one field, and not the whole form?"""
    given = {part.id for part in walk(value) if isinstance(part, ast.Name)}
    loops = (each for each in source.ancestors(value) if isinstance(each, ast.For | ast.AsyncFor))
    return any(isinstance(part, ast.Name) and part.id in given for each in loops for part in walk(each.target))


def _leak(source: Source, node: ast.expr, written: ast.expr) -> tuple[Kind, str] | None:
    shown = _short(node)
    if (part := _request_part(source, node)) is not None:
        return (Kind.REQUEST, f"the request's {part} ({shown})") if not _is_trimmed(source, node, written) else None
    if holds_everything(source, node):
        return Kind.ENVIRONMENT, shown
    if _is_secret_value(source, node):
        return Kind.SECRET, shown
    return None


def _request_part(source: Source, node: ast.expr) -> str | None:
    """``request.json``, ``request.get_json()``, ``request.headers``: which part of the request is it?"""
    match node:
        case ast.Attribute(value=owner, attr="data") if words(last_name(owner))[-1:] == ["form"]:
            return "form"
        case ast.Attribute(value=owner, attr=attribute) if _is_request(source, owner):
            return _REQUEST_ATTRIBUTES.get(attribute)
        case ast.Call(func=ast.Attribute(value=owner, attr=method)) if _is_request(source, owner):
            return _REQUEST_METHODS.get(method)
        case ast.Call(func=ast.Name(id="vars"), args=[owner]) if _is_request(source, owner):
            return "data"
    return None


def _is_request(source: Source, node: ast.expr) -> bool:
    """Flask's ``request``, imported or handed over, and no request that goes out."""
    if isinstance(node, ast.Attribute):
        return node.attr == "request" and last_name(node.value) == "flask"
    if not isinstance(node, ast.Name) or node.id != "request":
        return False
    origin = imports(source).get("request", "flask")
    return origin.partition(".")[0] in ("flask", "quart", "") and not definitions(source, node)


def _is_secret_value(source: Source, node: ast.expr) -> bool:
    if _is_scheme(source, node):
        return False
    match node:
        case ast.Name(id=name):
            if not is_secret(name) or _is_other_token(source, node, name) or _is_masked(source, node):
                return False
            uses = (is_name_of_variable, is_id, is_object, is_place_in_mapping)
            return not any(use(source, node) for use in uses) and not is_file_name(source, node, name)
        case ast.Attribute(value=owner, attr=name):
            if not is_secret(name) or _is_other_token(source, node, name) or _is_constant_of(owner, name):
                return False
            return not is_object(source, node)
        case ast.Subscript(value=owner, slice=index):
            key = _key_of(owner, index)
            if key is None or _is_public(source, key):
                return False
            if not is_secret_key(key):
                return is_given_as_secret(source, node, key)
            return not is_file_name(source, node, key)
        case ast.Call():
            return _is_secret_call(source, node)
    return False


def _is_scheme(source: Source, node: ast.expr) -> bool:
    """``headers["Authorization"].split(" ")[0]``: the way of authentication, which is no secret."""
    method, call, part = islice(chain(source.ancestors(node), [None] * 3), 3)
    match method, call, part:
        case (
            ast.Attribute(attr="split" | "partition"),
            ast.Call(args=given),
            ast.Subscript(slice=ast.Constant(value=0)),
        ) if not given or text_of(given[0]) == " ":
            return not {"authorization", "auth", "header"}.isdisjoint(words_in(node))
    return False


def _key_of(owner: ast.expr | None, index: ast.expr) -> str | None:
    """What a key says: its text, or the name of the constant by which settings are asked for it."""
    text, name = text_of(index), last_name(index)
    if text is None and name.isupper() and owner is not None and not _SETTINGS.isdisjoint(words(last_name(owner))[-1:]):
        return name
    return text


def _is_secret_call(source: Source, call: ast.Call) -> bool:
    """``headers.get("Authorization")``, ``create_access_token()``, ``jwt.decode(...)``, ``secrets.token_hex()``."""
    name = last_name(call.func)
    owner = last_name(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    if name in _GETTERS:
        keys = [key for argument in call.args[:2] if (key := _key_of(getattr(call.func, "value", None), argument))]
        return bool(keys) and is_secret_key(keys[0]) and not _is_public(source, keys[0])
    if name in _DECODERS and (owner in ("jwt", "jose", "auth") or name != "decode"):
        return True
    if owner == "secrets" and name.startswith("token_"):
        return True
    if is_link_of_account(name) and (call.args or call.keywords):
        return True  # one that is made for nobody is a page
    parts = words(name)
    if any(is_true(word.value) and not _HIDES.isdisjoint(words(word.arg or "")) for word in call.keywords):
        return False  # `uri(hide_password=True)`
    if not parts or parts[0] not in _MAKERS | _FINDERS or not is_secret("_".join(parts[1:])):
        return False
    if parts[0] in _FINDERS and parts[-1] in ("token", "secret") and not is_qualified(name):
        return False  # `get_token(...)` may find a record
    return not _is_other_token(source, call, name)


def _is_other_token(source: Source, node: ast.expr, name: str) -> bool:
    """A bare ``token`` of a lexer, a language model, a certificate challenge or a form; a ledger's with any name."""
    if _is_public(source, name):
        return True
    if words(name)[-1:] != ["token"] or len(words(name)) > 2:
        return False
    if not is_qualified(name) and is_piece(source, node):
        return True
    function = function_around(source, node)
    if function and not _FORM_TOKENS.isdisjoint(words(function.name)):
        return True
    file = source.path.rpartition("/")[2]
    if not is_qualified(name) and (re.search(_LIMITERS, file) or (function and re.search(_LIMITERS, function.name))):
        return True
    return source.mentions(_OTHER_TOKENS) or re.search(_OTHER_TOKENS, source.path.encode()) is not None


def _is_public(source: Source, name: str) -> bool:
    """An asset, a bare ``pin`` in a file that knows of no login (of a board, a map or a chip), the path of a file."""
    said = words(name)
    if said[-1:] in (["url"], ["uri"], ["dsn"]):
        return "sqlite3" in imports(source)  # whose databases are files without a password
    return _is_asset(source, name) or (said == ["pin"] and not source.mentions(_LOGINS))


def _is_asset(source: Source, name: str) -> bool:
    """``underlying_token`` where the file deals in tokens of a ledger; an ``access_token`` stays a secret there."""
    said = words(name)
    return (
        "token" in said
        and not is_qualified(name)
        and not is_secret(name.replace("token", ""))
        and (source.mentions(_LEDGER) or re.search(_LEDGER, source.path.encode()) is not None)
    )


def _is_constant_of(owner: ast.expr, name: str) -> bool:
    """``AuthType.TOKEN`` is a kind, ``Config.SECRET_KEY`` is a key."""
    said = last_name(owner)
    return name.isupper() and said[:1].isupper() and _SETTINGS.isdisjoint(words(said)[-1:])


def _is_masked(source: Source, name: ast.Name) -> bool:
    """Does the name hold nothing secret here, by everything that is assigned to it?"""
    values = definitions(source, name) or [value_of(source, name)]
    return bool(values) and all(value is not None and _is_harmless(value) for value in values)


def _is_harmless(value: ast.expr) -> bool:
    """A literal, a part of it, its length, what a masking function leaves of it."""
    match value:
        case ast.Constant() | ast.Compare() | ast.UnaryOp() | ast.Subscript(slice=ast.Slice()):
            return True
        case ast.BinOp(left=left, right=right) | ast.IfExp(body=left, orelse=right):
            return _is_harmless(left) and _is_harmless(right)
        case ast.JoinedStr(values=values):
            return all(_is_harmless(part.value) for part in values if isinstance(part, ast.FormattedValue))
        case ast.Call(func=function):
            return not _MASKS.isdisjoint(words(last_name(function)))
    return False


def _is_trimmed(source: Source, node: ast.expr, written: ast.expr) -> bool:
    """Is something taken out of the name that holds the request's data, or overwritten there, before it is written?"""
    statement = next((around for around in source.ancestors(node) if isinstance(around, ast.stmt)), None)
    function = function_around(source, node)
    if not isinstance(statement, ast.Assign) or function is None:
        return False
    names = {target.id for target in statement.targets if isinstance(target, ast.Name)}
    for each in walk(function):
        if getattr(each, "lineno", written.lineno) >= written.lineno:
            continue
        match each:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="pop")) if name in names:
                return True
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Del()) if name in names:
                return True
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name), slice=index)], value=given) if (
                name in names
            ):
                if (key := text_of(index)) is None or is_secret_key(key) or text_of(given) is not None:
                    return True
            case ast.Expr(value=ast.Call(func=called, args=[ast.Name(id=name), *_])) if name in names:
                if not _TRIMS.isdisjoint(words(last_name(called))):
                    return True
    return False


def _short(node: ast.expr) -> str:
    """The expression without what a call is given, as that may be the secret itself."""
    if isinstance(node, ast.Call):
        key = text_of(node.args[0]) if node.args and last_name(node.func) in _GETTERS else None
        given = repr(key) if key else "..." if node.args or node.keywords else ""
        return f"{_short(node.func)}({given})"
    if isinstance(node, ast.Attribute):
        return f"{_short(node.value)}.{node.attr}"
    if isinstance(node, ast.Subscript):
        key = text_of(node.slice)
        return f"{_short(node.value)}[{last_name(node.slice) if key is None else repr(key)}]"
    return last_name(node) or "..."
