"""Secrets in any text file, found by detect-secrets.

It never asks a network whether a secret is alive, although detect-secrets does unless told otherwise, and works on a
copy of its baseline: a line that moved rewrites nothing and blocks nothing, and two processes cannot lose each
other's updates.

Bad::

    password = "EsAF7iQrpC6G"

Good::

    import os

    password = os.environ["PASSWORD"]

A `.secrets.baseline` in the working folder is taken as detect-secrets' baseline. `--write-baseline` makes it, or brings
it up to date and drops what is gone, and keeps what was audited; `--audit-baseline` asks about each entry in turn. The
id `detect-secrets-baseline` does the first at the manual stage. Comments with `pragma: allowlist secret` count, as do
ours.

Files that are no UTF-8 are read all the same, as are those with "swagger" in their path; detect-secrets passes over
both. Not read are binary files, lock files and the endings that detect-secrets never reads (`.css`, `.svg`, `.map`,
`.lock` and others). The commit behind `rev:` in a runner's configuration is no secret.

Options::

    --secrets-baseline FILE    detect-secrets' baseline (default: .secrets.baseline)
    --write-baseline           make the baseline, or bring it up to date
    --audit-baseline           decide on each entry of the baseline
    --exclude-files REGEX      leave these files out (also --exclude-lines, --exclude-secrets)
    --disable-plugin NAME      leave a detector out
    --base64-limit N           entropy from which a string is suspicious (also --hex-limit)

Source: https://github.com/Yelp/detect-secrets#readme
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from .._kit import regex as re
from .._kit.finding import Finding, LeftOut, NotChecked, Rule, UsageError
from .._kit.git import tracked_files
from .._kit.hook import Hook
from .._kit.light import Iterator, Sequence
from .._kit.source import Source
from .._kit.tool import Option, Ran, Tool, add_options, batches, handed_on

SECRET = Rule("detected-secret", "{kind}: exchange it and load the new one from the environment, or audit the baseline")

SCANNER = Tool("detect-secrets", "detect_secrets.pre_commit_hook")
MANAGER = Tool("detect-secrets", "detect_secrets")

# What detect-secrets never reads: `filters/heuristic.py` of version 1.5.0.
UNREAD_ENDINGS = (
    "7z bin bmp bz2 class css dmg doc eot exe gif gz ico iml ipr iws jar jpg jpeg lock map mo pdf png prefs psd rar "
    "realm s7z sum svg tar tif tiff ttf webp woff xls xlsx zip"
)
UNREAD_NAMES = (
    r"Brewfile\.lock\.json Cartfile\.resolved Package\.resolved package-lock\.json packages\.lock\.json "
    r"\.secrets\.baseline"
)
FILES = rf"^(?!.*\.(?:{UNREAD_ENDINGS.replace(' ', '|')})$)(?!(?:.*/)?(?:{UNREAD_NAMES.replace(' ', '|')})$)"

# detect-secrets passes over every file whose path holds "swagger", Python and settings too; that would be a blind spot.
READ_ALL = "--disable-filter=detect_secrets.filters.heuristic.is_swagger_file"
# It reads git's list of files line by line, in which git would quote names that are not ASCII.
PLAIN_NAMES = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.quotePath", "GIT_CONFIG_VALUE_0": "false"}

RUNNER_FILE = r"(?:^|/)(?:\.pre-commit-config\.ya?ml|\.?prek\.toml)$"
REVISION = r"^[\s\-{]*[\"']?rev[\"']?\s*[:=]\s*[\"']?[0-9a-f]{40}(?:[0-9a-f]{24})?[\"']?\s*(?:#.*)?$"

EXCLUDED = "what detect-secrets is told to exclude"
FILE_FILTER = "detect_secrets.filters.regex.should_exclude_file"
DEFAULT_BASELINE = ".secrets.baseline"
UPDATED = 3  # the baseline's line numbers were brought up to date, which is no finding

OPTIONS = (
    Option(("--exclude-files",), "a regular expression of files to leave out"),
    Option(("--exclude-lines",), "a regular expression of lines to leave out"),
    Option(("--exclude-secrets",), "a regular expression of secrets to leave out"),
    Option(("-p", "--plugin"), "a detector of your own"),
    Option(("--disable-plugin",), "leave a detector out"),
    Option(("-f", "--filter"), "a filter of your own"),
    Option(("--disable-filter",), "leave a filter out"),
    Option(("--base64-limit",), "entropy of Base64 from which a string is suspicious"),
    Option(("--hex-limit",), "entropy of hexadecimal digits from which a string is suspicious"),
)


def arguments(parser: ArgumentParser) -> None:
    """Add detect-secrets' own options, less those that use the network or change its report."""
    add_options(parser, OPTIONS)
    add = parser.add_argument
    add("--secrets-baseline", metavar="FILE", help=f"detect-secrets' baseline (default: {DEFAULT_BASELINE})")
    add("--write-baseline", action="store_true", default=False, help="make the baseline, or bring it up to date")
    add("--audit-baseline", action="store_true", default=False, help="decide on each entry of the baseline")


def check(sources: Sequence[Source], options: Namespace) -> Iterator[Finding | NotChecked | LeftOut]:
    """Yield the secrets that detect-secrets finds and its baseline does not hold, and the files that it leaves out."""
    from tempfile import TemporaryDirectory

    baseline = _baseline(options.secrets_baseline)
    paths = [source.path for source in sources if source.path != baseline]
    excluded = _excluded(baseline, options)
    excludes = [re.compile(one).search for one in excluded]
    yield from (LeftOut(path, EXCLUDED) for path in paths if any(matches(path) for matches in excludes))
    with TemporaryDirectory() as folder:
        beside = _empty_repository(folder) if baseline else {}
        typed = ["--no-verify", "--json", READ_ALL, *handed_on(options, OPTIONS)]
        if baseline:
            typed.append(f"--baseline={_copied(baseline, os.path.join(folder, 'baseline.json'))}")
        texts = os.path.join(folder, "texts")
        readable: list[str] = []
        copies: dict[str, str] = {}
        for path in paths:
            source = Source(path)  # not the one handed in, whose bytes would be kept until the end
            try:
                if _is_utf_8(source.data):
                    readable.append(path)
                elif not source.is_binary:
                    copies[_recoded(source, texts)] = path
            except NotChecked as missed:
                yield missed
        for batch in batches(readable):
            for finding in _judged(SCANNER.run([*typed, "--", *batch], environment=beside)):
                if not _is_revision(finding):
                    yield finding
        for batch in batches(list(copies)):
            for finding in _judged(SCANNER.run([*typed, "--", *batch], folder=texts, environment=beside)):
                yield finding._replace(path=copies[finding.path])


def _is_revision(finding: Finding) -> bool:
    """Is that the commit at which a runner is told to take a hook, as after ``pre-commit autoupdate --freeze``?"""
    if "Hex High Entropy" not in finding.message or not re.search(RUNNER_FILE, finding.path):
        return False
    lines = Source(finding.path).lines
    return 0 < finding.line <= len(lines) and re.search(REVISION, lines[finding.line - 1]) is not None


def _excluded(baseline: str | None, options: Namespace) -> list[str]:
    """The expressions of files to leave out: those of the options, and those that the baseline was made with."""
    filters = _document(baseline).get("filters_used", ()) if baseline else ()
    kept = [one.get("pattern") for one in filters if isinstance(one, dict) and one.get("path") == FILE_FILTER]
    patterns = [*options.tool_exclude_files, *(text for texts in kept if isinstance(texts, list) for text in texts)]
    return [text for text in patterns if isinstance(text, str) and _is_expression(text)]


def _is_expression(text: str) -> bool:
    try:
        re.compile(text)
    except (re.error, RecursionError):  # which detect-secrets complains of
        return False
    return True


def _empty_repository(folder: str) -> dict[str, str]:
    """Variables that lead git to an empty repository: detect-secrets asks git whether the baseline is staged."""
    import subprocess

    subprocess.run(["git", "init", "--quiet", folder], check=False, capture_output=True)  # noqa: S603, S607
    return {"GIT_DIR": os.path.join(folder, ".git"), "GIT_WORK_TREE": folder}


def _baseline(asked: str | None) -> str | None:
    """The path of the baseline, or nothing where nobody asked for one and none is there. Raises ``UsageError``."""
    path = asked or DEFAULT_BASELINE
    if not os.path.isfile(path):
        if asked:
            raise UsageError(f"{path}: no such baseline; make it with `flask-upkeep detect-secrets --write-baseline`")
        return None
    _document(path)
    return Source(path).path


def _document(path: str) -> dict[str, Any]:
    """A baseline of detect-secrets, which takes any other file for wrong usage and exits as for findings."""
    import json

    try:
        document: dict[str, Any] = json.loads(Source(path).text)
        document["version"], document["results"].keys()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{path}: not a baseline of detect-secrets ({type(error).__name__}); write it anew") from None
    return document


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in data


def _recoded(source: Source, folder: str) -> str:
    """Write a copy in UTF-8 and return its path in ``folder``; detect-secrets takes no other encoding for text.

    The path is the file's own, by which filters go, or from the file system's root where that would leave the folder.
    """
    inside = source.path
    if os.path.isabs(inside) or inside.startswith(".."):
        inside = os.path.splitdrive(os.path.abspath(inside))[1].lstrip(os.sep)
    path = os.path.join(folder, inside)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(_text(source).encode("utf-8", "replace"))
    return Source(inside).path


def _text(source: Source) -> str:
    """The text of a file in whatever encoding: a secret is ASCII in nearly all of them."""
    try:
        return source.text
    except NotChecked:
        return source.data.decode("latin-1")


def _copied(path: str, copy: str) -> str:
    with open(copy, "wb") as file:
        file.write(Source(path).data)
    return copy


def _judged(ran: Ran) -> Iterator[Finding]:
    """One run of detect-secrets: its exit code has to fit its report."""
    import json

    if ran.code == 2:
        raise UsageError(ran.last_words)
    if ran.crashed or ran.code not in (0, 1, UPDATED):
        raise SCANNER.crash(ran)
    if ran.code != 1:
        return
    try:
        results = json.loads(ran.out)["results"]
    except (ValueError, KeyError, TypeError):
        raise SCANNER.crash(ran) from None
    if not any(results.values()):
        raise SCANNER.crash(ran)
    for path, secrets in results.items():
        for secret in secrets:
            message = SECRET.message.format(kind=secret["type"])
            yield Finding(Source(path).path, max(secret.get("line_number", 1), 1), 1, SECRET.id, message)


def command(options: Namespace, _: Namespace) -> tuple[str, int] | None:
    """Write or audit the baseline, where that was asked for."""
    if not options.write_baseline and not options.audit_baseline:
        return None
    from tempfile import TemporaryDirectory

    if options.audit_baseline and not sys.stdin.isatty():
        raise UsageError("--audit-baseline asks about each entry; run it in a terminal")
    path = options.secrets_baseline or DEFAULT_BASELINE
    with TemporaryDirectory() as folder:
        copy = os.path.join(folder, "baseline.json")
        _scan(path, copy, handed_on(options, OPTIONS))
        if options.audit_baseline:
            code = MANAGER.talk(["audit", copy])
            if code:
                raise NotChecked(path, f"detect-secrets audit ended with exit code {code}", "audit it again")
        return _slim_written(path, _document(copy)), 0


def _scan(path: str, copy: str, typed: Sequence[str]) -> None:
    """Scan the tracked files into ``copy``, with the settings and the audited labels of the baseline at ``path``.

    Raises ``UsageError`` where git tracks no file, which detect-secrets takes for a repository without a secret.
    """
    tracked_files(".")
    is_there = os.path.isfile(path)
    if is_there:
        _document(path)
        _copied(path, copy)
    known = [f"--baseline={copy}"] if is_there else []
    ran = MANAGER.run(["scan", "--no-verify", READ_ALL, *typed, *known], environment=PLAIN_NAMES)
    if ran.crashed or ran.code:
        raise MANAGER.crash(ran)
    if not is_there:
        with open(copy, "w", encoding="utf-8") as file:
            file.write(ran.out)


def _slim_written(path: str, document: dict[str, Any]) -> str:
    """Write a baseline without line numbers and date, so that only a new secret changes it; say what it holds."""
    import json

    from .._kit.files import write_atomically

    results = {name: secrets for name, secrets in document["results"].items() if name != Source(path).path}
    for secrets in results.values():
        for secret in secrets:
            secret.pop("line_number", None)
    for named in document.get("filters_used", []):
        if named.get("path", "").endswith("is_baseline_file"):
            named["filename"] = path  # and not the copy's
    slim = {key: value for key, value in document.items() if key != "generated_at"} | {"results": results}
    write_atomically(path, f"{json.dumps(slim, indent=2)}\n".encode())
    count = sum(map(len, results.values()))
    return f"{path}: {count} secrets in {len(results)} files; commit it"


main = Hook(
    "detect-secrets", __doc__, FILES, (SECRET,), check, arguments, on_commit=False, together=True, command=command
)

if __name__ == "__main__":
    raise SystemExit(main())
