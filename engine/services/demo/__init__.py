"""The demo district: three villages with people in every post, good for ten years."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import sqlalchemy as sa

from engine.errors import Conflict
from engine.messages import text
from engine.persistence import tables
from engine.services.demo import rows
from engine.services.demo.district import people
from engine.services.kernel import Kernel, Work
from engine.services.passwords import hash_password

PASSWORD = "Weiquan-2026"  # noqa: S105 - printed in the README: it opens nothing but a demo
MARK = "demo"


def load_demo(kernel: Kernel, load_procedures: Callable[[Kernel], None]) -> bool:
    """Load the district into an empty database and the procedures with it; False when it is there already.

    Raises Conflict `database_in_use` for a database with other regions in it.
    """
    is_new = not is_demo(kernel)
    if is_new:
        hashed = _hashes()
        kernel.write(lambda work: _load(work, hashed))
    load_procedures(kernel)
    return is_new


def is_demo(kernel: Kernel) -> bool:
    """Whether the database holds the demo: only there may the clock be moved."""
    known = tables.settings
    return kernel.read(lambda work: work.one(sa.select(known.c.value).where(known.c.key == MARK)) is not None)


@cache
def _hashes() -> Mapping[str, str]:
    """A password hash for each account; argon2 works outside of Python's lock, so that all cores help."""
    users = [person.user for person in people()]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(users, pool.map(lambda _: hash_password(PASSWORD), users), strict=True))


def _load(work: Work, hashed: Mapping[str, str]) -> None:
    if work.one(sa.select(tables.regions.c.id)) is not None:
        raise Conflict("database_in_use")
    for table, found in _all_rows(work, hashed):
        work.connection.execute(table.insert(), found)
    work.insert(tables.settings, key=MARK, value=True)


def _all_rows(work: Work, hashed: Mapping[str, str]) -> list[tuple[sa.Table, list[dict[str, Any]]]]:
    new_id, today = work.id, work.today
    return [
        (tables.regions, rows.regions()),
        (tables.persons, rows.persons()),
        (tables.kinships, rows.kinships()),
        (tables.accounts, _accounts(work, hashed)),
        (tables.post_holdings, rows.post_holdings(new_id, today)),
        (tables.memberships, rows.memberships(new_id, today)),
        (tables.parameters, rows.parameters(new_id, today, work.now, text("demo.reason"))),
        (tables.authorisations, rows.authorisations(new_id, today)),
        (tables.resolutions, rows.resolutions(new_id, today)),
        (tables.budget_lines, rows.budget_lines(new_id, today)),
        (tables.claims, rows.claims(new_id, today)),
    ]


def _accounts(work: Work, hashed: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "user": person.user,
            "person": person.id,
            "password": hashed[person.user],
            "disabled": False,
            "created_at": work.now,
        }
        for person in people()
    ]
