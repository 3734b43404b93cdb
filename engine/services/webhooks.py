"""Who outside hears of cases: web-hooks, entered and ended at the machine itself, each with its region.

Whoever may run commands on the server's database needs no post; every change is in the access record.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.errors import NotFound
from engine.persistence import tables
from engine.services.kernel import Kernel, Work
from engine.services.receivers import Receivers
from engine.services.regions import region_row

WEBHOOKS, OUTBOX = tables.webhooks, tables.outbox
OPERATOR = "operator"
"""Who acts, on record: whoever runs commands on the server."""
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """A web-hook that was just entered; its secret is told this one time."""

    id: str
    secret: str


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """A web-hook as lists show it."""

    id: str
    url: str
    region: str
    created_at: datetime
    ended_at: datetime | None
    pending: int
    given_up: int


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """An event on its way, sent, or given up. `next_try_at` only says something of one that is pending."""

    id: str
    webhook: str
    number: str
    seq: int
    kind: str
    status: str
    """pending, sent or given_up."""
    attempts: int
    created_at: datetime
    next_try_at: datetime
    last_error: str | None
    """Reads `delivery.<code>` of the catalogue; `http_` and the status where the receiver answered."""


class Webhooks:
    """Entering, listing and ending web-hooks, and what became of their events."""

    def __init__(self, kernel: Kernel, receivers: Receivers) -> None:
        self.kernel = kernel
        self._receivers = receivers

    def add(self, url: str, region: str) -> NewWebhook:
        """Let a receiver hear of all that happens from now on in a region and below it.

        Raises NotFound for an unknown region, Invalid for an address that is not called (`webhook_url`,
        `webhook_host_unknown`, `webhook_address_closed`).
        """
        self._receivers.refuse(url)
        secret = secrets.token_urlsafe(32)

        def do(work: Work) -> NewWebhook:
            region_row(work.connection, region)
            new = NewWebhook(work.id(), secret)
            work.insert(
                WEBHOOKS,
                id=new.id,
                url=url,
                secret=secret,
                region=region,
                created_at=work.now,
                created_by=OPERATOR,
            )
            _note(work, f"webhook_added {new.id} {url}", region)
            return new

        return self.kernel.write(do)

    def list(self) -> tuple[WebhookRow, ...]:
        """All web-hooks, also those that have ended, the newest first."""

        def do(work: Work) -> tuple[WebhookRow, ...]:
            return tuple(_shown(row) for row in work.all(_LISTED))

        return self.kernel.read(do)

    def end(self, webhook_id: str) -> None:
        """Tell a receiver nothing more, not even what waits. Raises NotFound unless it is in force."""

        def do(work: Work) -> None:
            row = work.one(sa.select(WEBHOOKS.c.region).filter_by(id=webhook_id, ended_at=None))
            if row is None:
                raise NotFound
            work.update_by(WEBHOOKS, {"id": webhook_id}, ended_at=work.now)
            _note(work, f"webhook_ended {webhook_id}", row.region)

        self.kernel.write(do)

    def deliveries(self) -> tuple[DeliveryRow, ...]:
        """The newest 200 events, the newest first."""
        return self._deliveries(sa.true())

    def failed_deliveries(self) -> tuple[DeliveryRow, ...]:
        """Of the events that were given up, or not taken at their last attempt, the newest 200."""
        return self._deliveries(OUTBOX.c.last_error.is_not(None))

    def _deliveries(self, wanted: sa.ColumnElement[bool]) -> tuple[DeliveryRow, ...]:
        newest = sa.select(OUTBOX).where(wanted).order_by(OUTBOX.c.id.desc()).limit(MOST_SHOWN)
        return self.kernel.read(lambda work: tuple(_delivery(row) for row in work.all(newest)))


def _count(status: str) -> sa.ScalarSelect[int]:
    rows = sa.select(sa.func.count()).where(OUTBOX.c.webhook == WEBHOOKS.c.id, OUTBOX.c.status == status)
    return rows.scalar_subquery()


_LISTED = sa.select(
    WEBHOOKS, _count("pending").label("pending"), _count("given_up").label("given_up")
).order_by(WEBHOOKS.c.id.desc())


def _note(work: Work, what: str, region: str) -> None:
    work.insert(tables.access_entries, id=work.id(), at=work.now, actor=OPERATOR, what=what, village=region)


def _shown(row: sa.Row[Any]) -> WebhookRow:
    return WebhookRow(row.id, row.url, row.region, row.created_at, row.ended_at, row.pending, row.given_up)


def _delivery(row: sa.Row[Any]) -> DeliveryRow:
    return DeliveryRow(
        id=row.id,
        webhook=row.webhook,
        number=row.body["number"],
        seq=row.body["seq"],
        kind=row.body["kind"],
        status=row.status,
        attempts=row.attempts,
        created_at=row.created_at,
        next_try_at=row.next_try_at,
        last_error=row.last_error,
    )
