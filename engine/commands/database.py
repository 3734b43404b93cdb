"""What all commands share: the settings of this call, and its database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from engine.clock import system_now
from engine.persistence.copies import require_file
from engine.persistence.database import Database
from engine.persistence.migrate import require_current, upgrade
from engine.services.kernel import Kernel
from engine.settings import Settings

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
def kernel_of(settings: Settings) -> Iterator[Kernel]:
    """What services stand on, for commands that need few of them; its database is up to date.

    Raises Conflict `no_such_database` where there is no file, DatabaseVersionError for another version.
    """
    database = Database(settings.database_url)
    try:
        require_file(database)
        require_current(database)
        yield Kernel(database, system_now)
    finally:
        database.close()
