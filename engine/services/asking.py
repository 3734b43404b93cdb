"""Who is asked for open tasks, worked out anew when posts change hands."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from engine.persistence import tables
from engine.services.kernel import Kernel, Work
from engine.services.projection import synchronise
from engine.services.step import lock_case, open_case


def ask_anew(kernel: Kernel, work: Work, post: str, region: str) -> None:
    """Bring the open tasks that call for a post of a region in line with who holds it today.

    The cases themselves stay as they are: what is due stays due, and no page that is being filled in goes
    stale.
    """
    for case_id in _calling_for(work, post, region):
        synchronise(open_case(kernel, work, lock_case(work, case_id), None))


def _calling_for(work: Work, post: str, region: str) -> Iterator[str]:
    """Cases with an open task for the post, in one order for all: two changes don't lock each other."""
    asked, task = tables.candidates, tables.tasks
    rows = work.all(
        sa.select(task.c.case_id)
        .join(asked, asked.c.task_id == task.c.id)
        .where(asked.c.region == region, asked.c.role == post, task.c.status.in_(("open", "aside")))
        .distinct()
        .order_by(task.c.case_id)
    )
    return (row.case_id for row in rows)
