"""Python formatted by black.

The id `black` formats the files, `black-check` says what would change and touches nothing. Both runners stop the
commit when a file was changed; add the change and commit again. A file with edits that are not staged on the same
lines is left as it was.

Bad::

    settings = {'debug' : False}

Good::

    settings = {"debug": False}

What `[tool.black]` excludes stays excluded although the files are named one by one. A file that black cannot parse is
NOT CHECKED, as is a run whose count of files does not come out; a wrong key, broken TOML or another `required-version`
is an error of one line.

black's own options are handed on: `--line-length`, `--target-version`, `--skip-string-normalization`, `--preview`,
`--config` and others (see `--help`).

Source: https://black.readthedocs.io/en/stable/usage_and_configuration/the_basics.html
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from typing import NamedTuple

from .._kit import regex as re
from .._kit.finding import Finding, LeftOut, NotChecked, Rule, UsageError
from .._kit.hook import Hook
from .._kit.light import Iterator, Sequence
from .._kit.source import Source
from .._kit.tool import Option, Ran, Tool, add_options, batches, by_folder, handed_on, nearest

FORMATTED = Rule("black-formatted", "black has formatted this file; stage the change and commit again")
WOULD_FORMAT = Rule("black-format", "black writes {lines} differently; run `black {path}`")

BLACK = Tool("black", "black")
FILES = r"\.pyw?$|\.pyi$|(?:^|/)[^/.]+$"

OPTIONS = (
    Option(("-l", "--line-length"), "characters a line may have"),
    Option(("-t", "--target-version"), "a Python that has to read the result (more than once: all of them)"),
    Option(("--required-version",), "the version of black that has to run"),
    Option(("--enable-unstable-feature",), "a feature of the unstable style"),
    Option(("-W", "--workers"), "processes to run"),
    Option(("--cache-dir",), "where black keeps its cache"),
    Option(("--no-cache",), "look at every file", "store_true"),
    Option(("--pyi",), "format all files as typing stubs", "store_true"),
    Option(("-x", "--skip-source-first-line"), "leave the first line as it is", "store_true"),
    Option(("-S", "--skip-string-normalization"), "leave quotes and prefixes of strings", "store_true"),
    Option(("-C", "--skip-magic-trailing-comma"), "do not split lines for a trailing comma", "store_true"),
    Option(("--preview",), "the style of the next year", "store_true"),
    Option(("--unstable",), "the style that is tried out", "store_true"),
    Option(("--fast",), "without comparing the syntax trees before and after", "store_true"),
)
# A commit of so many files has mostly new content, which black's cache does not know.
FEW = 20
EXCLUDED = "what black is told to exclude"
EXCLUDES = ("exclude", "extend-exclude", "force-exclude")

UNREADABLE = r"error: cannot (?:format|parse):? (.+?)(?::(\d+):(\d+)|: (.+))"
COUNTED = r"(\d+) files? "
HUNK = r"@@ -(\d+)(?:,(\d+))? "


class Hunk(NamedTuple):
    """Lines of a file that black writes differently: its path, the first line and the last."""

    path: str
    first: int
    last: int

    def finding(self) -> Finding:
        """The finding that these lines are."""
        lines = f"lines {self.first} to {self.last}" if self.last > self.first else "this line"
        message = WOULD_FORMAT.message.format(lines=lines, path=self.path)
        return Finding(self.path, self.first, 1, WOULD_FORMAT.id, message)


def arguments(parser: ArgumentParser) -> None:
    """Add black's own options, less those that would change its report."""
    add_options(parser, OPTIONS)
    parser.add_argument("--check", action="store_true", default=False, help="say what would change, and touch nothing")
    parser.add_argument("--config", metavar="FILE", help="black's configuration (default: the nearest pyproject.toml)")
    for name in EXCLUDES:
        parser.add_argument(f"--{name}", metavar="REGEX", help="paths to leave out, beside those of the configuration")


def check(sources: Sequence[Source], options: Namespace) -> Iterator[Finding | NotChecked | LeftOut]:
    """Yield what black has changed or would change, what it did not read, and what it is told to leave out."""
    paths = [source.path for source in sources if source.is_python]
    yield from (_missing(path) for path in paths if not os.path.isfile(path))
    judged = _would_change if options.check else _changed
    there = [path for path in paths if os.path.isfile(path)]
    for configuration, members in by_folder(there, lambda folder: _configuration(folder, options)):
        if not configuration and os.path.isfile(own := _own_configuration()):
            options.configuration = own  # which lies above the repository
        excluded = _excluded(configuration, options)
        typed = [*handed_on(options, OPTIONS), *([f"--config={configuration}"] if configuration else [])]
        left_out = {path for path in members if _is_excluded(path, configuration, excluded)}
        yield from (LeftOut(path, EXCLUDED) for path in left_out)
        for batch in batches([path for path in members if path not in left_out]):
            yield from judged(typed, batch)


def _missing(path: str) -> NotChecked:
    return NotChecked(path, "there is no such file", "name one that exists")


def _configuration(folder: str, options: Namespace) -> str:
    """The configuration of a folder: what was asked for, else the nearest `pyproject.toml` with a table for black."""
    return options.config or nearest(folder, ["pyproject.toml"], _configures) or ""


def _own_configuration() -> str:
    """Where black looks for a person's own settings when the project has none.

    Source: https://black.readthedocs.io/en/stable/usage_and_configuration/the_basics.html#where-black-looks-for-the-file
    """
    if sys.platform == "win32":
        return os.path.expanduser("~/.black")
    return os.path.join(os.path.expanduser(os.environ.get("XDG_CONFIG_HOME", "~/.config")), "black")


def _configures(path: str) -> bool:
    return b"[tool.black" in Source(path).data


def _excluded(configuration: str, options: Namespace) -> list[re.Pattern[str]]:
    """The excluding expressions of the options and the configuration. Raises ``UsageError``."""
    asked = [getattr(options, name.replace("-", "_")) for name in EXCLUDES]
    try:
        # As black does: an expression of several lines may hold blanks and remarks.
        return [
            re.compile(text, re.VERBOSE if "\n" in text else 0)
            for text in (*asked, *_configured_excludes(configuration))
            if text
        ]
    except re.error as error:
        raise UsageError(f"an excluding expression is none: {error}") from None


def _configured_excludes(path: str) -> list[str]:
    if not path:
        return []
    import tomllib

    try:
        table = tomllib.loads(Source(path).text).get("tool", {}).get("black", {})
    except ValueError as error:
        raise UsageError(f"{path}: {' '.join(str(error).split())}") from None
    found = {str(key).replace("--", "").replace("_", "-"): value for key, value in table.items()}
    return [str(found[name]) for name in EXCLUDES if found.get(name)]


def _is_excluded(path: str, configuration: str, expressions: Sequence[re.Pattern[str]]) -> bool:
    """black matches the path from the project's root, with a slash before it."""
    from_root = os.path.relpath(path, os.path.dirname(configuration) or ".").replace(os.sep, "/")
    return any(expression.search(f"/{from_root}") for expression in expressions)


def _changed(typed: Sequence[str], paths: Sequence[str]) -> Iterator[Finding | NotChecked]:
    """Let black write, and compare: its configuration may keep it from saying what it did."""
    before = [_stamp(path) for path in paths]
    ran = BLACK.run([*typed, "--no-color", "--", *paths])
    missed = _not_read(ran)
    _account(ran, len(paths), missed)
    if ran.code == 1 or ran.out:
        raise UsageError(
            "`check` or `diff` in [tool.black] keeps black from formatting; take it out, or use black-check"
        )
    for path, stamp in zip(paths, before, strict=True):
        if _stamp(path) != stamp:
            yield Finding(Source(path).path, 1, 1, FORMATTED.id, FORMATTED.message)
    yield from missed


def _stamp(path: str) -> tuple[int, int]:
    known = os.stat(path)
    return known.st_mtime_ns, known.st_size


def _would_change(typed: Sequence[str], paths: Sequence[str]) -> Iterator[Finding | NotChecked]:
    """What would change. Of many files black is first asked whether, which its cache answers for most."""
    is_few = len(paths) <= FEW
    ran = BLACK.run([*typed, "--check", *(["--diff"] if is_few else []), "--no-color", "--", *paths])
    missed = _not_read(ran)
    _account(ran, len(paths), missed)
    yield from missed
    if ran.code == 0:
        return
    changing = "would reformat "
    named = [line.removeprefix(changing) for line in ran.err.splitlines() if line.startswith(changing)]
    # The first run has compared the syntax trees already.
    told = ran if is_few else BLACK.run([*typed, "--diff", "--fast", "--no-color", "--", *(named or paths)])
    hunks = _hunks(told.out)
    if not hunks and not missed:
        raise BLACK.crash(ran)
    yield from (hunk.finding() for hunk in hunks)


def _hunks(diff: str) -> list[Hunk]:
    """The hunks of a unified diff, without the lines around the change."""
    hunks: list[Hunk] = []
    path, line, changed = "", 0, False
    for text in diff.split("\n"):  # a form feed or U+2028 ends no line of a diff
        if text.startswith("--- ") and "\t" in text:
            path = Source(text[4:].rpartition("\t")[0]).path
        elif found := re.match(HUNK, text):
            line, changed = max(int(found[1]), 1), False
            hunks.append(Hunk(path, line, line))
        elif text.startswith((" ", "-", "+")) and not text.startswith("+++ ") and hunks:
            removed, kept = text[0] == "-", text[0] == " "
            if not kept:
                last = line if removed else max(line - 1, 1)
                hunks[-1] = Hunk(path, *((hunks[-1].first, max(last, hunks[-1].last)) if changed else (last, last)))
                changed = True
            line += removed or kept
    return hunks


def _not_read(ran: Ran) -> list[NotChecked]:
    found = (re.fullmatch(UNREADABLE, line) for line in ran.err.splitlines())
    return [_unparsable(*match.groups()) for match in found if match]


def _unparsable(path: str, line: str | None, column: str | None, reason: str | None) -> NotChecked:
    why = reason or f"line {line}, column {column}"
    return NotChecked(Source(path).path, f"black cannot parse it ({why})", "mend its syntax or encoding")


def _account(ran: Ran, count: int, missed: Sequence[NotChecked]) -> None:
    """Every file has to come back changed, unchanged or not read. Raises ``UsageError`` and ``NotChecked``."""
    if "Invalid config keys detected" in ran.err:
        line = next(line for line in ran.err.splitlines() if "Invalid config keys" in line)
        raise UsageError(line)
    if "The required version" in ran.err or "tomllib" in ran.err or ran.code == 2:
        raise UsageError(re.sub(r"^(?:Oh no!\W*|Error: )", "", ran.last_words))
    if ran.crashed or ran.code not in (0, 1, 123) or (ran.code == 123) is not bool(missed):
        raise BLACK.crash(ran)
    summary = [line for line in ran.err.splitlines() if re.match(COUNTED, line)]
    if summary and sum(map(int, re.findall(COUNTED, summary[-1]))) != count:
        raise NotChecked(".", f"black looked at other files than the {count} it was given", "run it with `--no-cache`")


main = Hook("black", __doc__, FILES, (FORMATTED, WOULD_FORMAT), check, arguments, on_commit=False, together=True)

if __name__ == "__main__":
    raise SystemExit(main())
