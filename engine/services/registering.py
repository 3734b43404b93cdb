"""What the operator enters at the machine itself: regions, and the first people of a district.

Whoever may run commands on the server's database needs no post. The law holds all the same: posts that
may not be held together are refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from engine.errors import Conflict, Invalid
from engine.messages import text
from engine.persistence import tables
from engine.services.appointing import Appointment, insert_post, refuse_incompatible, refuse_post
from engine.services.asking import ask_anew
from engine.services.kernel import Kernel, Work
from engine.services.person_rows import insert_person
from engine.services.regions import region_row
from engine.services.step import SYSTEM

REGIONS = tables.regions
LEVELS: Mapping[str, str | None] = {"district": None, "town": "district", "village": "town"}
"""Levels of regions, and the one above each."""

SETTINGS: Mapping[str, str] = {
    "has_collective": "village.has_collective",
    "charter_allows_b8": "charter.allows_b8",
}
"""What a village is when it is entered and may cease to be: parameters."""


class Registering:
    """Entering regions and people from the command line."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel

    def add_region(
        self, code: str, *, level: str, name: str, parent: str | None, facts: Mapping[str, Any]
    ) -> None:
        """Enter a district, a town of it or a village of that; `facts` are what rules ask of a village:
        `kind` for good, the others as parameters that may change.

        Raises Conflict `region_taken`, Invalid `region_parent` when it would hang elsewhere, NotFound.
        """

        def do(work: Work) -> None:
            if work.one(sa.select(REGIONS.c.id).where(REGIONS.c.id == code)) is not None:
                raise Conflict("region_taken", code=code)
            above = region_row(work.connection, parent).kind if parent is not None else None
            if above != LEVELS[level]:
                raise Invalid("region_parent")
            last = work.connection.execute(sa.select(sa.func.max(REGIONS.c.position))).scalar()
            place = {"parent": parent, "position": (last or 0) + 1}
            kept = {name: value for name, value in facts.items() if name not in SETTINGS}
            work.insert(REGIONS, id=code, kind=level, name=name, facts=kept, **place)
            _set_from_today(
                work, code, {SETTINGS[name]: facts[name] for name in facts.keys() & SETTINGS.keys()}
            )

        self.kernel.write(do)

    def add_person(self, region: str, name: str, posts: Sequence[str]) -> str:
        """Enter a person with posts from today on; the person's id. Raises Invalid, NotFound."""

        def do(work: Work) -> str:
            person = insert_person(work, region, name, gender=None, household=None)
            for post in posts:
                wanted = Appointment(person, post, region, work.today)
                refuse_post(work, wanted)
                refuse_incompatible(work, wanted, "")
                insert_post(work, wanted)
                ask_anew(self.kernel, work, post, region)
            return person

        return self.kernel.write(do)


def _set_from_today(work: Work, region: str, values: Mapping[str, object]) -> None:
    for key, value in values.items():
        work.insert(
            tables.parameters,
            id=work.id(),
            key=key,
            scope=region,
            value=value,
            from_on=work.today,
            set_by=SYSTEM,
            set_at=work.now,
            reason=text("parameter.entered_with_region"),
        )
