"""Who sits in a body, what it may decide, and when a meeting can be forced."""

from datetime import date, timedelta

import pytest

from engine.rules.bodies import BODIES, MATTERS, Authorisation, Member, check_roll, joint_demand, may_decide
from engine.rules.parameter_table import PARAMETERS
from engine.rules.sources import Standing
from engine.rules.thresholds import parse_threshold

TODAY = date(2026, 3, 1)


def roll(committee: int, representatives: int, women: int = 0) -> list[Member]:
    by_office = [Member(f"c{n}") for n in range(committee)]
    chosen = [Member(f"r{n}", representative=True, woman=n < women) for n in range(representatives)]
    return by_office + chosen


def codes(body: str, members: list[Member]) -> list[str]:
    return [finding.code for finding in check_roll(body, members)]


@pytest.mark.parametrize(
    ("members", "found"),
    [
        pytest.param(roll(7, 43, women=17), [], id="3-seven-of-the-committee-and-43-representatives"),
        pytest.param(roll(7, 43, women=12), ["roll_women"], id="3-twelve-women-are-not-a-third-of-all-fifty"),
        pytest.param(roll(7, 43, women=16), ["roll_women"], id="3-nor-are-sixteen"),
        pytest.param(roll(7, 28, women=12), [], id="four-fifths-exactly-are-enough"),
        pytest.param(
            roll(7, 27, women=12), ["roll_representatives"], id="one-representative-short-of-four-fifths"
        ),
        pytest.param([], ["roll_empty"], id="nobody-on-the-roll"),
    ],
)
def test_representatives_of_the_villagers(members: list[Member], found: list[str]) -> None:
    assert codes("B5", members) == found


def test_the_finding_tells_how_many_women_it_takes() -> None:
    (finding,) = check_roll("B5", roll(7, 43, women=12))
    assert finding.facts == {"all": 50, "actual": 12, "needed": 17}
    assert finding.source == "村民委员会组织法（2025修正）第二十九条第一款"


@pytest.mark.parametrize(
    ("size", "found"),
    [
        pytest.param(20, ["roll_too_small"], id="6-twenty-are-not-more-than-twenty"),
        pytest.param(21, [], id="6-twenty-one-are"),
    ],
)
def test_representatives_of_the_members(size: int, found: list[str]) -> None:
    assert codes("B8", roll(0, size)) == found


@pytest.mark.parametrize(
    ("body", "size", "found"),
    [
        pytest.param("B9", 5, [], id="five-directors"),
        pytest.param("B9", 4, ["roll_odd"], id="four-directors-can-tie"),
        pytest.param("B9", 1, ["roll_too_small"], id="one-director"),
        pytest.param("B9", 9, ["roll_too_large"], id="nine-directors"),
        pytest.param("B10", 3, [], id="three-supervisors"),
        pytest.param("B10", 2, ["roll_too_small"], id="two-supervisors"),
        pytest.param("B10", 6, ["roll_too_large"], id="six-supervisors"),
    ],
)
def test_size_of_boards(body: str, size: int, found: list[str]) -> None:
    assert codes(body, roll(size, 0)) == found


def test_a_person_stands_once_on_a_roll() -> None:
    assert codes("B9", [*roll(4, 0), Member("c0")]) == ["roll_twice"]


@pytest.mark.parametrize(
    "relatives",
    [
        pytest.param({"c0": {"director"}}, id="17-listed-with-the-supervisor"),
        pytest.param({"director": {"c0"}}, id="17-listed-with-the-director"),
    ],
)
def test_a_sibling_of_the_committee_does_not_supervise_it(relatives: dict[str, set[str]]) -> None:
    (finding,) = check_roll("B10", roll(3, 0), relatives=relatives, committee=["director", "member"])
    assert finding.code == "roll_kinship"
    assert finding.facts == {"person": "c0", "other": "director"}
    assert finding.source == "村民委员会组织法（2025修正）第三十七条第一款"


def test_a_member_of_the_committee_does_not_supervise_it() -> None:
    assert [f.code for f in check_roll("B10", roll(3, 0), committee=["c1"])] == ["roll_kinship"]


def test_directors_are_not_near_relatives_of_each_other() -> None:
    assert [f.code for f in check_roll("B9", roll(5, 0), relatives={"c0": {"c4"}})] == ["roll_kinship"]


AUTHORISED = Authorisation(frozenset({"public_works"}), date(2026, 1, 1), TODAY, "授权〔2026〕1号")


@pytest.mark.parametrize(
    ("body", "matter", "code"),
    [
        pytest.param(
            "B8", "land_contract_plan", "not_delegable", id="14-representatives-don't-decide-the-land-plan"
        ),
        pytest.param("B7", "land_contract_plan", None, id="14-all-members-do"),
        pytest.param(
            "B5", "charter_rules", "not_delegable", id="village-rules-belong-to-the-villagers'-meeting"
        ),
        pytest.param("B4", "charter_rules", None, id="which-makes-them"),
        pytest.param("B8", "collective_budget", None, id="the-budget-may-go-to-representatives"),
        pytest.param("B9", "collective_budget", "not_delegable", id="not-to-the-board"),
        pytest.param("B9", "lease_minor", None, id="a-small-lease-may"),
        pytest.param("B5", "public_works", None, id="authorised-representatives-decide"),
        pytest.param("B5", "aid_targets", "unauthorised", id="not-what-the-authorisation-leaves-out"),
        pytest.param("B4", "aid_targets", None, id="the-villagers'-meeting-needs-no-authorisation"),
        pytest.param("B11", "aid_targets", None, id="nor-do-the-residents"),
        pytest.param("B4", "group_property", "not_delegable", id="a-group-decides-on-its-own-property"),
        pytest.param("B4", "weather", "matter_unknown", id="unknown-matter"),
    ],
)
def test_may_decide(body: str, matter: str, code: str | None) -> None:
    finding = may_decide(body, matter, on=TODAY, charter_allows_b8=True, authorisation=AUTHORISED)
    assert (finding.code if finding else None) == code


@pytest.mark.parametrize(
    ("on", "code"),
    [
        pytest.param(TODAY, None, id="18-on-its-last-day-it-holds"),
        pytest.param(TODAY + timedelta(days=1), "unauthorised", id="18-expired-yesterday"),
        pytest.param(date(2025, 12, 31), "unauthorised", id="18-not-yet-begun"),
    ],
)
def test_an_authorisation_has_a_term(on: date, code: str | None) -> None:
    finding = may_decide("B5", "public_works", on=on, charter_allows_b8=True, authorisation=AUTHORISED)
    assert (finding.code if finding else None) == code


@pytest.mark.parametrize(
    ("body", "matter", "code"),
    [
        pytest.param("B8", "collective_budget", "not_in_charter", id="no-representatives-without-a-charter"),
        pytest.param("B8", "membership", "not_delegable", id="what-they-never-decide-comes-first"),
        pytest.param("B7", "collective_budget", None, id="all-members-need-none"),
    ],
)
def test_representatives_of_the_members_are_there_by_charter(
    body: str, matter: str, code: str | None
) -> None:
    """农村集体经济组织法（2024）第二十八条."""
    finding = may_decide(body, matter, on=TODAY, charter_allows_b8=False)
    assert (finding.code if finding else None) == code


def test_without_authorisation_representatives_decide_nothing() -> None:
    finding = may_decide("B5", "public_works", on=TODAY, charter_allows_b8=True)
    assert finding is not None
    assert finding.source == "村民委员会组织法（2025修正）第二十八条第二款"


@pytest.mark.parametrize(
    ("villagers_signed", "representatives_signed", "body"),
    [
        pytest.param(0, 9, "B5", id="19-a-fifth-of-the-representatives"),
        pytest.param(0, 8, None, id="19-one-signature-short"),
        pytest.param(0, 15, "B4", id="a-third-of-the-representatives"),
        pytest.param(0, 14, "B5", id="one-short-of-a-third-still-a-fifth"),
        pytest.param(100, 0, "B4", id="a-tenth-of-the-villagers"),
        pytest.param(99, 0, None, id="one-villager-short"),
    ],
)
def test_a_joint_demand_forces_a_meeting(
    villagers_signed: int, representatives_signed: int, body: str | None
) -> None:
    demand = joint_demand(
        villagers=1000,
        villagers_signed=villagers_signed,
        representatives=43,
        representatives_signed=representatives_signed,
    )
    assert (demand.body if demand else None) == body


def test_every_matter_is_decided_by_bodies_that_exist() -> None:
    assert {body for matter in MATTERS.values() for body in matter.bodies} <= BODIES.keys()


@pytest.mark.parametrize("body", sorted(BODIES))
def test_every_body_has_its_notice_parameter_and_its_floors(body: str) -> None:
    entry = BODIES[body]
    assert entry.notice_parameter in PARAMETERS
    for formula in (entry.quorum, entry.majority):
        if formula.parameter:
            floor = str(PARAMETERS[formula.parameter].floor)
            assert parse_threshold(floor, formula.threshold.source) == formula.threshold


@pytest.mark.parametrize("body", ["B4", "B5", "B6", "B7", "B9", "B11"])
def test_what_is_marked_law_rests_on_an_article_in_force(body: str) -> None:
    entry = BODIES[body]
    assert entry.standing is Standing.LAW
    for formula in (entry.quorum, entry.majority):
        assert formula.threshold.source.standing is Standing.LAW
        assert formula.threshold.source.article
