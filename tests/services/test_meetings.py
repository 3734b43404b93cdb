"""A sitting is recorded as it was: the engine counts again, and refuses what the numbers don't bear out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from engine.clock import SHANGHAI
from engine.errors import Forbidden, Invalid
from engine.persistence import tables
from engine.services.views import CaseView
from tests.services.office import LONG_AGO, VILLAGE, Office

CHAIRS = {
    "B1": "party_secretary",
    "B2": "party_secretary",
    "B4": "vc_director",
    "B5": "vc_director",
    "B8": "ceo_chair",
}
MEMBERS, SITTINGS = tables.memberships, tables.sittings


def people(count: int, first: int = 1) -> list[str]:
    """Person ids of the village: `dongshan-001` and on."""
    return [f"{VILLAGE}-{number:03}" for number in range(first, first + count)]


def seat(office: Office, body: str, persons: list[str]) -> None:
    """Let the roll of a body be these persons."""
    office.write(MEMBERS.delete().where(MEMBERS.c.village == VILLAGE, MEMBERS.c.body == body))
    office.write(
        MEMBERS.insert().values(
            [
                {
                    "id": f"{body}-{person}",
                    "village": VILLAGE,
                    "body": body,
                    "person": person,
                    "voting": True,
                    "from_on": LONG_AGO,
                }
                for person in persons
            ]
        )
    )


def evening(office: Office, days: int) -> datetime:
    """Half past seven in the evening so many days from today."""
    day = office.clock.now.astimezone(SHANGHAI) + timedelta(days=days)
    return day.replace(hour=19, minute=30)


def called(office: Office, body: str, days: int = 12, **given: object) -> CaseView:
    """A case whose meeting was called for an evening that has come: `attend` waits for the clerk."""
    office.install("sitting")
    case = office.start("sitting", body=body, **given)
    office.complete(case, "convene", CHAIRS[body], **convening(office, days))
    await_evening(office, days)
    return case


def await_evening(office: Office, days: int) -> None:
    """Let time pass until that evening."""
    office.pass_time(seconds=(evening(office, days) - office.clock.now).total_seconds())


def convening(office: Office, days: int, **more: object) -> dict[str, object]:
    at = evening(office, days).isoformat(timespec="minutes")
    return {"sitting_at": at, "place": "村委会会议室", "agenda": "修路", **more}


def attend(
    office: Office, case: CaseView, present: list[str], declared: str = "open", **more: Any
) -> CaseView:
    return office.complete(
        case, "attend", "clerk", present=present, declared=declared, sign_in=[office.paper().id], **more
    )


def vote(office: Office, case: CaseView, yes: int, no: int, declared: str = "passed") -> CaseView:
    return office.complete(
        case, "vote", "vsc_member", yes=yes, no=no, ballot="show_of_hands", declared=declared
    )


def refusal(office: Office, act: Any, *args: Any, **named: Any) -> Invalid:
    with pytest.raises(Invalid) as raised:
        act(office, *args, **named)
    return raised.value


def session(office: Office, case: CaseView) -> dict[str, object]:
    """The variable that the meeting gave back, as the case holds it."""
    (row,) = office.of(case, SITTINGS)
    return {name: getattr(row, name) for name in ("outcome", "yes", "no", "abstain", "attempt", "round")}


# Calling.


@pytest.mark.parametrize(
    ("body", "full_days"),
    [pytest.param("B2", 1, id="two-committees"), pytest.param("B4", 10, id="villagers")],
)
def test_full_days_lie_between_notice_and_sitting(office: Office, body: str, full_days: int) -> None:
    office.install("sitting")
    case = office.start("sitting", body=body)
    with pytest.raises(Invalid) as raised:
        office.complete(case, "convene", CHAIRS[body], **convening(office, full_days))
    assert raised.value.code == "meeting_too_early"
    assert raised.value.facts["earliest"] == date(2026, 3, 3 + full_days).isoformat()
    after = office.complete(case, "convene", CHAIRS[body], **convening(office, full_days + 1))
    assert "sitting_time" in after.active


def test_the_form_proposes_the_earliest_lawful_evening(office: Office) -> None:
    office.install("sitting")
    case = office.start("sitting", body="B4")
    proposed = office.task(case, "convene", "vc_director").data["sitting_at"]
    assert proposed == evening(office, 11).isoformat(timespec="minutes")


def test_only_the_villagers_meeting_may_be_called_at_short_notice_for_a_reason(office: Office) -> None:
    """村民委员会组织法（2025修正）第二十五条第二款."""
    office.install("sitting")
    sudden = {"special_reason": "山洪冲毁水渠"}
    case = office.start("sitting", body="B4")
    office.complete(case, "convene", "vc_director", **convening(office, 1, **sudden))
    case = office.start("sitting", body="B5")
    with pytest.raises(Invalid) as raised:
        office.complete(case, "convene", "vc_director", **convening(office, 1, **sudden))
    assert raised.value.code == "meeting_too_early"


def test_nobody_takes_part_before_the_sitting(office: Office) -> None:
    office.install("sitting")
    case = office.start("sitting", body="B2")
    after = office.complete(case, "convene", "party_secretary", **convening(office, 3))
    assert after.open_tasks == ()
    office.pass_time(days=3)
    assert office.open(case) == []
    office.pass_time(hours=11)
    assert office.open(case) == ["attend"]


# Quorum.

QUORUMS = [
    pytest.param("B1", 6, 2, False, id="B1-below-half"),
    pytest.param("B1", 6, 3, True, id="B1-half-is-enough"),
    pytest.param("B5", 31, 20, False, id="B5-two-thirds-of-31-is-not-rounded-down"),
    pytest.param("B5", 31, 21, True, id="B5-two-thirds-of-31"),
    pytest.param("B5", 30, 20, True, id="B5-two-thirds-exactly"),
    pytest.param("B5", 30, 19, False, id="B5-one-below-two-thirds"),
]


@pytest.mark.parametrize(("body", "due", "present", "is_quorum"), QUORUMS)
def test_a_sitting_is_opened_with_a_quorum_only(
    office: Office, body: str, due: int, present: int, *, is_quorum: bool
) -> None:
    seat(office, body, people(due))
    case = called(office, body)
    if is_quorum:
        assert attend(office, case, people(present)).active == ("held_meeting", "vote")
        return
    refused = refusal(office, attend, case, people(present))
    assert (refused.code, refused.facts["due"], refused.facts["actual"]) == ("quorum_not_met", due, present)
    assert [(one.field, one.code) for one in refused.errors] == [("declared", "quorum_not_met")]


def households(office: Office) -> dict[str, list[str]]:
    """People on the villagers' roll by household."""
    known = {row.id: row.household for row in office.rows(tables.persons)}
    found: dict[str, list[str]] = {}
    for row in office.rows(MEMBERS, MEMBERS.c.village == VILLAGE, MEMBERS.c.body == "B4"):
        found.setdefault(known[row.person], []).append(row.person)
    return found


def test_exactly_half_of_the_villagers_is_no_quorum(office: Office) -> None:
    """过半数 excludes the half (村民委员会组织法（2025修正）第二十六条)."""
    case = called(office, "B4")
    crowd = [person for members in households(office).values() for person in members]
    half = crowd[: len(crowd) // 2]
    assert refusal(office, attend, case, half).code == "quorum_not_met"
    assert attend(office, case, crowd[: len(crowd) // 2 + 1]).active == ("held_meeting", "vote")


def test_two_thirds_of_the_households_are_a_quorum_of_villagers_too(office: Office) -> None:
    case = called(office, "B4")
    one_each = [members[0] for members in households(office).values()]
    needed = -(-2 * len(one_each) // 3)
    assert needed < 20
    assert refusal(office, attend, case, one_each[: needed - 1]).code == "quorum_not_met"
    assert attend(office, case, one_each[:needed]).active == ("held_meeting", "vote")


def test_the_recused_do_not_make_a_quorum(office: Office) -> None:
    case = called(office, "B2", interested=people(1, first=4))
    refused = refusal(office, attend, case, people(6))
    assert (refused.facts["present"], refused.facts["recused"], refused.facts["actual"]) == (6, 1, 5)
    assert attend(office, case, people(7)).active == ("held_meeting", "vote")


def test_a_charter_may_leave_the_recused_out_of_the_roll(office: Office) -> None:
    """`recusal.vote_mode`: seven of eight remain, two thirds of them are five."""
    office.write(
        tables.parameters.insert().values(
            id="mode",
            key="recusal.vote_mode",
            scope=VILLAGE,
            value="exclude_from_due",
            from_on=LONG_AGO,
            set_by="tests",
            set_at=office.clock.now,
            reason="村规民约",
        )
    )
    case = called(office, "B2", interested=people(1, first=4))
    assert attend(office, case, people(6)).active == ("held_meeting", "vote")


def test_all_who_are_not_recused_must_come_where_the_caller_says_so(office: Office) -> None:
    case = called(office, "B2", quorum="all")
    assert refusal(office, attend, case, people(7)).code == "quorum_not_met"
    assert attend(office, case, people(8)).active == ("held_meeting", "vote")


def test_the_roll_is_that_of_the_day_of_the_sitting(office: Office) -> None:
    case = called(office, "B2")
    gone = people(2, first=7)
    office.write(
        MEMBERS.update()
        .where(MEMBERS.c.body == "B2", MEMBERS.c.person.in_(gone))
        .values(to_on=date(2026, 3, 10))
    )
    assert attend(office, case, people(4)).active == ("held_meeting", "vote")
    assert len(office.of(case, SITTINGS)[0].roll) == 6


def test_nobody_is_present_and_on_leave(office: Office) -> None:
    case = called(office, "B2")
    refused = refusal(office, attend, case, people(6), leave=people(1))
    assert [(one.field, one.code) for one in refused.errors] == [("leave", "present_and_on_leave")]


def test_an_adjournment_above_quorum_needs_its_reason(office: Office) -> None:
    case = called(office, "B2")
    refused = refusal(office, attend, case, people(8), "adjourned")
    assert [(one.field, one.code) for one in refused.errors] == [("adjourn_reason", "adjourned_above_quorum")]
    attend(office, case, people(8), "adjourned", adjourn_reason="停电")
    assert office.open(case) == ["convene"]


def test_a_sitting_without_quorum_is_called_again_as_often_as_the_rule_says(office: Office) -> None:
    case = called(office, "B2")
    for attempt in (1, 2, 3):
        attend(office, case, people(2), "adjourned")
        assert office.of(case, SITTINGS)[-1].outcome == "no_quorum"
        if attempt < 3:
            assert office.open(case) == ["convene"]
            office.complete(case, "convene", "party_secretary", **convening(office, 3))
            await_evening(office, 3)
    assert office.open(case) == ["think_it_over"]
    assert sorted(row.attempt for row in office.of(case, SITTINGS)) == [1, 2, 3]


# Majority.

RESULTS = [
    pytest.param("B5", 21, 11, 10, "passed", None, id="B5-more-than-half-of-those-present"),
    pytest.param("B5", 22, 11, 11, "passed", "majority_not_met", id="B5-half-is-not-more-than-half"),
    pytest.param("B5", 22, 11, 11, "rejected", None, id="B5-half-is-rejected"),
    pytest.param("B5", 22, 11, 11, "deferred", None, id="B5-half-is-deferred"),
    pytest.param("B5", 21, 11, 10, "rejected", "result_mismatch", id="B5-passed-is-not-rejected"),
    pytest.param("B5", 21, 11, 10, "deferred", "result_mismatch", id="B5-passed-is-not-deferred"),
    pytest.param("B2", 7, 4, 3, "passed", "majority_not_met", id="B2-half-of-all-eight"),
    pytest.param("B2", 7, 5, 2, "passed", None, id="B2-more-than-half-of-all-eight"),
]


@pytest.mark.parametrize(("body", "present", "yes", "no", "declared", "code"), RESULTS)
def test_the_declared_result_is_what_the_numbers_say(
    office: Office, body: str, present: int, yes: int, no: int, declared: str, code: str | None
) -> None:
    if body == "B5":
        seat(office, body, people(31))
    case = called(office, body)
    attend(office, case, people(present))
    if code is not None:
        assert refusal(office, vote, case, yes, no, declared).code == code
        assert office.of(case, SITTINGS)[0].outcome is None
        return
    assert vote(office, case, yes, no, declared).active == ("confirm", "held_meeting")
    assert office.of(case, SITTINGS)[0].outcome == declared


RULINGS = [
    pytest.param("B5", "public_works", None, id="representatives-with-an-authorisation"),
    pytest.param("B5", "recall", "not_delegable", id="a-recall-is-for-the-villagers-themselves"),
    pytest.param("B5", "merger", "not_delegable", id="a-merger-is-for-the-collective"),
    pytest.param("B4", "public_works", None, id="villagers-need-no-authorisation"),
    pytest.param("B5", "own_charter", None, id="what-only-the-charter-knows-is-for-the-charter"),
]


def decided(office: Office, body: str, matter: str) -> CaseView:
    """A case whose body has come together to decide a matter, everybody present."""
    office.install("ruling")
    case = office.start("ruling", body=body, matter=matter)
    office.complete(case, "convene", CHAIRS[body], **convening(office, 12))
    await_evening(office, 12)
    roll = office.rows(MEMBERS, MEMBERS.c.village == VILLAGE, MEMBERS.c.body == body)
    return attend(office, case, sorted(row.person for row in roll))


@pytest.mark.parametrize(("body", "matter", "code"), RULINGS)
def test_a_body_decides_what_the_law_gives_it(
    office: Office, body: str, matter: str, code: str | None
) -> None:
    """村民委员会组织法（2025修正）第十九、二十八条；农村集体经济组织法（2024）第二十六、二十八条."""
    case = decided(office, body, matter)
    everybody = len(office.of(case, SITTINGS)[0].present)
    if code is None:
        assert vote(office, case, everybody, 0).active == ("confirm", "decide")
        return
    refused = refusal(office, vote, case, everybody, 0)
    assert (refused.code, [(one.field, one.code) for one in refused.errors]) == (code, [("declared", code)])
    assert vote(office, case, everybody, 0, "deferred").active == ("confirm", "decide")


def test_representatives_decide_nothing_when_their_authorisation_has_run_out(office: Office) -> None:
    case = decided(office, "B5", "public_works")
    given = tables.authorisations
    office.write(given.update().where(given.c.village == VILLAGE).values(to_on=date(2026, 3, 13)))
    refused = refusal(office, vote, case, len(office.of(case, SITTINGS)[0].present), 0)
    assert (refused.code, refused.facts["matter"]) == ("unauthorised", "public_works")


def charter(office: Office, *, allows_b8: bool) -> None:
    held = tables.parameters
    of_village = (held.c.key == "charter.allows_b8", held.c.scope == VILLAGE)
    office.write(held.update().where(*of_village).values(value=allows_b8))


def test_representatives_of_the_members_decide_only_where_the_charter_knows_them(office: Office) -> None:
    """农村集体经济组织法（2024）第二十八条."""
    seat(office, "B8", people(21))
    case = decided(office, "B8", "collective_budget")
    charter(office, allows_b8=False)
    assert refusal(office, vote, case, 21, 0).code == "not_in_charter"
    charter(office, allows_b8=True)
    assert vote(office, case, 21, 0).active == ("confirm", "decide")


def test_no_more_votes_than_voters(office: Office) -> None:
    case = called(office, "B2", interested=people(1, first=4))
    attend(office, case, people(8))
    refused = refusal(office, vote, case, 5, 3)
    assert [(one.field, one.code, dict(one.facts)) for one in refused.errors] == [
        ("no", "more_votes_than_voters", {"cast": 8, "voting": 7})
    ]


def test_who_is_interested_is_recused_whether_he_says_so_or_not(office: Office) -> None:
    office.write(
        tables.kinships.insert().values(
            person=f"{VILLAGE}-005", relative=f"{VILLAGE}-020", relation="siblings"
        )
    )
    case = called(office, "B2", interested=[f"{VILLAGE}-020"])
    assert office.task(case, "attend", "clerk").data["recused"] == [f"{VILLAGE}-005"]
    attend(office, case, people(8), recused=[])
    assert office.of(case, SITTINGS)[0].recused == [f"{VILLAGE}-005"]


@pytest.mark.parametrize(
    ("body", "deputy"), [("B1", "party_deputy"), ("B2", "party_deputy"), ("B5", "vc_member")]
)
def test_a_chair_who_is_interested_neither_convenes_nor_signs(office: Office, body: str, deputy: str) -> None:
    """Drawing conventions §1: parties and near relatives do not chair."""
    chair = office.somebody(CHAIRS[body])
    office.install("sitting")
    case = office.start("sitting", body=body, interested=[chair.person])
    with pytest.raises(Forbidden) as raised:
        office.complete(case, "convene", chair, **convening(office, 12))
    assert raised.value.code == "recused"
    office.complete(case, "convene", deputy, **convening(office, 12))


def test_supervisors_do_not_judge_what_their_relatives_claimed(office: Office) -> None:
    kin = {"person": f"{VILLAGE}-003", "relative": f"{VILLAGE}-032", "relation": "siblings"}
    office.write(tables.kinships.insert().values(**kin))
    office.install("audit")
    case = office.start("audit")
    office.complete(case, "hand_in", office.user("dongshan.vc_member"))
    office.complete(case, "convene", "vsc_chair", **convening(office, 12))
    await_evening(office, 12)
    assert office.task(case, "attend", "vsc_member").data["recused"] == [f"{VILLAGE}-032"]


# What a meeting gives back.


def test_a_sitting_tells_its_caller_everything_that_was_counted(office: Office) -> None:
    case = called(office, "B2")
    attend(office, case, people(7))
    vote(office, case, 5, 1)
    office.complete(case, "confirm", "party_secretary", minutes=[office.paper().id])
    assert office.open(case) == ["think_it_over"]
    assert office.variables(case)["session"] == {
        "outcome": "passed",
        "no_quorum_cause": None,
        "body": "B2",
        "held_on": date(2026, 3, 14),
        "due": 8,
        "present": 7,
        "recused": 0,
        "yes": 5,
        "no": 1,
        "abstain": 1,
        "attempt": 1,
        "round": 1,
        "resolution": "东山村〔2026〕B2-001",
    }


def test_resolutions_are_numbered_by_village_year_and_body(office: Office) -> None:
    numbers = []
    for _again in range(2):
        case = called(office, "B2", days=3)
        attend(office, case, people(8))
        vote(office, case, 8, 0)
        numbers.append(office.of(case, SITTINGS)[0].resolution)
    assert numbers == ["东山村〔2026〕B2-001", "东山村〔2026〕B2-002"]


def test_a_reconsidered_vote_is_void_and_counts_as_a_round(office: Office) -> None:
    case = called(office, "B2", days=3)
    attend(office, case, people(8))
    vote(office, case, 2, 6, "rejected")
    office.complete(case, "confirm", "party_secretary", minutes=[office.paper().id])
    office.give_back(case, "think_it_over", "clerk", to="held_meeting", mode="reconsider")
    assert [(row.void, row.outcome) for row in office.of(case, SITTINGS)] == [(True, "rejected")]
    office.complete(case, "convene", "party_secretary", **convening(office, 3))
    await_evening(office, 3)
    attend(office, case, people(8))
    assert [(row.void, row.round) for row in sorted(office.of(case, SITTINGS), key=lambda r: r.round)] == [
        (True, 1),
        (False, 2),
    ]


def test_a_vote_that_is_corrected_before_the_minutes_replaces_the_count(office: Office) -> None:
    case = called(office, "B2", days=3)
    attend(office, case, people(8))
    vote(office, case, 5, 3)
    office.give_back(case, "confirm", "party_secretary", to="vote", mode="amend")
    vote(office, case, 3, 5, "rejected")
    assert session(office, case) == {
        "outcome": "rejected", "yes": 3, "no": 5, "abstain": 0, "attempt": 1, "round": 1,
    }  # fmt: skip
    assert office.open(case) == ["confirm"]


def test_the_form_of_a_vote_knows_how_many_may_vote(office: Office) -> None:
    case = called(office, "B2", days=3)
    attend(office, case, people(7))
    task = office.task(case, "vote", "vsc_member")
    assert task.form is not None
    limits = {one["key"]: one["validate"].get("max") for one in task.form["components"]}  # type: ignore[attr-defined]
    assert (limits["yes"], limits["no"]) == (7, 7)
    assert task.tally is not None
    assert (task.tally.due, task.tally.present, task.tally.quorum_needed) == (8, 7, 6)
