"""Finds room for names that stand outside their shape: of events, gateways and flows."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from itertools import pairwise

from tools.drawing.model import Box, Edge, Point, Shape, Sketch

WIDEST, LINE, LETTER = 90, 14, 11
"""Modellers wrap such names at 90 units and set them in letters of 11."""
ON_SHAPE, ON_LABEL, ON_LINE = 100.0, 100.0, 12.0


def extent(name: str) -> tuple[int, int]:
    """Width and height of a name, wrapped as modellers do it."""
    lines, width = 1, 0.0
    widest = 0.0
    for letter in name:
        size = LETTER if unicodedata.east_asian_width(letter) in "WF" else LETTER * 0.6
        if letter == "\n" or width + size > WIDEST:
            lines, width = lines + 1, 0.0
        width += 0 if letter == "\n" else size
        widest = max(widest, width)
    return int(widest) + 2, lines * LINE


class Labels:
    """Places names one after another, each where it hides least."""

    def __init__(self, sketch: Sketch, boxes: Mapping[str, Box], lines: Mapping[str, list[Point]]) -> None:
        self.sketch, self.boxes, self.lines = sketch, boxes, lines
        self.solid = [boxes[s.id] for s in sketch.shapes.values() if not sketch.is_container(s.id)]
        self.strokes = [_stroke(a, b) for line in lines.values() for a, b in pairwise(line)]
        framed = [*(k for k in sketch.shapes if sketch.is_container(k)), *(lane.id for lane in sketch.lanes)]
        self.strokes += [s for key in framed for s in _outline(boxes[key])]
        self.found: dict[str, Box] = {}

    def place(self) -> dict[str, Box]:
        for shape in self.sketch.shapes.values():
            if shape.is_named_outside and shape.name:
                self.found[shape.id] = self._best(shape_spots(shape, self.boxes[shape.id]))
        for edge in self.sketch.edges.values():
            if edge.name:
                self.found[edge.id] = self._best(edge_spots(edge, self.lines[edge.id]))
        return self.found

    def _best(self, spots: Iterator[tuple[float, Box]]) -> Box:
        return min(spots, key=lambda spot: spot[0] + self._hidden(spot[1]))[1]

    def _hidden(self, box: Box) -> float:
        return (
            ON_SHAPE * sum(box.meets(b) for b in self.solid)
            + ON_LABEL * sum(box.meets(b.grown(1)) for b in self.found.values())
            + ON_LINE * sum(box.meets(b) for b in self.strokes)
        )


def shape_spots(shape: Shape, box: Box) -> Iterator[tuple[float, Box]]:
    """Spots for the name of an event or gateway, with their costs: below, above, then the corners."""
    width, height = extent(shape.name)
    x, y = box.centre
    left, right = box.x - width + 6, box.right - 6
    yield 0, Box(x - width / 2, box.bottom + 4, width, height)
    yield 1, Box(x - width / 2, box.y - height - 4, width, height)
    for cost, spot_x, spot_y in (
        (2, right, box.bottom), (3, left, box.bottom), (2, right, box.y - height), (3, left, box.y - height),
        (4, box.right + 4, y - height / 2), (5, box.x - width - 4, y - height / 2),
        (6, x + 4, box.y - height - 14), (6, x + 4, box.bottom + 14), (7, x - width - 4, box.y - height - 14),
    ):  # fmt: skip
        yield cost, Box(spot_x, spot_y, width, height)


def edge_spots(edge: Edge, line: list[Point]) -> Iterator[tuple[float, Box]]:
    """Spots for the name of a flow: beside its pieces, near its start first."""
    size = extent(edge.name)
    for index, (a, b) in enumerate(pairwise(line)):
        for part in (0.0, 0.5, 1.0):
            for cost, box in _beside(a, b, part, size):
                yield index * 3 + part * 2 + cost, box


def _beside(a: Point, b: Point, part: float, size: tuple[int, int]) -> Iterator[tuple[float, Box]]:
    """Spots on both sides of a piece of a line; `part` is how far along it."""
    width, height = size
    if a[1] == b[1]:
        x = _along(a[0], b[0], part, width)
        yield 0.0, Box(x, a[1] - height - 3, width, height)
        yield 0.5, Box(x, a[1] + 3, width, height)
    else:
        y = _along(a[1], b[1], part, height)
        yield 0.2, Box(a[0] + 5, y, width, height)
        yield 0.7, Box(a[0] - width - 5, y, width, height)


def _along(start: int, end: int, part: float, size: int) -> float:
    """Where a name of that size begins when it stands between two ends of a line, near the start first."""
    room = max(0, abs(end - start) - size - 16) * part
    return start + 6 + room if end > start else start - size - 6 - room


def _stroke(a: Point, b: Point) -> Box:
    return Box(min(a[0], b[0]) - 1, min(a[1], b[1]) - 1, abs(a[0] - b[0]) + 2, abs(a[1] - b[1]) + 2)


def _outline(box: Box) -> Iterator[Box]:
    left, top, right, bottom = int(box.x), int(box.y), int(box.right), int(box.bottom)
    for a, b in pairwise([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]):
        yield _stroke(a, b)
