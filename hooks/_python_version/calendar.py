"""Which Pythons have ended on a day, and what to say of it."""

from __future__ import annotations

from datetime import date, timedelta

from .._kit import end_of_life
from .._kit.light import Iterable, Mapping
from .._kit.namespace import Namespace
from .._kit.typed import NamedTuple
from .claims import shown
from .versions import Minor

_STALE_AFTER = timedelta(days=180)


class Calendar(NamedTuple):
    """The last day of each minor version, the day to judge by, the days of grace, and how many days are soon."""

    ends: Mapping[Minor, date | bool]
    today: date
    grace: timedelta
    soon: timedelta

    @classmethod
    def of(cls, options: Namespace) -> Calendar:
        """The table with the day and the periods of the options."""
        ends = {_minor(cycle.name): cycle.ends for cycle in end_of_life.cycles("python")}
        return cls(
            ends, options.today or date.today(), timedelta(days=options.grace_days), timedelta(days=options.soon)
        )

    def has_ended(self, minor: Minor) -> bool:
        """Is the day behind its last one? What is older than the table has, what is newer or unlisted has not."""
        end = self.ends.get(minor, minor < min(self.ends))
        return end if isinstance(end, bool) else end + self.grace < self.today

    def ends_soon(self, minor: Minor) -> date | None:
        """Its last day, if that is near and not past."""
        end = self.ends.get(minor, False)
        return None if isinstance(end, bool) or not self.today <= end < self.today + self.soon else end

    def ended(self, minors: Iterable[Minor]) -> tuple[Minor, ...]:
        """Those that have ended, oldest first."""
        return tuple(sorted(minor for minor in minors if self.has_ended(minor)))

    @property
    def oldest_supported(self) -> str:
        """The oldest minor version that has not ended."""
        alive = [minor for minor in sorted(self.ends) if not self.has_ended(minor)]
        return shown(alive[:1] or [max(self.ends)])

    def when(self, minor: Minor) -> str:
        """``ended on 2024-10-07, 2 years ago``."""
        end = self.ends.get(minor, True)
        return "ended long ago" if isinstance(end, bool) else f"ended on {end}, {_ago((self.today - end).days)}"

    @property
    def data(self) -> str:
        """Where the dates are from, and of which day; of an old table how to renew it."""
        day = end_of_life.table_date()
        name = end_of_life.source().removeprefix("https://")
        old = ", old by now: update this hook" if self.today - day > _STALE_AFTER else ""
        return f"{name}, {day}{old}"


def _ago(days: int) -> str:
    for unit, length in (("year", 365), ("month", 30)):
        if days >= 2 * length:
            return f"{days // length} {unit}s ago"
    return f"{days} day{'s' if days != 1 else ''} ago"


def _minor(name: str) -> Minor:
    major, _, minor = name.partition(".")
    return int(major), int(minor)
