"""Taking a case back, by who started it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from engine.errors import Refusal
from engine.messages import text
from engine.services.views import CasePage
from webapp.context import actor, services
from webapp.forms.page_forms import long_text, require_sound
from webapp.forms.rendering import errors_of
from webapp.forms.submission import Submission, new_key, read_submission, rendered
from webapp.refusals import Explanation
from webapp.work.blueprint import work


@work.get("/cases/<case_id>/cancel")
def cancel_case(case_id: str) -> str:
    """The form: why."""
    return _cancel_page(services().cases.page(actor(), case_id))


@work.post("/cases/<case_id>/cancel")
def cancel(case_id: str) -> Response | tuple[str, int]:
    """Take the case back."""
    page = services().cases.page(actor(), case_id)
    sent = read_submission(cancel_form(), village=page.case.village)
    try:
        require_sound(cancel_form(), sent, {})
        services().cases.cancel(
            actor(),
            key=sent.key,
            case_id=case_id,
            revision=sent.revision,
            reason=str(sent.answers["reason"]),
        )
    except Refusal as refusal:
        sent, explanation = sent.refused(refusal)
        return _cancel_page(page, sent, explanation), explanation.status
    flash(text("case.cancelled_now", number=page.case.number))
    return redirect(url_for("work.case", case_id=case_id), 303)


def cancel_form() -> dict[str, object]:
    """The form's schema."""
    return {"components": [long_text("reason", text("case.cancel.reason"), text("case.cancel.reason_hint"))]}


def _cancel_page(page: CasePage, sent: Submission | None = None, refusal: Explanation | None = None) -> str:
    parts = rendered(cancel_form(), {}, sent)
    return render_template(
        "work/cancel.html",
        page=page,
        case=page.case,
        parts=parts,
        faults=errors_of(parts),
        refusal=refusal,
        key=sent.key if sent else new_key(),
    )
