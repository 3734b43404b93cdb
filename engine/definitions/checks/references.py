"""Every reference has a target, and one of the right kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from engine.definitions.document import Document
from engine.definitions.findings import CheckFinding, error, warning
from engine.definitions.kinds import ACTIVITIES, EVENTS, FLOW_NODES
from engine.definitions.read_events import EVENT_DEFINITIONS
from engine.definitions.xml_elements import (
    BPMNDI,
    Element,
    children,
    is_bpmn,
    local,
    named,
    reference,
    text_of,
)

Findings = Iterator[CheckFinding]

_INTERACTION = ACTIVITIES | EVENTS | {"participant"}
_DATA = frozenset(
    {
        "dataObject",
        "dataObjectReference",
        "dataStore",
        "dataStoreReference",
        "dataInput",
        "dataOutput",
        "property",
    }
)

ATTRIBUTES: Mapping[str, Mapping[str, frozenset[str]]] = {
    "sequenceFlow": {"sourceRef": FLOW_NODES, "targetRef": FLOW_NODES},
    "messageFlow": {
        "sourceRef": _INTERACTION,
        "targetRef": _INTERACTION,
        "messageRef": frozenset({"message"}),
    },
    "boundaryEvent": {"attachedToRef": ACTIVITIES},
    "participant": {"processRef": frozenset({"process"})},
    "process": {"definitionalCollaborationRef": frozenset({"collaboration"})},
    "messageEventDefinition": {"messageRef": frozenset({"message"})},
    "signalEventDefinition": {"signalRef": frozenset({"signal"})},
    "errorEventDefinition": {"errorRef": frozenset({"error"})},
    "escalationEventDefinition": {"escalationRef": frozenset({"escalation"})},
    "sendTask": {"messageRef": frozenset({"message"}), "operationRef": frozenset({"operation"})},
    "receiveTask": {"messageRef": frozenset({"message"}), "operationRef": frozenset({"operation"})},
    "serviceTask": {"operationRef": frozenset({"operation"})},
    "message": {"itemRef": frozenset({"itemDefinition"})},
    "signal": {"structureRef": frozenset({"itemDefinition"})},
    "error": {"structureRef": frozenset({"itemDefinition"})},
    "escalation": {"structureRef": frozenset({"itemDefinition"})},
    "dataObject": {"itemSubjectRef": frozenset({"itemDefinition"})},
    "dataInput": {"itemSubjectRef": frozenset({"itemDefinition"})},
    "dataOutput": {"itemSubjectRef": frozenset({"itemDefinition"})},
    "property": {"itemSubjectRef": frozenset({"itemDefinition"})},
    "dataObjectReference": {
        "dataObjectRef": frozenset({"dataObject"}),
        "itemSubjectRef": frozenset({"itemDefinition"}),
    },
    "group": {"categoryValueRef": frozenset({"categoryValue"})},
}
"""What the attribute of an element may refer to. `default` has a rule of its own."""

CHILDREN: Mapping[str, frozenset[str]] = {
    "incoming": frozenset({"sequenceFlow"}),
    "outgoing": frozenset({"sequenceFlow"}),
    "flowNodeRef": FLOW_NODES | {"dataObject", "dataObjectReference", "dataStoreReference"},
    "eventDefinitionRef": EVENT_DEFINITIONS,
    "dataInputRefs": frozenset({"dataInput"}),
    "optionalInputRefs": frozenset({"dataInput"}),
    "dataOutputRefs": frozenset({"dataOutput"}),
    "optionalOutputRefs": frozenset({"dataOutput"}),
    "categoryValueRef": frozenset({"categoryValue"}),
}
"""What the text of a child element may refer to."""


def attributes_resolve(document: Document) -> Findings:
    """Attributes that refer name an element of the right kind."""
    for element in document.all(*ATTRIBUTES):
        for name, allowed in ATTRIBUTES[local(element)].items():
            yield from _resolved(element, name, element.get(name), allowed, document)


def children_resolve(document: Document) -> Findings:
    """Child elements that refer name an element of the right kind."""
    for element in document.all(*CHILDREN):
        yield from _resolved(element, local(element), text_of(element), CHILDREN[local(element)], document)


def data_associations_resolve(document: Document) -> Findings:
    """Both ends of a data association are data."""
    for element in document.all("dataInputAssociation", "dataOutputAssociation"):
        for end in children(element, "sourceRef", "targetRef"):
            yield from _resolved(end, local(end), text_of(end), _DATA, document)


def associations_resolve(document: Document) -> Findings:
    """Both ends of a dotted line are there, whatever they are."""
    for element in document.all("association"):
        for name in ("sourceRef", "targetRef"):
            referred = reference(element.get(name))
            if referred and referred not in document.by_id:
                yield error("reference-dangling", named(element), name=name, target=referred)


def shared_event_definitions(document: Document) -> Findings:
    """An event definition that several events share stands at the top of the file."""
    for element in document.all("eventDefinitionRef"):
        target = document.referred(text_of(element))
        if (
            target is not None
            and local(target) in EVENT_DEFINITIONS
            and target.getparent() is not document.root
        ):
            yield error("event-definition-not-shared", named(element), target=target.get("id", ""))


def tags_agree(document: Document) -> Findings:
    """`incoming` and `outgoing` name flows that really end or begin here; the flows themselves decide."""
    for element in document.all("incoming", "outgoing"):
        node, flow = element.getparent(), document.referred(text_of(element))
        if node is None or flow is None or not is_bpmn(flow, "sequenceFlow"):
            continue
        end = "targetRef" if local(element) == "incoming" else "sourceRef"
        if reference(flow.get(end)) != node.get("id"):
            yield error("flow-tags-disagree", named(node), tag=local(element), flow=flow.get("id", ""))


def tags_complete(document: Document) -> Findings:
    """A node that lists its flows lists all of them: the modeller and the drawing would differ otherwise."""
    for tag, flows_of in (("incoming", document.incoming), ("outgoing", document.outgoing)):
        for node in document.all(*FLOW_NODES):
            listed = {reference(text_of(item)) for item in children(node, tag)}
            for flow in flows_of.get(node.get("id", ""), ()) if listed else ():
                if flow.get("id") not in listed:
                    yield warning("flow-tags-incomplete", named(node), tag=tag, flow=flow.get("id", ""))


def drawing_resolves(document: Document) -> Findings:
    """What is drawn is there."""
    for tag in ("BPMNShape", "BPMNEdge", "BPMNPlane"):
        for drawn in document.root.iter(f"{{{BPMNDI}}}{tag}"):
            referred = reference(drawn.get("bpmnElement"))
            if referred and referred not in document.by_id:
                yield warning("publish-drawing-dangling", referred, target=referred)


def _resolved(
    element: Element, name: str, written: str | None, allowed: frozenset[str], document: Document
) -> Findings:
    referred = reference(written)
    if not referred:
        return
    target = document.by_id.get(referred)
    if target is None:
        yield error("reference-dangling", named(element), name=name, target=referred)
    elif not is_bpmn(target, *allowed):
        yield error("reference-kind", named(element), name=name, target=referred, tag=local(target))


RULES: tuple[Callable[[Document], Findings], ...] = (
    attributes_resolve,
    children_resolve,
    data_associations_resolve,
    associations_resolve,
    shared_event_definitions,
    tags_agree,
    tags_complete,
    drawing_resolves,
)
