"""The alarm clock: looks once a second whether something is due. What is due stands in the database, never
here.

APScheduler keeps one job in memory. If the process dies nothing is lost; if the job dies `is_ticking` says
so, and `/healthz` with it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from apscheduler.schedulers.background import BackgroundScheduler

from engine.services.clockwork import Clockwork

TICK_SECONDS = 1
BATCH = 50
"""Timers fired a tick: interactive work comes in between."""
STALE_SECONDS = 30

log = logging.getLogger("weiquan.alarm")


class AlarmClock:
    """Fires due timers in the background of a server process."""

    def __init__(self, clockwork: Clockwork, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._clockwork = clockwork
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

    def stop(self) -> None:
        """Stop after the tick that runs now."""
        self._scheduler.shutdown(wait=True)

    def tick(self) -> int:
        """Fire what is due, one batch; how much was handled. A failure is logged and leaves the next tick
        to try.
        """
        try:
            handled = self._clockwork.fire_due(BATCH)
        except Exception:  # the clock must go on whatever happens to one tick
            log.exception("tick failed")
            return 0
        self._last_tick = self._elapsed()
        return handled

    def is_ticking(self) -> bool:
        """Whether the last good tick is recent enough to call the server healthy."""
        return self._elapsed() - self._last_tick < STALE_SECONDS
