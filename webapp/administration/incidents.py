"""Steps that failed and wait for somebody. Nothing is ever stuck without standing here."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from engine.messages import text
from webapp.administration.blueprint import administration
from webapp.context import actor, services


@administration.get("/incidents")
def incidents() -> str:
    """All of them, open ones first."""
    return render_template("administration/incidents.html", incidents=services().incidents.list(actor()))


@administration.post("/incidents/<incident_id>/retry")
def retry(incident_id: str) -> Response:
    """Try the step again."""
    services().incidents.retry(actor(), incident_id=incident_id)
    flash(text("incident.retried"))
    return redirect(url_for("administration.incidents"), 303)
