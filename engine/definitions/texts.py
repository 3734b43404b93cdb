"""Every FEEL text of a process, with the names that may stand in it besides the variables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from engine.definitions.model import DataMapping, Node, Process
from engine.definitions.operations import OPERATIONS
from engine.definitions.timer_texts import is_literal

ALWAYS_FEEL = ("assignee", "cancel")
PERHAPS_FEEL = ("role", "substitutes", "escalateTo", "meeting")
"""Attributes that are FEEL when they begin with `=` and plain words otherwise."""

COUNTERS = frozenset(
    {
        "loopCounter", "numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances",
        "numberOfTerminatedInstances", "nrOfInstances", "nrOfActiveInstances", "nrOfCompletedInstances",
    }
)  # fmt: skip
"""What an activity with instances counts, by the names of the standard and those that others made common."""

Use = Literal["condition", "time", "value"]


@dataclass(frozen=True, slots=True)
class FeelText:
    """An expression: `element` has it, `at` is the node whose variables it sees (None: the process).

    `local` are names that only this text sees; `elsewhere`: it sees those of the process called there.
    """

    element: str
    text: str
    use: Use
    at: str | None = None
    local: frozenset[str] = frozenset()
    elsewhere: bool = False


def feel_texts(process: Process) -> Iterator[FeelText]:
    """All expressions of a process, in the order of the file within each kind."""
    yield from _of_process(process)
    for flow in process.flows.values():
        if flow.condition is not None:
            yield FeelText(flow.id, flow.condition, "condition", flow.source)
    for node in process.nodes.values():
        yield from _of_timer(node)
        yield from _of_attributes(node)
        yield from _of_mappings(node)
        yield from _of_loop(node)


def _of_process(process: Process) -> Iterator[FeelText]:
    if cancel := process.wq.get("cancel"):
        yield FeelText(process.id, cancel, "condition")
    due = process.wq.get("due")
    if due and not is_literal(due):
        yield FeelText(process.id, due, "time")


def _of_timer(node: Node) -> Iterator[FeelText]:
    event = node.event
    if event is not None and event.kind == "timer" and event.text and not is_literal(event.text):
        yield FeelText(node.id, event.text, "time", node.attached_to or node.id)


def _of_attributes(node: Node) -> Iterator[FeelText]:
    local = _inside_loop(node)
    due = node.wq.get("due")
    if due and not is_literal(due):
        yield FeelText(node.id, due, "time", node.id, local)
    for name in ALWAYS_FEEL:
        if name in node.wq:
            yield FeelText(node.id, node.wq[name], "value", node.id, local)
    for name in PERHAPS_FEEL:
        if node.wq.get(name, "").startswith("="):
            yield FeelText(node.id, node.wq[name], "value", node.id, local)


def _of_mappings(node: Node) -> Iterator[FeelText]:
    local = _inside_loop(node)
    yield from (_mapping(node, item, local) for item in node.inputs)
    if node.kind == "callActivity":
        yield from (FeelText(node.id, item.value, "value", node.id, elsewhere=True) for item in node.outputs)
        return
    result = OPERATIONS.get(node.wq.get("operation", ""))
    given = local | ({result} if result else set())
    yield from (_mapping(node, item, given) for item in node.outputs)


def _mapping(node: Node, item: DataMapping, local: frozenset[str]) -> FeelText:
    return FeelText(node.id, item.value, "value", node.id, local)


def _of_loop(node: Node) -> Iterator[FeelText]:
    loop = node.loop
    if loop is None:
        return
    if loop.cardinality is not None:
        yield FeelText(node.id, loop.cardinality, "value", node.id)
    if loop.condition is not None:
        yield FeelText(node.id, loop.condition, "condition", node.id, _inside_loop(node))


def _inside_loop(node: Node) -> frozenset[str]:
    if node.loop is None:
        return frozenset()
    named = {node.loop.item, node.loop.result, node.loop.output}
    return COUNTERS | {name for name in named if name}
