"""All blobs of a history, judged in this process or in several."""

from __future__ import annotations

import sys
from collections import deque
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from multiprocessing import get_context

from .._kit.finding import NotChecked
from .._kit.light import Iterable, Iterator
from .._kit.workers import processors
from .judge import Terms, Verdict, verdict
from .objects import Blob, Reader

# A portion is judged at one go: so many blobs or bytes.
_BLOBS = 200
_BYTES = 2_000_000
# Below so many portions one process is done before a second one has started.
_ALONE = 3
# The disk would not feed more processes.
_MOST = 8
# So many portions wait for each process, so that a long history is never in memory as a whole.
_WAITING = 3


def verdicts(blobs: Iterable[Blob], terms: Terms) -> Iterator[Verdict]:
    """A verdict for each portion of the blobs, in no order."""
    portions = _portions(blobs)
    with Reader() as reader:
        for _ in range(_ALONE):
            if portion := next(portions, None):
                yield verdict(portion, reader, terms)
        processes = min(_MOST, processors())
        if processes == 1:
            yield from (verdict(portion, reader, terms) for portion in portions)
            return
    if portion := next(portions, None):
        yield from _in_parallel(portion, portions, terms, processes)


def _in_parallel(first: list[Blob], rest: Iterator[list[Blob]], terms: Terms, processes: int) -> Iterator[Verdict]:
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    try:
        with ProcessPoolExecutor(processes, mp_context=context, initializer=_prepare, initargs=(terms,)) as pool:
            waiting = deque([pool.submit(_judge, first)])
            for portion in rest:
                waiting.append(pool.submit(_judge, portion))
                if len(waiting) > processes * _WAITING:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
    except BrokenExecutor:
        remedy = "give it more memory and run it again; it goes on where it was"
        yield Verdict((), (), (NotChecked(".", "a process that judged file contents was killed", remedy),))


def _portions(blobs: Iterable[Blob]) -> Iterator[list[Blob]]:
    portion: list[Blob] = []
    size = 0
    for blob in blobs:
        portion.append(blob)
        size += blob.size
        if len(portion) >= _BLOBS or size >= _BYTES:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


_terms: Terms
_reader: Reader


def _prepare(terms: Terms) -> None:
    """Begin a process: what it needs for all its portions. An interrupt is the parent's affair."""
    import signal

    global _terms, _reader
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _terms, _reader = terms, Reader()


def _judge(portion: list[Blob]) -> Verdict:
    return verdict(portion, _reader, _terms)
