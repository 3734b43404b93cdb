"""Small procedures for tests of the services: each shows one thing, none is shipped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

import sqlalchemy as sa

from engine.definitions.source import procedure_files
from engine.persistence import tables
from engine.services.kernel import Kernel, Work
from engine.services.library import pack
from tests.definitions.drawing import boundary, bpmn, end, extension, flow, node, path, start, timer, user

Files = Mapping[str, bytes]

NUMBER = {"type": "number", "decimalDigits": 0}
LINE = {"type": "textfield"}
FEN = {"type": "number", "properties": {"unit": "fen", "material": "true"}}
FILE = {"type": "filepicker", "multiple": True, "accept": ".pdf"}
REQUIRED = {"validate": {"required": True}}


def form(**fields: Mapping[str, object]) -> bytes:
    """A form with these fields, by key."""
    components = [{"key": key, "label": key, **field} for key, field in fields.items()]
    return json.dumps({"type": "default", "schemaVersion": 19, "components": components}).encode()


def drawing(key: str, *inside: str, top: str = "", parties: str = "") -> bytes:
    """A diagram of one process with that key."""
    interested = f' wq:parties="{parties}"' if parties else ""
    return bpmn(*inside, top=top, process=f'id="{key}" name="{key}" isExecutable="true"{interested}')


def call(identity: str, key: str, **given: str) -> str:
    """A call activity that hands over FEEL values."""
    inputs = "".join(
        f"<wq:in name={quoteattr(name)} value={quoteattr('=' + v)}/>" for name, v in given.items()
    )
    return node("callActivity", identity, extension(inputs), calledElement=key, name=identity)


def asked(identity: str, role: str, **attributes: str) -> str:
    """A user task of a role."""
    return user(identity, name=identity, wq_role=role, **attributes)


def errand() -> Files:
    """Apply, check (claimable by the supervisors, may be returned or terminated), pay."""
    diagram = drawing(
        "errand",
        start("errand_asked", wq_role="clerk vc_member", wq_form="errand/start", wq_act="claim"),
        asked("apply", "clerk", wq_form="errand/apply", wq_due="3wd"),
        asked(
            "check",
            "vsc_chair vsc_member",
            wq_form="errand/check",
            wq_act="supervision",
            wq_due="5wd",
            wq_returnsTo="apply:amend,reconsider",
            wq_mayTerminate="true",
        ),
        asked("settle", "cashier", wq_act="payment", wq_escalateTo="agency_head"),
        end("errand_done"),
        path("errand_asked", "apply", "check", "settle", "errand_done"),
        parties="payee",
    )
    return {
        "errand.bpmn": diagram,
        "forms/start.json": form(amount_fen={**FEN, **REQUIRED}, payee=LINE),
        "forms/apply.json": form(remark={**LINE, **REQUIRED}, amount_fen=FEN, papers=FILE),
        "forms/check.json": form(opinion=LINE),
    }


def relay() -> Files:
    """Something to look at that goes to somebody else when nobody has after three days."""
    diagram = drawing(
        "relay",
        start("relay_asked", wq_role="clerk", wq_form="relay/start"),
        asked("look", "vc_member"),
        boundary("nobody_looked", "look", timer("3wd")),
        asked("look_instead", "vc_director"),
        end("relay_done"),
        path("relay_asked", "look", "relay_done"),
        path("nobody_looked", "look_instead", "relay_done"),
    )
    return {"relay.bpmn": diagram, "forms/start.json": form(what=LINE)}


def payout() -> Files:
    """Money that a resolution covers: held, checked, corrected if need be, and paid."""
    held = "".join(f'<wq:in name="{name}" value="={name}"/>' for name in ("amount_fen", "resolution"))
    resolution = {"type": "select", "valuesKey": "resolutions", "properties": {"register": "resolutions"}}
    diagram = drawing(
        "payout",
        start("payout_asked", wq_role="clerk", wq_form="payout/start"),
        node("serviceTask", "hold", extension(held), wq_operation="reserve_budget", name="hold"),
        asked("claim_it", "clerk", wq_act="claim", wq_form="payout/claim_it"),
        asked("agency", "agency_acct", wq_act="agency-check", wq_returnsTo="claim_it:amend"),
        asked("pay_it", "cashier", wq_act="payment"),
        end("paid_out"),
        path("payout_asked", "hold", "claim_it", "agency", "pay_it", "paid_out"),
    )
    asked_for = {"amount_fen": FEN, "purpose": LINE, "payee": LINE, "ledger": LINE}
    return {
        "payout.bpmn": diagram,
        "forms/start.json": form(**asked_for, resolution={**resolution, **REQUIRED}),
        "forms/claim_it.json": form(amount_fen={**FEN, **REQUIRED}),
    }


def visit() -> Files:
    """A called procedure whose task may be returned to the procedure that called it."""
    diagram = drawing(
        "visit",
        start("visit_called"),
        asked("visit_ask", "clerk"),
        asked("visit_judge", "vsc_chair", wq_returnsTo="visit_ask:amend plan:amend,reconsider"),
        end("visited"),
        path("visit_called", "visit_ask", "visit_judge", "visited"),
    )
    return {"visit.bpmn": diagram}


def journey() -> Files:
    """Plan, call the visit, report; the report may be returned to the call as a whole."""
    diagram = drawing(
        "journey",
        start("journey_asked", wq_role="clerk", wq_form="journey/start"),
        asked("plan", "vc_director", wq_form="journey/plan"),
        call("visiting", "visit"),
        asked("report", "clerk", wq_returnsTo="visiting:reconsider plan:reconsider", wq_mayTerminate="true"),
        end("journey_done"),
        path("journey_asked", "plan", "visiting", "report", "journey_done"),
    )
    return {"journey.bpmn": diagram, "forms/start.json": form(aim=LINE), "forms/plan.json": form(where=LINE)}


def chore() -> Files:
    """A task of whoever started the case."""
    diagram = drawing(
        "chore",
        start("chore_asked", wq_role="clerk vc_member", wq_form="chore/start"),
        asked("do_it", "starter", wq_due="3wd"),
        end("chore_done"),
        path("chore_asked", "do_it", "chore_done"),
    )
    return {"chore.bpmn": diagram, "forms/start.json": form(what=LINE)}


def filing() -> Files:
    """Somebody may answer for three days; silence passes then."""
    diagram = drawing(
        "filing",
        start("filing_asked", wq_role="clerk", wq_form="filing/start"),
        asked("look", "clerk", wq_act="filing", wq_due="1wd"),
        end("looked_at"),
        boundary("silent", "look", timer("P3D")),
        end("passed_silently"),
        path("filing_asked", "look", "looked_at"),
        flow("silent", "passed_silently"),
    )
    return {"filing.bpmn": diagram, "forms/start.json": form(what=LINE)}


def alarm() -> Files:
    """Wait, then divide by what the start form gave: by zero, the timer fails whenever it fires."""
    diagram = drawing(
        "alarm",
        start("alarm_set", wq_role="clerk", wq_form="alarm/start"),
        node("intermediateCatchEvent", "ring", timer("P1D")),
        node("exclusiveGateway", "divide", default="divide-alarm_off"),
        end("alarm_off"),
        end("alarm_on"),
        path("alarm_set", "ring", "divide"),
        flow("divide", "alarm_on", "= 1 / divisor > 1"),
        flow("divide", "alarm_off"),
    )
    return {"alarm.bpmn": diagram, "forms/start.json": form(divisor={**NUMBER, **REQUIRED})}


def division() -> Files:
    """Divide as soon as the one task is completed: by zero, the step can't be carried out."""
    diagram = drawing(
        "division",
        start("division_asked", wq_role="clerk", wq_form="division/start"),
        asked("carry_out", "clerk", wq_form="division/carry_out"),
        node("exclusiveGateway", "weigh", default="weigh-light"),
        end("light"),
        end("heavy"),
        path("division_asked", "carry_out", "weigh"),
        flow("weigh", "heavy", "= 1 / divisor > 1"),
        flow("weigh", "light"),
    )
    return {
        "division.bpmn": diagram,
        "forms/start.json": form(what=LINE),
        "forms/carry_out.json": form(divisor={**NUMBER, **REQUIRED}),
    }


def collapse() -> Files:
    """Divide as soon as it starts: by zero, no case comes about."""
    diagram = drawing(
        "collapse",
        start("collapse_asked", wq_role="clerk", wq_form="collapse/start"),
        node("exclusiveGateway", "part", default="part-whole"),
        end("whole"),
        end("parted"),
        path("collapse_asked", "part"),
        flow("part", "parted", "= 1 / divisor > 1"),
        flow("part", "whole"),
    )
    return {"collapse.bpmn": diagram, "forms/start.json": form(divisor={**NUMBER, **REQUIRED})}


def sitting() -> Files:
    """One meeting of the body that the start form names."""
    diagram = drawing(
        "sitting",
        start("sitting_asked", wq_role="clerk", wq_form="sitting/start"),
        call("held_meeting", "meeting", body="body", motion='"修路"', quorum="quorum"),
        asked("think_it_over", "clerk", wq_returnsTo="held_meeting:reconsider"),
        end("sitting_done"),
        path("sitting_asked", "held_meeting", "think_it_over", "sitting_done"),
        parties="interested",
    )
    people = {"type": "checklist", "valuesKey": "people", "properties": {"person": "true"}}
    return {
        "sitting.bpmn": diagram,
        "forms/start.json": form(body={**LINE, **REQUIRED}, quorum=LINE, interested=people),
    }


def ruling() -> Files:
    """One decision of the body and on the matter that the start form names."""
    diagram = drawing(
        "ruling",
        start("ruling_asked", wq_role="clerk", wq_form="ruling/start"),
        call("decide", "meeting", body="body", motion='"修路"').replace(
            "<callActivity", '<callActivity wq:act="assembly-decision"', 1
        ),
        asked("obey", "clerk"),
        end("ruling_done"),
        path("ruling_asked", "decide", "obey", "ruling_done"),
    )
    return {
        "ruling.bpmn": diagram,
        "forms/start.json": form(body={**LINE, **REQUIRED}, matter={**LINE, **REQUIRED}),
    }


def audit() -> Files:
    """A claim that the supervisors look at in a sitting."""
    diagram = drawing(
        "audit",
        start("audit_asked", wq_role="clerk", wq_form="audit/start"),
        asked("hand_in", "vc_member", wq_act="claim"),
        call("reviewed", "meeting", body='"B10"', motion='"审核"').replace(
            "<callActivity", '<callActivity wq:act="supervision"', 1
        ),
        end("audit_done"),
        path("audit_asked", "hand_in", "reviewed", "audit_done"),
    )
    return {"audit.bpmn": diagram, "forms/start.json": form(what=LINE)}


def posting() -> Files:
    """One public notice, for as long as the start form says."""
    diagram = drawing(
        "posting",
        start("posting_asked", wq_role="clerk", wq_form="posting/start"),
        asked("prepare", "clerk"),
        call("posted_notice", "public-notice", kind="kind", text='"公示内容"', days="period", unit="unit"),
        asked("use_it", "clerk", wq_act="payment", wq_returnsTo="prepare:reconsider"),
        end("posting_done"),
        path("posting_asked", "prepare", "posted_notice", "use_it", "posting_done"),
    )
    return {
        "posting.bpmn": diagram,
        "forms/start.json": form(
            kind={**LINE, **REQUIRED},
            period={**NUMBER, **REQUIRED},
            unit={**LINE, **REQUIRED},
            matter=LINE,
            deciding_body=LINE,
            category=LINE,
            amount_fen=FEN,
        ),
    }


DRAWINGS = {
    "errand": errand,
    "visit": visit,
    "journey": journey,
    "chore": chore,
    "filing": filing,
    "relay": relay,
    "payout": payout,
    "audit": audit,
    "alarm": alarm,
    "division": division,
    "collapse": collapse,
    "sitting": sitting,
    "posting": posting,
    "ruling": ruling,
}


def install(kernel: Kernel, *keys: str) -> None:
    """Put procedures of this file in force from today on."""

    def do(work: Work) -> None:
        known = {row.procedure for row in work.all(sa.select(tables.procedure_versions.c.procedure))}
        for key in [key for key in keys if key not in known]:
            files = procedure_files(key, DRAWINGS[key]())
            work.insert(
                tables.procedure_versions,
                id=f"{key}-of-the-tests",  # the same in every test, so that it is read and compiled once
                procedure=key,
                number=1,
                name=key,
                digest=files.digest,
                files=pack(files.files),
                status="approved",
                author="tests",
                approver="tests",
                in_force_from=work.today,
                created_at=work.now,
            )

    kernel.write(do)
