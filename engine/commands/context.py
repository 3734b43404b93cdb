"""All services, opened and closed around a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from engine.commands.database import pass_settings
from engine.persistence.copies import require_file
from engine.persistence.migrate import require_current
from engine.settings import Settings
from engine.wiring import Services, build

__all__ = ["pass_settings", "services_of"]


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
