"""The one time zone of the law, and the two readings of an instant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

Clock = Callable[[], datetime]
"""Gives the present as an aware UTC datetime."""


def system_now() -> datetime:
    """The present of this machine, aware, UTC."""
    return datetime.now(UTC)


def village_date(instant: datetime) -> date:
    """The date in Asia/Shanghai on which ``instant`` (aware) falls; the law counts these."""
    return instant.astimezone(SHANGHAI).date()
