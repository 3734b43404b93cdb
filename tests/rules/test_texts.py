"""Every finding becomes a sentence, every thing has its Chinese name."""

from datetime import UTC, date, datetime

import pytest

from engine.errors import CalendarUnknownError, EngineError
from engine.messages import known, text
from engine.rules.acts import ACTS
from engine.rules.bodies import BODIES, MATTERS, Count, Member, check_roll, majority, may_decide, quorum
from engine.rules.calendar import Calendar
from engine.rules.duties import INCOMPATIBILITIES, barred, check_posts
from engine.rules.finding import Finding
from engine.rules.holidays import parse_holiday_year
from engine.rules.money import parse_yuan
from engine.rules.notices import KINDS, check_period, minimum
from engine.rules.parameters import refuse
from engine.rules.periods import Period, end_of
from engine.rules.reminders import parse_ladder
from engine.rules.spending import prohibited
from engine.rules.thresholds import parse_threshold

TODAY = date(2026, 3, 1)
RELATED = {"li": {"wang"}}

FINDINGS: list[Finding | None] = [
    quorum("B5", Count(50, 33), {}).finding,
    majority("B5", Count(50, 34, yes=17), {}).finding,
    may_decide("B8", "membership", on=TODAY, charter_allows_b8=True),
    may_decide("B8", "collective_budget", on=TODAY, charter_allows_b8=False),
    may_decide("B5", "public_works", on=TODAY, charter_allows_b8=True),
    may_decide("B5", "weather", on=TODAY, charter_allows_b8=True),
    *check_roll("B5", []),
    *check_roll("B5", [Member("li"), Member("li")]),
    *check_roll("B8", [Member("li")]),
    *check_roll("B9", [Member(str(n)) for n in range(8)]),
    *check_roll("B10", [Member("li")], committee=["li"]),
    barred("countersignature", "li", {"approval": {"li"}}),
    barred("booking", "li", {}, posts=["cashier"]),
    barred("vote", "li", {}, {"li"}),
    barred("vote", "li", {}, {"wang"}, RELATED),
    barred("objection-reply", "li", {}, complained_of={"li"}),
    *check_posts({"li": {"vc_member"}, "wang": {"vc_director", "seal_keeper"}}, RELATED),
    *check_posts({"li": {"ceo_chair", "sup_board"}, "wang": {"ceo_director"}}, RELATED),
    refuse("weather", 1),
    refuse("posting.min_days", "x"),
    refuse("posting.min_days", 1),
    refuse("handover.days", 11),
    check_period("result", "?", {}),
    check_period("result", "15wd", {}),
    check_period("personnel", "1wd", {}),
    prohibited("guarantee"),
]


@pytest.mark.parametrize("finding", FINDINGS)
def test_a_finding_reads_as_a_sentence(finding: Finding | None) -> None:
    assert finding is not None
    sentence = text(f"finding.{finding.code}", **finding.facts)
    assert sentence.endswith("。")
    assert "{" not in sentence


@pytest.mark.parametrize("finding", FINDINGS)
def test_a_finding_can_be_the_reason_of_a_refusal(finding: Finding | None) -> None:
    assert finding is not None
    assert text(f"refusal.{finding.code}.title")
    detail = text(f"refusal.{finding.code}.detail", **{**finding.facts, "source": finding.source})
    assert detail.endswith("。")
    assert finding.source in detail


def test_every_sentence_of_the_catalogue_is_one_that_a_rule_says() -> None:
    spoken = {finding.code for finding in FINDINGS if finding}
    assert {"roll_women", "roll_kinship", "roll_odd", "roll_too_large", "posts_discouraged"} <= spoken
    assert all(known(f"finding.{code}") for code in spoken)


REFUSED = [
    lambda: quorum("B12", Count(1, 1), {}),
    lambda: Count(1, 2),
    lambda: parse_threshold("half"),
    lambda: parse_ladder("soon"),
    lambda: Period.parse("soon"),
    lambda: end_of(Period.parse("P999Y"), datetime(9999, 1, 1, tzinfo=UTC), Calendar.built_in()),
    lambda: parse_yuan("much"),
    lambda: minimum("rumour", {}),
    lambda: parse_holiday_year("{"),
]


@pytest.mark.parametrize("refused", REFUSED)
def test_a_refusal_reads_as_a_sentence(refused: object) -> None:
    assert callable(refused)
    with pytest.raises(EngineError) as error:
        refused()
    assert known(f"refusal.{error.value.code}.title")
    assert text(f"refusal.{error.value.code}.detail", **error.value.facts).endswith("。")


def test_an_unknown_year_reads_as_a_sentence() -> None:
    error = CalendarUnknownError(year=2027)
    assert "2027" in text(f"refusal.{error.code}.detail", **error.facts)


NAMED = [
    *(f"body.{code}" for code in BODIES),
    *(f"matter.{code}" for code in MATTERS),
    *(act.name_key for act in ACTS.values()),
    *(f"notice_kind.{kind}" for kind in KINDS),
    *(f"post.{post}" for row in INCOMPATIBILITIES for post in row.first | row.second),
    *(
        f"post.{post}"
        for body in BODIES.values()
        for post in (*body.convenes, body.chairs, body.records, body.counts)
    ),
]


@pytest.mark.parametrize("key", sorted(set(NAMED)))
def test_everything_has_a_chinese_name(key: str) -> None:
    assert text(key)
