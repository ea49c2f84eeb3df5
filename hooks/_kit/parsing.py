"""The parser of options, imported where somebody typed or configured one."""

from __future__ import annotations

from argparse import SUPPRESS, Action, ArgumentParser, HelpFormatter

from . import regex as re
from .finding import UsageError
from .light import Iterable, Sequence
from .namespace import Namespace
from .options import merged
from .typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, NoReturn


class Parser(ArgumentParser):
    """An option parser that keeps defaults apart, so that settings can stand between them and what was typed."""

    def __init__(self, prog: str) -> None:
        # A fixed width: argparse asks the terminal for its own at the first option, and imports shutil for that.
        super().__init__(prog=prog, allow_abbrev=False, add_help=False, formatter_class=_Formatter)
        self.defaults: dict[str, Any] = {}

    def add_argument(self, *names: Any, default: Any = None, **settings: Any) -> Action:  # noqa: ANN401 - argparse's
        """Add an option whose default is filled in by ``merged``."""
        action = super().add_argument(*names, default=SUPPRESS, **settings)
        self.defaults[action.dest] = default
        return action

    def error(self, message: str) -> NoReturn:
        """Raise ``UsageError`` instead of printing a page of usage; our functions' names tell nobody anything."""
        told = re.sub(r"invalid _?\w+ value: ", "invalid value: ", message)
        if self.prog.endswith(" commit-checks") and message.startswith("unrecognized arguments: -"):
            told += "; a hook's own options stand in its table of pyproject.toml, [tool.flask-upkeep.HOOK-ID]"
        raise UsageError(told)

    def said_of_settings(self, message: str) -> str:
        """A message about the command line, said of settings, which people write without dashes."""
        unknown = message.partition("unrecognized arguments: --")[2].partition("=")[0].partition(" ")[0]
        if unknown:
            return f"no setting is called {unknown}{meant(unknown, [name.replace('_', '-') for name in self.defaults])}"
        return message.removeprefix("argument --").replace("expected one argument", "it needs a value, not true")

    def parsed(self, arguments: Sequence[str]) -> Namespace:
        """What was typed, without defaults. Raises ``UsageError``."""
        return self.parse_args(arguments, Namespace())

    def parsed_in_any_order(self, arguments: Sequence[str]) -> Namespace:
        """What was typed to a command whose words may stand between its options. Raises ``UsageError``."""
        return self.parse_intermixed_args(arguments, Namespace())

    def merged(self, *layers: Namespace) -> Namespace:
        """Defaults under the layers, the last on top; lists of all layers are joined."""
        return merged(self.defaults, *layers)


def meant(word: str, known: Iterable[str]) -> str:
    """``; did you mean ...?``, where one of the known words looks like the unknown one."""
    from difflib import get_close_matches

    close = get_close_matches(word.replace("_", "-"), sorted(known), 1)
    return f"; did you mean {close[0]}?" if close else "; `--help` names them"


class _Formatter(HelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=100)
