"""What a deployment file puts into force: a variable it sets, or a command it starts."""

from __future__ import annotations

from .finding import Place
from .light import Sequence
from .typed import NamedTuple


class Variable(NamedTuple):
    """An environment variable that a file sets; ``value`` is ``None`` where the file does not tell."""

    name: str
    value: str | None
    place: Place


class Command(NamedTuple):
    """A start command as its words."""

    words: Sequence[str]
    place: Place


Effect = Variable | Command
