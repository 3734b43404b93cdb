"""Cases with what is said in them and attached to them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from engine.persistence.tables.schema import metadata, of_case
from engine.persistence.types import Instant, Json

cases = Table(
    "cases",
    metadata,
    Column("id", String, primary_key=True),
    Column("village", ForeignKey("regions.id"), nullable=False),
    Column("number", String, nullable=False, unique=True),
    Column("procedure", String, nullable=False),
    Column("version", ForeignKey("procedure_versions.id"), nullable=False),
    Column("pins", Json, nullable=False),  # process id -> id of its procedure version
    Column("title", String, nullable=False),
    Column("status", String, nullable=False),
    Column("end_element", String),
    Column("revision", Integer, nullable=False),
    Column("moved", Integer, nullable=False),  # the revision of its last move
    Column("active", Json, nullable=False),
    Column("starter", ForeignKey("persons.id"), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("total_due", Instant),
    Column("state", LargeBinary, nullable=False),
    Column("state_hash", String, nullable=False),
    Column("trail_seq", Integer, nullable=False),
    Column("trail_hash", String, nullable=False),
    Column("parent", String),
    Column("parties", Json, nullable=False),  # ids of the persons who have an interest in it
    UniqueConstraint("id", "village"),
    Index(None, "village", "started_at"),
    Index(None, "starter", "started_at"),
    Index(None, "procedure", "status"),
)


numbers = Table(
    "numbers",
    metadata,
    Column("village", ForeignKey("regions.id"), primary_key=True),
    Column("series", String, primary_key=True),  # case, or a body whose resolutions are counted
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
)


comments = Table(
    "comments",
    metadata,
    Column("id", String, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("village", String, nullable=False),
    Column("author", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("text", Text, nullable=False),
    of_case(),
    Index(None, "case_id"),
)


copies = Table(
    "copies",
    metadata,
    Column("id", String, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("village", String, nullable=False),
    Column("reader", ForeignKey("persons.id"), nullable=False),
    Column("sender", ForeignKey("persons.id"), nullable=False),
    Column("note", Text),
    Column("sent_at", Instant, nullable=False),
    Column("read_at", Instant),
    of_case(),
    Index(None, "case_id"),
    Index(None, "reader", "id"),
)


attachments = Table(
    "attachments",
    metadata,
    Column("id", String, primary_key=True),
    Column("village", ForeignKey("regions.id"), nullable=False),
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


attachment_bytes = Table(
    "attachment_bytes",
    metadata,
    Column("digest", String, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
