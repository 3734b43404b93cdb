"""Tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, cast

from engine.services.views import CaseView
from webapp.api import shapes
from webapp.api.blueprint import key
from webapp.api.checking import existing
from webapp.api.requests import chosen, cursor, limit
from webapp.api.shapes import Json
from webapp.api.strict_json import (
    body,
    invalid,
    object_member,
    optional_text,
    revision_member,
    text_member,
)
from webapp.context import actor, services

Mode = Literal["amend", "reconsider", "terminate"]
MODES = frozenset({"amend", "reconsider", "terminate"})


def list_tasks() -> Json:
    """Tasks on which the token's person can act, or acted."""
    state = chosen("state", frozenset({"open", "done"})) or "open"
    page = services().tasks.open_or_done(actor(), state=state, cursor=cursor(), limit=limit())
    return shapes.listing(page, shapes.task_row)


def show_task(task_id: str) -> Json:
    """One task with form and data."""
    return shapes.task(services().tasks.show(actor(), task_id))


def complete_task(task_id: str) -> Json:
    """Hand a task in."""
    sent = body()
    with existing(services().tasks.show, task_id):
        revision, answers = revision_member(sent), object_member(sent, "answers")
    case = services().tasks.complete(actor(), key=key(), task_id=task_id, revision=revision, answers=answers)
    return _moved(task_id, case)


def return_task(task_id: str) -> Json:
    """Return a task, or end its case."""
    sent = body()
    with existing(services().tasks.show, task_id):
        revision, reason = revision_member(sent), text_member(sent, "reason")
        to, mode = optional_text(sent, "to"), _mode(sent)
    case = services().tasks.give_back(
        actor(), key=key(), task_id=task_id, revision=revision, to=to, reason=reason, mode=mode
    )
    return _moved(task_id, case)


def claim_task(task_id: str) -> Json:
    """Take a task on alone."""
    revision = _revision(task_id)
    return _moved(task_id, services().tasks.claim(actor(), key=key(), task_id=task_id, revision=revision))


def release_task(task_id: str) -> Json:
    """Give a task back to all who may do it."""
    revision = _revision(task_id)
    return _moved(task_id, services().tasks.release(actor(), key=key(), task_id=task_id, revision=revision))


def _revision(task_id: str) -> int:
    sent = body()
    with existing(services().tasks.show, task_id):
        return revision_member(sent)


def _mode(sent: Mapping[str, object]) -> Mode:
    mode = sent.get("mode")
    if mode not in MODES:
        raise invalid("mode")
    return cast("Mode", mode)


def _moved(task_id: str, case: CaseView) -> Json:
    return {"task": task_id, "case": shapes.case(case)}
