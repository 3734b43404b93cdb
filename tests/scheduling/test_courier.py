"""The courier goes on whatever happens, beside the timers and not in their way."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from engine.scheduling.alarm import AlarmClock
from engine.scheduling.courier import Courier
from engine.scheduling.worker import work


@dataclass
class Outbox:
    """Events that wait; -1 stands for one whose delivery fails by a bug."""

    events: list[int]
    delivered: list[int] = field(default_factory=list)
    empty: threading.Event = field(default_factory=threading.Event)

    def deliver_next(self) -> bool:
        if not self.events:
            self.empty.set()
            return False
        event = self.events.pop(0)
        if event < 0:
            raise ValueError("a bug")
        self.delivered.append(event)
        return True


@dataclass
class SlowReceiver:
    """A delivery that lasts until the test lets it go; timers that are due all the while."""

    fired: threading.Event = field(default_factory=threading.Event)
    asked: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)

    def fire_due(self, limit: int = 100) -> int:  # noqa: ARG002 - the clock gives it
        if self.asked.is_set():
            self.fired.set()
        return 0

    def deliver_next(self) -> bool:
        self.asked.set()
        self.go.wait(10)
        return False


@pytest.fixture
def slow() -> Iterator[SlowReceiver]:
    receiver = SlowReceiver()
    yield receiver
    receiver.go.set()


def test_everything_that_waits_is_delivered_in_turn() -> None:
    outbox = Outbox([1, 2, 3])
    courier = Courier(outbox)
    courier.start()
    assert outbox.empty.wait(10)
    courier.stop()
    assert outbox.delivered == [1, 2, 3]


def test_a_delivery_that_fails_is_not_the_last(caplog: pytest.LogCaptureFixture) -> None:
    outbox = Outbox([-1, 2])
    courier = Courier(outbox)
    courier.start()
    assert outbox.empty.wait(10)
    courier.stop()
    assert outbox.delivered == [2]
    assert "delivery failed" in caplog.text


def test_a_slow_receiver_delays_no_timer_of_a_server(slow: SlowReceiver) -> None:
    alarm = AlarmClock(slow)
    alarm.start()
    assert slow.fired.wait(10), "the tick came while the delivery was still running"
    slow.go.set()
    alarm.stop()


def test_a_slow_receiver_delays_no_timer_of_a_worker(slow: SlowReceiver) -> None:
    stop = threading.Event()
    worker = threading.Thread(target=work, args=(slow, stop))
    worker.start()
    assert slow.fired.wait(10)
    slow.go.set()
    stop.set()
    worker.join(10)
    assert not worker.is_alive()
