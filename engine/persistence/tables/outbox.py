"""What leaves this installation: who listens, and what waits to be sent.

A row of the outbox is written in the transaction of the step that it tells of, so nothing is told that did
not happen, and nothing that happened is forgotten.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from engine.persistence.tables.schema import metadata
from engine.persistence.types import Instant, Json

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", String, primary_key=True),
    Column("url", String, nullable=False),
    Column("secret", String, nullable=False),  # as it is: a signature can't be made from a digest
    Column("region", ForeignKey("regions.id"), nullable=False),  # hears of cases there and below
    Column("created_at", Instant, nullable=False),
    Column("created_by", String, nullable=False),
    Column("ended_at", Instant),
    Column("silences", Integer, nullable=False, default=0),  # attempts in a row that nobody answered
    Column("quiet_until", Instant),
)


outbox = Table(
    "outbox",
    metadata,
    Column("id", String, primary_key=True),
    Column("webhook", ForeignKey("webhooks.id"), nullable=False),
    Column("body", Json, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("next_try_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("status", String, nullable=False),  # pending, sent, given_up
    Column("last_error", String),
    Column("sent_at", Instant),
)

Index(
    "ix_outbox_pending",
    outbox.c.next_try_at,
    outbox.c.id,
    sqlite_where=outbox.c.status == "pending",
    postgresql_where=outbox.c.status == "pending",
)
Index(
    "ix_outbox_waiting",
    outbox.c.webhook,
    outbox.c.created_at,
    sqlite_where=outbox.c.status == "pending",
    postgresql_where=outbox.c.status == "pending",
)
Index(
    "ix_outbox_sent",
    outbox.c.sent_at,
    sqlite_where=outbox.c.status == "sent",
    postgresql_where=outbox.c.status == "sent",
)
