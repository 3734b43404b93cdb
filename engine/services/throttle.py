"""Slowing down who guesses passwords: ever longer pauses, at most 15 minutes, never a lock.

A permanent lock would let anybody shut an office holder out before a deadline. Attempts are counted before
the password is looked at, so that many at once gain nothing. An address from which the person has logged in
before has a counter of its own: whoever guesses from elsewhere can't keep the owner out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

import sqlalchemy as sa

from engine.errors import TooMany
from engine.persistence import tables
from engine.services.kernel import Work

FAILED = tables.failed_logins
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)
ADDRESS_KNOWN_FOR = timedelta(days=90)
FREE_OF_ACCOUNT, FREE_OF_ADDRESS = 5, 30
"""Failures without a pause: an address may be a whole town hall."""


@dataclass(frozen=True, slots=True)
class Counter:
    """Whose attempts are counted, and how many are free."""

    subject: str
    free: int

    def pause(self, failures: int) -> timedelta:
        """How long after the last of so many failures the next attempt must wait: doubled by each one."""
        if failures < self.free:
            return timedelta()
        doublings: int = min(failures - self.free, 10)
        return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def of_account(work: Work, user: str, address: str) -> Counter:
    """The counter of an account, or the one it has for an address from which it was logged in to before."""
    known = Counter(_known(user, address), FREE_OF_ACCOUNT)
    return known if _row(work, known) is not None else Counter(f"user:{user}", FREE_OF_ACCOUNT)


def of_address(address: str) -> Counter:
    """The counter of an address."""
    return Counter(f"address:{address}", FREE_OF_ADDRESS)


def count_attempt(work: Work, user: str, address: str) -> None:
    """Count an attempt on an account from an address.

    Raises TooMany `too_many_logins` while one of the two must wait; that attempt makes no wait longer.
    """
    work.connection.execute(FAILED.delete().where(FAILED.c.last_at < work.now - ADDRESS_KNOWN_FOR))
    counters = (of_account(work, user, address), of_address(address))
    left = max(_left(counter, _row(work, counter), work.now) for counter in counters)
    if left > timedelta():
        seconds = ceil(left.total_seconds())
        raise TooMany("too_many_logins", retry_after=seconds, minutes=ceil(seconds / 60))
    for counter in counters:
        _set(work, counter.subject, _failures(_row(work, counter), work.now) + 1)


def forgive_attempt(work: Work, user: str, address: str) -> None:
    """The password was right: the account starts anew, the address gets this attempt back and is known now.

    The address keeps its other failures, else an account of their own would clear the slate for a guesser.
    """
    counter = of_account(work, user, address)
    work.connection.execute(FAILED.delete().where(FAILED.c.subject == counter.subject))
    _set(work, _known(user, address), 0)
    place = of_address(address)
    _set(work, place.subject, max(_failures(_row(work, place), work.now) - 1, 0))


def _known(user: str, address: str) -> str:
    """The address stands first: a made-up user name can't pass for another user's address."""
    return f"known:{address}:{user}"


def _row(work: Work, counter: Counter) -> sa.Row[Any] | None:
    return work.one(sa.select(FAILED).where(FAILED.c.subject == counter.subject))


def _failures(row: sa.Row[Any] | None, now: datetime) -> int:
    return row.failures if row is not None and row.last_at > now - FORGOTTEN_AFTER else 0


def _set(work: Work, subject: str, failures: int) -> None:
    changed = work.update(FAILED, FAILED.c.subject == subject, failures=failures, last_at=work.now)
    if not changed:
        work.insert(FAILED, subject=subject, failures=failures, last_at=work.now)


def _left(counter: Counter, row: sa.Row[Any] | None, now: datetime) -> timedelta:
    if row is None:
        return timedelta()
    last_at: datetime = row.last_at
    return last_at + counter.pause(_failures(row, now)) - now
