"""What keepers of an installation see: parameters, accidents, messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A parameter as the page shows it: the value in force here, where it comes from, its floor."""

    key: str
    name: str
    unit: str
    value: object
    default: object
    scope_name: str
    from_on: date | None
    to_on: date | None
    kind: str
    """LAW, POLICY, LOCAL or DESIGN."""
    floor: object | None
    ceiling: object | None
    source: str | None
    may_set: bool


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """A step that failed, in words that say where and why."""

    id: str
    case: str
    case_number: str
    case_title: str
    village_name: str
    step: str
    """The name of the place in the diagram."""
    task_name: str | None
    """What must be handed in again by its person; None where it was no task that failed."""
    what: str
    opened_at: datetime
    attempts: int
    is_open: bool
    by_clock: bool
    """Whether a timer failed, which can be tried again; what a person sent can't be without that person."""


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message in the application: a reminder, an escalation, a flag."""

    id: str
    at: datetime
    sentence: str
    case: str | None
    task: str | None
    read: bool
