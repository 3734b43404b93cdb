"""Periods as the law writes them, and when they end.

`15d` and `5wd` are legal periods: the day of the event is not counted, they end at 24:00 in Shanghai of
their last day, and a `d` that ends on a day off goes on to the next working day
(民法典（2020）第二百零一条、第二百零三条). An ISO 8601 duration is an exact span; only its months clip to
the last day of a shorter month (第二百零二条).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from engine.clock import SHANGHAI, village_date
from engine.errors import Invalid
from engine.messages import text
from engine.rules.calendar import ONE_DAY, Calendar

LEGAL = re.compile(r"(\d{1,4})(d|wd)")
ISO = re.compile(
    r"P(?=\d|T\d)(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?"
    r"(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8}(?:\.\d{1,6})?)S)?)?"
)


class Unit(StrEnum):
    """What a period counts in."""

    DAYS = "d"
    WORKING_DAYS = "wd"
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class Period:
    """A period: `count` days or working days, or an exact span of `months` and `span`. Make one with
    `parse`, `days`, `workdays`.
    """

    unit: Unit
    count: int = 0
    months: int = 0
    span: timedelta = timedelta()

    @staticmethod
    def parse(written: str) -> Period:
        """Read `15d`, `5wd` or an ISO 8601 duration such as `P1M`, `P3D`, `PT1H`. Raises Invalid
        `period_invalid`.
        """
        stripped = written.strip()
        if legal := LEGAL.fullmatch(stripped):
            return Period(Unit(legal[2]), int(legal[1]))
        if not (iso := ISO.fullmatch(stripped)):
            raise Invalid("period_invalid", text=written)
        years, months, weeks, days, hours, minutes = (int(part or 0) for part in iso.groups()[:6])
        span = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=float(iso[7] or 0))
        return Period(Unit.EXACT, months=12 * years + months, span=span)

    @staticmethod
    def days(count: int) -> Period:
        """A legal period of that many calendar days."""
        return Period(Unit.DAYS, count)

    @staticmethod
    def workdays(count: int) -> Period:
        """A legal period of that many working days."""
        return Period(Unit.WORKING_DAYS, count)

    @property
    def is_legal(self) -> bool:
        """Whether it is counted in days by the civil code, and not an exact span."""
        return self.unit is not Unit.EXACT


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a period ends, and how that was counted.

    `ends_at` is an aware UTC instant, of a legal period 24:00 Shanghai of `last_day`. `legal_day` is the
    last day before it rolled over days off. `skipped` names the days off that did not count or were rolled
    over, `worked` the worked Saturdays and Sundays that did count. `provisional` (暂定): a year is touched
    whose holiday notice is not loaded.
    """

    period: Period
    start: datetime
    ends_at: datetime
    last_day: date
    legal_day: date
    provisional: bool = False
    skipped: tuple[tuple[date, str], ...] = ()
    worked: tuple[date, ...] = ()

    @property
    def rolled(self) -> bool:
        """Whether the last day was a day off, so that the next working day took its place."""
        return self.last_day != self.legal_day


def end_of(period: Period, start: datetime, calendar: Calendar) -> Deadline:
    """The end of `period` after the event at `start` (aware).

    Raises Invalid `period_too_long` beyond the year 9999.
    """
    try:
        if period.unit is Unit.EXACT:
            return _end_of_span(period, start)
        return _end_of_days(period, start, calendar)
    except OverflowError as error:
        raise Invalid("period_too_long", count=period.count) from error


def _end_of_span(period: Period, start: datetime) -> Deadline:
    local = start.astimezone(SHANGHAI)
    moved = datetime.combine(add_months(local.date(), period.months), local.timetz()) + period.span
    ends_at = moved.astimezone(UTC)
    last_day = village_date(ends_at)
    return Deadline(period, start, ends_at, last_day, last_day)


def _end_of_days(period: Period, start: datetime, calendar: Calendar) -> Deadline:
    first = village_date(start)
    if period.unit is Unit.WORKING_DAYS:
        legal_day = last_day = calendar.shift(first, period.count)
        counted_from = first
    else:
        legal_day = first + timedelta(days=period.count)
        last_day = calendar.next_working(legal_day)
        counted_from = legal_day - ONE_DAY
    passed = [counted_from + timedelta(days=n + 1) for n in range((last_day - counted_from).days)]
    return Deadline(
        period,
        start,
        end_of_day(last_day),
        last_day,
        legal_day,
        provisional=not all(calendar.is_settled(day) for day in passed),
        skipped=tuple((d, _why_off(d, calendar)) for d in passed if not calendar.presumably_working(d)),
        worked=tuple(d for d in passed if calendar.presumably_working(d) and d.weekday() >= 5),
    )


def _why_off(day: date, calendar: Calendar) -> str:
    known = calendar.days.get(day)
    return known.name if known else text("calendar.weekend")


def end_of_day(day: date) -> datetime:
    """24:00 of `day` in Shanghai, as an aware UTC instant."""
    return datetime.combine(day + ONE_DAY, time(), SHANGHAI).astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """The same day number that many months later, or the last day of a shorter month
    (民法典（2020）第二百零二条).

    Raises OverflowError beyond the year 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError("no such year")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def full_days_between(notice_on: date, days: int) -> date:
    """The earliest date of a meeting announced on `notice_on`: `days` full days lie between the two."""
    return notice_on + timedelta(days=days + 1)
