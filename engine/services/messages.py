"""Messages in the application: reminders, escalations and flags, told to holders of posts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from engine.clock import SHANGHAI
from engine.errors import NotFound
from engine.messages import text
from engine.persistence import tables
from engine.services.kernel import Kernel, Work, utc
from engine.services.regions import holders
from engine.services.step import Step
from engine.services.views import Actor, MessageRow

MESSAGES, CASES = tables.messages, tables.cases
MOST_SHOWN = 200


def tell(step: Step, posts: tuple[str, ...], kind: str, facts: Mapping[str, object]) -> None:
    """Leave a message, in the step's transaction, for all holders of these posts in the case's regions."""
    work = step.work
    tell_persons(step, holders(work.connection, posts, step.regions, work.today), kind, facts)


def tell_persons(step: Step, persons: Iterable[str], kind: str, facts: Mapping[str, object]) -> None:
    """Leave a message for each of these persons.

    `facts` are plain JSON and fill `message.<kind>` of the catalogue; those that end in `_at` are ISO
    instants, `task_id` links the message to its task.
    """
    work = step.work
    for person in persons:
        work.insert(
            MESSAGES,
            id=work.id(),
            person=person,
            at=work.now,
            kind=kind,
            facts=dict(facts),
            case_id=step.case_row.id,
            task_id=facts.get("task_id"),
        )


class Messages:
    """What a person was told."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel

    def list(self, actor: Actor) -> tuple[MessageRow, ...]:
        """The newest 200 messages to this person, the newest first."""

        def do(work: Work) -> tuple[MessageRow, ...]:
            statement = (
                sa.select(MESSAGES, CASES.c.number, CASES.c.title)
                .outerjoin(CASES, CASES.c.id == MESSAGES.c.case_id)
                .where(MESSAGES.c.person == actor.person)
                .order_by(MESSAGES.c.at.desc(), MESSAGES.c.id.desc())
                .limit(MOST_SHOWN)
            )
            return tuple(_shown(row) for row in work.all(statement))

        return self.kernel.read(do)

    def mark_read(self, actor: Actor, message_id: str) -> None:
        """Put a message away. Raises NotFound for one that was not sent to this person."""

        def do(work: Work) -> None:
            own = (MESSAGES.c.id == message_id, MESSAGES.c.person == actor.person)
            if work.one(sa.select(MESSAGES.c.id).where(*own)) is None:
                raise NotFound
            work.update(MESSAGES, *own, MESSAGES.c.read_at.is_(None), read_at=work.now)

        self.kernel.write(do)


def _shown(row: sa.Row[Any]) -> MessageRow:
    facts: dict[str, Any] = {name: _in_words(name, value) for name, value in row.facts.items()}
    sentence = text(f"message.{row.kind}", number=row.number, title=row.title, **facts)
    return MessageRow(row.id, row.at, sentence, row.case_id, row.task_id, row.read_at is not None)


def _in_words(name: str, value: object) -> object:
    return _moment(utc(str(value))) if name.endswith("_at") else value


def _moment(at: datetime) -> str:
    """What ends at midnight ends with the day before, at 24:00, as people say it."""
    local = at.astimezone(SHANGHAI)
    if local.time() == time():
        return text("message.end_of_day", at=local - timedelta(days=1))
    return text("message.moment", at=local)
