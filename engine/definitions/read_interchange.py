"""The drawing of a BPMN file: bounds of shapes, waypoints of edges, boxes of labels."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engine.definitions.model import Bounds, Line
from engine.definitions.xml_elements import BPMNDI, DC, DI, Element, flag, reference

Box = tuple[float, float, float, float]


def shapes(definitions: Element) -> dict[str, Bounds]:
    """Bounds by the id of the element they draw, of the file's first diagram.

    Further diagrams hold the insides of collapsed sub-processes, in coordinates of their own.
    """
    found: dict[str, Bounds] = {}
    for shape in _drawn(definitions, "BPMNShape"):
        element, bounds = reference(shape.get("bpmnElement")), _bounds(shape)
        if element and bounds:
            found.setdefault(element, bounds)
    return found


def lines(definitions: Element) -> dict[str, Line]:
    """Waypoints by the id of the element they draw, of the file's first diagram."""
    found: dict[str, Line] = {}
    for edge in _drawn(definitions, "BPMNEdge"):
        element = reference(edge.get("bpmnElement"))
        points = [_point(point) for point in edge.iterchildren(f"{{{DI}}}waypoint")]
        if element and points and None not in points:
            found.setdefault(element, Line(tuple(p for p in points if p), _label(edge)))
    return found


def _drawn(definitions: Element, name: str) -> Iterator[Element]:
    plane = definitions.find(f"{{{BPMNDI}}}BPMNDiagram/{{{BPMNDI}}}BPMNPlane")
    return iter(()) if plane is None else plane.iterchildren(f"{{{BPMNDI}}}{name}")


def _bounds(shape: Element) -> Bounds | None:
    box = _box(shape)
    if box is None:
        return None
    return Bounds(
        *box,
        horizontal=flag(shape, "isHorizontal", default=True),
        expanded=flag(shape, "isExpanded", default=True),
        label=_label(shape),
    )


def _label(drawn: Element) -> Box | None:
    label = drawn.find(f"{{{BPMNDI}}}BPMNLabel")
    return None if label is None else _box(label)


def _box(owner: Element) -> Box | None:
    bounds = owner.find(f"{{{DC}}}Bounds")
    if bounds is None:
        return None
    numbers = [_number(bounds.get(name)) for name in ("x", "y", "width", "height")]
    known = [number for number in numbers if number is not None]
    return (known[0], known[1], known[2], known[3]) if len(known) == 4 else None


def _point(waypoint: Element) -> tuple[float, float] | None:
    x, y = _number(waypoint.get("x")), _number(waypoint.get("y"))
    return None if x is None or y is None else (x, y)


def _number(written: str | None) -> float | None:
    """A coordinate; None for what is no number or can't be on a sheet of paper."""
    try:
        value = float(written or "")
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) < 1_000_000 else None
