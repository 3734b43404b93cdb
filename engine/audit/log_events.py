"""What of the trail goes into a log for process mining: the course of the work, and nobody's personal data.

Left out are titles, answers and user names; people are numbered within one log, so that one can still see
that one person filled two roles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.audit.entry import Entry

SYSTEM = "system"

# Life cycle of the XES standard (IEEE 1849, lifecycle extension); what takes no time is "complete".
_LIFECYCLE = {
    "task_opened": "schedule",
    "task_claimed": "assign",
    "task_released": "reassign",
    "task_delegated": "reassign",
    "task_withdrawn": "withdraw",
    "task_returned": "ate_abort",
    "case_cancelled": "pi_abort",
    "case_terminated": "pi_abort",
    "case_suspended": "suspend",
    "case_resumed": "resume",
}


@dataclass(frozen=True, slots=True)
class LogCase:
    """A case to be logged. `names` gives the elements' names in the diagram by id."""

    id: str
    number: str
    procedure: str
    version: str
    village: str
    status: str
    entries: Iterable[Entry]
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LogEvent:
    """An entry as the logs show it.

    `activity` is the element's name, the kind where nothing drawn is concerned; `person` is `system` or a
    number that stands for the same person throughout one log.
    """

    seq: int
    at: datetime
    kind: str
    activity: str
    lifecycle: str
    person: str | None
    role: str | None
    task: str | None
    element: str | None


class Pseudonyms:
    """Numbers people in the order in which they appear in one log."""

    def __init__(self) -> None:
        self._numbers: dict[str, str] = {}

    def of(self, actor: str | None) -> str | None:
        """`person-1`, `person-2` …; `system` and None stay."""
        if actor is None or actor == SYSTEM:
            return actor
        return self._numbers.setdefault(actor, f"person-{len(self._numbers) + 1}")


def log_events(case: LogCase, people: Pseudonyms) -> Iterator[LogEvent]:
    """The events of `case`, one for each entry."""
    for entry in case.entries:
        yield LogEvent(
            seq=entry.seq,
            at=entry.at,
            kind=entry.kind,
            activity=case.names.get(entry.element, entry.element) if entry.element else entry.kind,
            lifecycle=_LIFECYCLE.get(entry.kind, "complete"),
            person=people.of(entry.actor),
            role=entry.role,
            task=entry.task,
            element=entry.element,
        )
