"""Returning a task: where to, whether votes stand, or the end of the case."""

from __future__ import annotations

from typing import Literal, cast

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from engine.errors import Refusal
from engine.messages import text
from engine.services.views import TaskView
from webapp.context import actor, services
from webapp.forms.page_forms import long_text, require_sound
from webapp.forms.rendering import errors_of
from webapp.forms.submission import Submission, new_key, read_submission, rendered
from webapp.refusals import Explanation
from webapp.work.blueprint import work

Mode = Literal["amend", "reconsider", "terminate"]
TERMINATE = "terminate"


@work.get("/tasks/<task_id>/return")
def return_task(task_id: str) -> str:
    """The form: where to and why."""
    return _return_page(services().tasks.show(actor(), task_id))


@work.post("/tasks/<task_id>/return")
def give_back(task_id: str) -> Response | tuple[str, int]:
    """Return the task, or end the case."""
    shown = services().tasks.show(actor(), task_id)
    sent = read_submission(return_form(), village=shown.village)
    try:
        require_sound(return_form(), sent, {"ways": ways(shown)})
        to, mode = chosen_way(str(sent.answers["way"]))
        case = services().tasks.give_back(
            actor(),
            key=sent.key,
            task_id=task_id,
            revision=sent.revision,
            to=to,
            reason=str(sent.answers["reason"]),
            mode=mode,
        )
    except Refusal as refusal:
        sent, explanation = sent.refused(refusal)
        return _return_page(shown, sent, explanation), explanation.status
    flash(text(f"return.done.{mode}"))
    return redirect(url_for("work.case", case_id=case.id), 303)


def return_form() -> dict[str, object]:
    """The form's schema."""
    way = {"type": "radio", "key": "way", "label": text("return.way"), "valuesKey": "ways"}
    reason = long_text("reason", text("return.reason"), text("return.reason_hint"))
    return {"components": [{**way, "validate": {"required": True}}, reason]}


def ways(shown: TaskView) -> list[dict[str, str]]:
    """All that this person may choose; `reconsider` names what it would void."""
    found = [
        {"value": f"{mode} {way.element}", "label": _label(mode, way.name, way.voids)}
        for way in shown.returns_to
        for mode in way.modes
    ]
    if shown.may_terminate:
        found.append({"value": TERMINATE, "label": text("return.terminate")})
    return found


def chosen_way(value: str) -> tuple[str | None, Mode]:
    """Target and mode of a chosen way."""
    mode, _, element = value.partition(" ")
    return element or None, cast("Mode", mode)


def _label(mode: str, name: str, voids: tuple[str, ...]) -> str:
    voided = "".join(text("format.quoted", name=void) for void in voids)
    key = "return.reconsider_voids" if mode == "reconsider" and voided else f"return.{mode}"
    return text(key, name=name, voids=voided)


def _return_page(shown: TaskView, sent: Submission | None = None, refusal: Explanation | None = None) -> str:
    parts = rendered(return_form(), {"ways": ways(shown)}, sent)
    return render_template(
        "work/return.html",
        task=shown,
        parts=parts,
        faults=errors_of(parts),
        refusal=refusal,
        key=sent.key if sent else new_key(),
    )
