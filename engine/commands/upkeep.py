"""`db`, `demo`, `worker`, `calendar`, `backup`, `restore`."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import click

from engine.commands.context import services_of
from engine.commands.database import kernel_of, pass_settings, prepare
from engine.commands.outputs import NewFile
from engine.errors import Conflict
from engine.messages import text
from engine.persistence.copies import back_up, bring_back
from engine.persistence.database import Database
from engine.scheduling.worker import work
from engine.services.definitions import load_shipped
from engine.services.demo import load_demo
from engine.settings import Settings


@click.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
@pass_settings
def upgrade_database(settings: Settings) -> None:
    """Bring the database up to date."""
    prepare(settings)
    click.echo(text("cli.upgraded"))


@click.command()
@click.option("--quiet", is_flag=True)
@pass_settings
def demo(settings: Settings, quiet: bool) -> None:
    """Load the demo district; a database that holds it already is kept."""
    prepare(settings)
    with kernel_of(settings) as kernel:
        is_new = load_demo(kernel, load_shipped)
    if not quiet:
        click.echo(text("cli.demo.loaded" if is_new else "cli.demo.kept"))


@click.command()
@pass_settings
def worker(settings: Settings) -> None:
    """Fire due timers until stopped; any number of workers may share a PostgreSQL database."""
    if Database(settings.database_url).sqlite:
        raise Conflict("worker_needs_postgresql")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with services_of(settings) as services:
        click.echo(text("cli.worker.started"))
        work(services.clockwork, stop)


@click.group()
def calendar() -> None:
    """Holiday tables."""


@calendar.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@pass_settings
def import_calendar(settings: Settings, file: Path) -> None:
    """Load the holiday notice of a year; dates that were provisional are counted anew."""
    try:
        written = file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise click.BadParameter(text("cli.not_text", file=file.name), param_hint="FILE") from error
    with services_of(settings) as services:
        year = services.calendars.load(written)
    click.echo(text("cli.calendar.loaded", year=year))


@click.command()
@click.argument("file", type=NewFile())
@pass_settings
def backup(settings: Settings, file: Path) -> None:
    """Copy the whole database into one file, while it is in use."""
    back_up(Database(settings.database_url), file)
    click.echo(text("cli.written", file=file.name))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@pass_settings
def restore(settings: Settings, file: Path) -> None:
    """Bring a backup into an empty place; a database with data is never overwritten."""
    settings.data.mkdir(parents=True, exist_ok=True)
    bring_back(file, Database(settings.database_url))
    click.echo(text("cli.restored"))
