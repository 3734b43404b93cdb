"""The worker: the alarm clock as a process of its own; many may share a PostgreSQL, without a leader."""

from __future__ import annotations

import threading

from engine.scheduling.alarm import TICK_SECONDS, Fires, FiresAndDelivers, fire_batch
from engine.scheduling.courier import Courier


def work(clockwork: FiresAndDelivers, stop: threading.Event) -> int:
    """Fire what is due, and deliver events, until `stop` is set; how many timers were handled."""
    courier = Courier(clockwork)
    courier.start()
    try:
        return _fire(clockwork, stop)
    finally:
        courier.stop()


def _fire(clockwork: Fires, stop: threading.Event) -> int:
    total = 0
    while not stop.is_set():
        handled = fire_batch(clockwork) or 0
        total += handled
        if not handled:
            stop.wait(TICK_SECONDS)
    return total
