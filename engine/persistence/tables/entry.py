"""Who is let in: accounts, sessions, tokens, and log-ins that failed."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table

from engine.persistence.tables.schema import metadata
from engine.persistence.types import Instant

accounts = Table(
    "accounts",
    metadata,
    Column("user", String, primary_key=True),
    Column("person", ForeignKey("persons.id"), nullable=False, unique=True),
    Column("password", String, nullable=False),
    Column("disabled", Boolean, nullable=False, default=False),
    Column("created_at", Instant, nullable=False),
)


tokens = Table(
    "tokens",
    metadata,
    Column("digest", String, primary_key=True),
    Column("user", ForeignKey("accounts.user"), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)


sessions = Table(
    "sessions",
    metadata,
    Column("digest", String, primary_key=True),
    Column("user", ForeignKey("accounts.user"), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("address", String, nullable=False),
)


failed_logins = Table(
    "failed_logins",
    metadata,
    Column("subject", String, primary_key=True),  # user:… or address:…
    Column("failures", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
)
