"""The courier: sends what stands in the outbox, in a thread of its own: no receiver delays a timer."""

from __future__ import annotations

import logging
import threading
from typing import Protocol

LOOK_SECONDS = 1
STOP_SECONDS = 15
"""How long stopping waits for an attempt that runs: longer than a receiver may take."""

log = logging.getLogger("weiquan.courier")


class Delivers(Protocol):
    """What knows the outbox: `engine.services.deliveries.Deliveries`."""

    def deliver_next(self) -> bool:
        """Try to deliver one event; whether any was due."""
        ...


class Courier:
    """Delivers one event after the other until it is stopped; looks once a second when none is due."""

    def __init__(self, deliveries: Delivers) -> None:
        self._deliveries = deliveries
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="courier", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after the attempt that runs now."""
        self._stopping.set()
        self._thread.join(STOP_SECONDS)

    def _work(self) -> None:
        while not self._stopping.is_set():
            if not self._deliver_next():
                self._stopping.wait(LOOK_SECONDS)

    def _deliver_next(self) -> bool:
        try:
            return self._deliveries.deliver_next()
        except Exception:  # whatever is wrong with one event, the courier goes on
            log.exception("delivery failed")
            return False
