"""Rolls: who belongs to a body on a day, and what the law finds wrong in its composition."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

import sqlalchemy as sa

from engine.errors import Invalid
from engine.messages import text
from engine.persistence import tables
from engine.rules.bodies import BODIES, Member, check_roll
from engine.rules.duties import COMMITTEE
from engine.services.actors import held_posts
from engine.services.kernel import Work
from engine.services.regions import holders, in_force, relatives_in
from engine.services.views import PersonName, RollView

MEMBERS, PERSONS = tables.memberships, tables.persons


def rolls_of(
    work: Work, village: str, on: date, bodies: Collection[str] = tuple(BODIES)
) -> Iterator[RollView]:
    """The rolls of a village's bodies that anybody sits in on that day, in the order of the bodies."""
    statement = (
        sa.select(MEMBERS.c.body, PERSONS.c.id, PERSONS.c.name, PERSONS.c.gender)
        .join(PERSONS, PERSONS.c.id == MEMBERS.c.person)
        .where(MEMBERS.c.village == village, in_force(MEMBERS, on))
        .order_by(PERSONS.c.id)
    )
    rows = work.all(statement)
    people = {row.id: row.name for row in rows}
    posts = held_posts(work, people, on)
    relatives = relatives_in(work.connection, list(people))
    # The committee sits among the representatives by office (COMPOSITION_29 in engine.rules.bodies.rolls).
    committee = set(holders(work.connection, COMMITTEE, (village,), on))
    for body in bodies:
        own = [row for row in rows if row.body == body]
        members = [Member(row.id, row.id not in committee, row.gender == "female") for row in own]
        findings = check_roll(body, members, relatives=relatives, committee=committee)
        if own:
            yield RollView(
                body=body,
                body_name=text(f"body.{body}"),
                members=tuple(
                    PersonName(row.id, row.name, tuple(held.post for held in posts.get(row.id, ())))
                    for row in own
                ),
                findings=tuple(text(f"finding.{found.code}", **found.facts) for found in findings),
                on=on,
            )


def refuse_second_seat(work: Work, person: str, body: str, from_on: date, to_on: date | None) -> None:
    """Raise Invalid `seat_held` when the person sits in the body at some time of that term."""
    begun = MEMBERS.c.from_on <= to_on if to_on is not None else sa.true()
    seat = sa.select(MEMBERS.c.id).where(
        MEMBERS.c.person == person, MEMBERS.c.body == body, lasts_until(MEMBERS, from_on), begun
    )
    if work.one(seat) is not None:
        raise Invalid("seat_held", body_name=text(f"body.{body}"))


def lasts_until(table: sa.Table, day: date) -> sa.ColumnElement[bool]:
    """Whether a row with `to_on` is not over before that day."""
    return sa.or_(table.c.to_on.is_(None), table.c.to_on >= day)
