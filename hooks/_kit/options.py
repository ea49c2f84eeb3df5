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
    """Takes the place of a parser where there is little to be parsed: it learns the options and their defaults."""

    def __init__(self) -> None:
        self.defaults: dict[str, Any] = {}
        self._settings: dict[str, Mapping[str, Any]] = {}

    def add_argument(self, *names: str, default: Any = None, dest: str = "", **settings: Any) -> None:  # noqa: ANN401
        """Note an option, and its default under the name that ``argparse`` would give it."""
        long = next((name for name in names if name.startswith("--")), names[0])
        name = dest or long.lstrip("-").replace("-", "_")
        self.defaults[name] = default
        settings["dest"] = name
        for each in names:
            self._settings[each] = settings

    def __contains__(self, option: str) -> bool:
        return option in self._settings

    def parsed(self, arguments: Sequence[str]) -> Namespace | None:
        """Switches and options with plain values, and the files behind them; ``None`` for what takes ``argparse``."""
        found: dict[str, Any] = {}
        pending = list(arguments)
        while pending and pending[0].startswith("-"):
            option, equals, value = pending.pop(0).partition("=")
            settings = self._settings.get(option, _OF_ARGPARSE)
            name, how = settings["dest"], settings.get("action")
            if how == "store_true" and not equals:
                found[name] = True
                continue
            if not equals:
                value = pending.pop(0) if pending else "-"
            if how not in (None, "append") or not _PLAIN.issuperset(settings) or not _may_be(value, settings):
                return None
            found[name] = [*found.get(name, ()), value] if how else value
        if any(argument.startswith("-") for argument in pending) or (pending and "files" not in self._settings):
            return None
        return Namespace(**found, files=pending) if pending else Namespace(**found)


# What says all of an option that takes one text; and an option that nobody has declared.
_PLAIN = frozenset(["dest", "action", "help", "metavar", "choices"])
_OF_ARGPARSE: Mapping[str, Any] = {"dest": "", "action": "help"}


def _may_be(value: str, settings: Mapping[str, Any]) -> bool:
    return not value.startswith("-") and ("choices" not in settings or value in settings["choices"])


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

    A runner hands over file names, and few options before them; that takes no ``argparse``.
    """
    declared = Declared()
    _declare_command_line(declared, arguments)
    typed = declared.parsed(argv)
    if typed is None:
        typed = command_line_parser(hook_id, arguments).parsed(argv)
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
        _parsed(f"{where}]", hook_id, None, shared_table, project.folder),
        _parsed(f"{where}.{hook_id}]", hook_id, arguments, own_table, project.folder),
    ]
    return merged(defaults, *settings, typed)


def _parsed(where: str, hook_id: str, arguments: Arguments | None, typed: Sequence[str], folder: str) -> Namespace:
    declared = Declared()
    _declare_settings(declared, arguments)
    # `strict = false` leaves a switch where it is, which needs no `--no-strict` to say.
    given = [token for token in typed if not (token.startswith("--no-") and f"--{token[5:]}" in declared)]
    options = declared.parsed(given)
    if options is None:
        parser = hook_parser(hook_id, arguments)
        try:
            options = parser.parsed(given)
        except UsageError as error:
            raise UsageError(f"{where}: {parser.said_of_settings(str(error))}") from None
    if "baseline" in options:
        options.baseline = shown(os.path.join(folder, options.baseline))
    return options


def _date(text: str) -> datetime.date:
    import datetime
    from argparse import ArgumentParser  # noqa: F401 - named in a text

    return datetime.date.fromisoformat(text)
