"""What a parameter is, where and since when; and who sets it to what."""

from datetime import date, timedelta

import pytest

from engine.errors import Forbidden, Invalid, NotFound
from engine.rules.parameter_table import PARAMETERS
from engine.rules.parameters import resolve
from engine.services.kernel import Kernel, parameter_values
from engine.services.parameters import Parameters
from engine.services.views import ParameterRow
from tests.services.conftest import ActorOf

TODAY = date(2026, 3, 2)
T1 = "spend.t1"


@pytest.fixture
def parameters(kernel: Kernel) -> Parameters:
    return Parameters(kernel)


def row_of(rows: tuple[ParameterRow, ...], key: str) -> ParameterRow:
    return next(row for row in rows if row.key == key)


def test_all_are_listed_with_name_unit_and_source(parameters: Parameters, actor: ActorOf) -> None:
    rows = parameters.list(actor("dongshan.clerk"))
    assert [row.key for row in rows] == list(PARAMETERS)
    assert all(row.name and row.source for row in rows)
    assert not any(row.may_set for row in rows)


def test_a_village_shows_its_own_value_and_where_it_comes_from(
    parameters: Parameters, actor: ActorOf
) -> None:
    rows = parameters.list(actor("qingshi.town_officer"), "nanlin")
    collective, tier = row_of(rows, "village.has_collective"), row_of(rows, T1)
    assert (collective.value, collective.scope_name) == (False, "南林村")
    assert (tier.value, tier.from_on) == (PARAMETERS[T1].default, None)


def test_a_town_sets_for_its_villages_and_the_nearest_wins(parameters: Parameters, actor: ActorOf) -> None:
    officer = actor("qingshi.town_officer")
    for key, scope, value in (("1", "qingshi", 300_000), ("2", "xihe", 100_000)):
        parameters.set(
            officer, key=key, parameter=T1, scope=scope, value=value, from_on=TODAY, reason="镇里的规定"
        )
    shown = {village: row_of(parameters.list(officer, village), T1).value for village in ("dongshan", "xihe")}
    assert shown == {"dongshan": 300_000, "xihe": 100_000}


def test_a_new_value_ends_the_old_one_the_day_before(
    parameters: Parameters,
    actor: ActorOf,
    kernel: Kernel,
) -> None:
    officer = actor("qingshi.town_officer")
    later = TODAY + timedelta(days=30)
    for key, value, from_on in (("1", 100_000, TODAY), ("2", 150_000, later), ("3", 170_000, later)):
        parameters.set(
            officer, key=key, parameter=T1, scope="xihe", value=value, from_on=from_on, reason="调整"
        )
    values = kernel.read(lambda work: parameter_values(work.connection, T1))
    on = {day: resolve(T1, values, ("xihe",), day) for day in (later - timedelta(days=1), later)}
    assert on == {later - timedelta(days=1): 100_000, later: 170_000}


@pytest.mark.parametrize(
    ("parameter", "value", "code"),
    [
        pytest.param("posting.min_days", 14, "parameter_below_floor", id="the-law-wants-fifteen-days"),
        pytest.param("meeting.B4.notice_days", "ten", "parameter_ill_typed", id="a-word-for-a-number"),
        pytest.param("village.has_collective", "maybe", "parameter_ill_typed", id="neither-yes-nor-no"),
        pytest.param("no.such", 1, "parameter_unknown", id="unknown"),
    ],
)
def test_a_value_that_the_law_forbids_is_refused_by_its_rule(
    parameters: Parameters,
    actor: ActorOf,
    parameter: str,
    value: object,
    code: str,
) -> None:
    officer = actor("qingshi.town_officer")
    with pytest.raises(Invalid, match=code):
        parameters.set(
            officer, key="1", parameter=parameter, scope="xihe", value=value, from_on=TODAY, reason="调整"
        )


@pytest.mark.parametrize("value", [True, "true", "是"])
def test_a_yes_is_understood_from_programs_and_pages(
    parameters: Parameters, actor: ActorOf, value: object
) -> None:
    officer = actor("qingshi.town_officer")
    row = parameters.set(
        officer,
        key="1",
        parameter="village.has_collective",
        scope="nanlin",
        value=value,
        from_on=TODAY,
        reason="已登记成立",
    )
    assert row.value is True


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"from_on": TODAY - timedelta(days=1)}, "from_on", id="not-for-yesterday"),
        pytest.param({"reason": "  "}, "reason", id="not-without-a-reason"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    parameters: Parameters,
    actor: ActorOf,
    changed: dict[str, object],
    field: str,
) -> None:
    given = {
        "parameter": T1,
        "scope": "dongshan",
        "value": 100_000,
        "from_on": TODAY,
        "reason": "调整",
        **changed,
    }
    with pytest.raises(Invalid) as refusal:
        parameters.set(actor("qingshi.town_officer"), key="1", **given)  # type: ignore[arg-type]
    assert [error.field for error in refusal.value.errors] == [field]


@pytest.mark.parametrize(
    ("user", "scope", "refusal"),
    [
        pytest.param("dongshan.party_secretary", "dongshan", Forbidden, id="a-village-does-not-set-its-own"),
        pytest.param("qingshi.town_officer", "haiwan", Forbidden, id="a-town-not-the-district's"),
        pytest.param("qingshi.town_officer", "baisha", NotFound, id="a-town-not-another's"),
        pytest.param("baisha.town_officer", "dongshan", NotFound, id="nor-another's-villages"),
        pytest.param("haiwan.county_discipline", "dongshan", Forbidden, id="discipline-only-reads"),
    ],
)
def test_who_sets_what_where(
    parameters: Parameters,
    actor: ActorOf,
    user: str,
    scope: str,
    refusal: type[Exception],
) -> None:
    with pytest.raises(refusal):
        parameters.set(
            actor(user), key="1", parameter=T1, scope=scope, value=100_000, from_on=TODAY, reason="调整"
        )
