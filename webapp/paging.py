"""Where in a list a page stands."""

from __future__ import annotations

from flask import request

ROWS = 50


def cursor() -> str | None:
    """The place from which the list goes on."""
    return request.args.get("cursor") or None


def word(name: str) -> str | None:
    """A filter of the list; None when it is empty."""
    return request.args.get(name, "").strip() or None
