"""`check` and `play`: diagrams without a database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from engine.clock import SHANGHAI, system_now
from engine.definitions.bundle import Bundle, shipped_bundles, shipped_library
from engine.definitions.checking import check_paths, check_reading
from engine.definitions.findings import CheckFinding
from engine.definitions.model import Definitions
from engine.definitions.neighbours import Neighbours
from engine.feel import wire
from engine.messages import known, text
from engine.runtime import Executable
from engine.runtime.play import Played, Script, play

FORMATS = click.Choice(["text", "json"])
EXITS = {"completed": 0, "error": 1, "waiting": 3}


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=FORMATS, default="text")
def check(paths: tuple[Path, ...], form: str) -> None:
    """Say what is wrong with diagrams, decisions and forms."""
    files = check_paths(paths)
    if form == "json":
        shown = [{"file": name, "findings": [one.as_json() for one in found]} for name, found in files]
        click.echo(json.dumps({"files": shown}, ensure_ascii=False))
    else:
        for name, found in files:
            _print_findings(name, found)
    if any(one.severity == "error" for _, found in files for one in found):
        raise SystemExit(1)


def _print_findings(name: str, found: tuple[CheckFinding, ...]) -> None:
    for one in found:
        click.echo(f"{name}: {one.severity} {one.rule} {one.element or ''}: {one.message_zh}")
    if not found:
        click.echo(f"{name}: {text('cli.no_findings')}")


class PlayLibrary:
    """The processes of a file, of the files beside it, and of the shipped procedures."""

    def __init__(self, beside: Bundle) -> None:
        self._bundles = [beside, *shipped_bundles().values()]

    def executable(self, process: str) -> Executable:
        """The process with that id. Raises KeyError."""
        for bundle in self._bundles:
            if process in bundle.processes:
                return Executable(f"{bundle.digest}/{process}", bundle.processes[process], bundle.decisions)
        raise KeyError(process)


@click.command("play")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--process", help=text("cli.play.process"))
@click.option("--answers", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--start-data", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--now", help=text("cli.play.now"))
@click.option("--max-steps", type=click.IntRange(min=1), default=10_000)
@click.option("--format", "form", type=FORMATS, default="text")
def play_file(
    *,
    file: Path,
    process: str | None,
    answers: Path | None,
    start_data: Path | None,
    now: str | None,
    max_steps: int,
    form: str,
) -> None:
    """Run a diagram in memory on a fake clock."""
    diagram = Neighbours().diagram(file)
    findings = check_reading(diagram.reading, shipped_library() | diagram.beside.library())
    if diagram.reading.definitions is None or any(one.severity == "error" for one in findings):
        _tell({"status": "refused", "findings": [one.as_json() for one in findings]}, form)
        raise SystemExit(2)
    chosen = process or _begins_with(diagram.reading.definitions)
    if chosen not in diagram.reading.definitions.processes:
        raise click.BadParameter(text("cli.play.no_process", process=chosen), param_hint="--process")
    played = play(
        PlayLibrary(diagram.beside),
        chosen,
        script=_script(_json(answers)),
        data=_json(start_data),
        now=_instant(now),
        max_steps=max_steps,
    )
    _tell(_outcome(played), form)
    raise SystemExit(EXITS[played.status])


def _begins_with(definitions: Definitions) -> str:
    """The process that a file is played from when nobody chose one; none where it has none."""
    main = definitions.main
    return "" if main is None else main.id


def _outcome(played: Played) -> dict[str, Any]:
    out: dict[str, Any] = {
        "status": played.status,
        "trace": list(played.trace),
        "waiting": list(played.waiting),
        "data": dict(played.data),
        "clock": played.clock.astimezone(UTC).isoformat().replace("+00:00", "Z"),
    }
    if played.error is not None:
        key = f"feel.{played.error.code}" if known(f"feel.{played.error.code}") else "cli.play.failed"
        facts = {**played.error.facts, "code": played.error.code, "element": played.error.element}
        out["error"] = {
            "code": played.error.code,
            "element": played.error.element,
            "message": _sentence(key, facts),
        }
    return out


def _sentence(key: str, facts: Mapping[str, object]) -> str:
    try:
        return text(key, **facts)
    except KeyError:
        return text("cli.play.failed", **facts)


def _tell(document: dict[str, Any], form: str) -> None:
    indent = 2 if form == "text" else None
    click.echo(json.dumps(document, ensure_ascii=False, indent=indent))


def _json(path: Path | None) -> dict[str, Any]:
    """A JSON object with exact numbers. Raises BadParameter for anything else."""
    if path is None:
        return {}
    try:
        found = json.loads(path.read_text("utf-8"), parse_float=Decimal)
    except (ValueError, OSError) as error:
        raise click.BadParameter(text("cli.not_json", file=path.name)) from error
    if not isinstance(found, dict):
        raise click.BadParameter(text("cli.not_json", file=path.name))
    return {name: wire.read(value) for name, value in found.items()}


def _script(given: dict[str, Any]) -> Script:
    messages, signals = given.pop("messages", {}), given.pop("signals", {})
    if not all(_are_queues(one) for one in (given, messages, signals)):
        raise click.BadParameter(text("cli.play.answers"), param_hint="--answers")
    return Script(answers=given, messages=messages, signals=signals)


def _are_queues(given: object) -> bool:
    """Whether it is lists of answers by name, each an object or null."""
    if not isinstance(given, dict) or not all(isinstance(queue, list) for queue in given.values()):
        return False
    return all(one is None or isinstance(one, dict) for queue in given.values() for one in queue)


def _instant(written: str | None) -> datetime:
    if written is None:
        return system_now()
    try:
        found = datetime.fromisoformat(written)
    except ValueError as error:
        raise click.BadParameter(text("cli.not_an_instant", text=written), param_hint="--now") from error
    return (found if found.tzinfo else found.replace(tzinfo=SHANGHAI)).astimezone(UTC)
