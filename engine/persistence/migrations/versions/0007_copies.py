"""Copies: who was told of a case, and when they had read it."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Index, String, Text

from engine.persistence.types import Instant

revision = "0007_copies"
down_revision = "0006_board_losses"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "copies",
        Column("id", String, primary_key=True),
        Column("case_id", String, nullable=False),
        Column("village", String, nullable=False),
        Column("reader", String, ForeignKey("persons.id"), nullable=False),
        Column("sender", String, ForeignKey("persons.id"), nullable=False),
        Column("note", Text),
        Column("sent_at", Instant, nullable=False),
        Column("read_at", Instant),
        ForeignKeyConstraint(["case_id", "village"], ["cases.id", "cases.village"]),
        Index(None, "case_id"),
        Index(None, "reader", "id"),
    )
