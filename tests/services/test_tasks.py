"""Completing, claiming and releasing tasks: what changes, and what is refused in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from engine.audit.commitment import commit
from engine.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from engine.persistence import tables
from engine.services.views import Actor, CaseView
from tests.services.office import VILLAGE, Office, together

CHAIR, MEMBER, CLERK, CASHIER = "dongshan-031", "dongshan-032", "dongshan-006", "qingshi-006"


@pytest.fixture
def errand(office: Office) -> CaseView:
    """A case whose first task, `apply`, waits for the clerk."""
    office.install("errand")
    return office.start("errand", amount_fen=10_000)


@pytest.fixture
def applied(office: Office, errand: CaseView) -> CaseView:
    """A case whose task `check` waits for one of the supervisors."""
    return office.complete(errand, "apply", "clerk", remark="修水管", amount_fen=10_000)


def refusal_of(act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as raised:
        act()
    return raised.value


def attempt(office: Office, who: str | Actor, task: str, revision: int, **answers: object) -> CaseView:
    """Complete a task by its id."""
    return office.services.tasks.complete(
        office.somebody(who), key=office.key(), task_id=task, revision=revision, answers=answers
    )


# What completing does.


def test_the_case_moves_on_to_the_next_task(office: Office, errand: CaseView) -> None:
    after = office.complete(errand, "apply", "clerk", remark="修水管", amount_fen=10_000)
    assert ([task.element for task in after.open_tasks], after.active) == (["check"], ("check",))
    assert after.revision == errand.revision + 1


def test_the_last_task_ends_the_case_at_its_end_event(office: Office, applied: CaseView) -> None:
    office.complete(applied, "check", "vsc_chair")
    after = office.complete(applied, "settle", "cashier")
    assert (after.status, after.end, after.open_tasks) == ("completed", "errand_done", ())
    assert after.ended_at == office.clock.now


def test_who_did_it_and_as_what_is_written_down(office: Office, applied: CaseView) -> None:
    task = office.of(applied, tables.tasks)[0]
    assert (task.status, task.performer, task.performer_role, task.done_at) == (
        "done", CLERK, "clerk", office.clock.now,
    )  # fmt: skip


def test_the_trail_commits_to_the_answers_without_telling_them(office: Office, applied: CaseView) -> None:
    entry = office.of(applied, tables.trail_entries)[-1]
    assert (entry.kind, entry.actor, entry.role, entry.element) == (
        "task_completed", "dongshan.clerk", "clerk", "apply",
    )  # fmt: skip
    values = {row.field: row for row in office.of(applied, tables.trail_values) if row.seq == entry.seq}
    assert entry.data["committed"] == {
        name: commit(row.value, bytes.fromhex(row.salt)) for name, row in values.items()
    }
    assert values["remark"].value == "修水管"
    assert "修水管" not in str(entry.data)


def test_papers_belong_to_the_case_and_are_bound_by_the_trail(office: Office, errand: CaseView) -> None:
    paper = office.paper()
    office.complete(errand, "apply", "clerk", remark="修水管", amount_fen=10_000, papers=[paper.id])
    file = office.of(errand, tables.attachments)[0]
    assert (file.id, file.field) == (paper.id, "papers")
    assert office.of(errand, tables.trail_entries)[-1].att == [paper.digest]


def test_a_paper_of_another_case_is_no_answer(office: Office, errand: CaseView) -> None:
    paper = office.paper()
    office.complete(errand, "apply", "clerk", remark="一", amount_fen=10_000, papers=[paper.id])
    other = office.start("errand", amount_fen=10_000)
    refusal = refusal_of(
        lambda: office.complete(other, "apply", "clerk", remark="二", amount_fen=10_000, papers=[paper.id])
    )
    assert [(one.field, one.code) for one in refusal.errors] == [("papers", "unknown_attachment")]  # type: ignore[attr-defined]


def test_a_task_without_a_form_takes_no_answers(office: Office, applied: CaseView) -> None:
    office.complete(applied, "check", "vsc_chair")
    assert refusal_of(lambda: office.complete(applied, "settle", "cashier", amount_fen=1)).code == "no_form"


def test_nobody_is_asked_and_reminded_any_more(office: Office, applied: CaseView) -> None:
    done, waiting = (row.id for row in office.of(applied, tables.tasks))
    assert {row.task_id for row in office.rows(tables.candidates)} == {waiting}
    pending = [row.task_id for row in office.of(applied, tables.timers) if row.status == "pending"]
    assert (done in pending, waiting in pending) == (False, True)


# Who may.


def test_somebody_else_is_told_whose_it_is(office: Office, errand: CaseView) -> None:
    refusal = refusal_of(lambda: office.complete(errand, "apply", "vc_director", remark="修水管"))
    assert (type(refusal), refusal.code) == (Forbidden, "not_your_task")
    assert refusal.facts["who"] == office.holders("clerk")[0].name


def test_whoever_made_the_claim_does_not_supervise_it(office: Office, applied: CaseView) -> None:
    office.appoint(CLERK, "vsc_member")
    assert refusal_of(lambda: office.complete(applied, "check", "clerk")).code == "separation_of_duties"


@pytest.mark.parametrize("whose", ["own", "relative"])
def test_a_party_and_its_relatives_are_recused(office: Office, whose: str) -> None:
    office.install("errand")
    chair = office.holders("vsc_chair")[0]
    payee = chair.name if whose == "own" else office.holders("group_leader")[0].name
    if whose == "relative":
        relative = office.holders("group_leader")[0].person
        office.write(
            tables.kinships.insert().values(person=chair.person, relative=relative, relation="siblings")
        )
    case = office.start("errand", amount_fen=10_000, payee=payee)
    office.complete(case, "apply", "clerk", remark="修水管", amount_fen=10_000)
    assert refusal_of(lambda: office.complete(case, "check", "vsc_chair")).code == "recused"
    assert office.complete(case, "check", office.holders("vsc_member")[-1]).active == ("settle",)


def test_a_post_that_has_ended_gives_no_right(office: Office, applied: CaseView) -> None:
    chair = office.holders("vsc_chair")[0]
    office.dismiss(chair.person, "vsc_chair", date(2026, 3, 1))
    refusal = refusal_of(lambda: office.complete(applied, "check", chair))
    assert (refusal.code, refusal.facts["to_on"]) == ("post_ended", date(2026, 3, 1))


def test_nobody_left_flags_the_task(office: Office) -> None:
    office.install("errand")
    for person in (CHAIR, MEMBER, "dongshan-033"):
        for post in ("vsc_chair", "vsc_member"):
            office.dismiss(person, post, date(2026, 3, 1))
    case = office.start("errand", amount_fen=10_000)
    office.complete(case, "apply", "clerk", remark="修水管", amount_fen=10_000)
    assert [(row.element, row.flag) for row in office.of(case, tables.tasks)] == [
        ("apply", None),
        ("check", "no_candidate"),
    ]
    for appoints in ("qingshi.town_officer", "haiwan.sysadmin"):
        told = office.services.messages.list(office.user(appoints))
        assert ["没有人可以办" in message.sentence for message in told] == [True]


# The order of refusals: 404, closed, done, whose it is, stale, answers.


def test_a_task_of_another_village_is_not_told_from_one_that_is_not(office: Office, errand: CaseView) -> None:
    stranger = office.user("xihe.clerk")
    there = refusal_of(lambda: attempt(office, stranger, errand.open_tasks[0].id, 1))
    nowhere = refusal_of(lambda: attempt(office, stranger, "0" * 32, 1))
    assert type(there) is type(nowhere) is NotFound
    assert (there.code, there.facts) == (nowhere.code, nowhere.facts) == ("not_found", {})


def test_a_closed_case_comes_before_a_done_task(office: Office, applied: CaseView) -> None:
    done = office.of(applied, tables.tasks)[0].id
    office.give_back(applied, "check", "vsc_chair", to=None, mode="terminate")
    refusal = refusal_of(lambda: attempt(office, "villager_rep", done, 0, nonsense=1))
    assert (type(refusal), refusal.code) == (Conflict, "case_closed")


def test_a_done_task_comes_before_whose_it_was(office: Office, applied: CaseView) -> None:
    done = office.of(applied, tables.tasks)[0]
    refusal = refusal_of(lambda: attempt(office, "villager_rep", done.id, 0, nonsense=1))
    assert (type(refusal), refusal.code) == (Conflict, "already_done")
    assert (refusal.facts["by"], refusal.facts["at"]) == (
        office.holders("clerk")[0].name, office.clock.now,
    )  # fmt: skip


def test_whose_it_is_comes_before_a_stale_page(office: Office, errand: CaseView) -> None:
    refusal = refusal_of(lambda: attempt(office, "villager_rep", errand.open_tasks[0].id, 0, nonsense=1))
    assert refusal.code == "not_your_task"


def test_a_stale_page_comes_before_its_answers(office: Office, errand: CaseView) -> None:
    refusal = refusal_of(lambda: attempt(office, "clerk", errand.open_tasks[0].id, 0, nonsense=1))
    assert (type(refusal), refusal.code) == (Conflict, "stale_revision")


def test_answers_come_last(office: Office, errand: CaseView) -> None:
    refusal = refusal_of(lambda: attempt(office, "clerk", errand.open_tasks[0].id, 1, remark=""))
    assert (type(refusal), refusal.code) == (Invalid, "invalid_answers")


def test_what_does_not_concern_the_task_makes_no_page_stale(office: Office, errand: CaseView) -> None:
    office.services.cases.comment(
        office.somebody("vc_director"), key=office.key(), case_id=errand.id, text="请抓紧"
    )
    office.paper()
    assert office.show(errand).revision == errand.revision + 1
    after = attempt(
        office, "clerk", errand.open_tasks[0].id, errand.revision, remark="修水管", amount_fen=10_000
    )
    assert after.active == ("check",)


def test_a_refusal_leaves_everything_as_it_was(office: Office, errand: CaseView) -> None:
    before = office.dump()
    refusal_of(lambda: attempt(office, "clerk", errand.open_tasks[0].id, 1, remark=""))
    assert office.dump() == before


# Claiming.


def test_a_claimed_task_is_the_claimers_alone_until_released(office: Office, applied: CaseView) -> None:
    chair, member = office.somebody("vsc_chair"), office.holders("vsc_member")[-1]
    task, tasks = applied.open_tasks[0].id, office.services.tasks
    tasks.claim(chair, key=office.key(), task_id=task, revision=office.show(applied).revision)
    refusal = refusal_of(lambda: attempt(office, member, task, office.show(applied).revision))
    assert (refusal.code, refusal.facts["who"]) == ("claimed_by_another", chair.name)
    tasks.release(chair, key=office.key(), task_id=task, revision=office.show(applied).revision)
    assert attempt(office, member, task, office.show(applied).revision).active == ("settle",)


def test_a_page_from_before_the_claim_is_stale(office: Office, applied: CaseView) -> None:
    chair, task = office.somebody("vsc_chair"), applied.open_tasks[0].id
    office.services.tasks.claim(chair, key=office.key(), task_id=task, revision=applied.revision)
    assert refusal_of(lambda: attempt(office, chair, task, applied.revision)).code == "stale_revision"


def test_claiming_and_releasing_stand_in_the_trail(office: Office, applied: CaseView) -> None:
    chair, task = office.somebody("vsc_chair"), applied.open_tasks[0].id
    office.services.tasks.claim(chair, key=office.key(), task_id=task, revision=2)
    office.services.tasks.release(chair, key=office.key(), task_id=task, revision=3)
    assert office.kinds(applied)[-2:] == ["task_claimed", "task_released"]


def test_one_of_all_who_claim_at_once_gets_it(office: Office, applied: CaseView) -> None:
    people = [office.somebody("vsc_chair"), office.holders("vsc_member")[-1]] * 4
    outcomes = together(
        len(people),
        lambda number: office.services.tasks.claim(
            people[number], key=f"claim-{number}", task_id=applied.open_tasks[0].id, revision=applied.revision
        ),
    )
    assert sum(isinstance(outcome, CaseView) for outcome in outcomes) == 1
    assert {one.code for one in outcomes if isinstance(one, Refusal)} <= {
        "claimed_by_another",
        "stale_revision",
    }


# Everything or nothing.


@contextmanager
def broken_at(office: Office, turn: int) -> Iterator[list[int]]:
    """A database in which the statement of that turn fails; the list holds its turn once it came."""
    seen: list[int] = []
    counted = iter(range(1, 100_000))

    def spoil(
        _connection: Any,
        _cursor: Any,
        statement: str,
        parameters: Any,
        _context: Any,
        many: bool,
    ) -> tuple[str, Any]:
        if next(counted) != turn:
            return statement, parameters
        seen.append(turn)
        return "SELECT nothing FROM nowhere", [()] if many else ()

    engine = office.services.kernel.database.engine
    event.listen(engine, "before_cursor_execute", spoil, retval=True)
    yield seen
    event.remove(engine, "before_cursor_execute", spoil)


def test_a_step_whose_statement_fails_changes_nothing(office: Office, errand: CaseView) -> None:
    paper, clerk = office.paper(), office.somebody("clerk")
    before, turn = office.dump(), 0
    while True:
        turn += 1
        with broken_at(office, turn) as broke:
            try:
                office.services.tasks.complete(
                    clerk,
                    key="the-same",
                    task_id=errand.open_tasks[0].id,
                    revision=errand.revision,
                    answers={"remark": "修水管", "amount_fen": 10_000, "papers": [paper.id]},
                )
            except sa.exc.DBAPIError:
                assert broke
        if not broke:
            break
        assert office.dump() == before, f"statement {turn} failed, and something stayed behind"
    assert turn > 10
    assert office.open(errand) == ["check"]
    assert office.kinds(errand) == ["case_started", "task_completed"]
    assert office.rows(tables.candidates, tables.candidates.c.village == VILLAGE)
