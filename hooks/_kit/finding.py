"""What a check yields: findings, what it could not judge, advice, and what its tool was told to leave out."""

from __future__ import annotations

from .typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from . import syntax as ast
    from .source import Source


class Place(NamedTuple):
    """A position in a file: line and column, both counted in characters from 1."""

    line: int
    col: int


class Finding(NamedTuple):
    """One thing to mend. Its order is the order of the output: by path, place, rule, message."""

    path: str
    line: int
    col: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.col}: {self.rule} {self.message}"


class Advice(NamedTuple):
    """Something worth knowing that decides nothing: printed beside findings, never an exit code.

    Runners hide what a passing hook prints, so it is read in a run that fails for another reason.
    """

    path: str
    line: int
    col: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.col}: advice: {self.message}"


class LeftOut(NamedTuple):
    """A file that was passed over, as settings of a wrapped tool or of the repository want it: ``by`` says which.

    It was neither looked at nor missed. Nothing is printed of it, and for a release it does not count as looked at.
    """

    path: str
    by: str


class Rule(NamedTuple):
    """An id that is stable for ever, and the sentence that says what is wrong and what to write instead.

    The message is a ``str.format`` template: ``{name}`` is filled in by ``at(..., name=...)``.
    """

    id: str
    message: str

    def at(self, source: Source, where: ast.AST | Place, **details: object) -> Finding:
        """Make a finding of this rule at a syntax node or place of ``source``."""
        line, col = where if isinstance(where, Place) else source.place(where)
        return Finding(source.path, line, col, self.id, self.message.format(**details))


class NotChecked(Exception):  # noqa: N818 - it names a verdict, and is yielded as often as it is raised
    """Something could not be judged, which is never the same as clean.

    ``reason`` says what happened and ``remedy`` what to do about it, each half a sentence.
    """

    def __init__(self, path: str, reason: str, remedy: str) -> None:
        super().__init__(path, reason, remedy)
        self.path = path
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.path}: NOT CHECKED: {self.reason}; {self.remedy}"


class Encrypted(NotChecked):
    """A file that is committed encrypted: only who holds the key can look at it, and nobody else is asked to."""

    def __init__(self, path: str) -> None:
        super().__init__(path, "git-crypt encrypts it", "unlock the repository")


class UsageError(Exception):
    """Wrong usage or configuration; the text is one line that says how to mend it."""
