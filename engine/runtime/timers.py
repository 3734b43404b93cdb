"""When a timer is due.

Timer text is an ISO 8601 duration, date-time or repeating interval, a legal period (`15d`, `5wd`), or FEEL
that gives a date, a duration or such a text. ISO durations are exact spans, their months clip to the last day
of the month (民法典 art. 202); legal periods end at 24:00 in Asia/Shanghai (民法典 arts. 201-203).
SpiffWorkflow's own clock is never asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from engine.clock import SHANGHAI
from engine.definitions.timer_texts import is_literal, repeating
from engine.errors import EngineError, Invalid
from engine.feel.values import DaysTimeDuration, YearsMonthsDuration
from engine.rules.calendar import Calendar
from engine.rules.periods import Period, Unit, end_of


class TimerTextError(EngineError):
    """A timer whose text gives no instant. Facts: `text`."""

    default_code = "timer_text"


@dataclass(frozen=True, slots=True)
class Due:
    """When a timer is due next (aware UTC).

    `again` is the period of a repeating one and `left` how often it still repeats (None: for ever).
    """

    at: datetime
    again: str | None = None
    left: int | None = 0


def first_due(text: str, *, now: datetime, calendar: Calendar, evaluate: Callable[[str], object]) -> Due:
    """When a timer with this text, armed `now` (aware UTC), is due.

    Raises TimerTextError, CalendarUnknownError, and what `evaluate` raises.
    """
    given = text.strip() if is_literal(text) else evaluate(text)
    if isinstance(given, str) and (cycle := repeating(given)):
        return _repeating(cycle, now=now, calendar=calendar)
    return Due(_instant(given, now=now, calendar=calendar))


def next_due(due: Due, *, calendar: Calendar) -> Due | None:
    """The next time of a repeating timer, counted from when it was due; None when it is exhausted."""
    if due.again is None or due.left == 0:
        return None
    left = None if due.left is None else due.left - 1
    return Due(_instant(due.again, now=due.at, calendar=calendar), due.again, left)


def _repeating(text: re.Match[str], *, now: datetime, calendar: Calendar) -> Due:
    times, start, period = text["times"], text["start"], text["period"]
    if _instant(period, now=now, calendar=calendar) <= now:
        raise TimerTextError(text=text[0])  # without a span it would be due for ever
    left = max(int(times) - 1, 0) if times else None
    return Due(_instant(start or period, now=now, calendar=calendar), period, left)


def _instant(given: object, *, now: datetime, calendar: Calendar) -> datetime:
    """The instant (aware UTC) that a value means, counted from `now`."""
    try:
        return _counted(given, now, calendar).astimezone(UTC)
    except (ValueError, OverflowError, Invalid) as error:
        raise TimerTextError(text=str(given)) from error


def _counted(given: object, now: datetime, calendar: Calendar) -> datetime:
    match given:
        case datetime():
            return _with_zone(given)
        case date():
            return datetime.combine(given, time.min, SHANGHAI)
        case DaysTimeDuration():
            return now + given.span
        case YearsMonthsDuration():
            return end_of(Period(Unit.EXACT, months=given.total_months), now, calendar).ends_at
        case str():
            return _read(given, now, calendar)
        case _:
            raise TimerTextError(text=str(given))


def _read(text: str, now: datetime, calendar: Calendar) -> datetime:
    if text.startswith("P") or text.endswith("d"):
        return end_of(Period.parse(text), now, calendar).ends_at
    if "T" in text:
        return _with_zone(datetime.fromisoformat(text))
    return datetime.combine(date.fromisoformat(text), time.min, SHANGHAI)


def _with_zone(instant: datetime) -> datetime:
    """A date-time without a zone is one of Asia/Shanghai."""
    return instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)


__all__ = ["Due", "TimerTextError", "first_due", "is_literal", "next_due"]
