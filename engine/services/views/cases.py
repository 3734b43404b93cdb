"""Cases: the one, the row, the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from engine.services.views.deadlines import DeadlineView
from engine.services.views.keeping import IncidentRow
from engine.services.views.notices import NoticeView, ObjectionView
from engine.services.views.people import PersonName
from engine.services.views.procedures import CaseStatus, DiagramView
from engine.services.views.records import AttachmentView, TimelineEntry, VoteView


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A line of a case's open tasks."""

    id: str
    element: str
    name: str
    case: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as REST shows it."""

    id: str
    number: str
    procedure: str
    procedure_name: str
    version: int
    village: str
    village_name: str
    title: str
    status: CaseStatus
    revision: int
    end: str | None
    active: tuple[str, ...]
    open_tasks: tuple[OpenTask, ...]
    started_at: datetime
    starter: str
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A line of a list of cases."""

    id: str
    number: str
    procedure: str
    procedure_name: str
    version: int
    village: str
    village_name: str
    title: str
    status: CaseStatus
    revision: int
    end: str | None
    active: tuple[str, ...]
    started_at: datetime
    next_due: datetime | None
    waiting_for: tuple[str, ...]
    """Names of the open steps."""


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step that waits now: who is asked, until when."""

    task: str | None
    element: str
    name: str
    who: tuple[PersonName, ...]
    deadline: DeadlineView | None
    flag: str | None = None
    """`no_candidate` when nobody may do it."""


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment on a case."""

    at: datetime
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class CopyView:
    """A copy (抄送) of a case that somebody was sent; `read_at` is when they said that they had read it."""

    id: str
    reader_name: str
    sender_name: str
    note: str | None
    sent_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class CopyRow:
    """A copy in its reader's list, with how the case stands now."""

    copy: CopyView
    case: CaseRow
    starter_name: str
    working_days_left: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """An element of a case's diagrams at which something happened; `entries` are numbers in its timeline.

    To a call and a sub-process belongs what happened inside them too.
    """

    element: str
    name: str
    entries: frozenset[int]


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything on a case page."""

    case: CaseView
    starter_name: str
    progress: tuple[tuple[str, Literal["done", "now", "to_come"]], ...]
    """One line of steps of the top procedure in words."""
    open_steps: tuple[OpenStep, ...]
    timers: tuple[tuple[str, DeadlineView], ...]
    timeline: tuple[TimelineEntry, ...]
    places: tuple[Place, ...]
    documents: tuple[tuple[str, AttachmentView], ...]
    votes: tuple[VoteView, ...]
    notices: tuple[NoticeView, ...]
    objections: tuple[ObjectionView, ...]
    comments: tuple[CommentView, ...]
    copies: tuple[CopyView, ...]
    diagrams: tuple[DiagramView, ...]
    may_cancel: bool
    why_not_cancel: str | None
    incidents: tuple[IncidentRow, ...]
    """What failed and still waits for somebody."""
    links: tuple[tuple[str, str, str], ...] = ()
    """Relation, id and number of linked cases."""
