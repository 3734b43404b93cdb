"""Objections: received on a running notice, admitted, answered (drawing conventions §2)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from engine.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from engine.persistence import tables
from engine.rules.notices import reply_deadline
from engine.runtime import RuntimeFailure
from engine.services.ending import settle
from engine.services.incidents import refusal_of
from engine.services.kernel import Kernel, Work
from engine.services.messages import tell
from engine.services.projection import synchronise
from engine.services.regions import in_force
from engine.services.step import Draft, Step, lock_case, open_case
from engine.services.views import Actor, Receipt

NOTICES, OBJECTIONS = tables.notices, tables.objections
MOST = 2_000
"""Characters of an objection; what is longer belongs on paper."""
ANONYMOUS = "anonymous"
CLUE, WAITING, ADMITTED, ANSWERED = "clue", "awaiting_admission", "admitted", "answered"
WAIT_AT_THE_END = (
    sa.select(OBJECTIONS)
    .join(NOTICES, NOTICES.c.id == OBJECTIONS.c.notice_id)
    .where(
        NOTICES.c.case_id == sa.bindparam("case"),
        NOTICES.c.status.in_(("running", "suspended")),
        NOTICES.c.closes_at <= sa.bindparam("now", type_=NOTICES.c.closes_at.type),
        OBJECTIONS.c.standing == WAITING,
    )
    .order_by(OBJECTIONS.c.notice_id, OBJECTIONS.c.id)
)


class Objections:
    """Receiving objections; anybody may, with or without a log-in."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel

    def receive(
        self,
        actor: Actor | None,
        *,
        key: str,
        notice_id: str,
        text: str,
        contact: str | None = None,
        name: str | None = None,
    ) -> Receipt:
        """Take an objection and give a receipt.

        From a person on the village's roll it is admitted at once; with a name or a contact it waits
        for admission; with neither it goes to the town's discipline office as a clue and suspends nothing.
        Raises NotFound, Conflict `notice_ended`, Invalid.
        """
        owner = actor.user if actor else f"notice:{notice_id}"

        def do(work: Work) -> Receipt:
            notice = running_notice(work, notice_id)
            words = text.strip()
            if not words or len(words) > MOST:
                raise Invalid(errors=(FieldError("text", "text_length", (("most", MOST),)),))
            standing = self._standing(work, actor, notice.village, name, contact)
            return self._take(work, actor, notice, words, standing, name=name, contact=contact, key=key)

        request = ["object", notice_id, text, contact, name]
        try:
            return self.kernel.once(owner=owner, key=key, request=request, answer=Receipt, do=do)
        except RuntimeFailure as failure:
            notice = self.kernel.read(lambda work: notice_row(work, notice_id))
            raise refusal_of(self.kernel, failure, notice.case_id, notice.village) from failure

    @staticmethod
    def _standing(
        work: Work, actor: Actor | None, village: str, name: str | None, contact: str | None
    ) -> str:
        if actor is not None and _on_roll(work, actor.person, village):
            return ADMITTED
        if actor is not None and actor.village != village and village not in actor.regions:
            raise Forbidden("not_your_village")
        return WAITING if actor is not None or name or contact else CLUE

    def _take(
        self,
        work: Work,
        actor: Actor | None,
        notice: sa.Row[Any],
        words: str,
        standing: str,
        *,
        name: str | None,
        contact: str | None,
        key: str,
    ) -> Receipt:
        case = lock_case(work, notice.case_id)
        step = open_case(self.kernel, work, case, actor, key)
        entered = _enter(step, notice, words, standing, name=name, contact=contact)
        if standing == ADMITTED:
            _deliver(step, notice, entered.id, entered.receipt, words)
        else:
            posts = ("town_discipline",) if standing == CLUE else ("vsc_chair",)
            tell(step, posts, f"objection_{standing}", {})
        synchronise(step)
        moved = {"moved": step.revision} if standing == ADMITTED else {}
        step.save(**settle(step), **moved)
        return entered


def _enter(
    step: Step, notice: sa.Row[Any], words: str, standing: str, *, name: str | None, contact: str | None
) -> Receipt:
    """Write an objection down, with its entry in the trail."""
    work, actor = step.work, step.actor
    deadline = reply_deadline("O1", work.now, step.parameters, step.calendar)
    promised = None if standing == CLUE else deadline.last_day
    objection_id, receipt = work.id(), _receipt(work)
    work.insert(
        OBJECTIONS,
        id=objection_id,
        notice_id=notice.id,
        village=notice.village,
        receipt=receipt,
        person=actor.person if actor else None,
        name=name,
        contact=contact,
        text=words,
        received_at=work.now,
        promised_on=promised,
        standing=standing,
    )
    told: dict[str, Any] = {
        "data": {"notice": notice.id, "receipt": receipt, "standing": standing},
        "private": {"text": words},
    }
    step.record(
        step.by_actor("objection_received", **told)
        if actor
        else Draft("objection_received", ANONYMOUS, **told)
    )
    return Receipt(objection_id, receipt, promised, standing)  # type: ignore[arg-type]


def _deliver(step: Step, notice: sa.Row[Any], objection_id: str, receipt: str, words: str) -> None:
    """An admitted objection suspends the notice and opens its reply."""
    step.work.update_by(NOTICES, {"id": notice.id}, status="suspended")
    payload = {
        "objection": {
            "id": objection_id, "receipt": receipt, "text": words, "received_on": step.work.today,
        }
    }  # fmt: skip
    taken = step.instance.deliver(
        "objection", payload, where=lambda seen: _notice_id(seen.get("notice")) == notice.id
    )
    if not taken:
        raise Conflict("notice_ended", ends=notice.closes_at)


def admit(step: Step, notice: sa.Row[Any], objection: sa.Row[Any]) -> None:
    """Admit an objection that waited for it."""
    step.work.update_by(OBJECTIONS, {"id": objection.id}, standing=ADMITTED)
    step.record(step.by_actor("objection_admitted", data={"receipt": objection.receipt}))
    _deliver(step, notice, objection.id, objection.receipt, objection.text)


def admit_what_waits(step: Step) -> None:
    """No notice closes while an objection awaits admission: what nobody decided until then is admitted."""
    for objection in step.work.all(WAIT_AT_THE_END, case=step.case_row.id, now=step.work.now):
        admit(step, notice_row(step.work, objection.notice_id), objection)


def _notice_id(value: object) -> object:
    return value.get("id") if isinstance(value, Mapping) else None


def notice_row(work: Work, notice_id: str) -> sa.Row[Any]:
    """A notice. Raises NotFound."""
    row = work.one(sa.select(NOTICES).where(NOTICES.c.id == notice_id))
    if row is None:
        raise NotFound
    return row


def running_notice(work: Work, notice_id: str) -> sa.Row[Any]:
    """A notice whose period runs. Raises NotFound, Conflict `notice_ended`."""
    row = notice_row(work, notice_id)
    if row.status not in {"running", "suspended"} or row.closes_at <= work.now:
        raise Conflict("notice_ended", ends=row.closes_at)
    return row


def _on_roll(work: Work, person: str, village: str) -> bool:
    member = tables.memberships
    return (
        work.one(
            sa.select(member.c.id).where(
                member.c.village == village, member.c.person == person, in_force(member, work.today)
            )
        )
        is not None
    )


def _receipt(work: Work) -> str:
    """A receipt to read out on the telephone: the day, and eight letters and digits without look-alikes."""
    signs = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
    return f"{work.today:%Y%m%d}-" + "".join(secrets.choice(signs) for _ in range(8))


def replied(step: Step, row: sa.Row[Any], values: Mapping[str, object]) -> dict[str, object]:
    """The reply to an objection is done: it is answered, and the notice runs on when none is left."""
    held = step.instance.variables(tuple(row.path)).get("objection")
    objection_id = held.get("id") if isinstance(held, Mapping) else None
    known = step.work.one(sa.select(OBJECTIONS).where(OBJECTIONS.c.id == objection_id))
    if known is None:
        return {}
    step.work.update(
        OBJECTIONS,
        OBJECTIONS.c.id == known.id,
        standing=ANSWERED,
        answer=values.get("answer"),
        outcome=values.get("outcome"),
    )
    left = step.work.one(
        sa.select(OBJECTIONS.c.id).where(
            OBJECTIONS.c.notice_id == known.notice_id, OBJECTIONS.c.standing == ADMITTED
        )
    )
    if left is None:
        step.work.update(NOTICES, NOTICES.c.id == known.notice_id, status="running")
    step.record(
        Draft("objection_answered", data={"receipt": known.receipt, "outcome": str(values.get("outcome"))})
    )
    if values.get("outcome") == "clue":
        step.status = "suspended"
        tell(step, ("town_discipline",), "case_suspended", {"receipt": known.receipt})
        step.record(Draft("case_suspended", data={"receipt": known.receipt}))
    return {}
