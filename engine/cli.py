"""The command line. `--db` and `--data` are taken before and after a command."""

from __future__ import annotations

import secrets
import sys
import traceback
from pathlib import Path

import click

from engine.clock import system_now
from engine.commands import diagrams, evidence, people, upkeep
from engine.errors import EngineError
from engine.messages import known, text
from engine.settings import Settings

EVERYWHERE = ("--db", "--data")
CRASHED = 70


@click.group(help=text("cli.about"), context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--db", help=text("cli.db"))
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help=text("cli.data"))
@click.pass_context
def program(context: click.Context, db: str | None, data: Path | None) -> None:
    """Take the settings of this call."""
    given = {name: value for name, value in (("db", db), ("data", data)) if value is not None}
    context.obj = Settings(**given)  # type: ignore[arg-type]


for command in (
    diagrams.check,
    diagrams.play_file,
    evidence.verify,
    evidence.export,
    evidence.event_log,
    people.user,
    people.token,
    upkeep.db,
    upkeep.demo,
    upkeep.worker,
    upkeep.calendar,
    upkeep.backup,
    upkeep.restore,
):
    command.help = text(f"cli.help.{command.name}")
    program.add_command(command)


def in_front(arguments: list[str]) -> list[str]:
    """The same arguments with `--db` and `--data` moved to the front, wherever they stood."""
    front: list[str] = []
    rest: list[str] = []
    given = iter(arguments)
    for argument in given:
        if argument in EVERYWHERE:
            front += [argument, *([value] if (value := next(given, None)) is not None else [])]
        elif argument.startswith(tuple(f"{name}=" for name in EVERYWHERE)):
            front.append(argument)
        else:
            rest.append(argument)
    return front + rest


def run(arguments: list[str]) -> int:
    """Run a command; its exit status. A refusal is a sentence and 1, wrong usage 2, a crash one line and 70."""
    try:
        program.main(in_front(arguments), prog_name="weiquan", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return 1
    except SystemExit as ended:
        return int(ended.code or 0)
    except EngineError as refusal:
        click.echo(sentence(refusal), err=True)
        return 1
    except Exception:  # noqa: BLE001 - the last border: nobody reads a stack trace
        click.echo(text("cli.crashed", incident=_write_down(arguments)), err=True)
        return CRASHED
    return 0


def sentence(refusal: EngineError) -> str:
    """A refusal in words."""
    key = f"refusal.{refusal.code}.detail"
    try:
        return text(key, **refusal.facts) if known(key) else text("cli.refused", code=refusal.code)
    except KeyError:
        return text("cli.refused", code=refusal.code)


def _write_down(arguments: list[str]) -> str:
    """Keep what is known of a crash in the data folder; the id under which it stands there."""
    incident = secrets.token_hex(4)
    folder = Settings().data
    for name, value in zip(arguments, arguments[1:], strict=False):
        folder = Path(value) if name == "--data" else folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "crashes.log").open("a", encoding="utf-8") as file:
            file.write(f"{system_now().isoformat()} {incident} {arguments}\n{traceback.format_exc()}\n")
    except OSError:
        traceback.print_exc(file=sys.stderr)
    return incident
