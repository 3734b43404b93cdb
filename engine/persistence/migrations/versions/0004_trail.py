"""The trail, and what keeps a step safe."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Index, Integer, String

from engine.persistence.types import Instant, Json

revision = "0004_trail"
down_revision = "0003_registers"

# What the program never does, the database refuses: no trail of a case is changed or shortened.
APPEND_ONLY = ("trail_entries", "trail_values")


def upgrade() -> None:
    """Make the tables."""
    _create_trail_entries()
    _create_trail_values()
    _create_access_entries()
    _create_idempotency_keys()
    _create_incidents()
    _create_messages()
    for table in APPEND_ONLY:
        _make_append_only(table)


def _create_trail_entries() -> None:
    op.create_table(
        "trail_entries",
        Column("case_id", String, primary_key=True),
        Column("seq", Integer, primary_key=True),
        Column("village", String, nullable=False),
        Column("v", Integer, nullable=False),
        Column("at", Instant, nullable=False),
        Column("kind", String, nullable=False),
        Column("actor", String),
        Column("on_behalf_of", String),
        Column("role", String),
        Column("task", String),
        Column("element", String),
        Column("data", Json, nullable=False),
        Column("def_h", String),
        Column("state_h", String),
        Column("att", Json, nullable=False),
        Column("key_h", String),
        Column("prev", String),
        Column("hash", String, nullable=False),
        ForeignKeyConstraint(["case_id", "village"], ["cases.id", "cases.village"]),
    )


def _create_trail_values() -> None:
    op.create_table(
        "trail_values",
        Column("case_id", String, primary_key=True),
        Column("seq", Integer, primary_key=True),
        Column("field", String, primary_key=True),
        Column("salt", String, nullable=False),
        Column("value", Json, nullable=False),
    )


def _create_access_entries() -> None:
    op.create_table(
        "access_entries",
        Column("id", String, primary_key=True),
        Column("at", Instant, nullable=False),
        Column("actor", String, nullable=False),
        Column("what", String, nullable=False),
        Column("case_id", String),
        Column("village", String),
    )


def _create_idempotency_keys() -> None:
    op.create_table(
        "idempotency_keys",
        Column("actor", String, primary_key=True),
        Column("key", String, primary_key=True),
        Column("request", String, nullable=False),
        Column("answer", Json, nullable=False),
        Column("at", Instant, nullable=False),
    )


def _create_incidents() -> None:
    op.create_table(
        "incidents",
        Column("id", String, primary_key=True),
        Column("case_id", String, nullable=False),
        Column("village", String, nullable=False),
        Column("timer_id", String),
        Column("element", String),
        Column("code", String, nullable=False),
        Column("facts", Json, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("opened_at", Instant, nullable=False),
        Column("resolved_at", Instant),
        ForeignKeyConstraint(["case_id", "village"], ["cases.id", "cases.village"]),
        Index(None, "case_id"),
    )


def _create_messages() -> None:
    op.create_table(
        "messages",
        Column("id", String, primary_key=True),
        Column("person", String, ForeignKey("persons.id"), nullable=False),
        Column("at", Instant, nullable=False),
        Column("kind", String, nullable=False),
        Column("facts", Json, nullable=False),
        Column("case_id", String),
        Column("task_id", String),
        Column("read_at", Instant),
        Index(None, "person", "at"),
    )


def _make_append_only(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only()"
    )
