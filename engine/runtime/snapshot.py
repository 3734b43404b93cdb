"""A case as bytes and back.

Small: token positions and variables, never the diagram. The bytes are zstd-compressed JSON with a format version; `UPGRADES` brings
older formats forward, so that a running case survives an upgrade of the program.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson
import zstandard
from SpiffWorkflow.task import Task

from engine.feel import wire
from engine.runtime.host import Host, Library, RuntimeFailure
from engine.runtime.instance import Instance
from engine.runtime.scope import ROOT, Scope, behaviour, facts
from engine.runtime.variables import Variables, Write

FORMAT = 1
MAX_BYTES = 1_000_000

UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""From a format version to the next one: a function over the decoded state."""


def dump(instance: Instance) -> bytes:
    """The state of a case. Raises RuntimeFailure `bound_size` beyond a megabyte before compression."""
    plain = orjson.dumps(_document(instance), option=orjson.OPT_SORT_KEYS)
    if len(plain) > MAX_BYTES:
        raise RuntimeFailure("bound_size", None, most=MAX_BYTES)
    return zstandard.ZstdCompressor(level=3).compress(plain)


def restore(library: Library, host: Host, now: datetime, state: bytes) -> Instance:
    """A case as it was stored, ready for one command."""
    document = orjson.loads(zstandard.ZstdDecompressor().decompress(state, max_output_size=4 * MAX_BYTES))
    while document["format"] != FORMAT:
        document = UPGRADES[document["format"]](document)
    instance = Instance(library, host, now)
    instance.serial = document["serial"]
    instance.returns = document["returns"]
    instance.events.buffered = document["buffered"]
    for stored in document["scopes"]:
        _restore_scope(instance, stored)
    return instance


def _document(instance: Instance) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "serial": instance.serial,
        "returns": instance.returns,
        "buffered": instance.events.buffered,
        "scopes": [_scope(scope) for scope in instance.scopes()],
    }


def _scope(scope: Scope) -> dict[str, Any]:
    shared = scope.outer is not None and scope.outer.variables is scope.variables
    return {
        "activity": scope.activity.id if scope.activity is not None else ROOT,
        "process": scope.compiled.process.id,
        "scope": scope.compiled.scope,
        "variables": None
        if shared
        else {name: wire.encode(value) for name, value in scope.variables.items()},
        "journal": None if shared else [_write(write) for write in scope.variables.journal],
        "local": {name: wire.encode(value) for name, value in scope.local.items()},
        "history": {element: [step, sorted(because)] for element, (step, because) in scope.history.items()},
        "tokens": [_token(token) for token in scope.tokens()],
    }


def _write(write: Write) -> list[Any]:
    return [write.name, wire.encode(write.before), write.existed, sorted(write.because)]


def _token(token: Task) -> list[Any]:
    known = {**facts(token)}
    if "payload" in known:
        known["payload"] = wire.encode(known["payload"])
    return [token.id, behaviour(token).node.id, token.state, known]


def _restore_scope(instance: Instance, stored: dict[str, Any]) -> None:
    executable = instance.library.executable(stored["process"])
    local = {name: wire.decode(value) for name, value in stored["local"].items()}
    if stored["activity"] == ROOT:
        scope = instance.add_top(executable, _variables(stored))
        scope.local.update(local)
    else:
        activity = instance.token(stored["activity"])
        assert activity is not None  # noqa: S101 - scopes are stored outer ones first
        outer: Scope = activity.workflow
        variables = outer.variables if stored["variables"] is None else _variables(stored)
        scope = instance.add_inner(activity, executable, stored["scope"], variables, local)
    scope.history = {e: (step, frozenset(because)) for e, (step, because) in stored["history"].items()}
    for token_id, element, state, known in stored["tokens"]:
        if "payload" in known:
            known["payload"] = wire.decode(known["payload"])
        token = Task(scope, scope.compiled.behaviour(element), scope.task_tree, state=state, id=token_id)
        token.internal_data = known


def _variables(stored: dict[str, Any]) -> Variables:
    values = {name: wire.decode(value) for name, value in stored["variables"].items()}
    writes = [
        Write(n, wire.decode(before), existed, frozenset(b)) for n, before, existed, b in stored["journal"]
    ]
    return Variables(values, writes)
