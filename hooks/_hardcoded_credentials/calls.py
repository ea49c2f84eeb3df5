"""Passwords and keys in their place among arguments: `auth=("me", "...")`, `jwt.encode(claims, "...")`."""

from __future__ import annotations

from .._kit import regex as re
from .._kit.light import Iterator, Sequence
from .announced import SIGNING
from .assignments import Assignment
from .candidate import Candidate, Text
from .filters import stopped_by as key_stopped_by
from .kinds import kind_of
from .lazy import lazy
from .logins import stopped_by
from .surroundings import surroundings

_SECRET = rb"""[rbu]?(?P<quote>["'])(?P<secret>[^"'\n]{1,200})(?P=quote)"""
_USER = rb"""[rbu]?["'](?P<user>[^"'\n]{0,100})["']\s{0,9},\s{0,40}"""
_HOST = rb"""["'][^"'\n]{1,100}["']\s{0,9},\s{0,40}"""
_PASSWORDS = (
    # https://werkzeug.palletsprojects.com/en/stable/utils/#werkzeug.security.generate_password_hash
    # https://flask-security-too.readthedocs.io/en/stable/api.html#flask_security.hash_password
    lazy(rb"(?:generate_password_hash|hash_password)\(\s{0,40}%b\s{0,40}[,)]" % _SECRET),
    # RFC 7617, before it is encoded
    lazy(
        rb"""(?:b64encode|btoa)\(\s{0,40}[rbu]?(?P<quote>["'])(?P<user>[^"'\s:]{1,80}):(?!/)(?P<secret>[^"'\s\\]{1,100})(?P=quote)"""
    ),
    # https://requests.readthedocs.io/en/latest/user/authentication/
    # https://docs.python.org/3/library/smtplib.html#smtplib.SMTP.login
    # https://learn.microsoft.com/dotnet/api/system.net.networkcredential
    lazy(rb"[.]?\w{4,22}=?\(\s{0,40}%b(?:password\s?=\s?)?%b" % (_USER, _SECRET)),
    # Other objects than mail servers have methods of that name, whose second argument is something else.
    lazy(
        rb"(?:(?<=smtp)|(?<=imap)|(?<=mail)|(?<=server)|(?<=\s[sm])|(?<=session)|(?<=\sftp))"
        rb"\.login\(\s{0,40}[A-Za-z_][\w.]{0,60},\s{0,40}(?:password\s?=\s?)?%b\s{0,40}\)" % _SECRET
    ),
    # https://pymysql.readthedocs.io/en/latest/modules/connections.html
    lazy(rb"(?i:(?:py)?mysql(?:db)?)\.connect\(\s{0,40}%b%b%b" % (_HOST, _USER, _SECRET)),
)
_CLAIMS = rb"""(?:[^,"'\n]{1,80}|\{[^{}\n]{0,200}\})"""
_KEYS = (
    # https://pyjwt.readthedocs.io/en/stable/api.html
    # https://github.com/auth0/node-jsonwebtoken#usage
    lazy(rb"jwt\.(?:encode|decode|sign|verify)\(%b,\s{0,40}(?:key\s?=\s?)?%b" % (_CLAIMS, _SECRET)),
    # https://itsdangerous.palletsprojects.com/en/stable/concepts/#the-secret-key
    # https://expressjs.com/en/resources/middleware/cookie-parser.html
    lazy(rb"(?i:\w{5,20}serializer|timestampsigner|cookieparser)\(\s{0,40}(?:secret_key\s?=\s?)?%b" % _SECRET),
    # https://cryptography.io/en/latest/fernet/
    lazy(rb"""(?i:fernet)\(\s{0,40}[rbu]?(?P<quote>["'])(?P<secret>[\w-]{43}=)(?P=quote)"""),
)
# https://pyauth.github.io/pyotp/#time-based-otps
_SEED = lazy(
    rb"""(?i:totp|hotp|authenticator\.\w{5,8})\(\s{0,40}(?P<quote>["'])(?P<secret>[A-Z2-7]{16,64}={0,6})(?P=quote)"""
)
_KEY_CALLS = (b"jwt.", b"cookiep", b"fernet(", b"urlsafes", b"timeds", b"websig", b"timest")


def find(text: Text, starts: Sequence[int]) -> Iterator[Candidate]:
    """The passwords and keys of a file that stand as an argument."""
    for at in starts:
        if text.data[at : at + 1] in b"tThHaA" and (seed := _SEED.match(text.data, at)):
            yield _seed(text, seed)
        is_key = text.data[at : at + 8].lower().startswith(_KEY_CALLS)
        patterns = _KEYS if is_key else _PASSWORDS
        match = next(filter(None, (pattern.match(text.data, at) for pattern in patterns)), None)
        if match:
            yield (_signing if is_key else _password)(text, match)


def _password(text: Text, match: re.Match[bytes]) -> Candidate:
    user = match["user"].decode("utf-8", "replace") if "user" in match.re.groupindex else ""
    start, end = match.span("secret")
    return Candidate(start, end, "hardcoded-password", stopped_by(text, user, start, end), "the call")


def _signing(text: Text, match: re.Match[bytes]) -> Candidate:
    start, end = match.span("secret")
    value = match["secret"].decode("utf-8", "replace")
    key = Assignment("jwt_secret_key", SIGNING, b",", value, True, kind_of(text.path), text, start, end)
    return Candidate(start, end, "hardcoded-secret", key_stopped_by(key), "the call")


def _seed(text: Text, match: re.Match[bytes]) -> Candidate:
    """What both sides make one-time passwords from."""
    from .structure import is_drawn_seed

    made_up = "" if text.everywhere else surroundings(text.path)
    why = made_up if is_drawn_seed(match["secret"]) else "placeholder"
    return Candidate(*match.span("secret"), "hardcoded-secret", why, "the call")
