"""Turns cells of the grid into rectangles."""

from __future__ import annotations

from tools.drawing.model import TRACK, Box, Hints, Shape, Sketch, around
from tools.drawing.place import Grid, Place

COLUMN = 9 * TRACK
ROW = 7 * TRACK
TITLE = 2 * TRACK
"""Room above the content of a sub-process for its name."""
FRAME = TRACK
"""Room at its other three sides."""
HEADER = 30
"""Width of the band with the name of a pool or lane."""
LEFT, TOP = 150, 90
"""Centres of cells then lie on tracks, lane borders and frames between two of them."""

Size = tuple[int, int]
TASK: Size = (100, 80)
SIZES: dict[str, Size] = {"dataObjectReference": (36, 50), "dataStoreReference": (50, 50), "textAnnotation": (140, 60)}


def size_of(shape: Shape) -> Size:
    """Width and height as modellers draw them."""
    if shape.is_event:
        return 36, 36
    if shape.is_gateway:
        return 50, 50
    return SIZES.get(shape.kind, TASK)


class Scale:
    """Where columns and rows of a grid begin; rows with a frame of a sub-process are higher."""

    def __init__(self, sketch: Sketch, grid: Grid) -> None:
        self.depths = {s.id: _depth(sketch, s.id) for s in sketch.shapes.values() if sketch.is_container(s.id)}
        self.places = grid.places
        columns = max(p.column_end for p in grid.places.values()) + 1
        self.columns = _starts(LEFT, COLUMN, [self._column_pads(c) for c in range(columns)])
        self.rows = _starts(TOP, ROW, [self._row_pads(r) for r in range(sum(grid.lane_rows))])
        self.row_pads = [self._row_pads(r) for r in range(sum(grid.lane_rows))]

    def _column_pads(self, column: int) -> tuple[int, int]:
        before = [d for key, d in self.depths.items() if self.places[key].column == column]
        after = [d for key, d in self.depths.items() if self.places[key].column_end == column]
        return FRAME * max(before, default=0), FRAME * max(after, default=0)

    def _row_pads(self, row: int) -> tuple[int, int]:
        before = [d for key, d in self.depths.items() if self.places[key].row == row]
        after = [d for key, d in self.depths.items() if self.places[key].row_end == row]
        return TITLE * max(before, default=0), FRAME * max(after, default=0)

    def cell(self, place: Place) -> Box:
        """The rectangle of the cells that a shape takes, without frames."""
        x, y = self.columns[place.column][0], self.rows[place.row][0]
        right, bottom = self.columns[place.column_end][0] + COLUMN, self.rows[place.row_end][0] + ROW
        return Box(x, y, right - x, bottom - y)

    def frame(self, shape: str) -> Box:
        """The rectangle of an expanded sub-process."""
        cells, depth = self.cell(self.places[shape]), self.depths[shape]
        return Box(
            cells.x - FRAME * (depth - 1), cells.y - TITLE * (depth - 1) - FRAME,
            cells.width + 2 * FRAME * (depth - 1), cells.height + (TITLE + FRAME) * (depth - 1) + FRAME,
        )  # fmt: skip

    def band(self, first: int, count: int) -> tuple[float, float]:
        """Top and bottom of some rows, frames included."""
        last = first + count - 1
        top = self.rows[first][0] - self.row_pads[first][0]
        return top, self.rows[last][0] + ROW + self.row_pads[last][1]

    @property
    def right(self) -> float:
        start, after = self.columns[-1]
        return start + COLUMN + after


def _starts(origin: int, size: int, pads: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where each column or row begins, and the room kept behind it."""
    found, position = [], origin
    for before, after in pads:
        position += before
        found.append((position, after))
        position += size + after
    return found


def _depth(sketch: Sketch, scope: str) -> int:
    return 1 + max((_depth(sketch, s.id) for s in sketch.within(scope) if sketch.is_container(s.id)), default=0)


def boxes(sketch: Sketch, grid: Grid, hints: Hints) -> dict[str, Box]:
    """Rectangles of all shapes, lanes and the pool."""
    scale = Scale(sketch, grid)
    found = {key: _box(sketch, scale, place, key) for key, place in grid.places.items()}
    for key in grid.places:
        found |= _boundary_boxes(sketch, found[key], key, hints)
    return found | _bands(sketch, scale, grid)


def _box(sketch: Sketch, scale: Scale, place: Place, key: str) -> Box:
    if key in scale.depths:
        return scale.frame(key)
    width, height = size_of(sketch.shapes[key])
    x, y = scale.cell(place).centre
    return Box(x - width / 2, y - height / 2, width, height)


def _boundary_boxes(sketch: Sketch, host: Box, key: str, hints: Hints) -> dict[str, Box]:
    found = {}
    for index, shape in enumerate(sketch.attached(key)):
        side, offset = hints.boundaries.get(shape.id, ("bottom", 1 - 2 * index))
        x = _on_track(host.centre[0]) + offset * TRACK
        y = host.bottom if side == "bottom" else host.y
        found[shape.id] = Box(x - 18, y - 18, 36, 36)
    return found


def _on_track(value: float) -> int:
    return round(value / TRACK) * TRACK


def _bands(sketch: Sketch, scale: Scale, grid: Grid) -> dict[str, Box]:
    """Lanes and pool."""
    found: dict[str, Box] = {}
    first = 0
    for lane, rows in zip(sketch.lanes, grid.lane_rows, strict=False):
        top, bottom = scale.band(first, rows)
        found[lane.id] = Box(LEFT - HEADER, top, scale.right - LEFT + HEADER, bottom - top)
        first += rows
    if sketch.pool:
        inner = around(found.values()) if found else Box(LEFT, TOP, scale.right - LEFT, scale.band(0, sum(grid.lane_rows))[1] - TOP)
        found[sketch.pool] = Box(inner.x - HEADER, inner.y, inner.width + HEADER, inner.height)
    return found
