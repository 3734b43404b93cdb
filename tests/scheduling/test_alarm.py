"""The alarm clock goes on whatever happens, and says when it doesn't."""

import threading
from dataclasses import dataclass, field

import pytest

from engine.scheduling.alarm import STALE_SECONDS, AlarmClock
from engine.scheduling.worker import work


@dataclass
class Due:
    """Timers that are due, as the clockwork would fire them; -1 stands for a failure."""

    batches: list[int]
    fired: int = 0
    idle: threading.Event = field(default_factory=threading.Event)
    """Set when nothing is left to fire."""

    def fire_due(self, limit: int = 100) -> int:
        handled = self.batches.pop(0) if self.batches else 0
        if not self.batches:
            self.idle.set()
        if handled < 0:
            raise OSError("the database is away")
        assert handled <= limit
        self.fired += handled
        return handled

    def deliver_next(self) -> bool:
        return False


@dataclass
class Stopwatch:
    """Seconds that pass when the test says so."""

    seconds: float = 0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def stopwatch() -> Stopwatch:
    return Stopwatch()


def test_a_tick_fires_what_is_due(stopwatch: Stopwatch) -> None:
    due = Due([3])
    AlarmClock(due, stopwatch).tick()
    assert due.fired == 3


def test_a_tick_that_fails_is_not_the_last(stopwatch: Stopwatch, caplog: pytest.LogCaptureFixture) -> None:
    due = Due([-1, 2])
    alarm = AlarmClock(due, stopwatch)
    alarm.tick()
    alarm.tick()
    assert due.fired == 2
    assert "tick failed" in caplog.text


def test_it_is_healthy_while_ticks_succeed(stopwatch: Stopwatch) -> None:
    alarm = AlarmClock(Due([0, -1, 0]), stopwatch)
    assert alarm.is_ticking()
    stopwatch.seconds = STALE_SECONDS - 1
    alarm.tick()
    stopwatch.seconds += STALE_SECONDS
    assert not alarm.is_ticking()
    alarm.tick()
    assert not alarm.is_ticking(), "a tick that failed is no sign of life"
    alarm.tick()
    assert alarm.is_ticking()


def test_it_looks_by_itself_and_stops(stopwatch: Stopwatch) -> None:
    due = Due([])
    alarm = AlarmClock(due, stopwatch)
    alarm.start()
    assert due.idle.wait(timeout=10)
    alarm.stop()


@pytest.mark.parametrize("batches", [[], [5, 3], [5, -1, 3]])
def test_a_worker_fires_until_it_is_stopped(batches: list[int]) -> None:
    due = Due([*batches])
    handled = work(due, due.idle)
    assert handled == due.fired == sum(number for number in batches if number > 0)
