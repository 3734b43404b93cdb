"""What stands after a dot: members of contexts, and the properties of dates, times, durations and ranges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel import temporal
from engine.feel.errors import FeelTypeError, unknown
from engine.feel.values import DECIMAL, DaysTimeDuration, Kind, Number, kind, number


def member_of(value: object, name: str) -> object:
    """`value.name`; of a list, the member of each of its items."""
    if type(value) is dict:
        try:
            return value[name]
        except KeyError:
            raise unknown("unknown_member", name, map(str, value)) from None
    if type(value) is list:
        return [member_of(item, name) for item in value]
    if value is None:
        raise FeelTypeError("member_of_null", name=name)
    return _property(value, name)


def _property(value: object, name: str) -> object:
    properties = PROPERTIES.get(kind(value))
    if properties is None:
        raise FeelTypeError("no_members", name=name, type=kind(value))
    if name not in properties:
        raise unknown("unknown_property", name, properties, type=kind(value))
    return properties[name](value)


def _zone(value: Any) -> str | None:
    return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None


def _offset(value: datetime | time) -> DaysTimeDuration | None:
    offset = temporal.time_offset(value) if isinstance(value, time) else value.utcoffset()
    return None if offset is None else DaysTimeDuration(offset)


def _second(value: datetime | time) -> Number:
    return number(DECIMAL.add(value.second, DECIMAL.divide(value.microsecond, 1_000_000)))


def _truncated(span: timedelta, unit: timedelta, modulo: int) -> int:
    whole = abs(span) // unit % modulo
    return -whole if span < timedelta() else whole


def _seconds(value: DaysTimeDuration) -> Number:
    micro = abs(value.span) // timedelta(microseconds=1) % 60_000_000
    return number(DECIMAL.divide(-micro if value.span < timedelta() else micro, 1_000_000))


def _rest(months: int, divisor: int) -> int:
    return abs(months) % divisor * (-1 if months < 0 else 1)


_Properties = Mapping[str, Callable[[Any], object]]
_DAY: _Properties = {
    "year": lambda v: v.year,
    "month": lambda v: v.month,
    "day": lambda v: v.day,
    "weekday": date.isoweekday,
}
_CLOCK: _Properties = {
    "hour": lambda v: v.hour,
    "minute": lambda v: v.minute,
    "second": _second,
    "time offset": _offset,
    "timezone": _zone,
}
PROPERTIES: Mapping[Kind, _Properties] = {
    "date": _DAY,
    "time": _CLOCK,
    "date and time": {**_DAY, **_CLOCK},
    "days and time duration": {
        "days": lambda v: _truncated(v.span, timedelta(days=1), 10**9),
        "hours": lambda v: _truncated(v.span, timedelta(hours=1), 24),
        "minutes": lambda v: _truncated(v.span, timedelta(minutes=1), 60),
        "seconds": _seconds,
    },
    "years and months duration": {
        "years": lambda v: (abs(v.total_months) // 12) * (-1 if v.total_months < 0 else 1),
        "months": lambda v: _rest(v.total_months, 12),
    },
    "range": {
        "start": lambda v: v.start,
        "end": lambda v: v.end,
        "start included": lambda v: v.start_included,
        "end included": lambda v: v.end_included,
    },
}
"""Properties of each type that has some, by the name that stands after the dot."""
