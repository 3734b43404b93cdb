"""What every service stands on: database, present, calendar, and the one way to carry out a command."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from engine.audit.entry import sm3_hex
from engine.clock import Clock, village_date
from engine.errors import Invalid
from engine.persistence import tables
from engine.persistence.database import Database
from engine.persistence.types import new_id
from engine.rules.calendar import Calendar
from engine.rules.holidays import parse_holiday_year
from engine.rules.parameters import ParameterValue

Answer = TypeVar("Answer")

KEYS = tables.idempotency_keys
TRIES = 3
CLOCK_SHIFT = "clock_shift"
MIN_KEY, MAX_KEY = 1, 200
WANTED = "wanted_"
"""Before the names of parameters that rows are found by: those of values are names of columns."""
OWN_KEY = sa.select(KEYS.c.request, KEYS.c.answer).where(
    KEYS.c.actor == sa.bindparam("actor"), KEYS.c.key == sa.bindparam("key")
)


@dataclass(frozen=True, slots=True)
class Work:
    """One transaction of one command: its connection and its present (aware UTC)."""

    connection: Connection
    now: datetime

    @property
    def today(self) -> date:
        """The date in Asia/Shanghai."""
        return village_date(self.now)

    def id(self) -> str:
        """A new opaque id."""
        return new_id(self.now)

    def one(self, statement: sa.Select[Any], **parameters: object) -> sa.Row[Any] | None:
        """The first row, or None; `parameters` for a statement that was made once for every request."""
        return self.connection.execute(statement, parameters).first()

    def all(self, statement: sa.Select[Any], **parameters: object) -> list[sa.Row[Any]]:
        """All rows; `parameters` for a statement that was made once for every request."""
        return list(self.connection.execute(statement, parameters))

    def insert(self, table: sa.Table, **values: object) -> None:
        """Add one row."""
        self.connection.execute(table.insert(), values)

    def insert_new(self, table: sa.Table, **values: object) -> bool:
        """Add one row unless its key is taken; whether it was added."""
        insert = sqlite.insert if self.connection.dialect.name == "sqlite" else postgresql.insert
        statement = insert(table).on_conflict_do_nothing().returning(*table.primary_key.columns)
        return self.connection.execute(statement, values).first() is not None

    def update(self, table: sa.Table, *where: sa.ColumnElement[bool], **values: object) -> int:
        """Change rows; the number of those that fitted."""
        return self.connection.execute(table.update().where(*where).values(**values)).rowcount

    def update_by(self, table: sa.Table, where: Mapping[str, object], **values: object) -> int:
        """Change the rows whose columns equal `where`, by a statement made once; how many did."""
        given = {WANTED + name: value for name, value in where.items()}
        return self.connection.execute(_update(table, tuple(where)), {**values, **given}).rowcount

    def delete_by(self, table: sa.Table, **where: object) -> None:
        """Remove the rows whose columns equal these values."""
        given = {WANTED + name: value for name, value in where.items()}
        self.connection.execute(_delete(table, tuple(where)), given)


class Kernel:
    """Shared by all services of a process."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self._clock = clock
        self._shift: timedelta | None = None

    # The present.

    def now(self) -> datetime:
        """The present of this installation: the machine's clock, moved under the test clock."""
        return self._clock() + self.shift()

    def shift(self) -> timedelta:
        """How far the test clock is ahead; it survives a restart."""
        if self._shift is None:
            with self.database.read() as connection:
                row = connection.execute(
                    sa.select(tables.settings.c.value).filter_by(key=CLOCK_SHIFT)
                ).first()
            self._shift = timedelta(seconds=row[0]) if row else timedelta()
        return self._shift

    def move_clock(self, by: timedelta) -> None:
        """Move the test clock forward. Raises Invalid `clock_backwards`."""
        if by < timedelta():
            raise Invalid("clock_backwards")
        shift = self.shift() + by
        with self.database.write() as connection:
            connection.execute(tables.settings.delete().where(tables.settings.c.key == CLOCK_SHIFT))
            connection.execute(tables.settings.insert(), {"key": CLOCK_SHIFT, "value": shift.total_seconds()})
        self._shift = shift

    def calendar(self, connection: Connection) -> Calendar:
        """The shipped holiday tables and those imported since."""
        years = connection.execute(sa.select(tables.holiday_years).order_by("year")).all()
        return _calendar(tuple(row.text for row in years))

    # Transactions.

    def read(self, do: Callable[[Work], Answer]) -> Answer:
        """Run `do` in a transaction that only reads."""
        now = self.now()
        with self.database.read() as connection:
            return do(Work(connection, now))

    def write(self, do: Callable[[Work], Answer]) -> Answer:
        """Run `do` in a transaction; only what may simply be tried again is, at most three times in all."""
        for attempt in range(1, TRIES + 1):
            try:
                with self.database.write() as connection:
                    return do(Work(connection, self.now()))
            except DBAPIError as error:
                if attempt == TRIES or not self.database.is_transient(error):
                    raise
        raise AssertionError("unreachable")

    def once(
        self, *, owner: str, key: str, request: object, answer: type[Answer], do: Callable[[Work], Answer]
    ) -> Answer:
        """Run a command at most once per idempotency key; a repeated request gets the stored answer.

        `owner` is whose key it is (a user, or a notice for anonymous callers), `request` all that makes the
        request what it is. Refusals are not stored, so the same key may try again. Raises Invalid
        `key_reused` for the same key with another request.
        """
        if not MIN_KEY <= len(key) <= MAX_KEY:
            raise Invalid("key_invalid", most=MAX_KEY)
        digest = sm3_hex(json.dumps(request, sort_keys=True, default=str).encode())

        def at_most_once(work: Work) -> Answer:
            own = {"actor": owner, "key": key}
            # Taken first: whoever sends the same key meanwhile waits here, and reads the answer then.
            if not work.insert_new(KEYS, **own, request=digest, answer=None, at=work.now):
                return self._repeat(work, own, digest, answer)
            given = do(work)
            stored = _adapter(cast("Hashable", answer)).dump_python(given, mode="json")
            work.update_by(KEYS, own, answer=stored)
            return given

        return self.write(at_most_once)

    @staticmethod
    def _repeat(work: Work, own: Mapping[str, str], digest: str, answer: type[Answer]) -> Answer:
        """The answer that was given under a key."""
        row = work.connection.execute(OWN_KEY, own).one()
        if row.request != digest:
            raise Invalid("key_reused")
        repeated: Answer = _adapter(cast("Hashable", answer)).validate_python(row.answer)
        return repeated


def parameter_values(connection: Connection, key: str | None = None) -> list[ParameterValue]:
    """All values that were set, of one key or of every key."""
    statement = sa.select(tables.parameters)
    if key is not None:
        statement = statement.where(tables.parameters.c.key == key)
    return [
        ParameterValue(row.key, row.value, row.scope, row.from_on, row.to_on)
        for row in connection.execute(statement.order_by(tables.parameters.c.set_at))
    ]


def new_key() -> str:
    """A key for a command that nobody repeats: the program's own."""
    return secrets.token_hex(16)


def utc(text: str) -> datetime:
    """An ISO instant that a row holds as text."""
    return datetime.fromisoformat(text).astimezone(UTC)


@cache
def _update(table: sa.Table, names: tuple[str, ...]) -> sa.Update:
    return table.update().where(*_equal(table, names))


@cache
def _delete(table: sa.Table, names: tuple[str, ...]) -> sa.Delete:
    return table.delete().where(*_equal(table, names))


def _equal(table: sa.Table, names: tuple[str, ...]) -> list[sa.ColumnElement[bool]]:
    return [table.c[name] == sa.bindparam(WANTED + name) for name in names]


@cache
def _calendar(texts: tuple[str, ...]) -> Calendar:
    calendar = Calendar.built_in()
    for text in texts:
        calendar = calendar.with_year(parse_holiday_year(text))
    return calendar


@cache
def _adapter(answer: Any) -> TypeAdapter[Any]:
    return TypeAdapter(answer)
