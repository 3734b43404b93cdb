"""People as lists show them, and entering a new one."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from engine.errors import FieldError, Invalid, NotFound
from engine.persistence import tables
from engine.services.actors import held_posts
from engine.services.kernel import Work
from engine.services.pinyin import initials
from engine.services.regions import region_row
from engine.services.views import PersonRow

PERSONS, REGIONS, ACCOUNTS = tables.persons, tables.regions, tables.accounts
PARENTS = REGIONS.alias("parents")
GENDERS = frozenset({"female", "male"})

_RANK = sa.case((REGIONS.c.kind == "village", 0), (REGIONS.c.kind == "town", 1), else_=2)
_COLUMNS = (
    PERSONS.c.id, PERSONS.c.name, PERSONS.c.region, REGIONS.c.name.label("region_name"), REGIONS.c.kind,
    PARENTS.c.name.label("parent_name"), ACCOUNTS.c.user, ACCOUNTS.c.disabled,
)  # fmt: skip


def person_rows(work: Work, *wanted: sa.ColumnElement[bool], limit: int | None = None) -> Iterator[PersonRow]:
    """People with their posts of today: villages in their order, then towns, then the district."""
    statement = (
        sa.select(*_COLUMNS)
        .join(REGIONS, REGIONS.c.id == PERSONS.c.region)
        .outerjoin(PARENTS, PARENTS.c.id == REGIONS.c.parent)
        .outerjoin(ACCOUNTS, ACCOUNTS.c.person == PERSONS.c.id)
        .where(*wanted)
        .order_by(_RANK, REGIONS.c.position, PERSONS.c.id)
        .limit(limit)
    )
    rows = work.all(statement)
    posts = held_posts(work, [row.id for row in rows], work.today)
    for row in rows:
        is_villager = row.kind == "village"
        town = row.parent_name if is_villager else row.region_name if row.kind == "town" else None
        yield PersonRow(
            person=row.id,
            name=row.name,
            user=row.user,
            village=row.region if is_villager else None,
            village_name=row.region_name if is_villager else None,
            town=town,
            posts=posts.get(row.id, ()),
            disabled=bool(row.disabled),
        )


def person_row(work: Work, person: str) -> PersonRow:
    """One person. Raises NotFound."""
    for row in person_rows(work, PERSONS.c.id == person):
        return row
    raise NotFound


def matches(q: str) -> sa.ColumnElement[bool]:
    """Whether part of a name or user name, or the first pinyin initials, mean a person."""
    return sa.or_(
        PERSONS.c.name.contains(q, autoescape=True),
        PERSONS.c.initials.startswith(q.lower(), autoescape=True),
        ACCOUNTS.c.user.contains(q, autoescape=True),
    )


def insert_person(work: Work, region: str, name: str, *, gender: str | None, household: str | None) -> str:
    """Enter a person; the id is the region's code and the next number. Raises Invalid, NotFound."""
    region_row(work.connection, region)
    name = name.strip()
    if not name:
        raise Invalid(errors=(FieldError("name", "required"),))
    if gender is not None and gender not in GENDERS:
        raise Invalid(errors=(FieldError("gender", "not_an_option"),))
    person = f"{region}-{_next_number(work, region):03}"
    work.insert(
        PERSONS,
        id=person,
        region=region,
        name=name,
        initials=initials(name),
        gender=gender,
        household=household,
    )
    return person


def village_of(work: Work, person: str) -> str:
    """The village of a villager. Raises NotFound for anybody else."""
    row = work.one(
        sa.select(PERSONS.c.region)
        .join(REGIONS, REGIONS.c.id == PERSONS.c.region)
        .where(PERSONS.c.id == person, REGIONS.c.kind == "village")
    )
    if row is None:
        raise NotFound
    return str(row.region)


def _next_number(work: Work, region: str) -> int:
    rows = work.all(sa.select(PERSONS.c.id).where(PERSONS.c.region == region))
    tails = (row.id.rpartition("-")[2] for row in rows)
    return max((int(tail) for tail in tails if tail.isdecimal()), default=0) + 1
