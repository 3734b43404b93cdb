"""What the layout needs of a BPMN file, and what it makes of it; all lengths in drawing units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

TRACK = 20
"""Distance of two neighbouring lines; every centre lies on a multiple of it."""

Cell = tuple[int, int]
Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Shape:
    """Something to draw that is no line. `scope` is the process or sub-process around it."""

    id: str
    kind: str
    name: str
    scope: str
    lane: str | None = None
    host: str | None = None
    """Of a boundary event: the activity it is attached to."""

    @property
    def is_event(self) -> bool:
        return self.kind.endswith("Event")

    @property
    def is_gateway(self) -> bool:
        return self.kind.endswith("Gateway")

    @property
    def is_named_outside(self) -> bool:
        return self.is_event or self.is_gateway or self.kind in {"dataObjectReference", "dataStoreReference"}


@dataclass(frozen=True, slots=True)
class Edge:
    """A sequence flow or an association."""

    id: str
    source: str
    target: str
    scope: str
    name: str = ""
    is_flow: bool = True


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane with the ids of the nodes in it."""

    id: str
    nodes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sketch:
    """One process as it stands in the file, without any coordinates."""

    process: str
    pool: str | None
    lanes: tuple[Lane, ...]
    shapes: Mapping[str, Shape]
    edges: Mapping[str, Edge]

    def within(self, scope: str) -> list[Shape]:
        """Shapes directly in a scope that take a cell of the grid (boundary events sit on their host)."""
        return [s for s in self.shapes.values() if s.scope == scope and s.host is None]

    def is_container(self, shape: str) -> bool:
        return any(s.scope == shape for s in self.shapes.values())

    def attached(self, host: str) -> list[Shape]:
        return [s for s in self.shapes.values() if s.host == host]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its left upper corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def centre(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2

    def grown(self, margin: float) -> Box:
        return Box(self.x - margin, self.y - margin, self.width + 2 * margin, self.height + 2 * margin)

    def meets(self, other: Box) -> bool:
        return (
            self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom
        )

    def holds(self, x: float, y: float) -> bool:
        return self.x <= x <= self.right and self.y <= y <= self.bottom


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box around some boxes."""
    found = list(boxes)
    x, y = min(b.x for b in found), min(b.y for b in found)
    return Box(x, y, max(b.right for b in found) - x, max(b.bottom for b in found) - y)


@dataclass(frozen=True, slots=True)
class Hints:
    """What a person decided about a drawing (`tools/layouts/KEY.toml`); everything is optional."""

    cells: Mapping[str, Cell] = field(default_factory=dict)
    """Column and row: row inside the lane, or both inside the sub-process."""
    ports: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Side on which a flow leaves and enters: left, right, top, bottom, or "" for any."""
    boundaries: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """Side (top, bottom) of a boundary event and its distance from the host's middle in tracks."""
    room: Mapping[str, int] = field(default_factory=dict)
    """More room below a lane, in tracks."""


@dataclass(slots=True)
class Drawing:
    """Where everything is drawn."""

    boxes: dict[str, Box] = field(default_factory=dict)
    lines: dict[str, list[Point]] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
