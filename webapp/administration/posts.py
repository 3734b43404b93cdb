"""Giving a person a post, and letting one end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from engine.errors import Refusal
from engine.messages import text
from engine.services.posts import POSTS_OF
from engine.services.views import PersonRow
from webapp.administration.blueprint import administration
from webapp.administration.people import find
from webapp.context import actor, services
from webapp.forms.page_forms import Json, choice, day, long_text, require_sound
from webapp.forms.rendering import errors_of
from webapp.forms.submission import Submission, new_key, read_submission, rendered
from webapp.presentation import post_name
from webapp.refusals import Explanation

Form = Callable[[], Json]


@administration.get("/people/<person_id>")
def person(person_id: str) -> str:
    """One person: posts with terms, and what can be changed."""
    return render_template("administration/person.html", row=find(person_id))


@administration.get("/people/<person_id>/posts/new")
def new_post(person_id: str) -> str:
    """The form for one more post."""
    return _page(find(person_id), "post_give", give_form())


@administration.post("/people/<person_id>/posts/new")
def give_post(person_id: str) -> Response | tuple[str, int]:
    """Let the person hold a post."""
    row, form = find(person_id), give_form()
    sent = read_submission(form, village="")
    try:
        require_sound(form, sent, options(row))
        services().people.give_post(
            actor(),
            key=sent.key,
            person=person_id,
            post=str(sent.answers["post"]),
            region=region_of(row),
            from_on=date.fromisoformat(str(sent.answers["from_on"])),
            to_on=_day(sent, "to_on"),
            reason=sent.text("reason") or "",
        )
    except Refusal as refusal:
        return _refused(row, "post_give", form, sent, refusal)
    flash(text("people.post_given", name=row.name))
    return redirect(url_for("administration.person", person_id=person_id), 303)


@administration.get("/people/<person_id>/posts/end")
def last_day(person_id: str) -> str:
    """The form for the end of a post."""
    return _page(find(person_id), "post_end", end_form())


@administration.post("/people/<person_id>/posts/end")
def end_post(person_id: str) -> Response | tuple[str, int]:
    """Let a post end with a day."""
    row, form = find(person_id), end_form()
    sent = read_submission(form, village="")
    try:
        require_sound(form, sent, options(row))
        post, _, region = str(sent.answers["held"]).partition(" ")
        services().people.end_post(
            actor(),
            key=sent.key,
            person=person_id,
            post=post,
            region=region,
            to_on=date.fromisoformat(str(sent.answers["last_on"])),
        )
    except Refusal as refusal:
        return _refused(row, "post_end", form, sent, refusal)
    flash(text("people.post_ended", name=row.name))
    return redirect(url_for("administration.person", person_id=person_id), 303)


def region_of(row: PersonRow) -> str:
    """Where the person's posts are: the village, else the town or district of the posts held so far."""
    return row.village or next((held.region for held in row.posts), "")


def options(row: PersonRow) -> Json:
    """The posts that there are, and those that this person holds."""
    kind = "village" if row.village else "town" if row.town else "district"
    return {
        "posts": [{"value": post, "label": post_name(post)} for post in POSTS_OF[kind]],
        "held": [{"value": f"{held.post} {held.region}", "label": post_name(held)} for held in row.posts],
    }


def give_form() -> Json:
    """The schema of the form for a post."""
    post = {**choice("post", text("people.post")), "valuesKey": "posts"}
    reason = long_text("reason", text("people.reason"), text("people.reason_hint"), required=False)
    last = day("to_on", text("people.to_on"), required=False)
    return {"components": [post, day("from_on", text("people.from_on")), last, reason]}


def end_form() -> Json:
    """The schema of the form for the end of a post."""
    held = {**choice("held", text("people.post")), "valuesKey": "held"}
    return {"components": [held, day("last_on", text("people.to_on"))]}


def _day(sent: Submission, key: str) -> date | None:
    written = sent.text(key)
    return date.fromisoformat(written) if written else None


def _refused(row: PersonRow, name: str, form: Json, sent: Submission, refusal: Refusal) -> tuple[str, int]:
    sent, explanation = sent.refused(refusal)
    return _page(row, name, form, sent, explanation), explanation.status


def _page(
    row: PersonRow,
    name: str,
    form: Json,
    sent: Submission | None = None,
    refusal: Explanation | None = None,
) -> str:
    parts = rendered(form, options(row), sent)
    return render_template(
        "administration/form.html",
        title=text(f"people.{name}", name=row.name),
        lead=text("people.posts_lead"),
        back=(url_for("administration.person", person_id=row.person), row.name),
        submit=text(f"people.{name}_submit"),
        parts=parts,
        faults=errors_of(parts),
        refusal=refusal,
        key=sent.key if sent else new_key(),
    )
