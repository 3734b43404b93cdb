"""Settings to services: the one place where all parts meet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from engine.clock import Clock, system_now
from engine.errors import Invalid
from engine.persistence import tables
from engine.persistence.database import Database
from engine.rules.periods import Period, end_of
from engine.services.accounts import Accounts
from engine.services.admissions import Admissions
from engine.services.attachments import Attachments
from engine.services.board_losses import BoardLosses
from engine.services.calendars import Calendars
from engine.services.case_page import CasePages
from engine.services.cases import CaseCommands
from engine.services.clockwork import Clockwork
from engine.services.copies import Copies
from engine.services.definitions import DesignDesk
from engine.services.deliveries import Deliveries
from engine.services.incidents import Incidents
from engine.services.kernel import Kernel
from engine.services.messages import Messages
from engine.services.notices import Notices
from engine.services.parameters import Parameters
from engine.services.people import People
from engine.services.procedures import Procedures
from engine.services.receivers import Receivers
from engine.services.task_lists import TaskLists
from engine.services.task_page import TaskPages
from engine.services.tasks import TaskCommands
from engine.services.trail import Trail
from engine.services.views import Actor, Village
from engine.services.webhooks import Webhooks
from engine.settings import Settings


class Tasks(TaskCommands, TaskLists, TaskPages):
    """Tasks: commands, lists, pages."""


class Cases(CaseCommands, CasePages):
    """Cases: commands and pages."""


class DueWork(Clockwork, Deliveries):
    """What falls due: timers of cases, and events for those outside who listen."""

    def __init__(self, kernel: Kernel, receivers: Receivers) -> None:
        Clockwork.__init__(self, kernel)
        Deliveries.__init__(self, kernel, receivers)


class TestClock:
    """The clock of a rehearsal: moved on purpose, forward only; what is due fires before the answer."""

    __test__ = False

    def __init__(self, kernel: Kernel, clockwork: Clockwork) -> None:
        self._kernel = kernel
        self._clockwork = clockwork

    def advance(self, written: str) -> datetime:
        """Move on by an ISO 8601 duration. Raises Invalid `period_invalid`."""
        now = self._kernel.now()
        calendar = self._kernel.read(lambda work: self._kernel.calendar(work.connection))
        return self.set(end_of(Period.parse(written), now, calendar).ends_at)

    def set(self, goal: datetime) -> datetime:
        """Move to an instant (aware), stopping at everything that is due on the way. Raises Invalid
        `clock_backwards`.
        """
        if goal < self._kernel.now():
            raise Invalid("clock_backwards")
        self._fire_all()
        while (due := self._clockwork.next_due()) is not None and due <= goal:
            self._kernel.move_clock(max(due - self._kernel.now(), timedelta()))
            if not self._fire_all():
                break
        self._kernel.move_clock(max(goal - self._kernel.now(), timedelta()))
        self._fire_all()
        return self._kernel.now()

    def _fire_all(self) -> int:
        fired = 0
        while handled := self._clockwork.fire_due(1_000):
            fired += handled
        return fired


@dataclass(frozen=True)
class Services:
    """Everything that pages, REST and the command line may call."""

    kernel: Kernel
    accounts: Accounts
    procedures: Procedures
    cases: Cases
    tasks: Tasks
    attachments: Attachments
    copies: Copies
    notices: Notices
    admissions: Admissions
    board_losses: BoardLosses
    trail: Trail
    definitions: DesignDesk
    people: People
    parameters: Parameters
    incidents: Incidents
    messages: Messages
    calendars: Calendars
    clockwork: DueWork
    webhooks: Webhooks
    test_clock: TestClock | None

    def now(self) -> datetime:
        """The present, aware UTC."""
        return self.kernel.now()

    def villages(self, actor: Actor) -> tuple[Village, ...]:
        """The villages that a person may see, in the district's order."""
        region, town = tables.regions, tables.regions.alias("town")
        statement = (
            sa.select(region.c.id, region.c.name, town.c.name.label("town"), region.c.facts)
            .join(town, town.c.id == region.c.parent)
            .where(region.c.kind == "village", region.c.id.in_(actor.regions))
            .order_by(region.c.position)
        )
        rows = self.kernel.read(lambda work: work.all(statement))
        return tuple(Village(row.id, row.name, row.town, row.facts["kind"], row.facts) for row in rows)

    def close(self) -> None:
        """Close the database."""
        self.kernel.database.close()


def build(settings: Settings, clock: Clock = system_now) -> Services:
    """All services on the database that the settings name."""
    kernel = Kernel(Database(settings.database_url), clock)
    receivers = Receivers(rehearsal=settings.test_clock, networks=settings.webhook_networks)
    clockwork = DueWork(kernel, receivers)
    return Services(
        kernel=kernel,
        accounts=Accounts(kernel),
        procedures=Procedures(kernel),
        cases=Cases(kernel),
        tasks=Tasks(kernel),
        attachments=Attachments(kernel),
        copies=Copies(kernel),
        notices=Notices(kernel),
        admissions=Admissions(kernel),
        board_losses=BoardLosses(kernel),
        trail=Trail(kernel),
        definitions=DesignDesk(kernel),
        people=People(kernel),
        parameters=Parameters(kernel),
        incidents=Incidents(kernel),
        messages=Messages(kernel),
        calendars=Calendars(kernel),
        clockwork=clockwork,
        webhooks=Webhooks(kernel, receivers),
        test_clock=TestClock(kernel, clockwork) if settings.test_clock else None,
    )
