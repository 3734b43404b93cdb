"""What the runtime tells of a case: plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Kind = Literal["user", "timer", "message", "signal", "join", "active"]


@dataclass(frozen=True, slots=True)
class Token:
    """A place where the case waits.

    `id` is unique in the case and never used again; `path` holds the ids of the activities around it,
    outermost first. `due` (aware UTC) and `occurrence` belong to timers. `host` is the activity token of a
    boundary event, `amends` the task that waits for this one (退回补正), `aside` says that this task itself
    waits for an amendment, `listens` that it is an event sub-process waiting to be triggered.
    """

    id: int
    path: tuple[int, ...]
    process: str
    scope: str
    element: str
    kind: Kind
    due: datetime | None = None
    occurrence: int = 0
    message: str | None = None
    host: int | None = None
    amends: int | None = None
    aside: bool = False
    listens: bool = False


@dataclass(frozen=True, slots=True)
class Passed:
    """A flow node that completed in this step."""

    element: str
    process: str
    token: int
    path: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth an entry in the trail: a decision made, an error caught."""

    kind: str
    element: str
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ended:
    """How the whole case ended: the end event that was passed last, None when it ran out without one."""

    element: str | None
    terminated: bool = False
