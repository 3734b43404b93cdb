"""The alarm clock: looks once a second whether something is due. What is due stands in the database alone.

Timers are fired by its own tick; what stands in the outbox is sent by a courier beside it.

APScheduler keeps one job in memory. If the process dies nothing is lost; if the job dies `is_ticking` says
so, and `/healthz` with it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Protocol

from apscheduler.schedulers.background import BackgroundScheduler

from engine.scheduling.courier import Courier, Delivers

TICK_SECONDS = 1
BATCH = 50
"""Timers fired a tick: interactive work comes in between."""
STALE_SECONDS = 30

log = logging.getLogger("weiquan.alarm")


class Fires(Protocol):
    """What knows the timers: `engine.services.clockwork.Clockwork`."""

    def fire_due(self, limit: int = ...) -> int:
        """Fire at most `limit` due timers; how many were handled."""
        ...


class FiresAndDelivers(Fires, Delivers, Protocol):
    """All that falls due: `engine.wiring.DueWork`."""


def fire_batch(clockwork: Fires) -> int | None:
    """Fire one batch of what is due; how much was handled, None for a failure, which is logged."""
    try:
        return clockwork.fire_due(BATCH)
    except Exception:  # whatever happens to one tick, the clock goes on
        log.exception("tick failed")
        return None


class AlarmClock:
    """Fires due timers and delivers events in the background of a server process."""

    def __init__(self, clockwork: FiresAndDelivers, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._clockwork = clockwork
        self._courier = Courier(clockwork)
        self._elapsed = elapsed
        self._last_tick = elapsed()
        self._scheduler = BackgroundScheduler(timezone="UTC")
        self._scheduler.add_job(
            self.tick,
            "interval",
            seconds=TICK_SECONDS,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()
        self._courier.start()

    def stop(self) -> None:
        """Stop after the tick and the delivery that run now."""
        self._courier.stop()
        self._scheduler.shutdown(wait=True)

    def tick(self) -> None:
        """Fire one batch of what is due."""
        if fire_batch(self._clockwork) is not None:
            self._last_tick = self._elapsed()

    def is_ticking(self) -> bool:
        """Whether the last good tick is recent enough to call the server healthy."""
        return self._elapsed() - self._last_tick < STALE_SECONDS
