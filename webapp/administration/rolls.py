"""Who belongs to a body on a day, and what is wrong with its composition."""

from __future__ import annotations

from datetime import date

from flask import render_template, request

from engine.clock import village_date
from webapp.administration.blueprint import administration
from webapp.context import actor, now, services
from webapp.paging import word


@administration.get("/rolls")
def rolls() -> str:
    """The rolls of a village on a day."""
    villages = services().villages(actor())
    village = word("village") or (villages[0].code if villages else "")
    on = request.args.get("on", type=date.fromisoformat) or village_date(now())
    found = services().people.rolls(actor(), village, on=on) if village else ()
    return render_template(
        "administration/rolls.html", rolls=found, villages=villages, village=village, on=on
    )
