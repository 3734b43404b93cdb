"""What API requests carry besides their body: places in lists, filters, ids."""

from __future__ import annotations

from flask import request

from engine.errors import Unreadable
from webapp.api.strict_json import is_storable

USUAL, MOST = 50, 200
LONGEST_WORD = 200


def limit() -> int:
    """How many items are wanted: 1 to 200, 50 when nothing is said."""
    written = request.args.get("limit")
    if written is None:
        return USUAL
    if not written.isascii() or not written.isdecimal() or len(written) > 9 or int(written) == 0:
        raise Unreadable
    return min(int(written), MOST)


def cursor() -> str | None:
    """Where the list goes on."""
    return word("cursor")


def word(name: str) -> str | None:
    """A filter; None when it isn't given. Raises Unreadable for what no filter could be."""
    written = request.args.get(name)
    if written is not None and (len(written) > LONGEST_WORD or not is_storable(written)):
        raise Unreadable
    return written or None


def chosen(name: str, allowed: frozenset[str]) -> str | None:
    """A filter with few values."""
    written = word(name)
    if written is not None and written not in allowed:
        raise Unreadable
    return written
