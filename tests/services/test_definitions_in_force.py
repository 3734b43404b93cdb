"""A version beside the others in force: what refuses it, what a broken one leaves intact, what runs on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from engine.definitions.source import procedure_files, shipped
from engine.errors import Conflict, Invalid, TooLarge
from engine.persistence import tables
from engine.services.definitions import MOST_MEGABYTES, put_in_force
from engine.services.library import pack
from engine.services.views import FindingView, VersionPage, VersionRow
from tests.services.drawings import DRAWINGS
from tests.services.office import Office

Files = Mapping[str, bytes]
DESIGNER, APPROVER = "haiwan.district_designer", "haiwan.district_approver"
VERSIONS = tables.procedure_versions


def upload(office: Office, procedure: str, files: Files) -> VersionPage:
    """What the designer is shown who uploads these files, packed."""
    return office.services.definitions.upload(
        office.user(DESIGNER),
        key=office.key(),
        procedure=procedure,
        content=pack(files),
        note="改动",
        basis="海湾区〔2026〕1 号",
    )


def approve(office: Office, page: VersionPage, days: int = 0) -> VersionPage:
    """The approver puts a draft in force, so many days from today."""
    return office.services.definitions.approve(
        office.user(APPROVER),
        key=office.key(),
        version_id=page.version.id,
        in_force_from=office.clock.now.date() + timedelta(days=days),
    )


def put(office: Office, procedure: str, files: Files) -> None:
    """Put a version in force that nobody checked, as it may have come about before."""
    office.services.kernel.write(lambda work: put_in_force(work, procedure_files(procedure, files)))


def refusing(page: VersionPage) -> set[tuple[str, str, str]]:
    """File, rule and element of what refuses approval."""
    return {(one.file, one.rule, one.element or "") for one in page.findings if is_refusing(one)}


def is_refusing(one: FindingView) -> bool:
    return one.severity == "error" or one.rule.startswith("publish-")


def without(procedure: str, name: str) -> Files:
    """The shipped files of a procedure, one left out."""
    files = dict(shipped()[procedure].files)
    del files[name]
    return files


def asking(procedure: str, name: str) -> Files:
    """The shipped files of a called procedure that requires one more input."""
    files = dict(shipped()[procedure].files)
    diagram = files[f"{procedure}.bpmn"].decode()
    diagram = diagram.replace("<dataOutput ", f'<dataInput id="in_{name}" name="{name}"/><dataOutput ', 1)
    diagram = diagram.replace(
        "<dataInputRefs>", f"<dataInputRefs>in_{name}</dataInputRefs><dataInputRefs>", 1
    )
    return {**files, f"{procedure}.bpmn": diagram.encode()}


@pytest.mark.parametrize(
    ("procedure", "left_out", "rule", "element"),
    [
        ("village-affairs", "forms/start.json", "publish-form-unknown", "disclosure_due"),
        ("village-affairs", "forms/correct.json", "publish-form-unknown", "correct"),
        ("four-deliberations", "deciding_body.dmn", "decision-unknown", "deciding_body"),
    ],
)
def test_what_the_shipped_copy_has_does_not_stand_in_for_a_missing_file(
    office: Office, procedure: str, left_out: str, rule: str, element: str
) -> None:
    draft = upload(office, procedure, without(procedure, left_out))
    assert (f"{procedure}.bpmn", rule, element) in refusing(draft)
    with pytest.raises(Invalid) as raised:
        approve(office, draft)
    assert raised.value.code == "has_findings"


@pytest.mark.parametrize("procedure", sorted(shipped()))
def test_what_is_shipped_may_be_approved_as_it_is(office: Office, procedure: str) -> None:
    assert not upload(office, procedure, shipped()[procedure].files).findings


def test_a_packed_folder_is_the_same_as_the_files_in_it(office: Office) -> None:
    files = shipped()["archive"].files
    folder = upload(office, "archive", {f"我的修改/{name}": content for name, content in files.items()})
    assert (folder.files, folder.findings) == (tuple(sorted(files)), ())


def test_the_process_stands_in_the_diagram_of_its_name(office: Office) -> None:
    files = dict(shipped()["archive"].files)
    files["other.bpmn"] = files.pop("archive.bpmn")
    with pytest.raises(Invalid) as raised:
        upload(office, "archive", files)
    assert raised.value.code == "not_readable"


@pytest.mark.parametrize(
    ("procedure", "left_out"),
    [
        ("village-affairs", "forms/start.json"),
        ("village-affairs", "forms/correct.json"),
        ("four-deliberations", "deciding_body.dmn"),
    ],
)
def test_a_broken_version_can_not_be_started_and_breaks_no_other(
    office: Office, procedure: str, left_out: str
) -> None:
    procedures, clerk = office.services.procedures, office.somebody("clerk")
    before = {card.key: card for card in procedures.cards(clerk)}
    put(office, procedure, without(procedure, left_out))
    after = {card.key: card for card in procedures.cards(clerk)}
    assert before.keys() == after.keys()
    assert before[procedure].may_start
    assert not after[procedure].may_start
    assert "缺少" in (after[procedure].why_not or "")
    assert {key for key in after if after[key] != before[key]} == {procedure}
    assert procedures.page(clerk, procedure).card == after[procedure]
    for begin in (
        lambda: procedures.start_page(clerk, procedure),
        lambda: office.start(procedure),
    ):
        with pytest.raises(Conflict) as raised:
            begin()
        assert raised.value.code == "procedure_incomplete"


def test_a_version_that_can_not_be_read_is_left_out(office: Office) -> None:
    put(office, "errand", DRAWINGS["errand"]())
    clerk, procedures = office.somebody("clerk"), office.services.procedures
    before = [card.key for card in procedures.cards(clerk)]
    office.write(
        VERSIONS.insert().values(
            id="unreadable",
            procedure="unreadable",
            number=1,
            name="坏的",
            digest="",
            files=pack({"unreadable.bpmn": b"<a>"}),
            status="approved",
            author="tests",
            approver="tests",
            in_force_from=office.clock.now.date(),
            created_at=office.clock.now,
        )
    )
    assert [card.key for card in procedures.cards(clerk)] == before
    assert upload(office, "archive", shipped()["archive"].files).findings == ()


def test_a_called_procedure_is_checked_with_those_that_call_it(office: Office) -> None:
    draft = upload(office, "meeting", asking("meeting", "observer"))
    callers = {(file, element) for file, rule, element in refusing(draft) if rule == "call-input-missing"}
    assert ("four-deliberations/four-deliberations.bpmn", "b1") in callers
    assert {file.partition("/")[0] for file, _ in callers} == {
        "emergency-action",
        "expenditure",
        "four-deliberations",
    }
    with pytest.raises(Invalid) as raised:
        approve(office, draft)
    assert raised.value.code == "has_findings"


def test_a_version_is_checked_beside_those_in_force_and_not_beside_what_was_shipped(office: Office) -> None:
    journey = upload(office, "journey", DRAWINGS["journey"]())
    assert ("journey.bpmn", "called-unknown", "visiting") in refusing(journey)
    office.install("visit")
    again = office.services.definitions.show(office.user(DESIGNER), journey.version.id)
    assert not {rule for _, rule, _ in refusing(again)} & {"called-unknown", "called-without-start"}


def test_what_a_version_leans_on_is_asked_anew_at_its_approval(office: Office) -> None:
    draft = upload(office, "four-deliberations", shipped()["four-deliberations"].files)
    assert not draft.findings
    put(office, "meeting", asking("meeting", "observer"))
    with pytest.raises(Invalid) as raised:
        approve(office, draft)
    assert raised.value.code == "has_findings"


def test_a_version_is_checked_beside_those_in_force_on_its_day(office: Office) -> None:
    draft = upload(office, "four-deliberations", shipped()["four-deliberations"].files)
    put(office, "meeting", asking("meeting", "observer"))
    later = office.clock.now.date() + timedelta(days=5)
    was_new = (VERSIONS.c.procedure == "meeting") & (VERSIONS.c.number == 2)
    office.write(VERSIONS.update().where(was_new).values(in_force_from=later))
    with pytest.raises(Invalid) as raised:
        approve(office, draft, days=5)
    assert raised.value.code == "has_findings"
    assert approve(office, draft, days=4).version.status == "approved"


def test_what_others_had_wrong_before_is_not_held_against_a_version(office: Office) -> None:
    put(office, "village-affairs", without("village-affairs", "forms/start.json"))
    assert not upload(office, "archive", shipped()["archive"].files).findings


def row(office: Office, version_id: str) -> VersionRow:
    """A version in the list of all."""
    rows = office.services.definitions.list(office.user(DESIGNER))
    return next(one for one in rows if one.id == version_id)


def test_a_called_version_counts_and_lists_the_cases_pinned_to_it(office: Office) -> None:
    office.install("visit", "journey")
    running = office.start("journey", aim="走访")
    ended = office.start("journey", aim="走访")
    office.services.cases.cancel(
        office.somebody("clerk"), key=office.key(), case_id=ended.id, revision=ended.revision, reason="重复"
    )
    clerk = office.somebody("clerk")
    for version_id in ("visit-of-the-tests", "journey-of-the-tests"):
        shown = office.services.definitions.show(office.user(DESIGNER), version_id).version
        assert (shown.running_cases, shown.finished_cases) == (1, 1)
        assert row(office, version_id) == shown
        listed = office.services.procedures.running_on(clerk, version_id)
        assert [one.id for one in listed.items] == [running.id]


@pytest.mark.parametrize("megabytes", [MOST_MEGABYTES - 1, MOST_MEGABYTES + 1])
def test_a_version_may_be_as_large_as_is_said(office: Office, megabytes: int) -> None:
    files = {**shipped()["archive"].files, "scan.txt": bytes(megabytes * 1024 * 1024)}
    if megabytes < MOST_MEGABYTES:
        assert "scan.txt" in upload(office, "archive", files).files
        return
    with pytest.raises(TooLarge) as raised:
        upload(office, "archive", files)
    assert (raised.value.code, raised.value.facts["most"]) == ("version_too_large", MOST_MEGABYTES)


def test_a_task_whose_form_is_gone_says_so(office: Office) -> None:
    lacking = DRAWINGS["visit"]()["visit.bpmn"].replace(
        b'id="visit_ask"', b'id="visit_ask" wq:form="visit/ask"'
    )
    put(office, "visit", {"visit.bpmn": lacking})
    office.install("journey")
    case = office.start("journey", aim="走访")
    office.complete(case, "plan", "vc_director", where="西河")
    with pytest.raises(Conflict) as raised:
        office.task(case, "visit_ask", "clerk")
    assert (raised.value.code, raised.value.facts) == ("procedure_incomplete", {"missing": "visit/ask"})
    assert office.services.cases.page(office.somebody("clerk"), case.id).case.id == case.id
