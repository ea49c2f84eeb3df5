"""What a shell script puts into force: its commands, but for the arms that serve developers.

Read line by line, with the functions, ``case`` branches and ``if`` arms around each line. Here-documents
are texts, and passed over.
"""

from __future__ import annotations

from . import regex as re
from . import shell
from .compiled import compiled
from .effects import Command, Effect, Variable
from .finding import Place
from .light import Iterator
from .names import Names, Profile, words
from .source import Source

_HEREDOC = compiled(r"(?<!<)<<(?!<)-?\s*\\?[\"']?([A-Za-z_]\w*)")
_FUNCTION = compiled(r"\s*(?:function\s+([\w-]+)\s*(?:\(\s*\))?|([\w-]+)\s*\(\s*\))\s*\{?\s*$")
_ONE_LINE_FUNCTION = compiled(r"\s*(?:function\s+)?([\w-]+)\s*\(\s*\)\s*\{.*\}\s*$")
_BRANCH = compiled(r"\s*\(?([^()\s;&#][^()&;]*)\)(.*)")
_TESTS = ("[", "[[", "test")


def effects_of_shell(source: Source, names: Names) -> Iterator[Effect]:
    """Everything the script sets or starts outside the arms for developers."""
    script = _Script(names)
    for text, place in _logical_lines(source):
        yield from script.line(text, place)


def effects_of_text(text: str, place: Place, names: Names) -> Iterator[Effect]:
    """The same of a script inside another file, as in ``sh -c "..."``."""
    script = _Script(names)
    for line in text.split("\n"):
        yield from script.line(line, place)


def effects_of_line(line: str, place: Place) -> Iterator[Effect]:
    """The variables and commands of one line of shell."""
    for command in shell.commands(line):
        yield from _of_command(command, place)


def _of_command(command: list[str], place: Place) -> Iterator[Effect]:
    for name, value in shell.assignments(command):
        yield Variable(name, shell.expanded(value, {}), place)
    yield Command(command, place)


def _logical_lines(source: Source) -> Iterator[tuple[str, Place]]:
    """Lines with their continuations, at the place of the first; no comments, no here-documents."""
    marker, held, place = "", "", Place(1, 1)
    for number, line in enumerate(source.lines, 1):
        if marker:
            marker = "" if line.strip() == marker else marker
            continue
        if line.lstrip().startswith("#"):
            continue
        if not held:
            place = Place(number, len(line) - len(line.lstrip()) + 1)
        held += line
        if held.endswith("\\"):
            held = held[:-1] + " "
            continue
        if heredoc := _HEREDOC.search(held):
            marker = heredoc[1]
        yield held, place
        held = ""
    if held:
        yield held, place


class _Script:
    """Where in a script a line stands: the arms around it, each with "does it serve developers?"."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.function = False
        self.branches: list[bool | None] = []  # None where a label is due
        self.arms: list[bool | None] = []

    def line(self, text: str, place: Place) -> Iterator[Effect]:
        """The effects of one logical line, none where developers are served."""
        if function := _FUNCTION.match(text):
            self.function = self._is_developers(function[1] or function[2])
            return
        if (function := _ONE_LINE_FUNCTION.match(text)) and self._is_developers(function[1]):
            return
        if text.strip() == "}":
            self.function = False
            return
        text = self._branch(text)
        chained: bool | None = None
        for command in shell.commands(text):
            if command[0] in _TESTS:
                said = self._says(command)
                chained = not said if "||" in text and said is not None else said
            if self._arm(command) and not chained:
                yield from _of_command(command, place)
        if self.branches and text.rstrip().endswith(";;"):
            self.branches[-1] = None

    def _branch(self, text: str) -> str:
        """Enter or leave ``case``; the line without the label of a branch."""
        if re.match(r"\s*case\s.*\sin\s*$", text):
            self.branches.append(None)
        elif text.strip() == "esac" and self.branches:
            self.branches.pop()
        elif self.branches and self.branches[-1] is None and (branch := _BRANCH.match(text)):
            self.branches[-1] = self._is_developers(branch[1])
            return branch[2]
        return text

    def _arm(self, command: list[str]) -> bool:
        """Enter or leave ``if``; does the command serve production?"""
        match command[0]:
            case "if":
                self.arms.append(self._says(command))
            case "elif" if self.arms:
                self.arms[-1] = self._says(command)
            case "else" if self.arms:
                self.arms[-1] = None if self.arms[-1] is None else not self.arms[-1]
            case "fi" if self.arms:
                self.arms.pop()
        return not (self.function or any(self.branches) or any(self.arms))

    def _says(self, command: list[str]) -> bool | None:
        """Is a condition true for developers (``True``), in production (``False``), or for anybody (``None``)?"""
        condition = command[1:] if command[0] in _TESTS else [part for part in command[1:] if part != "test"]
        said = {word for part in condition for word in words(part)}
        negated = bool({"!", "!=", "-z"} & set(command))
        if said & (self.names.development | self.names.test | self.names.debug):
            return not negated
        return negated if said & self.names.production else None

    def _is_developers(self, label: str) -> bool:
        return self.names.of_name(label) is not Profile.PRODUCTION
