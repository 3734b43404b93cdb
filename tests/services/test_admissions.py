"""Objections of people who did not log in: the supervisors' chair admits them, or says why not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.errors import Conflict, Forbidden, Invalid, NotFound
from engine.persistence import tables
from engine.services.views import CaseView
from tests.services.office import Office
from tests.services.test_notices import notice_of, post, prepared, refusal
from tests.services.test_objections import LAST_DAY, object_to, reply, status

OBJECTIONS = tables.objections


@pytest.fixture
def posted(office: Office) -> CaseView:
    """A case whose notice hangs since 2 March."""
    return post(office, prepared(office))


@pytest.fixture
def objection(office: Office, posted: CaseView) -> str:
    """The id of an objection that Ms Qian sent from her phone."""
    return object_to(office, posted, None, name="钱女士", contact="13812345678").id


def admit(office: Office, objection: str, who: str = "vsc_chair") -> str:
    admissions = office.services.admissions
    return admissions.admit(office.somebody(who), key=office.key(), objection_id=objection).standing


def refuse(office: Office, objection: str, reason: str) -> str:
    chair = office.somebody("vsc_chair")
    admissions = office.services.admissions
    return admissions.refuse(chair, key=office.key(), objection_id=objection, reason=reason).standing


def test_the_chair_sees_what_waits_and_until_when(office: Office, posted: CaseView, objection: str) -> None:
    (waiting,) = office.services.admissions.waiting(office.somebody("vsc_chair"))
    assert (waiting.id, waiting.case, waiting.name, waiting.contact) == (
        objection, posted.id, "钱女士", "13812345678",
    )  # fmt: skip
    assert waiting.decide_before == datetime(2026, 3, 3, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize("who", ["vsc_member", "clerk", "vc_director", "town_discipline"])
def test_nobody_else_sees_who_objected_or_decides(office: Office, objection: str, who: str) -> None:
    assert office.services.admissions.waiting(office.somebody(who)) == ()
    refused = refusal(lambda: admit(office, objection, who))
    assert (type(refused), refused.code) == (Forbidden, "admission_not_yours")


def test_in_another_village_there_is_no_such_objection(office: Office, objection: str) -> None:
    stranger = office.somebody("vsc_chair", "xihe")
    with pytest.raises(NotFound):
        office.services.admissions.admit(stranger, key=office.key(), objection_id=objection)


def test_what_is_admitted_holds_the_notice_until_it_is_answered(
    office: Office, posted: CaseView, objection: str
) -> None:
    assert admit(office, objection) == "admitted"
    assert status(office, posted) == ("suspended", "running")
    assert office.open(posted) == ["reply"]
    reply(office, posted, "unfounded")
    assert status(office, posted) == ("running", "running")
    assert "objection_admitted" in office.kinds(posted)


def test_what_is_not_admitted_leaves_the_notice_alone_and_says_why(
    office: Office, posted: CaseView, objection: str
) -> None:
    assert refuse(office, objection, "说的是邻村的事。") == "not_admitted"
    assert status(office, posted) == ("running", "running")
    (row,) = office.rows(OBJECTIONS, OBJECTIONS.c.id == objection)
    assert (row.standing, row.answer) == ("not_admitted", "说的是邻村的事。")
    assert "objection_not_admitted" in office.kinds(posted)


@pytest.mark.parametrize("reason", ["", "  ", "理" * 2_001], ids=["none", "blank", "too long"])
def test_no_refusal_without_a_reason(office: Office, objection: str, reason: str) -> None:
    refused = refusal(lambda: refuse(office, objection, reason))
    assert isinstance(refused, Invalid)
    assert [error.field for error in refused.errors] == ["reason"]


def test_what_is_decided_is_decided(office: Office, objection: str) -> None:
    refuse(office, objection, "说的是邻村的事。")
    refused = refusal(lambda: admit(office, objection))
    assert (type(refused), refused.code) == (Conflict, "admission_decided")


def test_no_notice_closes_over_an_objection_that_waits(
    office: Office, posted: CaseView, objection: str
) -> None:
    """What nobody decided until the period is over is admitted then; the case waits for the answer."""
    office.pass_time(seconds=(LAST_DAY - office.clock.now + timedelta(minutes=1)).total_seconds())
    assert status(office, posted) == ("suspended", "running")
    assert office.open(posted) == ["reply"]
    reply(office, posted, "unfounded")
    assert office.open(posted) == ["take_down"]


def test_with_a_withdrawn_notice_there_is_nothing_left_to_decide(
    office: Office, posted: CaseView, objection: str
) -> None:
    object_to(office, posted)
    reply(office, posted, "substantive")
    assert notice_of(office, posted).status == "withdrawn"
    assert office.services.admissions.waiting(office.somebody("vsc_chair")) == ()
    assert refusal(lambda: admit(office, objection)).code == "notice_ended"
