"""Words of a Dockerfile as BuildKit's lexer reads them: quotes, escapes and variables.

It resembles a shell and is none: ``$1`` and ``$@`` are unset variables, an open quote is an error, and an
escape inside double quotes works before ``"``, ``$`` and itself only.
Source: https://docs.docker.com/reference/dockerfile/#environment-replacement
"""

from __future__ import annotations

from .light import Collection, Mapping
from .typed import NamedTuple

_SPECIAL = "@*#?-$!"
_BLANKS = " \t\r"
# Each level of nesting takes three frames of Python.
_DEEPEST = 100
# A value may stand for two of the value before it, sixty times over.
_LONGEST = 100_000


class WordError(ValueError):
    """The text is no word for BuildKit: the build stops there."""


class Expansion(NamedTuple):
    """A word with its variables filled in, and the names of those that had no value."""

    text: str
    unset: Collection[str]


class _Piece(NamedTuple):
    """A part of a word; one that is ``plain`` ends a word at its blanks."""

    text: str
    plain: bool


def expand(text: str, variables: Mapping[str, str], escape: str = "\\") -> Expansion:
    """Fill in the variables and take away quotes and escapes; what is unset is empty. Raises ``WordError``."""
    lexer = _Lexer(text, variables, escape)
    return Expansion("".join(piece.text for piece in lexer.pieces()), tuple(lexer.unset))


def expanded(text: str, variables: Mapping[str, str], escape: str = "\\") -> str:
    """The text of ``expand``. Raises ``WordError``."""
    return expand(text, variables, escape).text


def marked_words(line: str) -> list[str]:
    """The words of a line with their quotes and escapes, ``<< word`` as one word. Raises ``WordError``."""
    return _words(_Lexer(line, None, raw_quotes=True, raw_escapes=True).pieces())


def unmarked_words(line: str) -> list[str]:
    """The words of a line without quotes and escapes; variables stay as written. Raises ``WordError``."""
    return _words(_Lexer(line, None).pieces())


def _words(pieces: list[_Piece]) -> list[str]:
    found: list[str] = []
    word = ""
    for piece in pieces:
        if not piece.plain:
            word += piece.text
            continue
        for char in piece.text:
            if not char.isspace():
                word += char
            elif word:
                found.append(word)
                word = ""
    return [*found, word] if word else found


class _Lexer:
    """A position in a text, read once from left to right; without ``variables`` they stay as written."""

    def __init__(
        self,
        text: str,
        variables: Mapping[str, str] | None,
        escape: str = "\\",
        *,
        raw_quotes: bool = False,
        raw_escapes: bool = False,
    ) -> None:
        self.text = text
        self.variables = variables
        self.escape = escape
        self.raw_quotes = raw_quotes
        self.raw_escapes = raw_escapes
        self.unset: dict[str, None] = {}
        self.at = 0
        self.depth = 0
        self.filled_in = 0

    def pieces(self, stop: str = "") -> list[_Piece]:
        """Everything up to ``stop``, which has to come if it is asked for."""
        found: list[_Piece] = []
        while char := self._peek():
            if char == stop:
                self.at += 1
                return found
            if char == "$":
                found.append(_Piece(self._dollar(), True))
            elif char == "'":
                found.append(_Piece(self._single_quoted(), False))
            elif char == '"':
                found.append(_Piece(self._double_quoted(), False))
            elif char == "<":
                found.append(_Piece(self._less_than(), False))
            elif char == self.escape:
                self.at += 1
                found.append(_Piece((char if self.raw_escapes else "") + self._next(), False))
            else:
                found.append(_Piece(self._next(), True))
        if stop:
            raise WordError(f"{stop!r} is missing")
        return found

    def _peek(self) -> str:
        return self.text[self.at] if self.at < len(self.text) else ""

    def _next(self) -> str:
        char = self._peek()
        self.at += len(char)
        return char

    def _nested(self, stop: str, *, raw_escapes: bool) -> str:
        """The word inside braces; in a pattern the escapes stay, as they speak to the pattern."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise WordError("variables are nested too deep")
        outer, self.raw_escapes = self.raw_escapes, raw_escapes
        word = "".join(piece.text for piece in self.pieces(stop))
        self.raw_escapes = outer
        self.depth -= 1
        return word

    def _single_quoted(self) -> str:
        end = self.text.find("'", self.at + 1)
        if end < 0:
            raise WordError("a single quote is left open")
        quoted = self.text[self.at : end + 1]
        self.at = end + 1
        return quoted if self.raw_quotes else quoted[1:-1]

    def _double_quoted(self) -> str:
        quote = '"' if self.raw_quotes else ""
        self.at += 1
        found = [quote]
        while char := self._peek():
            if char == "$":
                found.append(self._dollar())
                continue
            self.at += 1
            if char == '"':
                return "".join([*found, quote])
            if char == self.escape:
                found.append(char if self.raw_escapes else "")
                following = self._peek()
                if not following:
                    break
                if following in ('"', "$", self.escape):
                    char = self._next()
            found.append(char)
        raise WordError("a double quote is left open")

    def _less_than(self) -> str:
        """``<`` as it stands; after ``<<`` of a here-document the blanks belong to the word."""
        start = self.at
        self.at += 1
        if self._peek() == "<":
            self.at += 1
            while self._peek() and self._peek() in _BLANKS:
                self.at += 1
        return self.text[start : self.at]

    def _dollar(self) -> str:
        start = self.at
        self.at += 1
        if self._peek() != "{":
            name = self._name()
            value = self._value(name) if name else None
            return (value or "") if name and self.variables is not None else self.text[start : self.at]
        self.at += 1
        if self._peek() in ("", "{", "}", ":"):
            raise WordError("bad substitution")
        filled = self._modified(self._name())
        return self.text[start : self.at] if self.variables is None else filled

    def _modified(self, name: str) -> str:
        """The value of ``${name...}`` from behind the name to the closing brace."""
        operator = self._next()
        if operator == "}":
            return self._value(name) or ""
        if operator == "/":
            return self._replaced(name)
        empty_is_unset = operator == ":"
        if empty_is_unset:
            operator = self._next()
        if not operator or operator not in ("+-?" if empty_is_unset else "+-?#%"):
            raise WordError(f"unsupported modifier in ${{{name}...}}")
        word = self._nested("}", raw_escapes=operator in "#%")
        value = self._value(name, is_needed=operator in "#%")
        if operator in "#%":
            return _trimmed(value or "", operator, word)
        if operator == "+":
            return "" if value is None or (empty_is_unset and not value) else word
        if value is not None and not (empty_is_unset and not value):
            return value
        if operator == "?" and self.variables is not None:
            raise WordError(f"{name}: {word or 'has to be set'}")
        return word

    def _replaced(self, name: str) -> str:
        """``${name/pattern/replacement}``, with a second slash for every match."""
        every = self._peek() == "/"
        self.at += every
        pattern = _pattern(self._nested("/", raw_escapes=True))
        replacement = self._nested("}", raw_escapes=True)
        value, found, at = self._value(name) or "", "", 0
        while at <= len(value):
            ends = _ends(pattern, value, at)
            if not ends:
                found, at = found + value[at : at + 1], at + 1
                continue
            end = max(ends)
            found += replacement
            if not every:
                return found + value[end:]
            found += value[at : at + 1] if end == at else ""
            at = max(end, at + 1)
        return found

    def _value(self, name: str, *, is_needed: bool = True) -> str | None:
        if self.variables is None:
            return None
        value = self.variables.get(name)
        if value is None and is_needed:
            self.unset[name] = None
        self.filled_in += len(value or "")
        if self.filled_in > _LONGEST:
            raise WordError("its variables grow too long")
        return value

    def _name(self) -> str:
        """A name, a number, or one of the special parameters, which are never set."""
        start = self.at
        if self._peek().isdecimal():
            while self._peek().isdecimal():
                self.at += 1
            return self.text[start : self.at]
        if self._peek() and self._peek() in _SPECIAL:
            return self._next()
        while self._peek() == "_" or self._peek().isalpha() or self._peek().isdecimal():
            self.at += 1
        return self.text[start : self.at]


_ANY, _MANY = "?", "*"
_Pattern = list[tuple[str, bool]]


def _pattern(text: str) -> _Pattern:
    """A pattern as characters, each with whether it stands for itself. Raises ``WordError``."""
    found: _Pattern = []
    at = 0
    while at < len(text):
        char = text[at]
        at += 1
        if char != "\\":
            found.append((char, char not in (_ANY, _MANY)))
            continue
        escaped = text[at : at + 1]
        if escaped in ("}", "/"):  # escaped for the sake of `${...}`
            continue
        if escaped not in (_ANY, _MANY, "\\") or not escaped:
            raise WordError(f"invalid escape {char + escaped!r} in a pattern")
        found.append((escaped, True))
        at += 1
    return found


def _ends(pattern: _Pattern, value: str, start: int) -> set[int]:
    """Where a match of ``pattern`` from ``start`` may end."""
    ends = {start}
    for char, is_itself in pattern:
        if not ends:
            break
        if is_itself:
            ends = {end + 1 for end in ends if value[end : end + 1] == char}
        elif char == _ANY:
            ends = {end + 1 for end in ends if end < len(value)}
        else:
            ends = set(range(min(ends), len(value) + 1))
    return ends


def _trimmed(value: str, operator: str, word: str) -> str:
    """The value without the shortest match at its start (``#``) or end (``%``), with the operator twice the longest."""
    pattern = _pattern(word.removeprefix(operator))
    backwards = operator == "%"
    text = value[::-1] if backwards else value
    ends = _ends(pattern[::-1] if backwards else pattern, text, 0)
    if ends:
        text = text[max(ends) if word.startswith(operator) else min(ends) :]
    return text[::-1] if backwards else text
