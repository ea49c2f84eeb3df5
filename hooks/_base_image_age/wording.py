"""What is said about an image: how long ago a day was, what ended, what to take instead."""

from __future__ import annotations

from datetime import date

from .._kit.light import Iterable, Sequence
from .support import Support, supported, title

_LONGEST = 80


def ended(supports: Sequence[Support], today: date) -> str:
    """``Python 3.8 ended 2 years ago (2024-10-07), Debian 10 (buster) 2 years ago (2024-06-30)``."""
    first, *others = (f"{named(one)} {{}}{_when(one, today)}" for one in supports)
    return ", ".join([first.format("ended "), *(one.format("") for one in others)])


def instead(supports: Iterable[Support], today: date) -> str:
    """What to take instead of the products that ended."""
    products = dict.fromkeys(one.claim.product for one in supports)
    found = [names for product in products if (names := supported(product, today))]
    return ", ".join(found) or "another image"


def named(support: Support) -> str:
    """The product and its release, with the code name where the tag says that one."""
    codename = f" ({support.codename})" if support.codename and support.claim.part == support.codename else ""
    return f"{title(support.claim.product)} {support.cycle}{codename}"


def ago(day: date, today: date) -> str:
    """How long ago a day was, as people say it."""
    days = (today - day).days
    for unit, length in (("year", 365), ("month", 30)):
        if days >= 2 * length:
            return f"{days // length} {unit}s ago"
    return f"{days} day{'' if days == 1 else 's'} ago"


def shown(image: str) -> str:
    """The reference, cut where it is long: a digest tells nobody anything."""
    name, at, digest = image.partition("@")
    text = name + at + digest[:14] + ("..." if digest[14:] else "")
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _when(support: Support, today: date) -> str:
    if support.end is None:
        return "long ago"
    return f"{ago(support.end, today)} ({support.end})"
