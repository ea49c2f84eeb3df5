"""Words and commands as a POSIX shell splits them."""

from __future__ import annotations

import shlex

from . import regex as re
from .compiled import compiled
from .light import Iterator, Mapping, Sequence

_OPERATORS = frozenset("();|&")
_WRAPPERS = frozenset("declare do else env exec export local nohup readonly set sudo then time typeset".split())
_OPTIONS = frozenset(("-e", "--env"))
_TAKES_OPTIONS = frozenset("docker gunicorn kubectl nerdctl podman".split())
# A quotation that is still open so many lines later is an apostrophe.
_QUOTED_LINES = 50
# shlex takes quadratic time for one word; such a line is data.
_LONGEST = 20_000
_ASSIGNMENT = compiled(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_VARIABLE = compiled(r"\$(?:(\w+)|\{(\w+)(?:(:?[-+?])([^}$]*))?\})")


def commands(text: str) -> Iterator[list[str]]:
    """The simple commands of one or more lines, as words without quotes.

    What no shell reads is split at blanks.
    """
    held: list[str] = []
    lines = re.sub(r"\\\n", " ", text).split("\n")
    for number, line in enumerate(lines, 1):
        held.append(line)
        tokens = _tokens("\n".join(held))
        if tokens is None and number < len(lines) and len(held) < _QUOTED_LINES:
            continue
        yield from _simple_commands("\n".join(held).split() if tokens is None else tokens)
        held = []


def _tokens(text: str) -> list[str] | None:
    """The words and operators, or ``None`` where a quotation is left open."""
    if len(text) > _LONGEST:
        return text.split()
    lexer = shlex.shlex(text, posix=True, punctuation_chars="();|&")
    lexer.whitespace_split = True
    lexer.commenters = "#"
    try:
        return list(lexer)
    except ValueError:
        return None


def _simple_commands(tokens: Sequence[str]) -> Iterator[list[str]]:
    command: list[str] = []
    for token in tokens:
        if token and _OPERATORS.issuperset(token):
            if command:
                yield command
            command = []
        else:
            command.append(token)
    if command:
        yield command


def assignments(words: Sequence[str]) -> list[tuple[str, str]]:
    """The variables a command sets: ``X=1 cmd``, ``export X=1``, ``env X=1 cmd``, ``docker run -e X=1``."""
    found: list[tuple[str, str]] = []
    leading = True
    takes_options = any(word.rpartition("/")[2] in _TAKES_OPTIONS for word in words)
    for number, word in enumerate(words):
        match = _ASSIGNMENT.fullmatch(word.removeprefix("--env="))
        is_option = takes_options and (word.startswith("--env=") or words[number - 1] in _OPTIONS)
        if match and (leading or is_option):
            found.append((match[1], match[2]))
        elif not match and word.rpartition("/")[2] not in _WRAPPERS:
            leading = leading and number > 0 and word.startswith("-")
    return found


def expanded(text: str, variables: Mapping[str, str]) -> str | None:
    """``$X``, ``${X}``, ``${X:-default}`` and ``${X:+other}`` filled in; ``None`` where a value is not known."""
    unknown = False

    def value(match: re.Match[str]) -> str:
        nonlocal unknown
        known = variables.get(match[1] or match[2])
        operator, other = match[3] or "", match[4] or ""
        if operator.endswith("+"):
            return other if known else ""
        if known or (known is not None and operator == "-"):
            return known
        if operator.endswith("-"):
            return other
        unknown = unknown or known is None
        return known or ""

    filled = _VARIABLE.sub(value, text)
    # A `$` at the end is what `commands` leaves of `$(...)`.
    unknown = unknown or filled.endswith("$") or any(mark in filled for mark in ("$(", "`", "{{", "<%"))
    return None if unknown else filled
