"""Whom the objections of a case complain of: none of them answers an objection (SD17)."""

from __future__ import annotations

import sqlalchemy as sa

from engine.messages import known, text
from engine.persistence import tables
from engine.services.kernel import Work
from engine.services.regions import in_force


def complained_of(work: Work, case_id: str, village: str) -> frozenset[str]:
    """People with a post in the village of whom an objection speaks that still waits for its answer.

    An objection is free text: it speaks of whom it names, himself or his post in full. Somebody merely
    mentioned lets another answer, which harms nobody.
    """
    words = _unanswered(work, case_id)
    if not words:
        return frozenset()
    held, person = tables.post_holdings, tables.persons
    rows = work.all(
        sa.select(person.c.id, person.c.name, held.c.post)
        .join(held, held.c.person == person.c.id)
        .where(held.c.region == village, in_force(held, work.today))
    )
    return frozenset(row.id for row in rows if row.name in words or _post_name(row.post) in words)


def _unanswered(work: Work, case_id: str) -> str:
    """The texts of all admitted objections without an answer; a line for each."""
    objection, notice = tables.objections, tables.notices
    rows = work.all(
        sa.select(objection.c.text)
        .join(notice, notice.c.id == objection.c.notice_id)
        .where(notice.c.case_id == case_id, objection.c.standing == "admitted")
    )
    return "\n".join(row.text for row in rows)


def _post_name(post: str) -> str:
    return text(f"post.{post}") if known(f"post.{post}") else post
