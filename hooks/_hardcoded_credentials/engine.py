"""One pass over the bytes of a file: literals first, expressions only around what they hit.

A literal of every rule has to stand where the rule finds something, so all literals are looked for at once and
most files are done. ``ahocorasick-rs`` does that where it is installed; the standard library's way is slower and
comes to the same hits. Memory is bounded: a long file is read in blocks.
"""

from __future__ import annotations

from itertools import islice

from .. import imported
from .._kit.light import Callable, Iterable, Iterator, Sequence, cache, partial
from .._kit.typed import NamedTuple
from .candidate import Candidate, Text
from .detectors import ALPHABETS, ASSIGNMENTS, ENCODED, IGNORES, STORE_NAMES
from .literals import LITERALS, OWNERS, STRETCHES, TRIGRAMS

# Hits are kept for one block at a time.
BLOCK = 1 << 20

# No file that somebody wrote holds so many; one that was made to stop us does, and is said to be not checked.
MOST_CANDIDATES = 10_000
_MOST_OF_A_PROVIDER = 5_000  # hits in one block
_MOST: dict[str | int, int] = {
    "private_keys": 1_000,
    "basic_auth": 5_000,
    "jwt": 5_000,
    ENCODED: 5_000,
    "calls": 5_000,
    "commands": 5_000,
    "sql_rows": 5_000,
    "kubernetes": 1_000,
    "stores": 20_000,
}

# Importing the library and building its automaton takes as long as searching so many bytes without it.
_WORTH_AN_AUTOMATON = 10_000
# The deterministic automaton searches twice as fast, and is built seven times as slowly.
_WORTH_A_FAST_ONE = 600_000

# One look at so many bytes takes as long as two at a hit.
_WORTH_A_LOOK = 400

_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LETTERS_AND_DIGITS = _LETTERS | frozenset(b"0123456789")
_SMALL_A, _BACKSLASH, _PERCENT = b"a\\%"

Hit = tuple[int, int, int]  # number of the literal, where it begins and ends
Find = Callable[[Text, Sequence[int]], Iterator[Candidate]]
Search = Callable[[bytes], Sequence[Hit]]

_LONGEST = max(map(len, LITERALS))

# In the translations a stretch of an alphabet is all `x`, and all else is a blank.
_STRETCHED = tuple(bytes(ord("x") if sign in signs else ord(" ") for sign in range(256)) for signs in ALPHABETS)


class Found(NamedTuple):
    """What the rules take for secrets, sorted, each once, those that a filter stopped included; and was that all?

    Without ``ignores`` no comment of ours can stand in the bytes.
    """

    candidates: list[Candidate]
    complete: bool
    ignores: bool


_NOTHING = Found([], complete=True, ignores=False)


def search(text: Text, *, decode: bool = True, in_full: bool = False) -> Found:
    """Search a file. What was decoded is not decoded again: then ``decode`` is off.

    Where all that is assigned is taken for made up, nobody but who asks ``in_full`` has to know what that is.
    """
    found: set[Candidate] = set()
    complete, ignores = True, False
    for begin in range(0, len(text.data), BLOCK):
        for owner, lists in _lists_by_owner(text.data, begin).items():
            if owner == IGNORES:
                ignores = True
                continue
            if (owner == ENCODED and not decode) or (owner == ASSIGNMENTS and not in_full and _is_passed_over(text)):
                continue
            starts = lists[0] if len(lists) == 1 else _merged(lists)
            if owner.__class__ is int:
                starts = stretched(text.data, starts, *STRETCHES[owner])
                if not starts:
                    continue
            most = _MOST.get(owner, BLOCK) if owner.__class__ is str else _MOST_OF_A_PROVIDER
            complete = complete and len(starts) <= most
            found.update(islice(_candidates(owner, text, starts[:most]), MOST_CANDIDATES + 1))
        if len(found) > MOST_CANDIDATES:
            complete, ignores = False, True  # the rest was not searched
            break
    name = text.path.rpartition("/")[2]
    for word in STORE_NAMES:
        if word in name:
            from . import stores

            found.update(stores.find_in_named(text))
            break
    return Found(sorted(found), complete, ignores) if found or ignores or not complete else _NOTHING


def candidates(text: Text) -> list[Candidate]:
    """What the rules take for secrets in a file, sorted, each once; those that a filter stopped included."""
    return search(text, in_full=True).candidates


def _is_passed_over(text: Text) -> bool:
    from .surroundings import is_passed_over  # many files hold no word that announces a secret

    return is_passed_over(text.path, everywhere=text.everywhere)


def _candidates(owner: str | int, text: Text, starts: Sequence[int]) -> Iterator[Candidate]:
    if isinstance(owner, str):
        return _detector(owner)(text, starts)
    from . import providers  # most files end without one

    return providers.find(owner, text, starts)


def _lists_by_owner(data: bytes, begin: int) -> dict[str | int, list[Sequence[int]]]:
    """Where the literals of each detector or provider's rule begin in the block at ``begin``, each ascending."""
    block = data if len(data) <= BLOCK else data[begin : begin + BLOCK + _LONGEST - 1]
    hits = _Searching.of(len(block))(block.lower())
    if not hits:
        return {}
    by_literal: dict[int, list[int]] = {}
    for number, start, _ in hits:
        if number in by_literal:
            by_literal[number].append(start)
        else:
            by_literal[number] = [start]
    by_owner: dict[str | int, list[Sequence[int]]] = {}
    for number, places in by_literal.items():
        if block is not data:
            places = [begin + place for place in places if place < BLOCK]
        for owner, exact in OWNERS[number]:
            own: Sequence[int] = places
            if exact:  # first, as of the short literals nearly none is left
                first = exact[0]
                own = [place for place in places if data[place] == first and data.startswith(exact, place)]
                if not own:
                    continue
            if isinstance(owner, int):
                own = apart(data, own, owner)
                if not own:
                    continue
            if owner in by_owner:
                by_owner[owner].append(own)
            else:
                by_owner[owner] = [own]
    return by_owner


def _merged(lists: Iterable[Sequence[int]]) -> list[int]:
    return sorted({place for places in lists for place in places})


def plausible(data: bytes, starts: Sequence[int], row: int) -> Sequence[int]:
    """The starts of a provider's literals at which its rule may find something, few of all."""
    return stretched(data, apart(data, starts, row), *STRETCHES[row])


def apart(data: bytes, starts: Sequence[int], row: int) -> Sequence[int]:
    """The starts where a word begins, as a token has to, or a part of one in camel case, as a provider's name may.

    All at which the borders of ``provider_rule`` let a match begin, and few more: base64 is full of short literals.
    Behind an escape and a percent-encoded byte a word begins, too; at the begin of a file the last bytes are looked at.
    """
    shortest, before, within, _ = STRETCHES[row]
    if not shortest or before:
        return starts
    if within == shortest:  # a token is as wide as it is long
        words = _LETTERS_AND_DIGITS
        return [
            at
            for at in starts
            if data[at - 1] not in words or data[at - 2] == _BACKSLASH or data[at - 3] == _PERCENT or not at
        ]
    words = _LETTERS
    return [
        at
        for at in starts
        if data[at - 1] not in words
        or data[at] < _SMALL_A <= data[at - 1]
        or data[at - 2] == _BACKSLASH
        or data[at - 3] == _PERCENT
        or not at
    ]


def stretched(
    data: bytes, starts: Sequence[int], shortest: int, before: int, within: int, alphabet: int
) -> Sequence[int]:
    """The starts with a stretch of an alphabet around them that is long enough for what a row looks for: few of all.

    An expression takes longer to compile than most files to search, and a name of a provider in prose needs none.
    """
    if not shortest:
        return starts
    stretch = b"x" * shortest
    table = _STRETCHED[alphabet]
    if len(starts) > 2:  # a name that stands in line after line is asked about once
        begin, end = max(starts[0] - before, 0), starts[-1] + within
        if end - begin < _WORTH_A_LOOK * len(starts) and stretch not in data[begin:end].translate(table):
            return ()
    return [at for at in starts if stretch in data[max(at - before, 0) : at + within].translate(table)]


class _Searching:
    """Which search is worth its start: the automaton once a run has more than a little to read."""

    read = 0

    @classmethod
    def of(cls, size: int) -> Search:
        cls.read += size
        if cls.read <= _WORTH_AN_AUTOMATON:
            return by_trigrams
        return automaton(fast=cls.read > _WORTH_A_FAST_ONE) or by_trigrams


def make_ready() -> None:
    """Build the automaton for much to read, before the work is shared out over processes."""
    _Searching.read = _WORTH_A_FAST_ONE
    automaton(fast=True)


@cache
def automaton(*, fast: bool = False) -> Search | None:
    """The search by an Aho-Corasick automaton, or ``None`` where the library is not installed."""
    try:
        from ahocorasick_rs import BytesAhoCorasick, Implementation
    except ImportError:
        return None
    built = BytesAhoCorasick(LITERALS, implementation=Implementation.DFA if fast else None)

    return partial(built.find_matches_as_indexes, overlapping=True)


def by_trigrams(lowered: bytes) -> list[Hit]:
    """The standard library's search: only literals whose first three characters stand in the text are looked for."""
    here = set(zip(lowered, lowered[1:], lowered[2:], strict=False))
    return [
        (number, start, start + len(literal))
        for number, (trigram, literal) in enumerate(zip(TRIGRAMS, LITERALS, strict=True))
        if trigram in here
        for start in _places(literal, lowered)
    ]


def _places(literal: bytes, text: bytes) -> Iterator[int]:
    at = text.find(literal)
    while at >= 0:
        yield at
        at = text.find(literal, at + 1)


@cache
def _detector(name: str) -> Find:
    find: Find = imported(f"{__package__}.{name}").find
    return find
