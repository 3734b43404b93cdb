"""Draws the flows: right-angled lines on tracks, round every shape, with few bends and crossings.

Each line is the cheapest way through a grid (A*); lines drawn before make crossing and running together
expensive. After the first round every line is drawn anew a few times, so that early ones can give way.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from tools.drawing.measure import size_of
from tools.drawing.model import TRACK, Box, Edge, Hints, Point, Shape, Sketch

ROUNDS = 4
BEND, CROSSING, TOGETHER, MERGING, UNDER_NAME = 4.0, 12.0, 30.0, 0.1, 2.0
MARGIN = 9
"""Lines keep more than this from shapes that are not theirs."""

RIGHT, DOWN, LEFT, UP = range(4)
STEPS = ((1, 0), (0, 1), (-1, 0), (0, -1))
SIDES = {"right": RIGHT, "bottom": DOWN, "left": LEFT, "top": UP}
LEAVING = {RIGHT: 0.0, DOWN: 3.0, UP: 3.0, LEFT: 12.0}
ENTERING = {LEFT: 0.0, DOWN: 3.0, UP: 3.0, RIGHT: 12.0}

Track = tuple[int, int]
"""A crossing of two tracks, in steps of the grid."""
State = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Port:
    """Where a line may touch a shape: the point on its border, the first free track outside, the side."""

    border: Point
    track: Track
    side: int
    cost: float


class Traffic:
    """Which lines run through which points, and along which axis."""

    def __init__(self) -> None:
        self.along: tuple[dict[Track, set[str]], dict[Track, set[str]]] = (defaultdict(set), defaultdict(set))
        self.ports: dict[Point, dict[str, bool]] = defaultdict(dict)

    def add(self, edge: str, tracks: list[State], ends: tuple[Point, Point]) -> None:
        for (x, y, direction), after in zip(tracks, [*tracks[1:], tracks[-1]], strict=True):
            self.along[direction % 2][x, y].add(edge)
            self.along[after[2] % 2][x, y].add(edge)
        self.ports[ends[0]][edge] = True
        self.ports[ends[1]][edge] = False

    def remove(self, edge: str) -> None:
        for along in self.along:
            for edges in along.values():
                edges.discard(edge)
        for users in self.ports.values():
            users.pop(edge, None)


class Router:
    """Routes all edges of a sketch whose shapes have their boxes."""

    def __init__(self, sketch: Sketch, boxes: Mapping[str, Box], hints: Hints) -> None:
        self.sketch, self.boxes, self.hints = sketch, boxes, hints
        self.traffic = Traffic()
        self.blocked = {scope: set(self._blocked(scope)) for scope in self._scopes()}
        self.under_names = set(self._under_names())
        self.lines: dict[str, list[Point]] = {}

    def _scopes(self) -> set[str]:
        return {edge.scope for edge in self.sketch.edges.values()}

    def _blocked(self, scope: str) -> Iterator[Track]:
        for shape in self.sketch.shapes.values():
            if shape.scope == scope:
                yield from tracks_in(self.boxes[shape.id].grown(MARGIN))

    def _under_names(self) -> Iterator[Track]:
        for shape in self.sketch.shapes.values():
            if shape.is_named_outside and shape.name:
                box = self.boxes[shape.id]
                yield from tracks_in(Box(box.centre[0] - 39, box.bottom, 78, 34))

    def region(self, scope: str) -> Box:
        """Where lines of a scope may run."""
        if scope in self.boxes:
            return self.boxes[scope].grown(-1)
        pool = self.boxes.get(self.sketch.pool or "")
        if pool is None:
            found = list(self.boxes.values())
            return Box(0, 0, max(b.right for b in found) + 200, max(b.bottom for b in found) + 200)
        return Box(pool.x + 61, pool.y + 1, pool.width - 62, pool.height - 2)

    def route(self) -> dict[str, list[Point]]:
        """Lines of all edges."""
        order = sorted(self.sketch.edges.values(), key=self._distance)
        for _ in range(ROUNDS):
            for edge in order:
                self.traffic.remove(edge.id)
                self.lines[edge.id] = self._line(edge)
        return self.lines

    def _distance(self, edge: Edge) -> float:
        (ax, ay), (bx, by) = self.boxes[edge.source].centre, self.boxes[edge.target].centre
        return abs(ax - bx) + abs(ay - by)

    def _line(self, edge: Edge) -> list[Point]:
        leave, enter = self.hints.ports.get(edge.id, ("", ""))
        sources = list(ports(self.sketch.shapes[edge.source], self.boxes, LEAVING, leave))
        targets = list(ports(self.sketch.shapes[edge.target], self.boxes, ENTERING, enter))
        found = _Search(self, edge, sources, targets).run()
        if found is None:
            raise ValueError(f"no way for {edge.id}: give its shapes more room in the layout file")
        tracks, start, end = found
        self.traffic.add(edge.id, tracks, (start, end))
        return _corners([start, *((x * TRACK, y * TRACK) for x, y, _ in tracks), end])


class _Search:
    """One shortest way from any port of a shape to any port of another."""

    def __init__(self, router: Router, edge: Edge, sources: list[Port], targets: list[Port]) -> None:
        self.router, self.edge, self.sources = router, edge, sources
        self.goals = {_inward(port): port for port in targets}
        xs, ys = zip(*(state[:2] for state in self.goals), strict=True)
        self.near = (min(xs), max(xs), min(ys), max(ys))
        self.region = router.region(edge.scope)
        self.blocked = router.blocked[edge.scope]
        self.cost: dict[State, float] = {}
        self.before: dict[State, State | None] = {}
        self.starts: dict[State, Point] = {}
        self.heap: list[tuple[float, float, State]] = []

    def run(self) -> tuple[list[State], Point, Point] | None:
        for port in self.sources:
            if self._open(port.track):
                start = (*port.track, port.side)
                self.starts[start] = port.border
                self._reach(start, None, port.cost + self._sharing(port.border, leaving=True))
        while self.heap:
            _, cost, state = heapq.heappop(self.heap)
            if state in self.goals:
                return self._way(state)
            if cost == self.cost[state]:
                self._spread(cost, state)
        return None

    def _reach(self, state: State, before: State | None, cost: float) -> None:
        if cost < self.cost.get(state, float("inf")):
            self.cost[state], self.before[state] = cost, before
            heapq.heappush(self.heap, (cost + self._rest(state), cost, state))

    def _spread(self, cost: float, state: State) -> None:
        x, y, heading = state
        for way in (heading, (heading + 1) % 4, (heading - 1) % 4):
            onward: State = (x + STEPS[way][0], y + STEPS[way][1], way)
            if goal := self.goals.get(onward):
                arrival = goal.cost + self._sharing(goal.border, leaving=False)
                self._reach(onward, state, cost + self._turn(state, way) + arrival)
            elif self._open(onward[:2]):
                self._reach(onward, state, cost + self._turn(state, way) + self._step(onward))

    def _turn(self, state: State, way: int) -> float:
        return 0.0 if way == state[2] else BEND + self._together(state[:2], way % 2)

    def _step(self, onward: State) -> float:
        track, axis = onward[:2], onward[2] % 2
        name = UNDER_NAME if track in self.router.under_names else 0.0
        return 1.0 + name + self._together(track, axis) + CROSSING * self._crossings(track, axis)

    def _crossings(self, track: Track, axis: int) -> int:
        """Lines crossed anew: where two lines run as one, the other has crossed them already."""
        if any(self._merges(other) for other in self._others(track, axis)):
            return 0
        return sum(not self._merges(other) for other in self._others(track, 1 - axis))

    def _together(self, track: Track, axis: int) -> float:
        """Running on another line is dear, unless both end in the same shape: then they become one line."""
        return sum(MERGING if self._merges(other) else TOGETHER for other in self._others(track, axis))

    def _merges(self, other: str) -> bool:
        return self.router.sketch.edges[other].target == self.edge.target

    def _others(self, track: Track, axis: int) -> set[str]:
        return self.router.traffic.along[axis].get(track, set())

    def _sharing(self, border: Point, *, leaving: bool) -> float:
        users = self.router.traffic.ports.get(border, {})
        return sum(TOGETHER if leaving or other else MERGING for other in users.values())

    def _open(self, track: Track) -> bool:
        return track not in self.blocked and self.region.holds(track[0] * TRACK, track[1] * TRACK)

    def _rest(self, state: State) -> float:
        left, right, top, bottom = self.near
        x, y, _ = state
        return float(max(left - x, 0, x - right) + max(top - y, 0, y - bottom))

    def _way(self, goal: State) -> tuple[list[State], Point, Point]:
        way, at = [goal], self.before[goal]
        while at is not None:
            way.append(at)
            at = self.before[at]
        way.reverse()
        return way, self.starts[way[0]], self.goals[goal].border


def _inward(port: Port) -> State:
    """The last step of a line: from the first free track into the shape."""
    heading = (port.side + 2) % 4
    return port.track[0] + STEPS[heading][0], port.track[1] + STEPS[heading][1], heading


def ports(shape: Shape, boxes: Mapping[str, Box], costs: Mapping[int, float], side: str) -> Iterator[Port]:
    """The places where lines may leave or enter a shape."""
    box = boxes[shape.id]
    for way in [SIDES[side]] if side else range(4):
        if shape.host and way != _outward(box, boxes[shape.host]):
            continue
        for offset in _offsets(shape, box, way):
            yield _port(box, way, offset, 0.0 if side else costs[way])


def _outward(event: Box, host: Box) -> int:
    return DOWN if event.centre[1] > host.centre[1] else UP


def _offsets(shape: Shape, box: Box, way: int) -> Iterable[int]:
    """Distances from the middle of a side; round and pointed shapes have one place a side."""
    if shape.is_event or shape.is_gateway:
        return (0,)
    if (box.width, box.height) == size_of(shape):
        return (0, -1, 1) if way in (LEFT, RIGHT) else (0, -1, 1, -2, 2)
    length = box.height if way in (LEFT, RIGHT) else box.width
    most = int(length / 2 / TRACK) - 1
    return range(-most, most + 1)


def _port(box: Box, way: int, offset: int, cost: float) -> Port:
    step_x, step_y = STEPS[way]
    middle_x, middle_y = (round(c / TRACK + 0.01) for c in box.centre)
    x, y = (middle_x + offset, middle_y) if step_x == 0 else (middle_x, middle_y + offset)
    border = (
        int(box.right if step_x > 0 else box.x) if step_x else x * TRACK,
        int(box.bottom if step_y > 0 else box.y) if step_y else y * TRACK,
    )
    while box.grown(MARGIN).holds(x * TRACK, y * TRACK):
        x, y = x + step_x, y + step_y
    return Port(border, (x, y), way, cost + abs(offset) * 0.6)


def tracks_in(box: Box) -> Iterator[Track]:
    """All crossings of tracks in a box."""
    for x in range(int(-(-box.x // TRACK)), int(box.right // TRACK) + 1):
        for y in range(int(-(-box.y // TRACK)), int(box.bottom // TRACK) + 1):
            yield x, y


def _corners(points: list[Point]) -> list[Point]:
    """The points where a line starts, bends and ends."""
    found = [points[0]]
    for (before, at), (_, after) in pairwise(pairwise(points)):
        if not (before[0] == at[0] == after[0] or before[1] == at[1] == after[1]):
            found.append(at)
    return [*found, points[-1]]
