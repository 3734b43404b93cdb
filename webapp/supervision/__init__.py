"""The supervisors' desk: cases of one's villages, the whole trail of one, proof that it is intact."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.errors import Refusal
from engine.messages import text
from engine.services.views import Verdict
from webapp.context import actor, services
from webapp.forms.submission import new_key
from webapp.paging import ROWS, cursor, word
from webapp.refusals import Explanation, explain
from webapp.work.cases import STATUSES

supervision = Blueprint("supervision", __name__, url_prefix="/supervision")

WHOLE_TRAIL = 10_000


@supervision.get("")
def cases() -> str:
    """Find a case."""
    page = services().cases.search(
        actor(),
        procedure=word("procedure"),
        village=word("village"),
        status=word("status"),
        q=word("q"),
        cursor=cursor(),
        limit=ROWS,
    )
    villages = services().villages(actor())
    return render_template(
        "supervision/cases.html",
        page=page,
        villages=villages,
        statuses=STATUSES,
        waiting=len(services().admissions.waiting(actor())),
    )


@supervision.get("/objections")
def objections() -> str:
    """Objections of people who did not log in, for the chair to admit or not."""
    return _objections_page()


@supervision.post("/objections/<objection_id>")
def decide(objection_id: str) -> Response | tuple[str, int]:
    """Admit an objection, or say why not."""
    admissions, key = services().admissions, request.form.get("_key", "")
    try:
        if request.form.get("_step") == "refuse":
            reason = request.form.get("reason", "")
            admissions.refuse(actor(), key=key, objection_id=objection_id, reason=reason)
            flash(text("admission.refused_now"))
        else:
            admissions.admit(actor(), key=key, objection_id=objection_id)
            flash(text("admission.admitted_now"))
    except Refusal as refusal:
        explanation = explain(refusal)
        return _objections_page(explanation, objection_id), explanation.status
    return redirect(url_for("supervision.objections"), 303)


def _objections_page(refusal: Explanation | None = None, refused: str = "") -> str:
    return render_template(
        "supervision/objections.html",
        waiting=services().admissions.waiting(actor()),
        refusal=refusal,
        refused=refused,
        reason=request.form.get("reason", ""),
        key=new_key(),
    )


@supervision.get("/cases/<case_id>")
def trail(case_id: str) -> str:
    """Every entry of a case with its place in the chain. Looking leaves nothing in that chain."""
    return _trail_page(case_id)


@supervision.post("/cases/<case_id>/verify")
def verify(case_id: str) -> str:
    """Recompute the chain of a case and say what was found."""
    return _trail_page(case_id, services().trail.verify(actor(), case_id))


def _trail_page(case_id: str, verdict: Verdict | None = None) -> str:
    entries = services().trail.read(actor(), case_id, cursor=None, limit=WHOLE_TRAIL)
    return render_template(
        "supervision/trail.html",
        case=services().cases.show(actor(), case_id),
        timeline=services().trail.timeline(actor(), case_id),
        hashes={entry.members["seq"]: entry.members["hash"] for entry in entries.items},
        verdict=verdict,
    )
