"""The table of release cycles: when did Python 3.9 end, and Debian's bullseye?

The table is `data/end_of_life.toml`, written by `scripts/refresh_end_of_life.py` from https://endoflife.date.
It is read as text, one product at a time: `tomllib` alone costs as much as starting an interpreter, and the
script writes one shape only.
"""

from __future__ import annotations

import os

from .typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

BUNDLED = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", "end_of_life.toml")


class Cycle(NamedTuple):
    """One release cycle of a product.

    ``ends`` is the last day of its support: a date, ``True`` for an end whose day nobody noted, ``False``
    for no end so far. ``extended`` is the last day of the support after that, free (Debian's LTS) or paid.
    ``codename`` is its first word in lower case, or empty.
    """

    name: str
    released: date | None
    ends: date | bool
    extended: date | None
    codename: str

    def has_ended(self, today: date) -> bool:
        """Is ``today`` behind the last day of its support?"""
        return self.ends if isinstance(self.ends, bool) else self.ends < today


def cycles(product: str, table: str = BUNDLED) -> tuple[Cycle, ...]:
    """The cycles of a product by its name at endoflife.date, newest first; none for an unknown product."""
    rows = _text(table).partition(f'\n{product} = """\n')[2].partition('"""')[0]
    return tuple(_cycle(*row.split()) for row in rows.splitlines())


def table_date(table: str = BUNDLED) -> date:
    """The day the table's data are of."""
    from datetime import date

    return date.fromisoformat(_head(table, "checked"))


def source(table: str = BUNDLED) -> str:
    """Where the data are from, as an address."""
    return _head(table, "source").strip('"')


def _cycle(name: str, released: str, ends: str, extended: str, codename: str) -> Cycle:
    end = _day(ends)
    return Cycle(
        name,
        _day(released),
        ends == "ended" if end is None else end,
        _day(extended),
        "" if codename == "-" else codename,
    )


def _day(text: str) -> date | None:
    from datetime import date

    return date.fromisoformat(text) if text[0].isdigit() else None


def _head(table: str, key: str) -> str:
    return _text(table).partition(f"\n{key} = ")[2].partition("\n")[0]


def _text(table: str) -> str:
    with open(table, encoding="utf-8") as file:
        return file.read()
