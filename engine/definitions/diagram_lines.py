"""Flows on paper: sequence flows with arrows, defaults and conditions, message flows, associations."""

from __future__ import annotations

import math
from dataclasses import replace

from engine.definitions.diagram_canvas import Element, add, add_path, add_title
from engine.definitions.diagram_icons import circle, polygon
from engine.definitions.diagram_labels import Label, add_label
from engine.definitions.diagram_text import LONGEST_TITLE, readable
from engine.definitions.model import Flow, Line, Node

Point = tuple[float, float]
_BEND = 6
_ARROW_LENGTH, _ARROW_HALF = 10, 4
_SLASH_AT, _SLASH_HALF = 9, 6
_DIAMOND_LENGTH, _DIAMOND_HALF = 15, 4.5
_ORIGIN_RADIUS = 3.5


def draw_flow(parent: Element, flow: Flow, line: Line, *, source: Node | None, label: Label | None) -> None:
    """A sequence flow; a default one starts with a slash, a conditional one of an activity with a diamond."""
    is_default = source is not None and source.default == flow.id
    is_conditional = bool(flow.condition) and source is not None and not source.kind.endswith("Gateway")
    group = add(parent, "g", "flow", data_element=flow.id)
    if name := readable(flow.name, LONGEST_TITLE):
        add_title(group, name)
    add_path(group, "line", _rounded(_without_end(line.points)))
    add_path(group, "arrow", _arrow(line.points))
    if is_default:
        add_path(group, "line", _slash(line.points))
    elif is_conditional:
        add_path(group, "diamond", _diamond(line.points))
    add_label(group, label)


def draw_message_flow(parent: Element, identity: str, line: Line) -> None:
    """A message between pools: dashed, from a circle to an open arrow."""
    group = add(parent, "g", "message-flow", data_element=identity)
    add_path(group, "line", _rounded(_without_end(line.points)))
    add_path(group, "origin", circle(_ORIGIN_RADIUS), line.points[0])
    add_path(group, "arrow", _arrow(line.points))


def draw_association(parent: Element, line: Line) -> None:
    """The dotted line between a note and what it is about."""
    add_path(parent, "association", _rounded(line.points))


def without_repeats(line: Line) -> Line:
    """The line without points that stand twice in a row; one that leads nowhere has a single point left."""
    points = (point for at, point in enumerate(line.points) if at == 0 or point != line.points[at - 1])
    return replace(line, points=tuple(points))


def _towards(start: Point, end: Point, distance: float) -> Point:
    """The point at a distance from `start` on the way to `end`."""
    length = math.dist(start, end) or 1
    share = distance / length
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _aside(start: Point, end: Point, distance: float) -> Point:
    """The point at a distance from `start`, square to the way to `end`."""
    x, y = _towards(start, end, distance)
    return start[0] - (y - start[1]), start[1] + (x - start[0])


def _without_end(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The line up to the foot of its arrow."""
    *rest, before, end = points
    return (*rest, before, _towards(end, before, min(_ARROW_LENGTH - 1, math.dist(before, end) / 2)))


def _rounded(points: tuple[Point, ...]) -> str:
    """The line with its corners rounded."""
    first, *inner, last = points
    path = f"M{first[0]:.2f},{first[1]:.2f}"
    for before, corner, after in zip((first, *inner), inner, (*inner[1:], last), strict=False):
        bend = min(_BEND, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        (x1, y1), (x2, y2) = _towards(corner, before, bend), _towards(corner, after, bend)
        path += f" L{x1:.2f},{y1:.2f} Q{corner[0]:.2f},{corner[1]:.2f} {x2:.2f},{y2:.2f}"
    return f"{path} L{last[0]:.2f},{last[1]:.2f}"


def _arrow(points: tuple[Point, ...]) -> str:
    *_, before, end = points
    foot = _towards(end, before, _ARROW_LENGTH)
    return polygon([end, _aside(foot, end, _ARROW_HALF), _aside(foot, end, -_ARROW_HALF)])


def _slash(points: tuple[Point, ...]) -> str:
    start, after = points[:2]
    upper = _aside(_towards(start, after, _SLASH_AT - 3), after, _SLASH_HALF)
    lower = _aside(_towards(start, after, _SLASH_AT + 3), after, -_SLASH_HALF)
    return f"M{upper[0]:.2f},{upper[1]:.2f} L{lower[0]:.2f},{lower[1]:.2f}"


def _diamond(points: tuple[Point, ...]) -> str:
    start, after = points[:2]
    middle, end = _towards(start, after, _DIAMOND_LENGTH / 2), _towards(start, after, _DIAMOND_LENGTH)
    return polygon([start, _aside(middle, end, _DIAMOND_HALF), end, _aside(middle, end, -_DIAMOND_HALF)])
