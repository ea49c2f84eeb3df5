"""Words and commands as a POSIX shell splits them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence

_OPERATORS = frozenset(("&&", "||", ";", "|", "&", "(", ")", ";;", "|&"))
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)(?:(:?[-+?])([^}]*))?\})")


def commands(text: str) -> Iterator[list[str]]:
    """The simple commands of a line, as words without quotes; what no shell reads is split at blanks."""
    lexer = shlex.shlex(text, posix=True, punctuation_chars="();|&")
    lexer.whitespace_split = True
    lexer.commenters = "#"
    try:
        tokens = list(lexer)
    except ValueError:
        tokens = text.split()
    command: list[str] = []
    for token in tokens:
        if token in _OPERATORS:
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
    for number, word in enumerate(words):
        match = _ASSIGNMENT.fullmatch(word)
        if match and (number == 0 or words[0] in ("export", "env", "set", "declare", "typeset", "exec") or found):
            found.append((match[1], match[2]))
        elif not match and number and words[0] != "export":
            break
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
    return None if unknown or any(mark in filled for mark in ("$(", "`", "{{", "<%")) else filled
