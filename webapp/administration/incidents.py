"""Steps that failed and wait for somebody. Nothing is ever stuck without standing here."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.messages import text
from webapp.administration.blueprint import administration
from webapp.context import actor, services


@administration.get("/incidents")
def incidents() -> str:
    """All of them, open ones first, with what is to be done about each."""
    return render_template("administration/incidents.html", incidents=services().incidents.list(actor()))


@administration.post("/incidents/<incident_id>/retry")
def retry(incident_id: str) -> Response:
    """Let a timer that failed fire again."""
    services().incidents.retry(actor(), incident_id=incident_id)
    flash(text("incident.retried"))
    return redirect(url_for("administration.incidents"), 303)


@administration.post("/incidents/<incident_id>/settle")
def settle(incident_id: str) -> Response:
    """Say how what failed for a person was dealt with."""
    services().incidents.settle(
        actor(), incident_id=incident_id, reason=request.form.get("reason", "").strip()
    )
    flash(text("incident.settled"))
    return redirect(url_for("administration.incidents"), 303)
