"""A step that fails leaves its case as it was and stands where somebody looks."""

import pytest

from engine.errors import Conflict, Forbidden, NotFound
from engine.messages import text
from engine.persistence import tables
from engine.runtime import RuntimeFailure
from engine.services.incidents import open_incident
from engine.services.views import CaseView
from tests.services.office import Office


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
    assert (incident.element, incident.village_name) == ("divide", "东山村")
    assert incident.what == text("feel.division_by_zero")


def test_incidents_of_other_places_are_out_of_sight(office: Office, failed: CaseView) -> None:
    listed = office.services.incidents.list
    assert len(listed(office.user("qingshi.town_officer"))) == 1
    assert listed(office.user("baisha.town_officer")) == listed(office.user("xihe.clerk")) == ()


@pytest.mark.parametrize(
    ("code", "facts", "words"),
    [
        pytest.param("uncaught_error", {"error_code": "E42"}, "E42", id="of-the-runtime"),
        pytest.param("bound_steps", {"most": 10_000}, "10000", id="of-its-bounds"),
        pytest.param("division_by_zero", {}, "除", id="of-an-expression"),
        pytest.param("case_closed", {"number": "1", "status": "completed"}, "1", id="of-a-rule"),
        pytest.param("never_heard_of", {"thing": object}, "never_heard_of", id="of-nobody"),
        pytest.param("bound_steps", {}, "bound_steps", id="without-its-facts"),
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
    assert incidents.list(admin)[0].resolved_at == office.clock.now
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


# Steps that people take.


def test_a_step_that_can_not_be_carried_out_leaves_the_case_as_it_was(office: Office) -> None:
    office.install("division")
    case = office.start("division", what="分账")
    before = {name: rows for name, rows in office.dump().items() if name != "incidents"}
    with pytest.raises(Conflict) as refused:
        office.complete(case, "carry_out", "clerk", divisor=0)
    (incident,) = office.of(case, tables.incidents)
    assert (refused.value.code, refused.value.facts) == ("step_failed", {"incident": incident.id})
    assert (incident.code, incident.element) == ("division_by_zero", "weigh")
    assert {name: rows for name, rows in office.dump().items() if name != "incidents"} == before
    assert office.services.cases.page(office.somebody("clerk"), case.id).incident == incident.id


def test_whoever_tries_a_failed_step_again_counts_an_attempt(office: Office) -> None:
    office.install("division")
    case = office.start("division", what="分账")
    for _again in range(3):
        with pytest.raises(Conflict):
            office.complete(case, "carry_out", "clerk", divisor=0)
    assert [row.attempts for row in office.of(case, tables.incidents)] == [3]
    assert office.complete(case, "carry_out", "clerk", divisor=1).end == "light"


def test_a_start_that_can_not_be_carried_out_makes_no_case(office: Office) -> None:
    office.install("collapse")
    before = office.dump()
    with pytest.raises(Conflict) as refused:
        office.start("collapse", divisor=0)
    assert refused.value.code == "start_failed"
    assert office.dump() == before
