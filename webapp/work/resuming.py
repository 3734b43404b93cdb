"""Lifting a suspension, by the town's discipline inspection."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from engine.errors import NotFound, Refusal
from engine.messages import text
from engine.services.views import CaseView
from webapp.context import actor, services
from webapp.forms.page_forms import Json, line, long_text, require_sound
from webapp.forms.rendering import errors_of
from webapp.forms.submission import Submission, new_key, read_submission, rendered
from webapp.refusals import Explanation
from webapp.work.blueprint import work

LONGEST_PAPER = 100


def may_resume(case: CaseView) -> bool:
    """Whether the present person may let a suspended case go on."""
    return case.status == "suspended" and actor().holds("town_discipline")


@work.get("/cases/<case_id>/resume")
def resume_case(case_id: str) -> str:
    """The form: what came of the clue, and the paper that says so."""
    case = services().cases.show(actor(), case_id)
    if not may_resume(case):
        raise NotFound
    return _resume_page(case)


@work.post("/cases/<case_id>/resume")
def resume(case_id: str) -> Response | tuple[str, int]:
    """Let the case go on."""
    case = services().cases.show(actor(), case_id)
    sent = read_submission(resume_form(), village=case.village)
    try:
        require_sound(resume_form(), sent, {})
        services().cases.resume(
            actor(),
            key=sent.key,
            case_id=case_id,
            reason=str(sent.answers["reason"]),
            paper=str(sent.answers["paper"]),
        )
    except Refusal as refusal:
        sent, explanation = sent.refused(refusal)
        return _resume_page(case, sent, explanation), explanation.status
    flash(text("case.resumed_now", number=case.number))
    return redirect(url_for("work.case", case_id=case_id), 303)


def resume_form() -> Json:
    """The form's schema."""
    reason = long_text("reason", text("case.resume.reason"), text("case.resume.reason_hint"))
    paper = line("paper", text("case.resume.paper"), text("case.resume.paper_hint"), longest=LONGEST_PAPER)
    return {"components": [reason, paper]}


def _resume_page(case: CaseView, sent: Submission | None = None, refusal: Explanation | None = None) -> str:
    parts = rendered(resume_form(), {}, sent)
    return render_template(
        "work/resume.html",
        case=case,
        parts=parts,
        faults=errors_of(parts),
        refusal=refusal,
        key=sent.key if sent else new_key(),
    )
