"""Publications and objections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

NoticeStatus = Literal["running", "suspended", "ended", "withdrawn"]


@dataclass(frozen=True, slots=True)
class BoardLoss:
    """The board on which a notice hung was damaged or gone, `reason` masked; `ended` is the end of the period
    as it was then. Unless `restarted`, it runs on (`posting.restart_on_loss`).
    """

    at: datetime
    reason: str
    ended: datetime
    restarted: bool


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A publication on the public board; `days_left` in calendar days, 0 on the last."""

    id: str
    case: str
    case_number: str
    village: str
    village_name: str
    title: str
    text: str
    kind: Literal["plan", "resolution", "result", "finance", "personnel", "other"]
    starts: datetime
    ends: datetime
    status: NoticeStatus
    days_left: int
    provisional: bool
    why: tuple[str, ...]
    reason: str | None = None
    objections: int = 0
    losses: tuple[BoardLoss, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a person gets who objects. `promised` is the last day of the reply, None when a clue goes to
    discipline inspection.
    """

    id: str
    receipt: str
    promised: date | None
    standing: Literal["admitted", "awaiting_admission", "not_admitted", "clue"]


@dataclass(frozen=True, slots=True)
class WaitingObjection:
    """An objection with name and contact whose admission the supervisors' chair has to decide."""

    id: str
    receipt: str
    notice: str
    case: str
    case_number: str
    case_title: str
    name: str | None
    contact: str | None
    text: str
    received_at: datetime
    decide_before: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class ObjectionView:
    """An objection as its notice's case shows it (text masked for the public)."""

    receipt: str
    text: str
    received_at: datetime
    promised: date | None
    standing: str
    answer: str | None
    outcome: str | None
