"""Commands on cases: start, cancel, comment, resume."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from engine.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, Refusal
from engine.feel import compile_expression, evaluate_condition
from engine.persistence import tables
from engine.runtime import Instance, RuntimeFailure
from engine.services.case_views import case_row, case_view, search
from engine.services.ending import end_case, settle
from engine.services.form_data import option_lists
from engine.services.kernel import Kernel, Work
from engine.services.library import Pinned, pinned
from engine.services.numbers import next_number
from engine.services.parties import parties_of
from engine.services.procedures import in_force_pins, start_node, start_roles, why_not_start
from engine.services.projection import synchronise
from engine.services.regions import region_row
from engine.services.registers import Claimed, check_links
from engine.services.step import (
    Step,
    attachment_digests,
    lock_case,
    open_case,
    refuse_ended,
)
from engine.services.tasks import usable
from engine.services.views import Actor, CaseRow, CaseView, CommentView, Page

LOG = logging.getLogger(__name__)
CASES = tables.cases
MOST_TITLE = 100
MOST_COMMENT = 2_000
DISCIPLINE = "town_discipline"


class CaseCommands:
    """What a person can do with a case as a whole."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel

    def start(
        self, actor: Actor, *, key: str, procedure: str, village: str, title: str, answers: Mapping[str, Any]
    ) -> CaseView:
        """Start a case with the answers of its start form.

        Raises NotFound for an unknown procedure or a village out of sight, Forbidden
        `not_your_procedure`, Invalid.
        """

        def do(work: Work) -> CaseView:
            if village not in actor.regions or region_row(work.connection, village).kind != "village":
                raise NotFound
            pins = in_force_pins(work, procedure)
            library = pinned(work.connection, pins)
            why = why_not_start(work, library, procedure, actor, village)
            if why is not None:
                raise why
            step = self._new(
                work,
                actor,
                library,
                pins=pins,
                key=key,
                procedure=procedure,
                village=village,
                title=_title(title),
            )
            self._begin(step, answers)
            return case_view(work, step.case_row.id)

        request = ["start", procedure, village, title, dict(answers)]
        try:
            return self.kernel.once(owner=actor.user, key=key, request=request, answer=CaseView, do=do)
        except RuntimeFailure as failure:
            if isinstance(failure.__cause__, Refusal):
                raise failure.__cause__ from failure
            LOG.warning("a case of %s can't be started", procedure, exc_info=True)
            raise Conflict("start_failed") from failure

    def _new(
        self,
        work: Work,
        actor: Actor,
        library: Pinned,
        *,
        pins: Mapping[str, str],
        key: str,
        procedure: str,
        village: str,
        title: str,
    ) -> Step:
        """A step on a case whose row does not exist yet."""
        number = _number(work, village)
        row: Any = SimpleNamespace(
            id=work.id(),
            village=village,
            number=number,
            procedure=procedure,
            version=pins[procedure],
            pins=dict(pins),
            title=title,
            status="running",
            revision=0,
            starter=actor.person,
            started_at=work.now,
            trail_seq=0,
            trail_hash="",
            parties=[],
        )
        step = Step(self.kernel, work, row, actor, key)
        step.instance = Instance(library, step, work.now)
        return step

    def _begin(self, step: Step, answers: Mapping[str, Any]) -> None:
        row, work, library = step.case_row, step.work, step.library
        node = start_node(library, row.procedure)
        form = library.form(node.wq.get("form"))
        values: dict[str, object] = {}
        files: Mapping[str, str] = {}
        if form is not None:
            given = form.validate(
                answers,
                data=option_lists(work.connection, row.village, work.today, form),
                today=work.today,
                attachment_ok=lambda one: usable(work, one, row.village, None),
            )
            values = dict(given.values)
            check_links(work, form, values, Claimed(row.id, row.village, values))
            files = given.attachments
        row.parties = parties_of(work, row.village, library, row.procedure, values)
        self._insert(step, files)
        private = {name: value for name, value in values.items() if value is not None}
        step.record(
            step.by_actor(
                "case_started",
                acting=start_roles(library, row.procedure) or None,
                element=node.id,
                data={"number": row.number, "procedure": row.procedure},
                private={"title": row.title, **private},
                attachments=attachment_digests(work, files),
            )
        )
        step.instance.start(row.procedure, values)
        synchronise(step)
        step.save(**settle(step), moved=step.revision)

    @staticmethod
    def _insert(step: Step, files: Mapping[str, str]) -> None:
        row = step.case_row
        stored = {**vars(row)}
        step.work.insert(
            CASES,
            **stored,
            moved=0,
            active=[],
            state=b"",
            state_hash="",
            total_due=None,
            end_element=None,
            ended_at=None,
        )
        known = tables.attachments
        for file, field in files.items():
            step.work.update(known, known.c.id == file, case_id=row.id, field=field)

    def show(self, actor: Actor, case_id: str) -> CaseView:
        """A case. Raises NotFound."""

        def do(work: Work) -> CaseView:
            case_row(work, actor, case_id)
            return case_view(work, case_id)

        return self.kernel.read(do)

    def search(self, actor: Actor, **filters: Any) -> Page[CaseRow]:
        """Cases by procedure, village, status and words; newest first."""
        return self.kernel.read(lambda work: search(work, actor, **filters))

    def cancel(self, actor: Actor, *, key: str, case_id: str, revision: int, reason: str) -> CaseView:
        """Withdraw a case; by its starter, until the first proposal, approval or notice has begun.

        Raises NotFound, Conflict (`case_closed`, `stale_revision`, `notice_running`), Forbidden, Invalid
        `reason_missing`.
        """

        def do(work: Work) -> CaseView:
            case_row(work, actor, case_id)
            case = lock_case(work, case_id)
            refuse_ended(case)
            step = open_case(self.kernel, work, case, actor, key)
            why = why_not_cancel(step, actor)
            if why is not None:
                raise why
            if revision < case.moved:
                raise Conflict("stale_revision", changed=case.moved)
            if not reason.strip():
                raise Invalid("reason_missing")
            step.instance.cancel()
            synchronise(step)
            by = step.by_actor("case_cancelled", private={"reason": reason})
            columns = end_case(step, "cancelled", None, by)
            step.save(**columns, moved=step.revision)
            return case_view(work, case_id)

        request = ["cancel", case_id, revision, reason]
        return self.kernel.once(owner=actor.user, key=key, request=request, answer=CaseView, do=do)

    def resume(self, actor: Actor, *, key: str, case_id: str, reason: str, paper: str) -> CaseView:
        """Lift a suspension: only the town's discipline office, with its text and the number of its paper."""

        def do(work: Work) -> CaseView:
            case_row(work, actor, case_id)
            case = lock_case(work, case_id)
            refuse_ended(case)
            if not actor.holds(DISCIPLINE):
                raise Forbidden("not_your_task", who="", roles=(DISCIPLINE,))
            if case.status != "suspended":
                raise Conflict("not_suspended", number=case.number)
            if not reason.strip() or not paper.strip():
                raise Invalid("reason_missing")
            step = open_case(self.kernel, work, case, actor, key)
            step.status = "running"
            step.record(
                step.by_actor(
                    "case_resumed", acting=(DISCIPLINE,), data={"paper": paper}, private={"reason": reason}
                )
            )
            step.save(moved=step.revision)
            return case_view(work, case_id)

        request = ["resume", case_id, reason, paper]
        return self.kernel.once(owner=actor.user, key=key, request=request, answer=CaseView, do=do)

    def comment(self, actor: Actor, *, key: str, case_id: str, text: str) -> CommentView:
        """Write a comment on a case; it moves nothing. Raises NotFound, Invalid."""

        def do(work: Work) -> CommentView:
            case_row(work, actor, case_id)
            words = text.strip()
            if not words or len(words) > MOST_COMMENT:
                raise Invalid(errors=(FieldError("text", "text_length", (("most", MOST_COMMENT),)),))
            step = open_case(self.kernel, work, lock_case(work, case_id), actor, key)
            work.insert(
                tables.comments,
                id=work.id(),
                case_id=case_id,
                village=step.case_row.village,
                author=actor.person,
                at=work.now,
                text=words,
            )
            step.record(step.by_actor("comment_added", private={"text": words}))
            step.save()
            return CommentView(work.now, actor.name, words)

        request = ["comment", case_id, text]
        return self.kernel.once(owner=actor.user, key=key, request=request, answer=CommentView, do=do)


def _title(given: str) -> str:
    title = given.strip()
    if not title or len(title) > MOST_TITLE:
        raise Invalid(errors=(FieldError("title", "text_length", (("most", MOST_TITLE),)),))
    return title


def _number(work: Work, village: str) -> str:
    """The number that people name a case by: village, year, and a count without gaps."""
    return f"{village.upper()}-{work.today.year}-{next_number(work, village, 'case'):04}"


NO_RETURN = frozenset({"party-proposal", "approval"})
"""Acts with whose beginning a case is no longer the starter's to withdraw (drawing conventions §1)."""


def why_not_cancel(step: Step, actor: Actor) -> Refusal | None:
    """Why this person may not cancel the case now; None when nothing stands against it."""
    if actor.person != step.case_row.starter:
        return Forbidden("not_your_case")
    process = step.library.versions[step.case_row.procedure].process
    condition = process.wq.get("cancel")
    if condition and not evaluate_condition(
        compile_expression(condition), step.instance.names(step.instance.top), step.instance.functions
    ):
        return Forbidden("joint_demand")
    running = step.work.one(
        sa.select(tables.notices.c.closes_at).where(
            tables.notices.c.case_id == step.case_row.id,
            tables.notices.c.status.in_(("running", "suspended")),
        )
    )
    if running is not None:
        return Conflict("notice_running", ends=running.closes_at)
    return Forbidden("too_late_to_cancel") if _point_of_no_return(step) else None


def _point_of_no_return(step: Step) -> bool:
    """Whether a proposal, an approval or a notice has begun, in a called procedure as well."""
    of_case = step.case_row.id
    for table in (tables.notices, tables.sittings):
        if step.work.one(sa.select(table.c.id).where(table.c.case_id == of_case)) is not None:
            return True
    return any(
        scope.compiled.process.nodes[element].wq.get("act") in NO_RETURN
        for scope in step.instance.scopes()
        for element in (*scope.history, *(token.node.id for token in scope.tokens()))
    )
