"""What a step tells the outside, written in the step's own transaction; `deliveries` sends it afterwards.

An event says that something happened and where, and nothing about anybody: whoever may know more asks for it
with a token of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from engine.audit.entry import Entry, instant_text
from engine.persistence import tables
from engine.services.kernel import Work

WEBHOOKS, OUTBOX = tables.webhooks, tables.outbox
IS_HEARD: sa.Label[bool] = (
    sa.exists(sa.select(WEBHOOKS.c.id).where(WEBHOOKS.c.ended_at.is_(None))).correlate(None).label("is_heard")
)
"""Whether anybody listens at all: a column for statements that a step needs anyhow, so asking is free."""
LISTENERS = sa.select(WEBHOOKS.c.id).where(
    WEBHOOKS.c.ended_at.is_(None), WEBHOOKS.c.region.in_(sa.bindparam("regions", expanding=True))
)


def announce(work: Work, regions: Iterable[str], number: str, entries: Iterable[Entry]) -> None:
    """Leave an event of each entry for each web-hook of the case's regions; `number` is that of the case."""
    listeners = work.all(LISTENERS, regions=list(regions))
    told = [(entry, listener.id) for entry in entries for listener in listeners]
    # Sent in the order of their ids, which is that of the trail then.
    ids = sorted(work.id() for _ in told)
    events = [
        _event(work, identity, one, number, entry) for identity, (entry, one) in zip(ids, told, strict=True)
    ]
    if events:
        work.connection.execute(OUTBOX.insert(), events)


def _event(work: Work, identity: str, webhook: str, number: str, entry: Entry) -> dict[str, Any]:
    body = {
        "id": identity,
        "case": entry.case,
        "number": number,
        "village": entry.village,
        "seq": entry.seq,
        "kind": entry.kind,
        "at": instant_text(entry.at),
        "hash": entry.hash,
    }
    return {
        "id": identity,
        "webhook": webhook,
        "body": body,
        "created_at": work.now,
        "next_try_at": work.now,
        "status": "pending",
    }
