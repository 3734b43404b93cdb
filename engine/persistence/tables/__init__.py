"""All tables. Everything of a village carries the village, and points only at rows of the same village
(composite keys).
"""

from engine.persistence.tables.case_files import (
    attachment_bytes,
    attachments,
    cases,
    comments,
    copies,
    numbers,
)
from engine.persistence.tables.configuration import holiday_years, parameters, settings
from engine.persistence.tables.decisions import board_losses, notices, objections, sittings
from engine.persistence.tables.entry import accounts, failed_logins, sessions, tokens
from engine.persistence.tables.outbox import outbox, webhooks
from engine.persistence.tables.people import kinships, memberships, persons, post_holdings, regions
from engine.persistence.tables.procedures import procedure_versions
from engine.persistence.tables.registers import (
    authorisations,
    budget_lines,
    claims,
    reservations,
    resolutions,
)
from engine.persistence.tables.safety import idempotency_keys, incidents, messages
from engine.persistence.tables.schema import metadata
from engine.persistence.tables.to_do import answers, candidates, exclusions, tasks, timers
from engine.persistence.tables.trail import access_entries, trail_entries, trail_values

__all__ = [
    "access_entries",
    "accounts",
    "answers",
    "attachment_bytes",
    "attachments",
    "authorisations",
    "board_losses",
    "budget_lines",
    "candidates",
    "cases",
    "claims",
    "comments",
    "copies",
    "exclusions",
    "failed_logins",
    "holiday_years",
    "idempotency_keys",
    "incidents",
    "kinships",
    "memberships",
    "messages",
    "metadata",
    "notices",
    "numbers",
    "objections",
    "outbox",
    "parameters",
    "persons",
    "post_holdings",
    "procedure_versions",
    "regions",
    "reservations",
    "resolutions",
    "sessions",
    "settings",
    "sittings",
    "tasks",
    "timers",
    "tokens",
    "trail_entries",
    "trail_values",
    "webhooks",
]
