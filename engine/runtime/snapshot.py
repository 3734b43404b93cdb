"""A case as bytes and back.

Small: token positions and variables, never the diagram. The bytes are zstd-compressed JSON with a format
version; `UPGRADES` brings older formats forward, so that a running case survives an upgrade of the program.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

import orjson
import zstandard

from engine.runtime.host import Host, Library, RuntimeFailure
from engine.runtime.instance import Instance
from engine.runtime.lineage import Input, Joining, Passage
from engine.runtime.scope import TOP, Scope
from engine.runtime.tokens import LiveToken
from engine.runtime.variables import Variables
from engine.runtime.written import facts_of, read_facts, read_variables, variables_of

FORMAT = 1
MAX_BYTES = 1_000_000
"""Of the JSON, before compression."""

Document = dict[str, Any]

UPGRADES: dict[int, Callable[[Document], Document]] = {}
"""From a format version to the next one: a function over the decoded state."""


def dump(instance: Instance) -> bytes:
    """The state of a case. Raises RuntimeFailure `bound_size`."""
    plain = orjson.dumps(_document(instance), option=orjson.OPT_SORT_KEYS)
    if len(plain) > MAX_BYTES:
        raise RuntimeFailure("bound_size", None, most=MAX_BYTES)
    return zstandard.ZstdCompressor(level=3).compress(plain)


def restore(library: Library, host: Host, now: datetime, state: bytes) -> Instance:
    """A case as it was stored, ready for one command. Raises RuntimeFailure `bound_size`."""
    document = _decoded(state)
    instance = Instance(library, host, now)
    instance.serial = document["serial"]
    instance.last_end = document["end"]
    instance.returns.update(document["returns"])
    instance.events.buffered += document["buffered"]
    for stored in document["scopes"]:
        _restore_scope(instance, stored)
    return instance


def _decoded(state: bytes) -> Document:
    if zstandard.frame_content_size(state) > MAX_BYTES:
        raise RuntimeFailure("bound_size", None, most=MAX_BYTES)
    plain = zstandard.ZstdDecompressor().decompress(state, max_output_size=MAX_BYTES)
    document: Document = orjson.loads(plain)
    while document["format"] != FORMAT:
        document = UPGRADES[document["format"]](document)
    return document


def _document(instance: Instance) -> Document:
    return {
        "format": FORMAT,
        "serial": instance.serial,
        "end": instance.last_end,
        "returns": instance.returns,
        "buffered": instance.events.buffered,
        "scopes": [_scope(scope) for scope in instance.scopes()],
    }


def _scope(scope: Scope) -> Document:
    shared = scope.outer is not None and scope.outer.variables is scope.variables
    return {
        "activity": scope.key,
        "process": scope.compiled.process.id,
        "scope": scope.compiled.scope,
        "variables": None if shared else variables_of(scope.variables),
        "passages": {
            element: [[one.token, one.steps, one.instances, one.amendments] for one in passages]
            for element, passages in scope.lineage.passages.items()
        },
        "joinings": [
            [joining.element, [[one.flow, one.steps] for one in joining.inputs]]
            for joining in scope.lineage.joinings
        ],
        "tokens": [[one.id, one.node.id, one.state, facts_of(one.facts)] for one in scope.tokens()],
    }


def _restore_scope(instance: Instance, stored: Document) -> None:
    scope = _empty_scope(instance, stored)
    scope.lineage.passages = {
        element: tuple(
            Passage(token, steps, tuple(own), tuple(again)) for token, steps, own, again in written
        )
        for element, written in stored["passages"].items()
    }
    scope.lineage.joinings = [
        Joining(element, tuple(Input(flow, steps) for flow, steps in inputs))
        for element, inputs in stored["joinings"]
    ]
    for token_id, element, state, known in stored["tokens"]:
        facts = read_facts(known)
        kinds = scope.compiled.behaviours if facts.body is None else scope.compiled.instances
        LiveToken(scope, kinds[element], token_id, facts, state)


def _empty_scope(instance: Instance, stored: Document) -> Scope:
    executable = instance.library.executable(stored["process"])
    if stored["activity"] == TOP:
        return instance.nesting.add_top(executable, read_variables(stored["variables"]))
    activity = cast("LiveToken", instance.token(stored["activity"]))  # outer scopes are stored first
    variables: Variables = (
        activity.scope.variables if stored["variables"] is None else read_variables(stored["variables"])
    )
    return instance.nesting.add_inner(activity, executable, stored["scope"], variables)
