"""When a person is reminded of a deadline."""

from datetime import date
from itertools import islice

import pytest

from engine.errors import Invalid
from engine.rules.calendar import Calendar
from engine.rules.reminders import parse_ladder, reminder_days

CALENDAR = Calendar.built_in()


def test_the_day_before_on_the_day_the_day_after_then_weekly() -> None:
    days = list(islice(reminder_days(date(2026, 11, 30), "-1wd, 0, +1wd", CALENDAR), 5))
    assert days == [
        date(2026, 11, 27),
        date(2026, 11, 30),
        date(2026, 12, 1),
        date(2026, 12, 8),
        date(2026, 12, 15),
    ]


def test_calendar_days_fall_where_they_fall() -> None:
    assert next(reminder_days(date(2026, 11, 30), "-1d, 0", CALENDAR)) == date(2026, 11, 29)


@pytest.mark.parametrize("ladder", ["", "0, -1wd", "0, 0", "1", "+1", "-1w", "soon"])
def test_what_is_no_ladder_is_refused(ladder: str) -> None:
    with pytest.raises(Invalid, match="ladder_invalid"):
        parse_ladder(ladder)
