"""When periods end: the vectors of both domain documents, and what must hold for any calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.clock import SHANGHAI
from engine.errors import Invalid
from engine.rules.calendar import Calendar
from engine.rules.explanations import explain
from engine.rules.holidays import Day, HolidayYear
from engine.rules.periods import Period, add_months, end_of, full_days_between

CALENDAR = Calendar.built_in()


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "days", "last_day"),
    [
        pytest.param("2026-09-18", 5, "2026-09-24", id="the-sunday-of-20-september-works"),
        pytest.param("2026-09-24", 5, "2026-10-09", id="over-mid-autumn-and-national-day"),
        pytest.param("2026-02-13", 5, "2026-02-27", id="a-worked-saturday-then-nine-days-of-spring-festival"),
        pytest.param("2026-04-30", 5, "2026-05-11", id="the-saturday-of-9-may-works"),
        pytest.param("2026-09-30", 5, "2026-10-13", id="the-saturday-of-10-october-works"),
        pytest.param("2026-06-18", 5, "2026-06-26", id="over-the-dragon-boat-festival"),
        pytest.param("2025-12-31", 5, "2026-01-08", id="over-new-year-with-a-worked-sunday"),
        pytest.param("2025-09-26", 5, "2025-10-10", id="the-sunday-of-28-september-2025-works"),
        pytest.param("2026-02-10", 15, "2026-03-09", id="two-worked-saturdays"),
        pytest.param("2026-11-23", 5, "2026-11-30", id="a-plain-week"),
        pytest.param("2026-02-12", 7, "2026-02-28", id="ends-on-a-worked-saturday"),
    ],
)
def test_working_days(start: str, days: int, last_day: str) -> None:
    deadline = end_of(Period.workdays(days), noon(start), CALENDAR)
    assert deadline.last_day == date.fromisoformat(last_day)
    assert not deadline.provisional


@pytest.mark.parametrize(
    ("start", "days", "legal_day", "last_day"),
    [
        pytest.param("2026-02-10", 15, "2026-02-25", "2026-02-25", id="10-posted-on-10-february"),
        pytest.param("2026-02-05", 15, "2026-02-20", "2026-02-24", id="10-rolls-over-spring-festival"),
        pytest.param("2026-11-13", 15, "2026-11-28", "2026-11-30", id="rolls-over-a-weekend"),
        pytest.param("2026-09-15", 5, "2026-09-20", "2026-09-20", id="ends-on-a-worked-sunday"),
        pytest.param("2026-09-20", 15, "2026-10-05", "2026-10-08", id="rolls-over-national-day"),
    ],
)
def test_calendar_days(start: str, days: int, legal_day: str, last_day: str) -> None:
    deadline = end_of(Period.days(days), noon(start), CALENDAR)
    assert deadline.legal_day == date.fromisoformat(legal_day)
    assert deadline.last_day == date.fromisoformat(last_day)
    assert deadline.rolled is (legal_day != last_day)


def test_a_legal_period_ends_at_midnight_in_shanghai() -> None:
    deadline = end_of(Period.days(15), noon("2026-02-10"), CALENDAR)
    assert deadline.ends_at == datetime(2026, 2, 25, 16, tzinfo=UTC)
    assert deadline.ends_at.tzinfo is UTC


def test_the_day_of_the_event_is_the_day_in_the_village() -> None:
    before_midnight = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)
    after_midnight = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    assert end_of(Period.days(1), before_midnight, CALENDAR).last_day == date(2026, 11, 24)
    assert end_of(Period.days(1), after_midnight, CALENDAR).last_day == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        pytest.param("2026-01-31", 1, "2026-02-28", id="january-31-and-a-month"),
        pytest.param("2024-02-29", 12, "2025-02-28", id="leap-day-and-a-year"),
        pytest.param("2026-08-31", 6, "2027-02-28", id="over-new-year"),
        pytest.param("2026-01-15", 1, "2026-02-15", id="no-clipping"),
    ],
)
def test_months_clip(day: str, months: int, expected: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("P1M", "2026-02-28T12:00+08:00", id="a-month-ends-on-the-same-hour"),
        pytest.param("P3D", "2026-02-03T12:00+08:00", id="three-days-are-72-hours"),
        pytest.param("PT1H", "2026-01-31T13:00+08:00", id="an-hour"),
        pytest.param("P1Y2M", "2027-03-31T12:00+08:00", id="years-and-months"),
        pytest.param("P1W", "2026-02-07T12:00+08:00", id="a-week-without-rolling"),
        pytest.param("P1DT1H1M0.5S", "2026-02-01T13:01:00.500+08:00", id="everything"),
    ],
)
def test_an_iso_duration_is_an_exact_span(written: str, expected: str) -> None:
    deadline = end_of(Period.parse(written), noon("2026-01-31"), CALENDAR)
    assert deadline.ends_at == datetime.fromisoformat(expected)
    assert not deadline.rolled


@pytest.mark.parametrize(
    "written", ["", "5", "wd", "5 wd", "-5wd", "1.5d", "P", "PT", "P1", "P1DT", "15D", "5wk", "五天"]
)
def test_what_is_no_period_is_refused(written: str) -> None:
    with pytest.raises(Invalid, match="period_invalid"):
        Period.parse(written)


def test_a_period_beyond_all_calendars_is_refused() -> None:
    with pytest.raises(Invalid, match="period_too_long"):
        end_of(Period.parse("P999Y"), datetime(9999, 1, 1, tzinfo=UTC), CALENDAR)


def test_only_days_and_working_days_are_legal_periods() -> None:
    assert [Period.parse(text).is_legal for text in ("15d", "5wd", "P15D")] == [True, True, False]


def test_ten_full_days_lie_between_notice_and_meeting() -> None:
    """Vector 9: posted on 1 March, the meeting is on or after 12 March."""
    assert full_days_between(date(2026, 3, 1), 10) == date(2026, 3, 12)


def test_over_a_year_without_notice_a_deadline_is_provisional() -> None:
    deadline = end_of(Period.workdays(5), noon("2026-12-30"), CALENDAR)
    assert deadline.provisional
    assert deadline.last_day == date(2027, 1, 6)
    assert any("暂定" in sentence for sentence in explain(deadline))


def test_a_deadline_explains_itself() -> None:
    assert explain(end_of(Period.workdays(5), noon("2026-09-30"), CALENDAR)) == [
        "从 2026-09-30（周三）的次日起算，5 个工作日，最后一天是 2026-10-13（周二）当天 24 时止。",
        "跳过不计：2026-10-01 至 2026-10-07（国庆节）、2026-10-11（周末）。",
        "调休上班，计入：2026-10-10（周六）。",
        "依据：民法典（2020）第二百零一条、全国年节及纪念日放假办法（2024修订）。",
    ]


def test_a_rolled_deadline_says_why() -> None:
    assert explain(end_of(Period.days(15), noon("2026-02-05"), CALENDAR))[1] == (
        "最后一天逢春节，顺延到 2026-02-24（周二）当天 24 时止。"
    )


def test_an_exact_span_says_from_when_to_when() -> None:
    assert explain(end_of(Period.parse("PT1H"), noon("2026-11-23"), CALENDAR))[0] == (
        "从 2026-11-23（周一）12:00 起，到 2026-11-23（周一）13:00 止。"
    )


STARTS = st.integers(0, 700 * 24).map(lambda hours: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=hours))
LEGAL = st.builds(Period.days, st.integers(0, 60)) | st.builds(Period.workdays, st.integers(0, 60))


@given(STARTS, LEGAL, st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 27)), max_size=30))
def test_one_more_holiday_never_moves_a_deadline_earlier(
    start: datetime, period: Period, holidays: set[date]
) -> None:
    known = CALENDAR.years[2026]
    more = {day: Day("加放", is_off=True) for day in holidays}
    with_holidays = CALENDAR.with_year(HolidayYear(2026, known.notices, {**known.days, **more}))
    assert end_of(period, start, with_holidays).ends_at >= end_of(period, start, CALENDAR).ends_at


@given(STARTS, STARTS, LEGAL)
def test_a_later_event_never_ends_earlier(one: datetime, other: datetime, period: Period) -> None:
    first, second = sorted((one, other))
    assert end_of(period, first, CALENDAR).ends_at <= end_of(period, second, CALENDAR).ends_at


@given(STARTS, LEGAL)
def test_a_longer_period_never_ends_earlier(start: datetime, period: Period) -> None:
    longer = Period(period.unit, period.count + 1)
    assert end_of(longer, start, CALENDAR).ends_at >= end_of(period, start, CALENDAR).ends_at


@given(STARTS, st.integers(1, 60))
def test_exactly_so_many_working_days_are_left(start: datetime, count: int) -> None:
    deadline = end_of(Period.workdays(count), start, CALENDAR)
    first = start.astimezone(SHANGHAI).date()
    days = [first + timedelta(days=n + 1) for n in range((deadline.last_day - first).days)]
    assert sum(map(CALENDAR.presumably_working, days)) == count
    assert CALENDAR.presumably_working(deadline.last_day)
    assert {day for day, _ in deadline.skipped} == {d for d in days if not CALENDAR.presumably_working(d)}


@given(STARTS, st.integers(0, 60))
def test_a_deadline_in_days_ends_on_the_first_working_day_from_its_legal_day(
    start: datetime, count: int
) -> None:
    deadline = end_of(Period.days(count), start, CALENDAR)
    assert CALENDAR.presumably_working(deadline.last_day)
    assert (deadline.last_day - deadline.legal_day).days == len(deadline.skipped)


@given(STARTS, LEGAL)
def test_every_deadline_can_be_explained(start: datetime, period: Period) -> None:
    assert all(sentence.endswith("。") for sentence in explain(end_of(period, start, CALENDAR)))


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(0, 600))
def test_adding_months_keeps_the_day_or_takes_the_last_of_the_month(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(0, 600))
def test_adding_months_keeps_the_order_of_days(day: date, months: int) -> None:
    assert add_months(day, months) <= add_months(day + timedelta(days=1), months)
