"""Returning a task: for correction, for a new decision, or by ending the case."""

from __future__ import annotations

import pytest

from engine.errors import Conflict, Forbidden, Invalid, Refusal
from engine.persistence import tables
from engine.services.views import CaseView
from tests.services.office import Office


@pytest.fixture
def applied(office: Office) -> CaseView:
    """A case whose task `check` may be returned to `apply`."""
    office.install("errand")
    case = office.start("errand", amount_fen=10_000)
    return office.complete(case, "apply", "clerk", remark="修水管", amount_fen=10_000)


@pytest.fixture
def visited(office: Office) -> CaseView:
    """A case inside a called procedure, at the task `visit_judge`."""
    office.install("visit", "journey")
    case = office.start("journey", aim="走访")
    office.complete(case, "plan", "vc_director", where="三组")
    return office.complete(case, "visit_ask", "clerk")


def states(office: Office, case: CaseView) -> list[tuple[str, str]]:
    """Element and status of every task, in the order in which they opened."""
    return [(row.element, row.status) for row in office.of(case, tables.tasks)]


def refused(office: Office, case: CaseView, element: str, who: str, *, to: str | None, mode: str) -> Refusal:
    with pytest.raises(Refusal) as raised:
        office.give_back(case, element, who, to=to, mode=mode)
    return raised.value


# For correction.


def test_a_correction_opens_only_the_target(office: Office, applied: CaseView) -> None:
    after = office.give_back(applied, "check", "vsc_chair", to="apply", mode="amend")
    assert [task.element for task in after.open_tasks] == ["apply"]
    assert after.active == ("apply",)
    assert states(office, applied) == [("apply", "done"), ("check", "aside"), ("apply", "open")]


def test_whoever_corrects_reads_who_returned_it_and_why(office: Office, applied: CaseView) -> None:
    office.give_back(applied, "check", "vsc_chair", to="apply", mode="amend", reason="缺照片")
    task = office.task(applied, "apply", "clerk")
    assert (task.return_reason, task.returned_by and task.returned_by.name) == (
        "缺照片",
        office.somebody("vsc_chair").name,
    )
    assert task.data["remark"] == "修水管"


def test_a_corrected_task_opens_the_returning_one_again(office: Office, applied: CaseView) -> None:
    office.give_back(applied, "check", "vsc_chair", to="apply", mode="amend")
    after = office.complete(applied, "apply", "clerk", remark="附照片", amount_fen=10_000)
    assert [task.element for task in after.open_tasks] == ["check"]
    assert office.of(applied, tables.tasks)[1].status == "open"


def test_the_period_of_a_returning_task_starts_again(office: Office, applied: CaseView) -> None:
    before = office.of(applied, tables.tasks)[1].due_at
    office.give_back(applied, "check", "vsc_chair", to="apply", mode="amend")
    office.clock.advance(days=2)
    office.complete(applied, "apply", "clerk", remark="附照片", amount_fen=10_000)
    assert (office.of(applied, tables.tasks)[1].due_at - before).days == 2


@pytest.mark.parametrize(
    ("amount_fen", "is_material"),
    [
        pytest.param(10_500, False, id="five-percent-more"),
        pytest.param(9_500, False, id="five-percent-less"),
        pytest.param(10_501, True, id="a-fen-beyond"),
        pytest.param(9_499, True, id="a-fen-below"),
    ],
)
def test_a_correction_may_not_change_what_was_decided(
    office: Office, applied: CaseView, amount_fen: int, *, is_material: bool
) -> None:
    office.give_back(applied, "check", "vsc_chair", to="apply", mode="amend")
    if not is_material:
        office.complete(applied, "apply", "clerk", remark="附照片", amount_fen=amount_fen)
        return
    with pytest.raises(Invalid) as raised:
        office.complete(applied, "apply", "clerk", remark="附照片", amount_fen=amount_fen)
    assert (raised.value.code, raised.value.facts) == ("material_change", {"field": "amount_fen"})


def test_corrections_add_up(office: Office, applied: CaseView) -> None:
    """Each within the tolerance, both together beyond it."""
    for amount_fen in (10_400, 10_500):
        office.give_back(applied, "check", "vsc_chair", to="apply", mode="amend")
        office.complete(applied, "apply", "clerk", remark="附照片", amount_fen=amount_fen)
    office.give_back(applied, "check", "vsc_chair", to="apply", mode="amend")
    with pytest.raises(Invalid) as raised:
        office.complete(applied, "apply", "clerk", remark="附照片", amount_fen=10_900)
    assert raised.value.code == "material_change"


# For a new decision.


def test_a_new_decision_voids_all_since_the_target(office: Office, applied: CaseView) -> None:
    after = office.give_back(applied, "check", "vsc_chair", to="apply", mode="reconsider")
    assert [task.element for task in after.open_tasks] == ["apply"]
    assert states(office, applied) == [("apply", "void"), ("check", "cancelled"), ("apply", "open")]


def test_a_new_decision_may_change_everything(office: Office, applied: CaseView) -> None:
    office.give_back(applied, "check", "vsc_chair", to="apply", mode="reconsider")
    after = office.complete(applied, "apply", "clerk", remark="换水管", amount_fen=90_000)
    assert after.active == ("check",)


def test_what_was_voided_stays_in_the_trail(office: Office, applied: CaseView) -> None:
    office.give_back(applied, "check", "vsc_chair", to="apply", mode="reconsider", reason="另议")
    assert office.kinds(applied) == ["case_started", "task_completed", "task_returned"]
    entry = office.of(applied, tables.trail_entries)[-1]
    assert (entry.data["to"], entry.data["mode"]) == ("apply", "reconsider")
    assert [row.value for row in office.of(applied, tables.trail_values)[-1:]] == ["另议"]
    lines = office.services.trail.timeline(office.somebody("clerk"), applied.id)
    assert [line.void for line in lines] == [False, True, False]


def test_whoever_acted_in_a_voided_round_stays_barred(office: Office, applied: CaseView) -> None:
    """All performers of every round count, withdrawn rounds too."""
    office.complete(applied, "check", "vsc_chair")
    office.appoint("dongshan-031", "cashier")
    with pytest.raises(Forbidden) as raised:
        office.complete(applied, "settle", office.somebody("vsc_chair"))
    assert raised.value.code == "separation_of_duties"


# Out of a called procedure.


def test_a_called_task_returns_within_its_procedure(office: Office, visited: CaseView) -> None:
    after = office.give_back(visited, "visit_judge", "vsc_chair", to="visit_ask", mode="amend")
    assert [task.element for task in after.open_tasks] == ["visit_ask"]
    assert office.complete(visited, "visit_ask", "clerk").active == ("visit_judge", "visiting")


def test_a_called_task_returns_to_the_procedure_that_called(office: Office, visited: CaseView) -> None:
    after = office.give_back(visited, "visit_judge", "vsc_chair", to="plan", mode="reconsider")
    assert after.active == ("plan",)
    assert states(office, visited) == [
        ("plan", "void"),
        ("visit_ask", "void"),
        ("visit_judge", "cancelled"),
        ("plan", "open"),
    ]


def test_a_correction_outside_leaves_the_called_procedure_as_it_stands(
    office: Office, visited: CaseView
) -> None:
    office.give_back(visited, "visit_judge", "vsc_chair", to="plan", mode="amend")
    after = office.complete(visited, "plan", "vc_director", where="四组")
    assert [task.element for task in after.open_tasks] == ["visit_judge"]


def test_a_return_to_a_call_enters_it_afresh(office: Office, visited: CaseView) -> None:
    office.complete(visited, "visit_judge", "vsc_chair")
    after = office.give_back(visited, "report", "clerk", to="visiting", mode="reconsider")
    assert [task.element for task in after.open_tasks] == ["visit_ask"]
    assert states(office, visited)[:3] == [("plan", "done"), ("visit_ask", "void"), ("visit_judge", "void")]


# What is refused.


@pytest.mark.parametrize(
    ("to", "mode"),
    [
        pytest.param("settle", "amend", id="not-offered"),
        pytest.param("check", "amend", id="itself"),
        pytest.param("apply", "forget", id="no-such-mode"),
        pytest.param(None, "amend", id="nowhere"),
    ],
)
def test_only_what_is_offered_can_be_chosen(
    office: Office, applied: CaseView, to: str | None, mode: str
) -> None:
    refusal = refused(office, applied, "check", "vsc_chair", to=to, mode=mode)
    assert (type(refusal), refusal.code) == (Invalid, "return_not_allowed")


def test_a_return_says_why(office: Office, applied: CaseView) -> None:
    with pytest.raises(Invalid) as raised:
        office.give_back(applied, "check", "vsc_chair", to="apply", mode="amend", reason="  ")
    assert raised.value.code == "reason_missing"


def test_only_who_may_complete_a_task_may_return_it(office: Office, applied: CaseView) -> None:
    assert refused(office, applied, "check", "vc_director", to="apply", mode="amend").code == "not_your_task"


def test_there_is_no_way_back_behind_a_running_notice(office: Office) -> None:
    """A notice that was opened since the target runs its course first."""
    office.install("posting")
    case = office.start("posting", kind="result", period=15, unit="d")
    office.complete(case, "prepare", "clerk")
    office.complete(case, "draft", "clerk", text="公示内容")
    office.complete(case, "check_notice", "vsc_member", notice_checked=True)
    office.complete(case, "post", "clerk", board_photo=[office.paper().id])
    office.pass_time(days=16)
    refusal = refused(office, case, "take_down", "vsc_member", to="prepare", mode="reconsider")
    assert refusal.code == "return_not_allowed"
    office.complete(case, "take_down", "vsc_member", period_kept=True, take_down_photo=[office.paper().id])
    assert office.give_back(case, "use_it", "clerk", to="prepare", mode="reconsider").active == ("prepare",)


# Ending the case.


def test_whoever_is_in_charge_may_end_a_case(office: Office, applied: CaseView) -> None:
    after = office.give_back(applied, "check", "vsc_chair", to=None, mode="terminate", reason="重复")
    assert (after.status, after.end, after.open_tasks, after.active) == ("terminated", None, (), ())
    assert office.kinds(applied)[-2:] == ["case_stopped", "case_terminated"]


def test_a_task_that_may_not_end_its_case_does_not(office: Office, visited: CaseView) -> None:
    refusal = refused(office, visited, "visit_judge", "vsc_chair", to=None, mode="terminate")
    assert refusal.code == "return_not_allowed"


def test_nothing_is_due_any_more_when_a_case_has_ended(office: Office, applied: CaseView) -> None:
    office.give_back(applied, "check", "vsc_chair", to=None, mode="terminate")
    assert {row.status for row in office.of(applied, tables.timers)} == {"cancelled"}
    assert office.pass_time(days=100) == 0


# Too many returns.


def test_the_third_return_to_a_step_is_told_to_the_town_discipline_office(
    office: Office, applied: CaseView
) -> None:
    told = []
    for _round in range(4):
        office.give_back(applied, "check", "vsc_chair", to="apply", mode="amend")
        office.complete(applied, "apply", "clerk", remark="再补", amount_fen=10_000)
        told.append([row.kind for row in office.of(applied, tables.messages)])
    assert told == [[], [], ["returns_alert"], ["returns_alert"]]
    (message,) = office.of(applied, tables.messages)
    assert message.person == office.somebody("town_discipline").person
    assert message.facts == {"element": "apply", "times": 3}


def test_a_stale_page_can_not_return_a_task(office: Office, applied: CaseView) -> None:
    with pytest.raises(Conflict) as raised:
        office.services.tasks.give_back(
            office.somebody("vsc_chair"),
            key=office.key(),
            task_id=applied.open_tasks[0].id,
            revision=applied.revision - 1,
            to="apply",
            reason="缺照片",
            mode="amend",
        )
    assert raised.value.code == "stale_revision"
