"""Losses of the board on which a notice hung."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Boolean, Column, ForeignKeyConstraint, Index, String, Text

from engine.persistence.types import Instant

revision = "0006_board_losses"
down_revision = "0005_outbox"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "board_losses",
        Column("id", String, primary_key=True),
        Column("notice_id", String, nullable=False),
        Column("village", String, nullable=False),
        Column("at", Instant, nullable=False),
        Column("reason", Text, nullable=False),
        Column("reported_by", String, nullable=False),
        Column("started_at", Instant, nullable=False),
        Column("closed_at", Instant, nullable=False),
        Column("restarted", Boolean, nullable=False),
        ForeignKeyConstraint(["notice_id", "village"], ["notices.id", "notices.village"]),
        Index(None, "notice_id"),
    )
