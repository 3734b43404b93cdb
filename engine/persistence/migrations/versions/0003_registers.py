"""Meetings, notices and registers."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)

from engine.persistence.types import Instant, Json

revision = "0003_registers"
down_revision = "0002_cases"


def upgrade() -> None:
    """Make the tables."""
    _create_sittings()
    _create_notices()
    _create_objections()
    _create_authorisations()
    _create_resolutions()
    _create_budget_lines()
    _create_reservations()
    _create_claims()


def _create_sittings() -> None:
    op.create_table(
        "sittings",
        Column("id", String, primary_key=True),
        Column("case_id", String, nullable=False),
        Column("village", String, nullable=False),
        Column("call", Integer, nullable=False),
        Column("matter", String, nullable=False),
        Column("body", String, nullable=False),
        Column("attempt", Integer, nullable=False),
        Column("planned_at", Instant, nullable=False),
        Column("roll", Json, nullable=False),
        Column("present", Json, nullable=False),
        Column("recused", Json, nullable=False),
        Column("yes", Integer),
        Column("no", Integer),
        Column("abstain", Integer),
        Column("outcome", String),
        Column("no_quorum_cause", String),
        Column("round", Integer, nullable=False),
        Column("resolution", String),
        Column("void", Boolean, nullable=False, default=False),
        ForeignKeyConstraint(["case_id", "village"], ["cases.id", "cases.village"]),
        UniqueConstraint("case_id", "call", "attempt"),
    )


def _create_notices() -> None:
    op.create_table(
        "notices",
        Column("id", String, primary_key=True),
        Column("case_id", String, nullable=False),
        Column("village", String, nullable=False),
        Column("scope", Json, nullable=False),
        Column("kind", String, nullable=False),
        Column("title", String, nullable=False),
        Column("text", Text, nullable=False),
        Column("period", String, nullable=False),
        Column("deadline", Json, nullable=False),
        Column("starts_at", Instant, nullable=False),
        Column("closes_at", Instant, nullable=False),
        Column("status", String, nullable=False),
        Column("outcome", String),
        Column("sheet", String),
        Column("reason", Text),
        ForeignKeyConstraint(["case_id", "village"], ["cases.id", "cases.village"]),
        UniqueConstraint("id", "village"),
        Index(None, "village", "closes_at"),
        Index(None, "case_id"),
    )


def _create_objections() -> None:
    op.create_table(
        "objections",
        Column("id", String, primary_key=True),
        Column("notice_id", String, nullable=False),
        Column("village", String, nullable=False),
        Column("receipt", String, nullable=False, unique=True),
        Column("person", String),
        Column("name", String),
        Column("contact", String),
        Column("text", Text, nullable=False),
        Column("received_at", Instant, nullable=False),
        Column("promised_on", Date),
        Column("standing", String, nullable=False),
        Column("answer", Text),
        Column("outcome", String),
        ForeignKeyConstraint(["notice_id", "village"], ["notices.id", "notices.village"]),
        Index(None, "notice_id"),
    )


def _create_authorisations() -> None:
    op.create_table(
        "authorisations",
        Column("id", String, primary_key=True),
        Column("village", String, ForeignKey("regions.id"), nullable=False),
        Column("body", String, nullable=False),
        Column("matters", Json, nullable=False),
        Column("resolution", String, nullable=False),
        Column("from_on", Date, nullable=False),
        Column("to_on", Date, nullable=False),
    )


def _create_resolutions() -> None:
    op.create_table(
        "resolutions",
        Column("id", String, primary_key=True),
        Column("village", String, ForeignKey("regions.id"), nullable=False),
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
        Column("status", String, nullable=False),
        UniqueConstraint("village", "number"),
    )


def _create_budget_lines() -> None:
    op.create_table(
        "budget_lines",
        Column("id", String, primary_key=True),
        Column("village", String, ForeignKey("regions.id"), nullable=False),
        Column("code", String, nullable=False),
        Column("ledger", String, nullable=False),
        Column("name", String, nullable=False),
        Column("year", Integer, nullable=False),
        Column("amount_fen", BigInteger, nullable=False),
        Column("resolution", String, nullable=False),
        UniqueConstraint("village", "ledger", "code", "year"),
    )


def _create_reservations() -> None:
    op.create_table(
        "reservations",
        Column("id", String, primary_key=True),
        Column("case_id", String, nullable=False),
        Column("village", String, nullable=False),
        Column("register", String, nullable=False),
        Column("record", String, nullable=False),
        Column("amount_fen", BigInteger, nullable=False),
        Column("status", String, nullable=False),
        ForeignKeyConstraint(["case_id", "village"], ["cases.id", "cases.village"]),
        Index(None, "village", "register", "record"),
    )


def _create_claims() -> None:
    op.create_table(
        "claims",
        Column("id", String, primary_key=True),
        Column("village", String, ForeignKey("regions.id"), nullable=False),
        Column("case_id", String),
        Column("payee", String, nullable=False),
        Column("purpose", String, nullable=False),
        Column("amount_fen", BigInteger, nullable=False),
        Column("submitted_on", Date, nullable=False),
        Column("status", String, nullable=False),
        Index(None, "village", "payee", "purpose"),
    )
