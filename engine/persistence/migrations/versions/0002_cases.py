"""Procedures, cases, tasks, attachments and timers."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)

from engine.persistence.types import Instant, Json

revision = "0002_cases"
down_revision = "0001_people"


def upgrade() -> None:
    """Make the tables."""
    _create_procedure_versions()
    _create_cases()
    _create_numbers()
    _create_tasks()
    _create_candidates()
    _create_exclusions()
    _create_answers()
    _create_comments()
    _create_attachments()
    _create_attachment_bytes()
    _create_timers()
    op.create_index(
        "ix_timers_pending",
        "timers",
        ["next_try_at", "kind", "id"],
        sqlite_where=text("status = 'pending'"),
        postgresql_where=text("status = 'pending'"),
    )


def _create_procedure_versions() -> None:
    op.create_table(
        "procedure_versions",
        Column("id", String, primary_key=True),
        Column("procedure", String, nullable=False),
        Column("number", Integer),
        Column("name", String, nullable=False),
        Column("digest", String, nullable=False),
        Column("files", LargeBinary, nullable=False),
        Column("status", String, nullable=False),
        Column("author", String, nullable=False),
        Column("approver", String),
        Column("note", Text),
        Column("basis", Text),
        Column("in_force_from", Date),
        Column("created_at", Instant, nullable=False),
        UniqueConstraint("procedure", "number"),
    )


def _create_cases() -> None:
    op.create_table(
        "cases",
        Column("id", String, primary_key=True),
        Column("village", String, ForeignKey("regions.id"), nullable=False),
        Column("number", String, nullable=False, unique=True),
        Column("procedure", String, nullable=False),
        Column("version", String, ForeignKey("procedure_versions.id"), nullable=False),
        Column("pins", Json, nullable=False),
        Column("title", String, nullable=False),
        Column("status", String, nullable=False),
        Column("end_element", String),
        Column("revision", Integer, nullable=False),
        Column("moved", Integer, nullable=False),
        Column("active", Json, nullable=False),
        Column("starter", String, ForeignKey("persons.id"), nullable=False),
        Column("started_at", Instant, nullable=False),
        Column("ended_at", Instant),
        Column("total_due", Instant),
        Column("state", LargeBinary, nullable=False),
        Column("state_hash", String, nullable=False),
        Column("trail_seq", Integer, nullable=False),
        Column("trail_hash", String, nullable=False),
        Column("parent", String),
        Column("parties", Json, nullable=False),
        UniqueConstraint("id", "village"),
        Index(None, "village", "started_at"),
        Index(None, "starter", "started_at"),
        Index(None, "procedure", "status"),
    )


def _create_numbers() -> None:
    op.create_table(
        "numbers",
        Column("village", String, ForeignKey("regions.id"), primary_key=True),
        Column("series", String, primary_key=True),
        Column("year", Integer, primary_key=True),
        Column("last", Integer, nullable=False),
    )


def _create_tasks() -> None:
    op.create_table(
        "tasks",
        Column("id", String, primary_key=True),
        Column("case_id", String, nullable=False),
        Column("village", String, nullable=False),
        Column("token", Integer, nullable=False),
        Column("path", Json, nullable=False),
        Column("process", String, nullable=False),
        Column("element", String, nullable=False),
        Column("name", String, nullable=False),
        Column("act", String),
        Column("form", String),
        Column("status", String, nullable=False),
        Column("roles", Json, nullable=False),
        Column("assignee", String),
        Column("opened_at", Instant, nullable=False),
        Column("changed", Integer, nullable=False),
        Column("due_at", Instant),
        Column("deadline", Json),
        Column("claimed_by", String),
        Column("performer", String),
        Column("performer_role", String),
        Column("done_at", Instant),
        Column("amends", Integer),
        Column("return_reason", Text),
        Column("returned_by", String),
        Column("flag", String),
        Column("candidate_count", Integer, nullable=False),
        ForeignKeyConstraint(["case_id", "village"], ["cases.id", "cases.village"]),
        UniqueConstraint("case_id", "token"),
        UniqueConstraint("id", "village"),
        Index("ix_tasks_performer_done_at", "performer", "done_at"),
        Index("ix_tasks_claimed_by_status", "claimed_by", "status"),
        Index("ix_tasks_assignee_status", "assignee", "status"),
    )


def _create_candidates() -> None:
    op.create_table(
        "candidates",
        Column("task_id", String, primary_key=True),
        Column("role", String, primary_key=True),
        Column("region", String, primary_key=True),
        Column("village", String, nullable=False),
        ForeignKeyConstraint(["task_id", "village"], ["tasks.id", "tasks.village"]),
        Index(None, "region", "role"),
    )


def _create_exclusions() -> None:
    op.create_table(
        "exclusions",
        Column("task_id", String, primary_key=True),
        Column("person", String, primary_key=True),
        Column("village", String, nullable=False),
        Column("code", String, nullable=False),
        Column("facts", Json, nullable=False),
        ForeignKeyConstraint(["task_id", "village"], ["tasks.id", "tasks.village"]),
    )


def _create_answers() -> None:
    op.create_table(
        "answers",
        Column("task_id", String, primary_key=True),
        Column("case_id", String, nullable=False),
        Column("village", String, nullable=False),
        Column("values", Json, nullable=False),
        ForeignKeyConstraint(["case_id", "village"], ["cases.id", "cases.village"]),
        Index(None, "case_id"),
    )


def _create_comments() -> None:
    op.create_table(
        "comments",
        Column("id", String, primary_key=True),
        Column("case_id", String, nullable=False),
        Column("village", String, nullable=False),
        Column("author", String, nullable=False),
        Column("at", Instant, nullable=False),
        Column("text", Text, nullable=False),
        ForeignKeyConstraint(["case_id", "village"], ["cases.id", "cases.village"]),
        Index(None, "case_id"),
    )


def _create_attachments() -> None:
    op.create_table(
        "attachments",
        Column("id", String, primary_key=True),
        Column("village", String, ForeignKey("regions.id"), nullable=False),
        Column("name", String, nullable=False),
        Column("size", Integer, nullable=False),
        Column("digest", String, nullable=False),
        Column("media_type", String, nullable=False),
        Column("uploaded_by", String, nullable=False),
        Column("uploaded_at", Instant, nullable=False),
        Column("case_id", String),
        Column("task_id", String),
        Column("field", String),
        Index(None, "case_id"),
    )


def _create_attachment_bytes() -> None:
    op.create_table(
        "attachment_bytes",
        Column("digest", String, primary_key=True),
        Column("content", LargeBinary, nullable=False),
    )


def _create_timers() -> None:
    op.create_table(
        "timers",
        Column("id", String, primary_key=True),
        Column("case_id", String, nullable=False),
        Column("village", String, nullable=False),
        Column("token", Integer, nullable=False),
        Column("task_id", String),
        Column("element", String, nullable=False),
        Column("kind", String, nullable=False),
        Column("occurrence", Integer, nullable=False),
        Column("due_at", Instant, nullable=False),
        Column("next_try_at", Instant, nullable=False),
        Column("calendar_version", String, nullable=False),
        Column("status", String, nullable=False),
        Column("attempts", Integer, nullable=False, default=0),
        Column("fired_at", Instant),
        ForeignKeyConstraint(["case_id", "village"], ["cases.id", "cases.village"]),
        UniqueConstraint("case_id", "token", "kind", "occurrence"),
    )
