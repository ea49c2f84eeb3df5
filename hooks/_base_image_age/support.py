"""Is what an image claims still supported? The verdict of the table on one claim."""

from __future__ import annotations

from datetime import date, timedelta

from .._kit import end_of_life
from .._kit.end_of_life import Cycle
from .._kit.image_claims import Claim, rows
from .._kit.light import Sequence, lru_cache
from .._kit.typed import NamedTuple

HAS_ENDED, LTS_ONLY_NOW, ENDS_SOON, SUPPORTED, NOT_KNOWN = "ended", "lts-only", "ending", "supported", "unknown"

# Whose extended support is free and for everybody: https://wiki.debian.org/LTS. Elsewhere it is sold.
_FREE_EXTENDED = ("debian",)
# A product that begins anew for each minor release is told by its newest ones.
_NAMED_AT_MOST = 4


class Support(NamedTuple):
    """The verdict on a claim, and the last day of the support that counts where it is known."""

    claim: Claim
    verdict: str
    end: date | None
    cycle: str
    codename: str


def support_of(claim: Claim, today: date, grace: int, soon: int) -> Support:
    """The verdict: ``ended``, ``lts-only``, ``ending`` within ``soon`` days, ``supported`` or ``unknown``.

    A version between the rows of the table, or above them, is unknown; below them it has ended.
    """
    cycles = _cycles(claim.product)
    row = _row(claim.version, cycles)
    if row:
        verdict, end = _verdict(claim.product, row, today, grace, soon)
        return Support(claim, verdict, end, row.name, row.codename)
    within = [cycle for cycle in cycles if cycle.name.startswith(f"{claim.version}.")]
    if within:  # a major: it floats, and has ended when its last release has
        verdicts = [_verdict(claim.product, cycle, today, grace, soon) for cycle in within]
        if all(verdict == HAS_ENDED for verdict, _ in verdicts):
            return Support(claim, HAS_ENDED, max((end for _, end in verdicts if end), default=None), claim.version, "")
        return Support(claim, SUPPORTED, None, claim.version, "")
    known = [_numbers(cycle.name) for cycle in cycles]
    is_older = bool(known) and _numbers(claim.version) < min(known)
    return Support(claim, HAS_ENDED if is_older else NOT_KNOWN, None, claim.version, "")


@lru_cache(maxsize=128)
def _cycles(product: str) -> tuple[Cycle, ...]:
    return end_of_life.cycles(product)


def names_a_patch(claim: Claim) -> bool:
    """Does the version say more than its release cycle, as 16.3 does of PostgreSQL 16?"""
    row = _row(claim.version, _cycles(claim.product))
    return row is not None and claim.version.count(".") > row.name.count(".")


def title(product: str) -> str:
    """How the product is called."""
    titles = dict(row.split(" ", 1) for row in rows("titles"))
    return titles.get(product, product)


def supported(product: str, today: date) -> str:
    """The releases to take instead, newest first, such as ``Python 3.14, 3.13 or 3.12``; empty where there is none."""
    alive = [cycle.name for cycle in _cycles(product) if not cycle.has_ended(today)][:_NAMED_AT_MOST]
    if not alive:
        return ""
    *others, last = alive
    return f"{title(product)} " + (f"{', '.join(others)} or {last}" if others else last)


def newest(product: str, today: date, lasting: bool = False) -> str:
    """The newest supported release, to show how a version is written; with ``lasting`` the one kept longest."""
    alive = [cycle for cycle in _cycles(product) if not cycle.has_ended(today)]
    if lasting:
        alive = sorted(alive, key=_lasts, reverse=True)
    return alive[0].name if alive else "1.2.3"


def _lasts(cycle: Cycle) -> tuple[date, bool]:
    """How long a release is kept. Where no end is known, even numbers are the stable ones, as of nginx.

    Source: https://nginx.org/en/docs/faq/mainline_or_stable.html
    """
    end = date.max if isinstance(cycle.ends, bool) else cycle.ends
    return end, _numbers(cycle.name)[-1] % 2 == 0


def _row(version: str, cycles: Sequence[Cycle]) -> Cycle | None:
    """The row whose name is the longest dotted prefix of the version."""
    fitting = [cycle for cycle in cycles if f"{version}.".startswith(f"{cycle.name}.")]
    return max(fitting, key=lambda cycle: len(cycle.name), default=None)


def _numbers(version: str) -> tuple[int, ...]:
    """A version to compare by: 3.10 is above 3.9."""
    return tuple(int(part) for part in version.split(".") if part.isdecimal())


def _verdict(product: str, cycle: Cycle, today: date, grace: int, soon: int) -> tuple[str, date | None]:
    regular = cycle.ends
    end = cycle.extended if product in _FREE_EXTENDED and cycle.extended else regular
    if isinstance(end, bool):
        return (HAS_ENDED if end else SUPPORTED), None
    if end + timedelta(days=grace) < today:
        return HAS_ENDED, end
    if not isinstance(regular, bool) and regular < end and regular + timedelta(days=grace) < today:
        return LTS_ONLY_NOW, end
    if end < today + timedelta(days=soon):
        return ENDS_SOON, end
    return SUPPORTED, end
