"""Cases."""

from __future__ import annotations

from webapp.api import shapes
from webapp.api.blueprint import key
from webapp.api.checking import existing
from webapp.api.requests import chosen, cursor, limit, word
from webapp.api.shapes import Json
from webapp.api.strict_json import body, object_member, revision_member, text_member
from webapp.context import actor, services

STATUSES = frozenset({"running", "suspended", "completed", "rejected", "cancelled", "terminated", "incident"})
FILTERS = ("procedure", "village", "status", "q")
LONGEST_TITLE = 200


def list_cases() -> Json:
    """Cases that the token's person may see."""
    page = services().cases.search(
        actor(),
        procedure=word("procedure"),
        village=word("village"),
        status=chosen("status", STATUSES),
        q=word("q"),
        cursor=cursor(),
        limit=limit(),
    )
    return shapes.listing(page, shapes.case_row)


def start_case() -> tuple[Json, int]:
    """Start a case."""
    sent = body()
    case = services().cases.start(
        actor(),
        key=key(),
        procedure=text_member(sent, "procedure"),
        village=text_member(sent, "village"),
        title=text_member(sent, "title", longest=LONGEST_TITLE),
        answers=object_member(sent, "answers"),
    )
    return shapes.case(case), 201


def show_case(case_id: str) -> Json:
    """One case."""
    return shapes.case(services().cases.show(actor(), case_id))


def cancel_case(case_id: str) -> Json:
    """Take a case back."""
    sent = body()
    with existing(services().cases.show, case_id):
        revision, reason = revision_member(sent), text_member(sent, "reason")
    case = services().cases.cancel(actor(), key=key(), case_id=case_id, revision=revision, reason=reason)
    return shapes.case(case)


def read_trail(case_id: str) -> Json:
    """The entries of a case, all hashed members."""
    page = services().trail.read(actor(), case_id, cursor=cursor(), limit=limit())
    return shapes.listing(page, lambda entry: dict(entry.members))
