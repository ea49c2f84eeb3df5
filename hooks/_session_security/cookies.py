"""Cookies that scripts, plain HTTP or other sites can reach, and CSRF protection that is switched off."""

from __future__ import annotations

from .._kit import git
from .._kit import syntax as ast
from .._kit.app_settings import AppSetting, app_settings, inherited_from_developers, production_overrides
from .._kit.config_classes import Setting
from .._kit.finding import Finding
from .._kit.flask_app import is_of_other_framework, named_arguments
from .._kit.light import Iterator
from .._kit.names import Names, words
from .._kit.nodes import walk
from .._kit.scope import value_of
from .._kit.source import Source
from .._kit.truth import last_name, text_of
from .rules import COOKIE_FLAG, COOKIE_SET, CSRF_OFF

# Sources: https://flask.palletsprojects.com/en/stable/config/#SESSION_COOKIE_SECURE
# https://flask-login.readthedocs.io/en/latest/#cookie-settings
# https://flask-jwt-extended.readthedocs.io/en/stable/options.html#cross-site-request-forgery-options
# https://flask-wtf.readthedocs.io/en/1.2.x/config/
SECURE = ("SESSION_COOKIE_SECURE", "REMEMBER_COOKIE_SECURE", "JWT_COOKIE_SECURE")
HTTPONLY = ("SESSION_COOKIE_HTTPONLY", "REMEMBER_COOKIE_HTTPONLY")
SAMESITE = ("SESSION_COOKIE_SAMESITE", "REMEMBER_COOKIE_SAMESITE", "JWT_COOKIE_SAMESITE")
CSRF = ("WTF_CSRF_ENABLED", "WTF_CSRF_CHECK_DEFAULT", "JWT_COOKIE_CSRF_PROTECT")
KEYS = (*SECURE, *HTTPONLY, *SAMESITE, *CSRF)

# Positions in Response.set_cookie(key, value, max_age, expires, path, domain, secure, httponly, samesite)
_POSITIONS = ("key", "value", "max_age", "expires", "path", "domain", "secure", "httponly", "samesite")
_FLAGS = {"secure": "secure=True", "httponly": "httponly=True", "samesite": 'samesite="Lax"'}
# Objects that hold the cookies of a client, no response of this application.
_CLIENT_WORDS = frozenset("client jar cookiejar cookies driver browser session".split())

MANUAL_PROTECT = r"csrf[A-Za-z_]*\.protect\(\)|SECURITY_CSRF_PROTECT"


def findings(source: Source, names: Names) -> Iterator[Finding]:
    """Every flag of this file that production would go without."""
    for item in app_settings(source, frozenset(KEYS).__contains__, names):
        if _is_off(item.key, item.value) and not _production_overrides(item, names):
            yield from _flag_finding(source, item)
    for item in inherited_from_developers(source, KEYS, names):
        if _is_off(item.key, item.value):
            yield from _flag_finding(source, item)
    for call in [] if is_of_other_framework(source) else source.walk(ast.Call):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "set_cookie":
            yield from _set_cookie_findings(source, call)


def _is_off(key: str, value: ast.expr) -> bool:
    """Is it a literal ``False``, or ``"None"`` for SameSite? What a variable decides is the operator's choice."""
    if key in SAMESITE:
        return (text_of(value) or "").lower() == "none"
    return isinstance(value, ast.Constant) and value.value is not None and value.value in (False, 0)


def _production_overrides(item: AppSetting, names: Names) -> bool:
    def is_bad(found: Setting) -> bool:
        return _is_off(item.key, found.value)

    return item.owner is not None and production_overrides(item.owner, item.key, names, is_bad)


def _flag_finding(source: Source, item: AppSetting) -> Iterator[Finding]:
    written = f"{item.shown} = {ast.unparse(item.value)}"
    if item.key in CSRF:
        if not _is_protected_otherwise(source, item.key):
            yield CSRF_OFF.at(source, item.node, what=written, effect=_CSRF_EFFECTS[item.key])
    elif _is_switched_on_later(item.key):
        return
    elif item.key in SECURE:
        remedy = f"set {item.key} = True"
        yield COOKIE_FLAG.at(source, item.node, what=written, effect="sends the cookie over plain HTTP", remedy=remedy)
    elif item.key in HTTPONLY:
        remedy = f"set {item.key} = True"
        yield COOKIE_FLAG.at(source, item.node, what=written, effect="lets scripts read the cookie", remedy=remedy)
    else:
        effect, remedy = "sends the cookie with requests of every site", f'set {item.key} = "Lax"'
        yield COOKIE_FLAG.at(source, item.node, what=written, effect=effect, remedy=remedy)


_CSRF_EFFECTS = {
    "WTF_CSRF_ENABLED": "lets every site post forms in a user's name",
    "WTF_CSRF_CHECK_DEFAULT": "checks no request by itself, and nothing calls csrf.protect()",
    "JWT_COOKIE_CSRF_PROTECT": "lets every site send requests with a user's token cookie",
}


def _is_protected_otherwise(source: Source, key: str) -> bool:
    """Is the check made by hand, or is there no cookie that another site could make use of?"""
    if key == "WTF_CSRF_CHECK_DEFAULT":  # Flask-Security checks by itself, and asks for this setting
        own = (b".protect()", b"SECURITY_CSRF")
        return any(word in source.data for word in own) or bool(git.files_with(MANUAL_PROTECT, "*.py"))
    if key == "JWT_COOKIE_CSRF_PROTECT":
        cookies = r"JWT_TOKEN_LOCATION.*cookies"
        return b'"cookies"' not in source.data and b"'cookies'" not in source.data and not git.files_with(cookies)
    return False


def _is_switched_on_later(key: str) -> bool:
    """Does a start of the application set the flag after all, as in ``if https: app.config[key] = True``?"""
    return bool(git.files_with(rf"\[['\"]{key}['\"]\] *= *True", "*.py", text=key))


def _set_cookie_findings(source: Source, call: ast.Call) -> Iterator[Finding]:
    options = _options(source, call)
    if options is None or "key" not in options or _is_client(call.func) or _is_deletion(options):
        return
    wanted = [flag for flag in _FLAGS if not (flag == "httponly" and _is_csrf_cookie(source, options["key"]))]
    missing = [_FLAGS[flag] for flag in wanted if not _is_safe(flag, options.get(flag))]
    if missing:
        own = source.once(_set_by_own_response)
        missing = [flag for flag in missing if flag.partition("=")[0] not in own]
    if missing:
        yield COOKIE_SET.at(source, call, missing=", ".join(missing), it="it" if len(missing) == 1 else "them")


def _set_by_own_response(asking: Source) -> frozenset[str]:
    """The flags that a Response class of the repository sets in its own ``set_cookie``; one answer for a file."""
    found: set[str] = set()
    for path in git.files_with(r"def set_cookie\(self", "*.py", text="def set_cookie") or ():
        source = asking if path == asking.path else Source(path)
        for method in source.walk(ast.FunctionDef):
            owner = next(iter(source.ancestors(method)), None)
            is_response = isinstance(owner, ast.ClassDef) and any(
                last_name(base).endswith("Response") for base in owner.bases
            )
            if method.name == "set_cookie" and is_response:
                found.update(_written(method))
    return frozenset(found & _FLAGS.keys())


def _written(method: ast.FunctionDef) -> Iterator[str]:
    """The options that a method sets: ``options["secure"] = ...``, ``set_cookie(secure=...)``, ``setdefault``."""
    for node in walk(method):
        match node:
            case ast.Subscript(slice=ast.Constant(value=str(key)), ctx=ast.Store()):
                yield key
            case ast.Call(func=ast.Attribute(attr="setdefault"), args=[ast.Constant(value=str(key)), _]):
                yield key
            case ast.keyword(arg=str(key)):
                yield key


def _options(source: Source, call: ast.Call) -> dict[str, ast.expr] | None:
    """The arguments by name; ``None`` where they cannot be told."""
    if any(isinstance(argument, ast.Starred) for argument in call.args) or len(call.args) > len(_POSITIONS):
        return None
    named = named_arguments(source, call)
    if named is None:
        return None
    options = dict(zip(_POSITIONS, call.args, strict=False)) | named
    if "value" not in options and "key" not in {keyword.arg for keyword in call.keywords}:
        return None  # http.cookiejar's set_cookie takes one object
    return options


def _is_client(function: ast.expr) -> bool:
    receiver = function.value if isinstance(function, ast.Attribute) else function
    return bool(_CLIENT_WORDS.intersection(words(last_name(receiver))))


def _is_deletion(options: dict[str, ast.expr]) -> bool:
    """Does the call take the cookie away: an age of 0, a date long past, or an empty value?"""
    for name in ("max_age", "expires"):
        value = options.get(name)
        if isinstance(value, ast.Constant) and (value.value == 0 or "1970" in str(value.value)):
            return True
    value = options.get("value")
    return isinstance(value, ast.Constant) and value.value in ("", b"", None)


def _is_csrf_cookie(source: Source, key: ast.expr) -> bool:
    """A token for scripts to send back has to be read by scripts; also ``name = settings.XSRF_COOKIE_NAME``."""
    value = value_of(source, key) if isinstance(key, ast.Name) else None
    named = [text_of(one) or last_name(one) for one in (key, value) if one is not None]
    return any(not {"csrf", "xsrf"}.isdisjoint(words(name)) for name in named)


def _is_safe(flag: str, value: ast.expr | None) -> bool:
    """Is the flag given and safe? What an expression decides, such as ``app.config[...]``, is taken for safe."""
    if isinstance(value, ast.Constant):
        return (text_of(value) or "").lower() in ("lax", "strict") if flag == "samesite" else bool(value.value)
    return value is not None
