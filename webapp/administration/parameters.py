"""Parameters: the value in force, where it comes from, the floor of the law, and a new value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from engine.errors import NotFound, Refusal
from engine.messages import text
from engine.services.views import ParameterRow
from webapp.administration.blueprint import administration
from webapp.administration.parameter_values import (
    field_value,
    in_words,
    unit_of,
    value_field,
    value_key,
)
from webapp.context import actor, services
from webapp.forms.page_forms import Json, day, long_text, require_sound
from webapp.forms.rendering import errors_of
from webapp.forms.submission import Submission, new_key, read_submission, rendered
from webapp.paging import word
from webapp.refusals import Explanation


@dataclass(frozen=True, slots=True)
class Line:
    """A parameter as the list shows it."""

    row: ParameterRow
    value: str
    floor: str | None
    ceiling: str | None


@administration.get("/parameters")
def parameters() -> str:
    """All parameters as they are in force in a place."""
    lines = [_line(row) for row in _rows()]
    return render_template(
        "administration/parameters.html",
        lines=lines,
        scope=word("scope"),
        villages=services().villages(actor()),
    )


@administration.get("/parameters/<key>")
def parameter(key: str) -> str:
    """The form for a new value."""
    return _page(_find(key))


@administration.post("/parameters/<key>")
def set_parameter(key: str) -> Response | tuple[str, int]:
    """Set a value for a place from a day on."""
    row, form = _find(key), _form(_find(key))
    sent = read_submission(form, village="")
    try:
        require_sound(form, sent, _data(row))
        services().parameters.set(
            actor(),
            key=sent.key,
            parameter=key,
            scope=word("scope") or actor().region,
            value=sent.answers[value_key(key)],
            from_on=date.fromisoformat(str(sent.answers["from_on"])),
            reason=str(sent.answers["reason"]),
        )
    except Refusal as refusal:
        sent, explanation = sent.refused(refusal)
        return _page(row, sent, explanation), explanation.status
    flash(text("parameter.set"))
    return redirect(url_for("administration.parameters", scope=word("scope")), 303)


def _rows() -> tuple[ParameterRow, ...]:
    return services().parameters.list(actor(), scope=word("scope"))


def _find(key: str) -> ParameterRow:
    for row in _rows():
        if row.key == key:
            return row
    raise NotFound


def _line(row: ParameterRow) -> Line:
    value = f"{in_words(row.key, row.value)} {unit_of(row.key, row.unit)}".rstrip()
    floor = in_words(row.key, row.floor) if row.floor is not None else None
    ceiling = in_words(row.key, row.ceiling) if row.ceiling is not None else None
    return Line(row, value, floor, ceiling)


def _form(row: ParameterRow) -> Json:
    from_on = day("from_on", text("parameter.from_on"))
    return {
        "components": [value_field(row.key, row.unit), from_on, long_text("reason", text("parameter.reason"))]
    }


def _data(row: ParameterRow) -> Json:
    return {value_key(row.key): field_value(row.key, row.value)}


def _page(row: ParameterRow, sent: Submission | None = None, refusal: Explanation | None = None) -> str:
    parts = rendered(_form(row), _data(row), sent)
    line = _line(row)
    return render_template(
        "administration/form.html",
        title=row.name,
        lead=text("parameter.present", value=line.value, scope=row.scope_name, source=row.source or ""),
        back=(url_for("administration.parameters", scope=word("scope")), text("nav.parameters")),
        submit=text("parameter.submit"),
        parts=parts,
        faults=errors_of(parts),
        refusal=refusal,
        key=sent.key if sent else new_key(),
    )
