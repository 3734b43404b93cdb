"""Flow nodes, sequence flows, lanes and artifacts of one process, as they stand in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.definitions.kinds import FLOW_NODES, SCOPES
from engine.definitions.model import (
    BPMN,
    WQ,
    Artifact,
    Association,
    DataMapping,
    Flow,
    Lane,
    Loop,
    Node,
)
from engine.definitions.read_events import Roots, event_of, message_of
from engine.definitions.xml_elements import (
    Element,
    child,
    child_text,
    children,
    flag,
    foreign_names,
    is_bpmn,
    local,
    own_attributes,
    reference,
    text_of,
)


@dataclass(frozen=True, slots=True)
class Wiring:
    """What a node can't see in its own element: lanes, flows, and names of data."""

    roots: Roots
    lane_of: Mapping[str, str]
    incoming: Mapping[str, tuple[str, ...]]
    outgoing: Mapping[str, tuple[str, ...]]
    data_name: Callable[[str], str]


def scopes(process: Element) -> Iterator[Element]:
    """The process and every sub-process in it, in the order of the file."""
    yield process
    yield from (item for item in process.iterdescendants() if is_bpmn(item, *SCOPES) and item.get("id"))


def flows_of(process: Element) -> dict[str, Flow]:
    """Sequence flows by id; one that has no id gets one made of its ends."""
    found: dict[str, Flow] = {}
    for scope in scopes(process):
        for element in children(scope, "sequenceFlow"):
            flow = _flow(element, scope.get("id", ""))
            found[flow.id] = flow
    return found


def ends(flows: Iterable[Flow]) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Ids of the flows that come in and go out, by node, in the order of the file."""
    incoming: dict[str, list[str]] = {}
    outgoing: dict[str, list[str]] = {}
    for flow in flows:
        incoming.setdefault(flow.target, []).append(flow.id)
        outgoing.setdefault(flow.source, []).append(flow.id)
    return _frozen(incoming), _frozen(outgoing)


def nodes_of(process: Element, wiring: Wiring) -> dict[str, Node]:
    """Flow nodes by id, those of sub-processes included, in the order of the file."""
    found: dict[str, Node] = {}
    for element in process.iterdescendants():
        parent, identity = element.getparent(), element.get("id")
        if parent is None or not identity or not is_bpmn(element, *FLOW_NODES):
            continue
        scope = parent.get("id")
        if scope and is_bpmn(parent, "process", *SCOPES):
            found[identity] = _node(element, identity, scope, wiring)
    return found


def lanes_of(process: Element) -> dict[str, Lane]:
    """Lanes by id, an inner one after the outer one; an inner lane without a role has that of the outer."""
    found: dict[str, Lane] = {}
    for scope in scopes(process):
        for laneset in children(scope, "laneSet"):
            _add_lanes(laneset, None, found)
    return found


def artifacts_of(owner: Element, categories: Mapping[str, str]) -> dict[str, Artifact]:
    """Text annotations and groups of a process, its sub-processes, or a collaboration."""
    found: dict[str, Artifact] = {}
    for element in owner.iterdescendants():
        identity = element.get("id")
        if identity and is_bpmn(element, "textAnnotation"):
            found[identity] = Artifact(identity, "textAnnotation", child_text(element, "text") or "")
        elif identity and is_bpmn(element, "group"):
            value = categories.get(reference(element.get("categoryValueRef")) or "", "")
            found[identity] = Artifact(identity, "group", value)
    return found


def associations_of(owner: Element) -> dict[str, Association]:
    """The dotted lines of a process, its sub-processes, or a collaboration."""
    found: dict[str, Association] = {}
    for element in owner.iterdescendants(f"{{{BPMN}}}association"):
        identity = element.get("id")
        source, target = reference(element.get("sourceRef")), reference(element.get("targetRef"))
        if identity and source and target:
            found[identity] = Association(identity, source, target)
    return found


def documentation_of(element: Element) -> str | None:
    """The text of all `documentation` of an element, one paragraph each."""
    texts = [text for item in children(element, "documentation") if (text := text_of(item))]
    return "\n".join(texts) or None


def _frozen(lists: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(members) for key, members in lists.items()}


def _flow(element: Element, scope: str) -> Flow:
    source, target = reference(element.get("sourceRef")) or "", reference(element.get("targetRef")) or ""
    return Flow(
        element.get("id") or f"{source}-{target}",
        source,
        target,
        scope,
        name=element.get("name"),
        condition=text_of(child(element, "conditionExpression")),
    )


def _add_lanes(laneset: Element, outer: Lane | None, found: dict[str, Lane]) -> None:
    for element in children(laneset, "lane"):
        attributes = own_attributes(element)
        if outer is not None:
            attributes = {**outer.wq, **attributes}
        identity = element.get("id") or f"lane-{len(found) + 1}"
        members = tuple(filter(None, (text_of(item) for item in children(element, "flowNodeRef"))))
        lane = Lane(identity, element.get("name"), attributes.get("role"), members, attributes)
        found[identity] = lane
        for inner in children(element, "childLaneSet"):
            _add_lanes(inner, lane, found)


def _node(element: Element, identity: str, scope: str, wiring: Wiring) -> Node:
    kind = local(element)
    interrupting = "isInterrupting" if kind == "startEvent" else "cancelActivity"
    return Node(
        identity,
        kind,
        scope,
        name=element.get("name"),
        documentation=documentation_of(element),
        lane=_lane(element, wiring.lane_of),
        incoming=wiring.incoming.get(identity, ()),
        outgoing=wiring.outgoing.get(identity, ()),
        event=event_of(element, wiring.roots) or message_of(element, wiring.roots),
        attached_to=reference(element.get("attachedToRef")),
        interrupting=flag(element, interrupting, default=True),
        default=reference(element.get("default")),
        called=reference(element.get("calledElement")),
        event_triggered=flag(element, "triggeredByEvent", default=False),
        instantiate=flag(element, "instantiate", default=False),
        loop=_loop(element, wiring),
        inputs=_mappings(element, "in"),
        outputs=_mappings(element, "out"),
        wq=own_attributes(element),
        foreign=foreign_names(element),
    )


def _lane(element: Element, lane_of: Mapping[str, str]) -> str | None:
    """The lane of a node, or that of the sub-process around it."""
    inside: Element | None = element
    while inside is not None:
        if lane := lane_of.get(inside.get("id", "")):
            return lane
        inside = inside.getparent()
    return None


def _mappings(element: Element, name: str) -> tuple[DataMapping, ...]:
    extension = child(element, "extensionElements")
    if extension is None:
        return ()
    return tuple(
        DataMapping(item.get("name", "").strip(), item.get("value", "").strip())
        for item in extension.iterchildren(f"{{{WQ}}}{name}")
    )


def _loop(element: Element, wiring: Wiring) -> Loop | None:
    standard = child(element, "standardLoopCharacteristics")
    if standard is not None:
        return _standard_loop(standard)
    multiple = child(element, "multiInstanceLoopCharacteristics")
    return None if multiple is None else _multi_instance(multiple, wiring.data_name)


def _standard_loop(element: Element) -> Loop:
    maximum = element.get("loopMaximum", "").strip()
    return Loop(
        "standard",
        condition=child_text(element, "loopCondition"),
        maximum=int(maximum) if maximum.isdecimal() and len(maximum) < 10 else None,
        test_before=flag(element, "testBefore", default=False),
    )


def _multi_instance(element: Element, data_name: Callable[[str], str]) -> Loop:
    return Loop(
        "sequential" if flag(element, "isSequential", default=False) else "parallel",
        cardinality=child_text(element, "loopCardinality"),
        collection=_named(child_text(element, "loopDataInputRef"), data_name),
        item=_item_name(child(element, "inputDataItem")),
        result=_item_name(child(element, "outputDataItem")),
        output=_named(child_text(element, "loopDataOutputRef"), data_name),
        condition=child_text(element, "completionCondition"),
    )


def _named(written: str | None, data_name: Callable[[str], str]) -> str | None:
    referred = reference(written)
    return data_name(referred) if referred else None


def _item_name(element: Element | None) -> str | None:
    return None if element is None else element.get("name") or element.get("id")
