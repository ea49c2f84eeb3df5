"""The day on which an image was built, where its tag tells.

``buster-20230109``, ``2024.03.15``, ``2023.12.20260817.0`` (Amazon Linux: the eight digits are the day),
``9.4-1227.1726694542`` (Red Hat: seconds since 1970).
"""

from __future__ import annotations

from datetime import date, timedelta

from . import regex as re
from .light import Iterator

_EIGHT_DIGITS = r"(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)"
_THREE_PARTS = r"(?<!\d)(?<!\d\.)(20\d\d)[.-](\d\d)[.-](\d\d)(?!\d)"
_SECONDS = r"(?<=\.)(1\d{9})(?!\d)"
_FEWEST_DIGITS = 8
# Containers are younger; numbers that would make older days are something else.
_FIRST = date(2013, 3, 20)


def built_on(tag: str, today: date) -> date | None:
    """The newest day that the tag tells; one in the future is something else."""
    return max((day for day in _days(tag) if _FIRST <= day <= today), default=None)


def _days(tag: str) -> Iterator[date]:
    if sum(char.isdecimal() for char in tag) < _FEWEST_DIGITS:
        return
    for match in (*re.finditer(_EIGHT_DIGITS, tag), *re.finditer(_THREE_PARTS, tag)):
        try:
            yield date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:  # no day of any calendar
            continue
    for match in re.finditer(_SECONDS, tag):
        yield date(1970, 1, 1) + timedelta(seconds=int(match[1]))
