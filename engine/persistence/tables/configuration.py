"""What is set: the installation's marks, parameters by region, holidays by year."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text

from engine.persistence.tables.schema import metadata
from engine.persistence.types import Instant, Json

settings = Table(
    "settings",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Json, nullable=False),
)


parameters = Table(
    "parameters",
    metadata,
    Column("id", String, primary_key=True),
    Column("key", String, nullable=False),
    Column("scope", ForeignKey("regions.id")),
    Column("value", Json, nullable=False),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date),
    Column("set_by", String, nullable=False),
    Column("set_at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    Index(None, "key", "scope"),
)


holiday_years = Table(
    "holiday_years",
    metadata,
    Column("year", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("imported_at", Instant, nullable=False),
)
