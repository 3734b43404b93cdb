"""Meetings as they were, publications, and objections to them."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from engine.persistence.tables.schema import metadata, of_case
from engine.persistence.types import Instant, Json

sittings = Table(
    "sittings",
    metadata,
    Column("id", String, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("village", String, nullable=False),
    Column("call", Integer, nullable=False),  # token of the call activity that called the meeting
    Column("matter", String, nullable=False),  # element of that call: where the same matter comes back
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
    of_case(),
    UniqueConstraint("case_id", "call", "attempt"),
)


notices = Table(
    "notices",
    metadata,
    Column("id", String, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("village", String, nullable=False),
    Column("scope", Json, nullable=False),  # path of the called procedure that holds it
    Column("kind", String, nullable=False),
    Column("title", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("period", String, nullable=False),
    Column("deadline", Json, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("status", String, nullable=False),  # running, suspended, ended, withdrawn
    Column("outcome", String),
    Column("sheet", String),
    Column("reason", Text),
    of_case(),
    UniqueConstraint("id", "village"),
    Index(None, "village", "closes_at"),
    Index(None, "case_id"),
)


board_losses = Table(
    "board_losses",
    metadata,
    Column("id", String, primary_key=True),
    Column("notice_id", String, nullable=False),
    Column("village", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    Column("reported_by", String, nullable=False),  # person
    Column("started_at", Instant, nullable=False),  # the period as it was before
    Column("closed_at", Instant, nullable=False),
    Column("restarted", Boolean, nullable=False),
    ForeignKeyConstraint(["notice_id", "village"], ["notices.id", "notices.village"]),
    Index(None, "notice_id"),
)


objections = Table(
    "objections",
    metadata,
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
    Column("standing", String, nullable=False),  # admitted, awaiting_admission, clue, answered
    Column("answer", Text),
    Column("outcome", String),
    ForeignKeyConstraint(["notice_id", "village"], ["notices.id", "notices.village"]),
    Index(None, "notice_id"),
)
