"""What stands around the flow: pools, lanes, groups, notes, data."""

from __future__ import annotations

from engine.definitions.diagram_canvas import (
    Box,
    Element,
    add,
    add_lines,
    add_path,
    add_title,
    height_of,
    number,
)
from engine.definitions.diagram_icons import rounded
from engine.definitions.diagram_labels import add_label, beside
from engine.definitions.diagram_nodes import box_of
from engine.definitions.diagram_text import LONGEST_TITLE, cut, readable, wrapped
from engine.definitions.model import Artifact, Bounds

_BAND = 30
_NAME_SIZE, _NOTE_SIZE = 12, 11
_FOLD = 12


def draw_pool(parent: Element, identity: str, name: str | None, bounds: Bounds) -> None:
    """A pool, with its name along its begin."""
    group = _frame(parent, "pool", identity, name, bounds)
    _band(group, name, box_of(bounds), bounds)


def draw_black_box(parent: Element, identity: str, name: str | None, bounds: Bounds) -> None:
    """A pool that shows nothing of its inside, with its name in the middle."""
    group = _frame(parent, "pool", identity, name, bounds)
    _add_centred(group, name, box_of(bounds))


def draw_lane(parent: Element, identity: str, name: str | None, bounds: Bounds) -> None:
    """A lane, with its name along its begin."""
    group = _frame(parent, "lane", identity, name, bounds)
    _band(group, name, box_of(bounds), bounds)


def draw_group(parent: Element, artifact: Artifact, bounds: Bounds) -> None:
    """A dash-dotted frame around what belongs together, with its name above."""
    group = _frame(parent, "group", artifact.id, artifact.text, bounds)
    box = box_of(bounds)
    add_label(group, beside(artifact.text, Box(box.x, box.y, box.width, 0), bounds.label, ()))


def draw_note(parent: Element, artifact: Artifact, bounds: Bounds) -> None:
    """A text annotation, behind its bracket."""
    group = add(parent, "g", "note", data_element=artifact.id)
    box = box_of(bounds)
    text = readable(artifact.text, LONGEST_TITLE)
    add_title(group, text)
    add_path(group, "bracket", f"M10,0 H0 V{number(box.height)} H10", (box.x, box.y))
    room = max(box.width - 12, _NOTE_SIZE)
    lines = cut(wrapped(text, room / _NOTE_SIZE), max(int(box.height / (_NOTE_SIZE * 1.3)), 1))
    top = box.middle[1] - height_of(lines, _NOTE_SIZE) / 2
    add_lines(group, lines, _NOTE_SIZE, (box.x + 7, top), anchor="start")


def draw_data(parent: Element, identity: str, name: str, bounds: Bounds) -> None:
    """A data object: a sheet with a folded corner."""
    group = add(parent, "g", "data", data_element=identity)
    box = box_of(bounds)
    add_title(group, readable(name, LONGEST_TITLE))
    fold = min(_FOLD, box.width / 2, box.height / 2)
    sheet = f"M0,0 H{number(box.width - fold)} L{number(box.width)},{number(fold)} V{number(box.height)} H0 Z"
    add_path(group, "shape plain", sheet, (box.x, box.y))
    add_path(
        group, "icon", f"M{number(box.width - fold)},0 V{number(fold)} H{number(box.width)}", (box.x, box.y)
    )
    add_label(group, beside(name, box, bounds.label, ()))


def _frame(parent: Element, kind: str, identity: str, name: str | None, bounds: Bounds) -> Element:
    group = add(parent, "g", kind, data_element=identity)
    if title := readable(name, LONGEST_TITLE):
        add_title(group, title)
    corner = 10 if kind == "group" else 0
    add_path(group, "frame", rounded(bounds.x, bounds.y, bounds.width, bounds.height, corner))
    return group


def _band(group: Element, name: str | None, box: Box, bounds: Bounds) -> None:
    """The band that carries the name: at the left, to be read upwards, or on top of a vertical pool."""
    wide, high = (_BAND, box.height) if bounds.horizontal else (box.width, _BAND)
    add(group, "rect", "band", x=box.x, y=box.y, width=wide, height=high)
    if not bounds.horizontal:
        _add_centred(group, name, Box(box.x, box.y, wide, high))
        return
    turned = add(group, "g", transform=f"translate({number(box.x)} {number(box.y + high)}) rotate(-90)")
    _add_centred(turned, name, Box(0, 0, high, _BAND))


def _add_centred(group: Element, name: str | None, box: Box) -> None:
    text = readable(name)
    if not text:
        return
    most = max(int(box.height / (_NAME_SIZE * 1.3)), 1)
    lines = cut(wrapped(text, max(box.width - 8, _NAME_SIZE) / _NAME_SIZE), most)
    top = box.middle[1] - height_of(lines, _NAME_SIZE) / 2
    add_lines(group, lines, _NAME_SIZE, (box.middle[0], top))
