"""Notices and objections, for everybody."""

from __future__ import annotations

from engine.errors import Invalid
from webapp.api import shapes
from webapp.api.blueprint import key
from webapp.api.requests import cursor, limit, word
from webapp.api.shapes import Json
from webapp.api.strict_json import body, optional_text, text_member, texts_member
from webapp.context import actor, services, visitor

LONGEST_OBJECTION = 5_000


def list_notices() -> Json:
    """The public board."""
    page = services().notices.board(village=word("village"), cursor=cursor(), limit=limit())
    return shapes.listing(page, shapes.notice)


def send_objection(notice_id: str) -> tuple[Json, int]:
    """Object to a notice."""
    sent = body()
    try:
        said = text_member(sent, "text", longest=LONGEST_OBJECTION)
        contact, name = optional_text(sent, "contact"), optional_text(sent, "name")
    except Invalid:
        services().notices.show(notice_id)
        raise
    given = services().notices.object(
        visitor(),
        key=key(),
        notice_id=notice_id,
        text=said,
        contact=contact,
        name=name,
    )
    return shapes.receipt(given), 201


def report_board_loss(notice_id: str) -> tuple[Json, int]:
    """Say that the board was lost and the notice hangs again: its period begins anew."""
    sent = body()
    services().board_losses.report(
        actor(),
        key=key(),
        notice_id=notice_id,
        reason=text_member(sent, "reason", longest=LONGEST_OBJECTION),
        photos=texts_member(sent, "photos"),
    )
    return shapes.notice(services().notices.show(notice_id)), 201
