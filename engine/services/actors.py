"""Who acts, as he stands today: read anew for each request, so that a right withdrawn is gone at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from engine.persistence import tables
from engine.services.kernel import Work
from engine.services.posts import CAPACITY
from engine.services.regions import in_force
from engine.services.views import Actor, HeldPost

PERSONS, REGIONS, HELD, MEMBERS = tables.persons, tables.regions, tables.post_holdings, tables.memberships


def actor_of(work: Work, user: str, person: str) -> Actor:
    """The person with all posts in force today and the regions whose cases these let him see."""
    row = work.connection.execute(
        sa.select(PERSONS.c.name, PERSONS.c.region, REGIONS.c.kind)
        .join(REGIONS, REGIONS.c.id == PERSONS.c.region)
        .where(PERSONS.c.id == person)
    ).one()
    posts = held_posts(work, [person], work.today).get(person, ())
    is_villager = row.kind == "village"
    reach = {held.region for held in posts} | ({row.region} if is_villager else set())
    return Actor(
        person=person,
        user=user,
        name=row.name,
        village=row.region if is_villager else None,
        region=row.region,
        regions=within(work, reach),
        posts=posts,
    )


def held_posts(work: Work, persons: Iterable[str], on: date) -> dict[str, tuple[HeldPost, ...]]:
    """Posts and seats in force on a day, by person."""
    wanted = list(persons)
    found: dict[str, list[HeldPost]] = {}
    posts = sa.select(HELD).where(HELD.c.person.in_(wanted), in_force(HELD, on)).order_by(HELD.c.post)
    for row in work.all(posts):
        post = HeldPost(row.post, row.body, row.region, row.from_on, row.to_on)
        found.setdefault(row.person, []).append(post)
    seats = sa.select(MEMBERS).where(
        MEMBERS.c.person.in_(wanted), MEMBERS.c.body.in_(CAPACITY), in_force(MEMBERS, on)
    )
    for row in work.all(seats.order_by(MEMBERS.c.body)):
        seat = HeldPost(CAPACITY[row.body], row.body, row.village, row.from_on, row.to_on)
        found.setdefault(row.person, []).append(seat)
    return {person: tuple(held) for person, held in found.items()}


def within(work: Work, regions: Iterable[str]) -> frozenset[str]:
    """These regions and all below them."""
    found = set(regions)
    parents = work.all(sa.select(REGIONS.c.id, REGIONS.c.parent))
    while below := {row.id for row in parents if row.parent in found} - found:
        found |= below
    return frozenset(found)
