"""The command line. `--db` and `--data` are taken before and after a command."""

from __future__ import annotations

import secrets
import traceback
from contextlib import suppress
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from engine.clock import system_now
from engine.errors import EngineError
from engine.messages import known, text
from engine.settings import Settings

EVERYWHERE = ("--db", "--data")
REFUSED, CRASHED, INTERRUPTED = 2, 70, 130
"""Exit statuses: 1 means a finding of `check`, `verify` or `play`, and nothing else."""


COMMANDS = {
    "check": "engine.commands.diagrams:check",
    "play": "engine.commands.diagrams:play_file",
    "verify": "engine.commands.evidence:verify",
    "export": "engine.commands.evidence:export",
    "log": "engine.commands.evidence:event_log",
    "user": "engine.commands.people:user",
    "token": "engine.commands.people:token",
    "region": "engine.commands.people:region",
    "webhook": "engine.commands.webhooks:webhook",
    "db": "engine.commands.upkeep:db",
    "demo": "engine.commands.upkeep:demo",
    "worker": "engine.commands.upkeep:worker",
    "calendar": "engine.commands.upkeep:calendar",
    "backup": "engine.commands.upkeep:backup",
    "restore": "engine.commands.upkeep:restore",
}
"""Where the commands stand, imported when they are called: `token create` needs no diagrams."""


class Commands(click.Group):
    """Commands by their places, in the order in which people meet them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._places = dict(COMMANDS)

    def add_place(self, name: str, place: str) -> None:
        """Let a package above the engine add a command, told as `module:attribute`."""
        self._places[name] = place

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click gives it
        """All names."""
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name with its help text; None when there is none."""
        if cmd_name not in self._places:
            return None
        module, _, attribute = self._places[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        command.help = text(f"cli.help.{cmd_name}")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write what there is, and import none of it."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text(f"cli.help.{name}")) for name in self._places])


@click.group(cls=Commands, help=text("cli.about"), context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--db", help=text("cli.db"))
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help=text("cli.data"))
@click.pass_context
def program(context: click.Context, db: str | None, data: Path | None) -> None:
    """Take the settings of this call."""
    given = {name: value for name, value in (("db", db), ("data", data)) if value is not None}
    try:
        context.obj = Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise click.UsageError(text("cli.bad_setting", names=_variables(error))) from error


def _variables(error: ValidationError) -> str:
    """The environment variables that hold what is no setting; their values may be secrets."""
    prefix = Settings.model_config["env_prefix"]
    return ", ".join(sorted({f"{prefix}{fault['loc'][0]}".upper() for fault in error.errors()}))


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
    """Run a command; its status. Wrong usage and refusals are 2 and a sentence, a crash 70 and a line."""
    arguments = in_front(arguments)
    try:
        program.main(arguments, prog_name="weiquan", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return INTERRUPTED
    except SystemExit as ended:
        return int(ended.code or 0)
    except EngineError as refusal:
        click.echo(sentence(refusal), err=True)
        return REFUSED
    except Exception:
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
    """Keep what is known of a crash in the data folder; the id under which it stands there.

    Where nothing can be written the id is all there is: nobody reads a stack trace on a terminal.
    """
    incident = secrets.token_hex(4)
    with suppress(OSError):
        folder = _data_folder(arguments)
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "crashes.log").open("a", encoding="utf-8") as file:
            file.write(f"{system_now().isoformat()} {incident} {arguments}\n{traceback.format_exc()}\n")
    return incident


def _data_folder(arguments: list[str]) -> Path:
    """The folder that the arguments name, else that of the settings."""
    told = [value for name, value in pairwise(arguments) if name == "--data"]
    told += [argument.removeprefix("--data=") for argument in arguments if argument.startswith("--data=")]
    return Path(told[-1]) if told else Settings().data
