"""Flow nodes on paper: activities, events and gateways with their markers and the marks of a case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from engine.definitions import diagram_icons as icons
from engine.definitions.diagram_canvas import (
    SIZES,
    Box,
    Element,
    add,
    add_path,
    add_text_inside,
    add_title,
    fits,
)
from engine.definitions.diagram_labels import Label, add_label
from engine.definitions.diagram_text import LONGEST_TITLE, readable
from engine.definitions.kinds import SCOPES
from engine.definitions.model import Bounds, Node
from engine.messages import text

Mark = Literal["done", "active", "late", "void", "none"]
"""How far a case is with an element."""

Family = Literal["activity", "event", "gateway"]


_EVENT_SIZE, _GATEWAY_SIZE = 36, 50
_CORNER, _RING, _PADDING = 10, 5, 6
_ICON_BAND, _MARKER_BAND = 22, 19


def draw_node(parent: Element, node: Node, bounds: Bounds, *, mark: Mark, label: Label | None) -> None:
    """The node with its title, its markers, its mark, and its name inside or beside it."""
    group = add(parent, "g", f"node {node.kind} {mark}", data_element=node.id)
    if mark != "none":
        group.set("tabindex", "0")
        group.set("role", "img")
    add_title(group, _title(node, mark))
    kind, box = family(node), box_of(bounds)
    if mark in ("active", "late"):
        add_path(group, "ring", _outline(kind, box.grown(_RING), _CORNER + _RING))
    _DRAWERS[kind](group, node, box)
    if is_frame(node, bounds):
        _name_frame(group, node, box)
    elif kind == "activity":
        _name_activity(group, node, box)
    else:
        add_label(group, label)
    if mark != "none":
        _badge(group, mark, _badge_place(kind, box))


def family(node: Node) -> Family:
    """Whether it is drawn as a rounded box, a circle or a diamond."""
    if node.kind.endswith("Event"):
        return "event"
    return "gateway" if node.kind.endswith("Gateway") else "activity"


def is_frame(node: Node, bounds: Bounds) -> bool:
    """Whether other nodes are drawn inside it."""
    return node.kind in SCOPES and bounds.expanded


def box_of(bounds: Bounds) -> Box:
    """The rectangle of a shape."""
    return Box(bounds.x, bounds.y, bounds.width, bounds.height)


def _title(node: Node, mark: Mark) -> str:
    name = readable(node.name, LONGEST_TITLE) or text(f"diagram.kind.{family(node)}")
    return name if mark == "none" else text("diagram.title", name=name, state=text(f"diagram.mark.{mark}"))


def _outline(kind: Family, box: Box, corner: float) -> str:
    x, y, width, height = box.x, box.y, box.width, box.height
    if kind == "event":
        return icons.circle(min(width, height) / 2, *box.middle)
    if kind == "gateway":
        middle_x, middle_y = box.middle
        return icons.polygon([(middle_x, y), (x + width, middle_y), (middle_x, y + height), (x, middle_y)])
    return icons.rounded(x, y, width, height, min(corner, width / 2, height / 2))


def _activity(group: Element, node: Node, box: Box) -> None:
    thickness = "thick" if node.kind == "callActivity" else "dotted" if node.event_triggered else "plain"
    add_path(group, f"shape {thickness}", _outline("activity", box, _CORNER))
    if node.kind == "transaction":
        add_path(group, "shape inner", _outline("activity", box.grown(-3), _CORNER - 3))
    for classes, data in icons.TASKS.get(node.kind, ()):
        add_path(group, classes, data, (box.x + 6, box.y + 5), 0.9)


def _event(group: Element, node: Node, box: Box) -> None:
    thickness = "thick" if node.kind == "endEvent" else "plain" if node.interrupting else "dashed"
    add_path(group, f"shape {thickness}", _outline("event", box, 0))
    if node.kind not in ("startEvent", "endEvent"):
        add_path(group, f"shape inner {thickness}", _outline("event", box.grown(-3.5), 0))
    throws = "throws" if node.kind in ("endEvent", "intermediateThrowEvent") else "catches"
    marker = add(group, "g", throws)
    for classes, data in icons.EVENTS.get(node.event.kind if node.event else "none", ()):
        add_path(marker, classes, data, box.middle, min(box.width, box.height) / _EVENT_SIZE * 0.88)


def _gateway(group: Element, node: Node, box: Box) -> None:
    add_path(group, "shape plain", _outline("gateway", box, 0))
    for classes, data in icons.GATEWAYS.get(node.kind, ()):
        add_path(group, classes, data, box.middle, min(box.width, box.height) / _GATEWAY_SIZE)


_DRAWERS = {"activity": _activity, "event": _event, "gateway": _gateway}


def _markers(node: Node, *, collapsed: bool) -> Iterator[str]:
    """Names of the markers at the bottom of an activity, from left to right."""
    if node.loop is not None:
        yield node.loop.kind
    if node.kind == "adHocSubProcess":
        yield "adHoc"
    if collapsed:
        yield "collapsed"


def _draw_markers(group: Element, names: tuple[str, ...], box: Box) -> None:
    left = box.middle[0] - 9 * (len(names) - 1)
    for place, name in enumerate(names):
        for classes, data in icons.ACTIVITY_MARKERS[name]:
            add_path(group, classes, data, (left + 18 * place, box.y + box.height - 10))


def _name_activity(group: Element, node: Node, box: Box) -> None:
    """In the middle of the box when it fits between the markers, else in all the room that they leave."""
    markers = tuple(_markers(node, collapsed=node.kind == "callActivity" or node.kind in SCOPES))
    _draw_markers(group, markers, box)
    above = _ICON_BAND if node.kind in icons.TASKS else _PADDING
    below = _MARKER_BAND if markers else _PADDING
    even = max(above, below)
    middle = _inside(box, even, even)
    add_text_inside(group, node.name, middle if fits(node.name, middle) else _inside(box, above, below))


def _name_frame(group: Element, node: Node, box: Box) -> None:
    _draw_markers(group, tuple(_markers(node, collapsed=False)), box)
    add_text_inside(group, node.name, Box(box.x + 12, box.y + 6, box.width - 24, 1.4 * SIZES[0]))


def _inside(box: Box, above: float, below: float) -> Box:
    return Box(box.x + _PADDING, box.y + above, box.width - 2 * _PADDING, box.height - above - below)


def _badge_place(kind: Family, box: Box) -> tuple[float, float]:
    """At the upper right, on the outline."""
    inwards = {"activity": 0.0, "event": 0.08, "gateway": 0.18}[kind]
    return box.x + box.width * (1 - inwards), box.y + box.height * inwards


def _badge(group: Element, mark: Mark, place: tuple[float, float]) -> None:
    badge = add(group, "g", "badge")
    add_path(badge, "badge-ground", icons.circle(8.5), place)
    add_path(badge, "badge-sign", icons.BADGES[mark], place)
