"""The supervisors' desk: cases of one's villages, the whole trail of one, proof that it is intact."""

from __future__ import annotations

from flask import Blueprint, render_template

from engine.services.views import Verdict
from webapp.context import actor, services
from webapp.paging import ROWS, cursor, word
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
    return render_template("supervision/cases.html", page=page, villages=villages, statuses=STATUSES)


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
