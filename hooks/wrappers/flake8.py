"""Style and simple mistakes in Python, found by flake8.

flake8-bugbear and support for `[tool.flake8]` in `pyproject.toml` are on board; further plugins are added with
`additional_dependencies: ['.[flake8]', flake8-comprehensions]`.

Bad::

    def add(item, items=[]):
        items.append(item)
        return items

Good::

    def add(item, items=None):
        return [*(items or []), item]

Each finding ends with the configuration that decided: `pyproject.toml`, `setup.cfg`, `tox.ini` or `.flake8`, found as
flake8 finds it. Only a project without any is judged by what fits black: lines of 88 characters, without E203 and E701.
A folder that the configuration excludes stays excluded although its files are named one by one. `# noqa` comments
count, as do ours. A file with a syntax error or one that cannot be read is NOT CHECKED, as is a report that the
configuration hides (`quiet`, `show-source`, `count`, `statistics`); a broken configuration is an error of one line.

flake8's own options are handed on: `--max-line-length`, `--select`, `--extend-select`, `--ignore`, `--extend-ignore`,
`--per-file-ignores`, `--exclude`, `--extend-exclude`, `--max-complexity`, `--config` and others (see `--help`).

Source: https://flake8.pycqa.org/en/latest/user/configuration.html
Source: https://black.readthedocs.io/en/stable/guides/using_black_with_other_tools.html#flake8
"""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from fnmatch import fnmatch
from typing import NamedTuple

from .._kit.finding import Finding, LeftOut, NotChecked, UsageError
from .._kit.hook import Hook
from .._kit.light import Iterator, Sequence
from .._kit.source import Source
from .._kit.tool import PYTHON, Option, Ran, Tool, add_options, batches, handed_on, python_files

FLAKE8 = Tool("flake8", "flake8")
FILES = r"\.pyw?$|(?:^|/)[^/.]+$"

OPTIONS = (
    Option(("--max-line-length",), "characters a line may have"),
    Option(("--max-doc-length",), "characters a line of a docstring or comment may have"),
    Option(("--max-complexity",), "complexity a function may have"),
    Option(("--indent-size",), "blanks of one level"),
    Option(("--select",), "report only these codes"),
    Option(("--extend-select",), "report these codes too"),
    Option(("--ignore",), "do not report these codes, instead of the default list"),
    Option(("--extend-ignore",), "do not report these codes either"),
    Option(("--per-file-ignores",), "pairs of file and codes not to report there"),
    Option(("--exclude",), "leave these paths out, instead of the default list"),
    Option(("--extend-exclude",), "leave these paths out too"),
    Option(("--require-plugins",), "plugins that have to be there"),
    Option(("--enable-extensions",), "switch on plugins that are off by default"),
    Option(("--builtins",), "further names that are built in"),
    Option(("--jobs",), "processes to run"),
    Option(("--doctests",), "check the syntax of doctests", "store_true"),
    Option(("--hang-closing",), "hang closing brackets", "store_true"),
    Option(("--disable-noqa",), "do not heed `# noqa` comments", "store_true"),
)
# What black writes and flake8 would not have so.
FOR_BLACK = ("--max-line-length=88", "--extend-ignore=E203,E701")

# No file name and no message holds it.
SEPARATOR = "\x1f"
FORMAT = SEPARATOR.join(("%(path)s", "%(row)d", "%(col)d", "%(code)s", "%(text)s"))
SECTION_FILES = ("setup.cfg", "tox.ini", ".flake8")
# But for those of bandit, B1 to B7 with two more digits; flake8-bugbear's begin with B0 and B9.
CODES = r"(?!B[1-7][0-9]{2}$)[A-Z]{1,3}[0-9]{1,3}"
EXCLUDED = "what flake8 is told to exclude"
# What it leaves out unless told otherwise. Source: https://flake8.pycqa.org/en/latest/user/options.html
USUALLY_EXCLUDED = (".svn", "CVS", ".bzr", ".hg", ".git", "__pycache__", ".tox", ".nox", ".eggs", "*.egg")
UNREAD = ("E902", "E999")  # cannot be opened, cannot be parsed


class Configuration(NamedTuple):
    """Where flake8's settings stand, or an empty path; and those of them that the wrapper needs to know."""

    path: str = ""
    excluded: tuple[str, ...] = ()
    selected: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """What a finding says of it."""
        return self.path or "no configuration of flake8: as black formats"


def arguments(parser: ArgumentParser) -> None:
    """Add flake8's own options, less those that would change its report."""
    add_options(parser, OPTIONS)
    parser.add_argument("--config", metavar="FILE", help="flake8's configuration (default: as flake8 finds it)")


def check(sources: Sequence[Source], options: Namespace) -> Iterator[Finding | NotChecked | LeftOut]:
    """Yield what flake8 finds, what it did not read, and what it is told to leave out."""
    configuration = _configuration(options.config)
    options.configuration = configuration.path  # which may lie above the repository
    typed = [f"--format={FORMAT}", *_arguments(configuration, options), *handed_on(options, OPTIONS)]
    _refuse_empty_selection((*configuration.selected, *_codes(options.tool_select)))
    paths, missed = python_files(sources)
    yield from missed
    yield from (LeftOut(path, EXCLUDED) for path in paths if _is_excluded(path, options))
    for batch in batches(paths):
        ran = FLAKE8.run([*typed, *batch])
        _refuse_broken_configuration(ran, configuration)
        lines = ran.out.splitlines()
        if ran.crashed or ran.code not in (0, 1) or (not ran.code and SEPARATOR in ran.out):
            raise FLAKE8.crash(ran)
        for line in lines or [""] * ran.code:
            yield _judged(line.split(SEPARATOR), configuration)


def _configuration(asked: str | None) -> Configuration:
    """The configuration as flake8 and its pyproject plugin choose it: of the working folder, else from above."""
    if asked:
        if not os.path.isfile(asked):
            raise UsageError(f"--config={asked}: no such file")
        return _read(asked)
    if os.path.isfile("pyproject.toml") and b"[tool.flake8" in Source("pyproject.toml").data:
        return _read("pyproject.toml")
    folder, home = os.getcwd(), os.path.expanduser("~")
    while True:
        for name in SECTION_FILES:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and b"[flake8" in Source(path).data:
                return _read(os.path.relpath(path))
        above = os.path.dirname(folder)
        if above == folder or folder == home:
            return Configuration()
        folder = above


def _read(path: str) -> Configuration:
    """The excluded paths and selected codes that a configuration file names. Raises ``UsageError``."""
    import configparser
    import tomllib

    settings: dict[str, object]
    try:
        if path.endswith(".toml"):
            settings = tomllib.loads(Source(path).text).get("tool", {}).get("flake8", {})
        else:
            parser = configparser.RawConfigParser()
            parser.read_string(Source(path).text)
            settings = dict(parser["flake8"]) if parser.has_section("flake8") else {}
    except (configparser.Error, ValueError) as error:
        raise UsageError(f"{path}: {' '.join(str(error).split())}") from None
    found = {key.replace("-", "_"): value for key, value in settings.items()}
    folder = os.path.dirname(path)
    patterns = (*_codes(found.get("exclude")), *_codes(found.get("extend_exclude")))
    excluded = (pattern if "/" not in pattern else os.path.join(folder, pattern) for pattern in patterns)
    return Configuration(path.replace(os.sep, "/"), tuple(excluded), _codes(found.get("select")))


def _codes(value: object) -> tuple[str, ...]:
    """Items of a list, or of a text that separates them by commas, blanks or lines."""
    items = value if isinstance(value, list) else [value or ""]
    return tuple(word for item in items for word in str(item).replace(",", " ").split())


def _arguments(configuration: Configuration, options: Namespace) -> Iterator[str]:
    """The configuration as arguments. flake8 heeds an excluded folder only when it walks into the folder."""
    if not configuration.path:
        asked = {argument.partition("=")[0] for argument in handed_on(options, OPTIONS)}
        yield from (default for default in FOR_BLACK if default.partition("=")[0] not in asked)
    elif options.config:
        yield f"--toml-config={options.config}" if options.config.endswith(".toml") else f"--config={options.config}"
    patterns = [*configuration.excluded, *_codes(options.tool_exclude), *_codes(options.tool_extend_exclude)]
    whole = [f"{pattern.rstrip('/')}/*" for pattern in patterns]
    anywhere = [f"*/{pattern}/*" for pattern in patterns if "/" not in pattern]
    if patterns:
        options.tool_extend_exclude = [",".join((*patterns, *whole, *anywhere))]


def _is_excluded(path: str, options: Namespace) -> bool:
    """As flake8 decides it: by name, or by the whole path."""
    patterns = [*USUALLY_EXCLUDED] if not options.tool_exclude else []
    patterns += _codes([*options.tool_exclude, *options.tool_extend_exclude])
    whole = os.path.abspath(path)
    known = (os.path.abspath(pattern) if "/" in pattern else pattern for pattern in patterns)
    return any(fnmatch(os.path.basename(path), one) or fnmatch(whole, one) for one in known)


def _refuse_empty_selection(codes: Sequence[str]) -> None:
    """A selection that matches nothing checks nothing, and flake8 says so to nobody. Raises ``UsageError``."""
    if not codes:
        return
    from importlib.metadata import entry_points

    installed = {"E", "W", *(point.name for point in entry_points(group="flake8.extension"))}
    if not any(code.startswith(name) or name.startswith(code) for code in codes for name in installed):
        raise UsageError(f"no installed check has a code like {', '.join(codes)}; mend `select` or add its plugin")


def _refuse_broken_configuration(ran: Ran, configuration: Configuration) -> None:
    """Both the configuration's errors and flake8's own end with a traceback or a critical error, and code 1."""
    where = configuration.path or "the command line"
    if "critical error" in ran.err + ran.out and "failed during execution" not in ran.err + ran.out:
        raise UsageError(f"{where}: {ran.last_words.lstrip('- ')}")
    if ran.crashed and f"flake8{os.sep}options" in ran.err:
        raise UsageError(f"{where}: {ran.last_words}")
    if ran.code == 2:
        raise UsageError(ran.last_words)


def _judged(fields: Sequence[str], configuration: Configuration) -> Finding | NotChecked:
    if len(fields) != len(FORMAT.split(SEPARATOR)):
        remedy = "take quiet, show-source, count and statistics out of it"
        return NotChecked(configuration.path or ".", "its settings hide flake8's report", remedy)
    path, row, column, code, text = fields
    if code in UNREAD:
        remedy = "mend it, or set `language_version` to a Python that reads it"
        return NotChecked(Source(path).path, f"flake8, on Python {PYTHON}, did not read it ({text})", remedy)
    first_sentence = " ".join(text.partition(".  ")[0].split())
    message = f"{first_sentence} [{configuration.shown}]"
    return Finding(Source(path).path, max(int(row), 1), max(int(column), 1), code, message)


main = Hook(
    "flake8",
    __doc__,
    FILES,
    (),
    check,
    arguments,
    on_commit=False,
    together=True,
    foreign_rules=CODES,
)

if __name__ == "__main__":
    raise SystemExit(main())
