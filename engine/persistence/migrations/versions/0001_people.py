"""Regions, people, accounts and parameters."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Text

from engine.persistence.types import Instant, Json

revision = "0001_people"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    _create_settings()
    _create_regions()
    _create_persons()
    _create_kinships()
    _create_accounts()
    _create_tokens()
    _create_sessions()
    _create_failed_logins()
    _create_post_holdings()
    _create_memberships()
    _create_parameters()
    _create_holiday_years()


def _create_settings() -> None:
    op.create_table(
        "settings",
        Column("key", String, primary_key=True),
        Column("value", Json, nullable=False),
    )


def _create_regions() -> None:
    op.create_table(
        "regions",
        Column("id", String, primary_key=True),
        Column("kind", String, nullable=False),
        Column("name", String, nullable=False),
        Column("parent", String, ForeignKey("regions.id")),
        Column("position", Integer, nullable=False),
        Column("facts", Json, nullable=False),
    )


def _create_persons() -> None:
    op.create_table(
        "persons",
        Column("id", String, primary_key=True),
        Column("region", String, ForeignKey("regions.id"), nullable=False),
        Column("name", String, nullable=False),
        Column("initials", String, nullable=False),
        Column("gender", String),
        Column("household", String),
        Index(None, "region"),
    )


def _create_kinships() -> None:
    op.create_table(
        "kinships",
        Column("person", String, ForeignKey("persons.id"), primary_key=True),
        Column("relative", String, ForeignKey("persons.id"), primary_key=True),
        Column("relation", String, nullable=False),
    )


def _create_accounts() -> None:
    op.create_table(
        "accounts",
        Column("user", String, primary_key=True),
        Column("person", String, ForeignKey("persons.id"), nullable=False, unique=True),
        Column("password", String, nullable=False),
        Column("disabled", Boolean, nullable=False, default=False),
        Column("created_at", Instant, nullable=False),
    )


def _create_tokens() -> None:
    op.create_table(
        "tokens",
        Column("digest", String, primary_key=True),
        Column("user", String, ForeignKey("accounts.user"), nullable=False),
        Column("created_at", Instant, nullable=False),
        Column("revoked_at", Instant),
    )


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        Column("digest", String, primary_key=True),
        Column("user", String, ForeignKey("accounts.user"), nullable=False),
        Column("created_at", Instant, nullable=False),
        Column("seen_at", Instant, nullable=False),
        Column("address", String, nullable=False),
    )


def _create_failed_logins() -> None:
    op.create_table(
        "failed_logins",
        Column("subject", String, primary_key=True),
        Column("failures", Integer, nullable=False),
        Column("last_at", Instant, nullable=False),
    )


def _create_post_holdings() -> None:
    op.create_table(
        "post_holdings",
        Column("id", String, primary_key=True),
        Column("person", String, ForeignKey("persons.id"), nullable=False),
        Column("post", String, nullable=False),
        Column("body", String),
        Column("region", String, ForeignKey("regions.id"), nullable=False),
        Column("from_on", Date, nullable=False),
        Column("to_on", Date),
        Index(None, "region", "post"),
        Index(None, "person"),
    )


def _create_memberships() -> None:
    op.create_table(
        "memberships",
        Column("id", String, primary_key=True),
        Column("village", String, ForeignKey("regions.id"), nullable=False),
        Column("body", String, nullable=False),
        Column("person", String, ForeignKey("persons.id"), nullable=False),
        Column("voting", Boolean, nullable=False, default=True),
        Column("from_on", Date, nullable=False),
        Column("to_on", Date),
        Index(None, "village", "body"),
        Index(None, "person"),
    )


def _create_parameters() -> None:
    op.create_table(
        "parameters",
        Column("id", String, primary_key=True),
        Column("key", String, nullable=False),
        Column("scope", String, ForeignKey("regions.id")),
        Column("value", Json, nullable=False),
        Column("from_on", Date, nullable=False),
        Column("to_on", Date),
        Column("set_by", String, nullable=False),
        Column("set_at", Instant, nullable=False),
        Column("reason", Text, nullable=False),
        Index(None, "key", "scope"),
    )


def _create_holiday_years() -> None:
    op.create_table(
        "holiday_years",
        Column("year", Integer, primary_key=True),
        Column("text", Text, nullable=False),
        Column("imported_at", Instant, nullable=False),
    )
