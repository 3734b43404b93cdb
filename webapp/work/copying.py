"""Copies: telling somebody of a case, the list of what one was told, and that one has read it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from engine.errors import Refusal
from engine.messages import text
from engine.services.copies import MOST_NOTE
from engine.services.views import CaseView, PersonName
from webapp.context import actor, services
from webapp.forms.page_forms import Json, choice, line, require_sound
from webapp.forms.rendering import errors_of
from webapp.forms.submission import Submission, new_key, read_submission, rendered
from webapp.paging import ROWS, cursor
from webapp.presentation import post_name
from webapp.refusals import Explanation
from webapp.work.blueprint import work


@work.get("/copied")
def copied() -> str:
    """What this person was told."""
    page = services().copies.received(actor(), cursor=cursor(), limit=ROWS)
    return render_template("work/copied.html", page=page, counts=services().tasks.counts(actor()))


@work.post("/copied/<copy_id>/read")
def mark_copy_read(copy_id: str) -> Response:
    """Say that one has read it."""
    services().copies.mark_read(actor(), copy_id)
    return redirect(url_for("work.copied"), 303)


@work.get("/cases/<case_id>/copy")
def copy_case(case_id: str) -> str:
    """The form: to whom, and what to look at."""
    return _copy_page(services().cases.show(actor(), case_id))


@work.post("/cases/<case_id>/copy")
def send_copies(case_id: str) -> Response | tuple[str, int]:
    """Send copies."""
    case = services().cases.show(actor(), case_id)
    sent = read_submission(copy_form(), village=case.village)
    try:
        require_sound(copy_form(), sent, _options(case))
        readers = sent.answers["readers"]
        services().copies.send(
            actor(),
            key=sent.key,
            case_id=case_id,
            readers=[str(one) for one in readers] if isinstance(readers, list) else [],
            note=sent.text("note") or "",
        )
    except Refusal as refusal:
        sent, explanation = sent.refused(refusal)
        return _copy_page(case, sent, explanation), explanation.status
    flash(text("copy.sent"))
    return redirect(url_for("work.case", case_id=case_id, _anchor="copies"), 303)


def copy_form() -> Json:
    """The form's schema."""
    readers = {**choice("readers", text("copy.readers"), "checklist"), "valuesKey": "readers"}
    note = line("note", text("copy.note"), text("copy.note_hint"), longest=MOST_NOTE, required=False)
    return {"components": [readers, note]}


def _options(case: CaseView) -> dict[str, object]:
    known = services().copies.readers(actor(), case.id)
    return {"readers": [{"value": one.person, "label": _label(one)} for one in known]}


def _label(one: PersonName) -> str:
    posts = text("format.list_separator").join(map(post_name, one.posts))
    return text("copy.reader", name=one.name, posts=posts)


def _copy_page(case: CaseView, sent: Submission | None = None, refusal: Explanation | None = None) -> str:
    parts = rendered(copy_form(), _options(case), sent)
    return render_template(
        "work/copy.html",
        case=case,
        parts=parts,
        faults=errors_of(parts),
        refusal=refusal,
        key=sent.key if sent else new_key(),
    )
