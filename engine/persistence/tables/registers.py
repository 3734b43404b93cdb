"""Registers that outlive a case."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from engine.persistence.tables.schema import metadata, of_case
from engine.persistence.types import Json

authorisations = Table(
    "authorisations",
    metadata,
    Column("id", String, primary_key=True),
    Column("village", ForeignKey("regions.id"), nullable=False),
    Column("body", String, nullable=False),
    Column("matters", Json, nullable=False),
    Column("resolution", String, nullable=False),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date, nullable=False),
)


resolutions = Table(
    "resolutions",
    metadata,
    Column("id", String, primary_key=True),
    Column("village", ForeignKey("regions.id"), nullable=False),
    Column("number", String, nullable=False),
    Column("case_id", String),
    Column("body", String, nullable=False),
    Column("matter", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("payee", String),
    Column("purpose", String),
    Column("amount_fen", BigInteger),
    Column("decided_on", Date, nullable=False),
    Column("valid_until", Date),
    Column("status", String, nullable=False),  # decided, effective, suspended
    UniqueConstraint("village", "number"),
)


budget_lines = Table(
    "budget_lines",
    metadata,
    Column("id", String, primary_key=True),
    Column("village", ForeignKey("regions.id"), nullable=False),
    Column("code", String, nullable=False),
    Column("ledger", String, nullable=False),
    Column("name", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("resolution", String, nullable=False),
    UniqueConstraint("village", "ledger", "code", "year"),
)


reservations = Table(
    "reservations",
    metadata,
    Column("id", String, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("village", String, nullable=False),
    Column("register", String, nullable=False),  # budget, resolutions
    Column("record", String, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("status", String, nullable=False),  # reserved, booked, released
    of_case(),
    Index(None, "village", "register", "record"),
)


claims = Table(
    "claims",
    metadata,
    Column("id", String, primary_key=True),
    Column("village", ForeignKey("regions.id"), nullable=False),
    Column("case_id", String),
    Column("payee", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("submitted_on", Date, nullable=False),
    Column("status", String, nullable=False),  # open, paid, rejected
    Index(None, "village", "payee", "purpose"),
)
