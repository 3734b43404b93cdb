"""The one step of a case: lock, restore, run one command, save all that follows, in one transaction."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from engine.audit.commitment import commit, new_salt
from engine.audit.entry import Entry, seal, sm3_hex
from engine.clock import SHANGHAI
from engine.errors import Conflict, NotFound
from engine.feel import wire
from engine.persistence import tables
from engine.rules.calendar import Calendar
from engine.rules.parameter_table import Value
from engine.rules.parameters import value_of
from engine.runtime import Instance, OperationCall
from engine.runtime.snapshot import dump, restore
from engine.services.authority import Authority
from engine.services.kernel import Kernel, Work
from engine.services.library import Pinned, pinned
from engine.services.outbox import IS_HEARD, announce
from engine.services.posts import CAPACITY
from engine.services.regions import parameters_for, region_row
from engine.services.views import Actor

LOG = logging.getLogger(__name__)
SYSTEM = "system"
LOCKED = sa.select(
    tables.cases,
    sa.select(tables.trail_entries.c.at)
    .where(
        tables.trail_entries.c.case_id == tables.cases.c.id,
        tables.trail_entries.c.seq == tables.cases.c.trail_seq,
    )
    .scalar_subquery()
    .label("last_at"),
    IS_HEARD,
).with_for_update(of=tables.cases)
LOCKED_CASE = LOCKED.where(tables.cases.c.id == sa.bindparam("case"))
LOCKED_CASE_OF_TASK = LOCKED.join(tables.tasks, tables.tasks.c.case_id == tables.cases.c.id).where(
    tables.tasks.c.id == sa.bindparam("task")
)
SEATS = frozenset(CAPACITY.values())
ENDED = frozenset({"completed", "rejected", "cancelled", "terminated"})


@dataclass(slots=True)
class Draft:
    """A trail entry that gets its place and hash when the step is saved; `private` is only committed to."""

    kind: str
    actor: str = SYSTEM
    role: str | None = None
    task: str | None = None
    element: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    private: Mapping[str, object] = field(default_factory=dict)
    attachments: tuple[str, ...] = ()


class Step:
    """One command on one case. Also the `Host` that the runtime asks."""

    def __init__(
        self, kernel: Kernel, work: Work, case: sa.Row[Any], actor: Actor | None, key: str | None
    ) -> None:
        self.kernel = kernel
        self.work = work
        self.case_row = case
        self.actor = actor
        self.key = key
        self.drafts: list[Draft] = []
        self.sealed: list[Entry] = []
        self.is_heard: bool = getattr(case, "is_heard", True)
        self.library: Pinned = pinned(work.connection, case.pins)
        self.revision: int = case.revision + 1
        self.status: str = case.status
        self.instance: Instance = None  # type: ignore[assignment]  # set by `open_case` or by the start of a case

    # The host.

    @cached_property
    def calendar(self) -> Calendar:
        """The holiday tables in force."""
        return self.kernel.calendar(self.work.connection)

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """The case's village, town and district."""
        return self.authority.regions

    @cached_property
    def parameters(self) -> Mapping[str, Value]:
        """All parameters in force for the case today."""
        return parameters_for(self.work.connection, self.regions, self.work.today)

    @cached_property
    def village(self) -> sa.Row[Any]:
        """The row of the case's village."""
        return region_row(self.work.connection, self.case_row.village)

    def parameter(self, key: str) -> object:
        """A parameter in force for the case today."""
        return value_of(self.parameters, key)

    @cached_property
    def _case(self) -> Mapping[str, object]:
        return {
            "number": self.case_row.number,
            "procedure": self.case_row.procedure,
            "village": self.case_row.village,
            "village_kind": self.village.facts["kind"],
            "starter": self.case_row.starter,
            "started_at": self.case_row.started_at.astimezone(SHANGHAI),
        }

    def case(self) -> Mapping[str, object]:
        """The built-in `case` of expressions."""
        return self._case

    def operate(self, call: OperationCall) -> object:
        """Carry out a service task's operation."""
        from engine.services.operations import OPERATIONS  # noqa: PLC0415

        return OPERATIONS[call.name](self, call)

    # Rights.

    @cached_property
    def authority(self) -> Authority:
        """Rights in this case."""
        return authority_of(self.work, self.case_row, self.library)

    # The trail.

    def record(self, draft: Draft) -> None:
        """Add an entry to the trail of this step."""
        self.drafts.append(draft)

    def by_actor(
        self, kind: str, *, role: str | None = None, acting: Collection[str] | None = None, **more: Any
    ) -> Draft:
        """An entry of the person who acts, in a role: `role`, or what they hold of the posts in `acting`.

        Without either in all posts that they hold now in the case's regions, separated by blanks; a seat in
        a body counts only for who has no post.
        """
        if self.actor is None:
            return Draft(kind, **more)
        held = dict.fromkeys(post.post for post in self.actor.posts if post.region in self.regions)
        posts = [post for post in held if post not in SEATS] or list(held)
        known = [post for post in held if post in acting] if acting is not None else posts
        return Draft(kind, actor=self.actor.user, role=role or " ".join(known) or None, **more)

    # Saving.

    def save(self, **columns: object) -> None:
        """Store the new state with its entries. Raises Conflict `stale_revision` if the row has changed."""
        LOG.debug("%s passed %s", self.case_row.number, self.instance.trace)
        self._note_what_ran()
        state = dump(self.instance)
        state_hash = sm3_hex(state)
        seq, head = self._seal(state_hash)
        changed = self.work.update_by(
            tables.cases,
            {"id": self.case_row.id, "revision": self.case_row.revision},
            state=state,
            state_hash=state_hash,
            revision=self.revision,
            status=self.status,
            trail_seq=seq,
            trail_hash=head,
            active=sorted(
                {
                    token.element
                    for token in self.instance.tokens()
                    if token.host is None and not token.listens and not token.aside
                }
            ),
            **columns,
        )
        if changed != 1:
            raise Conflict("stale_revision")
        self._announce()

    def _announce(self) -> None:
        """Tell those outside who listen, once this step is committed."""
        if self.is_heard:
            announce(self.work, self.regions, self.case_row.number, self.sealed)
        self.sealed.clear()

    def _note_what_ran(self) -> None:
        for note in self.instance.notes:
            self.record(Draft(note.kind, element=note.element, data=dict(wire.encode(dict(note.data)))))
        self.instance.notes.clear()

    def _seal(self, state_hash: str) -> tuple[int, str]:
        seq, head = self.case_row.trail_seq, self.case_row.trail_hash
        at = self._now_or_last()
        for draft in self.drafts:
            seq += 1
            private, rows = self._committed(seq, draft.private)
            entry = seal(
                seq=seq,
                case=self.case_row.id,
                village=self.case_row.village,
                at=at,
                kind=draft.kind,
                prev=head or None,
                actor=draft.actor,
                role=draft.role,
                task=draft.task,
                element=draft.element,
                data={**draft.data, **private},
                def_h=self.library.versions[self.case_row.procedure].digest,
                state_h=state_hash,
                att=draft.attachments,
                key_h=sm3_hex(self.key.encode()) if self.key else None,
            )
            insert_entry(self.work, entry)
            self.sealed.append(entry)
            if rows:
                self.work.connection.execute(tables.trail_values.insert(), rows)
            head = entry.hash or ""
        self.drafts.clear()
        return seq, head

    def _now_or_last(self) -> datetime:
        """The present, or the time of the last entry where a clock was set back: no trail runs backwards."""
        last: datetime | None = getattr(self.case_row, "last_at", None)
        return max(self.work.now, last) if last is not None else self.work.now

    def _committed(
        self, seq: int, values: Mapping[str, object]
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        if not values:
            return {}, []
        commitments, rows = {}, []
        for name, value in values.items():
            salt, plain = new_salt(secrets.token_bytes), wire.encode(value)
            commitments[name] = commit(plain, salt)
            rows.append(
                {"case_id": self.case_row.id, "seq": seq, "field": name, "salt": salt.hex(), "value": plain}
            )
        return {"committed": commitments}, rows


def insert_entry(work: Work, entry: Any) -> None:
    """Store a sealed entry."""
    work.insert(
        tables.trail_entries,
        case_id=entry.case,
        **{name: getattr(entry, name) for name in entry.__slots__ if name not in {"case", "att"}},
        att=list(entry.att),
    )


def lock_case(work: Work, case_id: str) -> sa.Row[Any]:
    """The row of a case with `last_at` of its trail, locked until the transaction ends. Raises NotFound."""
    row = work.one(LOCKED_CASE, case=case_id)
    if row is None:
        raise NotFound
    return row


def lock_case_of_task(work: Work, task_id: str) -> sa.Row[Any]:
    """As `lock_case`, by a task of the case. Raises NotFound."""
    row = work.one(LOCKED_CASE_OF_TASK, task=task_id)
    if row is None:
        raise NotFound
    return row


def open_case(
    kernel: Kernel, work: Work, case: sa.Row[Any], actor: Actor | None, key: str | None = None
) -> Step:
    """A step on a locked case, its instance restored."""
    step = Step(kernel, work, case, actor, key)
    step.instance = restore(step.library, step, work.now, case.state)
    return step


def authority_of(work: Work, case: sa.Row[Any], library: Pinned) -> Authority:
    """Rights in a case."""
    process = library.versions[case.procedure].process
    starts = (node for node in process.within(process.id) if node.kind == "startEvent")
    act = next((node.wq.get("act") for node in starts), None)
    return Authority(work, case.id, case.village, case.parties, (case.starter, act))


def refuse_ended(case: sa.Row[Any]) -> None:
    """Raise Conflict `case_closed` for a case that has ended."""
    if case.status in ENDED:
        raise Conflict("case_closed", number=case.number, status=case.status)


def refuse_suspended(case: sa.Row[Any]) -> None:
    """Raise Conflict `case_suspended` for a case that stands still."""
    if case.status == "suspended":
        raise Conflict("case_suspended", number=case.number)


def attachment_digests(work: Work, ids: Iterable[str]) -> tuple[str, ...]:
    """Digests of attachments by id, in that order."""
    wanted = list(ids)
    if not wanted:
        return ()
    known = tables.attachments.c
    rows = work.all(sa.select(known.id, known.digest).where(known.id.in_(wanted)))
    digests = {row.id: row.digest for row in rows}
    return tuple(digests[one] for one in wanted if one in digests)


def moment(value: datetime) -> str:
    """An instant as the trail writes it."""
    return value.isoformat().replace("+00:00", "Z")
