"""Tasks: who may do them, what was answered, and what becomes due."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, String, Table, Text, UniqueConstraint

from engine.persistence.tables.schema import metadata, of_case
from engine.persistence.types import Instant, Json

tasks = Table(
    "tasks",
    metadata,
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
    Column("status", String, nullable=False),  # open, aside, done, cancelled, void
    Column("roles", Json, nullable=False),
    Column("assignee", String),
    Column("opened_at", Instant, nullable=False),
    Column("changed", Integer, nullable=False),  # the case's revision when the task last changed
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
    of_case(),
    UniqueConstraint("case_id", "token"),
    UniqueConstraint("id", "village"),
    Index("ix_tasks_performer_done_at", "performer", "done_at"),
    Index("ix_tasks_claimed_by_status", "claimed_by", "status"),
    Index("ix_tasks_assignee_status", "assignee", "status"),
)


candidates = Table(
    "candidates",
    metadata,
    Column("task_id", String, primary_key=True),
    Column("role", String, primary_key=True),
    Column("region", String, primary_key=True),
    Column("village", String, nullable=False),
    ForeignKeyConstraint(["task_id", "village"], ["tasks.id", "tasks.village"]),
    Index(None, "region", "role"),
)


exclusions = Table(
    "exclusions",
    metadata,
    Column("task_id", String, primary_key=True),
    Column("person", String, primary_key=True),
    Column("village", String, nullable=False),
    Column("code", String, nullable=False),  # separation_of_duties, recused
    Column("facts", Json, nullable=False),
    ForeignKeyConstraint(["task_id", "village"], ["tasks.id", "tasks.village"]),
)


answers = Table(
    "answers",
    metadata,
    Column("task_id", String, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("village", String, nullable=False),
    Column("values", Json, nullable=False),
    of_case(),
    Index(None, "case_id"),
)


timers = Table(
    "timers",
    metadata,
    Column("id", String, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("village", String, nullable=False),
    Column("token", Integer, nullable=False),
    Column("task_id", String),
    Column("element", String, nullable=False),
    Column("kind", String, nullable=False),  # event, reminder, overdue
    Column("occurrence", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("next_try_at", Instant, nullable=False),
    Column("calendar_version", String, nullable=False),
    Column("status", String, nullable=False),  # pending, fired, cancelled, incident
    Column("attempts", Integer, nullable=False, default=0),
    Column("fired_at", Instant),
    of_case(),
    UniqueConstraint("case_id", "token", "kind", "occurrence"),
)

Index(
    "ix_timers_pending",
    timers.c.next_try_at,
    timers.c.kind,
    timers.c.id,
    sqlite_where=timers.c.status == "pending",
    postgresql_where=timers.c.status == "pending",
)
