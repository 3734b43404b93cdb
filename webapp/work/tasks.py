"""One task: its page, handing it in, taking it on."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.errors import Refusal
from engine.messages import text
from engine.services.views import ObjectionView, TaskView
from webapp.context import actor, services
from webapp.forms.posted_answers import KEPT
from webapp.forms.rendering import errors_of
from webapp.forms.submission import Submission, new_key, read_submission, rendered
from webapp.forms.summary import summary
from webapp.refusals import Explanation
from webapp.work.blueprint import work
from webapp.work.wording import mistakes, submit_label

LATEST = 6
"""How much of what happened before stands on the page of a task; all of it is on the page of the case."""


@work.get("/tasks/<task_id>")
def task(task_id: str) -> str:
    """What is asked, the form, who comes next, what happened before."""
    return _task_page(services().tasks.show(actor(), task_id))


@work.post("/tasks/<task_id>")
def complete(task_id: str) -> Response | str | tuple[str, int]:
    """Hand the task in; an irreversible act is summed up once more before."""
    shown = services().tasks.show(actor(), task_id)
    sent = read_submission(shown.form, village=shown.village)
    if not sent.is_final:
        return _task_page(shown, sent)
    if shown.irreversible and not sent.is_confirmed:
        return _summary_page(shown, sent)
    try:
        case = services().tasks.complete(
            actor(), key=sent.key, task_id=task_id, revision=sent.revision, answers=sent.answers
        )
    except Refusal as refusal:
        sent, explanation = sent.refused(refusal)
        return _task_page(shown, sent, explanation), explanation.status
    flash(text("task.completed", name=shown.name))
    return redirect(url_for("work.case", case_id=case.id), 303)


@work.post("/tasks/<task_id>/claim")
def claim(task_id: str) -> Response:
    """Take the task on alone."""
    services().tasks.claim(actor(), key=_key(), task_id=task_id, revision=_revision())
    return redirect(url_for("work.task", task_id=task_id), 303)


@work.post("/tasks/<task_id>/release")
def release(task_id: str) -> Response:
    """Give it back to all who may do it."""
    services().tasks.release(actor(), key=_key(), task_id=task_id, revision=_revision())
    return redirect(url_for("work.claimable"), 303)


def _key() -> str:
    return request.form.get("_key", "")


def _revision() -> int:
    return request.form.get("_revision", -1, type=int)


def _task_page(shown: TaskView, sent: Submission | None = None, refusal: Explanation | None = None) -> str:
    parts = rendered(shown.form, shown.data, sent, shown.tally)
    return render_template(
        "work/task.html",
        task=shown,
        parts=parts,
        faults=errors_of(parts),
        refusal=refusal,
        timeline=services().trail.timeline(actor(), shown.case),
        latest=LATEST,
        objections=_to_be_answered(shown),
        mistakes=list(mistakes(shown.guide)),
        submit_label=submit_label(shown),
        key=sent.key if sent else new_key(),
    )


def _to_be_answered(shown: TaskView) -> tuple[ObjectionView, ...]:
    """What was objected, for who is to reply."""
    if shown.act != "objection-reply":
        return ()
    raised = services().cases.page(actor(), shown.case).objections
    return tuple(one for one in raised if one.answer is None)


def _summary_page(shown: TaskView, sent: Submission) -> str:
    """What will be handed in, line by line; the form itself travels along unseen."""
    parts = rendered(shown.form, shown.data, sent, shown.tally)
    return render_template(
        "work/summary.html",
        task=shown,
        lines=summary(parts),
        carried=carried_fields(sent),
        submit_label=submit_label(shown),
        key=sent.key,
        revision=sent.revision,
    )


def carried_fields(sent: Submission) -> list[tuple[str, str]]:
    """Names and values of the posted form, with the ids of its uploads in place of the files."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if not name.startswith("_")]
    fields += [(name + KEPT, file) for name, ids in sent.new_files.items() for file in ids]
    return fields + [("_kept_file", f"{file.id} {file.size} {file.name}") for file in sent.files.values()]
