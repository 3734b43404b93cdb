"""Sending what stands in the outbox: each event at least once, under an id that never changes.

A delivery that fails comes back after one minute, then after twice as long each time, at most six hours; an
event that is not taken for three days is given up, and the system administrators are told. A receiver that
does not answer at all is left alone by the same measure, whatever waits for it, so that it holds no other
receiver up.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
import sqlalchemy as sa

from engine.errors import EngineError
from engine.persistence import tables
from engine.services.kernel import Kernel, Work
from engine.services.receivers import Receivers, host_of
from engine.services.regions import chain, holders

LOG = logging.getLogger(__name__)
WEBHOOKS, OUTBOX, MESSAGES = tables.webhooks, tables.outbox, tables.messages
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
GIVEN_UP_AFTER = timedelta(days=3)
SENT_KEPT = timedelta(days=30)
"""How long a sent event stays on record; one that was given up stays for good."""
GIVEN_UP = "webhook_given_up"
TOLD_EVERY = timedelta(days=1)
TOLD = ("sysadmin",)
ENDED = "webhook_ended"


@dataclass(frozen=True, slots=True)
class _Delivery:
    """One attempt: it is booked as failed already, so that a crash in between costs nothing but time."""

    id: str
    webhook: str
    url: str
    secret: str
    region: str
    is_ended: bool
    body: bytes
    created_at: datetime
    silences: int
    at: datetime


@dataclass(frozen=True, slots=True)
class _Outcome:
    error: str | None
    """Why the event was not taken; None when it was."""
    is_answered: bool


class Deliveries:
    """Sends events to receivers, one after the other; any number of processes may do so."""

    def __init__(self, kernel: Kernel, receivers: Receivers) -> None:
        self.kernel = kernel
        self._receivers = receivers

    def deliver_next(self) -> bool:
        """Try to deliver what is due for longest; whether there was anything.

        Takes ten seconds where nobody answers, and no transaction is open meanwhile. Looks without a lock
        first, so that an idle look costs a read.
        """
        if not self.kernel.read(_is_due):
            return False
        delivery = self.kernel.write(_claim)
        if delivery is None:
            return False
        outcome = self._attempt(delivery)
        self.kernel.write(lambda work: _settle(work, delivery, outcome))
        return True

    def _attempt(self, delivery: _Delivery) -> _Outcome:
        if delivery.is_ended:
            return _Outcome(ENDED, is_answered=True)
        try:
            status = self._receivers.post(delivery.url, _headers(delivery), delivery.body)
        except EngineError as error:
            return _Outcome(error.code, is_answered=False)
        return _Outcome(None if 200 <= status < 300 else f"http_{status}", is_answered=True)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The value of `Weiquan-Signature`: HMAC-SHA256 over the timestamp, a dot, and the body as sent."""
    signed = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"v1={signed.hexdigest()}"


def wait_after(failures: int) -> timedelta:
    """How long to wait after so many failures in a row, from 1: a minute, then double, up to six hours."""
    doubled: int = 2 ** min(failures - 1, 16)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def _headers(delivery: _Delivery) -> dict[str, str]:
    timestamp = str(int(delivery.at.timestamp()))
    return {
        "Content-Type": "application/json",
        "User-Agent": "weiquan",
        "Weiquan-Event-Id": delivery.id,
        "Weiquan-Timestamp": timestamp,
        "Weiquan-Signature": signature(delivery.secret, timestamp, delivery.body),
    }


# Claiming.


def _due(work: Work) -> sa.Select[Any]:
    return (
        sa.select(
            OUTBOX, *WEBHOOKS.c["url", "secret", "region", "silences"], WEBHOOKS.c.ended_at.label("ended_at")
        )
        .join(WEBHOOKS, WEBHOOKS.c.id == OUTBOX.c.webhook)
        .where(
            OUTBOX.c.status == "pending",
            OUTBOX.c.next_try_at <= work.now,
            sa.or_(WEBHOOKS.c.quiet_until.is_(None), WEBHOOKS.c.quiet_until <= work.now),
        )
        .order_by(OUTBOX.c.next_try_at, OUTBOX.c.id)
        .limit(1)
    )


def _is_due(work: Work) -> bool:
    return work.one(_due(work)) is not None


def _claim(work: Work) -> _Delivery | None:
    """The event that is due for longest, put off as if the attempt had failed; busy ones are passed over.

    The first wait is longer than an attempt, so no other process takes the event up in the meantime.
    """
    row = work.one(_due(work).with_for_update(skip_locked=True, of=OUTBOX))
    if row is None:
        return None
    tried = row.attempts + 1
    work.update_by(OUTBOX, {"id": row.id}, attempts=tried, next_try_at=work.now + wait_after(tried))
    return _Delivery(
        id=row.id,
        webhook=row.webhook,
        url=row.url,
        secret=row.secret,
        region=row.region,
        is_ended=row.ended_at is not None,
        body=orjson.dumps(row.body, option=orjson.OPT_SORT_KEYS),
        created_at=row.created_at,
        silences=row.silences,
        at=work.now,
    )


# Settling.


def _settle(work: Work, delivery: _Delivery, outcome: _Outcome) -> None:
    _note_silence(work, delivery, outcome)
    if outcome.error is None:
        sent = {"status": "sent", "sent_at": work.now, "last_error": None}
        work.update_by(OUTBOX, {"id": delivery.id}, **sent)
        work.connection.execute(_sent_long_ago(work))
        return
    LOG.info("event %s was not taken: %s", delivery.id, outcome.error)
    own = sa.and_(OUTBOX.c.id == delivery.id, OUTBOX.c.status == "pending")
    work.update(OUTBOX, own, last_error=outcome.error)
    if outcome.error == ENDED:
        work.update(OUTBOX, own, status="given_up")
        return
    given_up = _give_up(work, delivery, outcome, own)
    if given_up:
        LOG.warning("%s events of web-hook %s were given up", given_up, delivery.webhook)
        _tell(work, delivery, given_up)


def _note_silence(work: Work, delivery: _Delivery, outcome: _Outcome) -> None:
    silences = 0 if outcome.is_answered else delivery.silences + 1
    if silences == delivery.silences:
        return
    until = work.now + wait_after(silences) if silences else None
    work.update_by(WEBHOOKS, {"id": delivery.webhook}, silences=silences, quiet_until=until)


def _sent_long_ago(work: Work) -> sa.Delete:
    return OUTBOX.delete().where(OUTBOX.c.status == "sent", OUTBOX.c.sent_at < work.now - SENT_KEPT)


def _give_up(work: Work, delivery: _Delivery, outcome: _Outcome, own: sa.ColumnElement[bool]) -> int:
    """Give up the event if it is too old; of a silent receiver all that are. How many."""
    waiting = sa.and_(OUTBOX.c.webhook == delivery.webhook, OUTBOX.c.status == "pending")
    return work.update(
        OUTBOX,
        own if outcome.is_answered else waiting,
        OUTBOX.c.created_at <= work.now - GIVEN_UP_AFTER,
        status="given_up",
        last_error=outcome.error,
    )


def _tell(work: Work, delivery: _Delivery, count: int) -> None:
    """Tell the system administrators of the region or above; once a day about one web-hook."""
    facts = {"webhook": delivery.webhook, "receiver": host_of(delivery.url), "count": count}
    for person in holders(work.connection, TOLD, chain(work.connection, delivery.region), work.today):
        if not _was_told(work, person, delivery.webhook):
            work.insert(MESSAGES, id=work.id(), person=person, at=work.now, kind=GIVEN_UP, facts=facts)


def _was_told(work: Work, person: str, webhook: str) -> bool:
    lately = sa.select(MESSAGES.c.id).where(
        MESSAGES.c.person == person,
        MESSAGES.c.at > work.now - TOLD_EVERY,
        MESSAGES.c.kind == GIVEN_UP,
        MESSAGES.c.facts["webhook"].as_string() == webhook,
    )
    return work.one(lately) is not None
