"""Names that stand beside what they name: by events and gateways, along flows."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from engine.definitions.diagram_canvas import Anchor, Box, Element, add, add_lines, height_of, widest
from engine.definitions.diagram_text import cut, readable, wrapped

Area = tuple[float, float, float, float]
Point = tuple[float, float]
_SIZE, _NARROWEST, _MOST_LINES, _GAP, _NEAR = 11, 90, 5, 6, 3


@dataclass(frozen=True, slots=True)
class Label:
    """A name in lines, and the room that it takes."""

    lines: tuple[str, ...]
    box: Box
    anchor: Anchor = "middle"


def beside(name: str | None, owner: Box, area: Area | None, ends: Iterable[Point]) -> Label | None:
    """The name of an event or gateway: in the label's own area, else where no flow ends (`ends`)."""
    if area is not None:
        return _inside(name, area)
    lines = _lines(name, _NARROWEST)
    wide, high = widest(lines, _SIZE), height_of(lines, _SIZE)
    left, bottom = owner.middle[0] - wide / 2, owner.y + owner.height
    touched = {y for x, y in ends if owner.x <= x <= owner.x + owner.width}
    if not _is_near(bottom, touched):
        return _label(lines, Box(left, bottom + _GAP, wide, high))
    if not _is_near(owner.y, touched):
        return _label(lines, Box(left, owner.y - _GAP - high, wide, high))
    return _label(lines, Box(owner.middle[0] + _GAP, bottom + _GAP / 2, wide, high), "start")


def along(name: str | None, points: tuple[Point, ...], area: Area | None) -> Label | None:
    """The name of a flow: in the label's own area, else above or to the right of its longest stretch."""
    if area is not None:
        return _inside(name, area)
    lines = _lines(name, _NARROWEST)
    wide, high = widest(lines, _SIZE), height_of(lines, _SIZE)
    start, end = max(pairwise(points), key=lambda stretch: math.dist(*stretch))
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    if abs(start[0] - end[0]) < abs(start[1] - end[1]):
        return _label(lines, Box(x + _GAP, y - high / 2, wide, high), "start")
    return _label(lines, Box(x - wide / 2, y - high - _GAP, wide, high))


def add_label(group: Element, label: Label | None) -> None:
    """Write the name."""
    if label is not None:
        x = label.box.x if label.anchor == "start" else label.box.middle[0]
        add_lines(add(group, "g", "label"), label.lines, _SIZE, (x, label.box.y), anchor=label.anchor)


def _inside(name: str | None, area: Area) -> Label | None:
    """Modellers measure the area with fonts of their own: the lines keep its middle and its top only."""
    x, y, width, _ = area
    lines = _lines(name, max(width, _NARROWEST))
    wide = widest(lines, _SIZE)
    return _label(lines, Box(x + width / 2 - wide / 2, y, wide, height_of(lines, _SIZE)))


def _label(lines: tuple[str, ...], box: Box, anchor: Anchor = "middle") -> Label | None:
    return Label(lines, box, anchor) if lines else None


def _is_near(edge: float, touched: Iterable[float]) -> bool:
    return any(abs(edge - y) < _NEAR for y in touched)


def _lines(name: str | None, room: float) -> tuple[str, ...]:
    return cut(wrapped(readable(name), room / _SIZE), _MOST_LINES)
