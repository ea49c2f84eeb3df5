"""One file's claims before the calendar."""

from __future__ import annotations

from .._kit.finding import Advice, Finding
from .._kit.light import Iterator, Sequence
from .._kit.source import Source
from .calendar import Calendar
from .claims import Claim, Kind, shown
from .rules import ADMITS_ENDED, ENDED, UNQUOTED
from .versions import Minor


def findings(
    source: Source, claims: Sequence[Claim], calendar: Calendar, *, is_library: bool
) -> Iterator[Finding | Advice]:
    """What has ended, what ends soon, and what YAML reads as another number."""
    for claim in claims:
        if claim.misread:
            yield UNQUOTED.at(source, claim.place, key=claim.key, written=claim.written, number=claim.misread)
    listed = [claim for claim in claims if claim.kind is Kind.LISTS]
    yield from _ended_findings(source, [claim for claim in claims if claim.kind is not Kind.LISTS], calendar)
    yield from _advice(claims, calendar)
    if not is_library:
        yield from _admits_findings(source, claims, calendar)
        yield from _listed_findings(source, listed, calendar)


def _ended_findings(source: Source, claims: Sequence[Claim], calendar: Calendar) -> Iterator[Finding]:
    """Claims that leave ended versions only; those of one list and line in one finding."""
    groups: dict[tuple[int, Kind, str], list[Claim]] = {}
    for claim in claims:
        if claim.minors and calendar.ended(claim.minors) == claim.minors:
            groups.setdefault((claim.place.line, claim.kind, claim.key), []).append(claim)
    for group in groups.values():
        minors = sorted({minor for claim in group for minor in claim.minors})
        first = min(claim.place for claim in group)
        is_range = group[0].kind in (Kind.ADMITS, Kind.LOCKS)
        yield ENDED.at(
            source,
            first,
            what=f'{group[0].key} "{group[0].quoted}" leaves ' if is_range else "",
            minors=shown(minors),
            end=_end(minors, calendar),
            instead=_instead(group[0], calendar),
            data=calendar.data,
        )


def _advice(claims: Sequence[Claim], calendar: Calendar) -> Iterator[Advice]:
    """Runs and tests whose newest version ends soon."""
    for claim in claims:
        end = calendar.ends_soon(claim.minors[-1]) if claim.minors else None
        if end and claim.kind in (Kind.RUNS, Kind.TESTS, Kind.TOOLS):
            days = (end - calendar.today).days
            message = (
                f"Python {shown(claim.minors[-1:])} ends on {end}, in {days} days; plan the move ({calendar.data})"
            )
            yield Advice(claim.path, *claim.place, message)


def _admits_findings(source: Source, claims: Sequence[Claim], calendar: Calendar) -> Iterator[Finding]:
    for claim in claims:
        ended = calendar.ended(claim.minors)
        if claim.kind in (Kind.ADMITS, Kind.LOCKS) and ended and ended != claim.minors:
            yield ADMITS_ENDED.at(
                source,
                claim.place,
                what=f'{claim.key} "{claim.quoted}" admits',
                minors=shown(ended),
                end=_end(ended, calendar),
                instead=f"write {_instead(claim, calendar)}",
                data=calendar.data,
            )


def _listed_findings(source: Source, listed: Sequence[Claim], calendar: Calendar) -> Iterator[Finding]:
    """All classifiers of ended versions in one finding, at the first."""
    ended = [claim for claim in listed if calendar.ended(claim.minors)]
    if ended:
        minors = sorted({minor for claim in ended for minor in claim.minors})
        yield ADMITS_ENDED.at(
            source,
            min(claim.place for claim in ended),
            what="classifiers list",
            minors=shown(minors),
            end=_end(minors, calendar),
            instead="delete them",
            data=calendar.data,
        )


def _end(minors: Sequence[Minor], calendar: Calendar) -> str:
    when = calendar.when(minors[-1])
    return when if len(minors) == 1 else when.replace("ended", "ended, the last", 1)


def _instead(claim: Claim, calendar: Calendar) -> str:
    oldest = calendar.oldest_supported
    if claim.kind not in (Kind.ADMITS, Kind.LOCKS):
        return f"{oldest} or later"
    return f'"^{oldest}"' if claim.written.startswith(("^", "~")) and "=" not in claim.written else f'">={oldest}"'
