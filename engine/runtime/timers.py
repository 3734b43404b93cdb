"""When a timer is due.

Timer text is an ISO 8601 duration, date-time or repeating interval, a legal period (`15d`, `5wd`), or FEEL that gives a date, a
duration or such a text. ISO durations are exact spans, months clip to the last day of the month (民法典 art. 202); legal periods end at 24:00 in
Asia/Shanghai (民法典 arts. 201-203). SpiffWorkflow's own clock is never asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from engine.clock import SHANGHAI
from engine.errors import EngineError, Invalid
from engine.feel.values import DaysTimeDuration, YearsMonthsDuration
from engine.rules.calendar import Calendar
from engine.rules.periods import Period, Unit, end_of

_REPEATING = re.compile(r"R(?P<times>\d*)/(?P<rest>.+)")
_LITERAL = re.compile(r"R\d*/.+|P[0-9YMWDTHS.]+|\d+(wd|d)|\d{4}-\d\d-\d\d(T.*)?")


class TimerTextError(EngineError):
    """A timer whose text gives no instant. Facts: `text`."""

    default_code = "timer_text"


@dataclass(frozen=True, slots=True)
class Due:
    """When a timer is due next; `again` is the period of a repeating one and `left` how often it still repeats (None: for ever)."""

    at: datetime
    again: str | None = None
    left: int | None = 0


def is_literal(text: str) -> bool:
    """Whether timer text is taken as it stands instead of being evaluated as FEEL."""
    return _LITERAL.fullmatch(text.strip()) is not None


def first_due(text: str, *, now: datetime, calendar: Calendar, evaluate: Callable[[str], object]) -> Due:
    """When a timer with this text, armed `now` (aware UTC), is due. Raises TimerTextError, or what FEEL raises."""
    given: object = text.strip() if is_literal(text) else evaluate(text)
    if isinstance(given, str) and (repeating := _REPEATING.fullmatch(given)):
        return _repeating(repeating["times"], repeating["rest"], now=now, calendar=calendar)
    return Due(_instant(given, now=now, calendar=calendar))


def next_due(due: Due, *, calendar: Calendar) -> Due | None:
    """The next time of a repeating timer, counted from when it was due; None when it is exhausted."""
    if due.again is None or due.left == 0:
        return None
    left = None if due.left is None else due.left - 1
    return Due(_instant(due.again, now=due.at, calendar=calendar), due.again, left)


def _repeating(times: str, rest: str, *, now: datetime, calendar: Calendar) -> Due:
    parts = rest.split("/")
    left = int(times) - 1 if times else None
    if len(parts) == 1:
        return Due(_instant(parts[0], now=now, calendar=calendar), parts[0], left)
    if parts[0].startswith("P"):
        raise TimerTextError(text=rest)
    return Due(_instant(parts[0], now=now, calendar=calendar), parts[1], left)


def _instant(given: object, *, now: datetime, calendar: Calendar) -> datetime:
    """The instant (aware UTC) that a value means, counted from `now`."""
    match given:
        case datetime():
            return _aware(given)
        case date():
            return datetime.combine(given, time.min, SHANGHAI).astimezone(UTC)
        case DaysTimeDuration():
            return now + given.span
        case YearsMonthsDuration():
            return end_of(Period(Unit.EXACT, months=given.total_months), now, calendar).ends_at
        case str():
            return _from_text(given, now=now, calendar=calendar)
        case _:
            raise TimerTextError(text=str(given))


def _from_text(text: str, *, now: datetime, calendar: Calendar) -> datetime:
    try:
        if text.startswith("P") or text.endswith("d"):
            return end_of(Period.parse(text), now, calendar).ends_at
        if "T" in text:
            return _aware(datetime.fromisoformat(text))
        return datetime.combine(date.fromisoformat(text), time.min, SHANGHAI).astimezone(UTC)
    except (ValueError, OverflowError, Invalid) as error:
        raise TimerTextError(text=text) from error


def _aware(instant: datetime) -> datetime:
    """A date-time without a zone is one of Asia/Shanghai."""
    return (instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)).astimezone(UTC)
