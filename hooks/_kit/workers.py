"""Large trees on all processors: the files are shared out, each worker judges its shares as one process would.

``fork`` hands the hooks and their options over as they are. Where there is none, or little to do, one process does all.
"""

from __future__ import annotations

import os
import signal

from .finding import NotChecked
from .light import Callable, Sequence
from .typed import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from typing import TypeVar

    Result = TypeVar("Result")


# Below so many bytes the workers cost more than they save.
WORTH_IT = 6_000_000
# So many that no worker is left alone with the rest, whose size nobody has to ask for; each is claimed by a byte.
_MOST_SHARES = 256


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


def in_shares(judge: Callable[[Sequence[str]], list[Result]], paths: Sequence[str], workers: int) -> list[Result]:
    """What ``judge`` says of all paths, in no order.

    Raises ``NotChecked`` where a worker was killed, and what ``judge`` raises. This process is one of the workers.
    The pools of the standard library do the same, and take longer to import than a small tree takes to judge.
    """
    length = -(-len(paths) // _MOST_SHARES)
    shares = [paths[begin : begin + length] for begin in range(0, len(paths), length)]
    claims, offer = os.pipe()
    os.write(offer, bytes(range(len(shares))))
    os.close(offer)
    others: dict[int, int] = {}
    try:
        for _ in range(workers - 1):
            pid, answer = _started(judge, shares, claims)
            others[pid] = answer
        results = _judged(judge, shares, claims)
        for pid in list(others):
            results += _answered(pid, others.pop(pid))
        return results
    finally:
        os.close(claims)
        for pid, answer in others.items():  # where something was raised
            os.close(answer)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _judged(
    judge: Callable[[Sequence[str]], list[Result]], shares: Sequence[Sequence[str]], claims: int
) -> list[Result]:
    """The results of the shares that this process comes to; a byte of the pipe is the right to one of them."""
    results: list[Result] = []
    while claim := os.read(claims, 1):
        results += judge(shares[claim[0]])
    return results


def _started(
    judge: Callable[[Sequence[str]], list[Result]], shares: Sequence[Sequence[str]], claims: int
) -> tuple[int, int]:
    """A worker that has begun: its id, and the pipe that its answer will come from."""
    import pickle

    def said() -> bytes:
        try:
            answer: tuple[list[Result], Exception | None] = _judged(judge, shares, claims), None
        except Exception as error:
            answer = [], error
        return pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)

    return begun(said)


def _answered(pid: int, answer: int) -> list[Result]:
    import pickle

    data = answer_of(pid, answer)
    results, error = cast("tuple[list[Result], Exception | None]", pickle.loads(data))  # noqa: S301 - of our own
    if error is not None:
        raise error
    return results


def begun(work: Callable[[], bytes]) -> tuple[int, int]:
    """Another process that does ``work``: its id, and the pipe that its answer will come from."""
    answer, to_answer = os.pipe()
    if pid := os.fork():
        os.close(to_answer)
        return pid, answer
    status = 1
    try:
        os.close(answer)
        with open(to_answer, "wb") as pipe:
            pipe.write(work())
        status = 0
    finally:
        os._exit(status)  # what the first process has to do at its end is not done twice


def answer_of(pid: int, answer: int) -> bytes:
    """What the process came to that has ``begun``. Raises ``NotChecked`` where it was killed or crashed."""
    with open(answer, "rb") as pipe:
        data = pipe.read()
    if os.waitpid(pid, 0)[1]:
        raise NotChecked(".", "a worker was killed, perhaps for want of memory", "check fewer files at once")
    return data


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except (OSError, ValueError):
        return 0
