"""What the commands share: the settings of this call, and services opened and closed around a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from engine.persistence.copies import require_file
from engine.persistence.database import Database
from engine.persistence.migrate import require_current, upgrade
from engine.settings import Settings
from engine.wiring import Services, build

pass_settings = click.make_pass_decorator(Settings)


def prepare(settings: Settings) -> None:
    """Make the data folder and bring the database up to date."""
    settings.data.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url)
    try:
        upgrade(database)
    finally:
        database.close()


@contextmanager
def services_of(settings: Settings) -> Iterator[Services]:
    """Services on a database that is up to date.

    Raises Conflict `no_such_database` where there is no file, DatabaseVersionError for another version.
    """
    services = build(settings)
    try:
        require_file(services.kernel.database)
        require_current(services.kernel.database)
        yield services
    finally:
        services.close()
