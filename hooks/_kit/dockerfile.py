"""A Dockerfile as instructions and stages.

Source: https://docs.docker.com/reference/dockerfile/ (parser directives, continuation, here-documents, FROM).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .finding import Place
from .source import Source

_DIRECTIVE = re.compile(r"#\s*(\w+)\s*=\s*(\S+)\s*$")
_HEREDOC = re.compile(r"<<-?\s*([\"']?)(\w+)\1")
_FROM = re.compile(r"(?:--\S+\s+)*(\S+)(?:\s+as\s+(\S+))?\s*$", re.IGNORECASE)
_FLAG = re.compile(r"--[\w.-]{1,40}(?:=\S*)?\s+")
_PAIR = re.compile(r"""(?<![\w.])([A-Za-z_][\w.]*)=((?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])*)""", re.DOTALL)


class Instruction(NamedTuple):
    """One instruction: its keyword in capitals, its argument with continuations joined, its first and last line."""

    keyword: str
    argument: str
    first: int
    last: int

    def place_of(self, source: Source, word: str) -> Place:
        """Where ``word`` stands in the instruction, which may go over several lines."""
        for number in range(self.first, self.last + 1):
            match = re.search(rf"(?<![\w-]){re.escape(word)}(?!\w)", source.lines[number - 1])
            if match:
                return Place(number, match.start() + 1)
        return Place(self.first, 1)


class Stage(NamedTuple):
    """A build stage: the image or stage it starts from, its name, and its instructions after ``FROM``."""

    base: str
    name: str
    instructions: list[Instruction]


def instructions(source: Source) -> list[Instruction]:
    """All instructions, comments left out."""
    lines = source.lines
    escape = _escape_character(lines)
    found: list[Instruction] = []
    number = 0
    while number < len(lines):
        text = lines[number].strip()
        number += 1
        if not text or text.startswith("#"):
            continue
        first, parts = number, []
        while True:
            continued = text.endswith(escape)
            parts.append(text[:-1] if continued else text)
            if not continued or number >= len(lines):
                break
            number, text = _next_line(lines, number)
        keyword, *rest = " ".join(parts).split(maxsplit=1) or [""]
        argument = rest[0] if rest else ""
        for _, marker in _HEREDOC.findall(argument) if keyword.upper() in ("RUN", "COPY", "ADD") else ():
            number = _after_heredoc(lines, number, marker)
        found.append(Instruction(keyword.upper(), argument.strip(), first, number))
    return found


def stages(source: Source) -> tuple[list[Instruction], list[Stage]]:
    """The instructions before the first ``FROM`` (global ``ARG``), and the stages in order."""
    head: list[Instruction] = []
    found: list[Stage] = []
    for instruction in instructions(source):
        if instruction.keyword == "FROM":
            match = _FROM.match(instruction.argument)
            found.append(Stage(match[1] if match else "", (match and match[2]) or "", []))
        elif found:
            found[-1].instructions.append(instruction)
        else:
            head.append(instruction)
    return head, found


def chain(all_stages: Sequence[Stage], last: int) -> list[Stage]:
    """The stages that the stage number ``last`` is built upon, the deepest first."""
    linked = [all_stages[last]]
    for stage in reversed(all_stages[:last]):
        if stage.name and stage.name.lower() == linked[-1].base.lower():
            linked.append(stage)
    return linked[::-1]


def pairs(instruction: Instruction) -> Iterator[tuple[str, str]]:
    """Names and values of ``ENV`` and ``ARG``, quotes removed; the old ``ENV name value`` too."""
    argument = instruction.argument
    if not argument:
        return
    name, *value = argument.split(maxsplit=1)
    if instruction.keyword == "ENV" and "=" not in name:
        yield name, _unquoted("".join(value))
        return
    for match in _PAIR.finditer(argument):
        yield match[1], _unquoted(match[2])


def words(instruction: Instruction) -> list[str] | None:
    """The words of an exec-form ``CMD`` or ``ENTRYPOINT``; ``None`` for the shell form."""
    argument = instruction.argument
    while flag := _FLAG.match(argument):
        argument = argument[flag.end() :]
    if not argument.startswith("["):
        return None
    try:
        value = json.loads(argument)
    except (ValueError, RecursionError):
        return None  # docker falls back to the shell form as well
    return [str(item) for item in value] if isinstance(value, list) else None


def _next_line(lines: Sequence[str], number: int) -> tuple[int, str]:
    """The next line of a continued instruction; comments and blank lines between do not end it."""
    while number < len(lines):
        text = lines[number].strip()
        number += 1
        if text and not text.startswith("#"):
            return number, text
    return number, ""


def _after_heredoc(lines: Sequence[str], number: int, marker: str) -> int:
    for end in range(number, len(lines)):
        if lines[end].strip() == marker:
            return end + 1
    return len(lines)


def _escape_character(lines: Sequence[str]) -> str:
    for line in lines:
        match = _DIRECTIVE.match(line.strip())
        if not match:
            break
        if match[1].lower() == "escape" and match[2] in ("`", "\\"):
            return match[2]
    return "\\"


def _unquoted(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value.replace('"', "").replace("'", ""))
