"""The trail, and who read it."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table

from engine.persistence.tables.schema import metadata, of_case
from engine.persistence.types import Instant, Json

trail_entries = Table(
    "trail_entries",
    metadata,
    Column("case_id", String, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("village", String, nullable=False),
    Column("v", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("kind", String, nullable=False),
    Column("actor", String),
    Column("on_behalf_of", String),
    Column("role", String),
    Column("task", String),
    Column("element", String),
    Column("data", Json, nullable=False),
    Column("def_h", String),
    Column("state_h", String),
    Column("att", Json, nullable=False),
    Column("key_h", String),
    Column("prev", String),
    Column("hash", String, nullable=False),
    of_case(),
)


trail_values = Table(
    "trail_values",
    metadata,
    Column("case_id", String, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("field", String, primary_key=True),
    Column("salt", String, nullable=False),
    Column("value", Json, nullable=False),
)


access_entries = Table(
    "access_entries",
    metadata,
    Column("id", String, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", String, nullable=False),
    Column("what", String, nullable=False),
    Column("case_id", String),
    Column("village", String),
)
