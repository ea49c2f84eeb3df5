"""The options that every hook understands, and the layers they come from."""

from __future__ import annotations

import os
from argparse import SUPPRESS, Action, ArgumentParser, HelpFormatter, Namespace
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from .config import Project, shown, tokens
from .finding import UsageError

if TYPE_CHECKING:
    import datetime

FORMATS = ("text", "github", "gitlab", "json", "sarif")

Arguments = Callable[[ArgumentParser], object]


class Parser(ArgumentParser):
    """An option parser that keeps defaults apart, so that settings can stand between them and what was typed."""

    def __init__(self, prog: str) -> None:
        # A fixed width: argparse asks the terminal for its own at the first option, and imports shutil for that.
        super().__init__(prog=prog, allow_abbrev=False, add_help=False, formatter_class=_Formatter)
        self.defaults: dict[str, Any] = {}

    def add_argument(self, *names: Any, default: Any = None, **settings: Any) -> Action:  # noqa: ANN401 - argparse's
        """Add an option whose default is kept in ``defaults``."""
        action = super().add_argument(*names, default=SUPPRESS, **settings)
        self.defaults[action.dest] = default
        return action

    def error(self, message: str) -> NoReturn:
        """Raise ``UsageError`` instead of printing a page of usage."""
        raise UsageError(message)


def hook_parser(hook_id: str, arguments: Arguments | None) -> Parser:
    """The options that settings can hold: those of every hook, then the hook's own."""
    parser = Parser(f"flask-upkeep {hook_id}")
    add = parser.add_argument
    add("--format", choices=FORMATS, default="text", help="output format (default: text)")
    add("--baseline", metavar="FILE", help="findings recorded there are old and do not count")
    add("--today", type=_date, metavar="YYYY-MM-DD", help="judge dates as on this day (default: today)")
    add("--development", action="append", default=[], metavar="WORD", help="a further word for development names")
    add("--production", action="append", default=[], metavar="WORD", help="a word that means production after all")
    if arguments:
        arguments(parser)
    return parser


def command_line_parser(hook_id: str, arguments: Arguments | None) -> Parser:
    """The options of the command line: files and help, then those of ``hook_parser``."""
    parser = hook_parser(hook_id, arguments)
    add = parser.add_argument
    add("files", nargs="*", default=[], metavar="FILE", help="files to check; a folder means its tracked files")
    add("--all-files", action="store_true", default=False, help="check every file that git tracks")
    add("--explain", action="store_true", default=False, help="print the manual")
    add("--debug", action="store_true", default=False, help="show the traceback of a crash")
    add("-h", "--help", action="help", help="print this page")
    return parser


def settled(
    hook_id: str, arguments: Arguments | None, project: Project, asked: Namespace, typed: Namespace, ids: Sequence[str]
) -> Namespace:
    """A hook's options for the files of one project: defaults, shared table, own table, command line.

    ``asked`` is the command line with the defaults of its parser, ``typed`` without; ``ids`` are those of all
    hooks. Raises ``UsageError``.
    """
    defaults = {name: value for name, value in vars(asked).items() if name not in typed}
    if arguments:
        own = Parser(hook_id)
        arguments(own)
        defaults |= own.defaults
    if not project.table:
        return merged(defaults, typed)
    shared_table, own_table = tokens(project, hook_id, ids)
    where = f"{project.path} [tool.flask-upkeep"
    settings = [
        _parsed(hook_parser(hook_id, None), shared_table, f"{where}]", project.folder),
        _parsed(hook_parser(hook_id, arguments), own_table, f"{where}.{hook_id}]", project.folder),
    ]
    return merged(defaults, *settings, typed)


def merged(defaults: Mapping[str, Any], *layers: Namespace) -> Namespace:
    """Defaults under the layers, the last on top; lists of all layers are joined."""
    values = dict(defaults)
    for layer in layers:
        for name, value in vars(layer).items():
            below = values.get(name)
            values[name] = below + value if isinstance(value, list) and isinstance(below, list) else value
    return Namespace(**values)


def _parsed(parser: Parser, typed: Sequence[str], where: str, folder: str) -> Namespace:
    # `strict = false` leaves a switch where it is, which needs no `--no-strict` to say.
    switches = [
        token for token in typed if token.startswith("--no-") and f"--{token[5:]}" in parser._option_string_actions
    ]
    try:
        options = parser.parse_args([token for token in typed if token not in switches])
    except UsageError as error:
        raise UsageError(f"{where}: {error}") from None
    if "baseline" in options:
        options.baseline = shown(os.path.join(folder, options.baseline))
    return options


def _date(text: str) -> datetime.date:
    import datetime

    return datetime.date.fromisoformat(text)


class _Formatter(HelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=100)
