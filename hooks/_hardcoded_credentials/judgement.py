"""From a file to its findings: what was searched, less what a team allows."""

from __future__ import annotations

from .._kit.finding import Finding, NotChecked
from .._kit.light import Callable, Iterator
from .._kit.namespace import Namespace
from .._kit.source import Source
from .._kit.typed import TYPE_CHECKING
from . import engine, tracked
from .rules import by_id
from .scan import Scan, scan, scan_everywhere, scan_everywhere_in_full, scan_in_full

if TYPE_CHECKING:
    from argparse import ArgumentParser


def arguments(parser: ArgumentParser) -> None:
    """Add the options that decide what counts."""
    add = parser.add_argument
    add("--everywhere", action="store_true", default=False, help="passwords in tests, documentation and CI count too")
    add("--heed-markers", action="store_true", default=False, help="comments of other scanners silence a line")
    add("--allow", action="append", default=[], metavar="JSON", type=_allowance, help="an entry of the table `allow`")


def scanned(source: Source, options: Namespace) -> Scan:
    """What is in a file, searched once. Raises ``NotChecked``."""
    return source.once(scan_everywhere if options.everywhere else scan)


def scanned_in_full(source: Source, options: Namespace) -> Scan:
    """``scanned``, with all that filters stopped."""
    return source.once(scan_everywhere_in_full if options.everywhere else scan_in_full)


def judged(
    source: Source, options: Namespace, is_tracked: Callable[[str], bool] = tracked.is_tracked
) -> Iterator[tuple[Finding, bytes]]:
    """The findings of a file, redacted, each with the secret itself, which whoever asks keeps to himself.

    Raises ``NotChecked`` at the end where a file held more than was looked at.
    """
    found = scanned(source, options)
    if tracked.is_likely(source.path):
        for finding in tracked.findings(source, is_tracked):
            yield finding, source.data
    for candidate, place in found.secrets():
        secret = found.secret(candidate)
        if not _is_allowed(source, found, candidate.rule, candidate.start, secret, options):
            from .._kit.masking import shown  # most commits end without a finding

            name = candidate.name or "this"
            yield by_id()[candidate.rule].at(source, place, secret=shown(secret), name=name), secret
    if not found.complete:
        reason = f"only its first {engine.MOST_CANDIDATES} places that look like secrets were judged"
        raise NotChecked(source.path, reason, "leave it out with `exclude:`")


def identity(source: Source, finding: Finding) -> str:
    """A baseline knows a secret by itself: its line may change, and a new secret in an old line is new."""
    return source.once(_secrets_by_place).get((finding.rule, finding.line, finding.col), "")


def _secrets_by_place(source: Source) -> dict[tuple[str, int, int], str]:
    found = source.once(scan_in_full)  # a finding may be one of `--everywhere`
    return {
        (candidate.rule, place.line, place.col): found.secret(candidate).decode("utf-8", "replace")
        for candidate, place in found.placed(found.candidates)
    }


def _is_allowed(source: Source, found: Scan, rule: str, start: int, secret: bytes, options: Namespace) -> bool:
    if any(entry.speaks_for(source.path, rule, secret) for entry in options.allow):
        return True
    if options.heed_markers:
        from .allowance import is_marked

        return is_marked(found.data, start)
    return False


def _allowance(text: str) -> object:
    from .allowance import allowance

    return allowance(text)
