"""The services of one district at a test's hands: people by posts, cases of small procedures, stored rows."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

import sqlalchemy as sa

from engine.errors import Refusal
from engine.persistence import tables
from engine.services.actors import actor_of
from engine.services.case_views import case_view
from engine.services.kernel import Work
from engine.services.regions import chain, holders
from engine.services.step import open_case
from engine.services.views import Actor, AttachmentView, CaseView, TaskView
from engine.wiring import Services
from tests.conftest import SettableClock
from tests.procedures.golden import PDF
from tests.services.drawings import install

Result = TypeVar("Result")

VILLAGE = "dongshan"
LONG_AGO = date(2025, 1, 1)


@dataclass(frozen=True)
class Office:
    """What a test needs to act in a district. Somebody is named by a post, or given as an actor."""

    services: Services
    clock: SettableClock
    keys: Iterator[int] = field(default_factory=itertools.count)

    def key(self) -> str:
        """An idempotency key that nobody used."""
        return f"test-{next(self.keys)}"

    # People.

    def user(self, name: str) -> Actor:
        """Somebody by user name, as of now."""

        def do(work: Work) -> Actor:
            row = work.one(sa.select(tables.accounts.c.person).filter_by(user=name))
            assert row is not None
            return actor_of(work, name, row.person)

        return self.services.kernel.read(do)

    def holders(self, post: str, village: str = VILLAGE) -> list[Actor]:
        """Who holds a post in a village, its town or district, by person id."""
        return [self.user(name) for name in self._users(post, village)]

    def somebody(self, who: str | Actor, village: str = VILLAGE) -> Actor:
        """The first holder of a post, or the actor himself."""
        return who if isinstance(who, Actor) else self.user(self._users(who, village)[0])

    def _users(self, post: str, village: str) -> list[str]:
        def do(work: Work) -> list[str]:
            found = holders(work.connection, (post,), chain(work.connection, village), work.today)
            account = tables.accounts.c
            rows = work.all(sa.select(account.user).where(account.person.in_(found)).order_by(account.person))
            return [row.user for row in rows]

        return self.services.kernel.read(do)

    # Cases.

    def install(self, *keys: str) -> None:
        """Put small procedures in force."""
        install(self.services.kernel, *keys)

    def start(
        self, procedure: str, who: str | Actor = "clerk", *, village: str = VILLAGE, **answers: object
    ) -> CaseView:
        """Start a case."""
        return self.services.cases.start(
            self.somebody(who, village),
            key=self.key(),
            procedure=procedure,
            village=village,
            title="测试办件",
            answers=answers,
        )

    def show(self, case: CaseView) -> CaseView:
        """A case as it is now."""
        return self.services.kernel.read(lambda work: case_view(work, case.id))

    def open(self, case: CaseView) -> list[str]:
        """Elements of its open tasks."""
        return [task.element for task in self.show(case).open_tasks]

    def task(self, case: CaseView, element: str, who: str | Actor) -> TaskView:
        """An open task as somebody sees it."""
        found = next(task.id for task in self.show(case).open_tasks if task.element == element)
        return self.services.tasks.show(self.somebody(who, case.village), found)

    def complete(self, case: CaseView, element: str, who: str | Actor, **answers: object) -> CaseView:
        """Complete an open task."""
        task = self.task(case, element, who)
        return self.services.tasks.complete(
            self.somebody(who, case.village),
            key=self.key(),
            task_id=task.id,
            revision=task.revision,
            answers=answers,
        )

    def give_back(
        self,
        case: CaseView,
        element: str,
        who: str | Actor,
        *,
        to: str | None,
        mode: str,
        reason: str = "不完整",
    ) -> CaseView:
        """Return an open task, or terminate its case."""
        task = self.task(case, element, who)
        return self.services.tasks.give_back(
            self.somebody(who, case.village),
            key=self.key(),
            task_id=task.id,
            revision=task.revision,
            to=to,
            reason=reason,
            mode=mode,
        )

    def paper(
        self, who: str | Actor = "clerk", village: str = VILLAGE, name: str = "材料.pdf"
    ) -> AttachmentView:
        """An uploaded PDF."""
        actor = self.somebody(who, village)
        return self.services.attachments.add(actor, key=self.key(), village=village, name=name, content=PDF)

    # Time.

    def pass_time(self, **by: float) -> int:
        """Let time pass, then fire what is due once; how many timers were handled."""
        self.clock.advance(**by)
        return self.services.clockwork.fire_due(10_000)

    # What is stored.

    def rows(self, table: sa.Table, *where: sa.ColumnElement[bool]) -> list[sa.Row[Any]]:
        """Rows of a table, by primary key."""
        statement = sa.select(table).where(*where).order_by(*table.primary_key.columns)
        return self.services.kernel.read(lambda work: work.all(statement))

    def of(self, case: CaseView, table: sa.Table) -> list[sa.Row[Any]]:
        """Rows of a table that belong to a case; tasks in the order in which they opened."""
        found = self.rows(table, table.c.case_id == case.id)
        return sorted(found, key=lambda row: row.token) if "token" in table.c else found

    def kinds(self, case: CaseView) -> list[str]:
        """Kinds of a case's trail entries, in order."""
        return [row.kind for row in self.of(case, tables.trail_entries)]

    def variables(self, case: CaseView) -> Mapping[str, object]:
        """The variables of a case."""

        def do(work: Work) -> Mapping[str, object]:
            row = work.one(sa.select(tables.cases).where(tables.cases.c.id == case.id))
            assert row is not None
            return open_case(self.services.kernel, work, row, None).instance.variables()

        return self.services.kernel.read(do)

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything in the database."""
        return {
            table.name: [tuple(row) for row in self.rows(table)] for table in tables.metadata.sorted_tables
        }

    def write(self, statement: sa.Executable) -> None:
        """Change the database behind the program's back."""
        self.services.kernel.write(lambda work: work.connection.execute(statement))

    def appoint(self, person: str, post: str, region: str = VILLAGE) -> None:
        """Give somebody a post, as history may have left it: without asking the rules."""
        held = tables.post_holdings
        self.write(
            held.insert().values(
                id=f"{person}-{post}",
                person=person,
                post=post,
                body=None,
                region=region,
                from_on=LONG_AGO,
                to_on=None,
            )
        )

    def dismiss(self, person: str, post: str, on: date) -> None:
        """Let a post end."""
        held = tables.post_holdings
        self.write(held.update().where(held.c.person == person, held.c.post == post).values(to_on=on))


def together(count: int, act: Callable[[int], Result]) -> list[Result | Refusal]:
    """What `count` threads got or were refused that did something at the same moment."""
    barrier = threading.Barrier(count)

    def one(number: int) -> Result | Refusal:
        barrier.wait()
        try:
            return act(number)
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))
