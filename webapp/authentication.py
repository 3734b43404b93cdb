"""From the cookie to the person. Only the browser knows a session's secret; services store its hash."""

from __future__ import annotations

from flask import Flask, g, request, session
from werkzeug.wrappers import Response

from engine.services.views import SessionGrant
from webapp.context import services, settings
from webapp.security import is_https

WITHOUT_SESSION = frozenset({"api", "service"})
"""Blueprints that never look at a cookie."""


def install(app: Flask) -> None:
    """Let every page know who asks."""
    app.before_request(resume)


def resume() -> None:
    """Find the person of this browser's session, if it has one."""
    secret = request.cookies.get(cookie_name())
    if secret and request.endpoint != "static" and request.blueprint not in WITHOUT_SESSION:
        g.actor = services().accounts.resume(secret)


def remember(response: Response, grant: SessionGrant) -> None:
    """Give the browser its new session; form tokens of the time before end here."""
    session.clear()
    secure = is_https(settings())
    response.set_cookie(cookie_name(), grant.secret, httponly=True, samesite="Lax", secure=secure)


def forget(response: Response) -> None:
    """End the session, in the browser and on the server."""
    secret = request.cookies.get(cookie_name())
    if secret:
        services().accounts.log_out(secret)
    session.clear()
    secure = is_https(settings())
    response.delete_cookie(cookie_name(), httponly=True, samesite="Lax", secure=secure)


def cookie_name() -> str:
    """`__Host-` binds a cookie to this host and to https; without https no browser would take it."""
    return "__Host-weiquan" if is_https(settings()) else "weiquan"
