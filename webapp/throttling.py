"""How many requests one token, and how many objections one address, may send.

Log-in has its own throttle in services.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Flask, request
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from webapp.api import api
from webapp.context import visitor

API_RATE = "60 per second"
REHEARSAL_API_RATE = "200 per second"
OBJECTION_RATE = "10 per minute"
OBJECTION_VIEWS = ("public.send_objection", "api.send_objection")


def install(app: Flask, *, rehearsal: bool) -> None:
    """Throttle one application, in memory. A rehearsal is driven by machines, so it may send more."""
    limiter = Limiter(key_func=caller, app=app, storage_uri="memory://")
    limiter.limit(REHEARSAL_API_RATE if rehearsal else API_RATE)(api)
    if rehearsal:
        return
    for endpoint in OBJECTION_VIEWS:
        limit = limiter.shared_limit(
            OBJECTION_RATE, scope="objections", key_func=get_remote_address, exempt_when=is_known
        )
        limited = limit(app.view_functions[endpoint])
        app.view_functions[endpoint] = cast("Callable[..., ResponseReturnValue]", limited)


def caller() -> str:
    """Who is counted: a token, or an address when there is none."""
    return request.headers.get("Authorization") or get_remote_address()


def is_known() -> bool:
    """Whether somebody with a name asks; only the nameless are few a minute."""
    return visitor() is not None or "Authorization" in request.headers
