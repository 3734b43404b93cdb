"""Cases as REST and lists show them."""

from __future__ import annotations

import base64
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, Final

import orjson
import sqlalchemy as sa

from engine.errors import NotFound, Unreadable
from engine.persistence import tables
from engine.services.incidents import INCIDENTS, IS_OPEN
from engine.services.kernel import Work
from engine.services.views import Actor, CaseRow, CaseStatus, CaseView, OpenTask, Page

CASES, TASKS, VERSIONS, REGIONS = tables.cases, tables.tasks, tables.procedure_versions, tables.regions
LARGEST_PAGE = 200
RUNNING: Final = "running"
INCIDENT: Final = "incident"

_FAILED = sa.select(INCIDENTS.c.case_id).where(IS_OPEN)
_HAS_FAILED = sa.exists().where(INCIDENTS.c.case_id == CASES.c.id, IS_OPEN).label("has_failed")

_COLUMNS = (
    CASES.c.id, CASES.c.number, CASES.c.procedure, CASES.c.village, CASES.c.title, CASES.c.status,
    CASES.c.revision, CASES.c.end_element, CASES.c.active, CASES.c.started_at, CASES.c.ended_at,
    CASES.c.starter, VERSIONS.c.name.label("procedure_name"), VERSIONS.c.number.label("version"),
    REGIONS.c.name.label("village_name"),
)  # fmt: skip


_JOINED = (
    sa.select(*_COLUMNS)
    .join(VERSIONS, VERSIONS.c.id == CASES.c.version)
    .join(REGIONS, REGIONS.c.id == CASES.c.village)
)
_JOINED_CASE = _JOINED.add_columns(_HAS_FAILED).where(CASES.c.id == sa.bindparam("case"))
_CASE = sa.select(CASES).where(CASES.c.id == sa.bindparam("case"))
_OPEN_TASKS = (
    sa.select(TASKS.c.id, TASKS.c.element, TASKS.c.name, TASKS.c.case_id)
    .where(TASKS.c.case_id == sa.bindparam("case"), TASKS.c.status == "open")
    .order_by(TASKS.c.token)
)


def case_row(work: Work, actor: Actor, case_id: str) -> sa.Row[Any]:
    """The row of a case in a region that the person may see. Raises NotFound."""
    row = work.one(_CASE, case=case_id)
    if row is None or row.village not in actor.regions:
        raise NotFound
    return row


def case_view(work: Work, case_id: str) -> CaseView:
    """A case with its open tasks. Raises NotFound."""
    row = work.one(_JOINED_CASE, case=case_id)
    if row is None:
        raise NotFound
    open_tasks = work.all(_OPEN_TASKS, case=case_id)
    return CaseView(
        id=row.id,
        number=row.number,
        procedure=row.procedure,
        procedure_name=row.procedure_name,
        version=row.version,
        village=row.village,
        village_name=row.village_name,
        title=row.title,
        status=_status(row, is_failed=row.has_failed),
        revision=row.revision,
        end=row.end_element,
        active=tuple(row.active),
        open_tasks=tuple(OpenTask(one.id, one.element, one.name, one.case_id) for one in open_tasks),
        started_at=row.started_at,
        starter=row.starter,
        ended_at=row.ended_at,
    )


def search(
    work: Work,
    actor: Actor,
    *,
    procedure: str | None = None,
    village: str | None = None,
    status: str | None = None,
    q: str | None = None,
    starter: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[CaseRow]:
    """Cases that the person may see, newest first; `q` is part of a number or title."""
    limit = max(1, min(limit, LARGEST_PAGE))
    statement = _JOINED.where(CASES.c.village.in_(actor.regions))
    for column, wanted in (
        (CASES.c.procedure, procedure),
        (CASES.c.village, village),
        (CASES.c.starter, starter),
    ):
        statement = statement.where(column == wanted) if wanted else statement
    if status:
        statement = statement.where(_has_status(status))
    if q:
        statement = statement.where(
            sa.or_(CASES.c.number.contains(q, autoescape=True), CASES.c.title.contains(q, autoescape=True))
        )
    if cursor:
        (before,) = open_cursor(cursor, str)
        statement = statement.where(CASES.c.id < before)
    rows = work.all(statement.order_by(CASES.c.id.desc()).limit(limit + 1))
    return Page(
        items=tuple(_shown(work, rows[:limit])),
        next=make_cursor(rows[limit - 1].id) if len(rows) > limit else None,
    )


def _status(row: sa.Row[Any], *, is_failed: bool) -> CaseStatus:
    """A running case in which something failed shows that; nothing is stored, so that it is always true."""
    status: CaseStatus = row.status
    return INCIDENT if is_failed and status == RUNNING else status


def _has_status(status: str) -> sa.ColumnElement[bool]:
    if status == INCIDENT:
        return sa.and_(CASES.c.status == RUNNING, CASES.c.id.in_(_FAILED))
    if status == RUNNING:
        return sa.and_(CASES.c.status == RUNNING, CASES.c.id.not_in(_FAILED))
    return CASES.c.status == status


def rows_of(work: Work, cases: Collection[str]) -> dict[str, CaseRow]:
    """Cases as lists show them, by id."""
    return {row.id: row for row in _shown(work, work.all(_JOINED.where(CASES.c.id.in_(cases))))}


def _shown(work: Work, rows: list[sa.Row[Any]]) -> list[CaseRow]:
    ids = [row.id for row in rows]
    waiting = _waiting(work, ids)
    failed = {row.case_id for row in work.all(_FAILED.where(INCIDENTS.c.case_id.in_(ids)))}
    return [
        CaseRow(
            id=row.id,
            number=row.number,
            procedure=row.procedure,
            procedure_name=row.procedure_name,
            version=row.version,
            village=row.village,
            village_name=row.village_name,
            title=row.title,
            status=_status(row, is_failed=row.id in failed),
            revision=row.revision,
            end=row.end_element,
            active=tuple(row.active),
            started_at=row.started_at,
            next_due=min((task.due_at for task in waiting.get(row.id, ()) if task.due_at), default=None),
            waiting_for=tuple(dict.fromkeys(task.name for task in waiting.get(row.id, ()))),
        )
        for row in rows
    ]


def _waiting(work: Work, cases: list[str]) -> dict[str, list[sa.Row[Any]]]:
    found: dict[str, list[sa.Row[Any]]] = {}
    if cases:
        for row in work.all(
            sa.select(TASKS.c.case_id, TASKS.c.name, TASKS.c.due_at).where(
                TASKS.c.case_id.in_(cases), TASKS.c.status == "open"
            )
        ):
            found.setdefault(row.case_id, []).append(row)
    return found


def make_cursor(*parts: object) -> str:
    """An opaque cursor from the sort key of the last row shown; instants are taken as well as JSON."""
    return base64.urlsafe_b64encode(orjson.dumps(list(parts))).decode().rstrip("=")


def open_cursor(cursor: str, *kinds: type) -> list[Any]:
    """The sort key in a cursor, whose parts must be of these kinds; an instant may be absent.

    Raises Unreadable for one that this program didn't make.
    """
    try:
        parts = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return [_part(part, kind) for part, kind in zip(parts, kinds, strict=True)]
    except (ValueError, TypeError) as error:
        raise Unreadable("bad_cursor") from error


def _part(part: object, kind: type) -> object:
    if kind is datetime:
        return None if part is None else datetime.fromisoformat(str(part)).astimezone(UTC)
    if type(part) is not kind:
        raise TypeError(part)
    return part
