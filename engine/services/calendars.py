"""Holiday tables: loading the notice of a year, and counting anew what was provisional (暂定)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engine.persistence import tables
from engine.rules.holidays import parse_holiday_year
from engine.services.deadlines import counted, from_json
from engine.services.kernel import Kernel, Work
from engine.services.projection import arm_reminder
from engine.services.step import ENDED, Draft, Step, lock_case, moment, open_case

TASKS, TIMERS, CASES = tables.tasks, tables.timers, tables.cases


class Calendars:
    """Loading holiday tables."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel

    def load(self, written: str) -> int:
        """Store the table of a year and recount the provisional deadlines of open tasks; the year.

        Raises Invalid for a text that is no holiday table.
        """
        year = parse_holiday_year(written).year

        def do(work: Work) -> list[str]:
            known = tables.holiday_years
            work.connection.execute(known.delete().where(known.c.year == year))
            work.insert(known, year=year, text=written, imported_at=work.now)
            rows = work.all(sa.select(TASKS.c.case_id).where(TASKS.c.status == "open").distinct())
            return [row.case_id for row in rows]

        for case_id in self.kernel.write(do):
            self.kernel.write(lambda work, one=case_id: self._recount(work, one))  # type: ignore[misc]
        return year

    def _recount(self, work: Work, case_id: str) -> None:
        case = lock_case(work, case_id)
        if case.status in ENDED:
            return
        step = open_case(self.kernel, work, case, None)
        rows = work.all(sa.select(TASKS).where(TASKS.c.case_id == case_id, TASKS.c.status == "open"))
        moved = [_recount_task(step, row) for row in rows]
        if any(moved):
            step.save()


def _recount_task(step: Step, row: sa.Row[Any]) -> bool:
    """Count a provisional deadline anew; the trail keeps both dates. Whether it moved."""
    before = from_json(row.deadline).deadline if row.deadline else None
    if before is None or not before.provisional or not before.period.is_legal:
        return False
    after = counted(f"{before.period.count}{before.period.unit.value}", before.start, step.calendar)
    step.work.update(TASKS, TASKS.c.id == row.id, due_at=after.ends_at, deadline=after.to_json())
    if after.ends_at == before.ends_at:
        return False
    pending = (TIMERS.c.task_id == row.id, TIMERS.c.status == "pending")
    step.work.update(
        TIMERS, *pending, TIMERS.c.kind == "overdue", due_at=after.ends_at, next_try_at=after.ends_at
    )
    reminders = step.work.all(sa.select(TIMERS).where(*pending, TIMERS.c.kind == "reminder"))
    for timer in reminders:
        step.work.update(TIMERS, TIMERS.c.id == timer.id, status="cancelled")
        arm_reminder(step, row.token, row.id, row.element, after, occurrence=timer.occurrence + 1)
    step.record(
        Draft(
            "deadline_moved",
            task=row.id,
            element=row.element,
            data={"before": moment(before.ends_at), "after": moment(after.ends_at)},
        )
    )
    return True
