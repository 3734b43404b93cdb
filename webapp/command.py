"""The command `serve`: the pages and the REST interface, with the alarm clock beside them."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click
from flask import Flask

from engine.commands.context import pass_settings, services_of
from engine.errors import Conflict
from engine.messages import text
from engine.persistence.server_lock import server_lock
from engine.scheduling.alarm import AlarmClock
from engine.services.demo import is_demo
from engine.settings import Settings
from engine.wiring import Services
from webapp.application import create_app
from webapp.service import IS_TICKING
from webapp.serving import serve as serve_app


@click.command()
@click.option("--host", default="127.0.0.1")
@click.option("--port", default=8000, type=click.IntRange(1, 65535))
@click.option("--test-clock", is_flag=True, help=text("cli.serve.test_clock"))
@pass_settings
def serve(settings: Settings, host: str, port: int, test_clock: bool) -> None:
    """Serve the pages and the REST interface until stopped."""
    chosen = settings.model_copy(update={"test_clock": test_clock})
    with ExitStack() as stack:
        services = stack.enter_context(services_of(chosen))
        _refuse_test_clock(services)
        database = services.kernel.database
        if database.sqlite:
            stack.enter_context(server_lock(Path(str(database.url.database)), port))
        alarm = stack.enter_context(_ringing(services))
        click.echo(text("cli.serve.started", address=f"http://{host}:{port}"))
        app = create_app(services, chosen)
        app.extensions[IS_TICKING] = alarm.is_ticking
        _serve(app, host, port)


def _serve(app: Flask, host: str, port: int) -> None:
    """Serve until stopped. Raises Conflict `address_taken` when somebody else listens there."""
    try:
        serve_app(app, host=host, port=port)
    except OSError as error:
        if error.errno not in {errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL}:
            raise
        raise Conflict("address_taken", host=host, port=port) from error


def _refuse_test_clock(services: Services) -> None:
    """A clock that can be moved is for rehearsals: never on the data of real villages."""
    if services.test_clock is not None and not is_demo(services.kernel):
        raise Conflict("not_a_rehearsal")


@contextmanager
def _ringing(services: Services) -> Iterator[AlarmClock]:
    alarm = AlarmClock(services.clockwork)
    alarm.start()
    try:
        yield alarm
    finally:
        alarm.stop()
