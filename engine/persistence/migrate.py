"""Brings a database up to the tables of this program, and says whether it is."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from engine.errors import EngineError
from engine.persistence.database import Database

FOLDER = Path(__file__).parent / "migrations"
UPGRADE_LOCK = 0x7765_6971_7561_6E00
"""Key of PostgreSQL's advisory lock: of several programs that start at once, one upgrades."""


class DatabaseVersionError(EngineError):
    """The database and this program don't fit: `database_outdated`, or `database_newer` than the program."""

    default_code = "database_outdated"


def upgrade(database: Database) -> None:
    """Bring the database up to date, in one transaction: wholly or not at all.

    Raises DatabaseVersionError `database_newer` when a newer program has been here.
    """
    with database.write() as connection:
        if not database.sqlite:
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
        _refuse_newer(connection)
        command.upgrade(_config(connection), "head")


def require_current(database: Database) -> None:
    """Raise DatabaseVersionError unless the database has exactly the tables of this program."""
    with database.read() as connection:
        _refuse_newer(connection)
        if _revision(connection) != _head():
            raise DatabaseVersionError("database_outdated")


def _refuse_newer(connection: Connection) -> None:
    revision = _revision(connection)
    if revision is not None and revision not in {script.revision for script in _scripts().walk_revisions()}:
        raise DatabaseVersionError("database_newer", revision=revision)


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _head() -> str | None:
    return _scripts().get_current_head()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(FOLDER))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config
