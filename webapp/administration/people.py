"""People and the posts they hold."""

from __future__ import annotations

from flask import render_template

from webapp.administration.blueprint import administration
from webapp.context import actor, services
from webapp.paging import word


@administration.get("/people")
def people() -> str:
    """Who there is, found by name, with posts and terms."""
    rows = services().people.list(actor(), village=word("village"), q=word("q"))
    return render_template("administration/people.html", rows=rows, villages=services().villages(actor()))
