"""Deadlines that explain themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """A deadline that explains itself: `why` is sentences in order (from when, how counted, what is
    skipped, the article).
    """

    ends_at: datetime
    provisional: bool
    late: bool
    working_days_left: int
    why: tuple[str, ...]
    basis: str | None = None
