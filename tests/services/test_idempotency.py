"""A command that is sent again is answered again, and carried out once, however many send it at once."""

from __future__ import annotations

import pytest

from engine.errors import Invalid, Refusal
from engine.persistence import tables
from engine.services.views import Actor, CaseView
from tests.services.office import Office, together


@pytest.fixture
def errand(office: Office) -> CaseView:
    """A case whose first task waits for the clerk."""
    office.install("errand")
    return office.start("errand", amount_fen=10_000)


def complete(
    office: Office, case: CaseView, key: str, remark: str = "修水管", who: Actor | None = None
) -> CaseView:
    """Complete the first task under that key."""
    return office.services.tasks.complete(
        who or office.somebody("clerk"),
        key=key,
        task_id=case.open_tasks[0].id,
        revision=case.revision,
        answers={"remark": remark, "amount_fen": 10_000},
    )


def comment(office: Office, case: CaseView, key: str, words: str = "请抓紧") -> object:
    """Write a comment under that key."""
    return office.services.cases.comment(office.somebody("clerk"), key=key, case_id=case.id, text=words)


def test_the_same_key_and_request_get_the_stored_answer(office: Office, errand: CaseView) -> None:
    first = complete(office, errand, "k")
    office.complete(errand, "check", "vsc_chair")
    assert complete(office, errand, "k") == first
    assert office.kinds(errand) == ["case_started", "task_completed", "task_completed"]


def test_twenty_at_once_under_one_key_are_one(office: Office, errand: CaseView) -> None:
    clerk = office.somebody("clerk")
    answers = together(20, lambda _number: complete(office, errand, "k", who=clerk))
    assert answers == [answers[0]] * 20
    assert isinstance(answers[0], CaseView)
    assert office.kinds(errand) == ["case_started", "task_completed"]


def test_twenty_comments_at_once_under_one_key_are_one(office: Office, errand: CaseView) -> None:
    answers = together(20, lambda _number: comment(office, errand, "k"))
    assert answers == [answers[0]] * 20
    assert len(office.of(errand, tables.comments)) == 1


def test_twenty_starts_at_once_under_one_key_are_one(office: Office, errand: CaseView) -> None:
    clerk = office.somebody("clerk")
    answers = together(
        20,
        lambda _number: office.services.cases.start(
            clerk, key="k", procedure="errand", village="dongshan", title="又一件", answers={"amount_fen": 5}
        ),
    )
    assert answers == [answers[0]] * 20
    assert len(office.rows(tables.cases)) == 2


def test_the_same_key_for_another_request_is_refused(office: Office, errand: CaseView) -> None:
    complete(office, errand, "k")
    with pytest.raises(Invalid) as refused:
        complete(office, errand, "k", remark="换路灯")
    assert refused.value.code == "key_reused"


def test_the_key_of_somebody_else_is_another_key(office: Office, errand: CaseView) -> None:
    comment(office, errand, "k")
    other = office.services.cases.comment(
        office.somebody("vc_director"), key="k", case_id=errand.id, text="换一句"
    )
    assert other.text == "换一句"
    assert len(office.of(errand, tables.comments)) == 2


def test_a_refused_request_may_be_sent_again_under_its_key(office: Office, errand: CaseView) -> None:
    with pytest.raises(Invalid):
        complete(office, errand, "k", remark="")
    assert complete(office, errand, "k").active == ("check",)


@pytest.mark.parametrize("key", ["", "x" * 201], ids=["empty", "too-long"])
def test_a_key_is_one_to_two_hundred_characters(office: Office, errand: CaseView, key: str) -> None:
    with pytest.raises(Invalid) as refused:
        complete(office, errand, key)
    assert refused.value.code == "key_invalid"


def test_one_of_sixteen_who_complete_at_once_wins(office: Office, errand: CaseView) -> None:
    clerk = office.somebody("clerk")
    outcomes = together(16, lambda number: complete(office, errand, f"k{number}", who=clerk))
    refusals = [one for one in outcomes if isinstance(one, Refusal)]
    assert len(refusals) == 15
    assert {(one.code, one.facts["by"]) for one in refusals} == {("already_done", clerk.name)}
    assert office.kinds(errand) == ["case_started", "task_completed"]


def test_numbers_have_no_gap_when_the_first_of_a_year_start_at_once(office: Office) -> None:
    office.install("errand")
    clerk = office.somebody("clerk")
    cases = together(
        12,
        lambda number: office.services.cases.start(
            clerk,
            key=f"s{number}",
            procedure="errand",
            village="dongshan",
            title="一",
            answers={"amount_fen": 5},
        ),
    )
    numbers = sorted(one.number for one in cases if isinstance(one, CaseView))
    assert numbers == [f"DONGSHAN-2026-{count:04}" for count in range(1, 13)]
