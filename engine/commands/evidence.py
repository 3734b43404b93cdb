"""`verify`, `export`, `log`: the trail outside of the program."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from engine.audit.package_check import verify_package
from engine.commands.database import kernel_of, pass_settings
from engine.commands.outputs import NewFile
from engine.errors import NotFound
from engine.messages import text
from engine.services.kernel import Kernel
from engine.services.regions import region_row
from engine.services.trail import Trail
from engine.settings import Settings


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@pass_settings
def verify(settings: Settings, file: Path | None) -> None:
    """Verify a package, or all trails of the database."""
    if file is not None:
        judged = verify_package(file)
        click.echo(judged.line())
        raise SystemExit(0 if judged.broken is None else 1)
    with kernel_of(settings) as kernel:
        found = Trail(kernel).verify_all()
    if found.intact:
        click.echo(f"intact entries={found.entries}")
        return
    click.echo(f"broken case={found.case} seq={found.seq} reason={found.reason}")
    raise SystemExit(1)


@click.command()
@click.argument("case")
@click.option("--out", required=True, type=NewFile())
@pass_settings
def export(settings: Settings, case: str, out: Path) -> None:
    """Write the package of a case: its trail, papers and diagrams, verifiable without the server."""
    with kernel_of(settings) as kernel:
        Trail(kernel).package(case, out)
    click.echo(text("cli.written", file=out.name))


@click.command("log")
@click.option("--format", "form", required=True, type=click.Choice(["xes", "ocel", "csv"]))
@click.option("--village")
@click.option("--out", required=True, type=NewFile())
@pass_settings
def event_log(settings: Settings, form: str, village: str | None, out: Path) -> None:
    """Write cases as an event log for mining tools."""
    with kernel_of(settings) as kernel:
        if village is not None:
            _require_village(kernel, village)
        Trail(kernel).logs(form, village, out)
    click.echo(text("cli.written", file=out.name))


def _require_village(kernel: Kernel, village: str) -> None:
    """An empty log of a mistyped village would read as if nothing had been done there."""
    with suppress(NotFound):
        if kernel.read(lambda work: region_row(work.connection, village)).kind == "village":
            return
    raise click.BadParameter(text("cli.no_village", village=village), param_hint="--village")
