"""Whether an objection of a named stranger is admitted: the supervisors' chair decides (drawing §2).

The chair has one working day. What nobody has decided when the notice would close is admitted then, so no
notice closes over an objection that waits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from engine.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from engine.persistence import tables
from engine.runtime import RuntimeFailure
from engine.services.deadlines import counted
from engine.services.ending import settle
from engine.services.incidents import refusal_of
from engine.services.kernel import Kernel, Work
from engine.services.objections import WAITING, admit, notice_row
from engine.services.projection import synchronise
from engine.services.regions import names_of
from engine.services.step import Step, lock_case, open_case
from engine.services.views import Actor, Receipt, WaitingObjection

NOTICES, OBJECTIONS, CASES = tables.notices, tables.objections, tables.cases
CHAIR = "vsc_chair"
REFUSED = "not_admitted"
DECIDED_WITHIN = "1wd"
MOST_REASON = 2_000


def may_decide(actor: Actor, village: str) -> bool:
    """Whether a person decides there: the chair of the village's supervision committee."""
    return actor.village == village and actor.holds(CHAIR)


class Admissions:
    """Objections that wait for their admission."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel

    def waiting(self, actor: Actor) -> tuple[WaitingObjection, ...]:
        """What this person has to decide, the oldest first; nothing for anybody but the chair."""
        if actor.village is None or not may_decide(actor, actor.village):
            return ()
        return self.kernel.read(lambda work: _waiting(self.kernel, work, str(actor.village)))

    def admit(self, actor: Actor, *, key: str, objection_id: str) -> Receipt:
        """Admit an objection: the notice is suspended until it is answered.

        Raises NotFound, Forbidden `not_your_task`, Conflict (`already_done`, `notice_ended`).
        """

        def decide(step: Step, notice: sa.Row[Any], objection: sa.Row[Any]) -> str:
            admit(step, notice, objection)
            return "admitted"

        return self._decide(actor, key, ["admit", objection_id], decide)

    def refuse(self, actor: Actor, *, key: str, objection_id: str, reason: str) -> Receipt:
        """Say why an objection is not admitted. Raises what `admit` raises, and Invalid without a reason."""
        words = reason.strip()
        if not words or len(words) > MOST_REASON:
            raise Invalid(errors=(FieldError("reason", "text_length", (("most", MOST_REASON),)),))

        def decide(step: Step, _notice: sa.Row[Any], objection: sa.Row[Any]) -> str:
            step.work.update_by(OBJECTIONS, {"id": objection.id}, standing=REFUSED, answer=words)
            data = {"receipt": objection.receipt}
            step.record(
                step.by_actor("objection_not_admitted", acting=(CHAIR,), data=data, private={"reason": words})
            )
            return REFUSED

        return self._decide(actor, key, ["refuse", objection_id, words], decide)

    def _decide(
        self,
        actor: Actor,
        key: str,
        request: list[str],
        decide: Callable[[Step, sa.Row[Any], sa.Row[Any]], str],
    ) -> Receipt:
        def do(work: Work) -> Receipt:
            objection, notice = _known(work, actor, request[1])
            step = open_case(self.kernel, work, lock_case(work, notice.case_id), actor, key)
            objection, notice = _known(work, actor, request[1])
            if not may_decide(actor, notice.village):
                raise Forbidden("admission_not_yours")
            if objection.standing != WAITING:
                raise Conflict("admission_decided", receipt=objection.receipt)
            if notice.status not in {"running", "suspended"}:
                raise Conflict("notice_ended", ends=notice.closes_at)
            standing = decide(step, notice, objection)
            synchronise(step)
            step.save(**settle(step), moved=step.revision)
            return Receipt(objection.id, objection.receipt, objection.promised_on, standing)  # type: ignore[arg-type]

        try:
            return self.kernel.once(owner=actor.user, key=key, request=request, answer=Receipt, do=do)
        except RuntimeFailure as failure:
            _, notice = self.kernel.read(lambda work: _known(work, actor, request[1]))
            raise refusal_of(self.kernel, failure, notice.case_id, notice.village) from failure


def _known(work: Work, actor: Actor, objection_id: str) -> tuple[sa.Row[Any], sa.Row[Any]]:
    objection = work.one(sa.select(OBJECTIONS).where(OBJECTIONS.c.id == objection_id))
    if objection is None or objection.village not in actor.regions:
        raise NotFound
    return objection, notice_row(work, objection.notice_id)


def _waiting(kernel: Kernel, work: Work, village: str) -> tuple[WaitingObjection, ...]:
    calendar = kernel.calendar(work.connection)
    rows = work.all(
        sa.select(OBJECTIONS, NOTICES.c.case_id, NOTICES.c.closes_at, CASES.c.number, CASES.c.title)
        .join(NOTICES, NOTICES.c.id == OBJECTIONS.c.notice_id)
        .join(CASES, CASES.c.id == NOTICES.c.case_id)
        .where(
            OBJECTIONS.c.village == village,
            OBJECTIONS.c.standing == WAITING,
            NOTICES.c.status.in_(("running", "suspended")),
        )
        .order_by(OBJECTIONS.c.received_at)
    )
    names = names_of(work.connection, [row.person for row in rows if row.person])
    return tuple(
        WaitingObjection(
            id=row.id,
            receipt=row.receipt,
            notice=row.notice_id,
            case=row.case_id,
            case_number=row.number,
            case_title=row.title,
            name=row.name or names.get(row.person),
            contact=row.contact,
            text=row.text,
            received_at=row.received_at,
            decide_before=counted(DECIDED_WITHIN, row.received_at, calendar).ends_at,
            closes_at=row.closes_at,
        )
        for row in rows
    )
