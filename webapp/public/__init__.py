"""The public notice board: no log-in, no personal data beyond what a notice must say."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from engine.errors import Refusal
from engine.messages import text
from engine.services.views import NoticeView
from webapp.context import services, visitor
from webapp.forms.page_forms import Json, line, long_text, require_sound
from webapp.forms.rendering import errors_of
from webapp.forms.submission import Submission, new_key, read_submission, rendered
from webapp.paging import ROWS, cursor, word
from webapp.refusals import Explanation

public = Blueprint("public", __name__, url_prefix="/board")

LONGEST = 100


@public.get("")
def board() -> str:
    """Running notices first, then those that ended."""
    page = services().notices.board(village=word("village"), cursor=cursor(), limit=ROWS)
    return render_template("public/board.html", page=page)


@public.get("/<notice_id>")
def notice(notice_id: str) -> str:
    """One notice as a sheet that also prints, and how to object to it."""
    return _notice_page(services().notices.show(notice_id))


@public.post("/<notice_id>/objections")
def send_objection(notice_id: str) -> ResponseReturnValue:
    """Object. Whoever gives no name is heard too, by discipline inspection."""
    shown = services().notices.show(notice_id)
    sent = read_submission(objection_form(), village=shown.village)
    try:
        require_sound(objection_form(), sent, {})
        receipt = services().notices.object(
            visitor(),
            key=sent.key,
            notice_id=notice_id,
            text=str(sent.answers["text"]),
            contact=sent.text("contact"),
            name=sent.text("name"),
        )
    except Refusal as refusal:
        sent, explanation = sent.refused(refusal)
        return _notice_page(shown, sent, explanation), explanation.status
    return render_template("public/receipt.html", notice=shown, receipt=receipt)


def objection_form() -> Json:
    """The form's schema; who is logged in need not say who he is."""
    said = long_text("text", text("objection.text"), text("objection.text_hint"))
    if visitor() is not None:
        return {"components": [said]}
    name = line("name", text("objection.name"), text("objection.name_hint"), longest=LONGEST, required=False)
    contact = line(
        "contact", text("objection.contact"), text("objection.contact_hint"), longest=LONGEST, required=False
    )
    return {"components": [said, name, contact]}


def _notice_page(
    shown: NoticeView, sent: Submission | None = None, refusal: Explanation | None = None
) -> str:
    parts = rendered(objection_form(), {}, sent)
    return render_template(
        "public/notice.html",
        notice=shown,
        parts=parts,
        faults=errors_of(parts),
        refusal=refusal,
        key=sent.key if sent else new_key(),
    )
