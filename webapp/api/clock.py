"""The test clock: rehearsals only."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from engine.errors import NotFound
from webapp.api.shapes import Json, instant
from webapp.api.strict_json import body, invalid, text_member
from webapp.context import services

if TYPE_CHECKING:
    from engine.wiring import TestClock


def show_clock() -> Json:
    """The present."""
    _clock()
    return {"now": instant(services().now())}


def move_clock() -> Json:
    """Move forward by a duration or to an instant; what is due has fired when this answers."""
    clock, sent = _clock(), body()
    if "advance" in sent:
        clock.advance(text_member(sent, "advance", longest=100))
    else:
        clock.set(_instant(text_member(sent, "now", longest=100)))
    return show_clock()


def _clock() -> TestClock:
    clock = services().test_clock
    if clock is None:
        raise NotFound
    return clock


def _instant(written: str) -> datetime:
    try:
        parsed = datetime.fromisoformat(written)
    except ValueError:
        raise invalid("now") from None
    if parsed.tzinfo is None:
        raise invalid("now")
    return parsed
