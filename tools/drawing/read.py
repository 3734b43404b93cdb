"""Reads a BPMN file into sketches; the XML tree itself is kept for writing."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from lxml import etree

from tools.drawing.model import Edge, Hints, Lane, Shape, Sketch

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SHAPES = {
    "task", "userTask", "manualTask", "serviceTask", "businessRuleTask", "sendTask", "receiveTask",
    "callActivity", "subProcess",
    "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent",
    "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway",
    "dataObjectReference", "dataStoreReference", "textAnnotation",
}  # fmt: skip


def tag(name: str) -> str:
    return f"{{{BPMN}}}{name}"


def sketches(root: etree._Element) -> list[Sketch]:
    """One sketch a process of the file."""
    pools = {p.get("processRef"): p.get("id") for p in root.iter(tag("participant"))}
    return [_sketch(process, pools.get(process.get("id"))) for process in root.iter(tag("process"))]


def hints(path: Path) -> Hints:
    """The hints of a TOML file; none when there is no such file."""
    if not path.exists():
        return Hints()
    given: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    return Hints(
        cells={k: (v[0], v[1]) for k, v in given.get("cells", {}).items()},
        ports={k: (v[0], v[1]) for k, v in given.get("ports", {}).items()},
        boundaries={k: (v[0], v[1]) for k, v in given.get("boundaries", {}).items()},
        room=given.get("room", {}),
    )


def _sketch(process: etree._Element, pool: str | None) -> Sketch:
    lanes = tuple(_lane(lane) for lane in process.iter(tag("lane")))
    lane_of = {node: lane.id for lane in lanes for node in lane.nodes}
    shapes = {s.id: s for s in _shapes(process, lane_of)}
    edges = {e.id: e for e in _edges(process)}
    return Sketch(str(process.get("id")), pool, lanes, _with_annotation_lanes(shapes, edges), edges)


def _lane(lane: etree._Element) -> Lane:
    return Lane(
        str(lane.get("id")), frozenset((ref.text or "").strip() for ref in lane.iter(tag("flowNodeRef")))
    )


def _shapes(scope: etree._Element, lane_of: dict[str, str]) -> Iterator[Shape]:
    for element in scope:
        kind = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if kind not in SHAPES:
            continue
        key, around, host = str(element.get("id")), str(scope.get("id")), element.get("attachedToRef")
        yield Shape(key, kind, _name(element), around, lane_of.get(key), host)
        if kind == "subProcess":
            yield from _shapes(element, lane_of)


def _name(element: etree._Element) -> str:
    return str(element.get("name") or element.findtext(tag("text")) or "")


def _edges(process: etree._Element) -> Iterator[Edge]:
    for scope in [process, *process.iter(tag("subProcess"))]:
        for element in scope.iterchildren(tag("sequenceFlow"), tag("association")):
            key, source, target = (str(element.get(name)) for name in ("id", "sourceRef", "targetRef"))
            name, is_flow = str(element.get("name") or ""), element.tag == tag("sequenceFlow")
            yield Edge(key, source, target, str(scope.get("id")), name, is_flow)


def _with_annotation_lanes(shapes: dict[str, Shape], edges: dict[str, Edge]) -> dict[str, Shape]:
    """An annotation stands in the lane of what it speaks of."""
    ends = [(e.source, e.target) for e in edges.values() if not e.is_flow]
    spoken_of = {**dict(ends), **{target: source for source, target in ends}}
    annotations = {key for key, s in shapes.items() if s.kind == "textAnnotation"} & spoken_of.keys()
    return shapes | {key: replace(shapes[key], lane=shapes[spoken_of[key]].lane) for key in annotations}
