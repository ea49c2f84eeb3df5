"""Files shared out over processes: the same results as of one process, and no silence where one of them ends."""

from __future__ import annotations

import errno
import os
import signal
from pathlib import Path

import pytest

from flask_upkeep._kit import workers
from flask_upkeep._kit.finding import NotChecked, UsageError

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

THIS = os.getpid()


class Meeting:
    """Nobody goes on before somebody of the other side has come: this process is one side, all others are the other."""

    def __init__(self) -> None:
        self._pipes = os.pipe(), os.pipe()

    def attend(self) -> bool:
        """Wait for the other side; is this the first process?"""
        here = os.getpid() == THIS
        (awaited, _), (_, told) = self._pipes if here else self._pipes[::-1]
        os.write(told, b"." * 100)
        os.read(awaited, 1)
        return here


@pytest.fixture
def paths(tmp_path: Path) -> list[str]:
    made = [tmp_path / f"{number:03}.py" for number in range(150)]
    for number, path in enumerate(made):
        path.write_bytes(b"x" * (number * 97 % 5_000))
    return [*map(str, made), str(tmp_path / "missing.py")]


@pytest.mark.parametrize("number", [1, 2, 3, 40])
def test_each_path_is_judged_once(number: int, paths: list[str]):
    assert sorted(workers.in_shares(lambda share: [path[::-1] for path in share], paths, number)) == sorted(
        path[::-1] for path in paths
    )


def test_every_worker_gets_something_to_do(paths: list[str]):
    meeting = Meeting()
    assert set(workers.in_shares(lambda share: [meeting.attend()] * len(share), paths, 2)) == {True, False}


@pytest.mark.parametrize("limit", ["fork", "pipe"])
def test_no_room_for_another_process(limit: str, paths: list[str], monkeypatch: pytest.MonkeyPatch):
    made = len(os.listdir("/dev/fd"))
    real, asked = getattr(os, limit), []

    def full() -> tuple[int, int]:
        asked.append(limit)
        if limit == "pipe" and len(asked) == 1:  # the one of the claims
            return real()
        raise OSError(errno.EAGAIN, "no room")

    monkeypatch.setattr(os, limit, full)
    assert sorted(workers.in_shares(list, paths, 3)) == sorted(paths)
    assert asked
    assert len(os.listdir("/dev/fd")) == made


def test_answers_longer_than_a_pipe_holds(paths: list[str]):
    answers = workers.in_shares(lambda share: [path * 1_000 for path in share], paths, 3)
    assert sorted(answers) == sorted(path * 1_000 for path in paths)


def test_a_killed_worker_is_said(paths: list[str]):
    meeting = Meeting()

    def judge(share: list[str]) -> list[str]:
        if not meeting.attend():
            os.kill(os.getpid(), signal.SIGKILL)
        return share

    with pytest.raises(NotChecked, match="a worker was killed"):
        workers.in_shares(judge, paths, 3)


@pytest.mark.parametrize("here", [True, False])
@pytest.mark.parametrize("error", [UsageError("wrong"), NotChecked("a.py", "it is gone", "bring it back")])
def test_what_is_raised_comes_out(here: bool, error: Exception, paths: list[str]):
    meeting = Meeting()

    def judge(share: list[str]) -> list[str]:
        if meeting.attend() is here:
            raise error
        return share

    with pytest.raises(type(error)) as raised:
        workers.in_shares(judge, paths, 3)
    assert str(raised.value) == str(error)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_more_paths_than_a_byte_names():
    paths = [str(number) for number in range(1_000)]
    assert sorted(workers.in_shares(list, paths, 3)) == sorted(paths)


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ({"max": "max 100000\n"}, 4),
        ({"max": "100000 100000\n"}, 1),
        ({"max": "150000 100000\n"}, 1),
        ({"max": "50000 100000\n"}, 1),
        ({"max": "250000 100000\n"}, 2),
        ({"max": "900000 100000\n"}, 4),
        ({"max": "nonsense"}, 4),
        ({"quota": "-1\n", "period": "100000\n"}, 4),
        ({"quota": "120000\n", "period": "100000\n"}, 1),
        ({"quota": "120000\n"}, 4),
        ({}, 4),
    ],
)
def test_the_quota_of_a_container_counts(
    said: dict[str, str], number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name, text in said.items():
        (tmp_path / name).write_text(text)
    places = [(str(tmp_path / "max"),), (str(tmp_path / "quota"), str(tmp_path / "period"))]
    monkeypatch.setattr(workers, "_QUOTAS", places)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2, 3}, raising=False)
    assert workers.processors() == number
