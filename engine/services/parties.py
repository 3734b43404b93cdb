"""Interested persons of a case: whom `wq:parties` of its procedure names among the village's people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlalchemy as sa

from engine.persistence import tables
from engine.services.kernel import Work
from engine.services.library import Pinned


def parties_of(
    work: Work, village: str, library: Pinned, procedure: str, values: Mapping[str, object]
) -> list[str]:
    """Ids of the interested persons; a name is looked up among the people of the village."""
    names = library.versions[procedure].process.wq.get("parties", "").split()
    told = {text for name in names for text in _texts(values.get(name))}
    if not told:
        return []
    person = tables.persons
    rows = work.all(
        sa.select(person.c.id).where(
            person.c.region == village, sa.or_(person.c.id.in_(told), person.c.name.in_(told))
        )
    )
    return sorted(row.id for row in rows)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
