"""Passwords in URLs and connection strings.

postgresql://app:mG7-qqlpx4vT@db/app    Server=db;User Id=app;Password=mG7-qqlpx4vT;    jdbc:oracle:thin:app/mG7@db
"""

from __future__ import annotations

from .._kit import regex as re
from .._kit.light import Iterator, Sequence
from .candidate import Candidate, Text
from .lazy import lazy

# A password may hold an @ that should have been escaped; a host does not.
_USER_INFO = lazy(
    rb"""://(?P<user>[^\s:@/\\"'`<>?\#,;|()\[\]]{0,100}):(?P<password>[^\s@/"'`<>]{1,200}(?:@[^\s@/"'`<>:]{1,100})?)
         @(?P<host>[\w\[{<$%][^\s/"'`<>:]{0,200})""",
    re.VERBOSE,
)
_SCHEME = lazy(rb"[A-Za-z][0-9A-Za-z+.-]{0,40}\Z")
# https://git-scm.com/docs/git-credential-store: a URL a line, whose parts need not be escaped
_STORED = lazy(rb"://(?P<user>[^\n:]{1,100}):(?P<password>[^\n]{1,200})@(?P<host>[^@\s]{1,200})")
_LONGEST = 500  # from the scheme to the host
# Here a colon ends the name of the issuer of one-time passwords.
_LABELLED = (b"otpauth", b"motp")
_CONNECTION = lazy(rb"(?i:password|pwd)[ ]?=[ ]?(?P<password>(?![#$%]\{[^{}\s]{0,100}\})\{?[^\s;\"'`<>{}]{1,200}\}?)")
_OTHER_KEYS = lazy(
    rb"(?i)(?:^|[;\"'` >])(?:data source|server|host|addr(?:ess)?|database|initial catalog|uid|user ?id|user|driver|"
    rb"port|provider|persist security info|trusted_connection|integrated security)[ ]?="
)
_ORACLE = lazy(rb"(?i:jdbc:oracle:(?:thin|oci)8?):(?P<user>[\w$#]{1,40})/(?P<password>[^\s@\"'/]{1,100})@")
# https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-KEYWORD-VALUE
_LIBPQ_KEY = rb"(?:dbname|host|hostaddr|port|sslmode|user) ?= ?"
_LIBPQ_BEFORE = lazy(rb"""["' ]%b[^\s"',()]{1,80} \Z""" % _LIBPQ_KEY)
_LIBPQ_BEHIND = lazy(rb" %b" % _LIBPQ_KEY)
# https://github.com/go-sql-driver/mysql#dsn-data-source-name
_GO_DSN = lazy(rb"""(?P<user>[^\s:@/"'`%]{1,60}):(?P<password>[^\s@"'`]{1,100})@""")
_LONGEST_LOGIN = 170
_HOSTS_IN_EXAMPLES = lazy(
    rb"(?i)(?:^|\.)(?:example|domain|mydomain|yourdomain|company|acme)\.(?:com|org|net)|^(?:my|some)?(?:host|hostname|server)\d?$|^your"
)


def find(text: Text, starts: Sequence[int]) -> Iterator[Candidate]:
    """The passwords of a file that stand in URLs and connection strings."""
    data, next_sign = text.data, 0
    for at in starts:
        if data[at : at + 3] == b"://":
            if next_sign < at:  # one search for all addresses before the sign, and nearly none has one behind it
                next_sign = data.find(b"@", at)
                if next_sign < 0:
                    next_sign = len(data)
            if next_sign < at + _LONGEST:
                yield from _url(text, at)
        elif data[at : at + 4].lower() == b"jdbc":
            yield from _oracle(text, at)
        elif data[at : at + 1] == b"@":
            yield from _go_dsn(text, at)
        else:
            yield from _connection(text, at)


def _url(text: Text, at: int) -> Iterator[Candidate]:
    stored = text.path.endswith(".git-credentials")
    login = text.data[at : text.data.find(b"@", at, at + _LONGEST) + 1]
    if not login or (not stored and len(login.split(None, 1)) > 1):
        return  # as nearly all, and no expression need be compiled
    match = (_STORED if stored else _USER_INFO).match(text.data, at)
    scheme = _SCHEME.search(text.data, max(at - 40, 0), at)
    if match is None or scheme is None or scheme[0].lower() in _LABELLED:
        return
    start, end = match.span("password")
    why = "" if stored else _stopped_by(text, match["user"].decode("utf-8", "replace"), start, end)
    if not why and not stored and end - start < 12 and _HOSTS_IN_EXAMPLES.search(match["host"]):
        why = "host-of-examples"
    yield Candidate(start, end, "url-password", why)


def _go_dsn(text: Text, at: int) -> Iterator[Candidate]:
    lowest = max(at - _LONGEST_LOGIN, 0)
    begin = 1 + max(text.data.rfind(quote, lowest, at) for quote in (b'"', b"'", b"`"))
    match = _GO_DSN.fullmatch(text.data, begin, at + 1) if begin else None
    if match:
        user = match["user"].decode("utf-8", "replace")
        yield Candidate(*match.span("password"), "url-password", _stopped_by(text, user, *match.span("password")))


def _oracle(text: Text, at: int) -> Iterator[Candidate]:
    match = _ORACLE.match(text.data, at)
    if match:
        user = match["user"].decode("latin-1")
        yield Candidate(*match.span("password"), "url-password", _stopped_by(text, user, *match.span("password")))


def _connection(text: Text, at: int) -> Iterator[Candidate]:
    """Only beside another key of a connection string; elsewhere it is an assignment."""
    match = _CONNECTION.match(text.data, at)
    if match is None:
        return
    before = text.data[max(at - 300, 0) : at].rpartition(b"\n")[2]
    behind = text.data[match.end() : match.end() + 300].partition(b"\n")[0]
    if before.rstrip()[-1:] not in (b";", b'"', b"'", b"") or (b";" not in before and not behind.startswith(b";")):
        is_apart = match["password"][-1:] not in b",)" and before[-1:] in (b" ", b'"', b"'")
        keys = is_apart and (_LIBPQ_BEFORE.search(before[-100:]) or _LIBPQ_BEHIND.match(behind))
    else:
        keys = _OTHER_KEYS.search(before) or _OTHER_KEYS.search(behind)
    if keys:
        yield Candidate(*match.span("password"), "connection-string", _stopped_by(text, "", *match.span("password")))


def _stopped_by(text: Text, user: str, start: int, end: int) -> str:
    from .logins import stopped_by  # nearly all addresses come without a password

    return stopped_by(text, user, start, end)
