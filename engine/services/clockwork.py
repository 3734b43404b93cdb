"""Firing what is due: timers of diagrams, reminders, overdue deadlines.

The `timers` table is the truth, the scheduler only an alarm clock. A timer is claimed and fired in one
transaction, so that nothing can be stuck half-way; a failure is tried again after 1, 5, 25, 120 and 600
minutes, and is an incident then.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from engine.errors import EngineError
from engine.persistence import tables
from engine.runtime import RuntimeFailure
from engine.services.ending import settle
from engine.services.incidents import note_incident
from engine.services.kernel import Kernel, Work
from engine.services.messages import tell, tell_persons
from engine.services.objections import admit_what_waits
from engine.services.projection import arm_reminder, deadline_of, stored_call, synchronise
from engine.services.step import ENDED, Draft, Step, lock_case, moment, open_case

LOG = logging.getLogger(__name__)
TIMERS, TASKS, CASES = tables.timers, tables.tasks, tables.cases
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 25, 120, 600))
ESCALATES_TO = ("vsc_chair", "town_officer")


class Clockwork:
    """Fires due timers, one transaction each."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel

    def fire_due(self, limit: int = 100) -> int:
        """Fire at most `limit` due timers, the earliest first; how many were handled.

        Looks without a lock first, so that an idle tick costs a read.
        """
        handled = 0
        while handled < limit and self._is_due():
            if not self._fire_next():
                break
            handled += 1
        return handled

    def next_due(self) -> datetime | None:
        """When the next pending timer is due."""
        statement = sa.select(sa.func.min(TIMERS.c.next_try_at)).where(TIMERS.c.status == "pending")
        return self.kernel.read(lambda work: work.connection.execute(statement).scalar())

    def _is_due(self) -> bool:
        def do(work: Work) -> bool:
            return work.one(_pending(work.now).with_only_columns(TIMERS.c.id).limit(1)) is not None

        return self.kernel.read(do)

    def _fire_next(self) -> bool:
        claimed: list[sa.Row[Any]] = []

        def do(work: Work) -> bool:
            claimed.clear()
            timer = _claim(work)
            if timer is None:
                return False
            claimed.append(timer)
            self._fire(work, timer)
            return True

        try:
            return self.kernel.write(do)
        except Exception as error:  # whatever is wrong with one case, the clocks of all others go on
            if not claimed:
                raise
            LOG.warning("timer %s of case %s failed", claimed[0].id, claimed[0].case_id, exc_info=True)
            self._put_off(claimed[0], _failure(claimed[0], error))
            return True

    def _fire(self, work: Work, timer: sa.Row[Any]) -> None:
        case = lock_case(work, timer.case_id)
        work.update(TIMERS, TIMERS.c.id == timer.id, status="fired", fired_at=work.now)
        if case.status in ENDED:
            return
        step = open_case(self.kernel, work, case, None)
        _FIRE[timer.kind](step, timer)

    def _put_off(self, timer: sa.Row[Any], failure: RuntimeFailure) -> None:
        is_last = timer.attempts >= len(BACKOFF)

        def do(work: Work) -> None:
            wait = timedelta() if is_last else BACKOFF[timer.attempts]
            work.update(
                TIMERS,
                TIMERS.c.id == timer.id,
                attempts=timer.attempts + 1,
                next_try_at=work.now + wait,
                status="incident" if is_last else "pending",
            )
            if is_last:
                note_incident(work, timer.case_id, timer.village, failure, timer_id=timer.id)

        self.kernel.write(do)


def _failure(timer: sa.Row[Any], error: Exception) -> RuntimeFailure:
    if isinstance(error, RuntimeFailure):
        return error
    if isinstance(error, EngineError):
        return RuntimeFailure(error.code, timer.element, **error.facts)
    return RuntimeFailure("crashed", timer.element, what=type(error).__name__)


def _pending(now: datetime) -> sa.Select[Any]:
    return sa.select(TIMERS).where(TIMERS.c.status == "pending", TIMERS.c.next_try_at <= now)


def _claim(work: Work) -> sa.Row[Any] | None:
    """The earliest due timer with its case, both locked; of those due together, what moves the case first.

    Busy ones are passed over.
    """
    statement = (
        _pending(work.now)
        .join(CASES, CASES.c.id == TIMERS.c.case_id)
        .order_by(TIMERS.c.next_try_at, TIMERS.c.kind, TIMERS.c.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=[TIMERS, CASES])
    )
    return work.one(statement)


def _lateness(step: Step, timer: sa.Row[Any]) -> dict[str, object]:
    late = step.work.now - timer.due_at
    return {
        "due_at": moment(timer.due_at),
        "fired_at": moment(step.work.now),
        "lateness_seconds": int(late.total_seconds()),
    }


def _event(step: Step, timer: sa.Row[Any]) -> None:
    """A timer of the diagram: the case moves."""
    step.record(Draft("timer_fired", element=timer.element, data=_lateness(step, timer)))
    admit_what_waits(step)
    step.instance.fire(timer.token)
    synchronise(step)
    step.save(**settle(step), moved=step.revision)


def _open_task(step: Step, timer: sa.Row[Any]) -> sa.Row[Any] | None:
    return step.work.one(sa.select(TASKS).where(TASKS.c.id == timer.task_id, TASKS.c.status == "open"))


def _overdue(step: Step, timer: sa.Row[Any]) -> None:
    """A deadline has passed: it goes up, once; the token stays where it is."""
    task = _open_task(step, timer)
    if task is None or step.status == "suspended":
        return
    node = step.library.node(task.process, task.element)
    posts = tuple(node.wq.get("escalateTo", " ".join(ESCALATES_TO)).split())
    step.record(
        Draft(
            "task_escalated",
            task=task.id,
            element=task.element,
            data={**_lateness(step, timer), "told": list(posts)},
        )
    )
    tell(step, posts, "task_overdue", {"task": task.name, "task_id": task.id})
    step.save()


def _reminder(step: Step, timer: sa.Row[Any]) -> None:
    """Remind those who are asked; what was missed while the program was down is one reminder."""
    task = _open_task(step, timer)
    if task is None or step.status == "suspended":
        return
    may = step.authority.circle(stored_call(step.library, task)).may
    asked = [task.claimed_by] if task.claimed_by in may else may
    facts = {"task": task.name, "task_id": task.id, "due_at": moment(task.due_at)}
    tell_persons(step, asked, "task_reminder", facts)
    deadline = deadline_of(task)
    if deadline is not None:
        arm_reminder(step, timer.token, task.id, task.element, deadline, occurrence=timer.occurrence + 1)


_FIRE = {"event": _event, "overdue": _overdue, "reminder": _reminder}
