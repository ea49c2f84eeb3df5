"""The 53 lines of the checklist: what proves each, and how long an attestation of a person holds."""

from __future__ import annotations

import os

from .typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

BUNDLED = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", "checklist.toml")
_UNITS = {"day": 1, "week": 7, "month": 1, "year": 12}


class Interval(NamedTuple):
    """A length of time in calendar months and days, with the words it was written in."""

    text: str
    months: int
    days: int

    def after(self, day: date) -> date:
        """The day that lies the interval after ``day``; one month after 31 January is the last day of February."""
        from datetime import date, timedelta

        year, month = divmod(day.year * 12 + day.month - 1 + self.months, 12)
        if year >= date.max.year:
            return date.max
        following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
        last = (following - timedelta(days=1)).day
        reached = date(year, month + 1, min(day.day, last))
        return reached + timedelta(days=min(self.days, (date.max - reached).days))


class Line(NamedTuple):
    """One line of the checklist, or one that a team has added (``number`` 0).

    ``hooks`` are groups: every group has to pass, and one hook is enough for a group. ``every`` is how long an
    attestation holds, ``None`` where nobody has to attest anything. ``watch`` names files, folders or patterns of
    which a change asks for a new attestation, ``approvals`` how many people have to stand for one, and ``needs``
    what a repository has to have for the line to apply (``flask``, ``alembic``, ``docker``, ``ci``, ``openapi``,
    ``watsonx``, or nothing).
    """

    id: str
    number: int
    section: str
    title: str
    hooks: tuple[tuple[str, ...], ...] = ()
    every: Interval | None = None
    watch: tuple[str, ...] = ()
    approvals: int = 1
    needs: str = ""


def bundled_lines() -> tuple[Line, ...]:
    """The lines in the order of the checklist."""
    import tomllib

    with open(BUNDLED, "rb") as file:
        sections = tomllib.load(file)["section"]
    rows = [(section["title"], row) for section in sections for row in section["line"]]
    return tuple(_line(number, section, row) for number, (section, row) in enumerate(rows, 1))


def interval(text: str) -> Interval | None:
    """The length of time that words such as ``3 months``, ``1 year`` or ``2 weeks`` say; else ``None``."""
    count, _, unit = text.strip().partition(" ")
    unit = unit.strip().removesuffix("s")
    if unit not in _UNITS or not count.isdecimal() or not count.isascii() or not 0 < len(count) < 5 or not int(count):
        return None
    length = int(count) * _UNITS[unit]
    return Interval(text.strip(), length, 0) if unit in ("month", "year") else Interval(text.strip(), 0, length)


def _line(number: int, section: str, row: dict[str, Any]) -> Line:
    hooks = tuple(tuple(group) for group in row.get("hooks", ()))
    every = interval(row["every"]) if "every" in row else None
    watch = tuple(row.get("watch", ()))
    return Line(
        row["id"], number, section, row["title"], hooks, every, watch, row.get("approvals", 1), row.get("needs", "")
    )
