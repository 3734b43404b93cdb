"""Task and timer rows of a case, for lists and the alarm clock: brought in line after every step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from engine.definitions.model import Node
from engine.persistence import tables
from engine.rules.reminders import reminder_days
from engine.runtime import Token
from engine.runtime.timers import is_literal
from engine.services.authority import STARTER, Call, Circle
from engine.services.deadlines import StoredDeadline, counted, from_json, from_value, morning
from engine.services.messages import tell
from engine.services.step import Step

TASKS, TIMERS = tables.tasks, tables.timers
LIVE_TASKS = sa.select(TASKS).where(
    TASKS.c.case_id == sa.bindparam("case"), TASKS.c.status.in_(("open", "aside"))
)
EXCLUDED = sa.select(tables.exclusions.c.person).where(tables.exclusions.c.task_id == sa.bindparam("task"))
EVENT_TIMERS = sa.select(TIMERS).where(
    TIMERS.c.case_id == sa.bindparam("case"), TIMERS.c.kind == "event", TIMERS.c.status == "pending"
)
OCCURRENCES = (
    sa.select(TIMERS.c.kind, sa.func.max(TIMERS.c.occurrence).label("last"))
    .where(TIMERS.c.case_id == sa.bindparam("case"), TIMERS.c.token == sa.bindparam("token"))
    .group_by(TIMERS.c.kind)
)


def synchronise(step: Step) -> None:
    """Bring the rows of a case in line with its instance."""
    rows = {row.token: row for row in _live_tasks(step)}
    tokens = {token.id: token for token in step.instance.tokens()}
    open_now = {id_: token for id_, token in tokens.items() if token.kind == "user"}
    step.authority.forget()
    for gone in rows.keys() - open_now.keys():
        _cancel(step, rows[gone])
    for id_, token in open_now.items():
        if id_ not in rows:
            _open(step, token)
        elif token.aside != (rows[id_].status == "aside"):
            _set_aside(step, rows[id_], token)
        else:
            _refresh(step, rows[id_])
    if step.instance.voided:
        _void(step, step.instance.voided)
    _timers(step, [token for token in tokens.values() if token.kind == "timer" or token.due is not None])


def _live_tasks(step: Step) -> Iterable[sa.Row[Any]]:
    return step.work.all(LIVE_TASKS, case=step.case_row.id)


# Tasks


def _open(step: Step, token: Token) -> None:
    node = step.library.node(token.process, token.element)
    task_id = step.work.id()
    call = call_of(step, token, node)
    circle = step.authority.circle(call)
    deadline = _deadline(step, token, node)
    step.work.insert(
        TASKS,
        id=task_id,
        case_id=step.case_row.id,
        village=step.case_row.village,
        token=token.id,
        path=list(token.path),
        process=token.process,
        element=token.element,
        name=node.name or token.element,
        act=call.act,
        form=node.wq.get("form"),
        status="open",
        roles=list(call.roles),
        assignee=call.assignee,
        opened_at=step.work.now,
        changed=step.revision,
        due_at=deadline.ends_at if deadline else None,
        deadline=deadline.to_json() if deadline else None,
        amends=token.amends,
        flag=None if circle.may else "no_candidate",
        candidate_count=len(circle.may),
    )
    _write_circle(step, task_id, circle)
    if not circle.may:
        _tell_that_nobody_may(step, task_id, node.name or token.element)
    if deadline is not None:
        _arm_deadline(step, token.id, task_id, token.element, deadline)


def _tell_that_nobody_may(step: Step, task_id: str, name: str) -> None:
    """Nothing passes by itself because nobody is there: those who can appoint somebody are told."""
    tell(step, ("town_officer", "sysadmin"), "no_candidate", {"task": name, "task_id": task_id})


def call_of(step: Step, token: Token, node: Node) -> Call:
    """Whom a task calls, its FEEL texts evaluated where it stands."""
    text = step.library.role_text(token.process, node)
    roles = _words(step.instance.evaluate(token.id, text) if text.startswith("=") else text)
    assignee = step.instance.evaluate(token.id, node.wq["assignee"]) if "assignee" in node.wq else None
    if assignee is None and roles == (STARTER,):
        assignee = step.case_row.starter
    return Call(
        act=node.wq.get("act"),
        roles=roles,
        assignee=assignee if isinstance(assignee, str) else None,
        substitutes=_words(node.wq.get("substitutes", "")),
        distinct_from=_words(node.wq.get("distinctFrom", "")),
    )


def _words(text: object) -> tuple[str, ...]:
    if isinstance(text, list):
        return tuple(str(word) for word in text)
    return tuple(str(text).split())


def stored_call(library: Any, row: sa.Row[Any]) -> Call:
    """Whom an open task calls, from its row."""
    node = library.node(row.process, row.element)
    return Call(
        act=row.act,
        roles=tuple(row.roles),
        assignee=row.assignee,
        substitutes=_words(node.wq.get("substitutes", "")),
        distinct_from=_words(node.wq.get("distinctFrom", "")),
    )


def _write_circle(step: Step, task_id: str, circle: Circle) -> None:
    village = step.case_row.village
    rows = [
        {"task_id": task_id, "role": role, "region": region, "village": village}
        for role in dict.fromkeys(circle.roles)
        for region in step.regions
    ]
    if rows:
        step.work.connection.execute(tables.candidates.insert(), rows)
    out = [
        {"task_id": task_id, "person": person, "village": village, "code": f.code, "facts": dict(f.facts)}
        for person, f in circle.out.items()
    ]
    if out:
        step.work.connection.execute(tables.exclusions.insert(), out)


def _refresh(step: Step, row: sa.Row[Any]) -> None:
    """What the case learned may keep somebody out of a task that was open before, or let a substitute in."""
    circle = step.authority.circle(stored_call(step.library, row))
    known = step.work.all(EXCLUDED, task=row.id)
    if {one.person for one in known} == set(circle.out) and len(circle.may) == row.candidate_count:
        return
    _ask_nobody(step, row.id)
    _write_circle(step, row.id, circle)
    if not circle.may and row.candidate_count:
        _tell_that_nobody_may(step, row.id, row.name)
    step.work.update_by(
        TASKS,
        {"id": row.id},
        candidate_count=len(circle.may),
        flag=None if circle.may else "no_candidate",
    )


def _cancel(step: Step, row: sa.Row[Any]) -> None:
    """A task that what happened has taken away."""
    step.work.update_by(TASKS, {"id": row.id}, status="cancelled")
    clear(step, row.id)


def clear(step: Step, task_id: str) -> None:
    """Nobody is asked for a task any more, and nothing of it is due: it is done, or cancelled."""
    _ask_nobody(step, task_id)
    _cancel_timers(step, task_id=task_id)


def _ask_nobody(step: Step, task_id: str) -> None:
    for table in (tables.candidates, tables.exclusions):
        step.work.delete_by(table, task_id=task_id)


def _set_aside(step: Step, row: sa.Row[Any], token: Token) -> None:
    """A task that waits for an amendment, or is open again: its deadline stops, or starts anew."""
    _cancel_timers(step, task_id=row.id)
    if token.aside:
        step.work.update_by(TASKS, {"id": row.id}, status="aside", changed=step.revision)
        return
    deadline = _deadline(step, token, step.library.node(token.process, token.element))
    step.work.update_by(
        TASKS,
        {"id": row.id},
        status="open",
        changed=step.revision,
        opened_at=step.work.now,
        due_at=deadline.ends_at if deadline else None,
        deadline=deadline.to_json() if deadline else None,
    )
    if deadline is not None:
        _arm_deadline(step, token.id, row.id, token.element, deadline)


def _void(step: Step, voided: set[int]) -> None:
    """Mark what a return voided: tasks of voided tokens and of everything inside them, and their sittings."""
    done = step.work.all(
        sa.select(TASKS.c.id, TASKS.c.token, TASKS.c.path).where(
            TASKS.c.case_id == step.case_row.id, TASKS.c.status == "done"
        )
    )
    gone = [row.id for row in done if voided & {row.token, *row.path}]
    if gone:
        step.work.update(TASKS, TASKS.c.id.in_(gone), status="void")
    calls = voided | {token for row in done if voided & set(row.path) for token in row.path}
    step.work.update(
        tables.sittings,
        tables.sittings.c.case_id == step.case_row.id,
        tables.sittings.c.call.in_(calls),
        void=True,
    )


# Deadlines


def _deadline(step: Step, token: Token, node: Node) -> StoredDeadline | None:
    text = node.wq.get("due")
    if not text:
        return None
    if is_literal(text):
        return counted(text, step.work.now, step.calendar)
    return from_value(step.instance.evaluate(token.id, text), step.work.now, step.calendar)


def _arm_deadline(step: Step, token: int, task_id: str, element: str, deadline: StoredDeadline) -> None:
    again = _occurrences(step, token)
    occurrence = again.get("overdue", 0)
    _insert_timer(step, token, task_id, element, kind="overdue", occurrence=occurrence, due=deadline.ends_at)
    arm_reminder(step, token, task_id, element, deadline, occurrence=again.get("reminder", 0))


def arm_reminder(
    step: Step, token: int, task_id: str, element: str, deadline: StoredDeadline, *, occurrence: int
) -> None:
    """The next reminder of a deadline by `remind.ladder`: one row, so that missed ones coalesce."""
    if deadline.deadline is None:
        return
    ladder = str(step.parameter("remind.ladder"))
    for day in reminder_days(deadline.deadline.last_day, ladder, step.calendar):
        if morning(day) > step.work.now:
            due = morning(day)
            _insert_timer(step, token, task_id, element, kind="reminder", occurrence=occurrence, due=due)
            return


def _occurrences(step: Step, token: int) -> Mapping[str, int]:
    rows = step.work.all(OCCURRENCES, case=step.case_row.id, token=token)
    return {row.kind: row.last + 1 for row in rows}


def _insert_timer(
    step: Step, token: int, task_id: str | None, element: str, *, kind: str, occurrence: int, due: Any
) -> None:
    step.work.insert(
        TIMERS,
        id=step.work.id(),
        case_id=step.case_row.id,
        village=step.case_row.village,
        token=token,
        task_id=task_id,
        element=element,
        kind=kind,
        occurrence=occurrence,
        due_at=due,
        next_try_at=due,
        calendar_version=step.calendar.version,
        status="pending",
        attempts=0,
    )


def _cancel_timers(step: Step, **which: str) -> None:
    pending = {"case_id": step.case_row.id, "status": "pending", **which}
    step.work.update_by(TIMERS, pending, status="cancelled")


# Timers of the diagram


def _timers(step: Step, tokens: list[Token]) -> None:
    rows = step.work.all(EVENT_TIMERS, case=step.case_row.id)
    pending = {(row.token, row.occurrence): row for row in rows}
    wanted = {(token.id, token.occurrence): token for token in tokens if token.due is not None}
    for key in pending.keys() - wanted.keys():
        _cancel_timers(step, id=pending[key].id)
    for key, token in wanted.items():
        if key not in pending:
            _insert_timer(
                step, token.id, None, token.element, kind="event", occurrence=token.occurrence, due=token.due
            )
        elif pending[key].due_at != token.due:
            step.work.update_by(TIMERS, {"id": pending[key].id}, due_at=token.due, next_try_at=token.due)


def deadline_of(row: sa.Row[Any]) -> StoredDeadline | None:
    """The deadline of a task row."""
    return from_json(row.deadline) if row.deadline else None
