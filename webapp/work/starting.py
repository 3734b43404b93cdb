"""Starting a case: which procedure, what one lets oneself in for, the start form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.errors import EngineError, Invalid, Refusal
from engine.messages import text
from engine.services.views import ProcedureCard, ProcedurePage
from webapp.context import actor, services
from webapp.forms.page_forms import faults_of
from webapp.forms.parts import Input
from webapp.forms.rendering import errors_of
from webapp.forms.submission import Submission, new_key, read_submission, rendered
from webapp.paging import word
from webapp.refusals import Explanation
from webapp.work.blueprint import work

TITLE = "_case_title"
LONGEST_TITLE = 100


@dataclass(frozen=True, slots=True)
class Group:
    """Procedures of one group of the catalogue."""

    name: str
    cards: tuple[ProcedureCard, ...]


@work.get("/procedures")
def procedures() -> str:
    """The catalogue, by group, found by name or pinyin initials."""
    wanted = (word("q") or "").lower()
    cards = [card for card in services().procedures.cards(actor()) if _fits(card, wanted)]
    own = [card for card in cards if card.may_start]
    usual = () if wanted else tuple(_usual(own))
    rest = sorted((card for card in own if card not in usual), key=lambda card: card.group)
    return render_template(
        "work/procedures.html",
        usual=usual,
        groups=[Group(name, tuple(of)) for name, of in groupby(rest, key=lambda card: card.group)],
        others=[card for card in cards if not card.may_start],
        wanted=wanted,
    )


@work.get("/procedures/<key>")
def procedure(key: str) -> str:
    """The procedure before one commits: diagram, steps, days, basis."""
    return render_template("work/procedure.html", page=services().procedures.page(actor(), key))


@work.get("/procedures/<key>/start")
def start(key: str) -> str:
    """The start form; who may not start it is refused and told who may."""
    page = services().procedures.start_page(actor(), key, village=word("village"))
    return _form_page(page, _village(page))


@work.post("/procedures/<key>/start")
def begin(key: str) -> Response | str | tuple[str, int]:
    """Start the case and go to its page."""
    page = services().procedures.start_page(actor(), key, village=word("village"))
    village = _village(page)
    sent = read_submission(page.card.form, village=village)
    if not sent.is_final:
        return _form_page(page, village, sent)
    try:
        case = services().cases.start(
            actor(),
            key=sent.key,
            procedure=key,
            village=village,
            title=request.form.get(TITLE, "").strip(),
            answers=sent.answers,
        )
    except Refusal as refusal:
        return _refused_page(page, village, sent, refusal)
    flash(text("work.started_now", number=case.number))
    return redirect(url_for("work.case", case_id=case.id), 303)


def _usual(own: list[ProcedureCard]) -> Iterator[ProcedureCard]:
    """What this person starts most often, as far as it is theirs to start today."""
    cards = {card.key: card for card in own}
    return (cards[key] for key in services().procedures.usual(actor()) if key in cards)


def _fits(card: ProcedureCard, wanted: str) -> bool:
    return wanted in card.name.lower() or wanted in card.initials


def _village(page: ProcedurePage) -> str:
    """The village that was chosen, or the only one there is."""
    offered = [code for code, _ in page.villages]
    chosen = word("village")
    return chosen if chosen in offered else (offered[0] if offered else "")


def _refused_page(
    page: ProcedurePage, village: str, sent: Submission, refusal: EngineError
) -> tuple[str, int]:
    """A missing title is refused before the form is looked at; here both are told at once."""
    sent, explanation = sent.refused(refusal)
    if page.card.form and explanation.code == Invalid.default_code:
        others = faults_of(page.card.form, sent, page.card.data)
        sent = replace(sent, errors={**others, **sent.errors})
    return _form_page(page, village, sent, explanation), explanation.status


def _form_page(
    page: ProcedurePage,
    village: str,
    sent: Submission | None = None,
    refusal: Explanation | None = None,
) -> str:
    parts = rendered(page.card.form, page.card.data, sent)
    title = _title_field(sent)
    return render_template(
        "work/start.html",
        page=page,
        village=village,
        title=title,
        parts=parts,
        faults=errors_of((title, *parts)),
        refusal=refusal,
        key=sent.key if sent else new_key(),
    )


def _title_field(sent: Submission | None) -> Input:
    return Input(
        kind="line",
        name=TITLE,
        id="f-case-title",
        label=text("work.title.label"),
        hint=text("work.title.hint"),
        required=True,
        errors=sent.errors.get("title", ()) if sent else (),
        value=request.form.get(TITLE, ""),
        shown="",
        attributes={"type": "text", "maxlength": str(LONGEST_TITLE)},
    )
