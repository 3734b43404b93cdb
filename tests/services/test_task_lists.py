"""The lists of a person's tasks: what waits for whom, what is late first, every page once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from engine.errors import Unreadable
from engine.persistence import tables
from engine.services.case_views import make_cursor
from engine.services.views import Actor, CaseView, Page, TaskRow
from tests.services.office import Office


@pytest.fixture
def applied(office: Office) -> CaseView:
    """A case whose task `check` waits for one of the supervisors."""
    office.install("errand")
    case = office.start("errand", amount_fen=10_000)
    return office.complete(case, "apply", "clerk", remark="修水管", amount_fen=10_000)


def every(read: Callable[..., Page[TaskRow]], actor: Actor, limit: int = 2) -> list[str]:
    """Ids of all rows of a list, read by pages."""
    found, cursor = [], None
    while True:
        page = read(actor, cursor=cursor, limit=limit)
        found += [row.id for row in page.items]
        cursor = page.next
        if cursor is None:
            return found


def elements(page: Page[TaskRow]) -> list[str]:
    return [row.element for row in page.items]


# Which list.


def test_what_only_one_can_do_is_to_do(office: Office) -> None:
    office.install("errand")
    office.start("errand", amount_fen=10_000)
    clerk, tasks = office.somebody("clerk"), office.services.tasks
    assert (elements(tasks.to_do(clerk)), elements(tasks.claimable(clerk))) == (["apply"], [])
    assert tasks.counts(clerk) == tasks.counts(clerk).__class__(
        to_do=1, claimable=0, done=0, started=1, copied=0
    )


def test_what_several_can_do_is_claimable_until_claimed(office: Office, applied: CaseView) -> None:
    chair, member, tasks = (
        office.somebody("vsc_chair"),
        office.holders("vsc_member")[-1],
        office.services.tasks,
    )
    for one in (chair, member):
        assert (elements(tasks.to_do(one)), elements(tasks.claimable(one))) == ([], ["check"])
    tasks.claim(chair, key=office.key(), task_id=applied.open_tasks[0].id, revision=applied.revision)
    assert (elements(tasks.to_do(chair)), elements(tasks.claimable(chair))) == (["check"], [])
    assert (elements(tasks.to_do(member)), elements(tasks.claimable(member))) == ([], [])
    assert tasks.to_do(chair).items[0].claimed_by == chair.name
    tasks.release(
        chair,
        key=office.key(),
        task_id=applied.open_tasks[0].id,
        revision=office.show(applied).revision,
    )
    assert elements(tasks.claimable(member)) == ["check"]


def test_nobody_is_asked_for_what_the_law_bars_them_from(office: Office) -> None:
    office.install("errand")
    office.appoint("dongshan-006", "vsc_member")
    case = office.start("errand", amount_fen=10_000)
    office.complete(case, "apply", "clerk", remark="修水管", amount_fen=10_000)
    assert office.services.tasks.open_or_done(office.somebody("clerk"), state="open").items == ()


def test_what_is_done_is_listed_for_who_did_it(office: Office, applied: CaseView) -> None:
    clerk, tasks = office.somebody("clerk"), office.services.tasks
    (row,) = tasks.done(clerk).items
    assert (row.element, row.done_at, row.late) == ("apply", office.clock.now, False)
    assert tasks.done(office.somebody("vsc_chair")).items == ()
    assert tasks.open_or_done(clerk, state="done") == tasks.done(clerk)
    assert [one.id for one in tasks.started(clerk).items] == [applied.id]


def test_nothing_of_another_village_is_listed(office: Office, applied: CaseView) -> None:
    for user in ("xihe.clerk", "xihe.vsc_chair"):
        assert office.services.tasks.open_or_done(office.user(user), state="open").items == ()


def test_a_right_that_is_gone_takes_its_tasks_along(office: Office, applied: CaseView) -> None:
    chair = office.somebody("vsc_chair")
    office.dismiss(chair.person, "vsc_chair", date(2026, 3, 1))
    assert office.services.tasks.claimable(office.user(chair.user)).items == ()


def test_a_task_for_one_person_is_nobody_elses(office: Office) -> None:
    office.install("sitting", "errand")
    case = office.start("errand", office.holders("vc_member")[-1], amount_fen=10_000)
    office.write(
        tables.tasks.update().where(tables.tasks.c.case_id == case.id).values(assignee="dongshan-006")
    )
    tasks = office.services.tasks
    assert elements(tasks.to_do(office.somebody("clerk"))) == ["apply"]
    assert elements(tasks.open_or_done(office.holders("vc_member")[-1], state="open")) == []


# In which order.


def test_the_most_urgent_comes_first_and_what_is_never_due_last(office: Office) -> None:
    office.install("errand", "journey", "visit", "filing")
    undated = office.start("journey", aim="走访")
    office.complete(undated, "plan", "vc_director", where="三组")
    later = office.start("errand", amount_fen=10_000)
    sooner = office.start("filing", what="备案")
    clerk = office.somebody("clerk")
    rows = office.services.tasks.open_or_done(clerk, state="open").items
    assert [row.case for row in rows] == [sooner.id, later.id, undated.id]
    assert [(row.due is None, row.late) for row in rows] == [(False, False), (False, False), (True, False)]


def test_what_is_late_says_so_and_leads(office: Office) -> None:
    office.install("errand")
    old = office.start("errand", amount_fen=10_000)
    office.clock.advance(days=5)
    new = office.start("errand", amount_fen=10_000)
    rows = office.services.tasks.to_do(office.somebody("clerk")).items
    assert [(row.case, row.late, row.working_days_left) for row in rows] == [
        (old.id, True, -1),
        (new.id, False, 3),
    ]


@pytest.mark.parametrize("limit", [1, 2, 3, 10])
def test_every_page_goes_on_where_the_last_one_ended(office: Office, limit: int) -> None:
    office.install("errand", "journey", "visit")
    for _again in range(3):
        office.start("errand", amount_fen=10_000)
        case = office.start("journey", aim="走访")
        office.complete(case, "plan", "vc_director", where="三组")
    clerk, tasks = office.somebody("clerk"), office.services.tasks
    whole = [row.id for row in tasks.to_do(clerk, limit=200).items]
    assert len(set(whole)) == 6
    assert every(tasks.to_do, clerk, limit) == whole


def test_pages_of_what_is_done_go_back_in_time(office: Office) -> None:
    office.install("errand")
    for _again in range(5):
        case = office.start("errand", amount_fen=10_000)
        office.complete(case, "apply", "clerk", remark="修水管", amount_fen=10_000)
        office.clock.advance(minutes=1)
    clerk, tasks = office.somebody("clerk"), office.services.tasks
    done = {row.id: row.done_at for row in office.rows(tables.tasks) if row.status == "done"}
    assert every(tasks.done, clerk) == sorted(done, key=lambda one: done[one], reverse=True)


def test_what_comes_meanwhile_repeats_nothing(office: Office) -> None:
    office.install("errand")
    for _again in range(4):
        office.start("errand", amount_fen=10_000)
    clerk, to_do = office.somebody("clerk"), office.services.tasks.to_do
    first = to_do(clerk, limit=2)
    office.clock.advance(days=3)
    office.start("errand", amount_fen=10_000)
    rest = to_do(clerk, limit=200, cursor=first.next)
    seen = [row.id for row in (*first.items, *rest.items)]
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        make_cursor(),
        make_cursor(1, 2, 3, 4),
        make_cursor("one"),
        make_cursor("noon", "id"),
        make_cursor("first", None, "id"),
        make_cursor(0, "noon", "id"),
        make_cursor(True, None, "id"),
        make_cursor(0, None, None),
    ],
)
def test_only_cursors_of_our_own_are_taken(office: Office, cursor: str) -> None:
    clerk, tasks = office.somebody("clerk"), office.services.tasks
    for read in (tasks.to_do, tasks.claimable, tasks.done):
        with pytest.raises(Unreadable, match="bad_cursor"):
            read(clerk, cursor=cursor)
