"""What belongs on one drawing, and the room that it takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from engine.definitions.diagram_canvas import Box
from engine.definitions.diagram_labels import Label, along, beside
from engine.definitions.diagram_lines import without_repeats
from engine.definitions.diagram_nodes import box_of, family
from engine.definitions.model import Bounds, Definitions, Line, Node, Process


@dataclass(frozen=True, slots=True)
class Sheet:
    """The drawing of a process; of a pool's process: of the whole collaboration.

    `nodes` are those that are drawn, boundary events after what they are attached to; `lines` those that lead
    somewhere; `labels` the names that stand beside events, gateways and flows.
    """

    processes: tuple[Process, ...]
    pools: tuple[str, ...]
    shapes: Mapping[str, Bounds]
    lines: Mapping[str, Line]
    nodes: tuple[Node, ...]
    labels: Mapping[str, Label]

    @classmethod
    def of(cls, definitions: Definitions, process_id: str) -> Sheet:
        """The sheet that shows a process. Raises KeyError for a process that isn't in the file."""
        processes: tuple[Process, ...] = (definitions.processes[process_id],)
        pools = definitions.participants if process_id in definitions.participants.values() else {}
        if pools:
            known = dict.fromkeys(filter(None, pools.values()))
            processes = tuple(
                definitions.processes[inner] for inner in known if inner in definitions.processes
            )
        shapes = {key: b for key, b in definitions.shapes.items() if b.width > 0 and b.height > 0}
        lines = _lines(definitions, processes, tuple(definitions.message_flows) if pools else ())
        nodes = tuple(node for p in processes for node in p.nodes.values() if node.id in shapes)
        in_order = tuple(sorted(nodes, key=lambda node: node.attached_to is not None))
        return cls(processes, tuple(pools), shapes, lines, in_order, dict(_labels(processes, shapes, lines)))

    def boxes(self) -> Iterator[Box]:
        """The room that everything takes."""
        frames = chain.from_iterable(
            chain(p.nodes, p.lanes, p.artifacts, p.data_objects) for p in self.processes
        )
        yield from (box_of(self.shapes[key]) for key in (*self.pools, *frames) if key in self.shapes)
        yield from (Box(x, y, 0, 0) for line in self.lines.values() for x, y in line.points)
        yield from (label.box for label in self.labels.values())


def _lines(
    definitions: Definitions, processes: tuple[Process, ...], message_flows: tuple[str, ...]
) -> dict[str, Line]:
    inner = chain.from_iterable(chain(process.flows, process.associations) for process in processes)
    found = {key: definitions.lines[key] for key in (*inner, *message_flows) if key in definitions.lines}
    ways = {key: without_repeats(line) for key, line in found.items()}
    return {key: line for key, line in ways.items() if len(line.points) > 1}


def _labels(
    processes: tuple[Process, ...], shapes: Mapping[str, Bounds], lines: Mapping[str, Line]
) -> Iterator[tuple[str, Label]]:
    ends = [end for line in lines.values() for end in (line.points[0], line.points[-1])]
    for process in processes:
        for node in process.nodes.values():
            bounds = shapes.get(node.id)
            if (
                bounds
                and family(node) != "activity"
                and (label := beside(node.name, box_of(bounds), bounds.label, ends))
            ):
                yield node.id, label
        for flow in process.flows.values():
            line = lines.get(flow.id)
            if line and (label := along(flow.name, line.points, line.label)):
                yield flow.id, label
