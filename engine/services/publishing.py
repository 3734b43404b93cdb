"""Notices: opened, closed and withdrawn by operations of the `public-notice` procedure, and by nothing else.

The period is counted once, when the notice opens, and never gets shorter: no service, page or address can
end it early.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.clock import SHANGHAI
from engine.errors import Conflict, Invalid
from engine.persistence import tables
from engine.rules.bodies import MATTERS
from engine.rules.masking import mask_text
from engine.rules.notices import LARGE_BODIES, check_period
from engine.rules.parameters import integer_of
from engine.runtime import OperationCall
from engine.services.deadlines import counted
from engine.services.step import Draft, Step

NOTICES = tables.notices
INTERRUPTED = "interrupted"
OF_ASSETS = frozenset({"lease_minor", "group_property"})
"""Matters of assets that no assembly of the collective decides."""
DISCLOSING = frozenset({"resolution", "result"})
"""Kinds of notice by which a decision becomes known: its own, or that of what was done in an emergency."""


def open_notice(step: Step, call: OperationCall) -> object:
    """Publish from now on. Raises Invalid with the finding's code for a period below the legal floor."""
    kind, period = str(call.inputs.get("kind")), f"{call.inputs.get('days')}{call.inputs.get('unit')}"
    finding = check_period(kind, period, step.parameters, large=_is_large(step, call))
    if finding is not None:
        facts: dict[str, Any] = {**finding.facts, "source": finding.source}
        raise Invalid(finding.code, **facts)
    deadline = counted(period, step.work.now, step.calendar)
    notice_id = step.work.id()
    step.work.insert(
        NOTICES,
        id=notice_id,
        case_id=step.case_row.id,
        village=step.case_row.village,
        scope=list(call.path),
        kind=kind,
        title=step.case_row.title,
        text=mask_text(str(call.inputs.get("text") or "")),
        period=period,
        deadline=deadline.to_json(),
        starts_at=step.work.now,
        closes_at=deadline.ends_at,
        status="running",
        sheet=call.inputs.get("sheet"),
    )
    step.record(
        Draft(
            "notice_opened", element=call.element, data={"notice": notice_id, "kind": kind, "period": period}
        )
    )
    return notice_value(notice_id, step.work.now, deadline.ends_at, None)


def _is_large(step: Step, call: OperationCall) -> bool:
    """Whether the caller's matter is one of those whose plans are consulted on for longer.

    Assets, much money, and whatever goes to the collective's assembly, named already or not: 方案公示
    (浙江省农村集体资产管理条例（2020）第二十条, our default everywhere).
    """
    known = step.instance.variables(call.path[:-1])
    matter, amount = MATTERS.get(str(known.get("matter"))), known.get("amount_fen")
    return (
        known.get("deciding_body") in LARGE_BODIES
        or (matter is not None and LARGE_BODIES.issuperset(matter.bodies))
        or known.get("category") == "assets"
        or known.get("matter") in OF_ASSETS
        or (isinstance(amount, int) and amount > integer_of(step.parameters, "spend.t3"))
    )


def close_notice(step: Step, call: OperationCall) -> object:
    """The period has run out: the notice has ended, and what the case resolved before is effective."""
    row = _notice(step, call)
    if row.closes_at > step.work.now:
        raise Conflict("notice_running", ends=row.closes_at)
    outcome = "answered" if _answered(step, row.id) else "clean"
    step.work.update(NOTICES, NOTICES.c.id == row.id, status="ended", outcome=outcome)
    if row.kind in DISCLOSING:
        known = tables.resolutions
        step.work.update(
            known, known.c.case_id == step.case_row.id, known.c.status == "decided", status="effective"
        )
    step.record(Draft("notice_closed", element=call.element, data={"notice": row.id, "outcome": outcome}))
    return notice_value(row.id, row.starts_at, row.closes_at, outcome)


def withdraw_notice(step: Step, call: OperationCall) -> object:
    """An objection was upheld: the notice is taken back, with its reason."""
    row = _notice(step, call)
    outcome = str(call.inputs.get("outcome") or "substantive")
    answer = call.inputs.get("answer")
    step.work.update(
        NOTICES,
        NOTICES.c.id == row.id,
        status="withdrawn",
        outcome=outcome,
        reason=mask_text(str(answer)) if answer else None,
    )
    step.record(Draft("notice_withdrawn", element=call.element, data={"notice": row.id, "outcome": outcome}))
    return notice_value(row.id, row.starts_at, row.closes_at, outcome)


def step_back(step: Step, scope: Sequence[int], target: int | None, reason: str) -> None:
    """What a return from a procedure (`scope`) behind a token does to the notices that hang.

    One of the procedure itself did not hang through its period: it is taken back, and posted anew from the
    first day on. Raises Conflict `notice_running` for one that was opened since the target, or whose period
    still runs: nothing ends that early.
    """
    hanging = step.work.all(
        sa.select(NOTICES).where(
            NOTICES.c.case_id == step.case_row.id, NOTICES.c.status.in_(("running", "suspended"))
        )
    )
    for row in hanging:
        if target is not None and row.scope and row.scope[-1] > target:
            raise Conflict("notice_running", ends=row.closes_at)
        if row.status != "running" or list(row.scope) != list(scope):
            continue
        if row.closes_at > step.work.now:
            raise Conflict("notice_running", ends=row.closes_at)
        told = {"status": "withdrawn", "outcome": INTERRUPTED, "reason": mask_text(reason)}
        step.work.update_by(NOTICES, {"id": row.id}, **told)
        step.record(Draft("notice_withdrawn", data={"notice": row.id, "outcome": INTERRUPTED}))


def _notice(step: Step, call: OperationCall) -> sa.Row[Any]:
    notice = call.inputs.get("notice")
    wanted = notice.get("id") if isinstance(notice, Mapping) else None
    row = step.work.one(
        sa.select(NOTICES).where(NOTICES.c.id == wanted, NOTICES.c.case_id == step.case_row.id)
    )
    if row is None:
        raise Invalid("operation_input", operation=call.name, name="notice")
    return row


def _answered(step: Step, notice_id: str) -> bool:
    known = tables.objections
    return (
        step.work.one(
            sa.select(known.c.id).where(known.c.notice_id == notice_id, known.c.standing == "answered")
        )
        is not None
    )


def notice_value(
    notice_id: str, starts: datetime, closes_at: datetime, outcome: str | None
) -> dict[str, object]:
    """The variable `notice`; dates that expressions take from its instants are those of Shanghai."""
    return {
        "id": notice_id,
        "starts": starts.astimezone(SHANGHAI),
        "closes_at": closes_at.astimezone(SHANGHAI),
        "outcome": outcome,
    }
