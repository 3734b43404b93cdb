"""How many requests one token, and how many objections one address, may send.

Log-in has its own throttle in services. Requests of programs are counted here, without the library that
counts objections: it starts a thread for each of them, which costs more than the rest of the framework.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import cast

from flask import Flask, request
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from engine.errors import TooMany
from webapp.context import visitor

API_RATE = 60
"""Requests a second of one token."""
REHEARSAL_API_RATE = 200
OBJECTION_RATE = "10 per minute"
OBJECTION_VIEWS = ("public.send_objection", "api.send_objection")


class EverySecond:
    """Counts who came in the present second of a clock that never goes back."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._lock = threading.Lock()
        self._second = 0
        self._came: Counter[str] = Counter()

    def admit(self, caller: str) -> None:
        """Raises TooMany for who came too often in this second."""
        with self._lock:
            second = int(self._clock())
            if second != self._second:
                self._second, self._came = second, Counter()
            self._came[caller] += 1
            if self._came[caller] > self._most:
                raise TooMany(retry_after=1)


def install(app: Flask, *, rehearsal: bool) -> None:
    """Throttle one application, in memory. A rehearsal is driven by machines, so it may send more."""
    programs = EverySecond(REHEARSAL_API_RATE if rehearsal else API_RATE)

    def throttle_programs() -> None:
        if request.blueprint == "api":
            programs.admit(caller())

    app.before_request(throttle_programs)
    if not rehearsal:
        _throttle_objections(app)


def _throttle_objections(app: Flask) -> None:
    limiter = Limiter(key_func=get_remote_address, app=app, storage_uri="memory://")
    for endpoint in OBJECTION_VIEWS:
        limit = limiter.shared_limit(OBJECTION_RATE, scope="objections", exempt_when=is_known)
        limited = limit(app.view_functions[endpoint])
        app.view_functions[endpoint] = cast("Callable[..., ResponseReturnValue]", limited)


def caller() -> str:
    """Who is counted: a token, or an address when there is none."""
    return request.headers.get("Authorization") or get_remote_address()


def is_known() -> bool:
    """Whether somebody with a name asks; only the nameless are few a minute."""
    return visitor() is not None or "Authorization" in request.headers
