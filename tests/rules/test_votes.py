"""Quorum and majority of every body: the vectors of the domain document, their neighbours, and what must
hold always.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Invalid
from engine.rules.bodies import BODIES, Count, majority, no_quorum_cause, quorum
from engine.rules.parameters import DEFAULTS

BODY_CODES = st.sampled_from(sorted(BODIES))
RESIDENTS = {"meeting.B11.form": "residents"}
NATIONAL_FLOOR = {"meeting.B3.quorum": ">=1/2"}


@pytest.mark.parametrize(
    ("body", "count", "parameters", "met"),
    [
        pytest.param("B4", Count(1000, 500), {}, False, id="1-half-of-the-villagers-is-no-quorum"),
        pytest.param("B4", Count(1000, 501), {}, True, id="1-one-more-than-half-is"),
        pytest.param(
            "B4",
            Count(1000, 300, households_due=300, households_present=200),
            {},
            True,
            id="2-two-thirds-of-the-households-make-a-quorum-too",
        ),
        pytest.param(
            "B4",
            Count(1000, 300, households_due=300, households_present=199),
            {},
            False,
            id="2-one-household-less-does-not",
        ),
        pytest.param("B5", Count(50, 34), {}, True, id="3-thirty-four-of-fifty-representatives"),
        pytest.param("B5", Count(50, 33), {}, False, id="3-thirty-three-are-too-few"),
        pytest.param("B3", Count(60, 40), {}, True, id="4-two-thirds-of-the-party-members"),
        pytest.param("B3", Count(60, 39), {}, False, id="4-the-local-default-is-two-thirds"),
        pytest.param("B3", Count(60, 30), NATIONAL_FLOOR, True, id="4-the-national-floor-is-one-half"),
        pytest.param("B3", Count(60, 29), NATIONAL_FLOOR, False, id="4-below-the-national-floor"),
        pytest.param("B7", Count(900, 600), {}, True, id="5-two-thirds-of-the-members-attend"),
        pytest.param("B7", Count(900, 599), {}, False, id="5-one-member-short"),
        pytest.param("B9", Count(5, 4), {}, True, id="7-four-of-five-directors"),
        pytest.param("B9", Count(5, 3), {}, False, id="7-three-of-five-directors-are-not-two-thirds"),
        pytest.param(
            "B5", Count(50, 34, recused=2), {}, False, id="8-recused-representatives-do-not-count-as-there"
        ),
        pytest.param("B5", Count(50, 36, recused=2), {}, True, id="8-two-more-make-up-for-them"),
        pytest.param("B1", Count(5, 3), {}, True, id="three-of-a-party-committee-of-five"),
        pytest.param("B1", Count(4, 2), {}, True, id="半数以上-is-half-or-more"),
        pytest.param("B2", Count(9, 6), {}, True, id="two-committees-by-default-two-thirds"),
        pytest.param("B2", Count(9, 5), {}, False, id="two-committees-one-short"),
        pytest.param("B6", Count(90, 60), {}, True, id="a-group-needs-two-thirds-of-its-villagers"),
        pytest.param("B6", Count(90, 59), {}, False, id="a-group-one-short"),
        pytest.param("B8", Count(36, 24), {}, True, id="representatives-of-the-members"),
        pytest.param("B10", Count(3, 2), {}, True, id="two-of-three-supervisors"),
        pytest.param("B11", Count(60, 40), {}, True, id="residents-representatives-two-thirds"),
        pytest.param("B11", Count(60, 39), {}, False, id="residents-representatives-one-short"),
        pytest.param("B11", Count(60, 31), RESIDENTS, True, id="a-residents-meeting-needs-more-than-half"),
        pytest.param("B11", Count(60, 30), RESIDENTS, False, id="half-the-residents-are-not-enough"),
        pytest.param("B5", Count(0, 0), {}, False, id="an-empty-roll-can-not-meet"),
    ],
)
def test_may_meet(body: str, count: Count, parameters: dict[str, str], met: bool) -> None:
    judgement = quorum(body, count, parameters)
    assert judgement.met is met
    assert (judgement.finding is None) is met
    if judgement.finding:
        assert judgement.finding.code == "quorum_not_met"


@pytest.mark.parametrize(
    ("body", "count", "met"),
    [
        pytest.param("B4", Count(1000, 501, yes=251), True, id="1-more-than-half-of-those-present"),
        pytest.param("B4", Count(1000, 501, yes=250), False, id="1-two-hundred-and-fifty-of-501"),
        pytest.param("B5", Count(50, 34, yes=18), True, id="3-eighteen-of-thirty-four"),
        pytest.param("B5", Count(50, 34, yes=17), False, id="3-seventeen-of-thirty-four-is-the-half"),
        pytest.param("B5", Count(50, 34, yes=17, no=16), False, id="3-abstentions-stay-in-the-denominator"),
        pytest.param("B3", Count(60, 40, yes=31), True, id="4-more-than-half-of-all-who-should-attend"),
        pytest.param("B3", Count(60, 40, yes=30), False, id="4-not-of-those-who-did"),
        pytest.param("B7", Count(900, 610, yes=600), True, id="5-two-thirds-of-all-members"),
        pytest.param("B7", Count(900, 610, yes=599), False, id="5-not-of-those-present"),
        pytest.param("B8", Count(36, 25, yes=24), True, id="6-two-thirds-of-all-representatives"),
        pytest.param("B8", Count(36, 25, yes=23), False, id="6-even-when-only-25-came"),
        pytest.param("B9", Count(5, 4, yes=3), True, id="7-more-than-half-of-all-directors"),
        pytest.param("B9", Count(5, 4, yes=2), False, id="7-two-of-five-directors"),
        pytest.param("B1", Count(5, 3, yes=3), True, id="party-committee-three-of-five"),
        pytest.param("B1", Count(5, 3, yes=2), False, id="party-committee-two-of-five"),
        pytest.param("B2", Count(9, 9, yes=5), True, id="two-committees-five-of-nine"),
        pytest.param("B2", Count(8, 8, yes=4), False, id="two-committees-a-tie-is-no-majority"),
        pytest.param("B10", Count(3, 3, yes=2), True, id="supervisors-two-of-three"),
        pytest.param("B11", Count(60, 40, yes=21), True, id="residents-more-than-half-of-those-present"),
        pytest.param(
            "B5",
            Count(50, 36, recused=2, yes=18),
            True,
            id="the-recused-leave-the-denominator-of-those-present",
        ),
        pytest.param("B8", Count(36, 36, recused=6, yes=23), False, id="the-recused-stay-in-全体"),
    ],
)
def test_is_passed(body: str, count: Count, met: bool) -> None:
    judgement = majority(body, count, {})
    assert judgement.met is met
    assert (judgement.finding.code if judgement.finding else None) == (None if met else "majority_not_met")


def test_the_screen_can_say_how_many_are_missing() -> None:
    judgement = quorum("B5", Count(31, 19), {})
    assert (judgement.needed, judgement.actual, judgement.missing) == (21, 19, 2)
    assert judgement.facts["due"] == 31
    assert judgement.facts["body_name"] == "村民代表会议"


def test_the_article_is_cited_in_the_text_of_2025() -> None:
    finding = quorum("B5", Count(50, 33), {}).finding
    assert finding is not None
    assert finding.source == "村民委员会组织法（2025修正）第三十条第二款"


def test_a_local_quorum_is_not_cited_as_law() -> None:
    finding = quorum("B3", Count(60, 39), {}).finding
    assert finding is not None
    assert finding.source == "地方规定和村规民约（参数）"


def test_a_charter_may_ask_for_more_but_never_for_less_than_the_law() -> None:
    count = Count(900, 900, yes=650)
    assert majority("B7", count, {"meeting.B7.majority": ">1/2"}).needed == 600
    assert not majority("B7", count, {"meeting.B7.majority": ">=3/4"}).met


def test_recused_party_members_leave_the_roll_where_the_charter_says_so() -> None:
    count = Count(60, 40, recused=4, yes=29)
    assert not majority("B3", count, {}).met
    assert majority("B3", count, {"recusal.vote_mode": "exclude_from_due"}).met


@pytest.mark.parametrize(
    ("women_present", "met"),
    [pytest.param(12, True, id="two-thirds-of-the-women"), pytest.param(11, False, id="one-woman-short")],
)
def test_where_the_province_asks_for_women_representatives(women_present: int, met: bool) -> None:
    count = Count(50, 34, women_due=18, women_present=women_present)
    assert quorum("B5", count, {"meeting.B5.women_quorum": True}).met is met
    assert quorum("B5", count, DEFAULTS).met


def test_a_review_over_the_limit_needs_every_supervisor_who_may_vote() -> None:
    assert not quorum("B10", Count(5, 4), {}, require_all=True).met
    assert quorum("B10", Count(5, 5), {}, require_all=True).met
    assert quorum("B10", Count(5, 4, recused_absent=1), {}, require_all=True).met


@pytest.mark.parametrize(
    ("count", "cause"),
    [
        pytest.param(Count(50, 34, recused=2), "absence", id="8-others-could-have-come"),
        pytest.param(Count(50, 50, recused=17), "recusal", id="too-many-are-interested-to-meet-ever"),
        pytest.param(Count(50, 33, recused=1, recused_absent=16), "recusal", id="also-those-who-stayed-away"),
    ],
)
def test_why_there_is_no_quorum(count: Count, cause: str) -> None:
    assert not quorum("B5", count, {}).met
    assert no_quorum_cause("B5", count, {}) == cause


def test_who_has_not_voted_either_way_abstains() -> None:
    count = Count(6, 4, recused=1, recused_absent=2, yes=2, no=1)
    assert (count.voting, count.able, count.abstain) == (3, 3, 0)


@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param({"due": 5, "present": 6}, id="more-present-than-due"),
        pytest.param({"due": 5, "present": 3, "recused": 4}, id="more-recused-than-present"),
        pytest.param({"due": 5, "present": 3, "yes": 2, "no": 2}, id="more-votes-than-voters"),
        pytest.param({"due": 5, "present": 3, "recused": 1, "yes": 3}, id="the-recused-vote"),
        pytest.param({"due": 5, "present": 3, "yes": -1}, id="fewer-than-no-votes"),
        pytest.param({"due": 5, "present": 3, "recused_absent": 3}, id="absent-and-present"),
        pytest.param(
            {"due": 5, "present": 3, "households_due": 2, "households_present": 3},
            id="more-households-than-due",
        ),
    ],
)
def test_an_impossible_count_is_refused(numbers: dict[str, int]) -> None:
    with pytest.raises(Invalid, match="count_impossible"):
        Count(**numbers)


def test_an_unknown_body_is_refused() -> None:
    with pytest.raises(Invalid, match="body_unknown"):
        quorum("B12", Count(5, 5), {})


@st.composite
def counts(draw: st.DrawFn) -> Count:
    due = draw(st.integers(1, 500))
    present = draw(st.integers(0, due))
    recused = draw(st.integers(0, present))
    yes = draw(st.integers(0, present - recused))
    no = draw(st.integers(0, present - recused - yes))
    return Count(due, present, recused=recused, yes=yes, no=no)


@given(BODY_CODES, counts())
def test_one_more_present_never_breaks_a_quorum(body: str, count: Count) -> None:
    if count.present < count.due and quorum(body, count, {}).met:
        assert quorum(body, Count(count.due, count.present + 1, recused=count.recused), {}).met


@given(BODY_CODES, counts())
def test_one_more_vote_never_unbinds_a_decision(body: str, count: Count) -> None:
    if count.abstain and majority(body, count, {}).met:
        more = Count(count.due, count.present, recused=count.recused, yes=count.yes + 1, no=count.no)
        assert majority(body, more, {}).met


@given(BODY_CODES, counts())
def test_one_more_recusal_never_makes_a_quorum(body: str, count: Count) -> None:
    if count.voting and not quorum(body, count, {}).met:
        assert not quorum(body, Count(count.due, count.present, recused=count.recused + 1), {}).met


@given(BODY_CODES, counts())
def test_what_is_missing_is_exactly_what_it_takes(body: str, count: Count) -> None:
    judgement = quorum(body, count, {})
    short = judgement.missing
    assert judgement.met is (short == 0)
    if count.voting + short <= count.due - count.recused:
        assert quorum(body, Count(count.due, count.present + short, recused=count.recused), {}).met
