"""Functions that make a value of one type from another."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timezone
from decimal import Decimal, InvalidOperation

from engine.feel import temporal
from engine.feel.builtins.numbers import whole
from engine.feel.builtins.registry import builtin
from engine.feel.errors import FeelTypeError
from engine.feel.values import DaysTimeDuration, Number, YearsMonthsDuration, number
from engine.feel.writing import written

_NUMBER = re.compile(r"-?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d{1,6})?", re.ASCII)


builtin("date(from: string) -> date")(temporal.parse_date)
builtin("date and time(from: string) -> date and time")(temporal.parse_date_time)
builtin("time(from: string) -> time")(temporal.parse_time)
builtin("duration(from: string) -> any")(temporal.parse_duration)
builtin("string(from: any) -> string")(written)


@builtin("date(from: date) -> date")
def _same_date(value: date) -> date:
    return value


@builtin("date(from: date and time) -> date")
def _date_of(value: datetime) -> date:
    return value.date()


@builtin("date(year: number, month: number, day: number) -> date")
def _date(year: Number, month: Number, day: Number) -> date:
    try:
        return date(whole(year, "date"), whole(month, "date"), whole(day, "date"))
    except (ValueError, OverflowError):
        raise temporal.bad_text("date", f"{year}-{month}-{day}") from None


@builtin("date and time(date: date, time: time) -> date and time")
def _date_and_time(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock)


@builtin("date and time(date: date and time, time: time) -> date and time")
def _date_and_time_of(instant: datetime, clock: time) -> datetime:
    return datetime.combine(instant.date(), clock)


@builtin("date and time(from: date and time) -> date and time")
def _same_instant(value: datetime) -> datetime:
    return value


@builtin("time(from: time) -> time")
def _same_time(value: time) -> time:
    return value


@builtin("time(from: date and time) -> time")
def _time_of(value: datetime) -> time:
    return value.timetz()


@builtin("time(hour: number, minute: number, second: number, offset?: days and time duration) -> time")
def _time(hour: Number, minute: Number, second: Number, offset: DaysTimeDuration | None = None) -> time:
    micro = number(Decimal(second) * 1_000_000)
    try:
        zone = None if offset is None else timezone(offset.span)
        whole_second, rest = divmod(whole(micro, "time"), 1_000_000)
        return time(whole(hour, "time"), whole(minute, "time"), whole_second, rest, zone)
    except (ValueError, OverflowError):
        raise temporal.bad_text("time", f"{hour}:{minute}:{second}") from None


@builtin("years and months duration(from: date, to: date) -> years and months duration")
def _months_between(start: date, end: date) -> YearsMonthsDuration:
    return YearsMonthsDuration(temporal.months_between(start, end))


@builtin("years and months duration(from: date and time, to: date and time) -> years and months duration")
def _months_between_instants(start: datetime, end: datetime) -> YearsMonthsDuration:
    temporal.same_zoning(start, end)
    return YearsMonthsDuration(temporal.months_between(start, end))


@builtin("number(from: string, grouping separator?: string, decimal separator?: string) -> number")
def _number(text: str, grouping: str | None = None, point: str | None = None) -> Number:
    if (
        grouping not in (None, " ", ",", ".")
        or point not in (None, ",", ".")
        or (grouping and grouping == point)
    ):
        raise FeelTypeError("bad_separator")
    plain = text.replace(grouping, "") if grouping else text
    plain = plain.replace(point, ".") if point else plain
    if not _NUMBER.fullmatch(plain):
        raise temporal.bad_text("number", text)
    try:
        return number(Decimal(plain))
    except InvalidOperation:
        raise temporal.bad_text("number", text) from None


@builtin("number(from: number) -> number")
def _same_number(value: Number) -> Number:
    return value


@builtin("abs(n: number) -> number")
def _abs(n: Number) -> Number:
    return -n if n < 0 else n


@builtin("abs(n: days and time duration) -> days and time duration")
def _abs_span(n: DaysTimeDuration) -> DaysTimeDuration:
    return DaysTimeDuration(abs(n.span))


@builtin("abs(n: years and months duration) -> years and months duration")
def _abs_months(n: YearsMonthsDuration) -> YearsMonthsDuration:
    return YearsMonthsDuration(abs(n.total_months))
