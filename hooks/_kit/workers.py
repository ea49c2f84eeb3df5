"""Large trees on all processors: the files are shared out, each worker judges its shares as one process would.

``fork`` hands the hooks and their options over as they are. Where there is none, or little to do, one process does all.
"""

from __future__ import annotations

import os

from .compiled import keep
from .finding import NotChecked
from .light import Callable, Sequence, suppress
from .typed import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from typing import TypeVar

    Result = TypeVar("Result")


_KILL = 9  # `signal` knows it too, and imports `enum`
# So many that no worker is left alone with the rest, whose size nobody has to ask for; each is claimed by a byte.
_MOST_SHARES = 256
# Quota and period of control groups, version 2 and 1.
# Source: https://docs.kernel.org/admin-guide/cgroup-v2.html#cpu-interface-files and
# https://docs.kernel.org/scheduler/sched-bwc.html#management
_QUOTAS = (
    ("/sys/fs/cgroup/cpu.max",),
    ("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "/sys/fs/cgroup/cpu/cpu.cfs_period_us"),
)


def processors() -> int:
    """How many processors this process may use, by its affinity and by the quota of the container it runs in."""
    own = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return own if own < 2 else max(1, int(min(own, _quota())))


def _quota() -> float:
    """Of how many processors a container may use the time; no bound where nothing states one."""
    for files in _QUOTAS:
        try:
            quota, period = map(int, " ".join(map(_read, files)).split())
        except (OSError, ValueError):  # `max`, which is none
            continue
        if quota > 0 and period > 0:
            return quota / period
    return float("inf")


def _read(path: str) -> str:
    with open(path, encoding="ascii") as file:
        return file.read()


def available() -> int:
    """How many processes can work at the same time."""
    return processors() if hasattr(os, "fork") else 1


def in_shares(judge: Callable[[Sequence[str]], list[Result]], paths: Sequence[str], workers: int) -> list[Result]:
    """What ``judge`` says of all paths, in no order.

    Raises ``NotChecked`` where a worker was killed, and what ``judge`` raises. This process is one of the workers.
    The pools of the standard library do the same, and take longer to import than a small tree takes to judge.
    """
    length = -(-len(paths) // _MOST_SHARES)
    shares = [paths[begin : begin + length] for begin in range(0, len(paths), length)]
    claims = offered(bytes(range(len(shares))))

    def judged_here() -> list[Result]:
        results = _judged(judge, shares, claims)
        import pickle  # noqa: F401 - which the answers need, while the others come to their end

        return results

    try:
        results, answers = beside(lambda: _packed(judge, shares, claims), judged_here, workers - 1)
    finally:
        os.close(claims)
    for answer in answers:
        results += _unpacked(answer)
    return results


def offered(claims: bytes) -> int:
    """A pipe that gives each of these bytes to one process that reads it: the right to a piece of work."""
    reading, writing = os.pipe()
    os.write(writing, claims)
    os.close(writing)
    return reading


def beside(work: Callable[[], bytes], own: Callable[[], Result], number: int = 1) -> tuple[Result, list[bytes]]:
    """What ``own`` comes to in this process, and what ``work`` comes to in up to so many others at the same time.

    There are fewer where the system has no room for more. Raises ``NotChecked`` where one of them was killed, and what
    ``own`` raises. None of them is left behind.
    """
    others: dict[int, int] = {}
    try:
        with suppress(OSError):  # a limit of processes or of open files
            for _ in range(number):
                pid, answer = begun(work)
                others[pid] = answer
        result = own()
        return result, [answer_of(pid, others.pop(pid)) for pid in list(others)]
    finally:
        for pid, answer in others.items():  # where something was raised
            os.close(answer)
            os.kill(pid, _KILL)
            os.waitpid(pid, 0)


def _judged(
    judge: Callable[[Sequence[str]], list[Result]], shares: Sequence[Sequence[str]], claims: int
) -> list[Result]:
    """The results of the shares that this process comes to; a byte of the pipe is the right to one of them."""
    results: list[Result] = []
    while claim := os.read(claims, 1):
        results += judge(shares[claim[0]])
    return results


def _packed(judge: Callable[[Sequence[str]], list[Result]], shares: Sequence[Sequence[str]], claims: int) -> bytes:
    """The results of another process, or what was raised there."""
    import pickle

    try:
        said: tuple[list[Result], Exception | None] = _judged(judge, shares, claims), None
    except Exception as error:
        said = [], error
    return pickle.dumps(said, pickle.HIGHEST_PROTOCOL)


def _unpacked(data: bytes) -> list[Result]:
    import pickle

    results, error = cast("tuple[list[Result], Exception | None]", pickle.loads(data))  # noqa: S301 - of our own
    if error is not None:
        raise error
    return results


def begun(work: Callable[[], bytes]) -> tuple[int, int]:
    """Another process that does ``work``: its id, and the pipe that its answer will come from. Raises ``OSError``."""
    answer, to_answer = os.pipe()
    try:
        pid = os.fork()
    except OSError:
        os.close(answer)
        os.close(to_answer)
        raise
    if pid:
        os.close(to_answer)
        return pid, answer
    status = 1
    try:
        os.close(answer)
        with open(to_answer, "wb") as pipe:
            pipe.write(work())
        status = 0
        keep()  # the expressions that were compiled here
    finally:
        os._exit(status)  # what the first process has to do at its end is not done twice


def answer_of(pid: int, answer: int) -> bytes:
    """What the process came to that has ``begun``. Raises ``NotChecked`` where it was killed or crashed."""
    with open(answer, "rb") as pipe:
        data = pipe.read()
    if os.waitpid(pid, 0)[1]:
        raise NotChecked(".", "a worker was killed, perhaps for want of memory", "check fewer files at once")
    return data
