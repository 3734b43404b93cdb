"""A step that fails leaves its case as it was and stands where somebody looks."""

import re

import pytest

from engine.errors import Conflict, Forbidden, Invalid, NotFound
from engine.messages import text
from engine.persistence import tables
from engine.runtime import RuntimeFailure
from engine.services.incidents import open_incident, refusal_of
from engine.services.views import CaseView, IncidentRow
from tests.services.office import Office

ADMINISTRATORS = ("haiwan.sysadmin", "qingshi.town_officer")
"""Who can mend what fails in Dongshan."""


@pytest.fixture
def failed(office: Office) -> CaseView:
    """A case whose timer divides by zero, five times."""
    office.install("alarm")
    case = office.start("alarm", divisor=0)
    for minutes in (24 * 60, 1, 5, 25, 120, 600):
        office.pass_time(minutes=minutes)
    return case


def test_an_incident_says_what_happened_where(office: Office, failed: CaseView) -> None:
    (incident,) = office.services.incidents.list(office.user("haiwan.sysadmin"))
    assert (incident.case, incident.case_number) == (failed.id, failed.number)
    assert (incident.village_name, incident.step) == ("东山村", text("incident.unnamed"))
    assert incident.what == text("feel.division_by_zero")
    assert (incident.is_open, incident.by_clock) == (True, True)


def test_incidents_of_other_places_are_out_of_sight(office: Office, failed: CaseView) -> None:
    listed = office.services.incidents.list
    assert len(listed(office.user("qingshi.town_officer"))) == 1
    assert listed(office.user("baisha.town_officer")) == listed(office.user("xihe.clerk")) == ()


@pytest.mark.parametrize(
    ("code", "facts", "words"),
    [
        pytest.param("uncaught_error", {"error_code": "E42"}, "没有安排去处", id="of-the-runtime"),
        pytest.param("bound_steps", {"most": 10_000}, "10000", id="of-its-bounds"),
        pytest.param("division_by_zero", {}, "除", id="of-an-expression"),
        pytest.param("case_closed", {"number": "1", "status": "completed"}, "1", id="of-a-rule"),
        pytest.param("unknown_name", {"name": "deciding_body"}, "算不出", id="of-a-variable"),
        pytest.param("timer_text", {"text": "PT-what"}, "日志", id="of-a-text-of-the-diagram"),
        pytest.param("never_heard_of", {"thing": object}, "日志", id="of-nobody"),
        pytest.param("bound_steps", {}, "日志", id="without-its-facts"),
    ],
)
def test_every_failure_is_told_in_words(
    office: Office, code: str, facts: dict[str, object], words: str
) -> None:
    office.install("errand")
    case = office.start("errand", amount_fen=10_000)
    open_incident(office.services.kernel, case.id, case.village, RuntimeFailure(code, None, **facts))
    (incident,) = office.services.incidents.list(office.user("haiwan.sysadmin"))
    assert words in incident.what
    assert not re.search("[A-Za-z]{2}|_", incident.step + incident.what), "machine words"


def test_the_same_failure_again_is_the_same_incident(office: Office) -> None:
    office.install("errand")
    case = office.start("errand", amount_fen=10_000)
    kernel = office.services.kernel
    ids = {
        open_incident(kernel, case.id, case.village, RuntimeFailure(code, element))
        for code, element in (("no_flow", "a"), ("no_flow", "a"), ("no_flow", "b"), ("no_flow", None))
    }
    assert len(ids) == 3
    assert sorted(row.attempts for row in office.of(case, tables.incidents)) == [1, 1, 2]


# Trying again.


def test_a_failed_timer_is_tried_again_when_somebody_says_so(office: Office, failed: CaseView) -> None:
    admin, incidents = office.user("haiwan.sysadmin"), office.services.incidents
    (incident,) = incidents.list(admin)
    incidents.retry(admin, incident_id=incident.id)
    assert not incidents.list(admin)[0].is_open
    assert office.pass_time(seconds=0) == 1
    assert office.services.trail.verify_all().intact
    with pytest.raises(Conflict, match="already_resolved"):
        incidents.retry(admin, incident_id=incident.id)


@pytest.mark.parametrize(
    ("user", "refusal"), [("dongshan.party_secretary", Forbidden), ("baisha.town_officer", NotFound)]
)
def test_who_may_not_mend_may_not_try_again(
    office: Office, failed: CaseView, user: str, refusal: type[Exception]
) -> None:
    (incident,) = office.services.incidents.list(office.user("haiwan.sysadmin"))
    with pytest.raises(refusal):
        office.services.incidents.retry(office.user(user), incident_id=incident.id)
    with pytest.raises(refusal):
        office.services.incidents.settle(office.user(user), incident_id=incident.id, reason="不用管")


def test_a_failed_timer_is_tried_again_and_not_explained_away(office: Office, failed: CaseView) -> None:
    (incident,) = office.services.incidents.list(office.user("haiwan.sysadmin"))
    with pytest.raises(Conflict, match="only_to_retry"):
        office.services.incidents.settle(
            office.user("haiwan.sysadmin"), incident_id=incident.id, reason="不用管"
        )
    assert office.show(failed).status == "incident"


# Who learns of it.


def test_those_who_can_mend_are_told_once(office: Office, failed: CaseView) -> None:
    refusal_of(office.services.kernel, RuntimeFailure("no_flow", None), failed.id, failed.village)
    refusal_of(office.services.kernel, RuntimeFailure("no_flow", None), failed.id, failed.village)
    for user in ADMINISTRATORS:
        told = [one.sentence for one in office.services.messages.list(office.user(user))]
        assert told == [text("message.incident", number=failed.number, title=failed.title)] * 2
    assert {row.person for row in office.of(failed, tables.messages)} == {
        office.user(user).person for user in ADMINISTRATORS
    }


def test_what_fails_again_after_it_was_tried_again_is_told_again(office: Office, failed: CaseView) -> None:
    admin, incidents = office.user("haiwan.sysadmin"), office.services.incidents
    incidents.retry(admin, incident_id=incidents.list(admin)[0].id)
    for minutes in (0, 1, 5, 25, 120, 600):
        office.pass_time(minutes=minutes)
    assert [row.is_open for row in incidents.list(admin)] == [True, False]
    assert len(office.services.messages.list(admin)) == 2


# Steps that people take.


def test_a_step_that_can_not_be_carried_out_leaves_the_case_as_it_was(office: Office) -> None:
    office.install("division")
    case = office.start("division", what="分账")
    before = _all_but_the_incident(office)
    with pytest.raises(Conflict) as refused:
        office.complete(case, "carry_out", "clerk", divisor=0)
    (incident,) = office.of(case, tables.incidents)
    assert (refused.value.code, refused.value.facts) == ("step_failed", {"incident": incident.id})
    assert (incident.code, incident.element) == ("division_by_zero", "weigh")
    assert _all_but_the_incident(office) == before
    (told,) = office.services.cases.page(office.somebody("clerk"), case.id).incidents
    assert (told.id, told.what) == (incident.id, text("feel.division_by_zero"))


def _all_but_the_incident(office: Office) -> dict[str, list[tuple[object, ...]]]:
    return {name: rows for name, rows in office.dump().items() if name not in {"incidents", "messages"}}


def test_whoever_tries_a_failed_step_again_counts_an_attempt(office: Office) -> None:
    office.install("division")
    case = office.start("division", what="分账")
    for _again in range(3):
        with pytest.raises(Conflict):
            office.complete(case, "carry_out", "clerk", divisor=0)
    assert [row.attempts for row in office.of(case, tables.incidents)] == [3]
    assert _listed(office).is_open
    assert office.complete(case, "carry_out", "clerk", divisor=1).end == "light"
    assert not _listed(office).is_open


def test_a_start_that_can_not_be_carried_out_makes_no_case(office: Office) -> None:
    office.install("collapse")
    before = office.dump()
    with pytest.raises(Conflict) as refused:
        office.start("collapse", divisor=0)
    assert refused.value.code == "start_failed"
    assert office.dump() == before


def _failed_task(office: Office) -> tuple[CaseView, IncidentRow]:
    """A case whose clerk's step failed, and the incident of it."""
    office.install("division")
    case = office.start("division", what="分账")
    with pytest.raises(Conflict, match="step_failed"):
        office.complete(case, "carry_out", "clerk", divisor=0)
    return case, _listed(office)


def _listed(office: Office) -> IncidentRow:
    (incident,) = office.services.incidents.list(office.user("haiwan.sysadmin"))
    return incident


def test_the_step_of_a_person_can_not_be_tried_again_without_that_person(office: Office) -> None:
    case, incident = _failed_task(office)
    assert (incident.by_clock, incident.task_name) == (False, "carry_out")
    with pytest.raises(Conflict, match="nothing_to_retry"):
        office.services.incidents.retry(office.user("haiwan.sysadmin"), incident_id=incident.id)
    assert _listed(office).is_open
    assert office.kinds(case) == ["case_started"]


def test_the_incident_of_a_person_s_step_is_over_once_the_step_is_taken(office: Office) -> None:
    case, _ = _failed_task(office)
    assert office.show(case).status == "incident"
    office.complete(case, "carry_out", "clerk", divisor=1)
    assert not _listed(office).is_open
    with pytest.raises(Conflict, match="already_resolved"):
        office.services.incidents.settle(
            office.user("haiwan.sysadmin"), incident_id=_listed(office).id, reason="晚了"
        )


def test_an_administrator_may_say_that_it_is_dealt_with(office: Office) -> None:
    case, incident = _failed_task(office)
    admin = office.user("qingshi.town_officer")
    with pytest.raises(Invalid, match="reason_missing"):
        office.services.incidents.settle(admin, incident_id=incident.id, reason="  ")
    office.services.incidents.settle(admin, incident_id=incident.id, reason="已请经办人改填除数")
    assert not _listed(office).is_open
    assert office.show(case).status == "running"
    last = office.services.trail.timeline(admin, case.id)[-1]
    assert (last.kind, "已请经办人改填除数" in last.sentence) == ("incident_settled", True)
    assert office.services.trail.verify_all().intact


def test_the_incidents_of_a_case_that_was_cancelled_are_over(office: Office) -> None:
    case, _ = _failed_task(office)
    office.services.cases.cancel(
        office.somebody("clerk"), key=office.key(), case_id=case.id, revision=case.revision, reason="不办了"
    )
    assert not _listed(office).is_open
    assert office.show(case).status == "cancelled"


# The case meanwhile.


def test_a_running_case_with_an_open_incident_is_shown_as_one(office: Office, failed: CaseView) -> None:
    admin, cases = office.user("haiwan.sysadmin"), office.services.cases
    sound = office.start("alarm", divisor=1)

    def found(status: str) -> dict[str, str]:
        return {row.id: row.status for row in cases.search(admin, status=status).items}

    assert office.show(failed).status == cases.page(admin, failed.id).case.status == "incident"
    assert (found("incident"), found("running")) == ({failed.id: "incident"}, {sound.id: "running"})
    office.services.incidents.retry(admin, incident_id=_listed(office).id)
    assert (found("incident"), set(found("running"))) == ({}, {failed.id, sound.id})


def test_a_suspended_case_stays_suspended_whatever_failed(office: Office, failed: CaseView) -> None:
    office.write(tables.cases.update().values(status="suspended"))
    found = office.services.cases.search(office.user("haiwan.sysadmin"), status="suspended").items
    assert [row.status for row in found] == [office.show(failed).status] == ["suspended"]
