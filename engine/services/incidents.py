"""Incidents: steps that the program could not carry out. The case stays as it was.

A timer that failed is fired again when somebody says so. What a person sent is not kept: nobody can try that
again for them, so the incident of their task is open until the task is done, or until an administrator says
how it was dealt with.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from engine.errors import Conflict, EngineError, Forbidden, Invalid, NotFound, Refusal
from engine.feel.errors import sentence
from engine.feel.wire import plain
from engine.messages import known, text
from engine.persistence import tables
from engine.runtime import RuntimeFailure
from engine.services.kernel import Kernel, Work
from engine.services.library import Pinned, pinned
from engine.services.regions import chain, holders
from engine.services.step import ENDED, lock_case, open_case
from engine.services.views import Actor, IncidentRow

LOG = logging.getLogger(__name__)
INCIDENTS, CASES, REGIONS = tables.incidents, tables.cases, tables.regions
TASKS = tables.tasks.alias("failed_task")
MOST_SHOWN = 200
MENDERS = ("sysadmin", "town_officer")
"""Who is told of a failed step, and may have it tried again or say that it is dealt with."""

TASK = "task_id"
"""The fact that names the task whose person must hand it in again."""

TASK_OF = INCIDENTS.c.facts[TASK].as_string()
IS_OPEN = sa.and_(
    INCIDENTS.c.resolved_at.is_(None),
    sa.or_(
        TASK_OF.is_(None),
        sa.exists().where(TASKS.c.id == TASK_OF, TASKS.c.status.in_(("open", "aside"))),
    ),
)
"""Whether somebody still has to see to an incident of a case that goes on."""

_MACHINE_WORD = re.compile("[A-Za-z]{2}|_")
_NAMED = tables.tasks.alias("named_task")
_SHOWN = (
    sa.select(
        INCIDENTS,
        CASES.c.number,
        CASES.c.title,
        CASES.c.pins,
        REGIONS.c.name.label("village_name"),
        _NAMED.c.name.label("task_name"),
        sa.and_(CASES.c.status.not_in(ENDED), IS_OPEN).label("is_open"),
    )
    .join(CASES, CASES.c.id == INCIDENTS.c.case_id)
    .join(REGIONS, REGIONS.c.id == INCIDENTS.c.village)
    .outerjoin(_NAMED, _NAMED.c.id == TASK_OF)
)


def refusal_of(
    kernel: Kernel, failure: RuntimeFailure, case_id: str, village: str, *, task: str | None = None
) -> Refusal:
    """What a person is told whose step can't be carried out: a rule's own refusal, or of an incident.

    `task` is the one that they handed in, if any: the incident is over when that task is done.
    """
    if isinstance(failure.__cause__, Refusal):
        return failure.__cause__
    return Conflict("step_failed", incident=open_incident(kernel, case_id, village, failure, task=task))


def open_incident(
    kernel: Kernel, case_id: str, village: str, failure: RuntimeFailure, *, task: str | None = None
) -> str:
    """Note a failed step in a transaction of its own; the id under which the log has it."""
    return kernel.write(lambda work: note_incident(work, case_id, village, failure, task=task))


def note_incident(
    work: Work,
    case_id: str,
    village: str,
    failure: RuntimeFailure,
    *,
    timer_id: str | None = None,
    task: str | None = None,
) -> str:
    """Note a failed step and tell who can mend it; its id.

    The same failure of the same case at the same place is one incident, whose attempts are counted and of
    which people are told once.
    """
    same = work.one(
        sa.select(INCIDENTS.c.id, INCIDENTS.c.attempts).where(
            INCIDENTS.c.case_id == case_id,
            INCIDENTS.c.code == failure.code,
            INCIDENTS.c.element.is_not_distinct_from(failure.element),
            INCIDENTS.c.timer_id.is_not_distinct_from(timer_id),
            TASK_OF.is_not_distinct_from(task),
            IS_OPEN,
        )
    )
    if same is not None:
        work.update(INCIDENTS, INCIDENTS.c.id == same.id, attempts=same.attempts + 1)
        return str(same.id)
    incident_id = work.id()
    facts = {name: _storable(value) for name, value in failure.facts.items()}
    work.insert(
        INCIDENTS,
        id=incident_id,
        case_id=case_id,
        village=village,
        timer_id=timer_id,
        element=failure.element,
        code=failure.code,
        facts={**facts, **({TASK: task} if task else {})},
        attempts=1,
        opened_at=work.now,
    )
    LOG.warning("incident %s: %s", incident_id, failure)
    _tell_menders(work, case_id, village)
    return incident_id


def _tell_menders(work: Work, case_id: str, village: str) -> None:
    """Needs neither diagram nor state of the case: these may be what failed."""
    told = holders(work.connection, MENDERS, chain(work.connection, village), work.today)
    for person in told:
        work.insert(
            tables.messages,
            id=work.id(),
            person=person,
            at=work.now,
            kind="incident",
            facts={},
            case_id=case_id,
        )


def open_incidents(work: Work, case_id: str) -> tuple[IncidentRow, ...]:
    """What failed in a case that goes on and waits for somebody, the newest first."""
    rows = work.all(
        _SHOWN.where(INCIDENTS.c.case_id == case_id, CASES.c.status.not_in(ENDED), IS_OPEN).order_by(
            INCIDENTS.c.opened_at.desc()
        )
    )
    return tuple(_shown(work, row) for row in rows)


class Incidents:
    """Failed steps of the cases that a person may see."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel

    def list(self, actor: Actor) -> tuple[IncidentRow, ...]:
        """Open incidents first, the newest first in both halves; at most 200."""

        def do(work: Work) -> tuple[IncidentRow, ...]:
            statement = (
                _SHOWN.where(INCIDENTS.c.village.in_(actor.regions))
                .order_by(sa.desc("is_open"), INCIDENTS.c.opened_at.desc())
                .limit(MOST_SHOWN)
            )
            return tuple(_shown(work, row) for row in work.all(statement))

        return self.kernel.read(do)

    def retry(self, actor: Actor, *, incident_id: str) -> None:
        """Try a failed timer once more.

        Raises NotFound, Forbidden `not_your_desk`, Conflict (`already_resolved`, `nothing_to_retry` for what
        a person sent).
        """

        def do(work: Work) -> None:
            row = _open_row(work, actor, incident_id)
            if row.timer_id is None:
                raise Conflict("nothing_to_retry")
            timer = tables.timers
            work.update(
                timer,
                timer.c.id == row.timer_id,
                timer.c.status == "incident",
                status="pending",
                attempts=0,
                next_try_at=work.now,
            )
            self._resolve(work, actor, row, "incident_retried", {})

        self.kernel.write(do)

    def settle(self, actor: Actor, *, incident_id: str, reason: str) -> None:
        """Say how what failed for a person was dealt with; should it fail again, it is a new incident.

        Raises NotFound, Forbidden `not_your_desk`, Invalid `reason_missing`, Conflict (`already_resolved`,
        `only_to_retry` for a timer, which would never fire again).
        """

        def do(work: Work) -> None:
            row = _open_row(work, actor, incident_id)
            if row.timer_id is not None:
                raise Conflict("only_to_retry")
            if not reason.strip():
                raise Invalid("reason_missing")
            self._resolve(work, actor, row, "incident_settled", {"reason": reason.strip()})

        self.kernel.write(do)

    def _resolve(
        self, work: Work, actor: Actor, row: sa.Row[Any], kind: str, private: Mapping[str, object]
    ) -> None:
        still = (INCIDENTS.c.id == row.id, INCIDENTS.c.resolved_at.is_(None))
        if work.update(INCIDENTS, *still, resolved_at=work.now) != 1:
            raise Conflict("already_resolved")
        step = open_case(self.kernel, work, lock_case(work, row.case_id), actor)
        step.record(step.by_actor(kind, element=row.element, data={"code": row.code}, private=private))
        step.save()


def _open_row(work: Work, actor: Actor, incident_id: str) -> sa.Row[Any]:
    """An open incident that the person may see to."""
    if not actor.holds(*MENDERS):
        raise Forbidden("not_your_desk")
    row = work.one(_SHOWN.where(INCIDENTS.c.id == incident_id))
    if row is None or row.village not in actor.regions:
        raise NotFound
    if not row.is_open:
        raise Conflict("already_resolved")
    return row


def _storable(value: object) -> object:
    """A fact as JSON; one that FEEL has no value for is kept in words, so that no incident is lost."""
    try:
        return plain(value)
    except EngineError:
        return str(value)


def _shown(work: Work, row: sa.Row[Any]) -> IncidentRow:
    library = pinned(work.connection, row.pins)
    return IncidentRow(
        id=row.id,
        case=row.case_id,
        case_number=row.number,
        case_title=row.title,
        village_name=row.village_name,
        step=_step_name(library, row),
        task_name=row.task_name,
        what=_what(library, row.code, row.facts),
        opened_at=row.opened_at,
        attempts=row.attempts,
        is_open=row.is_open,
        by_clock=row.timer_id is not None,
    )


def _step_name(library: Pinned, row: sa.Row[Any]) -> str:
    """What the diagram calls the place, or where it lies when the diagram doesn't name it."""
    nodes = (version.process.nodes.get(row.element) for version in library.versions.values())
    name = next((node.name for node in nodes if node is not None), None)
    if name and not _MACHINE_WORD.search(name):
        return name
    return text("incident.after_task", task=row.task_name) if row.task_name else text("incident.unnamed")


def _what(library: Pinned, code: str, facts: Mapping[str, Any]) -> str:
    """Why a step failed: in the words of the runtime, of the expression language, or of a rule.

    What only the author of a diagram understands is said in general; the log has the rest.
    """
    said = _said(code, {name: _labelled(library, value) for name, value in facts.items()})
    if said is not None and not _MACHINE_WORD.search(said):
        return said
    return text("incident.expression" if known(f"feel.{code}") else "incident.other")


def _said(code: str, facts: Mapping[str, Any]) -> str | None:
    try:
        if known(f"incident.{code}"):
            return text(f"incident.{code}", **facts)
        if known(f"feel.{code}"):
            return sentence(code, facts)
        return text(f"refusal.{code}.detail", **facts)
    except KeyError:
        return None


def _labelled(library: Pinned, fact: object) -> object:
    """The label of the field that has this name in a form of the case, else the fact as it is."""
    forms = (form for version in library.versions.values() for form in version.forms.values())
    labels = (one.label for form in forms for one in form.fields if one.path == (fact,) and one.label)
    return next(labels, fact)
