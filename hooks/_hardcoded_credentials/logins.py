"""A user and a password side by side: in a URL, a header, a command."""

from __future__ import annotations

from . import patterns
from .announced import PASSWORD
from .assignments import Assignment
from .candidate import Text
from .filters import FILTERS, SURROUNDINGS
from .kinds import kind_of
from .lazy import lazy
from .placeholders import is_sample
from .structure import is_random
from .surroundings import GENERATED, TESTS, surroundings
from .wordlike import looks_like_words

# Where a user stands beside a password it is one, however short, and nothing says that it is prose or a path.
_NOT_ASKED = frozenset(
    "short path url prose hash date-or-version public-key repeats-name sequence monotonous names-a-secret words".split()
)
_USERS = frozenset("user username usr name login me foo bar someuser your_user userid uid id u account xxx".split())
# `USER:TOKEN`, `db_user:db_password`, `public_key:secret_key`: what has to be filled in, by its name.
_NAMES = lazy(
    r"[A-Z_]{4,}:[A-Z_]{4,}$|(?:db|your)_user(?:name)?:(?:db|your)_pass(?:word)?$|public(?:_key)?:secret(?:_key)?$"
    r"|scott:tiger$"  # https://docs.sqlalchemy.org/en/20/core/engines.html#database-urls
    r"|my_?user(?:name)?:my_?pass(?:word)?$"
)
# Short for the word, and in tests for any password.
_WORDS = frozenset("pw pwd pass passwd psw".split())
# What the database of a developer opens with.
_FIRST = frozenset(("password",))
_PASSWORDS = frozenset("password pass passwd pwd pw p secret foo bar somepassword token userpass yyy".split())


def stopped_by(text: Text, user: str, start: int, end: int) -> str:
    """The filter that says that the password from ``start`` to ``end`` opens nothing, or ""."""
    password = text.data[start:end].decode("utf-8", "replace")
    if not password or password.strip("*.xX-_? ") == "" or password.endswith("**"):
        return "placeholder"
    if patterns.EXPRESSION.match(password):
        return "look-up"
    if _NAMES.match(f"{user}:{password}") or user in ("anonymous", "mailto"):
        return "placeholder"
    if (password in _WORDS and surroundings(text.path) == TESTS) or (
        user.lower() in _USERS and password.lower() in _PASSWORDS
    ):
        return "placeholder"
    login = Assignment("PASSWORD", PASSWORD, b":", password, True, kind_of(text.path), text, start, end)
    filters = FILTERS if text.everywhere or _is_strong(text, start, end) else (*SURROUNDINGS, *FILTERS)
    passed = _NOT_ASKED | {"nothing"} if _is_of_somebody(user) and password in _FIRST else _NOT_ASKED
    return next((each.name for each in filters if each.name not in passed and each.stops(login)), "")


def _is_of_somebody(user: str) -> bool:
    """`postgresql://shop:password@localhost/shop` opens it; `someuser:password` is to be replaced."""
    return user != "" and user.lower() not in _USERS and "user" not in user.lower()


def _is_strong(text: Text, start: int, end: int) -> bool:
    """No one makes up such a password for an example, so it counts in tests and documentation, too."""
    secret = text.data[start:end]
    letters = secret.strip(b"0123456789").decode("utf-8", "replace")
    drawn = end - start >= 12 and is_random(secret) and not looks_like_words(letters) and not is_sample(secret)
    return drawn and surroundings(text.path) != GENERATED
