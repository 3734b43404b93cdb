"""One process of a BPMN file as a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.definitions.model import DataItem, Process
from engine.definitions.read_events import Roots
from engine.definitions.read_nodes import (
    Wiring,
    artifacts_of,
    associations_of,
    documentation_of,
    ends,
    flows_of,
    lanes_of,
    nodes_of,
)
from engine.definitions.xml_elements import (
    Element,
    child,
    child_text,
    children,
    flag,
    is_bpmn,
    own_attributes,
    reference,
    text_of,
)


def process_of(element: Element, roots: Roots, categories: Mapping[str, str]) -> Process:
    """The process that `element` describes, embedded sub-processes included."""
    flows, lanes, data_objects = flows_of(element), lanes_of(element), _data_objects(element)
    incoming, outgoing = ends(flows.values())
    lane_of = {node: lane.id for lane in lanes.values() for node in lane.nodes}
    names = _data_names(element) | data_objects
    wiring = Wiring(roots, lane_of, incoming, outgoing, lambda written: names.get(written, written))
    return Process(
        element.get("id", ""),
        element.get("name"),
        flag(element, "isExecutable", default=True),
        nodes_of(element, wiring),
        flows,
        lanes,
        inputs=_inputs(element),
        outputs=_outputs(element),
        data_objects=data_objects,
        artifacts=artifacts_of(element, categories),
        associations=associations_of(element),
        documentation=documentation_of(element),
        wq=own_attributes(element),
    )


def _inputs(process: Element) -> tuple[DataItem, ...]:
    return _declared(process, "dataInput", "inputSet", "optionalInputRefs")


def _outputs(process: Element) -> tuple[DataItem, ...]:
    return _declared(process, "dataOutput", "outputSet", "optionalOutputRefs")


def _declared(process: Element, item: str, item_set: str, optional: str) -> tuple[DataItem, ...]:
    specification = child(process, "ioSpecification")
    if specification is None:
        return ()
    left_out = {
        reference(text_of(mark))
        for group in children(specification, item_set)
        for mark in children(group, optional)
    }
    return tuple(
        DataItem(name, required=element.get("id") not in left_out)
        for element in children(specification, item)
        if (name := element.get("name") or element.get("id"))
    )


def _data_objects(process: Element) -> dict[str, str]:
    """Variable names by the id of data objects and of references to them.

    Modellers put the name on the reference that is drawn; the object behind it then has none.
    """
    objects = {item.get("id", ""): item for item in process.iterdescendants() if is_bpmn(item, "dataObject")}
    found = {identity: item.get("name") or "" for identity, item in objects.items() if identity}
    drawn = [
        item for item in process.iterdescendants() if is_bpmn(item, "dataObjectReference") and item.get("id")
    ]
    for item in drawn:
        identity, target = item.get("id", ""), reference(item.get("dataObjectRef")) or ""
        found[identity] = found.get(target) or item.get("name") or target or identity
        if target in found:
            found[target] = found[identity]
    return {identity: name or identity for identity, name in found.items()}


def _data_names(process: Element) -> dict[str, str]:
    """Variable names by the id of data inputs, outputs and properties of the process and its activities."""
    kinds = ("dataInput", "dataOutput", "property")
    items = (item for item in process.iterdescendants() if is_bpmn(item, *kinds))
    found = {identity: item.get("name") or identity for item in items if (identity := item.get("id"))}
    return found | _associated(process, _data_objects(process).get)


def _associated(process: Element, variable: Callable[[str], str | None]) -> dict[str, str]:
    """Data inputs and outputs of activities that a data association binds to a data object have its name."""
    found: dict[str, str] = {}
    for association in process.iterdescendants():
        if not is_bpmn(association, "dataInputAssociation", "dataOutputAssociation"):
            continue
        source = reference(child_text(association, "sourceRef")) or ""
        target = reference(child_text(association, "targetRef")) or ""
        found |= {far: name for near, far in ((source, target), (target, source)) if (name := variable(near))}
    return found
