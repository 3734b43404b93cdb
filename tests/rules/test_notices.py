"""How long a notice hangs, when objections are answered."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Invalid
from engine.rules.calendar import Calendar
from engine.rules.notices import KINDS, check_period, minimum, reply_deadline
from engine.rules.periods import Period

CALENDAR = Calendar.built_in()


@pytest.mark.parametrize(
    ("kind", "written", "code"),
    [
        pytest.param("resolution", "15d", None, id="fifteen-days"),
        pytest.param("resolution", "14d", "notice_too_short", id="fourteen-days"),
        pytest.param("resolution", "15wd", "notice_unit", id="calendar-days-only"),
        pytest.param("resolution", "P15D", "notice_unit", id="an-exact-span-does-not-roll"),
        pytest.param("resolution", "a fortnight", "notice_period_unreadable", id="unreadable"),
        pytest.param("result", "14d", "notice_too_short", id="results-too"),
        pytest.param("finance", "14d", "notice_too_short", id="finances-too"),
        pytest.param("plan", "5d", None, id="a-plan-hangs-for-five-days"),
        pytest.param("plan", "4d", "notice_too_short", id="not-for-four"),
        pytest.param("plan", "5wd", None, id="five-working-days-are-longer"),
        pytest.param("personnel", "5wd", None, id="persons-five-working-days"),
        pytest.param("personnel", "7d", "notice_unit", id="seven-days-may-be-fewer"),
        pytest.param("other", "5d", None, id="others-by-parameter"),
    ],
)
def test_a_notice_hangs_long_enough(kind: str, written: str, code: str | None) -> None:
    finding = check_period(kind, written, {})
    assert (finding.code if finding else None) == code


def test_the_statute_is_cited() -> None:
    finding = check_period("resolution", "3d", {})
    assert finding is not None
    assert finding.source == "村民委员会组织法（2025修正）第三十五条第四款"


def test_a_village_may_hang_longer_and_never_shorter() -> None:
    assert minimum("result", {"posting.min_days": 20}) == Period.days(20)
    assert check_period("result", "15d", {"posting.min_days": 20})


@pytest.mark.parametrize("body", ["B7", "B8"])
def test_a_plan_for_the_collective_is_consulted_on_for_longer(body: str) -> None:
    assert minimum("plan", {}, body) == Period.days(15)
    assert minimum("plan", {}, "B5", large=True) == Period.days(15)
    assert minimum("plan", {}, "B5") == Period.days(5)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(Invalid, match="notice_kind_unknown"):
        minimum("rumour", {})


@pytest.mark.parametrize(
    ("level", "last_day"),
    [
        pytest.param("O1", date(2026, 11, 30), id="the-village-in-five-days-rolled-over-a-weekend"),
        pytest.param("O2", date(2026, 11, 30), id="its-supervisors-likewise"),
        pytest.param("O3", date(2026, 12, 14), id="the-town-in-twenty-rolled-over-a-weekend"),
    ],
)
def test_an_objection_has_a_promised_reply(level: str, last_day: date) -> None:
    received = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    assert reply_deadline(level, received, {}, CALENDAR).last_day == last_day


@given(st.sampled_from(KINDS), st.integers(0, 60), st.sampled_from(["d", "wd"]))
def test_a_longer_notice_is_never_refused_where_a_shorter_passed(kind: str, count: int, unit: str) -> None:
    if check_period(kind, f"{count}{unit}", {}) is None:
        assert check_period(kind, f"{count + 1}{unit}", {}) is None
