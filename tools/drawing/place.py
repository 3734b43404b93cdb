"""Puts every shape on a grid of columns and rows: left to right by the longest path, rows inside lanes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tools.drawing.model import Cell, Hints, Shape, Sketch


@dataclass(frozen=True, slots=True)
class Place:
    """Cells that a shape takes; `row` counts from the top of the pool."""

    column: int
    row: int
    columns: int = 1
    rows: int = 1

    @property
    def column_end(self) -> int:
        return self.column + self.columns - 1

    @property
    def row_end(self) -> int:
        return self.row + self.rows - 1

    def moved(self, columns: int, rows: int) -> Place:
        return Place(self.column + columns, self.row + rows, self.columns, self.rows)


@dataclass(frozen=True, slots=True)
class Grid:
    """All places, and how many rows each lane takes (in order; one entry when there are no lanes)."""

    places: Mapping[str, Place]
    lane_rows: tuple[int, ...]


def grid(sketch: Sketch, hints: Hints) -> Grid:
    """Place all shapes of a process."""
    inner = {s.id: _content(sketch, hints, s.id) for s in sketch.shapes.values() if sketch.is_container(s.id)}
    spans = {key: _extent(places.values()) for key, places in inner.items()}
    lanes: list[str | None] = [lane.id for lane in sketch.lanes]
    by_lane, rows = _lanes(sketch, hints, spans, lanes or [None])
    top = {key: place for places in by_lane for key, place in places.items()}
    return Grid(_nested(sketch, top, inner), rows)


def _lanes(
    sketch: Sketch, hints: Hints, spans: Mapping[str, Cell], lanes: Iterable[str | None]
) -> tuple[list[dict[str, Place]], tuple[int, ...]]:
    columns = _columns(sketch, hints, sketch.process, spans)
    found: list[dict[str, Place]] = []
    rows: list[int] = []
    for lane in lanes:
        members = [s for s in sketch.within(sketch.process) if s.lane == lane]
        places = _rows(sketch, members, columns, spans, hints)
        found.append({key: place.moved(0, sum(rows)) for key, place in places.items()})
        rows.append(_extent(places.values())[1] if places else 1)
    return found, tuple(rows)


def _content(sketch: Sketch, hints: Hints, scope: str) -> dict[str, Place]:
    """Places inside a sub-process, counted from its own left upper corner."""
    spans = {
        s.id: _extent(_content(sketch, hints, s.id).values())
        for s in sketch.within(scope)
        if sketch.is_container(s.id)
    }
    return _rows(sketch, sketch.within(scope), _columns(sketch, hints, scope, spans), spans, hints)


def _nested(
    sketch: Sketch, top: Mapping[str, Place], inner: Mapping[str, dict[str, Place]]
) -> dict[str, Place]:
    """Places of a scope and, below it, of everything inside its sub-processes, all counted from the pool."""
    found: dict[str, Place] = dict(top)
    for key, place in top.items():
        if key in inner:
            content = {k: p.moved(place.column, place.row) for k, p in inner[key].items()}
            found |= _nested(sketch, content, inner)
    return found


def _extent(places: Iterable[Place]) -> Cell:
    found = list(places)
    return max(p.column_end for p in found) + 1, max(p.row_end for p in found) + 1


def _columns(sketch: Sketch, hints: Hints, scope: str, spans: Mapping[str, Cell]) -> dict[str, int]:
    """Column of every shape of a scope: right of all it follows; flows that lead back don't count."""
    followers = _followers(sketch, scope)
    columns = {key: cell[0] for key, cell in hints.cells.items() if key in followers}
    for key in _forward_order(followers):
        columns.setdefault(key, 0)
        end = columns[key] + spans.get(key, (1, 1))[0]
        for follower in followers[key]:
            if follower not in hints.cells:
                columns[follower] = max(columns.get(follower, 0), end)
    return columns


def _followers(sketch: Sketch, scope: str) -> dict[str, list[str]]:
    """What follows directly, without the flows that lead back; a boundary event counts as its host."""
    owner = {s.id: s.host or s.id for s in sketch.shapes.values()}
    followers: dict[str, list[str]] = {s.id: [] for s in sketch.within(scope)}
    for edge in sketch.edges.values():
        source, target = owner[edge.source], owner[edge.target]
        if edge.is_flow and edge.scope == scope and source != target:
            followers[source].append(target)
    return _without_returns(followers)


def _without_returns(followers: dict[str, list[str]]) -> dict[str, list[str]]:
    """Drops the edges that a depth-first walk finds to lead back to where it came from."""
    kept: dict[str, list[str]] = {key: [] for key in followers}
    state: dict[str, str] = {}

    def walk(key: str) -> None:
        state[key] = "open"
        for follower in followers[key]:
            if state.get(follower) == "open":
                continue
            kept[key].append(follower)
            if follower not in state:
                walk(follower)
        state[key] = "done"

    targets = {t for many in followers.values() for t in many}
    for key in sorted(followers, key=lambda k: k in targets):
        if key not in state:
            walk(key)
    return kept


def _forward_order(followers: Mapping[str, list[str]]) -> list[str]:
    """Shapes so that each stands behind all it follows."""
    missing: dict[str, int] = defaultdict(int)
    for many in followers.values():
        for follower in many:
            missing[follower] += 1
    ready, order = [key for key in followers if not missing[key]], []
    while ready:
        key = ready.pop(0)
        order.append(key)
        for follower in followers[key]:
            missing[follower] -= 1
            if not missing[follower]:
                ready.append(follower)
    return order


def _rows(
    sketch: Sketch, members: list[Shape], columns: Mapping[str, int], spans: Mapping[str, Cell], hints: Hints
) -> dict[str, Place]:
    """Rows inside a lane or sub-process: the predecessor's row when free, else the first free one."""
    places: dict[str, Place] = {}
    hinted = [s for s in members if s.id in hints.cells]
    free = sorted((s for s in members if s.id not in hints.cells), key=lambda s: columns[s.id])
    for shape in hinted:
        places[shape.id] = Place(columns[shape.id], hints.cells[shape.id][1], *spans.get(shape.id, (1, 1)))
    for shape in free:
        span = spans.get(shape.id, (1, 1))
        wanted = [places[p].row for p in _predecessors(sketch, shape.id) if p in places]
        rows = [*wanted[:1], *range(len(members) * 3)]
        row = next(r for r in rows if _is_free(places.values(), Place(columns[shape.id], r, *span)))
        places[shape.id] = Place(columns[shape.id], row, *span)
    return places


def _predecessors(sketch: Sketch, shape: str) -> list[str]:
    sources = (e.source for e in sketch.edges.values() if e.target == shape and e.is_flow)
    return [sketch.shapes[s].id for s in sources if sketch.shapes[s].host is None]


def _is_free(taken: Iterable[Place], wanted: Place) -> bool:
    return not any(
        p.column <= wanted.column_end
        and wanted.column <= p.column_end
        and p.row <= wanted.row_end
        and wanted.row <= p.row_end
        for p in taken
    )
