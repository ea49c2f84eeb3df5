"""The rules of ``session-security``."""

from __future__ import annotations

from .._kit.finding import Rule

CONSTANT = Rule(
    "secret-key-constant", '{what} is {secret}, known to every reader of the code; read it with os.environ["{name}"]'
)
DEFAULT = Rule(
    "secret-key-default", '{what} is {secret} when {name} is unset; use os.environ["{name}"], which stops instead'
)
DEPLOYED = Rule(
    "secret-key-deployment", "{what} is {secret}, kept in the repository; hand it over at start, from a secret store"
)
AT_IMPORT = Rule(
    "secret-key-at-import",
    "{what} differs in every worker and after every restart, which ends sessions; read it from the environment",
)
COOKIE_FLAG = Rule("cookie-flag", "{what} {effect}; {remedy}")
COOKIE_SET = Rule("cookie-set-flags", "set_cookie without {missing}; add {it}")
CSRF_OFF = Rule("csrf-off", "{what} {effect}; delete it, or set it in a test configuration only")

CSRF_EXEMPT = Rule(
    "csrf-exempt",
    "{what} knows its caller by the session's cookie, so that every site can send it requests in a user's name; "
    "delete the exemption",
)
CSRF_MISSING = Rule(
    "csrf-missing",
    "{what} takes forms in a user's name, and nothing checks who made them; add CSRFProtect(app) of Flask-WTF",
)

# The secret that another hook finds by the name that it is assigned to.
COVERED = {rule.id: ("hardcoded-secret", "hardcoded-password") for rule in (CONSTANT, DEFAULT, DEPLOYED)}

RULES = (CONSTANT, DEFAULT, DEPLOYED, AT_IMPORT, COOKIE_FLAG, COOKIE_SET, CSRF_OFF, CSRF_EXEMPT, CSRF_MISSING)
