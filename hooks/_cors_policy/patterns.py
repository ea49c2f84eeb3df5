"""Which origins of strangers does a pattern accept? Answered by making such origins and trying them.

Flask-CORS takes an origin for a regular expression when it holds one of a few characters, and matches it
from the start, not to the end, in any case: https://github.com/corydolphin/flask-cors (core.py).
"""

from __future__ import annotations

from .._kit import regex as re
from .._kit.light import Sequence
from .._kit.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

_REGEX_CHARACTERS = frozenset("*\\]?$^[()")
_STRANGERS = ("https://stranger.example", "http://stranger.example")
_ORIGIN = r"(https?://)([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*)(:\d+)?"
_SUFFIX = ".evil.example"
# Below a country's domain these are registries, so that a name has three parts: example.co.uk
_REGISTRIES = frozenset("ac co com edu gov net org".split())
_LIMIT = 300

# A text that a pattern matches, and for each of its characters whether a stranger may choose it: "w", or not: "l".
Sample = tuple[str, str]


class _NotJudged(Exception):  # noqa: N818 - it says what happened, no error did
    """The pattern has a part that no text is made for."""


def is_pattern(origin: str) -> bool:
    """Does Flask-CORS take the origin for a regular expression?"""
    return not _REGEX_CHARACTERS.isdisjoint(origin)


def accepts_all(origin: str) -> bool:
    """Is it ``*``, or a pattern that matches whatever comes?"""
    if origin in ("*", ".*"):
        return True
    if not is_pattern(origin):
        return False
    try:
        pattern = re.compile(origin, re.IGNORECASE)
    except re.error:
        return False
    return any(pattern.match(stranger) for stranger in _STRANGERS)


def foreign_origin(origin: str) -> str | None:
    """An origin that belongs to somebody else and is accepted all the same, or ``None``."""
    from re import _parser  # type: ignore[attr-defined]

    try:
        pattern = re.compile(origin, re.IGNORECASE)
        samples = _samples(_parser.parse(origin))
    except (re.error, _NotJudged, OverflowError, RecursionError):
        return None
    for text, mask in samples:
        for start in ("", "https://"):
            for end in ("", _SUFFIX):
                candidate = f"{start}{text}{end}".lower()
                freedom = "l" * len(start) + mask + "w" * len(end)
                if _is_foreign(candidate, freedom) and pattern.match(candidate):
                    return candidate
    return None


def remedy_for(origin: str, foreign: str) -> str:
    """What to write instead of a pattern that accepts ``foreign``."""
    if re.search(r"(?<![.\]\)\w])\*", origin):
        return r"it is a regular expression, so write r'https://[a-z0-9-]+\.example\.com$'"
    if foreign.endswith(_SUFFIX):
        return "put $ where the .* at its end stands" if origin.endswith(".*") else "end it with $"
    return r"escape its dots and put \. before the domain"


def _is_foreign(candidate: str, freedom: str) -> bool:
    """Is it an origin whose domain a stranger can register?"""
    match = re.fullmatch(_ORIGIN, candidate)
    if not match or match[2].replace(".", "").isdigit():
        return False
    labels = match[2].split(".")
    if len(labels) == 1:
        return False
    count = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _REGISTRIES else 2
    domain = ".".join(labels[-count:])
    return "w" in freedom[match.end(2) - len(domain) : match.end(2)]


def _samples(parts: Sequence[Any]) -> list[Sample]:
    found: list[Sample] = [("", "")]
    for operator, argument in parts:
        choices = _choices(str(operator), argument)
        found = [(text + more, mask + free) for text, mask in found for more, free in choices][:_LIMIT]
    return found


def _choices(operator: str, argument: Any) -> list[Sample]:  # noqa: ANN401 - the shape depends on the operator
    match operator:
        case "LITERAL":
            return [(chr(argument), "l")]
        case "NOT_LITERAL" | "ANY":
            return [("x", "w"), (".", "w")]
        case "IN":
            return _of_set(argument)
        case "AT":
            return [("", "")]
        case "BRANCH":
            return [sample for parts in argument[1] for sample in _samples(parts)]
        case "SUBPATTERN":
            return _samples(argument[3])
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, most, parts = argument
            return _repeated(_samples(parts), int(least), int(most))
    raise _NotJudged


def _repeated(samples: list[Sample], least: int, most: int) -> list[Sample]:
    """As few as may be, and one more."""
    counts = [least, least + 1] if most > least else [least]
    return [(text * count, mask * count) for count in counts if count < 64 for text, mask in samples]


def _of_set(members: Sequence[tuple[Any, Any]]) -> list[Sample]:
    """One or two characters that the set holds; a set of one literal is that literal."""
    if len(members) == 1 and str(members[0][0]) == "LITERAL":
        return [(chr(members[0][1]), "l")]
    found = []
    for operator, argument in members:
        match str(operator):
            case "LITERAL":
                found.append(chr(argument))
            case "RANGE":
                found.append(chr(argument[0]))
            case "CATEGORY":
                found.append("1" if str(argument) == "CATEGORY_DIGIT" else "x")
            case "NEGATE":
                return [("x", "w")]
    return [(character, "w") for character in found[:4]]
