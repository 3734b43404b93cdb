"""Local values: who sets them, from when to when, and how low they may go."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.messages import known
from engine.rules.parameter_table import PARAMETERS, Kind, Value
from engine.rules.parameters import DEFAULTS, ParameterValue, default_of, effective, refuse, resolve
from engine.rules.sources import Standing

TODAY = date(2026, 3, 1)
VILLAGE, TOWN, DISTRICT = "village", "town", "district"
SCOPES = (VILLAGE, TOWN, DISTRICT)


def days(
    value: int, scope: str | None, from_on: date = date(2026, 1, 1), to_on: date | None = None
) -> ParameterValue:
    return ParameterValue("meeting.B5.notice_days", value, scope, from_on, to_on)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param([], 5, id="nobody-set-it"),
        pytest.param([days(3, None)], 3, id="set-everywhere"),
        pytest.param([days(3, DISTRICT), days(7, TOWN)], 7, id="the-town-is-nearer-than-the-district"),
        pytest.param([days(3, VILLAGE), days(7, TOWN)], 3, id="the-village-is-nearest"),
        pytest.param([days(9, "elsewhere")], 5, id="another-village"),
        pytest.param([days(3, VILLAGE, to_on=date(2026, 2, 28)), days(7, TOWN)], 7, id="expired-yesterday"),
        pytest.param([days(3, VILLAGE, to_on=TODAY)], 3, id="its-last-day"),
        pytest.param([days(3, VILLAGE, from_on=date(2026, 3, 2))], 5, id="from-tomorrow"),
        pytest.param([days(3, VILLAGE), days(4, VILLAGE, from_on=TODAY)], 4, id="the-latest-start-holds"),
    ],
)
def test_the_value_that_holds(values: list[ParameterValue], expected: int) -> None:
    assert resolve("meeting.B5.notice_days", values, SCOPES, TODAY) == expected


def test_an_old_value_below_a_risen_floor_no_longer_holds() -> None:
    """山东 posted for five days, until the law of 2026 asked for fifteen."""
    old = ParameterValue("posting.min_days", 5, VILLAGE, date(2012, 1, 1))
    stricter = ParameterValue("posting.min_days", 20, TOWN, date(2020, 1, 1))
    assert resolve("posting.min_days", [old], SCOPES, TODAY) == 15
    assert resolve("posting.min_days", [old, stricter], SCOPES, TODAY) == 20


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        pytest.param("posting.min_days", 14, "parameter_below_floor", id="a-notice-below-fifteen-days"),
        pytest.param("posting.min_days", 15, None, id="fifteen-days"),
        pytest.param(
            "meeting.B4.notice_days", 9, "parameter_below_floor", id="a-villagers'-meeting-in-nine-days"
        ),
        pytest.param("meeting.B3.quorum", ">=1/2", None, id="the-national-floor-of-a-party-meeting"),
        pytest.param("meeting.B3.quorum", ">=2/5", "parameter_below_floor", id="below-it"),
        pytest.param("meeting.B7.majority", ">2/3", None, id="a-charter-may-ask-for-more"),
        pytest.param("meeting.B7.majority", ">1/2", "parameter_below_floor", id="never-for-less"),
        pytest.param("meeting.B3.quorum", "most", "parameter_ill_typed", id="no-share"),
        pytest.param("lease.max_years", 21, "parameter_above_ceiling", id="a-lease-of-21-years"),
        pytest.param("handover.days", 11, "parameter_above_ceiling", id="handing-over-too-late"),
        pytest.param("spend.t1", 300_000, None, id="three-thousand-yuan"),
        pytest.param("spend.t1", "3000", "parameter_ill_typed", id="text-for-money"),
        pytest.param("spend.t1", -1, "parameter_ill_typed", id="negative-money"),
        pytest.param("spend.t1", True, "parameter_ill_typed", id="yes-for-money"),
        pytest.param("posting.restart_on_loss", False, None, id="a-local-switch"),
        pytest.param("posting.restart_on_loss", 0, "parameter_ill_typed", id="zero-for-no"),
        pytest.param("spend.order", "REVIEW_THEN_APPROVE", None, id="a-known-choice"),
        pytest.param("spend.order", "NEVER", "parameter_ill_typed", id="an-unknown-choice"),
        pytest.param("remind.ladder", "-2wd, 0", None, id="a-ladder"),
        pytest.param("remind.ladder", "soon", "parameter_ill_typed", id="no-ladder"),
        pytest.param("lease.expiry_alert_days", "90/60", None, id="numbers"),
        pytest.param("lease.expiry_alert_days", "90,60", "parameter_ill_typed", id="no-numbers"),
        pytest.param("weather", 1, "parameter_unknown", id="unknown"),
    ],
)
def test_a_value_beyond_the_law_is_refused(key: str, value: Value, code: str | None) -> None:
    finding = refuse(key, value)
    assert (finding.code if finding else None) == code


def test_the_refusal_cites_the_law() -> None:
    finding = refuse("posting.min_days", 10)
    assert finding is not None
    assert finding.source == "村民委员会组织法（2025修正）第三十五条第四款"
    assert finding.facts["floor"] == 15


def test_an_unknown_parameter_is_an_error() -> None:
    with pytest.raises(KeyError):
        default_of("weather")
    with pytest.raises(KeyError):
        resolve("weather", [], SCOPES, TODAY)


def test_a_village_sees_all_parameters_with_its_own_values() -> None:
    assert effective([days(3, VILLAGE)], SCOPES, TODAY) == {**DEFAULTS, "meeting.B5.notice_days": 3}


@pytest.mark.parametrize("key", sorted(PARAMETERS))
def test_every_default_is_lawful_and_named(key: str) -> None:
    parameter = PARAMETERS[key]
    assert refuse(key, parameter.default) is None
    assert known(parameter.name_key)
    assert all(known(f"choice.{choice}") for choice in parameter.choices)
    assert parameter.kind not in {Kind.INTEGER, Kind.FEN} or known(f"unit.{parameter.unit}")


@pytest.mark.parametrize("key", sorted(PARAMETERS))
def test_a_bound_of_law_names_its_article(key: str) -> None:
    parameter = PARAMETERS[key]
    if parameter.standing is Standing.LAW:
        assert parameter.source.article
        assert parameter.floor is not None or parameter.ceiling is not None


@given(st.sampled_from(sorted(PARAMETERS)), st.integers(0, 10**9), st.sampled_from([*SCOPES, None]))
def test_no_stored_value_ever_undercuts_the_law(key: str, value: int, scope: str | None) -> None:
    held = resolve(key, [ParameterValue(key, value, scope, date(2020, 1, 1))], SCOPES, TODAY)
    assert refuse(key, held) is None
