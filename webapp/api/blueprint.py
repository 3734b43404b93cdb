"""The blueprint of REST, and what every request must bring: a token, and a key for what changes something."""

from __future__ import annotations

from flask import Blueprint, g, request

from engine.errors import KeyRequired, Unauthenticated
from webapp.context import services

api = Blueprint("api", __name__, url_prefix="/api/v1")

OPEN_ENDPOINTS = frozenset({"api.list_notices", "api.send_objection", "api.openapi"})
"""Addresses that need no token; one that is brought must be right all the same."""

SCHEME = "Bearer "


@api.before_request
def require_token_and_key() -> None:
    """401 comes first, then 428: whoever isn't known learns nothing else."""
    authorization = request.headers.get("Authorization")
    if authorization is not None:
        if not authorization.startswith(SCHEME):
            raise Unauthenticated
        g.actor = services().accounts.actor_of_token(authorization.removeprefix(SCHEME).strip())
    elif request.endpoint not in OPEN_ENDPOINTS:
        raise Unauthenticated
    if request.method == "POST" and not request.headers.get("Idempotency-Key"):
        raise KeyRequired


def key() -> str:
    """The idempotency key of this request."""
    return request.headers["Idempotency-Key"]
