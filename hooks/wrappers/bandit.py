"""Security mistakes in Python, found by bandit.

The wrapper finds bandit's configuration as people expect it to be found, and never takes a file for clean that
bandit did not read: with `-q`, bandit itself passes over a file it cannot parse and exits 0.

Bad::

    import yaml

    settings = yaml.load(open("settings.yaml"), Loader=yaml.Loader)

Good::

    import yaml

    settings = yaml.safe_load(open("settings.yaml"))

Of the folders above a file, the nearest with a `[tool.bandit]` in `pyproject.toml`, a `bandit.yaml`, a `bandit.yml`
or a `.bandit` decides; `--configfile` and `--ini` name one. Where there is none, `assert` in tests (B101) is no
finding, as bandit's own page on it advises, unless `--tests` asks for it. `# nosec` comments count, as do ours. What
bandit could not parse is NOT CHECKED, as are a crash and a report that does not fit the exit code; an unknown test id
in the configuration is an error.

Options::

    --severity-level medium      report only issues of that severity or higher (-l, -ll, -lll)
    --confidence-level medium    report only issues of that confidence or higher (-i, -ii, -iii)
    --tests B201,B301            run only these tests
    --skip B404                  leave these tests out
    --exclude GLOB               leave these files out
    --configfile FILE            bandit's configuration
    --ini FILE                   a `.bandit` in INI form
    --bandit-baseline FILE       a JSON report of bandit: what it lists is old
    --ignore-nosec               do not heed `# nosec`

Source: https://bandit.readthedocs.io/en/latest/config.html
Source: https://bandit.readthedocs.io/en/latest/man/bandit.html
Source: https://bandit.readthedocs.io/en/latest/plugins/b101_assert_used.html
"""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from typing import Any

from .._kit import regex as re
from .._kit.finding import Finding, LeftOut, NotChecked, UsageError
from .._kit.hook import Hook
from .._kit.light import Iterator, Sequence
from .._kit.masking import shown
from .._kit.names import Names, Profile
from .._kit.source import Source
from .._kit.tool import PYTHON, Option, Ran, Tool, add_options, batches, by_folder, handed_on, nearest, python_files

BANDIT = Tool("bandit", "bandit")
FILES = r"\.pyw?$|(?:^|/)[^/.]+$"

OPTIONS = (
    Option(("-t", "--tests"), "run only these tests, separated by commas"),
    Option(("-s", "--skip"), "leave these tests out, separated by commas"),
    Option(("-p", "--profile"), "a profile of the configuration"),
    Option(("-x", "--exclude"), "leave these paths out, separated by commas"),
    Option(("-l", "--level"), "report only issues of that severity: -l low, -ll medium, -lll high", "count"),
    Option(("--severity-level",), "report only issues of that severity or higher: low, medium, high"),
    Option(("-i", "--confidence"), "report only issues of that confidence: -i low, -ii medium, -iii high", "count"),
    Option(("--confidence-level",), "report only issues of that confidence or higher: low, medium, high"),
    Option(("--ignore-nosec",), "do not heed `# nosec` comments", "store_true"),
)

# Nearest first, and of one folder the first that is there.
CONFIGURATIONS = ("bandit.yaml", "bandit.yml", "pyproject.toml", ".bandit")
EXCLUDED = "what bandit is told to exclude"
UNKNOWN_TEST = "Unknown test found in profile: "
FOUND_VALUE = r"(Possible hardcoded password: )'(.*)'"  # tests B105 to B107
CODES = r"B[1-7][0-9]{2}"  # B0 and B9 are those of flake8-bugbear
ASSERT = "B101"
LOGGED = r"^\[\w+\]\s+[A-Z]+\s+"


def arguments(parser: ArgumentParser) -> None:
    """Add bandit's own options, less those that would change its report."""
    add_options(parser, OPTIONS)
    parser.add_argument("-c", "--configfile", metavar="FILE", help="bandit's configuration (default: the nearest)")
    parser.add_argument("--ini", metavar="FILE", help="a `.bandit` in INI form (default: the nearest)")
    parser.add_argument("-b", "--bandit-baseline", metavar="FILE", help="a JSON report of bandit: what it lists is old")


def check(sources: Sequence[Source], options: Namespace) -> Iterator[Finding | NotChecked | LeftOut]:
    """Yield what bandit finds, what it did not read, and what its configuration leaves out."""
    paths, missed = python_files(sources)
    yield from missed
    for configuration, members in by_folder(paths, lambda folder: _configuration(folder, options)):
        typed = [*configuration, *handed_on(options, OPTIONS)]
        if options.bandit_baseline:
            typed.append(f"--baseline={options.bandit_baseline}")
        names = None if configuration or options.tool_tests else Names.of(options)
        for batch in batches(members):
            yield from (item for item in _judged(typed, batch) if not (names and _is_assert_in_tests(item, names)))


def _configuration(folder: str, options: Namespace) -> tuple[str, ...]:
    """bandit's arguments that name the configuration of a folder: what was asked for, else the nearest."""
    named = (("--configfile", options.configfile), ("--ini", options.ini))
    asked = tuple(f"{name}={value}" for name, value in named if value)
    found = None if asked else nearest(folder, CONFIGURATIONS, _configures)
    return (_argument(found),) if found else asked


def _configures(path: str) -> bool:
    return not path.endswith(".toml") or b"[tool.bandit" in Source(path).data


def _argument(path: str) -> str:
    is_ini = path.endswith(".bandit") and b"[bandit]" in Source(path).data
    return f"--ini={path}" if is_ini else f"--configfile={path}"


def _judged(typed: Sequence[str], paths: Sequence[str]) -> Iterator[Finding | NotChecked | LeftOut]:
    """One run of bandit: its report has to be there, to be JSON, and to agree with the exit code."""
    import json
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        file = os.path.join(folder, "report.json")
        ran = BANDIT.run([*typed, "--format=json", f"--output={file}", "--", *paths])
        _refuse_broken_configuration(ran)
        try:
            with open(file, encoding="utf-8") as text:
                report = json.load(text)
        except (OSError, ValueError):
            raise BANDIT.crash(ran) from None
    if ran.crashed or ran.code != bool(report["results"]):
        raise BANDIT.crash(ran)
    yield from map(_finding, report["results"])
    yield from map(_not_read, report["errors"])
    read = {Source(path).path for path in (*report["metrics"], *(error["filename"] for error in report["errors"]))}
    yield from (LeftOut(path, EXCLUDED) for path in (Source(path).path for path in paths) if path not in read)


def _is_assert_in_tests(item: Finding | NotChecked | LeftOut, names: Names) -> bool:
    return isinstance(item, Finding) and item.rule == ASSERT and names.of_path(item.path) is Profile.TEST


def _refuse_broken_configuration(ran: Ran) -> None:
    """bandit's exit code 2, an unknown test id, which it only warns of, and an INI value it trips over."""
    unknown = {line.rpartition(UNKNOWN_TEST)[2] for line in ran.err.splitlines() if UNKNOWN_TEST in line}
    if unknown:
        raise UsageError(f"bandit has no test {', '.join(sorted(unknown))}; mend `tests`, `skips` or the profile")
    if ran.code == 2:
        raise UsageError(re.sub(LOGGED, "", ran.last_words))


def _finding(result: dict[str, Any]) -> Finding:
    severity, confidence = result["issue_severity"].lower(), result["issue_confidence"].lower()
    text = re.sub(FOUND_VALUE, _hidden, " ".join(result["issue_text"].split()))
    message = f"[{severity}/{confidence}] {text}"
    path = Source(result["filename"]).path
    return Finding(path, result["line_number"], result["col_offset"] + 1, result["test_id"], message)


def _hidden(said: re.Match[str]) -> str:
    return f"{said[1]}{shown(said[2])}"


def _not_read(error: dict[str, Any]) -> NotChecked:
    reason = f"bandit, on Python {PYTHON}, did not read it ({error['reason']})"
    remedy = "mend its syntax or encoding, or set `language_version` to a Python that reads it"
    return NotChecked(Source(error["filename"]).path, reason, remedy)


main = Hook("bandit", __doc__, FILES, (), check, arguments, on_commit=False, together=True, foreign_rules=CODES)

if __name__ == "__main__":
    raise SystemExit(main())
