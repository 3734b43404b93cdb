"""What a request works with: the services, the settings and who asks."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, cast

from flask import current_app, g

from engine.errors import Unauthenticated
from engine.services.views import Actor

if TYPE_CHECKING:
    from engine.settings import Settings
    from engine.wiring import Services

SERVICES = "weiquan.services"
SETTINGS = "weiquan.settings"


def services() -> Services:
    """The services of this application."""
    return cast("Services", current_app.extensions[SERVICES])


def settings() -> Settings:
    """The settings of this application."""
    return cast("Settings", current_app.extensions[SETTINGS])


def visitor() -> Actor | None:
    """Who is logged in, None for the public."""
    return cast("Actor | None", g.get("actor"))


def actor() -> Actor:
    """Who acts. Raises Unauthenticated when nobody is logged in."""
    known = visitor()
    if known is None:
        raise Unauthenticated
    return known


def now() -> datetime:
    """The present of this application: aware, UTC, moved by the test clock."""
    return services().now()
