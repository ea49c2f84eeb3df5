"""A Dockerfile as instructions and stages, read as BuildKit reads it.

Source: https://docs.docker.com/reference/dockerfile/ (parser directives, continuation, here-documents, FROM) and
https://github.com/moby/buildkit/tree/master/frontend/dockerfile/parser (what happens at the edges).
"""

from __future__ import annotations

from . import dockerfile_words
from . import regex as re
from .compiled import compiled
from .dockerfile_words import WordError
from .finding import NotChecked, Place
from .light import Iterator, Sequence
from .source import Source
from .typed import NamedTuple

# Patterns that most files have no use for are compiled when they are asked for.
_DIRECTIVE = compiled(r"#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$")
_DIRECTIVES = ("syntax", "escape", "check")
_HEREDOC = r"\d*<<(-?)\s*([^<]+)"
_WITH_HEREDOCS = ("RUN", "COPY", "ADD")
_PAIR = r"""(?<![\w.])([A-Za-z_][\w.]*)=((?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])*)"""
_BLANKS = compiled(r"[\t\v\f\r ]+")


class Directive(NamedTuple):
    """A parser directive: what stands behind ``# name=`` at the top of the file, and its line."""

    value: str
    line: int


class Instruction(NamedTuple):
    """One instruction, its continuations joined.

    The keyword is in capitals, ``flags`` are the ``--name=value`` before the argument without quotes,
    ``first`` and ``last`` are line numbers, here-documents included.
    """

    keyword: str
    flags: tuple[str, ...]
    argument: str
    first: int
    last: int

    def place_of(self, source: Source, word: str) -> Place:
        """Where ``word`` stands in the instruction, which may go over several lines."""
        alone = re.compile(rf"(?<![\w-]){re.escape(word)}(?!\w)")
        for number in range(self.first, self.last + 1):
            match = alone.search(source.lines[number - 1])
            if match:
                return Place(number, match.start() + 1)
        return Place(self.first, 1)

    def flag(self, name: str) -> Iterator[str]:
        """The values of the flag ``--name=``, which ``RUN --mount`` has several times."""
        yield from (flag.partition("=")[2] for flag in self.flags if flag.partition("=")[0] == f"--{name}")


class Stage(NamedTuple):
    """A build stage: the image or stage it starts from, its name, its ``FROM``, and the instructions after it."""

    base: str
    name: str
    instructions: list[Instruction]
    start: Instruction


class _Contents(NamedTuple):
    directives: dict[str, Directive]
    instructions: list[Instruction]


def directives(source: Source) -> dict[str, Directive]:
    """The parser directives by name. Raises ``NotChecked``."""
    return source.once(_contents).directives


def instructions(source: Source) -> list[Instruction]:
    """All instructions, comments left out. Raises ``NotChecked`` for what BuildKit refuses to read."""
    return source.once(_contents).instructions


def escape_character(source: Source) -> str:
    """The backslash, or what the directive ``escape`` has in its place."""
    found = directives(source).get("escape")
    return found.value if found else "\\"


def stages(source: Source) -> tuple[list[Instruction], list[Stage]]:
    """The instructions before the first ``FROM`` (global ``ARG``), and the stages in order."""
    head: list[Instruction] = []
    found: list[Stage] = []
    for instruction in instructions(source):
        if instruction.keyword == "FROM":
            base, *name = _BLANKS.split(instruction.argument)
            named = len(name) == 2 and name[0].lower() == "as"
            found.append(Stage(base, name[1] if named else "", [], instruction))
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


def triggered(instruction: Instruction, escape: str) -> Instruction | None:
    """The instruction that an ``ONBUILD`` keeps for the next build."""
    if instruction.keyword != "ONBUILD" or not instruction.argument:
        return None
    return _instruction(instruction.argument, escape)._replace(first=instruction.first, last=instruction.last)


def pairs(instruction: Instruction) -> Iterator[tuple[str, str]]:
    """Names and values of ``ENV`` and ``ARG``, quotes removed; the old ``ENV name value`` too."""
    argument = instruction.argument
    if not argument:
        return
    name, *value = argument.split(maxsplit=1)
    if instruction.keyword == "ENV" and "=" not in name:
        yield name, _unquoted("".join(value))
        return
    for match in re.finditer(_PAIR, argument, re.DOTALL):
        yield match[1], _unquoted(match[2])


def quoted_words(text: str, escape: str) -> list[str]:
    """The words of an ``ARG`` or ``ENV``, their quotes and escapes kept."""
    found: list[str] = []
    word = quote = ""
    characters = iter(text)
    for char in characters:
        if not quote and char.isspace():
            found += [word] if word else []
            word = ""
            continue
        if char == escape and quote != "'":
            following = next(characters, "")
            word += char + following if following else ""
            continue
        if char == quote:
            quote = ""
        elif not quote and char in "\"'":
            quote = char
        word += char
    return [*found, word] if word else found


def words(instruction: Instruction) -> list[str] | None:
    """The words of an exec-form ``CMD`` or ``ENTRYPOINT``; ``None`` for the shell form."""
    return _listed(instruction.argument)


def _contents(source: Source) -> _Contents:
    try:
        known = _directives(source.lines)
        escape = known["escape"].value if "escape" in known else "\\"
        return _Contents(known, list(_instructions(source.lines, escape)))
    except _UnreadableError as error:
        where = f"BuildKit does not read it (line {error.line}: {error.reason})"
        raise NotChecked(source.path, where, "mend it, or leave the file out with `exclude:`") from error


class _UnreadableError(Exception):
    def __init__(self, line: int, reason: str) -> None:
        super().__init__(line, reason)
        self.line = line
        self.reason = reason


def _directives(lines: Sequence[str]) -> dict[str, Directive]:
    """Directives stand at the very top: any other line, even an empty one or a remark, ends them."""
    found: dict[str, Directive] = {}
    for number, line in enumerate(lines, 1):
        if number == 1 and line.startswith("#!"):
            continue
        match = _DIRECTIVE.match(line.strip())
        name = match[1].lower() if match else ""
        if not match or name not in _DIRECTIVES:
            break
        if name in found:
            raise _UnreadableError(number, f"the directive {name} stands there twice")
        if name == "escape" and match[2] not in ("`", "\\"):
            raise _UnreadableError(number, "the escape character is neither a backslash nor a backtick")
        found[name] = Directive(match[2], number)
    return found


def _instructions(lines: Sequence[str], escape: str) -> Iterator[Instruction]:
    number = 0
    while number < len(lines):
        text, is_continued = _continued(lines[number].lstrip(), escape)
        number += 1
        if text.startswith("#") or not (text or is_continued):
            continue
        first, parts = number, [text]
        while is_continued and number < len(lines):
            line = lines[number]
            number += 1
            # Remarks and empty lines between vanish and do not end the instruction.
            if line.strip() and not line.lstrip().startswith("#"):
                text, is_continued = _continued(line, escape)
                parts.append(text)
        line = "".join(parts).strip()
        if not line:
            continue
        instruction = _instruction(line, escape)
        for marker, is_indented in _heredocs(instruction, line, escape):
            number = _after_heredoc(lines, number, marker, is_indented=is_indented, first=first)
        yield instruction._replace(first=first, last=number)


def _continued(line: str, escape: str) -> tuple[str, bool]:
    """The line without its continuation mark, and whether it had one; a doubled mark is none."""
    text = line.rstrip(" \t")
    if line.lstrip().startswith("#") or not text.endswith(escape) or text.endswith(escape * 2):
        return line, False
    return text[:-1], True


def _instruction(line: str, escape: str) -> Instruction:
    keyword, *rest = _BLANKS.split(line.strip(), maxsplit=1)
    flags, argument = _flags(rest[0] if rest else "", escape)
    return Instruction(keyword.upper(), flags, argument.strip(), 0, 0)


def _flags(text: str, escape: str) -> tuple[tuple[str, ...], str]:
    """The leading words that begin with ``--``, without quotes, and the rest; a bare ``--`` ends them."""
    found: list[str] = []
    rest = text.lstrip()
    while rest.startswith("--"):
        word, rest = _flag(rest, escape)
        if word == "--":
            break
        found.append(word)
        rest = rest.lstrip()
    return tuple(found), rest


def _flag(text: str, escape: str) -> tuple[str, str]:
    word = quote = ""
    at = 0
    while at < len(text):
        char = text[at]
        at += 1
        if not quote and char.isspace():
            break
        if char == quote:
            quote = ""
        elif not quote and char in "\"'":
            quote = char
        elif char == escape:
            word += text[at : at + 1]
            at += 1
        else:
            word += char
    return word, text[at:]


def _heredocs(instruction: Instruction, line: str, escape: str) -> list[tuple[str, bool]]:
    """The terminators of the here-documents that the instruction opens, and whether tabs may stand before them."""
    if "<<" not in line:
        return []
    inner = triggered(instruction, escape) or instruction
    if inner.keyword not in _WITH_HEREDOCS or _listed(inner.argument) is not None:
        return []
    try:
        matches = [re.fullmatch(_HEREDOC, word) for word in dockerfile_words.marked_words(line)]
    except WordError:  # a line that is no words opens nothing
        return []
    found: list[tuple[str, bool]] = []
    for match in matches:
        names = dockerfile_words.unmarked_words(match[2]) if match else []
        if match and len(names) == 1:
            found.append((names[0], bool(match[1])))
    return found


def _after_heredoc(lines: Sequence[str], number: int, marker: str, *, is_indented: bool, first: int) -> int:
    for end in range(number, len(lines)):
        line = lines[end].lstrip("\t") if is_indented else lines[end]
        if line == marker:
            return end + 1
    raise _UnreadableError(first, f"the here-document {marker} does not end")


def _listed(argument: str) -> list[str] | None:
    """The strings of a JSON list; ``None`` for the shell form, to which docker falls back as well."""
    if not argument.startswith("["):
        return None
    import json

    try:
        value = json.loads(argument)
    except (ValueError, RecursionError):
        return None
    return [str(item) for item in value] if isinstance(value, list) else None


def _unquoted(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value.replace('"', "").replace("'", ""))
