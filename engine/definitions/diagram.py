"""A BPMN drawing as SVG, with the marks of a case, and the same as a list of steps for who can't see it.

The SVG carries classes only; `stylesheet` is what makes them visible, so that pages need no inline style.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from engine.definitions.diagram_canvas import Box, Element, add_title, new_root, number
from engine.definitions.diagram_frames import (
    draw_black_box,
    draw_data,
    draw_group,
    draw_lane,
    draw_note,
    draw_pool,
)
from engine.definitions.diagram_lines import draw_association, draw_flow, draw_message_flow
from engine.definitions.diagram_nodes import Mark, draw_node, is_frame
from engine.definitions.diagram_sheet import Sheet
from engine.definitions.diagram_steps import text_alternative
from engine.definitions.diagram_text import LONGEST_TITLE, readable
from engine.definitions.model import Definitions, Node

__all__ = ["Mark", "render", "stylesheet", "text_alternative"]

_MARGIN = 16
_NOT_AN_ID = re.compile(r"[^A-Za-z0-9_-]")


def render(definitions: Definitions, process_id: str, marks: Mapping[str, Mark], *, title: str) -> str | None:
    """The drawing that shows a process, as SVG to stand in a page; None when the file has no drawing of it.

    `marks` says by element id how far a case is. When the process is a pool, the other pools are drawn too.
    Raises KeyError for a process that isn't in the file.
    """
    sheet = Sheet.of(definitions, process_id)
    if not sheet.nodes:
        return None
    root = _root(process_id, tuple(sheet.boxes()), title, "group" if marks else "img")
    frames, nodes = _parted(sheet)
    _draw_lanes_and_pools(root, sheet, definitions)
    _draw_nodes(root, sheet, frames, marks)
    _draw_flows(root, sheet)
    _draw_artifacts(root, sheet)
    _draw_nodes(root, sheet, nodes, marks)
    for message_flow in definitions.message_flows:
        if line := sheet.lines.get(message_flow):
            draw_message_flow(root, message_flow, line)
    return etree.tostring(root, encoding="unicode")


def stylesheet() -> str:
    """The CSS of the drawings. Colours are custom properties with fallbacks, so that a page can set them."""
    return Path(__file__).with_suffix(".css").read_text(encoding="utf-8")


def _root(process_id: str, boxes: tuple[Box, ...], title: str, role: str) -> Element:
    """The frame. Marked nodes can be chosen, which nothing inside an image can: then it is a group."""
    left, top = min(box.x for box in boxes) - _MARGIN, min(box.y for box in boxes) - _MARGIN
    right = max(box.x + box.width for box in boxes) + _MARGIN
    bottom = max(box.y + box.height for box in boxes) + _MARGIN
    root = new_root()
    root.set("class", "diagram")
    root.set("viewBox", " ".join(map(number, (left, top, right - left, bottom - top))))
    root.set("role", role)
    identity = f"diagram-{_NOT_AN_ID.sub('-', process_id)}"
    root.set("aria-labelledby", identity)
    add_title(root, readable(title, LONGEST_TITLE)).set("id", identity)
    return root


def _parted(sheet: Sheet) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """Sub-processes that show their inside, the outer before the inner; and all other nodes."""
    frames = tuple(node for node in sheet.nodes if is_frame(node, sheet.shapes[node.id]))
    return frames, tuple(node for node in sheet.nodes if node not in frames)


def _draw_lanes_and_pools(root: Element, sheet: Sheet, definitions: Definitions) -> None:
    """The pools' stronger lines lie over those of their lanes."""
    for process in sheet.processes:
        for lane in process.lanes.values():
            if bounds := sheet.shapes.get(lane.id):
                draw_lane(root, lane.id, lane.name, bounds)
    for pool in sheet.pools:
        if bounds := sheet.shapes.get(pool):
            draw = draw_pool if definitions.participants[pool] in definitions.processes else draw_black_box
            draw(root, pool, definitions.participant_names.get(pool), bounds)


def _draw_flows(root: Element, sheet: Sheet) -> None:
    for process in sheet.processes:
        for association in process.associations:
            if line := sheet.lines.get(association):
                draw_association(root, line)
        for flow in process.flows.values():
            if line := sheet.lines.get(flow.id):
                source, label = process.nodes.get(flow.source), sheet.labels.get(flow.id)
                draw_flow(root, flow, line, source=source, label=label)


def _draw_artifacts(root: Element, sheet: Sheet) -> None:
    for process in sheet.processes:
        for artifact in process.artifacts.values():
            if bounds := sheet.shapes.get(artifact.id):
                (draw_group if artifact.kind == "group" else draw_note)(root, artifact, bounds)
        for identity, name in process.data_objects.items():
            if bounds := sheet.shapes.get(identity):
                draw_data(root, identity, name, bounds)


def _draw_nodes(root: Element, sheet: Sheet, nodes: tuple[Node, ...], marks: Mapping[str, Mark]) -> None:
    for node in nodes:
        mark = marks.get(node.id, "none")
        draw_node(root, node, sheet.shapes[node.id], mark=mark, label=sheet.labels.get(node.id))
