"""Headers of every answer, cookies, and where a form may come from."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFProtect

from engine.errors import Unreadable
from webapp.context import visitor

if TYPE_CHECKING:
    from engine.settings import Settings

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
STRICT_TRANSPORT = "max-age=31536000; includeSubDomains"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

csrf = CSRFProtect()


def is_https(settings: Settings) -> bool:
    """Whether people reach this application by https."""
    return bool(settings.public_url and settings.public_url.startswith("https://"))


def secure(app: Flask, settings: Settings) -> None:
    """Harden an application: cookies, CSRF tokens on pages, origin of every post, headers on every answer."""
    https = is_https(settings)
    app.config.update(
        SESSION_COOKIE_NAME="__Host-form" if https else "form",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_FIELD_NAME="_csrf_token",  # keys of forms begin with a letter, names of our own with a line
        WTF_CSRF_TIME_LIMIT=None,  # a form may stay open for as long as its session lives
        WTF_CSRF_SSL_STRICT=False,  # the origin is checked below, with and without TLS
    )
    app.before_request(refuse_foreign_origin)
    csrf.init_app(app)

    @app.after_request
    def harden(response: Response) -> Response:
        response.headers.update({k: v for k, v in HEADERS.items() if k not in response.headers})
        if https:
            response.headers["Strict-Transport-Security"] = STRICT_TRANSPORT
        if visitor() is not None:
            response.headers["Cache-Control"] = "no-store"
        return response


def refuse_foreign_origin() -> None:
    """A post from another site's page is no wish of the person whose browser sends it."""
    origin = request.headers.get("Origin")
    if request.method in SAFE_METHODS or origin is None:
        return
    if urlsplit(origin).netloc != request.host:
        raise Unreadable("foreign_origin")
