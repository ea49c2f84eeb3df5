"""The words that tell guards, identities and refusals; ``--guard`` and ``--not-guard`` extend the names of guards.

Guards of the extensions, by the last part of their names:
https://flask-login.readthedocs.io, https://flask-security-too.readthedocs.io, https://flask-jwt-extended.readthedocs.io,
https://flask-httpauth.readthedocs.io, https://flask-principal.readthedocs.io, https://apiflask.com/authentication/
"""

from __future__ import annotations

from .._kit import regex as re
from .._kit.compiled import compiled
from .._kit.light import Collection
from .._kit.names import words

GUARDS = frozenset(
    (
        "login_required fresh_login_required auth_required auth_token_required http_auth_required roles_required "
        "roles_accepted permissions_required permissions_accepted jwt_required fresh_jwt_required "
        "jwt_refresh_token_required verify_jwt_in_request require_oauth require_login requires_login requires_auth "
        "require_auth authenticated authentication_required token_required admin_required requires_admin "
        "permission_required permissions_required role_required requires_permission has_access protect "
        "protected has_access_api require_permission require_role require_token require_api_key api_key_required "
        "oidc_auth require_appkey login_req check_auth authenticate basic_auth_required auth_basic_required "
        "token_auth superuser_required staff_required require_admin secured has_one_of_roles has_role has_any_role "
        "has_roles contains_role requires_roles roles_allowed has_permission has_permissions has_scope has_scopes"
    ).split()
)
# A name of this shape says that it lets nobody in whom it does not know: `project_admin_required`.
_GUARD_SHAPE = (
    r"(?:^|_)(?:login|auth|authn|authz|authentication|authorization|token|jwt|admin|user|role|roles|perm|permission|"
    r"permissions|api_?key|access|session|signed_?in|logged_?in|member|owner|staff|superuser|scope|scopes|oauth|identity)"
    r"(?:_\w+)?_(?:required|needed)$"
    r"|^(?:require|requires|required|ensure|check|needs|must_be|must_have|verify|validate|enforce|protected?)_(?:\w+_)?"
    r"(?:login|auth|authn|authz|authentication|authorization|token|jwt|admin|user|role|roles|perm|permission|"
    r"permissions|api_?key|access|session|signed_?in|logged_?in|member|owner|staff|superuser|scope|scopes|oauth|"
    r"authenticated|authorized|identity)(?:_\w+)?$"
)
# What sounds like a guard and is none: it admits strangers, or guards against something else.
LOOK_ALIKES = frozenset(
    (
        "anonymous optional unactivated unauthenticated logout guest guests csrf limit limiter ratelimit rate cache "
        "cached exempt talisman https ssl schema json form public cors unconfirmed"
    ).split()
)

_ADMITS_STRANGERS = r"(?<!if_)(?:no|not|without)_(?:auth|login|logged|user|session|token)"

# Whom Flask-HTTPAuth asks who calls: `@auth.verify_token`
VERIFIERS = ("verify_password", "verify_token")

# What something is required of by name: `@oauth.required`.
_REQUIRED = frozenset("permission permissions auth oauth login jwt".split())

# Who the caller is, as code asks it. STRICT words say so by themselves, LOOSE ones only inside a guard.
STRICT = frozenset(
    (
        "session authenticated authenticate authorized authorised authorize authorization authentication auth jwt "
        "logged loggedin identity principal permission permissions admin superuser login signed bearer acl "
        "authn authz oauth authed credentials"
    ).split()
)
LOOSE = STRICT | frozenset(
    "user username userid uid token key apikey role roles scope scopes access account secret signature member".split()
)
# Objects that stand for the caller: Flask-Login's, Flask-JWT's, Coaster's.
CALLERS = ("current_user", "current_identity", "current_auth")
# They stand for an anonymous user where nobody is logged in, and are never empty.
# https://flask-login.readthedocs.io/en/latest/#anonymous-users; Flask-Security's is the same object
ANONYMOUS_USERS = frozenset(
    ["flask_login.current_user", "flask_login.utils.current_user", "flask_security.current_user"]
)
ANONYMOUS = frozenset("anonymous guest unauthenticated unauthorized expired".split())
# A test on these refuses for another reason than who is asking.
OTHER_REASONS = frozenset(
    (
        "csrf remote addr ip secure https ssl scheme maintenance rate limit ratelimit method content mimetype json "
        "form referrer referer origin host agent length enabled disabled feature captcha recaptcha xhr"
    ).split()
)
REFUSING = frozenset(
    (
        "unauthorized unauthorised forbidden unauthenticated denied deny authenticate authentication authorization "
        "auth login signin logout permission noauthorization credentials autherror invalidtoken jwt"
    ).split()
)
# Places a stranger is sent to.
_LOGIN_PLACE = r"(?i)log_?-?[io]n|log_?-?out|sign_?-?in|auth|oauth|sso|goodbye"
# The same where its body cannot be read, and what it answers is lost
STOPPING_UNSEEN = frozenset("check_logged_in require_logged_in ensure_logged_in assert_logged_in".split())
# The one call that answers who is asking, or stops the request.
STOPPING = frozenset(
    (
        "verify_jwt_in_request verify_fresh_jwt_in_request verify_jwt_refresh_token_in_request jwt_required "
        "require_login check_authorization ensure_authenticated require_auth require_user require_admin"
    ).split()
)
# Who calls these lets a stranger in by his credentials: a login, not a guard.
SIGNING_IN = frozenset(
    "login_user create_access_token create_refresh_token set_access_cookies login_fresh remember forget_session".split()
)
# What a login puts into the session.
IN_SESSION = frozenset("user username userid uid account member logged loggedin email admin auth".split())
# Who is given these makes users for others.
RIGHTS = frozenset("role roles admin superuser staff permission permissions scope scopes group groups rights".split())
PASSWORDS = frozenset("password passwd pwd pass passphrase otp".split())

# `user_manager` keeps users, and is none.
KEEPERS = frozenset(
    "manager service services store repository repo factory database db model models schema backend registry".split()
)

# Routes by which strangers become known. What such a view refuses are bad credentials.
_SIGN_IN = frozenset(
    (
        "login logout signin signout signup register registration forgot forgotten recover recovery confirm "
        "confirmation activate activation callback oauth oauth2 openid sso saml oidc ldap cas authorize authorized "
        "auth authenticate reauth reauthenticate idp acs invite invitation invitations verification unconfirmed"
    ).split()
)
# What stands beside `reset` in the name of what gives a stranger a new password: `reset_request`, not `reset_filter`
_OF_RESET = frozenset(
    "reset request requests token link code email mail account confirm confirmation forgot send form view page api "
    "get post do new init start with by via done complete submit resource handle handler instructions verify "
    "validation".split()
)
_LOST = PASSWORDS | frozenset("pw credentials factor mfa totp".split())
# Whom a stranger signs in with: `/auth/github`.
PROVIDERS = frozenset(
    (
        "apple auth0 azure bitbucket cas cognito discord facebook github gitlab google keycloak ldap linkedin "
        "microsoft okta openid ping provider providers saml2 slack twitter"
    ).split()
)
_PAIRS = frozenset((verb, how) for verb in ("log", "sign") for how in ("in", "out", "on", "up", "off"))
# Routes that show nothing of anybody: whether the server lives, files, and the documentation.
_PLAIN = frozenset(
    (
        "health healthz healthcheck heartbeat lbheartbeat ping ready readyz readiness live livez liveness alive gtg "
        "good static assets asset favicon robots manifest sitemap components "
        "docs doc swagger openapi redoc apidocs jwks goodbye"
    ).split()
)
_PLAIN_FILES = (".js", ".css", ".ico", ".txt", ".html", ".svg", ".png", ".map", ".webmanifest")
# Folders of files, where the rule takes a path below them.
_PLAIN_FOLDERS = frozenset("js css img images fonts scripts styles modules media dist".split())
_CHANGING = frozenset(("DELETE", "PATCH", "PUT"))
# A variable by which nobody's thing is picked.
_KNOWN_TO_STRANGERS = r"token|provider|name|backend|code|key|slug|org|client|service|method|idp|path|hash"
# At the top of the site these tell about the server, elsewhere about an order or a user.
_OF_THE_SERVER = frozenset("status version".split())
# What stands beside these in a name: `/api_version`, not `/change_status`
_TELLING_OF_SERVERS = frozenset(
    "api app application backend server service system site build db database get show check current info json "
    "txt html page v1 v2 internal number".split()
)


def is_guard_name(name: str) -> bool:
    """Does the name of a decorator or hook say that it admits known callers only?"""
    on, _, end = name.rpartition(".")
    last = snake(end)
    if last in ("require", "required", "requires") and not _REQUIRED.isdisjoint(words(on)):
        return True  # Flask-Principal's `@editor_permission.require(403)`, `@oauth.required()`
    if LOOK_ALIKES.intersection(words(last)) or admits_strangers(last):
        return False
    if words(last)[:1] == ["require"] and not _REQUIRED.isdisjoint(words(on)[-1:]):
        return True  # `@auth.require_custom`
    return last in GUARDS or compiled(_GUARD_SHAPE).search(last) is not None


def admits_strangers(name: str) -> bool:
    """``no_auth_info``: does a name in small letters say that nobody has to be known?"""
    return compiled(_ADMITS_STRANGERS).search(name) is not None


def says_optional(name: str) -> bool:
    """``oauth.optional``, ``jwt_optional``: does a decorator say that it lets strangers in as well?"""
    return "optional" in words(name.rpartition(".")[2])


def names_caller(name: str, told_by: frozenset[str]) -> bool:
    """Does a name hold one of the words that tell who calls, and is no keeper of such?"""
    said = words(name)
    return not told_by.isdisjoint(said) and (KEEPERS.isdisjoint(said[-1:]) or not STRICT.isdisjoint(said))


def is_login_place(text: str) -> bool:
    """Does a redirect's target say login?"""
    return re.search(_LOGIN_PLACE, text) is not None


def is_sign_in(*names: str) -> bool:
    """Does one of the names of a route (rule, function, class) say that strangers become known there?"""
    return any(
        _SIGN_IN.intersection(words(name)) or _two_words(name) or _is_sent_by_mail(name) or _resets_password(name)
        for name in names
    )


def is_usually_public(rule: str, symbol: str, methods: Collection[str], credentials: str = "") -> bool:
    """Does the rule or the name of a view say that strangers are meant to reach it?

    Only the end of the rule says so, `/admin/login` but not `/auth/users`; what changes or deletes never does,
    nor what stands below one thing of many: `/orders/<int:number>/confirm`. Where the view itself has a name and a
    password checked it is a login under any name, and where it is given them, `/register/customer` is one too.
    """
    end = _end_of(rule)
    if _CHANGING.intersection(methods) or end is None:
        return False
    by_password = credentials == "checked" or (credentials == "given" and is_sign_in(rule))
    if by_password and "<" not in rule and RIGHTS.isdisjoint((*words(rule), *words(symbol))):
        return True
    by_provider = PROVIDERS.intersection(words(end)) and is_sign_in(rule)
    if (
        by_provider
        or is_sign_in(end, symbol)
        or "token>" in rule
        or (rule.endswith(_PLAIN_FILES) and rule.count("/") < 2)
    ):
        return True
    said = {*words(end), *words(symbol)}
    if said & _PLAIN or ("<path:" in rule and said & _PLAIN_FOLDERS):
        return True
    named = set(words(end)) or set(words(symbol))
    of_server = bool(said & _OF_THE_SERVER) and named <= _OF_THE_SERVER | _TELLING_OF_SERVERS
    return of_server and "<" not in rule and rule.strip("/").count("/") == 0


def _end_of(rule: str) -> str | None:
    """The last fixed part of a rule; ``None`` below a variable that picks one thing of many."""
    parts = rule.split("/")
    fixed = [number for number, part in enumerate(parts) if part and "<" not in part]
    last = fixed[-1] if fixed else 0
    if any("<" in part and not re.search(_KNOWN_TO_STRANGERS, part) for part in parts[:last]):
        return None
    return parts[last]


def _is_sent_by_mail(rule: str) -> bool:
    """``/verify/<token>``"""
    return "token>" in rule and "verify" in words(rule)


def _resets_password(name: str) -> bool:
    """``/reset/<token>``, ``reset_user_password``; ``/reset-filter`` resets something else."""
    for part in name.split("/") if "reset" in name.lower() else ():
        said = set(words(part))
        if "reset" in said and (said & _LOST or said <= _OF_RESET):
            return True
    return False


def _two_words(name: str) -> bool:
    """``log_in``, ``SignUp``, ``sign-out``."""
    said = words(name)
    return any((first, second) in _PAIRS for first, second in zip(said, said[1:], strict=False))  # noqa: RUF007


def snake(name: str) -> str:
    """``LoginRequired`` as ``login_required``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
