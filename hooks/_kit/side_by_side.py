"""A commit on two processors: its hooks are shared out, so that each process imports only what its own hooks need.

Files are shared out where there are many (``workers``). Of few it would cost more: to import what all hooks need takes
as long as to judge them.
"""

from __future__ import annotations

import marshal
import os

from .finding import Advice, Finding, LeftOut, NotChecked, UsageError
from .light import Callable, Iterable, Iterator, Mapping, Sequence
from .typed import TYPE_CHECKING, NamedTuple, cast
from .workers import beside, offered

if TYPE_CHECKING:
    from typing import Any

    Said = Sequence[Finding | NotChecked | Advice | LeftOut]
    # The numbers of a file and of a hook that reads it.
    Piece = tuple[int, int]
    Judge = Callable[[int, int], Said]
    Done = list[tuple[Piece, Said | str]]

_KINDS = (Finding, NotChecked, Advice, LeftOut)
# So many bytes every pipe takes before anybody reads.
_MOST_CLAIMS = 4096


class Work(NamedTuple):
    """What there is to do: by ``own`` what only this process may judge, the rest ``by_hook``, large files ``by_file``.

    The pieces of a large file are for one process, so that one parses it.
    """

    own: Sequence[Piece]
    by_hook: Sequence[Piece]
    by_file: Sequence[Sequence[Piece]]


def judged(judge: Judge, work: Work, is_parsed: Callable[[int], bool]) -> Mapping[Piece, Said]:
    """What ``judge`` says of each piece of work, where it says anything.

    This process does its own, then the large files that it has parsed for that (``is_parsed`` of their numbers); of the
    rest it begins with the last, and another process with the first, until they meet. Raises ``UsageError``, the first
    by file and hook, and ``NotChecked`` where the other process was killed.
    """
    length = -(-len(work.by_hook) // _MOST_CLAIMS) or 1
    shares = [work.by_hook[begin : begin + length] for begin in range(0, len(work.by_hook), length)]
    claims = [offered(bytes(len(shares))), *(offered(bytes(1)) for _ in work.by_file)]
    by_file = [(pieces, claim) for pieces, claim in zip(work.by_file, claims[1:], strict=True) if pieces]

    def theirs() -> Iterator[Sequence[Piece]]:
        yield from _claimed(shares, claims[0])
        for pieces, claim in by_file:
            yield from _claimed([pieces], claim)

    def ours() -> Iterator[Sequence[Piece]]:
        yield work.own
        for pieces, claim in reversed(by_file):
            if is_parsed(pieces[0][0]):
                yield from _claimed([pieces], claim)
        yield from _claimed(shares[::-1], claims[0])
        for pieces, claim in reversed(by_file):
            yield from _claimed([pieces], claim)

    try:
        here, answers = beside(lambda: _packed(_done(judge, theirs())), lambda: _done(judge, ours()))
    finally:
        for claim in claims:
            os.close(claim)
    done = [*here, *(item for answer in answers for item in _unpacked(answer))]
    wrong = [(piece, said) for piece, said in done if isinstance(said, str)]
    if wrong:
        raise UsageError(min(wrong)[1])
    return cast("dict[Piece, Said]", dict(done))


def _done(judge: Judge, shares: Iterable[Sequence[Piece]]) -> Done:
    """Pieces of work and what was said of them; a text is the wrong usage that there is no judging with."""
    done: Done = []
    for share in shares:
        for piece in share:
            try:
                if said := judge(*piece):
                    done.append((piece, said))
            except UsageError as error:
                done.append((piece, str(error)))
    return done


def _claimed(shares: Sequence[Sequence[Piece]], claims: int) -> Iterator[Sequence[Piece]]:
    """The shares, in this order, as long as there is one that the other process has not come to from the other end.

    A byte of the pipe is the right to one more.
    """
    for share in shares:
        if not os.read(claims, 1):
            return
        yield share


def _packed(done: Done) -> bytes:
    """By ``marshal``: to import ``pickle`` takes as long as to judge some files."""
    return marshal.dumps(
        [(piece, said if isinstance(said, str) else [_to_plain(item) for item in said]) for piece, said in done]
    )


def _unpacked(data: bytes) -> Done:
    plain = marshal.loads(data)  # noqa: S302 - of our own
    return [
        (piece, rows if isinstance(rows, str) else [_KINDS[kind](*parts) for kind, *parts in rows])
        for piece, rows in plain
    ]


def _to_plain(item: Finding | NotChecked | Advice | LeftOut) -> tuple[Any, ...]:
    if isinstance(item, NotChecked):
        return (1, item.path, item.reason, item.remedy)
    return (_KINDS.index(type(item)), *item)
