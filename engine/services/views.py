"""What services hand to pages, REST and the command line: frozen values, never rows.

Identifiers are opaque strings. Instants are aware UTC datetimes, dates are dates in Asia/Shanghai, money is
fen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, Literal, TypeVar

Item = TypeVar("Item")

CaseStatus = Literal["running", "suspended", "completed", "rejected", "cancelled", "terminated", "incident"]
NoticeStatus = Literal["running", "suspended", "ended", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """A part of a list; `next` is the cursor of the following part, `total` the count where it is known."""

    items: tuple[Item, ...]
    next: str | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post or membership that somebody holds: `post` is the role id, `region` the id of its village, town
    or district.
    """

    post: str
    body: str | None
    region: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `village` is the code of a village person's village, None for town and district people."""

    person: str
    user: str
    name: str
    village: str | None
    region: str
    regions: frozenset[str]
    """Ids of the regions whose cases this person may see."""
    posts: tuple[HeldPost, ...]

    def holds(self, *posts: str) -> bool:
        """Whether one of these posts is held now."""
        return any(held.post in posts for held in self.posts)


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person as others see him: the name and what he is."""

    person: str
    name: str
    posts: tuple[str, ...] = ()


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
    """Numbers of the four lists."""

    to_do: int
    claimable: int
    done: int
    started: int


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
class Guide:
    """办事指南 of a step: documentation of the diagram, basis, and the step's materials."""

    documentation: str | None
    basis: str | None
    materials: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A line of a case's timeline: a sentence made from a trail entry."""

    seq: int
    at: datetime
    kind: str
    sentence: str
    actor_name: str | None
    role_name: str | None
    on_behalf_of: str | None
    element: str | None
    detail: tuple[tuple[str, str], ...] = ()
    """Label and value of answers and facts that this reader may see."""
    attachments: tuple[AttachmentView, ...] = ()
    void: bool = False


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
class DiagramView:
    """A diagram with marks, and the same as a list of steps for who can't see it."""

    procedure: str
    name: str
    svg: str | None
    steps: tuple[str, ...]


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


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a person gets who objects. `promised` is the last day of the reply, None when a clue goes to
    discipline inspection.
    """

    id: str
    receipt: str
    promised: date | None
    standing: Literal["admitted", "awaiting_admission", "clue"]


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
class CasePage:
    """Everything on a case page."""

    case: CaseView
    starter_name: str
    progress: tuple[tuple[str, Literal["done", "now", "to_come"]], ...]
    """One line of steps of the top procedure in words."""
    open_steps: tuple[OpenStep, ...]
    timers: tuple[tuple[str, DeadlineView], ...]
    timeline: tuple[TimelineEntry, ...]
    documents: tuple[tuple[str, AttachmentView], ...]
    votes: tuple[VoteView, ...]
    notices: tuple[NoticeView, ...]
    objections: tuple[ObjectionView, ...]
    comments: tuple[CommentView, ...]
    diagrams: tuple[DiagramView, ...]
    may_cancel: bool
    why_not_cancel: str | None
    incident: str | None
    links: tuple[tuple[str, str, str], ...] = ()
    """Relation, id and number of linked cases."""


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


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person with posts, for the page of people."""

    person: str
    name: str
    user: str | None
    village: str | None
    village_name: str | None
    town: str | None
    posts: tuple[HeldPost, ...]
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class RollView:
    """A roll of a body on a day with what is wrong in its composition."""

    body: str
    body_name: str
    members: tuple[PersonName, ...]
    findings: tuple[str, ...]
    on: date


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
    """A step that failed and waits for somebody."""

    id: str
    case: str
    case_number: str
    village_name: str
    element: str | None
    what: str
    opened_at: datetime
    attempts: int
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message in the application: a reminder, an escalation, a flag."""

    id: str
    at: datetime
    sentence: str
    case: str | None
    task: str | None
    read: bool


@dataclass(frozen=True, slots=True)
class SessionGrant:
    """A new log-in session: the secret goes into the cookie and is stored hashed."""

    secret: str
    actor: Actor
    must_change_password: bool = False


@dataclass(frozen=True, slots=True)
class Village:
    """A village as lists of choices need it."""

    code: str
    name: str
    town: str
    kind: str
    facts: Mapping[str, object] = field(default_factory=dict)
