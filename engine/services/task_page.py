"""A task as its page and REST show it."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

import sqlalchemy as sa

from engine.definitions.forms import Form
from engine.definitions.model import Node
from engine.errors import Conflict, Refusal
from engine.persistence import tables
from engine.rules.bodies import body_of
from engine.runtime import Instance
from engine.services import deadlines, meetings
from engine.services.authority import Circle
from engine.services.kernel import Kernel, Work
from engine.services.procedures import period_words, role_names, sentence
from engine.services.projection import stored_call
from engine.services.regions import names_of, region_row
from engine.services.step import ENDED, Step, open_case
from engine.services.tasks import is_irreversible, sitting, task_data, task_row, ways_back, who_did
from engine.services.views import Actor, Guide, Material, NextStep, PersonName, TallyView, TaskView, WayBack

TASKS = tables.tasks


class TaskPages:
    """Reading one task."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel

    def show(self, actor: Actor, task_id: str) -> TaskView:
        """A task with its form, its data, and whether this person may do it. Raises NotFound."""

        def do(work: Work) -> TaskView:
            row = task_row(work, actor, task_id)
            case = work.one(sa.select(tables.cases).where(tables.cases.c.id == row.case_id))
            assert case is not None  # noqa: S101 - a task has its case
            step = open_case(self.kernel, work, case, actor)
            return _view(step, row, actor)

        return self.kernel.read(do)


def _view(step: Step, row: sa.Row[Any], actor: Actor) -> TaskView:
    work, case = step.work, step.case_row
    node = step.library.node(row.process, row.element)
    is_open = row.status == "open" and case.status not in ENDED
    circle = step.authority.circle(stored_call(step.library, row)) if is_open else Circle({}, {}, ())
    why = _why_not(step, row, actor, is_open=is_open)
    form = step.library.form(row.form)
    names = names_of(
        work.connection, [*circle.may, *filter(None, (row.claimed_by, row.performer, row.returned_by))]
    )
    returned = _returned(step, row)
    return TaskView(
        id=row.id,
        case=row.case_id,
        case_number=case.number,
        case_title=case.title,
        procedure=case.procedure,
        procedure_name=step.library.versions[case.procedure].name,
        village=case.village,
        village_name=region_row(work.connection, case.village).name,
        element=row.element,
        name=row.name,
        status=row.status if row.status != "aside" else "open",
        due=row.due_at,
        revision=case.revision,
        form=_served(step, row, form) if form else None,
        data=task_data(step, row, form) if form and is_open else {},
        may_complete=why is None,
        why_not=sentence(why) if why else None,
        may_claim=why is None and row.claimed_by is None and len(circle.may) > 1,
        claimed_by=_person(names, row.claimed_by),
        returns_to=tuple(_ways(step, row)) if is_open else (),
        may_terminate=node.wq.get("mayTerminate") == "true" and is_open,
        act=row.act,
        irreversible=is_irreversible(row.act),
        guide=_guide(step, node, form),
        deadline=deadlines.view(row.deadline, work.now, step.calendar, node.wq.get("basis")),
        who=tuple(PersonName(one, names.get(one, ""), roles) for one, roles in circle.may.items()),
        following=tuple(_following(step, row, node)),
        tally=_tally(step, row) if is_open and row.act in {"attendance", "vote"} else None,
        return_reason=returned.return_reason if returned else None,
        returned_by=_person(names_of(work.connection, [returned.returned_by]), returned.returned_by)
        if returned
        else None,
        performer=_person(names, row.performer),
        done_at=row.done_at,
    )


def _served(step: Step, row: sa.Row[Any], form: Form) -> Mapping[str, Any]:
    """The form's schema; of a vote with the number of voters as the most that a count can be."""
    if row.act != "vote":
        return form.schema
    recorded = sitting(step, row).row()
    voting = len(set(recorded.present) - set(recorded.recused)) if recorded is not None else 0
    schema = copy.deepcopy(dict(form.schema))
    for component in schema["components"]:
        if component.get("key") in {"yes", "no"}:
            component.setdefault("validate", {})["max"] = voting
    return schema


def _why_not(step: Step, row: sa.Row[Any], actor: Actor, *, is_open: bool) -> Refusal | None:
    if step.case_row.status in ENDED:
        return Conflict("case_closed", number=step.case_row.number, status=step.case_row.status)
    if not is_open:
        return Conflict("already_done", **who_did(step.work, row))
    refusal = step.authority.refuse(actor, stored_call(step.library, row), claimed_by=row.claimed_by)
    node = step.library.node(row.process, row.element)
    if refusal is None and step.case_row.status == "suspended" and node.wq.get("whileSuspended") != "true":
        return Conflict("case_suspended", number=step.case_row.number)
    return refusal


def _person(names: dict[str, str], person: str | None) -> PersonName | None:
    return PersonName(person, names.get(person, "")) if person else None


def _returned(step: Step, row: sa.Row[Any]) -> sa.Row[Any] | None:
    """The task that asked for this amendment."""
    if row.amends is None:
        return None
    return step.work.one(sa.select(TASKS).where(TASKS.c.case_id == row.case_id, TASKS.c.token == row.amends))


def _ways(step: Step, row: sa.Row[Any]) -> Iterator[WayBack]:
    for element, modes in ways_back(step, row):
        node = _find(step, element)
        yield WayBack(element, node.name or element, modes, tuple(_voids(step, row, element)))  # type: ignore[arg-type]


def _find(step: Step, element: str) -> Node:
    return next(
        version.process.nodes[element]
        for version in step.library.versions.values()
        if element in version.process.nodes
    )


def _voids(step: Step, row: sa.Row[Any], element: str) -> Iterator[str]:
    """Names of the done steps that a reconsideration from there would void; other branches stand."""
    target = step.instance.step_of(row.token, element)
    gone = set(_because_of(step.instance, target)) if target is not None else set()
    done = step.work.all(
        sa.select(TASKS.c.name, TASKS.c.token, TASKS.c.path)
        .where(TASKS.c.case_id == row.case_id, TASKS.c.status == "done")
        .order_by(TASKS.c.token)
    )
    return iter(dict.fromkeys(one.name for one in done if gone & {one.token, *one.path}))


def _because_of(instance: Instance, step: int) -> Iterator[int]:
    """The tokens of a completed step and of all that came because of it, done or still going on."""
    for scope in instance.scopes():
        for passages in scope.history.values():
            yield from chain.from_iterable(one.tokens for one in passages if one.depends_on(step))
        for token in scope.tokens():
            if step in token.facts.steps.values():
                yield from (token.id, *(token.facts.rounds.finished if token.facts.rounds else ()))


def _guide(step: Step, node: Node, form: Form | None) -> Guide:
    fields = form.fields if form else ()
    papers = (field for field in fields if field.kind == "filepicker" and field.label)
    return Guide(
        documentation=node.documentation,
        basis=node.wq.get("basis"),
        period=period_words(node.wq.get("due")),
        materials=tuple(Material(one.label, one.required, _endings(one.accept)) for one in papers),
        returned_by=tuple(_senders_back(step, node.id)),
        decisive=tuple(field.label for field in fields if field.is_material),
    )


def _endings(accept: str) -> tuple[str, ...]:
    """`PDF` and `JPG` of `.pdf,.jpg`."""
    return tuple(one.strip().removeprefix(".").upper() for one in accept.split(",") if one.strip())


def _senders_back(step: Step, element: str) -> Iterator[str]:
    """Names of the steps that may return a case to this one."""
    for version in step.library.versions.values():
        for node in version.process.nodes.values():
            targets = (word.partition(":")[0] for word in node.wq.get("returnsTo", "").split())
            if element in targets:
                yield node.name or node.id


def _following(step: Step, row: sa.Row[Any], node: Node) -> Iterator[NextStep]:
    """The steps that can come next: the nearest tasks and calls behind this one."""
    process = step.library.versions[row.process].process
    seen = {node.id}
    todo = [process.flows[flow].target for flow in node.outgoing]
    while todo:
        element = todo.pop(0)
        if element in seen:
            continue
        seen.add(element)
        one = process.nodes[element]
        if one.kind in {"userTask", "callActivity"}:
            yield NextStep(
                element,
                one.name or element,
                role_names(step.library, row.process, process, one),
                period_words(one.wq.get("due")),
            )
        else:
            todo += [process.flows[flow].target for flow in one.outgoing]


def _tally(step: Step, row: sa.Row[Any]) -> TallyView:
    """The fraction shown while ticking."""
    held = sitting(step, row)
    facts = meetings.tally(held)
    count, judged = facts["count"], facts["judged"]
    body = body_of(held.body, step.parameters)
    share = body.majority.share(step.parameters)
    recorded = held.row()
    return TallyView(
        body=body.code,
        body_name=body.name,
        due=count.due,
        quorum_needed=judged.needed,
        majority_base=body.majority.base.value,
        majority_numerator=share.numerator,
        majority_denominator=share.denominator,
        majority_inclusive=share.inclusive,
        present=len(recorded.present) if recorded is not None and row.act == "vote" else None,
        recused=len(recorded.recused) if recorded is not None else 0,
        sources=(body.quorum.share(step.parameters).source.label(), share.source.label()),
    )
