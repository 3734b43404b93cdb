"""What stands against giving somebody a post: who gives it, where, when, and what else is held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from engine.errors import FieldError, Forbidden, Invalid, NotFound
from engine.persistence import tables
from engine.rules.duties import check_posts
from engine.rules.finding import Finding
from engine.services.actors import within
from engine.services.kernel import Work
from engine.services.posts import BODY_OF_POST, POSTS_OF
from engine.services.regions import region_row, relatives_in
from engine.services.views import Actor

HELD = tables.post_holdings
DISCOURAGED = "posts_discouraged"


@dataclass(frozen=True, slots=True)
class Appointment:
    """A post that a person is to hold in a region, from a day to a day, both included."""

    person: str
    post: str
    region: str
    from_on: date
    to_on: date | None = None

    def overlapping(self) -> tuple[sa.ColumnElement[bool], ...]:
        """Conditions on posts of the same region that are held at some time of this term."""
        begun = HELD.c.from_on <= self.to_on if self.to_on is not None else sa.true()
        return (
            HELD.c.region == self.region,
            sa.or_(HELD.c.to_on.is_(None), HELD.c.to_on >= self.from_on),
            begun,
        )


def require_manager(work: Work, actor: Actor, region: str, *, about: str | None = None) -> None:
    """Let only those through who look after the people of a region, and not after themselves.

    Town officers look after the villages of their town, sysadmin after all regions. Raises NotFound for a
    region out of sight, Forbidden `not_your_people`, and `own_posts` when `about` is the person himself.
    """
    if region not in actor.regions:
        raise NotFound
    is_village = region_row(work.connection, region).kind == "village"
    towns = [held.region for held in actor.posts if held.post == "town_officer" and is_village]
    districts = [held.region for held in actor.posts if held.post == "sysadmin"]
    if region not in within(work, [*towns, *districts]):
        raise Forbidden("not_your_people")
    if about == actor.person:
        raise Forbidden("own_posts")


def refuse_interval(from_on: date, to_on: date | None) -> None:
    """Raise Invalid for a term that ends before it begins."""
    if to_on is not None and to_on < from_on:
        raise Invalid(errors=(FieldError("to_on", "term_reversed"),))


def refuse_post(work: Work, wanted: Appointment) -> None:
    """Raise Invalid `post_unknown` where the region has no such post, `post_held` when it is held already."""
    row = region_row(work.connection, wanted.region)
    if wanted.post not in POSTS_OF[str(row.kind)]:
        raise Invalid("post_unknown", post=wanted.post, region=row.name)
    own = (HELD.c.person == wanted.person, HELD.c.post == wanted.post)
    if work.one(sa.select(HELD.c.id).where(*own, *wanted.overlapping())) is not None:
        raise Invalid("post_held")


def refuse_incompatible(work: Work, wanted: Appointment, reason: str) -> None:
    """Raise Invalid with the code of the first finding that the post would bring on some day of its term.

    With a `reason` nothing is said of posts that the law only advises against holding together.
    """
    rows = work.all(sa.select(HELD).where(*wanted.overlapping()))
    relatives = relatives_in(work.connection, [wanted.person, *(row.person for row in rows)])
    for day in sorted({wanted.from_on, *(row.from_on for row in rows if row.from_on > wanted.from_on)}):
        before = _held_on(rows, day)
        after = {**before, wanted.person: before.get(wanted.person, frozenset()) | {wanted.post}}
        for finding in _new(check_posts(before, relatives), check_posts(after, relatives)):
            if finding.code != DISCOURAGED or not reason.strip():
                facts: dict[str, Any] = dict(finding.facts)
                raise Invalid(finding.code, source=finding.source, **facts)


def insert_post(work: Work, given: Appointment) -> None:
    """Store a post, for whoever was found to be allowed."""
    work.insert(
        HELD,
        id=work.id(),
        person=given.person,
        post=given.post,
        body=BODY_OF_POST.get(given.post),
        region=given.region,
        from_on=given.from_on,
        to_on=given.to_on,
    )


def _held_on(rows: list[sa.Row[Any]], day: date) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for row in rows:
        if row.from_on <= day and (row.to_on is None or day <= row.to_on):
            found[row.person] = found.get(row.person, frozenset()) | {row.post}
    return found


def _new(before: list[Finding], after: list[Finding]) -> Iterator[Finding]:
    return (finding for finding in after if finding not in before)
