"""Parameters: the value in force, where it comes from, the floor of the law, and a new value."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.errors import FieldError, Invalid, Refusal
from engine.messages import text
from webapp.administration.blueprint import administration
from webapp.context import actor, services
from webapp.forms.submission import new_key
from webapp.paging import word
from webapp.refusals import Explanation, explain


@administration.get("/parameters")
def parameters() -> str:
    """All parameters as they are in force in a place."""
    return _page()


@administration.post("/parameters/<parameter>")
def set_parameter(parameter: str) -> Response | tuple[str, int]:
    """Set a value for a place from a day on."""
    try:
        services().parameters.set(
            actor(),
            key=request.form.get("key", ""),
            parameter=parameter,
            scope=request.form.get("scope", ""),
            value=posted_value(request.form.get("value", "")),
            from_on=posted_day(request.form.get("from_on", "")),
            reason=request.form.get("reason", "").strip(),
        )
    except Refusal as refusal:
        explanation = explain(refusal)
        return _page(explanation), explanation.status
    flash(text("parameter.set"))
    return redirect(url_for("administration.parameters", scope=request.form.get("scope")), 303)


def posted_value(written: str) -> object:
    """A number where it is one, a list of words where commas stand, else the word itself."""
    written = written.strip()
    try:
        number = Decimal(written)
    except InvalidOperation:
        return written
    return int(number) if number == number.to_integral_value() else number


def posted_day(written: str) -> date:
    """The day. Raises Invalid for what is none."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        label = ("label", text("parameter.from_on"))
        raise Invalid(errors=(FieldError("from_on", "bad_date", (label,)),)) from None


def _page(refusal: Explanation | None = None) -> str:
    rows = services().parameters.list(actor(), scope=word("scope"))
    return render_template(
        "administration/parameters.html", rows=rows, refusal=refusal, key=new_key(), scope=word("scope")
    )
