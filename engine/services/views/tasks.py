"""Tasks: the row, the page, and what stands on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from engine.services.views.deadlines import DeadlineView
from engine.services.views.people import PersonName


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A line of a to-do list. `waits` is False in the lists of what is done."""

    id: str
    case: str
    case_number: str
    case_title: str
    procedure_name: str
    village_name: str
    element: str
    name: str
    due: datetime | None
    late: bool
    working_days_left: int | None
    revision: int
    opened_at: datetime
    starter_name: str
    claimed_by: str | None = None
    done_at: datetime | None = None
    returned: bool = False


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """Numbers of the lists; `copied` are the copies not read yet."""

    to_do: int
    claimable: int
    done: int
    started: int
    copied: int


@dataclass(frozen=True, slots=True)
class WayBack:
    """A place to which a task may be returned; `voids` names the steps whose results `reconsider` would
    void.
    """

    element: str
    name: str
    modes: tuple[Literal["amend", "reconsider"], ...]
    voids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Material:
    """A paper that a step asks for; `accepts` are the endings of files that are taken."""

    label: str
    required: bool
    accepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """办事指南 of a step: what the diagram says of it, its basis, its period in words, its materials.

    What goes wrong most often: `returned_by` names the steps that send it back, `decisive` the answers that a
    correction may hardly change any more.
    """

    documentation: str | None
    basis: str | None
    period: str | None = None
    materials: tuple[Material, ...] = ()
    returned_by: tuple[str, ...] = ()
    decisive: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NextStep:
    """Who may come next and what it is."""

    element: str
    name: str
    roles: tuple[str, ...]
    period: str | None = None


@dataclass(frozen=True, slots=True)
class TallyView:
    """The fraction shown while ticking: due, needed, and the words of the rule."""

    body: str
    body_name: str
    due: int
    quorum_needed: int
    majority_base: Literal["due", "present", "all"]
    majority_numerator: int
    majority_denominator: int
    majority_inclusive: bool
    present: int | None
    recused: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task as its page and REST show it. `form` is the form-js schema, `data` prefilled values and option
    lists.
    """

    id: str
    case: str
    case_number: str
    case_title: str
    procedure: str
    procedure_name: str
    village: str
    village_name: str
    element: str
    name: str
    status: Literal["open", "done", "cancelled", "void"]
    due: datetime | None
    revision: int
    form: Mapping[str, object] | None
    data: Mapping[str, object]
    may_complete: bool
    why_not: str | None
    may_claim: bool
    claimed_by: PersonName | None
    returns_to: tuple[WayBack, ...]
    may_terminate: bool
    act: str | None
    irreversible: bool
    guide: Guide
    deadline: DeadlineView | None
    who: tuple[PersonName, ...]
    """Who is asked: the candidates today."""
    following: tuple[NextStep, ...]
    tally: TallyView | None = None
    return_reason: str | None = None
    returned_by: PersonName | None = None
    performer: PersonName | None = None
    done_at: datetime | None = None
