"""From pins and what somebody knows of them to findings; the same for every tool and service that is asked."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from datetime import date

from .advisories import Advisory
from .allowed_flaws import Allowed, complaints, read_allowed, unused
from .finding import Advice, Finding, NotChecked, UsageError
from .git import tracked_files
from .light import Callable, Iterable, Iterator, Mapping, Sequence
from .pins import Pin, Unpinned, pins
from .source import Source
from .typed import NamedTuple

ALLOWED = "upkeep/allowed-flaws.toml"
# A name in its normal form and a version.
Question = tuple[str, str]
# The flaws of that version, or half a sentence that says why nobody knows.
Answer = tuple[Advisory, ...] | str
Answers = Mapping[Question, Answer]

# What advisories are called: https://ossf.github.io/osv-schema/#id-modified-fields
FLAW_ID = r"[A-Z][A-Z0-9]*-[\w.:-]+"


class AllowList(NamedTuple):
    """The file of allowed flaws, its entries, and whether all dependency files of the repository were asked about."""

    source: Source
    entries: Sequence[Allowed]
    today: date
    is_whole: Callable[[], bool]


def add_options(parser: ArgumentParser) -> None:
    """Add the options that every audit has."""
    add = parser.add_argument
    add("--allow", metavar="FILE", help=f"the allowed flaws (default: {ALLOWED})")
    add("--internal", action="append", default=[], metavar="PATTERN", help="packages of your own")
    add("--unpinned", choices=("fail", "warn"), default="fail", help="what no version means (default: fail)")
    add("--on-unavailable", choices=("fail", "warn"), default="fail", help="what silence means (default: fail)")


def audited(
    sources: Sequence[Source],
    options: Namespace,
    ask: Callable[[Sequence[Question]], Answers],
    reads: Callable[[str], bool],
) -> Iterator[Finding | NotChecked | Advice]:
    """The known flaws of what the files pin, and what could not be asked about.

    ``ask`` raises ``NotChecked`` where nobody answers; ``reads`` tells the names of dependency files.
    """
    items = list(pins(sources, options.internal))
    missed = [item for item in items if isinstance(item, NotChecked)]
    yield from _softened(missed, Unpinned) if options.unpinned == "warn" else missed
    found = [item for item in items if isinstance(item, Pin)]
    try:
        answers = ask(questions(found)) if found else {}
    except NotChecked as silence:
        yield from _softened([silence], NotChecked) if options.on_unavailable == "warn" else [silence]
        return
    yield from judged(found, answers, _allow_list(sources, options, reads))


def _allow_list(sources: Sequence[Source], options: Namespace, reads: Callable[[str], bool]) -> AllowList | None:
    """The allowed flaws: of the file that was named, or of the usual one if it is there. Raises ``UsageError``."""
    if not options.allow and not os.path.isfile(ALLOWED):
        return None
    seen = {source.path for source in sources}

    def is_whole() -> bool:
        try:
            return all(path in seen for path in tracked_files(".") if reads(path))
        except UsageError:  # outside a repository nobody knows
            return False

    source = Source(options.allow or ALLOWED)
    return AllowList(source, read_allowed(source), options.today or date.today(), is_whole)


def questions(found: Iterable[Pin]) -> list[Question]:
    """What to ask, each once, sorted."""
    return sorted({(pin.name, pin.version) for pin in found})


def judged(asked: Sequence[Pin], answers: Answers, allowed: AllowList | None) -> Iterator[Finding | NotChecked]:
    """One finding for each flaw of each pin that is not allowed; a pin without an answer is not checked."""
    valid = [entry for entry in allowed.entries if entry.is_valid(allowed.today)] if allowed else []
    for pin in asked:
        answer = answers.get((pin.name, pin.version), "no answer came back for it")
        if isinstance(answer, str):
            yield NotChecked(pin.path, f"line {pin.line}: {pin.name} {pin.version}: {answer}", "audit it by hand")
            continue
        for advisory in answer:
            if not any(entry.covers(pin.name, advisory) for entry in valid):
                yield Finding(pin.path, pin.line, pin.col, advisory.id, said(pin, advisory))
    if allowed:
        yield from complaints(allowed.source, allowed.entries, allowed.today)
        found = [(name, advisory) for (name, _), answer in answers.items() if answer for advisory in flaws(answer)]
        stale = list(unused(allowed.source, allowed.entries, found))
        if stale and all(not isinstance(answer, str) for answer in answers.values()) and allowed.is_whole():
            yield from stale


def flaws(answer: Answer) -> tuple[Advisory, ...]:
    """The flaws of an answer, none for one that is missing."""
    return () if isinstance(answer, str) else answer


def said(pin: Pin, advisory: Advisory) -> str:
    """The message of a finding."""
    aliases = f" ({', '.join(advisory.aliases)})" if advisory.aliases else ""
    mended = f"fixed in {', '.join(advisory.fixed)}" if advisory.fixed else "no version mends it; replace the package"
    return f"{pin.name} {pin.version}{aliases}: {mended}"


def _softened(items: Iterable[Finding | NotChecked], kind: type[NotChecked]) -> Iterator[Finding | NotChecked | Advice]:
    """The same with things not checked of that kind as advice, which decides nothing."""
    for item in items:
        yield Advice(item.path, 1, 1, f"not checked: {item.reason}; {item.remedy}") if isinstance(item, kind) else item
