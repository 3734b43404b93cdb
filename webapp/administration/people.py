"""People and the posts they hold."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from engine.errors import NotFound, Refusal
from engine.messages import text
from engine.services.views import HeldPost, PersonRow
from webapp.administration.blueprint import administration
from webapp.context import actor, services
from webapp.forms.page_forms import Json, choice, line, require_sound
from webapp.forms.rendering import errors_of
from webapp.forms.submission import Submission, new_key, read_submission, rendered
from webapp.paging import word
from webapp.presentation import post_name
from webapp.refusals import Explanation


@administration.get("/people")
def people() -> str:
    """Who there is, found by name, with posts and terms."""
    rows = services().people.list(actor(), village=word("village"), q=word("q"))
    villages = services().villages(actor())
    return render_template("administration/people.html", rows=rows, villages=villages, terms=terms)


@administration.get("/people/new")
def new_person() -> str:
    """The form for one more person of a village."""
    return _new_page()


@administration.post("/people/new")
def add_person() -> Response | tuple[str, int]:
    """Enter a person."""
    sent = read_submission(person_form(), village="")
    try:
        require_sound(person_form(), sent, _village_options())
        row = services().people.add_person(
            actor(),
            key=sent.key,
            region=str(sent.answers["village"]),
            name=str(sent.answers["name"]),
            gender=str(sent.answers["gender"]),
            household=sent.text("household"),
        )
    except Refusal as refusal:
        sent, explanation = sent.refused(refusal)
        return _new_page(sent, explanation), explanation.status
    flash(text("people.added", name=row.name))
    return redirect(url_for("administration.person", person_id=row.person), 303)


def terms(row: PersonRow) -> list[tuple[str, list[str]]]:
    """Terms in words, each with the posts that are held for it: most people hold theirs for one."""
    found: dict[str, list[str]] = {}
    for held in row.posts:
        found.setdefault(_term(held), []).append(post_name(held))
    return list(found.items())


def _term(held: HeldPost) -> str:
    first = held.from_on.isoformat()
    if held.to_on is None:
        return text("people.term_open", first=first)
    return text("people.term", first=first, last=held.to_on.isoformat())


def find(person_id: str) -> PersonRow:
    """One of the people whom the actor may see. Raises NotFound."""
    for row in services().people.list(actor()):
        if row.person == person_id:
            return row
    raise NotFound


def person_form() -> Json:
    """The schema of the form for a person."""
    genders = [{"value": value, "label": text(f"people.gender.{value}")} for value in ("female", "male")]
    gender = {**choice("gender", text("people.gender"), "radio"), "values": genders}
    village = {**choice("village", text("case.filter.village")), "valuesKey": "villages"}
    name = line("name", text("people.name"), longest=40)
    household = line("household", text("people.household"), longest=40, required=False)
    return {"components": [village, name, gender, household]}


def _village_options() -> Json:
    return {"villages": [{"value": one.code, "label": one.name} for one in services().villages(actor())]}


def _new_page(sent: Submission | None = None, refusal: Explanation | None = None) -> str:
    parts = rendered(person_form(), _village_options(), sent)
    return render_template(
        "administration/form.html",
        title=text("people.add"),
        lead=text("people.add_lead"),
        back=(url_for("administration.people"), text("nav.people")),
        submit=text("people.add"),
        parts=parts,
        faults=errors_of(parts),
        refusal=refusal,
        key=sent.key if sent else new_key(),
    )
