"""Transactions: nothing half-written, nothing lost, on either system."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from engine.persistence import tables
from engine.persistence.database import Database
from engine.persistence.migrate import upgrade

COUNTER = "counter"
SETTINGS = tables.settings


@pytest.fixture
def counter(empty_database: Database) -> Database:
    """A database with a number in it."""
    upgrade(empty_database)
    with empty_database.write() as connection:
        connection.execute(SETTINGS.insert(), {"key": COUNTER, "value": 0})
    return empty_database


def value(database: Database) -> int:
    with database.read() as connection:
        return int(connection.execute(sa.select(SETTINGS.c.value)).scalar_one())


def add_one(database: Database) -> None:
    with database.write() as connection:
        statement = sa.select(SETTINGS.c.value).where(SETTINGS.c.key == COUNTER).with_for_update()
        found = connection.execute(statement).scalar_one()
        connection.execute(SETTINGS.update().values(value=found + 1))


def at_once(*actions: Callable[[], None]) -> None:
    """Run all actions in threads of their own; the first failure is raised."""
    failures: list[BaseException] = []

    def guarded(action: Callable[[], None]) -> None:
        try:
            action()
        except BaseException as error:  # handed to the thread that waits
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def test_no_update_is_lost_when_many_write_at_once(counter: Database) -> None:
    def add_ten() -> None:
        for _ in range(10):
            add_one(counter)

    at_once(*[add_ten] * 8)
    assert value(counter) == 80


def test_two_programs_on_one_database_lose_nothing_either(counter: Database) -> None:
    other = Database(counter.url.render_as_string(hide_password=False))

    def add_ten(database: Database) -> None:
        for _ in range(10):
            add_one(database)

    at_once(lambda: add_ten(counter), lambda: add_ten(other))
    other.close()
    assert value(counter) == 20


def test_a_step_that_fails_leaves_nothing_behind(counter: Database) -> None:
    def fail(connection: sa.Connection) -> None:
        connection.execute(SETTINGS.update().values(value=99))
        raise RuntimeError

    with pytest.raises(RuntimeError), counter.write() as connection:
        fail(connection)
    assert value(counter) == 0


def test_reading_sees_what_was_committed_and_does_not_wait_for_a_writer(counter: Database) -> None:
    with counter.write() as connection:
        connection.execute(SETTINGS.update().values(value=99))
        assert value(counter) == 0
    assert value(counter) == 99


def test_a_row_of_a_village_that_is_not_there_is_refused(empty_database: Database) -> None:
    upgrade(empty_database)
    orphan = {"id": "x", "region": "nowhere", "name": "某", "initials": "m"}
    with pytest.raises(sa.exc.IntegrityError), empty_database.write() as connection:
        connection.execute(tables.persons.insert(), orphan)


def test_instants_come_back_as_they_went_in_and_in_utc(empty_database: Database) -> None:
    upgrade(empty_database)
    moment = datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=timezone(timedelta(hours=8)))
    with empty_database.write() as connection:
        connection.execute(tables.failed_logins.insert(), {"subject": "s", "failures": 1, "last_at": moment})
    with empty_database.read() as connection:
        found = connection.execute(sa.select(tables.failed_logins.c.last_at)).scalar_one()
    assert (found, found.utcoffset()) == (moment, timedelta())


def test_an_instant_without_a_zone_is_refused(empty_database: Database) -> None:
    upgrade(empty_database)
    naive = {"subject": "s", "failures": 1, "last_at": datetime(2026, 3, 2)}  # noqa: DTZ001
    with pytest.raises(sa.exc.StatementError, match="naive"), empty_database.write() as connection:
        connection.execute(tables.failed_logins.insert(), naive)
