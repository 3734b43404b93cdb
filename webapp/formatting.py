"""How dates, time left and money look on screen and on paper; every pattern stands in the catalogue."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from engine.clock import SHANGHAI
from engine.messages import text
from engine.services.views import DeadlineView

FEN_PER_YUAN = 100


def day(value: date) -> str:
    """A date with its weekday."""
    return text("format.day", iso=value.isoformat(), weekday=text(f"format.weekday.{value.weekday()}"))


def day_of(instant: datetime) -> str:
    """The day in Shanghai on which an aware instant falls, with its weekday."""
    return day(instant.astimezone(SHANGHAI).date())


def moment(instant: datetime) -> str:
    """Date, weekday and time of an aware instant in Shanghai."""
    local = instant.astimezone(SHANGHAI)
    return text("format.moment", day=day(local.date()), time=local.strftime("%H:%M"))


def short_day(instant: datetime) -> str:
    """Month, day and weekday: the end of a period within a sentence."""
    last = last_day(instant)
    return text(
        "format.short_day", month=last.month, day=last.day, weekday=text(f"format.weekday.{last.weekday()}")
    )


def paper_day(value: date) -> str:
    """A date as it is printed."""
    return text("format.paper_day", year=value.year, month=value.month, day=value.day)


def paper_day_in(instant: datetime) -> str:
    """The day in Shanghai of an instant, as printed."""
    return paper_day(instant.astimezone(SHANGHAI).date())


def last_day(ends: datetime) -> date:
    """The day that people call the last: what ends at 0:00 of the 27th ends with the 26th (24:00)."""
    return (ends.astimezone(SHANGHAI) - timedelta(microseconds=1)).date()


def time_left(deadline: DeadlineView) -> str:
    """How many working days are left and until when, or that it is late."""
    return time_left_until(deadline.ends_at, days=deadline.working_days_left, late=deadline.late)


def time_left_until(ends: datetime, *, days: int | None, late: bool) -> str:
    """The same for a row of a list; ``days`` are working days, None when nobody counted them."""
    if late:
        return text("format.late", until=day(last_day(ends)))
    if days is None:
        return text("format.until", until=short_day(ends))
    if days == 0:
        return text("format.last_day", until=short_day(ends))
    return text("format.left", days=days, until=short_day(ends))


def money(fen: int) -> str:
    """`¥12,345.00` of an amount in fen."""
    return text("format.money", amount=f"{Decimal(fen) / FEN_PER_YUAN:,.2f}")


def plain_yuan(fen: int) -> str:
    """`12345.00`, as one types an amount into a field."""
    return f"{Decimal(fen) / FEN_PER_YUAN:.2f}"


def file_size(size: int) -> str:
    """A file's size in words; ``size`` is in bytes."""
    if size < 1024 * 1024:
        return text("format.kilobytes", number=max(1, round(size / 1024)))
    return text("format.megabytes", number=f"{size / 1024 / 1024:.1f}")


def paper_day_of(instant: datetime) -> str:
    """The last day of a period that ends at an instant, as printed."""
    return paper_day(last_day(instant))
