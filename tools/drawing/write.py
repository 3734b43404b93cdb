"""Writes the diagram interchange of a drawing; the rest of the file stays as it is."""

from __future__ import annotations

from lxml import etree

from tools.drawing.model import Box, Drawing, Point, Sketch

DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
NAMESPACES = {"bpmndi": DI, "dc": DC, "di": DD}


def write(root: etree._Element, drawn: list[tuple[Sketch, Drawing]]) -> None:
    """Replace the diagrams of a file."""
    for old in root.findall(f"{{{DI}}}BPMNDiagram"):
        root.remove(old)
    for sketch, drawing in drawn:
        root.append(_diagram(root, sketch, drawing))
    etree.cleanup_namespaces(root, top_nsmap=NAMESPACES, keep_ns_prefixes=["wq", "xsi"])
    etree.indent(root, "  ")


def _diagram(root: etree._Element, sketch: Sketch, drawing: Drawing) -> etree._Element:
    diagram = etree.Element(f"{{{DI}}}BPMNDiagram", {"id": f"{sketch.process}_diagram"}, NAMESPACES)
    plane = etree.SubElement(
        diagram, f"{{{DI}}}BPMNPlane",
        {"id": f"{sketch.process}_plane", "bpmnElement": _drawn_as_a_whole(root, sketch)},
    )  # fmt: skip
    bands = [sketch.pool, *(lane.id for lane in sketch.lanes)]
    for key in [*(b for b in bands if b), *sketch.shapes]:
        plane.append(_shape(sketch, drawing, key))
    for key, points in drawing.lines.items():
        plane.append(_edge(drawing, key, points))
    return diagram


def _drawn_as_a_whole(root: etree._Element, sketch: Sketch) -> str:
    """A plane shows the collaboration when the process stands in a pool."""
    for pool in root.iter("{*}participant"):
        collaboration = pool.getparent()
        if pool.get("id") == sketch.pool and collaboration is not None:
            return str(collaboration.get("id"))
    return sketch.process


def _shape(sketch: Sketch, drawing: Drawing, key: str) -> etree._Element:
    attributes = {"id": f"{key}_shape", "bpmnElement": key}
    shape = sketch.shapes.get(key)
    if shape is None:
        attributes["isHorizontal"] = "true"
    elif shape.kind == "exclusiveGateway":
        attributes["isMarkerVisible"] = "true"
    elif shape.kind == "subProcess":
        attributes["isExpanded"] = "true"
    element = etree.Element(f"{{{DI}}}BPMNShape", attributes)
    element.append(_bounds(drawing.boxes[key]))
    _label(element, drawing, key)
    return element


def _edge(drawing: Drawing, key: str, points: list[Point]) -> etree._Element:
    element = etree.Element(f"{{{DI}}}BPMNEdge", {"id": f"{key}_edge", "bpmnElement": key})
    for x, y in points:
        etree.SubElement(element, f"{{{DD}}}waypoint", {"x": _number(x), "y": _number(y)})
    _label(element, drawing, key)
    return element


def _label(element: etree._Element, drawing: Drawing, key: str) -> None:
    if key in drawing.labels:
        label = etree.SubElement(element, f"{{{DI}}}BPMNLabel")
        label.append(_bounds(drawing.labels[key]))


def _bounds(box: Box) -> etree._Element:
    values = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    return etree.Element(f"{{{DC}}}Bounds", {k: _number(v) for k, v in values.items()})


def _number(value: float) -> str:
    return str(round(value))
