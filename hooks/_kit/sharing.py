"""Which process judges what: one all files, several some of the files each, or two some of the hooks each."""

from __future__ import annotations

import os

from .judging import Job, Judged, heard, is_silent, judged_one_by_one, settled, sorted_out
from .light import Iterator, Sequence
from .source import Source

# Below so many bytes, to begin another process costs more than it saves.
_WORTH_TWO = 32_000
# Below so many bytes, by that many files, so does it to give each process all hooks for some of the files.
_WORTH_ALL = 6_000_000
_MANY = 100
# So many are worth it whatever they hold, and to ask for the size of each would be felt.
_VERY_MANY = 1_000
# Of so many bytes two processes hold the trees at the same time: a tree takes about 60 times the room of its text.
_MOST_AT_ONCE = 1_000_000
# To parse so many bytes takes longer than to import what the hooks need that find something there.
_LARGE = 20_000


def are_worth_two(paths: Sequence[str]) -> bool:
    """Do files hold so much that two processes may be faster than one?"""
    return _hold(paths, _WORTH_TWO)


def judged_by_several(by_file: Sequence[Job], paths: Sequence[str]) -> Iterator[Judged]:
    """Give each process some of the files and all hooks; where that costs too much, all files and some of the hooks."""
    from . import workers

    number = workers.available()
    if number < 2:
        yield from judged_one_by_one(by_file, paths)
    elif len(paths) >= _VERY_MANY or (len(paths) >= _MANY and _hold(paths, _WORTH_ALL)):
        yield from workers.in_shares(lambda share: list(judged_one_by_one(by_file, share)), paths, number)
    else:
        for portion, size in _portions(paths):
            is_worth_it = len(by_file) > 1 and _WORTH_TWO <= size <= _MOST_AT_ONCE
            yield from (_judged_by_two if is_worth_it else judged_one_by_one)(by_file, portion)


def _portions(paths: Sequence[str]) -> Iterator[tuple[list[str], int]]:
    """The files in portions of so many bytes as two processes take at once, or a single one that is larger."""
    portion: list[str] = []
    held = 0
    for path in paths:
        size = _size(path)
        if portion and held + size > _MOST_AT_ONCE:
            yield portion, held
            portion, held = [], 0
        portion.append(path)
        held += size
    yield portion, held


def _judged_by_two(by_file: Sequence[Job], paths: Sequence[str]) -> Iterator[Judged]:
    """Judge hook by hook in two processes. What a hook shares is cleaned up in this one, so there it stays."""
    from .side_by_side import Work, judged

    sources = [Source(path) for path in paths]
    asked = [[number for number, job in enumerate(by_file) if job.hook.reads(path)] for path in paths]
    sizes = [_size(path) for path in paths]
    order = sorted(range(len(by_file)), key=lambda number: not by_file[number].hook.is_long)
    pieces = [(file, number) for number in order for file in range(len(paths)) if number in asked[file]]
    others = [piece for piece in pieces if not _shares(by_file[piece[1]])]
    large = sorted((file for file, size in enumerate(sizes) if size >= _LARGE), key=lambda file: sizes[file])
    work = Work(
        own=[piece for piece in pieces if _shares(by_file[piece[1]])],
        by_hook=[piece for piece in others if piece[0] not in large],
        by_file=[[piece for piece in others if piece[0] == file] for file in large],
    )
    said = judged(
        lambda file, number: heard(by_file[number], [sources[file]], paths[file]),
        work,
        lambda file: sources[file].is_parsed,
    )
    for file, source in enumerate(sources):
        results = [sorted_out(said.get((file, number), ())) for number in asked[file]]
        if results and not is_silent(source, results):
            yield from settled(source, [by_file[number] for number in asked[file]], results)


def _shares(job: Job) -> bool:
    """Have the calls of a check something in common? Not where all that was to be done is done before the first."""
    return job.hook.shared is not None and job.options.shared is not None


def _hold(paths: Sequence[str], least: int) -> bool:
    """Do files hold so many bytes? No more of them are asked than it takes to know."""
    held = 0
    for path in paths:
        held += _size(path)
        if held >= least:
            return True
    return False


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except (OSError, ValueError):
        return 0
