"""Objections: received with a receipt, admitted by who makes them, answered before anything else goes on."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from engine.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from engine.persistence import tables
from engine.services.views import Actor, CaseView, Receipt
from tests.services.office import Office, together
from tests.services.test_notices import notice_of, post, prepared, refusal, take_down

OBJECTIONS, MESSAGES = tables.objections, tables.messages
LAST_DAY = datetime(2026, 3, 17, 16, 0, tzinfo=UTC)


@pytest.fixture
def posted(office: Office) -> CaseView:
    """A case whose notice hangs since 2 March."""
    return post(office, prepared(office))


def object_to(
    office: Office,
    case: CaseView,
    who: str | Actor | None = "villager_rep",
    words: str = "金额不对。",
    **more: str,
) -> Receipt:
    return office.services.notices.object(
        office.somebody(who) if who is not None else None,
        key=office.key(),
        notice_id=notice_of(office, case).id,
        text=words,
        **more,
    )


def reply(office: Office, case: CaseView, outcome: str, **more: object) -> CaseView:
    return office.complete(case, "reply", "vc_member", outcome=outcome, answer="查过账，情况如下。", **more)


def status(office: Office, case: CaseView) -> tuple[str, str]:
    """Of the notice, and of the case."""
    return notice_of(office, case).status, office.show(case).status


# Who objects.


def test_a_person_on_the_roll_is_heard_at_once(office: Office, posted: CaseView) -> None:
    receipt = object_to(office, posted)
    assert (receipt.standing, receipt.promised) == ("admitted", date(2026, 3, 9))
    assert status(office, posted) == ("suspended", "running")
    assert office.open(posted) == ["reply"]


def test_the_answer_is_promised_for_a_working_day(office: Office, posted: CaseView) -> None:
    """Five days from 2 March end on a Saturday, so they end on the 9th (民法典（2020）第二百零三条)."""
    object_to(office, posted)
    (task,) = [row for row in office.of(posted, tables.tasks) if row.element == "reply"]
    assert task.due_at == datetime(2026, 3, 9, 16, 0, tzinfo=UTC)


def test_a_receipt_can_be_read_out_on_the_telephone(office: Office, posted: CaseView) -> None:
    receipts = [object_to(office, posted).receipt for _again in range(20)]
    assert all(re.fullmatch(r"20260302-[2-9A-HJ-NP-Z]{8}", receipt) for receipt in receipts)
    assert len(set(receipts)) == 20


def test_a_named_stranger_waits_for_admission(office: Office, posted: CaseView) -> None:
    receipt = object_to(office, posted, None, name="钱女士", contact="13812345678")
    assert (receipt.standing, receipt.promised) == ("awaiting_admission", date(2026, 3, 9))
    assert status(office, posted) == ("running", "running")
    assert [(row.person, row.kind) for row in office.of(posted, MESSAGES)] == [
        (office.somebody("vsc_chair").person, "objection_awaiting_admission")
    ]


@pytest.mark.parametrize("told", [{"name": "钱女士"}, {"contact": "13812345678"}], ids=["name", "phone"])
def test_who_leaves_a_name_or_a_telephone_number_waits_for_admission(
    office: Office, posted: CaseView, told: dict[str, str]
) -> None:
    receipt = object_to(office, posted, None, **told)
    assert (receipt.standing, receipt.promised is not None) == ("awaiting_admission", True)


def test_who_leaves_neither_gives_a_clue(office: Office, posted: CaseView) -> None:
    receipt = object_to(office, posted, None)
    assert (receipt.standing, receipt.promised) == ("clue", None)
    assert status(office, posted) == ("running", "running")
    assert office.open(posted) == []
    assert [(row.person, row.kind) for row in office.of(posted, MESSAGES)] == [
        (office.somebody("town_discipline").person, "objection_clue")
    ]


def test_somebody_of_another_village_has_no_objection_here(office: Office, posted: CaseView) -> None:
    refused = refusal(lambda: object_to(office, posted, office.user("xihe.clerk")))
    assert (type(refused), refused.code) == (Forbidden, "not_your_village")


def test_what_is_objected_is_committed_to_and_not_told_in_the_trail(office: Office, posted: CaseView) -> None:
    receipt = object_to(office, posted, None, "主任的弟弟是施工方。")
    entry = office.of(posted, tables.trail_entries)[-1]
    assert (entry.kind, entry.actor, entry.data["receipt"]) == (
        "objection_received",
        "anonymous",
        receipt.receipt,
    )
    assert "施工方" not in str(entry.data)
    assert office.of(posted, tables.trail_values)[-1].value == "主任的弟弟是施工方。"


@pytest.mark.parametrize("words", ["", "  \n", "长" * 2001], ids=["empty", "blank", "too-long"])
def test_an_objection_has_words_and_not_too_many(office: Office, posted: CaseView, words: str) -> None:
    refused = refusal(lambda: object_to(office, posted, words=words))
    assert isinstance(refused, Invalid)
    assert [(one.field, one.code) for one in refused.errors] == [("text", "text_length")]


def test_the_keys_of_anonymous_callers_belong_to_the_notice(office: Office, posted: CaseView) -> None:
    notice = notice_of(office, posted).id
    send = office.services.notices.object
    first = send(None, key="k", notice_id=notice, text="一")
    assert send(None, key="k", notice_id=notice, text="一") == first
    assert refusal(lambda: send(None, key="k", notice_id=notice, text="二")).code == "key_reused"
    other = notice_of(office, post(office, prepared(office))).id
    assert send(None, key="k", notice_id=other, text="二").id != first.id


def test_an_unknown_notice_takes_no_objection(office: Office) -> None:
    refused = refusal(lambda: office.services.notices.object(None, key="k", notice_id="0" * 32, text="一"))
    assert isinstance(refused, NotFound)


# The period goes on.


def test_an_objection_moves_no_end(office: Office, posted: CaseView) -> None:
    object_to(office, posted)
    office.pass_time(days=3)
    reply(office, posted, "unfounded")
    assert (notice_of(office, posted).ends, status(office, posted)) == (LAST_DAY, ("running", "running"))


def test_nothing_goes_on_before_the_answer(office: Office, posted: CaseView) -> None:
    object_to(office, posted)
    office.pass_time(days=20)
    assert office.open(posted) == ["reply"]
    reply(office, posted, "unfounded")
    assert office.open(posted) == ["take_down"]


def test_whoever_is_complained_of_does_not_answer(office: Office, posted: CaseView) -> None:
    """SD17 (decisions document §2.2): the person who handles an objection is not the one complained of."""
    accused = office.holders("vc_member")[0]
    object_to(office, posted, words=f"{accused.name}把水渠包给了自己人。")
    with pytest.raises(Forbidden) as raised:
        office.complete(posted, "reply", accused, outcome="unfounded", answer="没有这回事。")
    assert (raised.value.code, raised.value.facts["rule"]) == ("recused", "SD17")
    another = next(one for one in office.holders("vc_member") if one.person != accused.person)
    office.complete(posted, "reply", another, outcome="unfounded", answer="查过账，没有这回事。")
    assert office.open(posted) == []


def test_each_of_two_objections_is_answered(office: Office, posted: CaseView) -> None:
    for words in ("金额不对。", "日期不对。"):
        object_to(office, posted, words=words)
    assert office.open(posted) == ["reply", "reply"]
    reply(office, posted, "unfounded")
    assert status(office, posted) == ("suspended", "running")
    reply(office, posted, "unfounded")
    assert status(office, posted) == ("running", "running")
    assert {(row.standing, row.outcome) for row in office.rows(OBJECTIONS)} == {("answered", "unfounded")}


def test_one_that_waits_for_admission_holds_no_notice_back(office: Office, posted: CaseView) -> None:
    object_to(office, posted)
    object_to(office, posted, None, name="钱女士", contact="13812345678")
    reply(office, posted, "unfounded")
    assert status(office, posted) == ("running", "running")


def test_an_answered_notice_ends_as_answered(office: Office, posted: CaseView) -> None:
    object_to(office, posted)
    reply(office, posted, "unfounded")
    office.pass_time(days=16)
    take_down(office, posted)
    (row,) = office.of(posted, tables.notices)
    assert (row.status, row.outcome) == ("ended", "answered")


def test_an_objection_after_the_end_comes_too_late(office: Office, posted: CaseView) -> None:
    office.clock.now = LAST_DAY
    refused = refusal(lambda: object_to(office, posted))
    assert (type(refused), refused.code, refused.facts) == (Conflict, "notice_ended", {"ends": LAST_DAY})


def test_an_objection_in_the_last_second_is_in_time(office: Office, posted: CaseView) -> None:
    office.clock.now = LAST_DAY.replace(hour=15, minute=59, second=59)
    assert object_to(office, posted).standing == "admitted"


def test_no_page_is_stale_because_of_a_clue(office: Office, posted: CaseView) -> None:
    office.pass_time(days=16)
    before = office.task(posted, "take_down", "vsc_member")
    other = post(office, prepared(office))
    office.services.notices.object(None, key="k", notice_id=notice_of(office, other).id, text="一")
    assert office.show(other).revision > 0
    after = office.services.tasks.complete(
        office.somebody("vsc_member"),
        key=office.key(),
        task_id=before.id,
        revision=before.revision,
        answers={"period_kept": True, "take_down_photo": [office.paper().id]},
    )
    assert after.active == ("use_it",)


# What an answer does.


@pytest.mark.parametrize("outcome", ["procedural", "substantive"])
def test_an_upheld_objection_withdraws_the_notice(office: Office, posted: CaseView, outcome: str) -> None:
    object_to(office, posted)
    more = {"defect": "notice"} if outcome == "procedural" else {}
    after = reply(office, posted, outcome, **more)
    (row,) = office.of(posted, tables.notices)
    assert (row.status, row.outcome, row.reason) == ("withdrawn", outcome, "查过账，情况如下。")
    assert after.active == ("use_it",)
    assert office.kinds(posted)[-1] == "notice_withdrawn"


def test_a_withdrawn_notice_takes_no_objection(office: Office, posted: CaseView) -> None:
    object_to(office, posted)
    reply(office, posted, "substantive")
    assert refusal(lambda: object_to(office, posted)).code == "notice_ended"


def test_an_open_reply_falls_away_with_its_notice(office: Office, posted: CaseView) -> None:
    object_to(office, posted)
    object_to(office, posted, words="日期不对。")
    after = reply(office, posted, "substantive")
    assert [task.element for task in after.open_tasks] == ["use_it"]


# A clue stops the case.


@pytest.fixture
def suspended(office: Office, posted: CaseView) -> CaseView:
    """A case that an objection's answer gave to the discipline office."""
    object_to(office, posted)
    return reply(office, posted, "clue")


def resume(office: Office, case: CaseView, who: str = "town_discipline", **more: str) -> CaseView:
    told = {"reason": "核实无违纪", "paper": "青纪函〔2026〕3号", **more}
    return office.services.cases.resume(office.somebody(who), key=office.key(), case_id=case.id, **told)


def test_a_clue_stops_the_case_and_is_told(office: Office, suspended: CaseView) -> None:
    assert office.show(suspended).status == "suspended"
    assert [row.kind for row in office.of(suspended, MESSAGES)] == ["case_suspended"]
    assert "case_suspended" in office.kinds(suspended)


def test_nobody_works_on_a_suspended_case(office: Office, suspended: CaseView) -> None:
    refused = refusal(lambda: office.complete(suspended, "use_it", "clerk"))
    assert (type(refused), refused.code) == (Conflict, "case_suspended")
    assert office.task(suspended, "use_it", "clerk").may_complete is False


def test_only_the_discipline_office_lets_it_go_on_with_a_paper(office: Office, suspended: CaseView) -> None:
    assert refusal(lambda: resume(office, suspended, "vc_director")).code == "not_your_task"
    assert refusal(lambda: resume(office, suspended, paper=" ")).code == "reason_missing"
    assert resume(office, suspended).status == "running"
    assert office.complete(suspended, "use_it", "clerk").status == "completed"
    assert refusal(lambda: resume(office, suspended)).code == "case_closed"


def test_a_running_case_has_nothing_to_resume(office: Office, posted: CaseView) -> None:
    assert refusal(lambda: resume(office, posted)).code == "not_suspended"


# Races.


def test_many_objections_at_once_are_each_received(office: Office, posted: CaseView) -> None:
    notice = notice_of(office, posted).id
    people = office.holders("villager_rep")[:4]
    outcomes = together(
        8,
        lambda number: office.services.notices.object(
            people[number % 4], key=f"o{number}", notice_id=notice, text=f"第{number}条"
        ),
    )
    assert not [one for one in outcomes if isinstance(one, Refusal)]
    assert office.open(posted) == ["reply"] * 8
    assert office.services.trail.verify_all().intact
