"""Cases: the list of those one may see, the page of one, a comment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.services.views import CasePage, DiagramView, Place
from webapp.context import actor, services
from webapp.forms.submission import new_key
from webapp.paging import ROWS, cursor, word
from webapp.work.blueprint import work
from webapp.work.drawing import linked
from webapp.work.resuming import may_resume

STATUSES = ("running", "suspended", "completed", "rejected", "cancelled", "terminated", "incident")


@work.get("/cases")
def cases() -> str:
    """Cases by procedure, state, number or title."""
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
    return render_template("work/cases.html", page=page, villages=villages, statuses=STATUSES)


@work.get("/cases/<case_id>")
def case(case_id: str) -> str:
    """Everything about one case; with `element` only what happened there."""
    page = services().cases.page(actor(), case_id)
    place = next((one for one in page.places if one.element == word("element")), None)
    return render_template(
        "work/case.html",
        page=page,
        case=page.case,
        place=place,
        timeline=[one for one in page.timeline if place is None or one.seq in place.entries],
        diagrams=list(_diagrams(page, place)),
        may_resume=may_resume(page.case),
        key=new_key(),
    )


def _diagrams(page: CasePage, place: Place | None) -> Iterator[DiagramView]:
    """The drawings; what happened at a node is one click away."""
    addresses = {
        one.element: url_for("work.case", case_id=page.case.id, element=one.element, _anchor="timeline")
        for one in page.places
    }
    for view in page.diagrams:
        svg = linked(view.svg, addresses, place.element if place else None) if view.svg else None
        yield replace(view, svg=svg)


@work.post("/cases/<case_id>/comments")
def comment(case_id: str) -> Response:
    """Say something about the case; its revision stays."""
    services().cases.comment(
        actor(),
        key=request.form.get("_key", ""),
        case_id=case_id,
        text=request.form.get("text", "").strip(),
    )
    return redirect(url_for("work.case", case_id=case_id, _anchor="comments"), 303)
