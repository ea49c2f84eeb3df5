"""Files in which a tool keeps credentials: `.netrc`, `.pgpass`, `shadow` and `htpasswd`, dumps of user tables, keys."""

from __future__ import annotations

from .._kit import regex as re
from .._kit.light import Iterator, Sequence
from .candidate import Candidate, Text
from .lazy import lazy
from .providers import windows
from .surroundings import surroundings

STORED, HASH, KEY_FILE = "stored-password", "password-hash", "key-file"

# crypt(5): https://manpages.debian.org/bookworm/libcrypt-dev/crypt.5.en.html
# htpasswd: https://httpd.apache.org/docs/2.4/misc/password_encryptions.html
_CRYPT = rb"\$(?:1|5|6|y|7|gy|apr1|2[abxy])\$[./A-Za-z0-9$=,]{16,200}"
_USER_LINE = lazy(rb"(?:^|[\r\n])[ \t]*[\w.@-]{1,64}:(?P<secret>%s)(?=[:\s]|$)" % _CRYPT)
_SQL_VALUE = lazy(rb"'(?P<secret>%s)'" % _CRYPT)
# https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html
_NETRC = lazy(
    rb"\b(?:machine\s{1,9}\S{1,200}|default)\s{1,9}login\s{1,9}\S{1,200}\s{1,9}(?:account\s{1,9}\S{1,200}\s{1,9})?password\s{1,9}(?P<secret>\S{3,200})"
)
# https://www.postgresql.org/docs/current/libpq-pgpass.html
_PGPASS = lazy(
    rb"(?m)^(?!#)(?:[^:\n\\]|\\.){1,200}:(?:\d{1,5}|\*):(?:[^:\n\\]|\\.){1,100}:(?:[^:\n\\]|\\.){1,100}:(?P<secret>[^\r\n]{1,200})"
)
_WHOLE = lazy(rb"\s*(?P<secret>[A-Za-z0-9+/=_-]{16,200})\s*\Z")
_PGPASS_NAME = lazy(r"(?:^|/)(?:\.?pgpass(?:\.conf)?)$")
_KEY_NAME = lazy(
    r"(?:^|/)(?:master\.key|[\w-]*secret[_-]?key(?:\.txt)?|\.?erlang\.cookie|[\w-]*\.vault[_-]?pass(?:word)?)$"
)
_BEFORE, _BEHIND = 200, 700


def find(text: Text, starts: Sequence[int]) -> Iterator[Candidate]:
    """Hashes of passwords beside their users, and entries of `.netrc`."""
    stopped = "" if text.everywhere else surroundings(text.path)
    is_dump = text.path.endswith((".sql", ".dump")) or b"INSERT INTO" in text.data[:1_000_000]
    for window in windows(starts, len(text.data), _BEFORE, _BEHIND):
        yield from _matches(_NETRC, text, window, STORED, stopped)
        yield from _matches(_USER_LINE, text, window, HASH, stopped)
        if is_dump:
            yield from _matches(_SQL_VALUE, text, window, HASH, stopped)


def find_in_named(text: Text) -> Iterator[Candidate]:
    """Credentials in a file whose whole content they are, by its name, which holds one of ``STORE_NAMES``."""
    if _PGPASS_NAME.search(text.path):
        yield from _matches(_PGPASS, text, (0, len(text.data)), STORED, "")
    elif _KEY_NAME.search(text.path) and (match := _WHOLE.match(text.data, 0, 4096)) and len(set(match["secret"])) > 7:
        yield Candidate(*match.span("secret"), KEY_FILE)


def _matches(
    pattern: re.Pattern[bytes], text: Text, window: tuple[int, int], rule: str, stopped: str
) -> Iterator[Candidate]:
    for match in pattern.finditer(text.data, *window):
        yield Candidate(*match.span("secret"), rule, stopped)
