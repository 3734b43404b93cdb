"""All tables. Everything of a village carries the village, and points only at rows of the same village
(composite keys).
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from engine.persistence.types import Instant, Json

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _of_case() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["case_id", "village"], ["cases.id", "cases.village"])


settings = Table(
    "settings",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Json, nullable=False),
)

# Regions and people

regions = Table(
    "regions",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),  # district, town, village
    Column("name", String, nullable=False),
    Column("parent", ForeignKey("regions.id")),
    Column("position", Integer, nullable=False),
    Column("facts", Json, nullable=False),  # of a village: kind 村 or 居, has_collective, charter_allows_b8
)

persons = Table(
    "persons",
    metadata,
    Column("id", String, primary_key=True),
    Column("region", ForeignKey("regions.id"), nullable=False),
    Column("name", String, nullable=False),
    Column("initials", String, nullable=False),
    Column("gender", String),
    Column("household", String),
    Index(None, "region"),
)

kinships = Table(
    "kinships",
    metadata,
    Column("person", ForeignKey("persons.id"), primary_key=True),
    Column("relative", ForeignKey("persons.id"), primary_key=True),
    Column("relation", String, nullable=False),
)

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

post_holdings = Table(
    "post_holdings",
    metadata,
    Column("id", String, primary_key=True),
    Column("person", ForeignKey("persons.id"), nullable=False),
    Column("post", String, nullable=False),
    Column("body", String),
    Column("region", ForeignKey("regions.id"), nullable=False),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date),
    Index(None, "region", "post"),
    Index(None, "person"),
)

memberships = Table(
    "memberships",
    metadata,
    Column("id", String, primary_key=True),
    Column("village", ForeignKey("regions.id"), nullable=False),
    Column("body", String, nullable=False),
    Column("person", ForeignKey("persons.id"), nullable=False),
    Column("voting", Boolean, nullable=False, default=True),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date),
    Index(None, "village", "body"),
    Index(None, "person"),
)

parameters = Table(
    "parameters",
    metadata,
    Column("id", String, primary_key=True),
    Column("key", String, nullable=False),
    Column("scope", ForeignKey("regions.id")),
    Column("value", Json, nullable=False),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date),
    Column("set_by", String, nullable=False),
    Column("set_at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    Index(None, "key", "scope"),
)

holiday_years = Table(
    "holiday_years",
    metadata,
    Column("year", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("imported_at", Instant, nullable=False),
)

# Procedures

procedure_versions = Table(
    "procedure_versions",
    metadata,
    Column("id", String, primary_key=True),
    Column("procedure", String, nullable=False),
    Column("number", Integer),
    Column("name", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("files", LargeBinary, nullable=False),
    Column("status", String, nullable=False),  # draft, approved, withdrawn
    Column("author", String, nullable=False),
    Column("approver", String),
    Column("note", Text),
    Column("basis", Text),
    Column("in_force_from", Date),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("procedure", "number"),
)

# Cases

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

case_numbers = Table(
    "case_numbers",
    metadata,
    Column("village", ForeignKey("regions.id"), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
)

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
    Column(
        "changed", Integer, nullable=False
    ),  # the case's revision at the last change that concerns this task
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
    _of_case(),
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
    _of_case(),
    Index(None, "case_id"),
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
    _of_case(),
    Index(None, "case_id"),
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
    _of_case(),
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

sittings = Table(
    "sittings",
    metadata,
    Column("id", String, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("village", String, nullable=False),
    Column("call", Integer, nullable=False),  # token of the call activity that called the meeting
    Column(
        "matter", String, nullable=False
    ),  # element id of that call: the same matter comes back to the same place
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
    _of_case(),
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
    _of_case(),
    UniqueConstraint("id", "village"),
    Index(None, "village", "closes_at"),
    Index(None, "case_id"),
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

# Registers

authorisations = Table(
    "authorisations",
    metadata,
    Column("id", String, primary_key=True),
    Column("village", ForeignKey("regions.id"), nullable=False),
    Column("body", String, nullable=False),
    Column("matters", Json, nullable=False),
    Column("resolution", String, nullable=False),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date, nullable=False),
)

resolutions = Table(
    "resolutions",
    metadata,
    Column("id", String, primary_key=True),
    Column("village", ForeignKey("regions.id"), nullable=False),
    Column("number", String, nullable=False),
    Column("case_id", String),
    Column("body", String, nullable=False),
    Column("matter", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("payee", String),
    Column("purpose", String),
    Column("amount_fen", BigInteger),
    Column("decided_on", Date, nullable=False),
    Column("valid_until", Date),
    Column("status", String, nullable=False),  # decided, effective, suspended
    UniqueConstraint("village", "number"),
)

budget_lines = Table(
    "budget_lines",
    metadata,
    Column("id", String, primary_key=True),
    Column("village", ForeignKey("regions.id"), nullable=False),
    Column("code", String, nullable=False),
    Column("ledger", String, nullable=False),
    Column("name", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("resolution", String, nullable=False),
    UniqueConstraint("village", "ledger", "code", "year"),
)

reservations = Table(
    "reservations",
    metadata,
    Column("id", String, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("village", String, nullable=False),
    Column("register", String, nullable=False),  # budget, resolutions
    Column("record", String, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("status", String, nullable=False),  # reserved, booked, released
    _of_case(),
    Index(None, "village", "register", "record"),
)

claims = Table(
    "claims",
    metadata,
    Column("id", String, primary_key=True),
    Column("village", ForeignKey("regions.id"), nullable=False),
    Column("case_id", String),
    Column("payee", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("submitted_on", Date, nullable=False),
    Column("status", String, nullable=False),  # open, paid, rejected
    Index(None, "village", "payee", "purpose"),
)

# The trail and what keeps a step safe

trail_entries = Table(
    "trail_entries",
    metadata,
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
    _of_case(),
)

trail_values = Table(
    "trail_values",
    metadata,
    Column("case_id", String, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("field", String, primary_key=True),
    Column("salt", String, nullable=False),
    Column("value", Json, nullable=False),
)

access_entries = Table(
    "access_entries",
    metadata,
    Column("id", String, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", String, nullable=False),
    Column("what", String, nullable=False),
    Column("case_id", String),
    Column("village", String),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("actor", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("request", String, nullable=False),
    Column("answer", Json, nullable=False),
    Column("at", Instant, nullable=False),
)

incidents = Table(
    "incidents",
    metadata,
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
    _of_case(),
    Index(None, "case_id"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", String, primary_key=True),
    Column("person", ForeignKey("persons.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("kind", String, nullable=False),
    Column("facts", Json, nullable=False),
    Column("case_id", String),
    Column("task_id", String),
    Column("read_at", Instant),
    Index(None, "person", "at"),
)
