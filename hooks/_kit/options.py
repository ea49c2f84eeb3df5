"""The options that every hook understands, and the layers they come from."""

from __future__ import annotations

import os

from .config import Project, shown, tokens
from .finding import UsageError
from .light import Callable, Mapping, Sequence
from .namespace import Namespace
from .typed import TYPE_CHECKING, cast

if TYPE_CHECKING:
    import datetime
    from argparse import ArgumentParser  # noqa: F401 - named in a text
    from typing import Any

    from .parsing import Parser

FORMATS = ("text", "github", "gitlab", "json", "sarif")

Arguments = Callable[["ArgumentParser"], object]


class Declared:
    """Takes the place of a parser where nothing is to be parsed: it learns the options and their defaults."""

    def __init__(self) -> None:
        self.defaults: dict[str, Any] = {}

    def add_argument(self, *names: str, default: Any = None, dest: str = "", **_settings: Any) -> None:  # noqa: ANN401
        """Note an option's default under the name that ``argparse`` would give it."""
        long = next((name for name in names if name.startswith("--")), names[0])
        self.defaults[dest or long.lstrip("-").replace("-", "_")] = default


def merged(defaults: Mapping[str, Any], *layers: Namespace) -> Namespace:
    """Defaults under the layers, the last on top; lists of all layers are joined."""
    values = dict(defaults)
    for layer in layers:
        for name, value in vars(layer).items():
            below = values.get(name)
            values[name] = below + value if isinstance(value, list) and isinstance(below, list) else value
    return Namespace(**values)


def typed_options(hook_id: str, arguments: Arguments | None, argv: Sequence[str]) -> tuple[Namespace, Namespace]:
    """What was typed, without and with the defaults of all options. Raises ``UsageError``.

    A runner hands over file names and nothing else; then there is nothing to parse.
    """
    if any(argument.startswith("-") for argument in argv):
        parser = command_line_parser(hook_id, arguments)
        typed = parser.parsed(argv)
        return typed, parser.merged(typed)
    declared = Declared()
    _declare_command_line(declared, arguments)
    typed = Namespace(files=list(argv)) if argv else Namespace()
    return typed, merged(declared.defaults, typed)


def hook_parser(hook_id: str, arguments: Arguments | None) -> Parser:
    """The options that settings can hold: those of every hook, then the hook's own."""
    from .parsing import Parser

    parser = Parser(f"flask-upkeep {hook_id}")
    _declare_settings(parser, arguments)
    return parser


def _declare_settings(parser: Parser | Declared, arguments: Arguments | None) -> None:
    add = parser.add_argument
    add("--format", choices=FORMATS, default="text", help="output format (default: text)")
    add("--baseline", metavar="FILE", help="findings recorded there are old and do not count")
    add("--today", type=_date, metavar="YYYY-MM-DD", help="judge dates as on this day (default: today)")
    add("--development", action="append", default=[], metavar="WORD", help="a further word for development names")
    add("--production", action="append", default=[], metavar="WORD", help="a word that means production after all")
    if arguments:
        arguments(cast("ArgumentParser", parser))


def command_line_parser(hook_id: str, arguments: Arguments | None) -> Parser:
    """The options of the command line: files and help, then those of ``hook_parser``."""
    from .parsing import Parser

    parser = Parser(f"flask-upkeep {hook_id}")
    _declare_command_line(parser, arguments)
    return parser


def _declare_command_line(parser: Parser | Declared, arguments: Arguments | None) -> None:
    _declare_settings(parser, arguments)
    add = parser.add_argument
    add("files", nargs="*", default=[], metavar="FILE", help="files to check; a folder means its tracked files")
    add("--all-files", action="store_true", default=False, help="check every file that git tracks")
    add("--explain", action="store_true", default=False, help="print the manual")
    add("--debug", action="store_true", default=False, help="show the traceback of a crash")
    add("-h", "--help", action="help", help="print this page")


def settled(
    hook_id: str, arguments: Arguments | None, project: Project, asked: Namespace, typed: Namespace, ids: Sequence[str]
) -> Namespace:
    """A hook's options for the files of one project: defaults, shared table, own table, command line.

    ``asked`` is the command line with the defaults of its parser, ``typed`` without; ``ids`` are those of all
    hooks. Raises ``UsageError``.
    """
    own = Declared()
    if arguments:
        arguments(cast("ArgumentParser", own))
    defaults = {**{name: value for name, value in vars(asked).items() if name not in typed}, **own.defaults}
    if not project.table:
        return merged(defaults, typed)
    shared_table, own_table = tokens(project, hook_id, ids)
    where = f"{project.path} [tool.flask-upkeep"
    settings = [
        _parsed(hook_parser(hook_id, None), shared_table, f"{where}]", project.folder),
        _parsed(hook_parser(hook_id, arguments), own_table, f"{where}.{hook_id}]", project.folder),
    ]
    return merged(defaults, *settings, typed)


def _parsed(parser: Parser, typed: Sequence[str], where: str, folder: str) -> Namespace:
    # `strict = false` leaves a switch where it is, which needs no `--no-strict` to say.
    switches = [
        token for token in typed if token.startswith("--no-") and f"--{token[5:]}" in parser._option_string_actions
    ]
    try:
        options = parser.parsed([token for token in typed if token not in switches])
    except UsageError as error:
        raise UsageError(f"{where}: {parser.said_of_settings(str(error))}") from None
    if "baseline" in options:
        options.baseline = shown(os.path.join(folder, options.baseline))
    return options


def _date(text: str) -> datetime.date:
    import datetime
    from argparse import ArgumentParser  # noqa: F401 - named in a text

    return datetime.date.fromisoformat(text)
