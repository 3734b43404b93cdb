"""Web-hooks, and the outbox that they are served from."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, ForeignKey, Integer, String, text

from engine.persistence.types import Instant, Json

revision = "0005_outbox"
down_revision = "0004_trail"


def upgrade() -> None:
    """Make the tables."""
    _create_webhooks()
    _create_outbox()
    _create_index("ix_outbox_pending", "next_try_at", "id", status="pending")
    _create_index("ix_outbox_waiting", "webhook", "created_at", status="pending")
    _create_index("ix_outbox_sent", "sent_at", status="sent")


def _create_webhooks() -> None:
    op.create_table(
        "webhooks",
        Column("id", String, primary_key=True),
        Column("url", String, nullable=False),
        Column("secret", String, nullable=False),
        Column("region", String, ForeignKey("regions.id"), nullable=False),
        Column("created_at", Instant, nullable=False),
        Column("created_by", String, nullable=False),
        Column("ended_at", Instant),
        Column("silences", Integer, nullable=False),
        Column("quiet_until", Instant),
    )


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        Column("id", String, primary_key=True),
        Column("webhook", String, ForeignKey("webhooks.id"), nullable=False),
        Column("body", Json, nullable=False),
        Column("created_at", Instant, nullable=False),
        Column("next_try_at", Instant, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("status", String, nullable=False),
        Column("last_error", String),
        Column("sent_at", Instant),
    )


def _create_index(name: str, *columns: str, status: str) -> None:
    only = text(f"status = '{status}'")
    op.create_index(name, "outbox", list(columns), sqlite_where=only, postgresql_where=only)
