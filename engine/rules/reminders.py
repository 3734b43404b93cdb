"""When a person is reminded of a deadline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from engine.errors import Invalid
from engine.rules.calendar import Calendar

RUNG = re.compile(r"([+-]?)(\d{1,3})(wd|d)?")
WEEK = timedelta(days=7)

Rung = tuple[int, bool]
"""A number of days from the last day, negative before it; whether they are working days."""


def parse_ladder(text: str) -> tuple[Rung, ...]:
    """Read `-1wd, 0, +1wd`. Raises Invalid `ladder_invalid`, also when the rungs don't go forward."""
    rungs = tuple(_rung(part.strip(), text) for part in text.split(","))
    if [days for days, _ in rungs] != sorted({days for days, _ in rungs}):
        raise Invalid("ladder_invalid", text=text)
    return rungs


def _rung(part: str, whole: str) -> Rung:
    match = RUNG.fullmatch(part)
    if not match or (int(match[2]) and not match[3]):
        raise Invalid("ladder_invalid", text=whole)
    days = int(match[2])
    return (-days if match[1] == "-" else days, match[3] == "wd")


def reminder_days(last_day: date, ladder: str, calendar: Calendar) -> Iterator[date]:
    """The days on which to remind of a deadline whose last day is `last_day`: those of the ladder, then
    weekly, without end.
    """
    day = last_day
    for days, working in parse_ladder(ladder):
        day = calendar.shift(last_day, days) if working else last_day + timedelta(days=days)
        yield day
    while True:
        day += WEEK
        yield day
