"""A notice whose board was damaged or gone before its period was over hangs anew, from the first day on.

A notice that hung for less than its period has to be published again (重庆市村务公开条例第三十条,
山东省村务公开条例第十三条); LOCAL, on unless `posting.restart_on_loss` says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from engine.errors import FieldError, Forbidden, Invalid, NotFound
from engine.persistence import tables
from engine.rules.masking import mask_text
from engine.runtime import RuntimeFailure
from engine.services.deadlines import counted
from engine.services.incidents import refusal_of
from engine.services.kernel import Kernel, Work
from engine.services.messages import tell
from engine.services.objections import notice_row, running_notice
from engine.services.projection import synchronise
from engine.services.publishing import notice_value
from engine.services.step import Step, attachment_digests, lock_case, moment, open_case
from engine.services.tasks import usable
from engine.services.views import Actor, BoardLoss

NOTICES, LOSSES = tables.notices, tables.board_losses
MOST_REASON = 2_000
WITNESSES = ("clerk", "vsc_member", "vsc_chair")
"""Who looks after a village's board."""


def may_report(actor: Actor, village: str) -> bool:
    """Whether a person reports losses of that village's board."""
    return actor.village == village and actor.holds(*WITNESSES)


class BoardLosses:
    """Reporting that a board was lost, once the notice hangs again."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel

    def report(
        self, actor: Actor, *, key: str, notice_id: str, reason: str, photos: Sequence[str]
    ) -> BoardLoss:
        """Enter a loss with photographs (ids of attachments) of the notice as it hangs again.

        The period begins anew on the next day, and what waits for its end waits until then. Raises NotFound,
        Conflict `notice_ended`, Forbidden `board_not_yours`, Invalid with `reason` or `photos`.
        """

        def do(work: Work) -> BoardLoss:
            known = notice_row(work, notice_id)
            if known.village not in actor.regions:
                raise NotFound
            step = open_case(self.kernel, work, lock_case(work, known.case_id), actor, key)
            notice = running_notice(work, notice_id)
            if not may_report(actor, notice.village):
                raise Forbidden("board_not_yours")
            _require_sound(step, reason.strip(), photos)
            return _enter(step, notice, reason.strip(), photos)

        request = ["board lost", notice_id, reason, list(photos)]
        try:
            return self.kernel.once(owner=actor.user, key=key, request=request, answer=BoardLoss, do=do)
        except RuntimeFailure as failure:
            notice = self.kernel.read(lambda work: notice_row(work, notice_id))
            raise refusal_of(self.kernel, failure, notice.case_id, notice.village) from failure


def losses_of(work: Work, notice_id: str) -> tuple[BoardLoss, ...]:
    """What was lost while a notice hung, the oldest first."""
    rows = work.all(sa.select(LOSSES).where(LOSSES.c.notice_id == notice_id).order_by(LOSSES.c.at))
    return tuple(BoardLoss(row.at, row.reason, row.closed_at, row.restarted) for row in rows)


def _require_sound(step: Step, reason: str, photos: Sequence[str]) -> None:
    faults = tuple(_faults(step, reason, photos))
    if faults:
        raise Invalid(errors=faults)


def _faults(step: Step, reason: str, photos: Sequence[str]) -> Iterator[FieldError]:
    if not reason or len(reason) > MOST_REASON:
        yield FieldError("reason", "text_length", (("most", MOST_REASON),))
    if not photos:
        yield FieldError("photos", "missing_attachment")
    row = step.case_row
    if not all(usable(step.work, photo, row.village, row.id) for photo in photos):
        yield FieldError("photos", "unknown_attachment")


def _enter(step: Step, notice: sa.Row[Any], reason: str, photos: Sequence[str]) -> BoardLoss:
    restarts = step.parameter("posting.restart_on_loss") is True
    work = step.work
    told = mask_text(reason)
    work.insert(
        LOSSES,
        id=work.id(),
        notice_id=notice.id,
        village=notice.village,
        at=work.now,
        reason=told,
        reported_by=step.actor.person if step.actor else "",
        started_at=notice.starts_at,
        closed_at=notice.closes_at,
        restarted=restarts,
    )
    for photo in photos:
        work.update_by(tables.attachments, {"id": photo}, case_id=step.case_row.id, field="board_photo")
    ends = _count_anew(step, notice) if restarts else notice.closes_at
    step.record(
        step.by_actor(
            "notice_restarted" if restarts else "board_lost",
            acting=WITNESSES,
            data={"notice": notice.id, "ended": moment(notice.closes_at), "ends": moment(ends)},
            private={"reason": reason},
            attachments=attachment_digests(work, photos),
        )
    )
    if restarts:
        tell(step, WITNESSES, "notice_restarted", {"ends_at": ends.isoformat()})
    synchronise(step)
    step.save()
    return BoardLoss(work.now, told, notice.closes_at, restarts)


def _count_anew(step: Step, notice: sa.Row[Any]) -> Any:
    """Begin the period again; returns its end."""
    now = step.work.now
    deadline = counted(notice.period, now, step.calendar)
    step.work.update_by(
        NOTICES,
        {"id": notice.id},
        starts_at=now,
        closes_at=deadline.ends_at,
        deadline=deadline.to_json(),
    )
    path = tuple(notice.scope)
    for name, value in list(step.instance.variables(path).items()):
        if isinstance(value, Mapping) and value.get("id") == notice.id:
            step.instance.correct(path, name, notice_value(notice.id, now, deadline.ends_at, None))
    return deadline.ends_at
