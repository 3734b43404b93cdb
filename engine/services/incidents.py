"""Incidents: steps that the program could not carry out. The case stays as it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from engine.errors import Conflict, EngineError, Forbidden, NotFound, Refusal
from engine.feel.errors import sentence
from engine.feel.wire import plain
from engine.messages import known, text
from engine.persistence import tables
from engine.runtime import RuntimeFailure
from engine.services.kernel import Kernel, Work
from engine.services.step import lock_case, open_case
from engine.services.views import Actor, IncidentRow

INCIDENTS, CASES, REGIONS = tables.incidents, tables.cases, tables.regions
MOST_SHOWN = 200
MENDERS = ("sysadmin", "town_officer")
"""Who may have a failed step tried again."""


def refusal_of(kernel: Kernel, failure: RuntimeFailure, case_id: str, village: str) -> Refusal:
    """What a person is told whose step can't be carried out: a rule's own refusal, or of an incident."""
    if isinstance(failure.__cause__, Refusal):
        return failure.__cause__
    return Conflict("step_failed", incident=open_incident(kernel, case_id, village, failure))


def open_incident(kernel: Kernel, case_id: str, village: str, failure: RuntimeFailure) -> str:
    """Note a failed step in a transaction of its own; the id that people name when they ask for help."""
    return kernel.write(lambda work: note_incident(work, case_id, village, failure))


def note_incident(
    work: Work, case_id: str, village: str, failure: RuntimeFailure, *, timer_id: str | None = None
) -> str:
    """Note a failed step; its id.

    The same failure of the same case at the same place is one incident, whose attempts are counted.
    """
    same = work.one(
        sa.select(INCIDENTS.c.id, INCIDENTS.c.attempts).where(
            INCIDENTS.c.case_id == case_id,
            INCIDENTS.c.code == failure.code,
            INCIDENTS.c.element.is_not_distinct_from(failure.element),
            INCIDENTS.c.timer_id.is_not_distinct_from(timer_id),
            INCIDENTS.c.resolved_at.is_(None),
        )
    )
    if same is not None:
        work.update(INCIDENTS, INCIDENTS.c.id == same.id, attempts=same.attempts + 1)
        return str(same.id)
    incident_id = work.id()
    work.insert(
        INCIDENTS,
        id=incident_id,
        case_id=case_id,
        village=village,
        timer_id=timer_id,
        element=failure.element,
        code=failure.code,
        facts={name: _storable(value) for name, value in failure.facts.items()},
        attempts=1,
        opened_at=work.now,
    )
    return incident_id


class Incidents:
    """Failed steps of the cases that a person may see."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel

    def list(self, actor: Actor) -> tuple[IncidentRow, ...]:
        """Open incidents first, the newest first in both halves; at most 200."""

        def do(work: Work) -> tuple[IncidentRow, ...]:
            statement = (
                sa.select(INCIDENTS, CASES.c.number, REGIONS.c.name.label("village_name"))
                .join(CASES, CASES.c.id == INCIDENTS.c.case_id)
                .join(REGIONS, REGIONS.c.id == INCIDENTS.c.village)
                .where(INCIDENTS.c.village.in_(actor.regions))
                .order_by(INCIDENTS.c.resolved_at.is_not(None), INCIDENTS.c.opened_at.desc())
                .limit(MOST_SHOWN)
            )
            return tuple(_shown(row) for row in work.all(statement))

        return self.kernel.read(do)

    def retry(self, actor: Actor, *, incident_id: str) -> None:
        """Try a failed timer once more, or note that a failed step may be tried again by its person.

        Raises NotFound, Forbidden `not_your_desk`, Conflict `already_resolved`.
        """
        if not actor.holds(*MENDERS):
            raise Forbidden("not_your_desk")

        def do(work: Work) -> None:
            row = work.one(sa.select(INCIDENTS).where(INCIDENTS.c.id == incident_id))
            if row is None or row.village not in actor.regions:
                raise NotFound
            if row.resolved_at is not None:
                raise Conflict("already_resolved")
            work.update(INCIDENTS, INCIDENTS.c.id == incident_id, resolved_at=work.now)
            timer = tables.timers
            work.update(
                timer,
                timer.c.id == row.timer_id,
                timer.c.status == "incident",
                status="pending",
                attempts=0,
                next_try_at=work.now,
            )
            step = open_case(self.kernel, work, lock_case(work, row.case_id), actor)
            step.record(step.by_actor("incident_retried", element=row.element, data={"code": row.code}))
            step.save()

        self.kernel.write(do)


def _storable(value: object) -> object:
    """A fact as JSON; one that FEEL has no value for is kept in words, so that no incident is lost."""
    try:
        return plain(value)
    except EngineError:
        return str(value)


def _shown(row: sa.Row[Any]) -> IncidentRow:
    return IncidentRow(
        id=row.id,
        case=row.case_id,
        case_number=row.number,
        village_name=row.village_name,
        element=row.element,
        what=_what(row.code, row.facts),
        opened_at=row.opened_at,
        attempts=row.attempts,
        resolved_at=row.resolved_at,
    )


def _what(code: str, facts: Mapping[str, Any]) -> str:
    """Why a step failed: in the words of the runtime, of the expression language, or of a rule."""
    try:
        if known(f"incident.{code}"):
            return text(f"incident.{code}", **facts)
        if known(f"feel.{code}"):
            return sentence(code, facts)
        return text(f"refusal.{code}.detail", **facts)
    except KeyError:
        return text("incident.other", code=code)
