"""Saying that a notice's board was damaged or gone, by those who look after it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from engine.errors import NotFound, Refusal
from engine.messages import text
from engine.services.views import NoticeView
from webapp.context import actor, services
from webapp.forms.page_forms import Json, files, long_text, require_sound
from webapp.forms.rendering import errors_of
from webapp.forms.submission import Submission, new_key, read_submission, rendered
from webapp.presentation import may_report_loss
from webapp.refusals import Explanation
from webapp.work.blueprint import work


@work.get("/notices/<notice_id>/board-loss")
def board_loss(notice_id: str) -> str:
    """The form: what happened, and photographs of the notice as it hangs again."""
    shown = services().notices.show(notice_id)
    if not may_report_loss(shown):
        raise NotFound
    return _loss_page(shown)


@work.post("/notices/<notice_id>/board-loss")
def report_board_loss(notice_id: str) -> Response | tuple[str, int]:
    """Count the period anew."""
    shown = services().notices.show(notice_id)
    sent = read_submission(loss_form(), village=shown.village)
    try:
        require_sound(loss_form(), sent, {})
        photos = sent.answers["photos"]
        loss = services().board_losses.report(
            actor(),
            key=sent.key,
            notice_id=notice_id,
            reason=str(sent.answers["reason"]),
            photos=[str(photo) for photo in photos] if isinstance(photos, list) else [],
        )
    except Refusal as refusal:
        sent, explanation = sent.refused(refusal)
        return _loss_page(shown, sent, explanation), explanation.status
    flash(text("loss.restarted" if loss.restarted else "loss.runs_on"))
    return redirect(url_for("public.notice", notice_id=notice_id), 303)


def loss_form() -> Json:
    """The form's schema."""
    reason = long_text("reason", text("loss.reason"), text("loss.reason_hint"))
    photos = files("photos", text("loss.photos"), text("loss.photos_hint"), accept=".jpg,.jpeg,.png,.pdf")
    return {"components": [reason, photos]}


def _loss_page(notice: NoticeView, sent: Submission | None = None, refusal: Explanation | None = None) -> str:
    parts = rendered(loss_form(), {}, sent)
    return render_template(
        "work/board_loss.html",
        notice=notice,
        parts=parts,
        faults=errors_of(parts),
        refusal=refusal,
        key=sent.key if sent else new_key(),
    )
