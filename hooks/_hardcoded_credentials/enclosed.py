"""What stands around a value tells that it opens nothing: fields that are filled in, a comment, its own field of a
form, an address for everybody, a user or a secret beside it.
"""

from __future__ import annotations

from . import patterns
from .announced import KEY, PASSWORD, words_of
from .assignments import Assignment
from .kinds import CODE
from .poor import is_commented, is_variable
from .wordlike import looks_like_words

# So far from a key or a password its company is looked for.
_COMPANY = 300
_QUOTES = b"\"'"
# Who signs requests with a secret tells by his key who he is: https://datatracker.ietf.org/doc/html/rfc5849#section-1.1
_CLIENTS = frozenset("consumer client oauth app application".split())
# How words are written in signs, so that they pass for passwords: `pa55w0rd`.
_AS_LETTERS = str.maketrans("0134578@$!", "oleastbasi")


def is_filled_in(one: Assignment) -> bool:
    """`f":{config['password']}@"`: https://docs.python.org/3/reference/lexical_analysis.html#f-strings"""
    if not one.quoted or one.kind is not CODE or "{" not in one.value.replace("{{", ""):
        return False
    before = one.text.data[max(one.start - 6, 0) : one.start].rstrip(_QUOTES)
    return before.endswith((b"f", b"F", b"$")) and before[-2:-1] not in _QUOTES + b"\\"


def is_shown_in_comment(one: Assignment) -> bool:
    """`# DB_PASSWORD = 'changeme2'` shows how it would be set; what a generator drew was in use."""
    if one.announced != PASSWORD or not is_commented(one):
        return False
    value = one.value.strip("0123456789!?*.-_")
    return len(set(one.value)) < 5 or value.isalpha() or looks_like_words(value.translate(_AS_LETTERS))


def is_in_quotes(one: Assignment) -> bool:
    """`"password:..."`: name and value stand in one text."""
    before = one.text.data[max(one.start - 70, 0) : one.start].rpartition(b":")[0]
    return before[: -len(one.name)][-1:] in (b'"', b"'")


def is_shared(one: Assignment) -> bool:
    """`https://codecov.io/gh/me/app/graph/badge.svg?token=...` shows a picture to everybody."""
    if one.operator != b"=" or one.quoted:
        return False
    before = one.text.data[max(one.start - 200, 0) : one.start]
    return patterns.LINK.search(before) is not None


def is_argument(one: Assignment) -> bool:
    """`require("wifi_password", "edit")`: the name of a secret and a plain word, handed to what sets nothing.

    What is called just a key is looked up, moved or deleted by it.
    """
    is_plain = one.announced == KEY or (one.value.isalpha() and one.value.islower() and not one.name.isupper())
    if one.operator != b"," or not is_plain:
        return False
    called, opened, _ = one.text.data[max(one.start - 120, 0) : one.start].rpartition(b"(")
    return bool(opened) and patterns.SETS.search(called.decode("latin-1")) is None


def names_a_client(one: Assignment) -> bool:
    """`consumer_key` beside `consumer_secret`: the one says who signs, the other is what he signs with."""
    if words_of(one.name)[-1:] != ("key",) or not _CLIENTS.intersection(words_of(one.name)[-2:-1]):
        return False
    lowered = one.text.data[max(one.start - _COMPANY, 0) : one.end + _COMPANY].lower()
    return (one.name[:-3] + "secret").lower().encode() in lowered


def is_of_a_sample_user(one: Assignment) -> bool:
    """`user: myuser` beside `password: mypass`: who sets the one sets the other. An environment is set already."""
    if one.announced != PASSWORD or is_variable(one) or not one.value.lower().startswith(("my", "some", "your")):
        return False
    around = one.text.data[max(one.start - _COMPANY, 0) : one.end + _COMPANY]
    return patterns.SAMPLE_USER.search(around) is not None
