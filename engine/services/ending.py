"""What follows for a case's records when it ends."""

from __future__ import annotations

import sqlalchemy as sa

from engine.persistence import tables
from engine.runtime import Ended
from engine.services.step import Draft, Step


def settle(step: Step) -> dict[str, object]:
    """Note the end of a case that has ended in this step: the columns of its row that change."""
    ended = step.instance.ended
    if ended is None:
        return {}
    return end_case(step, _status(step, ended), ended.element)


def _status(step: Step, ended: Ended) -> str:
    if ended.element is None:
        return "terminated" if ended.terminated else "completed"
    node = step.library.node(step.case_row.procedure, ended.element)
    return node.wq.get("result", "completed")


def end_case(step: Step, status: str, element: str | None, by: Draft | None = None) -> dict[str, object]:
    """Give a case its final status; what it reserved is free again unless it was completed.

    `by` is the entry of whoever ended it, None where it ended by itself.
    """
    step.status = status
    step.record(by or Draft(f"case_{status}", element=element))
    if status != "completed":
        release(step)
    return {
        "end_element": element if status in {"completed", "rejected"} else None,
        "ended_at": step.work.now,
    }


def release(step: Step) -> None:
    """Free reservations, drop claims and withdraw notices of a case that comes to nothing."""
    of_case = step.case_row.id
    step.work.update(
        tables.reservations,
        tables.reservations.c.case_id == of_case,
        tables.reservations.c.status == "reserved",
        status="released",
    )
    step.work.update(
        tables.claims, tables.claims.c.case_id == of_case, tables.claims.c.status == "open", status="rejected"
    )
    running = step.work.all(
        sa.select(tables.notices.c.id).where(
            tables.notices.c.case_id == of_case, tables.notices.c.status.in_(("running", "suspended"))
        )
    )
    for row in running:
        step.work.update(tables.notices, tables.notices.c.id == row.id, status="withdrawn")
        step.record(Draft("notice_withdrawn", data={"notice": row.id}))
