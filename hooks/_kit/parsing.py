"""The parser of options, imported where somebody typed or configured one."""

from __future__ import annotations

from argparse import SUPPRESS, Action, ArgumentParser, HelpFormatter
from collections.abc import Sequence

from .finding import UsageError
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
        """Raise ``UsageError`` instead of printing a page of usage."""
        raise UsageError(message)

    def parsed(self, arguments: Sequence[str]) -> Namespace:
        """What was typed, without defaults. Raises ``UsageError``."""
        return self.parse_args(arguments, Namespace())

    def parsed_in_any_order(self, arguments: Sequence[str]) -> Namespace:
        """What was typed to a command whose words may stand between its options. Raises ``UsageError``."""
        return self.parse_intermixed_args(arguments, Namespace())

    def merged(self, *layers: Namespace) -> Namespace:
        """Defaults under the layers, the last on top; lists of all layers are joined."""
        return merged(self.defaults, *layers)


class _Formatter(HelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=100)
