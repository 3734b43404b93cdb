"""Everything on a case page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Literal

import sqlalchemy as sa

from engine.clock import village_date
from engine.definitions.diagram import Mark
from engine.persistence import tables
from engine.rules.bodies import BODIES
from engine.runtime import Token
from engine.services import deadlines
from engine.services.case_views import case_row, case_view
from engine.services.cases import why_not_cancel
from engine.services.copies import copies_of
from engine.services.incidents import open_incidents
from engine.services.kernel import Kernel, Work
from engine.services.notices import notice_view
from engine.services.procedures import STEPS, diagram, sentence
from engine.services.projection import stored_call
from engine.services.regions import names_of
from engine.services.step import ENDED, Step, open_case
from engine.services.timeline import element_name, timeline
from engine.services.views import (
    Actor,
    AttachmentView,
    CasePage,
    CommentView,
    DeadlineView,
    DiagramView,
    NoticeView,
    ObjectionView,
    OpenStep,
    PersonName,
    Place,
    VoteView,
)

TASKS, TIMERS, SITTINGS, NOTICES = tables.tasks, tables.timers, tables.sittings, tables.notices
Stage = Literal["done", "now", "to_come"]


class CasePages:
    """Reading a case as a whole."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel

    def page(self, actor: Actor, case_id: str) -> CasePage:
        """A case with all that belongs to it. Raises NotFound."""

        def do(work: Work) -> CasePage:
            case = case_row(work, actor, case_id)
            return _page(open_case(self.kernel, work, case, actor), actor)

        return self.kernel.read(do)


def _page(step: Step, actor: Actor) -> CasePage:
    work, case = step.work, step.case_row
    tasks = work.all(sa.select(TASKS).where(TASKS.c.case_id == case.id).order_by(TASKS.c.token))
    why = why_not_cancel(step, actor) if case.status not in ENDED else None
    known = tables.trail_entries
    entries = work.all(sa.select(known).where(known.c.case_id == case.id).order_by(known.c.seq))
    return CasePage(
        case=case_view(work, case.id),
        starter_name=names_of(work.connection, [case.starter]).get(case.starter, ""),
        progress=tuple(_progress(step)),
        open_steps=tuple(_open_steps(step, tasks)),
        timers=tuple(_timers(step)),
        timeline=tuple(timeline(work, case)),
        places=tuple(_places(step, tasks, entries)),
        documents=tuple(_documents(work, case)),
        votes=tuple(_votes(work, case)),
        notices=tuple(_notices(step)),
        objections=tuple(_objections(work, case)),
        comments=tuple(_comments(work, case)),
        copies=copies_of(work, case.id),
        diagrams=tuple(_diagrams(step, _marks(step, tasks, entries), {row.process for row in tasks})),
        may_cancel=why is None and case.status not in ENDED,
        why_not_cancel=sentence(why) if why is not None else None,
        incidents=open_incidents(work, case.id),
    )


def _progress(step: Step) -> Iterator[tuple[str, Stage]]:
    """The main steps of the case's own procedure in words."""
    process = step.library.versions[step.case_row.procedure].process
    active = {token.element for token in step.instance.tokens()}
    done = set(step.instance.top.history)
    for node in process.within(process.id):
        if node.kind in STEPS or node.kind == "subProcess":
            stage: Stage = "now" if node.id in active else "done" if node.id in done else "to_come"
            yield node.name or node.id, stage


def _open_steps(step: Step, tasks: list[sa.Row[Any]]) -> Iterator[OpenStep]:
    for row in tasks:
        if row.status != "open":
            continue
        circle = step.authority.circle(stored_call(step.library, row))
        names = names_of(step.work.connection, list(circle.may))
        basis = step.library.node(row.process, row.element).wq.get("basis")
        yield OpenStep(
            task=row.id,
            element=row.element,
            name=row.name,
            who=tuple(PersonName(one, names.get(one, ""), roles) for one, roles in circle.may.items()),
            deadline=deadlines.view(row.deadline, step.work.now, step.calendar, basis),
            flag=row.flag,
        )


def _timers(step: Step) -> Iterator[tuple[str, DeadlineView]]:
    """Timers of the diagram that wait now."""
    rows = step.work.all(
        sa.select(TIMERS)
        .where(TIMERS.c.case_id == step.case_row.id, TIMERS.c.kind == "event", TIMERS.c.status == "pending")
        .order_by(TIMERS.c.due_at)
    )
    for row in rows:
        stored = deadlines.StoredDeadline(row.due_at).to_json()
        view = deadlines.view(stored, step.work.now, step.calendar, None)
        if view is not None:
            yield element_name(step.library, row.element), view


def _documents(work: Work, case: sa.Row[Any]) -> Iterator[tuple[str, AttachmentView]]:
    file = tables.attachments
    rows = work.all(
        sa.select(file, TASKS.c.name.label("task_name"))
        .outerjoin(TASKS, TASKS.c.id == file.c.task_id)
        .where(file.c.case_id == case.id)
        .order_by(file.c.id)
    )
    for row in rows:
        yield row.task_name or "", AttachmentView(row.id, row.name, row.size, row.digest, row.media_type)


def _votes(work: Work, case: sa.Row[Any]) -> Iterator[VoteView]:
    rows = work.all(sa.select(SITTINGS).where(SITTINGS.c.case_id == case.id).order_by(SITTINGS.c.planned_at))
    for row in rows:
        if row.outcome is None:
            continue
        yield VoteView(
            body=row.body,
            body_name=BODIES[row.body].name,
            held_on=village_date(row.planned_at),
            due=len(row.roll),
            present=len(row.present),
            recused=len(row.recused),
            yes=row.yes or 0,
            no=row.no or 0,
            abstain=row.abstain or 0,
            outcome=row.outcome,
            attempt=row.attempt,
            round=row.round,
            resolution=row.resolution,
            void=row.void,
        )


def _notices(step: Step) -> Iterator[NoticeView]:
    rows = step.work.all(
        sa.select(
            NOTICES, tables.cases.c.number.label("case_number"), tables.regions.c.name.label("village_name")
        )
        .join(tables.cases, tables.cases.c.id == NOTICES.c.case_id)
        .join(tables.regions, tables.regions.c.id == NOTICES.c.village)
        .where(NOTICES.c.case_id == step.case_row.id)
        .order_by(NOTICES.c.id)
    )
    return (notice_view(row, step.work.now, step.calendar) for row in rows)


def _objections(work: Work, case: sa.Row[Any]) -> Iterator[ObjectionView]:
    known = tables.objections
    rows = work.all(
        sa.select(known)
        .join(NOTICES, NOTICES.c.id == known.c.notice_id)
        .where(NOTICES.c.case_id == case.id)
        .order_by(known.c.received_at)
    )
    for row in rows:
        yield ObjectionView(
            row.receipt, row.text, row.received_at, row.promised_on, row.standing, row.answer, row.outcome
        )


def _comments(work: Work, case: sa.Row[Any]) -> Iterator[CommentView]:
    rows = work.all(
        sa.select(tables.comments, tables.persons.c.name)
        .join(tables.persons, tables.persons.c.id == tables.comments.c.author)
        .where(tables.comments.c.case_id == case.id)
        .order_by(tables.comments.c.at)
    )
    return (CommentView(row.at, row.name, row.text) for row in rows)


def _diagrams(step: Step, marks: dict[str, Mark], called: set[str]) -> Iterator[DiagramView]:
    """The case's own diagram with marks, then those of the procedures that it has called."""
    own = step.case_row.procedure
    for key in [own, *sorted(called - {own})]:
        yield diagram(step.library.versions[key], marks)


def _marks(step: Step, tasks: list[sa.Row[Any]], entries: list[sa.Row[Any]]) -> dict[str, Mark]:
    marks: dict[str, Mark] = dict.fromkeys(_by_itself(tasks, entries), "done")
    words: dict[str, Mark] = {"done": "done", "void": "void"}
    for row in tasks:
        if row.status in words:
            marks[row.element] = words[row.status]
    for scope in step.instance.scopes():
        marks.update(dict.fromkeys(scope.history, "done"))
    marks.update({token.element: "active" for token in step.instance.tokens() if _is_here(token)})
    for row in tasks:
        if row.status == "open" and row.due_at is not None and row.due_at <= step.work.now:
            marks[row.element] = "late"
    return marks


def _is_here(token: Token) -> bool:
    """Whether the case stands there now: not at a boundary event, nor where it waits for an amendment."""
    return token.host is None and not token.aside


def _by_itself(tasks: list[sa.Row[Any]], entries: list[sa.Row[Any]]) -> Iterator[str]:
    """Elements at which something happened without a task, unless a return voided it.

    What lies between a voided task and its return counts as voided, in other branches too: a drawing may show
    too little, never what stands no more.
    """
    void = {row.id for row in tasks if row.status == "void"}
    is_void = False
    for entry in entries:
        if entry.kind == "task_returned" and entry.data.get("mode") == "reconsider":
            is_void = False
        elif entry.task in void:
            is_void = True
        elif entry.task is None and entry.element is not None and not is_void:
            yield entry.element


def _places(step: Step, tasks: list[sa.Row[Any]], entries: list[sa.Row[Any]]) -> Iterator[Place]:
    """Where something happened, with all entries of the trail that tell of it."""
    around = {row.id: row.path for row in tasks}
    activities = _activities(step)
    found: defaultdict[str, set[int]] = defaultdict(set)
    for entry in entries:
        calls = (activities.get(token) for token in around.get(entry.task, ()))
        for element in filter(None, (entry.element, *calls)):
            found[element].add(entry.seq)
    for element, numbers in found.items():
        yield Place(element, element_name(step.library, element), frozenset(numbers))


def _activities(step: Step) -> dict[int, str]:
    """The element of every token that did something or still does."""
    found: dict[int, str] = {}
    for scope in step.instance.scopes():
        for element, passages in scope.history.items():
            found.update((token, element) for passage in passages for token in passage.tokens)
        found.update((token.id, token.node.id) for token in scope.tokens())
    return found
