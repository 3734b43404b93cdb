"""Dates, times and durations: arithmetic, order, properties, zones."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import FeelError, temporal
from engine.feel.values import DaysTimeDuration, YearsMonthsDuration
from engine.feel.writing import literal
from tests.feel.evaluating import value

TRUE = [
    '@"2026-01-31" + @"P1M" = @"2026-02-28"',
    '@"2024-01-31" + @"P1M" = @"2024-02-29"',
    '@"2026-03-31" - @"P1M" = @"2026-02-28"',
    '@"P1M" + @"2026-01-31" = @"2026-02-28"',
    '@"2026-03-01" + @"P15D" = @"2026-03-16"',
    '@"2026-03-01" + @"PT23H" = @"2026-03-01"',
    '@"2026-03-01" + @"PT25H" = @"2026-03-02"',
    '@"2026-03-01" - @"2026-02-01" = @"P28D"',
    '@"2026-03-01T10:00:00" + @"PT90M" = @"2026-03-01T11:30:00"',
    '@"2026-01-31T10:00:00+08:00" + @"P1M" = @"2026-02-28T10:00:00+08:00"',
    '@"2026-03-01T10:00:00+08:00" = @"2026-03-01T02:00:00Z"',
    '@"2026-03-01T10:00:00+08:00" - @"2026-03-01T00:00:00Z" = @"PT2H"',
    '@"2026-03-01T10:00:00@Asia/Shanghai" = @"2026-03-01T02:00:00Z"',
    # the night in which summer time begins has 23 hours
    '@"2026-03-28T12:00:00@Europe/Berlin" + @"PT24H" = @"2026-03-29T13:00:00@Europe/Berlin"',
    '@"2026-03-29T12:00:00@Europe/Berlin" - @"2026-03-28T12:00:00@Europe/Berlin" = @"PT23H"',
    '@"23:00:00" + @"PT2H" = @"01:00:00"',
    '@"01:00:00" - @"PT2H" = @"23:00:00"',
    '@"10:00:00" - @"08:30:00" = @"PT1H30M"',
    '@"10:00:00+08:00" = @"02:00:00Z"',
    '@"10:00:00+08:00" < @"03:00:00Z"',
    '@"P1D" + @"PT12H" = @"PT36H"',
    '@"P1D" * 1.5 = @"PT36H"',
    '2 * @"P1Y" = @"P2Y"',
    '@"P6D" / 3 = @"P2D"',
    '@"P1D" / @"PT6H" = 4',
    '@"P1Y" / @"P4M" = 3',
    '@"P1Y" - @"P4M" = @"P8M"',
    '-@"P1D" = @"-P1D"',
    '-@"P1Y" < @"P0M"',
    '@"P1D" < @"PT25H"',
    '@"P13M" > @"P1Y"',
    '@"2026-03-01" in [@"2026-01-01"..@"2026-12-31"]',
    '@"2026-03-02".weekday = 1',
    '@"2026-03-02T10:20:30.5+08:00".second = 30.5',
    '@"2026-03-02T10:20:30+08:00".time offset = @"PT8H"',
    '@"2026-03-02T10:20:30".time offset = null',
    '@"2026-03-02T10:20:30@Asia/Shanghai".timezone = "Asia/Shanghai"',
    '@"-P1DT2H".days = -1 and @"-P1DT2H".hours = -2',
    '@"P1DT2H3M4.5S".minutes = 3 and @"P1DT2H3M4.5S".seconds = 4.5',
    '@"P14M".years = 1 and @"P14M".months = 2',
    '[@"2026-01-01"..@"2026-12-31").end.month = 12',
    'not([1..2).end included)',
]  # fmt: skip


@pytest.mark.parametrize("text", TRUE)
def test_it_is_true(text: str) -> None:
    assert value(text) is True


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('@"2026-03-01" + 1', "wrong_operands"),
        ('@"2026-03-01" + @"2026-03-02"', "wrong_operands"),
        ('@"2026-03-01" - @"2026-03-01T00:00:00"', "wrong_operands"),
        ('@"P1D" + @"P1M"', "wrong_operands"),
        ('@"P1D" < @"P1M"', "wrong_operands"),
        ('@"P1D" * @"P1D"', "wrong_operands"),
        ('@"P1D" / 0', "division_by_zero"),
        ('@"P1D" / @"PT0S"', "division_by_zero"),
        ('@"2026-03-01T10:00:00" < @"2026-03-01T10:00:00Z"', "zone_missing"),
        ('@"2026-03-01T10:00:00" = @"2026-03-01T10:00:00Z"', "zone_missing"),
        ('@"10:00:00" = @"10:00:00Z"', "zone_missing"),
        ('@"10:00:00" - @"10:00:00Z"', "zone_missing"),
        ('@"9999-12-31" + @"P1D"', "date_out_of_range"),
        ('@"9999-12-31" + @"P1M"', "date_out_of_range"),
        ('@"0001-01-01" - @"P1D"', "date_out_of_range"),
        ('@"P999999999D" * 9', "date_out_of_range"),
        ('@"morgen"', "bad_text"),
    ],
)
def test_it_is_refused(text: str, code: str) -> None:
    with pytest.raises(FeelError) as caught:
        value(text)
    assert caught.value.code == code


days = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1))


@given(days, st.integers(-2000, 2000))
def test_months_never_skip_a_month_and_keep_the_day_where_it_exists(day: date, months: int) -> None:
    moved = temporal.add_months(day, months)
    assert moved.year * 12 + moved.month == day.year * 12 + day.month + months
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)


@given(days, days)
def test_whole_months_between_two_dates_fit_between_them(start: date, end: date) -> None:
    months = temporal.months_between(start, end)
    low, high = sorted((start, end))
    assert temporal.add_months(low, abs(months)) <= high < temporal.add_months(low, abs(months) + 1)


@given(st.timedeltas(min_value=timedelta(days=-9999), max_value=timedelta(days=9999)))
def test_an_exact_span_survives_its_text(span: timedelta) -> None:
    assert temporal.parse_duration(literal(DaysTimeDuration(span))) == DaysTimeDuration(span)


@given(st.integers(-5000, 5000))
def test_months_survive_their_text(months: int) -> None:
    assert temporal.parse_duration(literal(YearsMonthsDuration(months))) == YearsMonthsDuration(months)


@given(
    st.datetimes(
        timezones=st.sampled_from(
            [None, UTC, temporal.parse_zone("+08:00"), temporal.parse_zone("@Asia/Shanghai")]
        )
    )
)
def test_an_instant_survives_its_text(instant: datetime) -> None:
    read = temporal.parse_date_time(literal(instant))
    assert read == instant
    assert read.utcoffset() == instant.utcoffset()
