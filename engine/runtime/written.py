"""Variables and what is remembered with tokens as plain JSON and back; what has its default is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from engine.feel import wire
from engine.runtime.timers import Due
from engine.runtime.tokens import Facts, Rounds
from engine.runtime.variables import Variables, Write

Json = Any


def variables_of(variables: Variables) -> dict[str, Json]:
    """Every write that may still be needed, by name. Raises FeelTypeError for what is no FEEL value."""
    return {name: [_write(write) for write in pile] for name, pile in variables.piles.items()}


def read_variables(written: Mapping[str, Json]) -> Variables:
    """The variables that `variables_of` wrote."""
    return Variables({name: tuple(_read_write(write) for write in pile) for name, pile in written.items()})


def facts_of(facts: Facts) -> dict[str, Json]:
    """What is remembered with a token."""
    plain = {item.name: getattr(facts, item.name) for item in fields(facts)}
    special = {
        "due": [facts.due.at.isoformat(), facts.due.again, facts.due.left] if facts.due else None,
        "local": None if facts.local is None else variables_of(facts.local),
        "rounds": _rounds(facts.rounds) if facts.rounds else None,
    }
    kept = {name: value for name, value in {**plain, **special}.items() if value is not None}
    return {name: value for name, value in kept.items() if value != _DEFAULTS[name]}


def read_facts(written: Mapping[str, Json]) -> Facts:
    """What `facts_of` wrote."""
    facts = Facts(**{**written, "due": None, "local": None, "rounds": None})
    if "due" in written:
        at, again, left = written["due"]
        facts.due = Due(datetime.fromisoformat(at), again, left)
    if "local" in written:
        facts.local = read_variables(written["local"])
    if "rounds" in written:
        facts.rounds = _read_rounds(written["rounds"])
    return facts


_DEFAULTS: Mapping[str, object] = {item.name: getattr(Facts(), item.name) for item in fields(Facts)}


def _write(write: Write) -> Json:
    return [wire.encode(write.value), sorted(write.because)]


def _read_write(written: Json) -> Write:
    value, because = written
    return Write(wire.decode(value), frozenset(because))


def _rounds(rounds: Rounds) -> Json:
    return {
        "total": rounds.total,
        "items": None if rounds.items is None else [wire.encode(item) for item in rounds.items],
        "started": rounds.started,
        "finished": rounds.finished,
        "results": [[number, wire.encode(result)] for number, result in rounds.results.items()],
    }


def _read_rounds(written: Json) -> Rounds:
    return Rounds(
        total=written["total"],
        items=None if written["items"] is None else [wire.decode(item) for item in written["items"]],
        started=written["started"],
        finished=written["finished"],
        results={number: wire.decode(result) for number, result in written["results"]},
    )
