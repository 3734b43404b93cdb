"""Copies (抄送): somebody in office is told of a case in which nothing is asked of them.

A copy gives no right and moves nothing. That it was sent stands in the trail of the case; that it was read
does not, as no reading does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa

from engine.errors import FieldError, Invalid, NotFound
from engine.messages import text
from engine.persistence import tables
from engine.services.case_views import LARGEST_PAGE, case_row, case_view, make_cursor, open_cursor, rows_of
from engine.services.deadlines import working_days_left
from engine.services.kernel import Kernel, Work
from engine.services.posts import ADMINISTRATORS, APPROVERS, DESIGNERS, POSTS_OF
from engine.services.regions import chain, holders, names_of
from engine.services.step import Step, lock_case, open_case
from engine.services.views import Actor, CaseView, CopyRow, CopyView, Page, PersonName

COPIES, CASES, ACCOUNTS = tables.copies, tables.cases, tables.accounts
MOST_NOTE = 200
MOST_READERS = 50
IN_CASES = frozenset[str]().union(*POSTS_OF.values()) - {*ADMINISTRATORS, *APPROVERS, *DESIGNERS}
"""Posts that have a part in cases."""


class Copies:
    """Sending copies, and reading them."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel

    def readers(self, actor: Actor, case_id: str) -> tuple[PersonName, ...]:
        """To whom a person may send one: those in office in the case's village, town or district who can log
        in and have none that they haven't read. Raises NotFound.
        """
        return self.kernel.read(lambda work: _readers(work, actor, case_row(work, actor, case_id)))

    def send(self, actor: Actor, *, key: str, case_id: str, readers: Collection[str], note: str) -> CaseView:
        """Send copies to persons, at most 50, with a note of at most 200 characters or none.

        Raises NotFound, Invalid with `readers` or `note`.
        """

        def do(work: Work) -> CaseView:
            case_row(work, actor, case_id)
            step = open_case(self.kernel, work, lock_case(work, case_id), actor, key)
            known = {one.person: one.name for one in _readers(work, actor, step.case_row)}
            faults = tuple(_faults(known, readers, note.strip()))
            if faults:
                raise Invalid(errors=faults)
            _send(step, actor, {person: known[person] for person in readers}, note.strip() or None)
            return case_view(work, case_id)

        request = ["copy", case_id, sorted(readers), note]
        return self.kernel.once(owner=actor.user, key=key, request=request, answer=CaseView, do=do)

    def received(self, actor: Actor, *, cursor: str | None = None, limit: int = 50) -> Page[CopyRow]:
        """The copies sent to a person, the newest first; of cases that the person may still see."""

        def do(work: Work) -> Page[CopyRow]:
            most = max(1, min(limit, LARGEST_PAGE))
            statement = sa.select(COPIES).where(
                COPIES.c.reader == actor.person, COPIES.c.village.in_(actor.regions)
            )
            if cursor:
                (before,) = open_cursor(cursor, str)
                statement = statement.where(COPIES.c.id < before)
            rows = work.all(statement.order_by(COPIES.c.id.desc()).limit(most + 1))
            return Page(
                tuple(self._rows(work, rows[:most])),
                make_cursor(rows[most - 1].id) if len(rows) > most else None,
            )

        return self.kernel.read(do)

    def mark_read(self, actor: Actor, copy_id: str) -> None:
        """Say that a copy was read; the first time counts. Raises NotFound for one of somebody else."""

        def do(work: Work) -> None:
            own = (COPIES.c.id == copy_id, COPIES.c.reader == actor.person)
            if work.one(sa.select(COPIES.c.id).where(*own, COPIES.c.village.in_(actor.regions))) is None:
                raise NotFound
            work.update(COPIES, *own, COPIES.c.read_at.is_(None), read_at=work.now)

        self.kernel.write(do)

    def _rows(self, work: Work, rows: list[sa.Row[Any]]) -> Iterable[CopyRow]:
        cases = rows_of(work, {row.case_id for row in rows})
        starter = sa.select(CASES.c.id, CASES.c.starter).where(CASES.c.id.in_(cases))
        starters = {row.id: row.starter for row in work.all(starter)}
        names = names_of(work.connection, starters.values())
        calendar = self.kernel.calendar(work.connection)
        for row, copy in zip(rows, copy_views(work, rows), strict=True):
            case = cases[row.case_id]
            left = working_days_left(case.next_due, work.now, calendar) if case.next_due else None
            yield CopyRow(copy, case, names.get(starters[row.case_id], ""), left)


def copies_of(work: Work, case_id: str) -> tuple[CopyView, ...]:
    """All copies of a case, the oldest first."""
    rows = work.all(sa.select(COPIES).where(COPIES.c.case_id == case_id).order_by(COPIES.c.id))
    return tuple(copy_views(work, rows))


def unread(actor: Actor) -> sa.ColumnElement[bool]:
    """Copies that a person has not read yet."""
    return sa.and_(
        COPIES.c.reader == actor.person, COPIES.c.village.in_(actor.regions), COPIES.c.read_at.is_(None)
    )


def copy_views(work: Work, rows: list[sa.Row[Any]]) -> Iterable[CopyView]:
    """Rows of copies with names."""
    names = names_of(work.connection, {person for row in rows for person in (row.reader, row.sender)})
    for row in rows:
        yield CopyView(
            row.id,
            names.get(row.reader, ""),
            names.get(row.sender, ""),
            row.note,
            row.sent_at,
            row.read_at,
        )


def _readers(work: Work, actor: Actor, case: sa.Row[Any]) -> tuple[PersonName, ...]:
    held = holders(work.connection, IN_CASES, chain(work.connection, case.village), work.today)
    waiting = sa.select(COPIES.c.reader).where(COPIES.c.case_id == case.id, COPIES.c.read_at.is_(None))
    told = {row.reader for row in work.all(waiting)}
    logs_in = sa.select(ACCOUNTS.c.person).where(ACCOUNTS.c.disabled.is_(False))
    able = {row.person for row in work.all(logs_in)}
    found = (held.keys() & able) - told - {actor.person}
    names = names_of(work.connection, found)
    return tuple(PersonName(person, names[person], tuple(sorted(held[person]))) for person in sorted(found))


def _faults(known: Collection[str], readers: Collection[str], note: str) -> Iterable[FieldError]:
    if not readers:
        yield FieldError("readers", "choose")
    elif len(readers) > MOST_READERS or not set(readers) <= set(known):
        yield FieldError("readers", "not_an_option")
    if len(note) > MOST_NOTE:
        yield FieldError("note", "text_length", (("most", MOST_NOTE),))


def _send(step: Step, actor: Actor, readers: dict[str, str], note: str | None) -> None:
    work = step.work
    for person in readers:
        work.insert(
            COPIES,
            id=work.id(),
            case_id=step.case_row.id,
            village=step.case_row.village,
            reader=person,
            sender=actor.person,
            note=note,
            sent_at=work.now,
        )
    told = text("list.separator").join(readers.values())
    step.record(step.by_actor("case_copied", private={"text": told, **({"note": note} if note else {})}))
    step.save()
