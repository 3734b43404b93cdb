"""Commands on tasks: complete, return, claim, release. One method, one command, one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from engine.definitions.forms import Form
from engine.errors import Conflict, Forbidden, Invalid, NotFound
from engine.feel import wire
from engine.messages import text
from engine.persistence import tables
from engine.rules.acts import ACTS
from engine.rules.parameters import integer_of
from engine.runtime import RuntimeFailure
from engine.services import meetings, objections
from engine.services.authority import Call
from engine.services.case_views import case_view
from engine.services.ending import end_case, settle
from engine.services.form_data import option_lists, own_lists, prefilled
from engine.services.incidents import refusal_of
from engine.services.kernel import Kernel, Work
from engine.services.messages import tell
from engine.services.projection import clear, stored_call, synchronise
from engine.services.publishing import step_back
from engine.services.regions import names_of
from engine.services.registers import Claimed, check_links, require_mandate
from engine.services.step import (
    Step,
    attachment_digests,
    lock_case_of_task,
    open_case,
    refuse_ended,
    refuse_suspended,
)
from engine.services.views import Actor, CaseView

TASKS = tables.tasks
TASK = sa.select(TASKS).where(TASKS.c.id == sa.bindparam("task"))
MODES = frozenset({"amend", "reconsider", "terminate"})

COVERED = frozenset({"agency-check", "agency-head-review", "town-approval", "payment", "payment-release"})
"""Acts for which what covers a payment must still stand."""


class TaskCommands:
    """What a person can do with a task; lists are in `TaskLists`, pages in `TaskPages`."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel

    def complete(
        self, actor: Actor, *, key: str, task_id: str, revision: int, answers: Mapping[str, Any]
    ) -> CaseView:
        """Complete a task with its answers and run the case to its next wait.

        Raises NotFound, Conflict (`case_closed`, `already_done`, `case_suspended`, `stale_revision`,
        `step_failed`), Forbidden, Invalid.
        """

        def do(work: Work) -> CaseView:
            step, row = self._open(work, actor, task_id, key)
            self._authorise(step, row, revision)
            _require_mandate(step, row)
            values, files = self._answers(step, row, answers)
            self._finish(step, row, values, files)
            step.instance.complete(row.token, values)
            return self._save(step)

        return self._once(actor, key, ["complete", task_id, revision, dict(answers)], do)

    def give_back(
        self, actor: Actor, *, key: str, task_id: str, revision: int, to: str | None, reason: str, mode: str
    ) -> CaseView:
        """Return a task for correction (`amend`) or a new decision (`reconsider`), or `terminate` the case.

        Raises what `complete` raises; Invalid `return_not_allowed` for a target or mode that isn't offered,
        `reason_missing`.
        """

        def do(work: Work) -> CaseView:
            step, row = self._open(work, actor, task_id, key)
            self._authorise(step, row, revision)
            if not reason.strip():
                raise Invalid("reason_missing")
            if mode == "terminate":
                return self._terminate(step, row, reason)
            if not any(way == to and mode in modes for way, modes in ways_back(step, row)):
                raise Invalid("return_not_allowed", to=to, mode=mode)
            step_back(step, row.path, step.instance.step_of(row.token, str(to)), reason)
            self._note(step, row, "task_returned", {"to": to, "mode": mode}, {"reason": reason})
            step.work.update_by(TASKS, {"id": row.id}, return_reason=reason, returned_by=actor.person)
            step.instance.give_back(row.token, to=str(to), mode=mode)
            self._alert(step, str(to))
            return self._save(step)

        return self._once(actor, key, ["return", task_id, revision, to, reason, mode], do)

    def claim(self, actor: Actor, *, key: str, task_id: str, revision: int) -> CaseView:
        """Take a task out of its queue. Raises what `complete` raises."""
        return self._move_claim(actor, key, task_id, revision, claimed_by=actor.person, kind="task_claimed")

    def release(self, actor: Actor, *, key: str, task_id: str, revision: int) -> CaseView:
        """Put a claimed task back into its queue. Raises what `complete` raises."""
        return self._move_claim(actor, key, task_id, revision, claimed_by=None, kind="task_released")

    def _move_claim(
        self, actor: Actor, key: str, task_id: str, revision: int, *, claimed_by: str | None, kind: str
    ) -> CaseView:
        def do(work: Work) -> CaseView:
            step, row = self._open(work, actor, task_id, key)
            self._authorise(step, row, revision)
            step.work.update_by(TASKS, {"id": row.id}, claimed_by=claimed_by, changed=step.revision)
            self._note(step, row, kind, {}, {})
            return self._save(step)

        return self._once(actor, key, [kind, task_id, revision], do)

    # The parts of a command.

    def _once(self, actor: Actor, key: str, request: list[Any], do: Callable[[Work], CaseView]) -> CaseView:
        try:
            return self.kernel.once(owner=actor.user, key=key, request=request, answer=CaseView, do=do)
        except RuntimeFailure as failure:
            row = self.kernel.read(lambda work: task_row(work, actor, request[1]))
            raise refusal_of(self.kernel, failure, row.case_id, row.village, task=row.id) from failure

    def _open(self, work: Work, actor: Actor, task_id: str, key: str) -> tuple[Step, sa.Row[Any]]:
        """The locked case's step and the open task; refuses in the fixed order: 404, closed, done."""
        case = lock_case_of_task(work, task_id)
        row = task_row(work, actor, task_id)
        refuse_ended(case)
        if row.status != "open":
            raise Conflict("already_done", **who_did(work, row))
        return open_case(self.kernel, work, case, actor, key), row

    @staticmethod
    def _authorise(step: Step, row: sa.Row[Any], revision: int) -> None:
        actor = step.actor
        assert actor is not None  # noqa: S101 - tasks are commands of persons
        refusal = step.authority.refuse(actor, stored_call(step.library, row), claimed_by=row.claimed_by)
        if refusal is not None:
            raise refusal
        if step.library.node(row.process, row.element).wq.get("whileSuspended") != "true":
            refuse_suspended(step.case_row)
        if revision < row.changed:
            raise Conflict("stale_revision", changed=row.changed)

    @staticmethod
    def _answers(
        step: Step, row: sa.Row[Any], answers: Mapping[str, Any]
    ) -> tuple[dict[str, object], Mapping[str, str]]:
        """Validated answers as FEEL values, with what the engine makes of them; files with their fields.

        Raises Invalid.
        """
        form = step.library.form(row.form)
        if form is None:
            if answers:
                raise Invalid("no_form")
            return {}, {}
        given = form.validate(
            answers,
            data=task_data(step, row, form),
            today=step.work.today,
            attachment_ok=lambda one: usable(step.work, one, step.case_row.village, step.case_row.id),
        )
        values = dict(given.values)
        seen = {**step.instance.variables(tuple(row.path)), **values}
        check_links(step.work, form, values, Claimed(row.case_id, row.village, seen))
        if row.amends is not None or _is_minor(row, values):
            _refuse_material_change(step, row, form, values)
        return {**values, **_meaning(step, row, values)}, given.attachments

    def _finish(
        self, step: Step, row: sa.Row[Any], values: dict[str, object], files: Mapping[str, str]
    ) -> None:
        """Write down who did it, what was answered, and which files came with it."""
        actor = step.actor
        assert actor is not None  # noqa: S101
        form = step.library.form(row.form)
        asked = {field.path[0] for field in form.fields} if form else set()
        answered = {name: values[name] for name in sorted(asked) if name in values}
        step.work.update_by(
            TASKS,
            {"id": row.id},
            status="done",
            performer=actor.person,
            performer_role=_acting_role(step, stored_call(step.library, row)),
            done_at=step.work.now,
        )
        clear(step, row.id)
        step.work.insert(
            tables.answers,
            task_id=row.id,
            case_id=row.case_id,
            village=row.village,
            values={name: wire.encode(value) for name, value in answered.items()},
        )
        for file, field in files.items():
            belongs = {"case_id": row.case_id, "task_id": row.id, "field": field}
            step.work.update_by(tables.attachments, {"id": file}, **belongs)
        private = {name: value for name, value in answered.items() if value is not None}
        digests = attachment_digests(step.work, files)
        self._note(step, row, "task_completed", {}, private, attachments=digests)

    @staticmethod
    def _note(
        step: Step,
        row: sa.Row[Any],
        kind: str,
        data: dict[str, Any],
        private: Mapping[str, object],
        *,
        attachments: tuple[str, ...] = (),
    ) -> None:
        call = stored_call(step.library, row)
        step.record(
            step.by_actor(
                kind,
                role=_acting_role(step, call),
                task=row.id,
                element=row.element,
                data=data,
                private=private,
                attachments=attachments,
            )
        )

    def _save(self, step: Step) -> CaseView:
        synchronise(step)
        step.save(**settle(step), moved=step.revision)
        return case_view(step.work, step.case_row.id)

    def _terminate(self, step: Step, row: sa.Row[Any], reason: str) -> CaseView:
        """End the case; by whoever is in charge of a task that may."""
        if step.library.node(row.process, row.element).wq.get("mayTerminate") != "true":
            raise Invalid("return_not_allowed", to=None, mode="terminate")
        if step.instance.variables().get("joint_demand") is True:
            raise Forbidden("joint_demand")
        self._note(step, row, "case_stopped", {}, {"reason": reason})
        step.instance.cancel()
        synchronise(step)
        columns = end_case(step, "terminated", None)
        step.save(**columns, moved=step.revision)
        return case_view(step.work, step.case_row.id)

    @staticmethod
    def _alert(step: Step, to: str) -> None:
        """Too many returns to one step are told to the town's discipline office."""
        most = integer_of(step.parameters, "returns.alert")
        if step.instance.returns.get(to, 0) == most:
            tell(step, ("town_discipline",), "returns_alert", {"element": to, "times": most})


def task_row(work: Work, actor: Actor, task_id: str) -> sa.Row[Any]:
    """A task of a region that the person may see. Raises NotFound."""
    row = work.one(TASK, task=task_id)
    if row is None or row.village not in actor.regions:
        raise NotFound
    return row


def who_did(work: Work, row: sa.Row[Any]) -> dict[str, object]:
    name = names_of(work.connection, [row.performer]).get(row.performer, "") if row.performer else ""
    return {"by": name or text("actor.system"), "at": row.done_at, "element": row.name}


def _acting_role(step: Step, call: Call) -> str | None:
    actor = step.actor
    roles = step.authority.circle(call).may.get(actor.person, ()) if actor else ()
    return roles[0] if roles else None


def task_data(step: Step, row: sa.Row[Any], form: Form) -> dict[str, object]:
    """Prefilled values and option lists of a task's form."""
    path = tuple(row.path)
    variables = step.instance.variables(path)
    listed = option_lists(step.work.connection, row.village, step.work.today, form)
    data = {**own_lists(form, variables), **listed}
    if row.act in meetings.HANDLERS:
        return {**data, **meetings.form_data(sitting(step, row), row.act)}
    earlier = _earlier(step, row)
    known = prefilled(form, {**earlier, **variables})
    if row.amends is None and earlier:
        known = {name: value for name, value in known.items() if name not in _decisions(form)}
    return {**data, **known}


def _decisions(form: Form) -> set[str]:
    """Fields that decide something: a new round asks them anew, whatever was ticked in the last one."""
    return {field.path[0] for field in form.fields if field.kind in {"radio", "checkbox"}}


def _earlier(step: Step, row: sa.Row[Any]) -> dict[str, object]:
    """What was answered the last time this step was done in this case; nothing is typed twice."""
    last = step.work.one(
        sa.select(tables.answers.c["values"])
        .join(TASKS, TASKS.c.id == tables.answers.c.task_id)
        .where(TASKS.c.case_id == row.case_id, TASKS.c.element == row.element)
        .order_by(TASKS.c.token.desc())
    )
    return {name: wire.decode(value) for name, value in last[0].items()} if last else {}


def sitting(step: Step, row: sa.Row[Any]) -> meetings.Sitting:
    """The sitting that a meeting task belongs to."""
    written = step.library.node(row.process, row.element).wq.get("meeting", "=body")
    body = step.instance.evaluate(row.token, written) if written.startswith("=") else written
    return meetings.sitting_of(step, tuple(row.path), str(body))


def _meaning(step: Step, row: sa.Row[Any], values: Mapping[str, object]) -> dict[str, object]:
    """Variables that the engine computes when a task of this act is completed, and what else it does then."""
    if row.act in meetings.HANDLERS:
        return meetings.HANDLERS[row.act](sitting(step, row), values)
    if row.act == "objection-reply":
        return objections.replied(step, row, values)
    return {}


def _require_mandate(step: Step, row: sa.Row[Any]) -> None:
    """Nobody passes or pays what is no longer covered. Raises what `registers.require_mandate` does."""
    if row.act not in COVERED:
        return
    amount = step.instance.variables(tuple(row.path)).get("amount_fen")
    require_mandate(step.work, row.case_id, amount if isinstance(amount, int) else 0)


def usable(work: Work, attachment: str, village: str, case_id: str | None) -> bool:
    """Whether an uploaded file may be answered here: of this village, and of no other case."""
    known = tables.attachments.c
    row = work.one(sa.select(known.village, known.case_id).where(known.id == attachment))
    return row is not None and row.village == village and row.case_id in (None, case_id)


def _is_minor(row: sa.Row[Any], values: Mapping[str, object]) -> bool:
    """Whether a plan is revised without a new vote: only what is not material may change then."""
    return row.act == "revision" and values.get("revision") != "material"


def _refuse_material_change(step: Step, row: sa.Row[Any], form: Form, values: Mapping[str, object]) -> None:
    """An amendment may not change what was voted on (decisions document §1.8): Invalid `material_change`."""
    before = {**step.instance.variables(tuple(row.path)), **_before_amendments(step, row)}
    tolerance = integer_of(step.parameters, "returns.tolerance_percent")
    for field in form.fields:
        name = field.path[0]
        if field.is_material and name in before and _materially(before[name], values.get(name), tolerance):
            raise Invalid("material_change", field=field.label or name)


def _before_amendments(step: Step, row: sa.Row[Any]) -> dict[str, object]:
    """What a step answered before it was amended, where its last amendment still stands: changes add up."""
    answered = step.work.all(
        sa.select(tables.answers.c["values"], TASKS.c.amends)
        .join(TASKS, TASKS.c.id == tables.answers.c.task_id)
        .where(TASKS.c.case_id == row.case_id, TASKS.c.element == row.element, TASKS.c.status == "done")
        .order_by(TASKS.c.token.desc())
    )
    first = next((one.values for one in answered if one.amends is None), None)
    if row.amends is None or first is None:
        return {}
    now = step.instance.variables(tuple(row.path))
    return {
        name: wire.decode(value)
        for name, value in first.items()
        if name in now and wire.decode(answered[0].values.get(name)) == now[name]
    }


def _materially(before: object, after: object, tolerance: int) -> bool:
    if isinstance(before, int) and isinstance(after, int):
        return abs(after - before) * 100 > tolerance * abs(before)
    return before is not None and before != after


def ways_back(step: Step, row: sa.Row[Any]) -> list[tuple[str, tuple[str, ...]]]:
    """Where a task may be returned to, and how: what the diagram offers and the case has passed."""
    offered = step.library.node(row.process, row.element).wq.get("returnsTo", "").split()
    passed = set(step.instance.ways_back(row.token))
    found = []
    for word in offered:
        element, _, modes = word.partition(":")
        if element in passed:
            found.append((element, tuple(mode for mode in (modes or "amend").split(",") if mode in MODES)))
    return found


def is_irreversible(act: str | None) -> bool:
    """Whether completing a task of this act can't be taken back."""
    return act is not None and act in ACTS and (ACTS[act].irreversible or act in {"vote", "approval"})
