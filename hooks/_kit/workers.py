"""Large trees on all processors: the files are shared out by size, each worker judges its share as one process would.

``fork`` hands the hooks and their options over as they are. Where there is none, or little to do, one process does all.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence

from .finding import NotChecked
from .typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TypeVar

    Result = TypeVar("Result")


# Below so many bytes the workers cost more than they save.
WORTH_IT = 6_000_000
# So many shares for each worker, so that none is left alone with the rest.
_SHARES = 8


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def count(paths: Sequence[str]) -> int:
    """How many workers the files are worth."""
    available = processors()
    if available < 2 or len(paths) < 100 or not hasattr(os, "fork"):
        return 1
    held = 0
    for path in paths:
        held += _size(path)
        if held >= WORTH_IT:
            return available
    return 1


def in_shares(judge: Callable[[Sequence[str]], list[Result]], paths: Sequence[str], workers: int) -> Iterator[Result]:
    """What ``judge`` says of all paths. Raises ``NotChecked`` where a worker was killed, and what ``judge`` raises."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    global _judge  # a worker inherits it: what the hooks are made of cannot be sent
    _judge = judge  # type: ignore[assignment]
    try:
        with ProcessPoolExecutor(workers, get_context("fork")) as pool:
            for results in pool.map(_judge_share, _shares(paths, workers * _SHARES)):
                yield from results  # type: ignore[misc]
    except BrokenProcessPool as error:
        raise NotChecked(".", "a worker was killed, perhaps for want of memory", "check fewer files at once") from error


_judge: Callable[[Sequence[str]], list[object]]


def _judge_share(paths: Sequence[str]) -> list[object]:
    return _judge(paths)


def _shares(paths: Sequence[str], number: int) -> Iterator[list[str]]:
    """Runs of paths of about equal size in bytes."""
    sizes = [_size(path) + 4_000 for path in paths]
    enough = sum(sizes) / number
    share: list[str] = []
    held = 0
    for path, size in zip(paths, sizes, strict=True):
        share.append(path)
        held += size
        if held >= enough:
            yield share
            share, held = [], 0
    if share:
        yield share


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except (OSError, ValueError):
        return 0
