"""A copy tells somebody of a case and asks nothing of them."""

from __future__ import annotations

import pytest

from engine.errors import Invalid, NotFound, Refusal
from engine.persistence import tables
from engine.services.views import Actor, CaseView
from tests.services.office import Office

COPIES = tables.copies


@pytest.fixture
def case(office: Office) -> CaseView:
    """A case of the clerk."""
    office.install("errand")
    return office.start("errand", amount_fen=10_000)


def send(
    office: Office,
    case: CaseView,
    *readers: Actor,
    who: str = "clerk",
    note: str = "请看看",
    key: str | None = None,
    village: str = "dongshan",
) -> CaseView:
    return office.services.copies.send(
        office.somebody(who, village),
        key=key or office.key(),
        case_id=case.id,
        readers=[one.person for one in readers],
        note=note,
    )


def unread(office: Office, one: Actor) -> int:
    return office.services.tasks.counts(one).copied


def test_a_copy_is_in_its_readers_list_until_and_after_it_is_read(office: Office, case: CaseView) -> None:
    secretary, copies = office.somebody("party_secretary"), office.services.copies
    send(office, case, secretary)
    (row,) = copies.received(secretary).items
    assert (row.case.title, row.case.waiting_for, row.starter_name) == (
        "测试办件",
        ("apply",),
        office.somebody("clerk").name,
    )
    assert (row.working_days_left, row.copy.note, row.copy.read_at) == (3, "请看看", None)
    assert unread(office, secretary) == 1
    office.pass_time(hours=1)
    copies.mark_read(secretary, row.copy.id)
    read_at = office.clock.now
    office.pass_time(hours=1)
    copies.mark_read(secretary, row.copy.id)
    assert copies.received(secretary).items[0].copy.read_at == read_at
    assert unread(office, secretary) == 0


def test_it_stands_in_the_trail_and_moves_nothing(office: Office, case: CaseView) -> None:
    secretary = office.somebody("party_secretary")
    seen = office.task(case, "apply", "clerk").revision
    send(office, case, secretary)
    assert office.kinds(case)[-1] == "case_copied"
    timeline = office.services.cases.page(secretary, case.id).timeline
    assert f"抄送给{secretary.name}" in timeline[-1].sentence
    assert "public" not in str(office.of(case, tables.trail_entries)[-1].data)
    assert secretary.name not in str(office.of(case, tables.trail_entries)[-1].data)
    office.services.tasks.complete(
        office.somebody("clerk"),
        key=office.key(),
        task_id=case.open_tasks[0].id,
        revision=seen,
        answers={"remark": "修水管", "amount_fen": 10_000},
    )


def test_the_case_shows_who_was_told_and_who_has_read_it(office: Office, case: CaseView) -> None:
    secretary, chair = office.somebody("party_secretary"), office.somebody("vsc_chair")
    send(office, case, secretary, chair, note="")
    office.services.copies.mark_read(chair, office.services.copies.received(chair).items[0].copy.id)
    shown = office.services.cases.page(secretary, case.id).copies
    assert {(one.reader_name, one.read_at is not None) for one in shown} == {
        (secretary.name, False),
        (chair.name, True),
    }


def test_a_reader_gets_no_right_by_it(office: Office, case: CaseView) -> None:
    secretary = office.somebody("party_secretary")
    send(office, case, secretary)
    assert office.services.tasks.to_do(secretary).items == ()
    assert not office.task(case, "apply", secretary).may_complete


def test_who_has_not_read_one_is_not_sent_another(office: Office, case: CaseView) -> None:
    secretary, clerk, copies = (
        office.somebody("party_secretary"),
        office.somebody("clerk"),
        office.services.copies,
    )
    send(office, case, secretary)
    assert secretary.person not in {one.person for one in copies.readers(clerk, case.id)}
    with pytest.raises(Invalid):
        send(office, case, secretary)
    copies.mark_read(secretary, copies.received(secretary).items[0].copy.id)
    send(office, case, secretary)
    assert len(copies.received(secretary).items) == 2


def test_readers_are_those_in_office_here_and_above_but_not_who_keeps_the_installation(
    office: Office, case: CaseView
) -> None:
    found = {
        post
        for one in office.services.copies.readers(office.somebody("clerk"), case.id)
        for post in one.posts
    }
    assert {"party_secretary", "vsc_chair", "town_officer", "town_discipline"} <= found
    assert found.isdisjoint({"sysadmin", "district_designer", "district_approver"})


def test_said_twice_it_is_sent_once(office: Office, case: CaseView) -> None:
    secretary = office.somebody("party_secretary")
    first = send(office, case, secretary, key="twice")
    assert send(office, case, secretary, key="twice") == first
    assert len(office.rows(COPIES)) == 1


@pytest.mark.parametrize("fault", ["nobody", "a stranger", "oneself", "a long note"])
def test_what_is_refused_sends_nothing(office: Office, case: CaseView, fault: str) -> None:
    secretary = office.somebody("party_secretary")
    readers = {
        "nobody": [],
        "a stranger": [office.somebody("clerk", "xihe")],
        "oneself": [office.somebody("clerk")],
        "a long note": [secretary],
    }[fault]
    with pytest.raises(Invalid) as raised:
        send(office, case, *readers, note="长" * 201 if fault == "a long note" else "")
    assert raised.value.code == "invalid_answers"
    assert office.rows(COPIES) == []


def test_of_another_village_nothing_is_known(office: Office, case: CaseView) -> None:
    secretary, stranger, copies = (
        office.somebody("party_secretary"),
        office.somebody("clerk", "xihe"),
        office.services.copies,
    )
    send(office, case, secretary)
    (row,) = copies.received(secretary).items

    def refused(act: object) -> Refusal:
        with pytest.raises(NotFound) as raised:
            act()  # type: ignore[operator]
        return raised.value

    refused(lambda: send(office, case, secretary, village="xihe"))
    refused(lambda: copies.readers(stranger, case.id))
    refused(lambda: copies.mark_read(stranger, row.copy.id))
    refused(lambda: copies.mark_read(office.somebody("vsc_chair"), row.copy.id))


def test_the_newest_come_first_by_pages(office: Office, case: CaseView) -> None:
    secretary, copies = office.somebody("party_secretary"), office.services.copies
    cases = [case, office.start("errand", amount_fen=1), office.start("errand", amount_fen=2)]
    for one in cases:
        office.pass_time(seconds=1)
        send(office, one, secretary)
    first = copies.received(secretary, limit=2)
    rest = copies.received(secretary, limit=2, cursor=first.next)
    assert [row.case.id for row in (*first.items, *rest.items)] == [one.id for one in reversed(cases)]
    assert rest.next is None
