"""The worker: the alarm clock as a process of its own, as many as one likes on one PostgreSQL; there is no
leader.
"""

from __future__ import annotations

import threading

from engine.scheduling.alarm import BATCH, TICK_SECONDS
from engine.services.clockwork import Clockwork


def work(clockwork: Clockwork, stop: threading.Event) -> int:
    """Fire what is due until `stop` is set; how many timers were handled."""
    total = 0
    while not stop.is_set():
        handled = clockwork.fire_due(BATCH)
        total += handled
        if not handled:
            stop.wait(TICK_SECONDS)
    return total
