"""Turns cells of the grid into rectangles."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from tools.drawing.model import TRACK, Box, Hints, Shape, Sketch, around
from tools.drawing.place import Grid, Place

COLUMN, NARROW = 8 * TRACK, 6 * TRACK
"""Width of a column with tasks in it, and of one with gateways and events only."""
ROW = 7 * TRACK
TITLE = 2 * TRACK
"""Room above the content of a sub-process for its name."""
FRAME = TRACK
"""Room at its other three sides."""
HEADER = 30
"""Width of the band with the name of a pool or lane."""
LEFT, TOP = 160, 90
"""Centres of cells then lie on tracks, borders of lanes between two of them."""

Size = tuple[int, int]
TASK: Size = (100, 80)
SIZES: dict[str, Size] = {
    "dataObjectReference": (36, 50),
    "dataStoreReference": (50, 50),
    "textAnnotation": (140, 60),
}


def size_of(shape: Shape) -> Size:
    """Width and height as modellers draw them."""
    if shape.is_event:
        return 36, 36
    if shape.is_gateway:
        return 50, 50
    return SIZES.get(shape.kind, TASK)


class Scale:
    """Where columns and rows of a grid begin; rows with a frame of a sub-process are higher."""

    def __init__(self, sketch: Sketch, grid: Grid, hints: Hints) -> None:
        self.room = _room_below(sketch, grid, hints)
        self.depths = {key: _depth(sketch, key) for key in sketch.shapes if sketch.is_container(key)}
        self.places = grid.places
        self.hosts = {s.host for s in sketch.shapes.values() if s.host}
        self.shapes = sketch.shapes
        columns = range(max(p.column_end for p in grid.places.values()) + 1)
        self.columns = _bands(LEFT, [(self._width(c), self._column_pads(c)) for c in columns])
        self.rows = _bands(TOP, [(ROW, self._row_pads(r)) for r in range(sum(grid.lane_rows))])

    def _width(self, column: int) -> int:
        here = [self.shapes[k] for k, p in self.places.items() if p.column == column and k not in self.depths]
        return NARROW if all(shape.is_named_outside for shape in here) else COLUMN

    def _column_pads(self, column: int) -> tuple[int, int]:
        before = [d for key, d in self.depths.items() if self.places[key].column == column]
        after = [d for key, d in self.depths.items() if self.places[key].column_end == column]
        return FRAME * max(before, default=0), FRAME * max(after, default=0)

    def _row_pads(self, row: int) -> tuple[int, int]:
        before = [d for key, d in self.depths.items() if self.places[key].row == row]
        after = [d + 1 for key, d in self.depths.items() if self.places[key].row_end == row]
        hosts = any(self.places[key].row_end == row for key in self.hosts)
        return TITLE * max(before, default=0), FRAME * (max(after, default=0) + hosts + self.room.get(row, 0))

    def cell(self, place: Place) -> Box:
        """The rectangle of the cells that a shape takes, without frames."""
        x, y = self.columns[place.column].start, self.rows[place.row].start
        right, bottom = self.columns[place.column_end].end, self.rows[place.row_end].end
        return Box(x, y, right - x, bottom - y)

    def frame(self, shape: str) -> Box:
        """The rectangle of an expanded sub-process."""
        cells, depth = self.cell(self.places[shape]), self.depths[shape]
        above, beside, below = TITLE * depth - FRAME, FRAME * (depth - 1), FRAME * depth
        return Box(cells.x - beside, cells.y - above, cells.width + 2 * beside, cells.height + above + below)

    def band(self, first: int, count: int) -> tuple[int, int]:
        """Top and bottom of some rows, frames included."""
        return self.rows[first].outer_start, self.rows[first + count - 1].outer_end

    @property
    def right(self) -> int:
        return self.columns[-1].outer_end


@dataclass(frozen=True, slots=True)
class Band:
    """A column or row: where its cells begin and end, and the room kept before and behind them."""

    start: int
    end: int
    before: int
    after: int

    @property
    def outer_start(self) -> int:
        return self.start - self.before

    @property
    def outer_end(self) -> int:
        return self.end + self.after


def _bands(origin: int, sizes: list[tuple[int, tuple[int, int]]]) -> list[Band]:
    """Columns or rows one behind the other."""
    found: list[Band] = []
    for size, (before, after) in sizes:
        start = (found[-1].outer_end if found else origin) + before
        found.append(Band(start, start + size, before, after))
    return found


def _room_below(sketch: Sketch, grid: Grid, hints: Hints) -> dict[int, int]:
    """Last row of a lane -> tracks that a person wants below it."""
    ends = accumulate(grid.lane_rows)
    return {end - 1: hints.room.get(lane.id, 0) for lane, end in zip(sketch.lanes, ends, strict=False)}


def _depth(sketch: Sketch, scope: str) -> int:
    inner = (s.id for s in sketch.within(scope) if sketch.is_container(s.id))
    return 1 + max((_depth(sketch, key) for key in inner), default=0)


def boxes(sketch: Sketch, grid: Grid, hints: Hints) -> dict[str, Box]:
    """Rectangles of all shapes, lanes and the pool."""
    scale = Scale(sketch, grid, hints)
    found = {key: _box(sketch, scale, place, key) for key, place in grid.places.items()}
    for key in grid.places:
        found |= _boundary_boxes(sketch, found[key], key, hints)
    return found | _lanes(sketch, scale, grid)


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


def _lanes(sketch: Sketch, scale: Scale, grid: Grid) -> dict[str, Box]:
    """Lanes and pool."""
    found: dict[str, Box] = {}
    first = 0
    for lane, rows in zip(sketch.lanes, grid.lane_rows, strict=False):
        top, bottom = scale.band(first, rows)
        found[lane.id] = Box(LEFT - HEADER, top, scale.right - LEFT + HEADER, bottom - top)
        first += rows
    if sketch.pool:
        top, bottom = scale.band(0, sum(grid.lane_rows))
        inner = around(found.values()) if found else Box(LEFT, top, scale.right - LEFT, bottom - top)
        found[sketch.pool] = Box(inner.x - HEADER, inner.y, inner.width + HEADER, inner.height)
    return found
