from multiprocessing.process import BaseProcess
from typing import cast

import pytest

from sportello.core.serving.kept import WELL, Kept


class Dummy:
    """A process that dies when the test says so."""

    def __init__(self, fails: bool = False) -> None:
        self.exitcode: int | None = None
        self.pid, self.sentinel, self.fails = 7, 0, fails

    def start(self) -> None:
        if self.fails:
            raise BlockingIOError(11, "Resource temporarily unavailable")

    def close(self) -> None:
        """Nothing is held."""


class Nursery:
    """Makes dummies and remembers them."""

    def __init__(self) -> None:
        self.made: list[Dummy] = []
        self.fails = False

    def __call__(self) -> BaseProcess:
        self.made.append(Dummy(self.fails))
        return cast("BaseProcess", self.made[-1])

    def kill(self, code: int = -9) -> None:
        self.made[-1].exitcode = code


def test_it_waits_longer_after_each_death_and_forgets_after_a_good_life(caplog: pytest.LogCaptureFixture) -> None:
    nursery = Nursery()
    kept = Kept("worker", nursery)
    now, waited = 0.0, []
    for life in (0, 0, 0, WELL, 0):
        kept.tend(now)
        now += life
        nursery.kill()
        kept.tend(now)
        assert kept.due is not None
        waited.append(kept.due - now)
        now = kept.due
    assert waited == [1, 2, 4, 1, 2]
    assert "worker (pid 7) was ended by SIGKILL; starting it again in 1 s" in caplog.text


def test_it_does_not_start_before_the_time() -> None:
    nursery = Nursery()
    kept = Kept("worker", nursery)
    kept.tend(0)
    nursery.kill(code=3)
    kept.tend(10)
    kept.tend(10.9)
    assert len(nursery.made) == 1
    kept.tend(11)
    assert len(nursery.made) == 2


def test_it_tries_again_when_the_system_has_no_room(caplog: pytest.LogCaptureFixture) -> None:
    nursery = Nursery()
    nursery.fails = True
    kept = Kept("worker", nursery)
    kept.tend(0)
    assert (kept.due, kept.is_gone()) == (1, True)
    assert "worker could not be started" in caplog.text
    nursery.fails = False
    kept.tend(1)
    assert not kept.is_gone()
