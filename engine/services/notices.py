"""The public board: notices for everybody, without a log-in; nothing personal unmasked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.clock import village_date
from engine.errors import NotFound
from engine.persistence import tables
from engine.rules.calendar import Calendar
from engine.services import deadlines
from engine.services.board_losses import losses_of
from engine.services.case_views import LARGEST_PAGE, make_cursor, open_cursor
from engine.services.kernel import Kernel, Work
from engine.services.objections import Objections
from engine.services.views import Actor, NoticeView, Page, Receipt

NOTICES, CASES, REGIONS, OBJECTIONS = tables.notices, tables.cases, tables.regions, tables.objections


def _joined() -> sa.Select[Any]:
    return (
        sa.select(NOTICES, CASES.c.number.label("case_number"), REGIONS.c.name.label("village_name"))
        .join(CASES, CASES.c.id == NOTICES.c.case_id)
        .join(REGIONS, REGIONS.c.id == NOTICES.c.village)
    )


class Notices:
    """Reading notices, and objecting."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel
        self._objections = Objections(kernel)

    def board(
        self, *, village: str | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[NoticeView]:
        """Notices, newest first; of one village or of all."""

        def do(work: Work) -> Page[NoticeView]:
            most = max(1, min(limit, LARGEST_PAGE))
            statement = _joined()
            if village:
                statement = statement.where(NOTICES.c.village == village)
            if cursor:
                (before,) = open_cursor(cursor, str)
                statement = statement.where(NOTICES.c.id < before)
            rows = work.all(statement.order_by(NOTICES.c.id.desc()).limit(most + 1))
            calendar = self.kernel.calendar(work.connection)
            return Page(
                tuple(notice_view(row, work.now, calendar) for row in rows[:most]),
                make_cursor(rows[most - 1].id) if len(rows) > most else None,
            )

        return self.kernel.read(do)

    def show(self, notice_id: str) -> NoticeView:
        """A notice. Raises NotFound."""

        def do(work: Work) -> NoticeView:
            row = work.one(_joined().where(NOTICES.c.id == notice_id))
            if row is None:
                raise NotFound
            count = work.one(sa.select(sa.func.count()).where(OBJECTIONS.c.notice_id == notice_id))
            shown = notice_view(
                row, work.now, self.kernel.calendar(work.connection), count[0] if count else 0
            )
            return replace(shown, losses=losses_of(work, notice_id))

        return self.kernel.read(do)

    def object(
        self,
        actor: Actor | None,
        *,
        key: str,
        notice_id: str,
        text: str,
        contact: str | None = None,
        name: str | None = None,
    ) -> Receipt:
        """Object to a running notice. Raises NotFound, Conflict `notice_ended`, Invalid, Forbidden."""
        return self._objections.receive(
            actor, key=key, notice_id=notice_id, text=text, contact=contact, name=name
        )


def notice_view(row: sa.Row[Any], now: datetime, calendar: Calendar, objections: int = 0) -> NoticeView:
    """A notice as the board shows it."""
    deadline = deadlines.view(row.deadline, now, calendar, None)
    assert deadline is not None  # noqa: S101 - a notice has its period
    last = deadlines.from_json(row.deadline).deadline
    left = (last.last_day - village_date(now)).days if last else 0
    return NoticeView(
        id=row.id,
        case=row.case_id,
        case_number=row.case_number,
        village=row.village,
        village_name=row.village_name,
        title=row.title,
        text=row.text,
        kind=row.kind,
        starts=row.starts_at,
        ends=row.closes_at,
        status=row.status,
        days_left=max(0, left),
        provisional=deadline.provisional,
        why=deadline.why,
        reason=row.reason,
        objections=objections,
    )
