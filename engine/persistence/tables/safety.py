"""What keeps a step safe: answers given already, accidents, and messages about them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from engine.persistence.tables.schema import metadata, of_case
from engine.persistence.types import Instant, Json

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("actor", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("request", String, nullable=False),
    Column("answer", Json, nullable=False),
    Column("at", Instant, nullable=False),
)


incidents = Table(
    "incidents",
    metadata,
    Column("id", String, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("village", String, nullable=False),
    Column("timer_id", String),
    Column("element", String),
    Column("code", String, nullable=False),
    Column("facts", Json, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("resolved_at", Instant),
    of_case(),
    Index(None, "case_id"),
)


messages = Table(
    "messages",
    metadata,
    Column("id", String, primary_key=True),
    Column("person", ForeignKey("persons.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("kind", String, nullable=False),
    Column("facts", Json, nullable=False),
    Column("case_id", String),
    Column("task_id", String),
    Column("read_at", Instant),
    Index(None, "person", "at"),
)
