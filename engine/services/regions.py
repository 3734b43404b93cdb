"""Regions and who holds which post in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy import Connection

from engine.errors import NotFound
from engine.persistence import tables
from engine.rules.parameter_table import Value
from engine.rules.parameters import effective
from engine.services.kernel import parameter_values


def in_force(table: sa.Table, on: date | sa.BindParameter[date]) -> sa.ColumnElement[bool]:
    """Whether a row with `from_on` and `to_on` is in force on a day, or on one that is bound later."""
    return sa.and_(table.c.from_on <= on, sa.or_(table.c.to_on.is_(None), table.c.to_on >= on))


PARENTS = sa.select(tables.regions.c.id, tables.regions.c.parent)
REGION = sa.select(tables.regions).where(tables.regions.c.id == sa.bindparam("region"))
HOLDERS = (
    sa.select(tables.post_holdings.c.person, tables.post_holdings.c.post)
    .where(
        tables.post_holdings.c.region.in_(sa.bindparam("regions", expanding=True)),
        tables.post_holdings.c.post.in_(sa.bindparam("posts", expanding=True)),
        in_force(tables.post_holdings, sa.bindparam("on", type_=sa.Date)),
    )
    .order_by(tables.post_holdings.c.person)
)
KIN = sa.select(tables.kinships).where(
    sa.or_(
        tables.kinships.c.person.in_(sa.bindparam("persons", expanding=True)),
        tables.kinships.c.relative.in_(sa.bindparam("persons", expanding=True)),
    )
)


def chain(connection: Connection, region: str) -> tuple[str, ...]:
    """A region and those above it: village, town, district. Raises NotFound for an unknown one."""
    parents = {row.id: row.parent for row in connection.execute(PARENTS)}
    if region not in parents:
        raise NotFound
    found = [region]
    while (parent := parents[found[-1]]) is not None:
        found.append(parent)
    return tuple(found)


def region_row(connection: Connection, region: str) -> sa.Row[tuple[object, ...]]:
    """The row of a region. Raises NotFound."""
    row = connection.execute(REGION, {"region": region}).first()
    if row is None:
        raise NotFound
    return row


def parameters_for(connection: Connection, regions: Collection[str], on: date) -> Mapping[str, Value]:
    """All parameters in force in a village on a day; `regions` from the village up."""
    return effective(parameter_values(connection), tuple(regions), on)


def holders(
    connection: Connection, posts: Collection[str], regions: Collection[str], on: date
) -> dict[str, set[str]]:
    """Who holds one of these posts in one of these regions on a day, and which."""
    wanted = {"regions": list(regions), "posts": list(posts), "on": on}
    found: dict[str, set[str]] = defaultdict(set)
    for row in connection.execute(HOLDERS, wanted):
        found[row.person].add(row.post)
    return dict(found)


def names_of(connection: Connection, persons: Collection[str]) -> dict[str, str]:
    """Names by person id."""
    if not persons:
        return {}
    people = tables.persons
    rows = connection.execute(sa.select(people.c.id, people.c.name).where(people.c.id.in_(set(persons))))
    return {row.id: row.name for row in rows}


def relatives_in(connection: Connection, persons: Collection[str]) -> dict[str, set[str]]:
    """Registered near relatives of these persons."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in connection.execute(KIN, {"persons": list(persons)}):
        found[row.person].add(row.relative)
        found[row.relative].add(row.person)
    return dict(found)
