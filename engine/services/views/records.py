"""What a case leaves: its timeline, papers, votes and trail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A line of a case's timeline: a sentence made from a trail entry."""

    seq: int
    at: datetime
    kind: str
    sentence: str
    on_behalf_of: str | None
    element: str | None
    detail: tuple[tuple[str, str], ...] = ()
    """Label and value of answers and facts that this reader may see."""
    attachments: tuple[AttachmentView, ...] = ()
    void: bool = False
    version: str | None = None
    """The procedure, in its version, by which this was done."""


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """An uploaded file; `digest` is `sm3:` and hex of the bytes as stored, `size` in bytes."""

    id: str
    name: str
    size: int
    digest: str
    media_type: str


@dataclass(frozen=True, slots=True)
class VoteView:
    """A recorded decision of a body."""

    body: str
    body_name: str
    held_on: date
    due: int
    present: int
    recused: int
    yes: int
    no: int
    abstain: int
    outcome: str
    attempt: int
    round: int
    resolution: str | None
    void: bool = False


@dataclass(frozen=True, slots=True)
class TrailEntryView:
    """An entry as REST gives it: all hashed members."""

    members: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found."""

    intact: bool
    entries: int
    case: str | None = None
    seq: int | None = None
    reason: str | None = None
