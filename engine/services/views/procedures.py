"""Procedures: before one commits, and at the designer's desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

CaseStatus = Literal["running", "suspended", "completed", "rejected", "cancelled", "terminated", "incident"]


@dataclass(frozen=True, slots=True)
class DiagramView:
    """A diagram with marks, and the same as a list of steps for who can't see it."""

    procedure: str
    name: str
    svg: str | None
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProcedureCard:
    """A procedure that somebody may start on their own."""

    key: str
    name: str
    group: str
    summary: str | None
    may_start: bool
    why_not: str | None
    form: Mapping[str, object] | None
    data: Mapping[str, object]
    initials: str
    """Pinyin initials of the name, for searching."""


@dataclass(frozen=True, slots=True)
class ProcedureStep:
    """A step on the procedure's page before one commits."""

    element: str
    name: str
    roles: tuple[str, ...]
    period: str | None
    basis: str | None
    documentation: str | None


@dataclass(frozen=True, slots=True)
class ProcedurePage:
    """A procedure before one commits: diagram, steps with roles and days, basis, materials."""

    card: ProcedureCard
    version: int
    documentation: str | None
    basis: str | None
    steps: tuple[ProcedureStep, ...]
    diagram: DiagramView
    villages: tuple[tuple[str, str], ...]
    """Code and name of the villages in which this person may start it."""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of a procedure as the designer sees it."""

    id: str
    procedure: str
    name: str
    number: int | None
    digest: str
    status: Literal["draft", "approved", "withdrawn"]
    author: str
    approver: str | None
    note: str | None
    basis: str | None
    in_force_from: date | None
    created_at: datetime
    running_cases: int
    finished_cases: int
    current: bool


@dataclass(frozen=True, slots=True)
class VersionCase:
    """A case that runs on a version."""

    id: str
    number: str
    title: str
    status: CaseStatus
    started_at: datetime
    village_name: str


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding of `check` with both sentences."""

    file: str
    rule: str
    severity: Literal["error", "warning", "info"]
    element: str | None
    message: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """What changed in one element between two versions."""

    kind: Literal["added", "removed", "changed"]
    element: str
    name: str
    what: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class VersionPage:
    """A version with its findings and what it changes against the one in force."""

    version: VersionRow
    findings: tuple[FindingView, ...]
    changes: tuple[ChangeView, ...]
    diagram: DiagramView | None
    files: tuple[str, ...]
    may_approve: bool
    why_not_approve: str | None
