"""Does a name say that what it holds is secret? The last word decides: ``api_key`` holds one, ``api_key_id`` none."""

from __future__ import annotations

from .._kit import regex as re
from .._kit.names import words

_SECRET = frozenset(
    (
        "password passwords passwd pwd pword pw passcode passphrase secret secrets token jwt otp totp apikey cookie "
        "cookies authtoken accesstoken authdata"
    ).split()
)
_KEYS = frozenset("api secret private access auth encryption signing master shared service".split())
_CODES = frozenset(
    "verification verify confirmation recovery backup otp reset login mfa sms auth authorization".split()
)
_PINS = frozenset(["", *"access account auth card login otp security sim so unlock user".split()])
_TOKENS = frozenset("access refresh auth api user session reset bearer oauth id login".split())
# The token of a payment names it or stands in for a card: https://www.emvco.com/emv-technologies/payment-tokenisation/
_STAND_INS = frozenset([("payment", "token")])
_DECODED = frozenset("jwt oidc oauth".split())  # whose token is told of, and by whom it was given
# A database's address holds the password of who asks it: https://www.mongodb.com/docs/manual/reference/connection-string/
_DATABASES = frozenset("database db mongo mongodb postgres postgresql mysql".split())
# The address in a letter that lets its reader in, or sets another password.
_LINKS = frozenset("url link uri".split())
_LETS_IN = frozenset("reset verify verification confirm confirmation activate activation unlock".split())
_OF_ACCOUNT = frozenset("password account email registration user".split())
# What may follow without a change: `token_value`, `password_str`.
_FORMS = frozenset("value val str string text raw data plain plaintext bytes payload encoded decoded b".split())
# What makes it something else: a state of it, a public kind of it, something that guards no account.
_HARMLESS = frozenset(
    (
        "hash hashed masked redacted encrypted obfuscated censored sanitized scrubbed truncated short hint public "
        "csrf xsrf page pagination next prev previous continuation cursor sync cancel cancellation challenge bucket "
        "space is has have no not num number count max min total use require required requires need "
        "needs can should must allow enable enabled disable disabled show change changed forgot forget check update "
        "set unset missing empty type kind special unk pad eos bos sep design lexer syntax device consent"
    ).split()
)
# What a name ends in that holds a word about a secret.
_DESCRIPTIONS = frozenset(
    "type kind id name hash count number length size status state field label path file filename folder".split()
)
_PREPOSITIONS = frozenset("at by for from in of on per to using via with without".split())
_KEY = r"[\w.-]+"  # no address, no sentence
_HEADERS = frozenset("authorization proxy-authorization cookie set-cookie".split())


def is_secret(name: str) -> bool:
    """Does a variable, attribute or key of that name hold a secret value?"""
    parts = words(name)
    if not _HARMLESS.isdisjoint(parts):
        return False
    before_preposition = next((number for number, word in enumerate(parts) if word in _PREPOSITIONS), len(parts))
    parts = parts[:before_preposition]  # `token_for_user` is a token, `serial_from_token` is none
    while len(parts) > 1 and parts[-1] in _FORMS:
        parts.pop()
    if not parts:
        return False
    head, before = parts[-1], parts[-2] if len(parts) > 1 else ""
    match head:
        case "key" | "keys":
            return before in _KEYS
        case "code" | "codes":
            return before in _CODES
        case "tokens":
            return before in _TOKENS
        case "pin":
            return before in _PINS
        case "header":
            return before in ("auth", "authorization")
        case "info" | "claims":
            return before == "token" and not _DECODED.isdisjoint(parts)
        case "uri" | "url" | "dsn":
            return before in _DATABASES
        case "string":
            return before == "connection"
    return head in _SECRET and (before, head) not in _STAND_INS


def is_link_of_account(name: str) -> bool:
    """Does a function of that name make an address that lets its reader in: ``reset_password_url``?"""
    said = words(name)
    return said[-1:] != [] and said[-1] in _LINKS and not (_LETS_IN.isdisjoint(said) or _OF_ACCOUNT.isdisjoint(said))


def is_description(name: str) -> bool:
    """Does the name say that it holds a word about something: ``token_type``, ``key_id``?"""
    return not _DESCRIPTIONS.isdisjoint(words(name)[-1:])


def is_qualified(name: str) -> bool:
    """Does it say what for: ``get_access_token``, and not merely ``get_token``?"""
    return not _TOKENS.isdisjoint(words(name))


def is_secret_key(key: str) -> bool:
    """Is the value below that key of a mapping, form or header a secret?"""
    return key.lower() in _HEADERS or (re.fullmatch(_KEY, key) is not None and is_secret(key))
