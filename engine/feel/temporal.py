"""Dates, times and durations: ISO 8601 texts in both directions, and the arithmetic of calendar months."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.feel.errors import FeelBoundError, FeelTypeError
from engine.feel.values import DaysTimeDuration, YearsMonthsDuration

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(
    r"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z][\w+/-]*)?", re.ASCII
)
_MONTHS = re.compile(r"(-?)P(?=\d)(?:(\d{1,6})Y)?(?:(\d{1,6})M)?", re.ASCII)
_SPAN = re.compile(
    r"(-?)P(?!$)(?:(\d{1,9})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.(\d{1,9}))?S)?)?",
    re.ASCII,
)
_ZERO: Final = timedelta()
# A time of day in a named zone has an offset only on a day; any day without summer time in most zones will
# do.
REFERENCE_DAY: Final = date(2000, 1, 1)
_MIDNIGHT: Final = datetime.combine(REFERENCE_DAY, time())


def bad_text(expected: str, found: str) -> FeelTypeError:
    """The error for a text that doesn't say a value of the `expected` type."""
    return FeelTypeError("bad_text", expected=expected, found=found[:60])


def parse_date(text: str) -> date:
    """The date of `2026-03-01`."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise bad_text("date", text)
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        raise bad_text("date", text) from None


def parse_time(text: str) -> time:
    """The time of `10:00:00`, with `Z`, `+08:00` or `@Asia/Shanghai` after it or without."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise bad_text("time", text)
    hour, minute, second, fraction, zone = match.groups()
    try:
        return time(int(hour), int(minute), int(second), _micro(fraction, text), parse_zone(zone))
    except ValueError:
        raise bad_text("time", text) from None


def parse_date_time(text: str) -> datetime:
    """The instant of `2026-03-01T10:00:00+08:00`; a date alone is its midnight."""
    day, separator, clock = text.partition("T")
    try:
        return datetime.combine(parse_date(day), parse_time(clock) if separator else time())
    except FeelTypeError:
        raise bad_text("date and time", text) from None


def parse_duration(text: str) -> DaysTimeDuration | YearsMonthsDuration:
    """The duration of `P15D`, `PT1H30M`, `P1Y6M`; years and months don't mix with days."""
    if months := _MONTHS.fullmatch(text):
        sign, years, rest = months.groups()
        return YearsMonthsDuration((-1 if sign else 1) * (int(years or 0) * 12 + int(rest or 0)))
    if span := _SPAN.fullmatch(text):
        sign, days, hours, minutes, seconds, fraction = span.groups()
        length = timedelta(
            days=int(days or 0), hours=int(hours or 0), minutes=int(minutes or 0), seconds=int(seconds or 0),
            microseconds=_micro(fraction, text),
        )  # fmt: skip
        return DaysTimeDuration(-length if sign else length)
    raise bad_text("duration", text)


def parse_temporal(text: str) -> object:
    """The value of a literal `@"…"`: date, time, date and time, or duration."""
    if text.lstrip("-").startswith("P"):
        return parse_duration(text)
    if "T" in text:
        return parse_date_time(text)
    return parse_time(text) if ":" in text else parse_date(text)


def parse_zone(text: str | None) -> tzinfo | None:
    """The zone of `Z`, `+08:00` or `@Asia/Shanghai`; None for None. Raises ValueError for an unknown one."""
    if text is None:
        return None
    if text == "Z":
        return UTC
    if text.startswith("@"):
        try:
            return ZoneInfo(text[1:])
        except (ZoneInfoNotFoundError, OSError) as error:
            raise ValueError(text) from error
    hours, minutes, *seconds = (int(part) for part in text[1:].split(":"))
    span = timedelta(hours=hours, minutes=minutes, seconds=sum(seconds))
    return timezone(-span if text.startswith("-") else span)


def _micro(fraction: str | None, text: str) -> int:
    digits = (fraction or "").ljust(9, "0")
    if digits[6:] != "000":
        raise FeelTypeError("too_fine", found=text[:60])
    return int(digits[:6])


def iso_zone(zone: tzinfo | None, offset: timedelta | None) -> str:
    """How the zone of a time is written after it."""
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo):
        return f"@{zone.key}"
    if not offset:
        return "Z"
    sign, seconds = ("-", -offset.total_seconds()) if offset < _ZERO else ("+", offset.total_seconds())
    hours, rest = divmod(int(seconds), 3600)
    return f"{sign}{hours:02}:{rest // 60:02}" + (f":{rest % 60:02}" if rest % 60 else "")


def iso_time(value: time) -> str:
    """`10:00:00+08:00`."""
    return value.replace(tzinfo=None).isoformat() + iso_zone(value.tzinfo, time_offset(value))


def iso_date_time(value: datetime) -> str:
    """`2026-03-01T10:00:00+08:00`."""
    return value.replace(tzinfo=None).isoformat() + iso_zone(value.tzinfo, value.utcoffset())


def iso_months(value: YearsMonthsDuration) -> str:
    """`P1Y6M`."""
    years, months = divmod(abs(value.total_months), 12)
    body = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
    return f"{'-' if value.total_months < 0 else ''}P{body}"


def iso_span(value: DaysTimeDuration) -> str:
    """`P15D`, `PT1H30M`."""
    span = abs(value.span)
    hours, rest = divmod(span.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    fraction = f".{span.microseconds:06}".rstrip("0") if span.microseconds else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{fraction}S" if seconds or fraction else ""
    body = (f"{span.days}D" if span.days else "") + (f"T{clock}" if clock else "")
    return f"{'-' if value.span < _ZERO else ''}P{body or 'T0S'}"


def time_offset(value: time) -> timedelta | None:
    """Offset of a time of day from UTC, None when it has no zone."""
    if value.tzinfo is None:
        return None
    return value.tzinfo.utcoffset(datetime.combine(REFERENCE_DAY, value.replace(tzinfo=None)))


def add_months(day: date, months: int) -> date:
    """The same day that many months on, the month's last where it has no such day (民法典 202); keeps a
    time of day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise FeelBoundError("date_out_of_range")
    last = monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))


def months_between(start: date, end: date) -> int:
    """Whole calendar months from `start` to `end`; negative when `end` is earlier."""
    if end < start:
        return -months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - 1 if add_months(start, months) > end else months


def same_zoning(left: time | datetime, right: time | datetime) -> None:
    """Raise when one of two values has a time zone and the other has none: they can't be compared."""
    if (left.tzinfo is None) != (right.tzinfo is None):
        raise FeelTypeError("zone_missing")


def of_day(value: time, other: time) -> timedelta:
    """How far into the day (of UTC, when zones are given) `value` is, to be set against `other`."""
    same_zoning(value, other)
    return (
        datetime.combine(REFERENCE_DAY, value.replace(tzinfo=None))
        - _MIDNIGHT
        - (time_offset(value) or _ZERO)
    )
