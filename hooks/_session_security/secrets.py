"""Keys that sign or encrypt: constant, constant by default, or new at every start."""

from __future__ import annotations

from .._kit import regex as re
from .._kit import syntax as ast
from .._kit.app_settings import (
    AppSetting,
    app_settings,
    inherited_from_developers,
    production_overrides,
)
from .._kit.config_classes import Setting
from .._kit.finding import Finding, Place
from .._kit.flask_app import is_app, is_for_developers
from .._kit.light import Iterator, partial
from .._kit.masking import shown
from .._kit.names import Names
from .._kit.nodes import walk
from .._kit.possible_values import Possible, is_configured, possible_values
from .._kit.scope import assignments, imports, origin_of
from .._kit.source import Source
from .._kit.truth import last_name
from .rules import AT_IMPORT, CONSTANT, DEFAULT

# Configuration keys that sign or encrypt something of this application. STRIPE_SECRET_KEY is somebody else's:
# such credentials are the business of another check.
_KEY_NAME = (
    r"(?:(?:FLASK|APP|FLASK_APP)_)?SECRET_KEY(?:_HMAC\w*|_FALLBACKS?)?"
    r"|(?:\w+_)?(?:JWT|HMAC|SIGNING|FERNET|ENCRYPTION)_(?:\w+_)?(?:SECRET|SECRET_KEY|PRIVATE_KEY)S?"
    r"|(?:\w+_)?(?:JWT|HMAC|SIGNING|FERNET|ENCRYPTION)_KEYS?"
    r"|(?:\w+_)?(?:CSRF|SESSION|COOKIE|TOKEN)_(?:\w+_)?(?:SECRET|SECRET_KEY)S?"
    r"|ITS_?DANGEROUS_?(?:SECRET_?)?KEY|SIGNER_(?:SECRET_?)?KEY"
    r"|(?:\w+_)?(?:PASSWORD|DANGEROUS|SECRET|HASH)_SALT"
)
_OF_OTHERS = r"PUBLIC|STRIPE|AWS|CAPTCHA"
INHERITED_KEYS = ("SECRET_KEY", "JWT_SECRET_KEY", "WTF_CSRF_SECRET_KEY", "SECURITY_PASSWORD_SALT")

# A text with one of these is filled in by something else before it is a key.
_TEMPLATE = r"\{\{|\}\}|\$\{|^\{\w+\}$|^<[^<>]+>$|%\(\w+\)s|^\$\w+$|^@\w+@$|-----BEGIN [A-Z ]*PUBLIC KEY"
_OPENS = r"[A-Za-z]{0,2}(?:\"{3}|'{3}|[\"'])"

# Callables that take the key: the modules they come from, and the position and keyword of the key.
_KEY_TAKERS: dict[str, tuple[frozenset[str], int, tuple[str, ...]]] = {
    "encode": (frozenset(["jwt", "jose"]), 1, ("key",)),
    "decode": (frozenset(["jwt", "jose"]), 1, ("key",)),
    "Fernet": (frozenset(["cryptography"]), 0, ("key",)),
    **{
        name: (frozenset(["itsdangerous"]), 0, ("secret_key",))
        for name in (
            "Serializer URLSafeSerializer URLSafeTimedSerializer TimedSerializer TimedJSONWebSignatureSerializer "
            "JSONWebSignatureSerializer Signer TimestampSigner"
        ).split()
    },
    "new": (frozenset(["hmac"]), 0, ("key",)),
    "digest": (frozenset(["hmac"]), 0, ("key",)),
}
# Keys that a protocol prescribes: https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
_PROTOCOL_KEYS = frozenset(["WebAppData"])

_MAKERS = frozenset("urandom token_hex token_urlsafe token_bytes uuid1 uuid4 generate_key getrandbits".split())
_WRAPPERS = frozenset("str hex decode encode b64encode urlsafe_b64encode hexdigest".split())


def is_key_name(name: str) -> bool:
    """Does a configuration key of that name hold a key of this application?"""
    return re.fullmatch(_KEY_NAME, name.upper()) is not None and not re.search(_OF_OTHERS, name.upper())


def is_secret(text: str | bytes) -> bool:
    """Can it be a key as it stands, and no placeholder, name of a setting or reference to something else?"""
    plain = text.decode("latin-1") if isinstance(text, bytes) else text
    return bool(plain) and not re.search(_TEMPLATE, plain) and not is_key_name(plain) and plain not in _PROTOCOL_KEYS


def findings(source: Source, names: Names) -> Iterator[Finding]:
    """Every key of this file that production could use, each once."""
    seen: set[ast.AST] = set()
    for item in _settings(source, names):
        yield from _setting_findings(source, item, names, seen)
    for call, value in _keys_passed(source):
        if not is_for_developers(source, call, names):
            yield from _passed_findings(source, call, value, names, seen)


def _settings(source: Source, names: Names) -> Iterator[AppSetting]:
    yield from app_settings(source, is_key_name, names)
    yield from inherited_from_developers(source, INHERITED_KEYS, names)
    for target, value, statement in assignments(source):
        if isinstance(target, ast.Attribute) and target.attr == "secret_key" and _belongs_to_app(source, target):
            attribute = AppSetting("SECRET_KEY", value, statement, ast.unparse(target), source)
            yield from [] if is_for_developers(source, statement, names) else [attribute]


def _belongs_to_app(source: Source, target: ast.Attribute) -> bool:
    """``app.secret_key``; any object's in a file that imports Flask: Dash calls its app ``server``."""
    return is_app(source, target.value) or any(
        origin.partition(".")[0] == "flask" for origin in imports(source).values()
    )


def _setting_findings(source: Source, item: AppSetting, names: Names, seen: set[ast.AST]) -> Iterator[Finding]:
    if item.owner and production_overrides(item.owner, item.key, names, partial(_is_bad, names)):
        return
    for possible in possible_values(item.home, item.value, names):
        if possible.node in seen or _is_refused(item.home, item.key, possible):
            return
        where, what = source.place(item.node), item.shown
        if item.home is source:
            line, where = where.line, _text_place(source, possible.node)
            what += f" (line {line})" if line != where.line else ""
        found = list(_constant_finding(source, where, item.key, what, possible))
        if found:
            seen.add(possible.node)
            yield found[0]
            return
    if _is_made_here(item.value):
        yield AT_IMPORT.at(source, item.node, what=item.shown)


def _text_place(source: Source, literal: ast.Constant) -> Place:
    """Where the text of a literal begins, behind its quote: there the check of all secrets points, too."""
    line, col = source.place(literal)
    opened = re.match(_OPENS, "".join(source.lines[line - 1 : line])[col - 1 :])
    return Place(line, col + (opened.end() if opened else 0))


def _is_bad(names: Names, found: Setting) -> bool:
    values = possible_values(found.owner.source, found.value, names)
    return any(is_secret(each.node.value) for each in values if isinstance(each.node.value, str | bytes))


def _constant_finding(source: Source, place: Place, key: str, what: str, possible: Possible) -> Iterator[Finding]:
    secret = possible.node.value
    if not isinstance(secret, str | bytes) or not is_secret(secret):
        return
    if possible.variable is None:
        yield CONSTANT.at(source, place, what=what, secret=shown(secret), name=key)
    elif not (possible.of_config and is_configured(possible.variable)):
        yield DEFAULT.at(source, place, what=what, secret=shown(secret), name=possible.variable or key)


def _is_refused(source: Source, key: str, possible: Possible) -> bool:
    """Does the file stop when the key is missing or still the placeholder?"""
    tests = [check.test for check in source.walk(ast.Assert)]
    tests += [branch.test for branch in source.walk(ast.If) if _stops(branch.body)]
    return any(_asks_for_key(test, key, possible.node) for test in tests)


def _stops(body: list[ast.stmt]) -> bool:
    nodes = [node for statement in body for node in walk(statement)]
    return any(
        isinstance(node, ast.Raise) or (isinstance(node, ast.Call) and last_name(node.func) == "exit") for node in nodes
    )


def _asks_for_key(test: ast.expr, key: str, placeholder: ast.Constant) -> bool:
    """``not SECRET_KEY``, ``key == "changeme"``: a key that is compared with what a visitor sent is none of these."""
    if isinstance(test, ast.BoolOp):
        return any(_asks_for_key(value, key, placeholder) for value in test.values)
    if isinstance(test, ast.UnaryOp):
        return _asks_for_key(test.operand, key, placeholder)
    if isinstance(test, ast.Compare):
        sides = [test.left, *test.comparators]
        if not any(isinstance(side, ast.Constant | ast.Tuple | ast.List | ast.Set) for side in sides):
            sides = [side for side in sides if last_name(side).isupper()]
            return len(sides) == len(test.comparators) + 1 and any(last_name(side) == key for side in sides)
    told = {key, key.lower()}
    for node in walk(test):
        if isinstance(node, ast.Constant) and node is not placeholder and node.value in (key, placeholder.value):
            return True
        if isinstance(node, ast.Name | ast.Attribute) and last_name(node) in told:
            return True
    return False


def _is_made_here(value: ast.expr) -> bool:
    """``os.urandom(24)``, ``secrets.token_hex()``, ``uuid4().hex``: not stored, so new at every start."""
    if isinstance(value, ast.Attribute) and value.attr == "hex":
        value = value.value
    if not isinstance(value, ast.Call):
        return False
    name = last_name(value.func)
    if name in _MAKERS:
        return True
    if name in _WRAPPERS:
        inner = [value.func.value] if isinstance(value.func, ast.Attribute) else []
        return any(_is_made_here(part) for part in [*inner, *value.args])
    return False


def _keys_passed(source: Source) -> Iterator[tuple[ast.Call, ast.expr]]:
    """Calls of ``jwt.encode``, ``Fernet`` and their like, with the key they are given."""
    for call in source.walk(ast.Call):
        origin = origin_of(source, call.func)
        taker = _KEY_TAKERS.get(origin.rpartition(".")[2])
        if taker is None or origin.partition(".")[0] not in taker[0]:
            continue
        _, position, keywords = taker
        if len(call.args) > position and not any(isinstance(argument, ast.Starred) for argument in call.args):
            yield call, call.args[position]
        yield from ((call, keyword.value) for keyword in call.keywords if keyword.arg in keywords)


def _passed_findings(
    source: Source, call: ast.Call, value: ast.expr, names: Names, seen: set[ast.AST]
) -> Iterator[Finding]:
    """The key is reported where it stands, naming the call that uses it."""
    for possible in possible_values(source, value, names):
        if possible.node in seen:
            return
        seen.add(possible.node)
        what = f"the key of {ast.unparse(call.func)}()"
        if possible.node.lineno != call.lineno:
            what += f" (line {call.lineno})"
        key = last_name(value).upper() or "SECRET_KEY"
        yield from _constant_finding(source, _text_place(source, possible.node), key, what, possible)
