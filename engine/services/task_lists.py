"""The lists of a person's tasks and the list of REST: one query each, answered by an index."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.persistence import tables
from engine.services.case_views import LARGEST_PAGE, make_cursor, open_cursor, search
from engine.services.copies import unread
from engine.services.deadlines import working_days_left
from engine.services.kernel import Kernel, Work
from engine.services.regions import names_of
from engine.services.views import Actor, CaseRow, Page, TaskCounts, TaskRow

TASKS, CASES, CANDIDATES, EXCLUSIONS = tables.tasks, tables.cases, tables.candidates, tables.exclusions
VERSIONS, REGIONS = tables.procedure_versions, tables.regions

_COLUMNS = (
    TASKS.c.id, TASKS.c.case_id, TASKS.c.element, TASKS.c.name, TASKS.c.due_at, TASKS.c.opened_at,
    TASKS.c.claimed_by, TASKS.c.done_at, TASKS.c.return_reason, TASKS.c.amends, CASES.c.number, CASES.c.title,
    CASES.c.revision, CASES.c.starter, VERSIONS.c.name.label("procedure_name"),
    REGIONS.c.name.label("village_name"),
)  # fmt: skip


def _joined() -> sa.Select[Any]:
    return (
        sa.select(*_COLUMNS)
        .join(CASES, CASES.c.id == TASKS.c.case_id)
        .join(VERSIONS, VERSIONS.c.id == CASES.c.version)
        .join(REGIONS, REGIONS.c.id == CASES.c.village)
    )


def _mine(actor: Actor) -> sa.ColumnElement[bool]:
    """Open tasks the person may act on: assigned to them, or of a role they hold, and nothing bars them."""
    held = sorted({(post.post, post.region) for post in actor.posts})
    by_role = (
        sa.select(CANDIDATES.c.task_id)
        .where(sa.tuple_(CANDIDATES.c.role, CANDIDATES.c.region).in_(held))
        .scalar_subquery()
    )
    barred = sa.select(EXCLUSIONS.c.task_id).where(EXCLUSIONS.c.person == actor.person).scalar_subquery()
    theirs = sa.or_(
        TASKS.c.assignee == actor.person,
        sa.and_(TASKS.c.assignee.is_(None), TASKS.c.id.in_(by_role)) if held else sa.false(),
    )
    return sa.and_(
        TASKS.c.status == "open",
        theirs,
        TASKS.c.id.not_in(barred),
        sa.or_(TASKS.c.claimed_by.is_(None), TASKS.c.claimed_by == actor.person),
    )


ALONE = sa.or_(TASKS.c.assignee.is_not(None), TASKS.c.claimed_by.is_not(None), TASKS.c.candidate_count <= 1)
"""Tasks that nobody else can do: assigned, claimed, or with one candidate."""


class TaskLists:
    """Reading lists of tasks."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel

    def to_do(self, actor: Actor, *, cursor: str | None = None, limit: int = 50) -> Page[TaskRow]:
        """What waits for this person alone; overdue ones first, then by days left."""
        return self._open_rows(actor, cursor, limit, ALONE)

    def claimable(self, actor: Actor, *, cursor: str | None = None, limit: int = 50) -> Page[TaskRow]:
        """What waits for one of several people, who may claim it; in the same order."""
        return self._open_rows(actor, cursor, limit, sa.not_(ALONE))

    def done(self, actor: Actor, *, cursor: str | None = None, limit: int = 50) -> Page[TaskRow]:
        """What this person has done, newest first."""

        def do(work: Work) -> Page[TaskRow]:
            statement = _joined().where(TASKS.c.performer == actor.person)
            if cursor:
                before, last = open_cursor(cursor, datetime, str)
                key = sa.tuple_(TASKS.c.done_at, TASKS.c.id)
                statement = statement.where(key < sa.tuple_(before, last))
            rows = work.all(
                statement.order_by(TASKS.c.done_at.desc(), TASKS.c.id.desc()).limit(_cut(limit) + 1)
            )
            return self._page(work, rows, _cut(limit), lambda row: (row.done_at, row.id))

        return self.kernel.read(do)

    def open_or_done(
        self, actor: Actor, *, state: str, cursor: str | None = None, limit: int = 50
    ) -> Page[TaskRow]:
        """REST's list: everything the person can act on, or acted on."""
        return (
            self.done(actor, cursor=cursor, limit=limit)
            if state == "done"
            else self._open_rows(actor, cursor, limit)
        )

    def started(self, actor: Actor, *, cursor: str | None = None, limit: int = 50) -> Page[CaseRow]:
        """Cases that this person started, newest first."""
        return self.kernel.read(
            lambda work: search(work, actor, starter=actor.person, cursor=cursor, limit=limit)
        )

    def counts(self, actor: Actor) -> TaskCounts:
        """How much is in each list."""

        def do(work: Work) -> TaskCounts:
            def count(table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
                row = work.one(sa.select(sa.func.count()).select_from(table).where(*where))
                return row[0] if row else 0

            return TaskCounts(
                to_do=count(TASKS, _mine(actor), ALONE),
                claimable=count(TASKS, _mine(actor), sa.not_(ALONE)),
                done=count(TASKS, TASKS.c.performer == actor.person),
                started=count(CASES, CASES.c.starter == actor.person),
                copied=count(tables.copies, unread(actor)),
            )

        return self.kernel.read(do)

    def _open_rows(
        self, actor: Actor, cursor: str | None, limit: int, *where: sa.ColumnElement[bool]
    ) -> Page[TaskRow]:
        def do(work: Work) -> Page[TaskRow]:
            statement = _joined().where(_mine(actor), *where)
            undated = sa.case((TASKS.c.due_at.is_(None), 1), else_=0)
            if cursor:
                rank, due, last = open_cursor(cursor, int, datetime, str)
                after = sa.or_(
                    undated > rank,
                    sa.and_(undated == rank, TASKS.c.due_at > due) if due else sa.false(),
                    sa.and_(
                        undated == rank,
                        TASKS.c.due_at == due if due else sa.true(),
                        TASKS.c.id > last,
                    ),
                )
                statement = statement.where(after)
            rows = work.all(statement.order_by(undated, TASKS.c.due_at, TASKS.c.id).limit(_cut(limit) + 1))
            return self._page(
                work,
                rows,
                _cut(limit),
                lambda row: (int(row.due_at is None), row.due_at, row.id),
            )

        return self.kernel.read(do)

    def _page(self, work: Work, rows: list[sa.Row[Any]], limit: int, key: Any) -> Page[TaskRow]:
        shown = rows[:limit]
        names = names_of(
            work.connection, {row.starter for row in shown} | {r.claimed_by for r in shown if r.claimed_by}
        )
        calendar = self.kernel.calendar(work.connection)
        items = tuple(
            TaskRow(
                id=row.id,
                case=row.case_id,
                case_number=row.number,
                case_title=row.title,
                procedure_name=row.procedure_name,
                village_name=row.village_name,
                element=row.element,
                name=row.name,
                due=row.due_at,
                late=row.due_at is not None and row.done_at is None and row.due_at <= work.now,
                working_days_left=working_days_left(row.due_at, work.now, calendar) if row.due_at else None,
                revision=row.revision,
                opened_at=row.opened_at,
                starter_name=names.get(row.starter, ""),
                claimed_by=names.get(row.claimed_by) if row.claimed_by else None,
                done_at=row.done_at,
                returned=row.amends is not None,
            )
            for row in shown
        )
        return Page(items, make_cursor(*key(shown[-1])) if len(rows) > limit else None)


def _cut(limit: int) -> int:
    return max(1, min(limit, LARGEST_PAGE))
