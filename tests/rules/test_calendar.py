"""Working days by the notices of the State Council."""

import json
from datetime import date, timedelta

import pytest

from engine.errors import CalendarUnknownError, Invalid
from engine.rules.calendar import Calendar
from engine.rules.holidays import parse_holiday_year

CALENDAR = Calendar.built_in()
NEXT_YEAR = json.dumps(
    {
        "year": 2027,
        "papers": ["https://www.gov.cn/2027"],
        "days": [
            {"name": "元旦", "date": "2026-12-31", "isOffDay": True},
            {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
            {"name": "元旦", "date": "2027-01-03", "isOffDay": False},
        ],
    }
)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        pytest.param("2026-11-23", True, id="a-plain-monday"),
        pytest.param("2026-11-22", False, id="a-plain-sunday"),
        pytest.param("2026-09-20", True, id="a-sunday-worked-for-national-day"),
        pytest.param("2026-02-14", True, id="a-saturday-worked-for-spring-festival"),
        pytest.param("2026-02-16", False, id="a-monday-in-spring-festival"),
        pytest.param("2026-01-02", False, id="the-friday-after-new-year"),
        pytest.param("2025-10-08", False, id="the-eighth-day-of-2025"),
        pytest.param("2025-09-28", True, id="a-worked-sunday-of-2025"),
    ],
)
def test_a_day_is_worked(day: str, working: bool) -> None:
    assert CALENDAR.is_working(date.fromisoformat(day)) is working


@pytest.mark.parametrize("year", [2025, 2026])
def test_a_standard_year_has_248_working_days(year: int) -> None:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(365))
    assert sum(map(CALENDAR.is_working, days)) == 248


@pytest.mark.parametrize(
    ("year", "number", "issued_on"),
    [
        (2025, "国办发明电〔2024〕12号", date(2024, 11, 12)),
        (2026, "国办发明电〔2025〕7号", date(2025, 11, 4)),
    ],
)
def test_every_table_names_its_notice(year: int, number: str, issued_on: date) -> None:
    (notice,) = CALENDAR.years[year].notices
    assert (notice.number, notice.issued_on) == (number, issued_on)


def test_a_year_without_notice_is_unknown_and_never_guessed() -> None:
    assert not CALENDAR.knows(2027)
    with pytest.raises(CalendarUnknownError):
        CALENDAR.is_working(date(2027, 1, 4))
    assert not CALENDAR.is_settled(date(2027, 1, 4))


def test_the_next_notice_may_still_move_the_last_days_of_a_year() -> None:
    assert CALENDAR.is_settled(date(2026, 12, 27))
    assert not CALENDAR.is_settled(date(2026, 12, 31))


def test_an_imported_year_is_known_from_then_on() -> None:
    calendar = CALENDAR.with_year(parse_holiday_year(NEXT_YEAR))
    assert calendar.knows(2027)
    assert calendar.is_working(date(2027, 1, 3))
    assert not calendar.is_working(date(2026, 12, 31))
    assert calendar.is_settled(date(2026, 12, 30))
    assert not CALENDAR.knows(2027)


def test_another_table_has_another_version() -> None:
    assert CALENDAR.version == Calendar.built_in().version
    assert CALENDAR.with_year(parse_holiday_year(NEXT_YEAR)).version != CALENDAR.version


def test_working_days_are_counted_backwards_too() -> None:
    assert CALENDAR.shift(date(2026, 2, 24), -1) == date(2026, 2, 14)
    assert CALENDAR.shift(date(2026, 2, 13), 1) == date(2026, 2, 14)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        pytest.param("", "unreadable", id="an-empty-file"),
        pytest.param("<html>", "unreadable", id="a-web-page"),
        pytest.param("{", "unreadable", id="broken-json"),
        pytest.param('{"year": 2027, "days": []}', "empty", id="the-file-of-a-year-not-yet-announced"),
        pytest.param(
            '{"year": 2027, "days": [{"name": "元旦", "date": "2027-02-30", "isOffDay": true}]}',
            "unreadable",
            id="a-day-that-does-not-exist",
        ),
        pytest.param(
            '{"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": "no"}]}',
            "unreadable",
            id="neither-off-nor-worked",
        ),
        pytest.param(
            '{"year": 2027, "days": [{"name": "元旦", "date": "2028-01-01", "isOffDay": true}]}',
            "other_year",
            id="days-of-another-year",
        ),
        pytest.param(
            "year = 2027\nnotice = []\n[[holiday]]\nname = '元旦'\n"
            "off = [{from = 2027-01-03, to = 2027-01-01}]",
            "unreadable",
            id="a-holiday-that-ends-before-it-begins",
        ),
    ],
)
def test_a_table_that_is_not_understood_is_refused(written: str, reason: str) -> None:
    with pytest.raises(Invalid, match="holiday_table_invalid") as refused:
        parse_holiday_year(written)
    assert refused.value.facts["reason"] == reason
