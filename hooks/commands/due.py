"""List what people have to attest, by date.

``flask-upkeep due``        every item that is open or will be soon: state, day, item, owner and what to do
``flask-upkeep due --all``  those that are in order too

Returns 0 where nothing is open, 1 where something is, 3 where this clone cannot say.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .._kit import git
from .._kit.attestation_log import begin_log

if TYPE_CHECKING:
    from .._kit.attestations import Standing
    from .._kit.namespace import Namespace
    from .._kit.upkeep_policy import Problem


def main(argv: Sequence[str]) -> int:
    """List; returns 0 nothing is open, 1 something is, 2 usage, 3 something cannot be said."""
    git.forget()
    begin_log()  # and git works while the rest is imported
    from datetime import date

    from .._kit.command import run_command
    from .._kit.parsing import Parser

    parser = Parser("flask-upkeep due")
    parser.add_argument("--all", action="store_true", default=False, help="list what is in order too")
    parser.add_argument("--today", type=date.fromisoformat, metavar="YYYY-MM-DD", help="as on this day")
    parser.add_argument("-h", "--help", action="help", help="print this page")
    return run_command(parser, argv, _list, is_begun=True)


def _list(options: Namespace) -> int:
    from datetime import date

    from .._kit.attestations import DUE_SOON, UNPROVEN, by_date, read_books, standings
    from .._kit.hook import write

    books = read_books(with_history=True)
    found = standings(books, options.today or date.today())
    listed = [item for item in by_date(found) if options.all or item.is_open or item.state == DUE_SOON]
    is_open = [item for item in found if item.is_open]
    count = f"{len(is_open)} of {len(found)} open" if is_open else f"nothing is open of {len(found)}"
    write("\n".join([*(_problem(problem) for problem in books.problems), *_rows(listed), count]))
    if any(item.state == UNPROVEN for item in found):
        return 3
    return 1 if is_open or books.problems else 0


def _problem(problem: Problem) -> str:
    from .._kit.formats import printable

    return printable(f"{problem.path}:{problem.line}: {problem.message}")


def _rows(listed: Sequence[Standing]) -> list[str]:
    """A line each, in columns."""
    from .._kit.formats import printable

    cells = [
        (
            str(item.due or "-"),
            item.state,
            item.item.id,
            item.item.owner or "-",
            f"{item.item.line.title}: {item.reason}",
        )
        for item in listed
    ]
    widths = [max((len(printable(row[column])) for row in cells), default=0) for column in range(4)]
    return [
        "  ".join(
            [*(printable(cell).ljust(width) for cell, width in zip(row, widths, strict=False)), printable(row[4])]
        )
        for row in cells
    ]
