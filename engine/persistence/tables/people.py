"""Regions, people, and what they hold."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table

from engine.persistence.tables.schema import metadata
from engine.persistence.types import Json

regions = Table(
    "regions",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),  # district, town, village
    Column("name", String, nullable=False),
    Column("parent", ForeignKey("regions.id")),
    Column("position", Integer, nullable=False),
    Column("facts", Json, nullable=False),  # of a village: kind 村 or 居
)


persons = Table(
    "persons",
    metadata,
    Column("id", String, primary_key=True),
    Column("region", ForeignKey("regions.id"), nullable=False),
    Column("name", String, nullable=False),
    Column("initials", String, nullable=False),
    Column("gender", String),
    Column("household", String),
    Index(None, "region"),
)


kinships = Table(
    "kinships",
    metadata,
    Column("person", ForeignKey("persons.id"), primary_key=True),
    Column("relative", ForeignKey("persons.id"), primary_key=True),
    Column("relation", String, nullable=False),
)


post_holdings = Table(
    "post_holdings",
    metadata,
    Column("id", String, primary_key=True),
    Column("person", ForeignKey("persons.id"), nullable=False),
    Column("post", String, nullable=False),
    Column("body", String),
    Column("region", ForeignKey("regions.id"), nullable=False),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date),
    Index(None, "region", "post"),
    Index(None, "person"),
)


memberships = Table(
    "memberships",
    metadata,
    Column("id", String, primary_key=True),
    Column("village", ForeignKey("regions.id"), nullable=False),
    Column("body", String, nullable=False),
    Column("person", ForeignKey("persons.id"), nullable=False),
    Column("voting", Boolean, nullable=False, default=True),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date),
    Index(None, "village", "body"),
    Index(None, "person"),
)
