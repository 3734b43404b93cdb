"""Pools and the messages between them (chapter 9)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.definitions.document import Document
from engine.definitions.findings import CheckFinding, error, warning
from engine.definitions.kinds import CATCHING, THROWING
from engine.definitions.read_events import definitions_of
from engine.definitions.xml_elements import Element, flag, is_bpmn, local, named, reference

Findings = Iterator[CheckFinding]


def between_pools(document: Document) -> Findings:
    """A message flow connects two pools; inside one, sequence flows do."""
    for flow in document.all("messageFlow"):
        source, target = (_pool(document, flow.get(end)) for end in ("sourceRef", "targetRef"))
        if source is not None and source == target:
            yield error("message-flow-inside", named(flow))


def leaves_a_thrower(document: Document) -> Findings:
    """A start event, a catching event and a none end event send nothing."""
    for flow, node in _ends(document, "sourceRef"):
        if is_bpmn(node, *CATCHING) or (is_bpmn(node, *THROWING) and not _has_message(document, node)):
            yield error("message-flow-source", named(flow), tag=local(node), node=node.get("id", ""))


def reaches_a_catcher(document: Document) -> Findings:
    """An end event, a throwing event and a none start event receive nothing."""
    for flow, node in _ends(document, "targetRef"):
        if is_bpmn(node, *THROWING) or (is_bpmn(node, *CATCHING) and not _has_message(document, node)):
            yield error("message-flow-target", named(flow), tag=local(node), node=node.get("id", ""))


def one_process_runs(document: Document) -> Findings:
    """A file describes one process that runs and those that it calls; other pools are outside."""
    called = {reference(call.get("calledElement")) for call in document.all("callActivity")}
    executable = (item for item in document.all("process") if flag(item, "isExecutable", default=False))
    uncalled = [process for process in executable if process.get("id") not in called]
    yield from (warning("several-executable", named(process)) for process in uncalled[1:])


def _pool(document: Document, written: str | None) -> str | None:
    """The process on that side of a message flow, or the pool's own id when it is a black box."""
    end = document.referred(written)
    if end is None:
        return None
    if is_bpmn(end, "participant"):
        return reference(end.get("processRef")) or end.get("id")
    return next((around.get("id") for around in end.iterancestors() if is_bpmn(around, "process")), None)


def _ends(document: Document, end: str) -> Iterator[tuple[Element, Element]]:
    for flow in document.all("messageFlow"):
        node = document.referred(flow.get(end))
        if node is not None:
            yield flow, node


def _has_message(document: Document, node: Element) -> bool:
    return any(local(item) == "messageEventDefinition" for item in definitions_of(node, document.roots))


RULES: tuple[Callable[[Document], Findings], ...] = (
    between_pools,
    leaves_a_thrower,
    reaches_a_catcher,
    one_process_runs,
)
