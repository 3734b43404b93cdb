"""Procedures in their versions."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from engine.persistence.tables.schema import metadata
from engine.persistence.types import Instant

procedure_versions = Table(
    "procedure_versions",
    metadata,
    Column("id", String, primary_key=True),
    Column("procedure", String, nullable=False),
    Column("number", Integer),
    Column("name", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("files", LargeBinary, nullable=False),
    Column("status", String, nullable=False),  # draft, approved, withdrawn
    Column("author", String, nullable=False),
    Column("approver", String),
    Column("note", Text),
    Column("basis", Text),
    Column("in_force_from", Date),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("procedure", "number"),
)
