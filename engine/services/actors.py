"""Who acts, as he stands today: read anew for each request, so that a right withdrawn is gone at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from engine.persistence import tables
from engine.services.kernel import Work
from engine.services.posts import CAPACITY
from engine.services.regions import in_force
from engine.services.views import Actor, HeldPost

PERSONS, REGIONS, ACCOUNTS = tables.persons, tables.regions, tables.accounts
HELD, MEMBERS = tables.post_holdings, tables.memberships

IDENTITIES: sa.Select[Any] = (
    sa.select(ACCOUNTS.c.user, ACCOUNTS.c.person, PERSONS.c.name, PERSONS.c.region, REGIONS.c.kind)
    .join(PERSONS, PERSONS.c.id == ACCOUNTS.c.person)
    .join(REGIONS, REGIONS.c.id == PERSONS.c.region)
    .where(ACCOUNTS.c.disabled.is_(False))
)
"""Open accounts with what is known of their person: what `actor_from` takes."""


def actor_of(work: Work, user: str, person: str) -> Actor:
    """A person who acts under a user name."""
    statement = sa.select(
        sa.literal(user).label("user"),
        PERSONS.c.id.label("person"),
        PERSONS.c.name,
        PERSONS.c.region,
        REGIONS.c.kind,
    ).join(REGIONS, REGIONS.c.id == PERSONS.c.region)
    return actor_from(work, work.connection.execute(statement.where(PERSONS.c.id == person)).one())


def actor_from(work: Work, identity: sa.Row[Any]) -> Actor:
    """An identity with all posts in force today and the regions whose cases these let the person see."""
    posts = held_posts(work, [identity.person], work.today).get(identity.person, ())
    is_villager = identity.kind == "village"
    above = {held.region for held in posts} - {identity.region if is_villager else None}
    return Actor(
        person=identity.person,
        user=identity.user,
        name=identity.name,
        village=identity.region if is_villager else None,
        region=identity.region,
        regions=within(work, above) | ({identity.region} if is_villager else set()),
        posts=posts,
    )


def held_posts(work: Work, persons: Iterable[str], on: date) -> dict[str, tuple[HeldPost, ...]]:
    """Posts and seats in force on a day, by person; posts first."""
    found: dict[str, list[HeldPost]] = {}
    for row in work.connection.execute(_HELD, {"persons": list(persons), "day": on}):
        post = CAPACITY[row.body] if row.is_seat else row.post
        found.setdefault(row.person, []).append(HeldPost(post, row.body, row.region, row.from_on, row.to_on))
    return {person: tuple(held) for person, held in found.items()}


def within(work: Work, regions: Iterable[str]) -> frozenset[str]:
    """These regions and all below them."""
    wanted = list(regions)
    if not wanted:
        return frozenset()
    return frozenset(row.id for row in work.connection.execute(_WITHIN, {"regions": wanted}))


# Made once: putting a statement together costs more than the database needs to answer it.


def _held() -> sa.Select[Any]:
    persons: sa.BindParameter[str] = sa.bindparam("persons", expanding=True)
    day = sa.bindparam("day", type_=sa.Date)
    posts = sa.select(
        *HELD.c["person", "post", "body", "region", "from_on", "to_on"], sa.literal(0).label("is_seat")
    ).where(HELD.c.person.in_(persons), in_force(HELD, day))
    seats = sa.select(
        MEMBERS.c.person, sa.literal(""), *MEMBERS.c["body", "village", "from_on", "to_on"], sa.literal(1)
    ).where(MEMBERS.c.person.in_(persons), MEMBERS.c.body.in_(CAPACITY), in_force(MEMBERS, day))
    both = sa.union_all(posts, seats).subquery()
    return sa.select(both).order_by(both.c.is_seat, both.c.post, both.c.body)


def _within() -> sa.Select[Any]:
    first = sa.select(REGIONS.c.id).where(REGIONS.c.id.in_(sa.bindparam("regions", expanding=True)))
    found = first.cte("found", recursive=True)
    below = sa.select(REGIONS.c.id).join(found, REGIONS.c.parent == found.c.id)
    return sa.select(found.union(below).c.id)


_HELD, _WITHIN = _held(), _within()
