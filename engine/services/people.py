"""People, their posts and seats: who is there, and giving and ending both, as the law allows them.

Town officers do this for the villages of their town, the system administrator everywhere, nobody for himself.
Every change is in the access record.
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from engine.errors import FieldError, Invalid, NotFound
from engine.persistence import tables
from engine.rules.bodies import BODIES
from engine.services.access import note_access
from engine.services.appointing import (
    Appointment,
    insert_post,
    refuse_incompatible,
    refuse_interval,
    refuse_post,
    require_manager,
)
from engine.services.asking import ask_anew
from engine.services.kernel import Kernel, Work
from engine.services.person_rows import PERSONS, insert_person, matches, person_row, person_rows, village_of
from engine.services.rolls import lasts_until, refuse_second_seat, rolls_of
from engine.services.views import Actor, PersonRow, RollView

HELD, MEMBERS = tables.post_holdings, tables.memberships
MOST_SHOWN = 500


class People:
    """Reading and changing who is who."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel

    # Reading.

    def list(
        self, actor: Actor, *, village: str | None = None, q: str | None = None
    ) -> tuple[PersonRow, ...]:
        """People of the regions that the person may see, at most 500; `q` is part of a name or user name."""
        wanted: list[sa.ColumnElement[bool]] = [PERSONS.c.region.in_(actor.regions)]
        if village:
            wanted.append(PERSONS.c.region == village)
        if q and q.strip():
            wanted.append(matches(q.strip()))
        return self.kernel.read(lambda work: tuple(person_rows(work, *wanted, limit=MOST_SHOWN)))

    def rolls(self, actor: Actor, village: str, on: date | None = None) -> tuple[RollView, ...]:
        """The rolls of all bodies of a village on a day (today), with what is wrong in their composition.

        Raises NotFound.
        """
        if village not in actor.regions:
            raise NotFound
        return self.kernel.read(lambda work: tuple(rolls_of(work, village, on or work.today)))

    # People and posts.

    def add_person(
        self,
        actor: Actor,
        *,
        key: str,
        region: str,
        name: str,
        gender: str | None = None,
        household: str | None = None,
    ) -> PersonRow:
        """Enter a person of a region; `gender` is female or male.

        Raises Forbidden `not_your_people`, Invalid with the field, NotFound.
        """

        def do(work: Work) -> PersonRow:
            require_manager(work, actor, region)
            person = insert_person(work, region, name, gender=gender, household=household)
            note_access(work, actor, f"person_added {person}", village=region)
            return person_row(work, person)

        request = ["add_person", region, name, gender, household]
        return self.kernel.once(owner=actor.user, key=key, request=request, answer=PersonRow, do=do)

    def give_post(
        self,
        actor: Actor,
        *,
        key: str,
        person: str,
        post: str,
        region: str,
        from_on: date,
        to_on: date | None = None,
        reason: str = "",
    ) -> PersonRow:
        """Let a person hold a post in a region from a day to a day, both included.

        A `reason` is owed where the law only advises against holding two posts at once. Raises Forbidden
        `not_your_people` or `own_posts`, Invalid with the finding's code (`posts_incompatible`,
        `posts_discouraged`, `relatives_in_committee`, `relatives_on_board`), `post_unknown` or `post_held`,
        NotFound.
        """
        wanted = Appointment(person, post, region, from_on, to_on)

        def do(work: Work) -> PersonRow:
            require_manager(work, actor, region, about=person)
            person_row(work, person)
            refuse_interval(from_on, to_on)
            refuse_post(work, wanted)
            refuse_incompatible(work, wanted, reason)
            insert_post(work, wanted)
            ask_anew(self.kernel, work, post, region)
            what = f"post_given {person} {post} {from_on.isoformat()} {reason}"
            note_access(work, actor, what.rstrip(), village=region)
            return person_row(work, person)

        request = ["give_post", person, post, region, from_on, to_on, reason]
        return self.kernel.once(owner=actor.user, key=key, request=request, answer=PersonRow, do=do)

    def end_post(
        self, actor: Actor, *, key: str, person: str, post: str, region: str, to_on: date
    ) -> PersonRow:
        """Let a post end with a day; with one that has passed it ends at once.

        Raises Forbidden, NotFound when the person doesn't hold it beyond that day.
        """

        def do(work: Work) -> PersonRow:
            require_manager(work, actor, region, about=person)
            held = (HELD.c.person == person, HELD.c.post == post, HELD.c.region == region)
            if not work.update(HELD, *held, lasts_until(HELD, to_on), to_on=to_on):
                raise NotFound
            ask_anew(self.kernel, work, post, region)
            note_access(work, actor, f"post_ended {person} {post} {to_on.isoformat()}", village=region)
            return person_row(work, person)

        request = ["end_post", person, post, region, to_on]
        return self.kernel.once(owner=actor.user, key=key, request=request, answer=PersonRow, do=do)

    # Rolls.

    def add_to_roll(
        self, actor: Actor, *, key: str, person: str, body: str, from_on: date, to_on: date | None = None
    ) -> RollView:
        """Give a villager a seat with a vote; the body's roll on the first day, with what it lacks.

        A roll grows person by person, so a finding doesn't refuse the seat. Raises Forbidden
        `not_your_people`, NotFound, Invalid `seat_held` for a second seat in the same body.
        """

        def do(work: Work) -> RollView:
            village = village_of(work, person)
            require_manager(work, actor, village)
            if body not in BODIES:
                raise Invalid(errors=(FieldError("body", "not_an_option"),))
            refuse_interval(from_on, to_on)
            refuse_second_seat(work, person, body, from_on, to_on)
            seat = {"body": body, "person": person, "voting": True, "from_on": from_on, "to_on": to_on}
            work.insert(MEMBERS, id=work.id(), village=village, **seat)
            note_access(work, actor, f"seat_given {person} {body} {from_on.isoformat()}", village=village)
            return next(rolls_of(work, village, from_on, (body,)))

        request = ["add_to_roll", person, body, from_on, to_on]
        return self.kernel.once(owner=actor.user, key=key, request=request, answer=RollView, do=do)

    def end_membership(self, actor: Actor, *, key: str, person: str, body: str, to_on: date) -> None:
        """Let a seat end with a day. Raises Forbidden, NotFound when nobody sits there beyond that day."""

        def do(work: Work) -> None:
            village = village_of(work, person)
            require_manager(work, actor, village)
            seat = (MEMBERS.c.person == person, MEMBERS.c.body == body)
            if not work.update(MEMBERS, *seat, lasts_until(MEMBERS, to_on), to_on=to_on):
                raise NotFound
            note_access(work, actor, f"seat_ended {person} {body} {to_on.isoformat()}", village=village)

        request = ["end_membership", person, body, to_on]
        self.kernel.once(owner=actor.user, key=key, request=request, answer=type(None), do=do)
