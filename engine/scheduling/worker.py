"""The worker: the alarm clock as a process of its own; many may share a PostgreSQL, without a leader."""

from __future__ import annotations

import threading

from engine.scheduling.alarm import TICK_SECONDS, Fires, fire_batch


def work(clockwork: Fires, stop: threading.Event) -> int:
    """Fire what is due until `stop` is set; how many timers were handled."""
    total = 0
    while not stop.is_set():
        handled = fire_batch(clockwork) or 0
        total += handled
        if not handled:
            stop.wait(TICK_SECONDS)
    return total
