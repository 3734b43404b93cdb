"""A database comes up to exactly the tables that the program works with."""

import sqlite3
from contextlib import closing

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from engine.persistence.database import Database
from engine.persistence.migrate import DatabaseVersionError, require_current, upgrade
from engine.persistence.tables import metadata


def test_the_steps_lead_to_the_tables(empty_database: Database) -> None:
    upgrade(empty_database)
    with empty_database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_upgrading_twice_is_upgrading_once(empty_database: Database) -> None:
    upgrade(empty_database)
    upgrade(empty_database)
    require_current(empty_database)


def test_an_empty_database_is_outdated(empty_database: Database) -> None:
    with pytest.raises(DatabaseVersionError, match="database_outdated"):
        require_current(empty_database)


@pytest.mark.parametrize("touch", [upgrade, require_current])
def test_a_database_of_a_newer_program_is_left_alone(empty_database: Database, touch: object) -> None:
    upgrade(empty_database)
    with empty_database.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999_future'"))
    with pytest.raises(DatabaseVersionError, match="database_newer"):
        touch(empty_database)  # type: ignore[operator]


@pytest.fixture
def with_a_trail(empty_database: Database) -> Database:
    """An upgraded database with one row in both tables of the trail, put in past the foreign keys."""
    upgrade(empty_database)
    if empty_database.sqlite:
        with closing(sqlite3.connect(str(empty_database.url.database))) as raw, raw:
            raw.execute(
                "INSERT INTO trail_entries (case_id, seq, village, v, at, kind, data, att, hash)"
                " VALUES ('c', 1, 'v', 1, '2026-03-02', 'k', '{}', '[]', 'h')"
            )
            raw.execute("INSERT INTO trail_values VALUES ('c',1,'f','s','{}')")
    return empty_database


@pytest.mark.parametrize("table", ["trail_entries", "trail_values"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET seq = 2", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_a_trail(
    with_a_trail: Database, table: str, statement: str
) -> None:
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), with_a_trail.write() as connection:
        connection.execute(sa.text(statement.format(table)))
