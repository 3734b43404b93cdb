"""Drawing on SVG: elements, numbers, paths, text. What a stranger wrote is escaped by the XML library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lxml import etree

from engine.definitions.diagram_text import cut, readable, width, wrapped

SVG = "http://www.w3.org/2000/svg"
LINE_HEIGHT = 1.3
SIZES = (12, 11, 10)
"""Font sizes in drawing units, the largest that fits is taken; the style sheet has a class for each."""

Element = etree._Element  # noqa: SLF001 - lxml has no public name for the type
Anchor = Literal["middle", "start"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in drawing units."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return self.x + self.width / 2, self.y + self.height / 2

    def grown(self, by: float) -> Box:
        """The rectangle that is larger by so much on every side."""
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)


def new_root() -> Element:
    """An empty SVG."""
    return etree.fromstring(f'<svg xmlns="{SVG}"/>')


def add(parent: Element, tag: str, classes: str = "", /, **attributes: object) -> Element:
    """A new element in `parent`; underscores in names become hyphens, numbers their shortest text."""
    written = {name.rstrip("_").replace("_", "-"): _written(value) for name, value in attributes.items()}
    return etree.SubElement(parent, f"{{{SVG}}}{tag}", ({"class": classes} if classes else {}) | written)


def add_path(
    parent: Element, classes: str, data: str, at: tuple[float, float] = (0, 0), scale: float = 1
) -> None:
    """A path whose coordinates count from `at`, `scale` times as large."""
    add(parent, "path", classes, d=data, **_placed(at, scale))


def add_title(parent: Element, text: str) -> Element:
    """The name that a pointer or a screen reader gets."""
    title = add(parent, "title")
    title.text = text
    return title


def add_lines(
    parent: Element, lines: tuple[str, ...], size: int, at: tuple[float, float], *, anchor: Anchor = "middle"
) -> None:
    """Lines of text below each other; `at` is the upper edge of the first, in its middle or at its start."""
    text = add(parent, "text", f"size-{size} {anchor}")
    for number_of_line, line in enumerate(lines):
        row = add(text, "tspan", x=at[0], y=at[1] + size * (LINE_HEIGHT * number_of_line + 1))
        row.text = line


def add_text_inside(parent: Element, name: str | None, box: Box) -> None:
    """A name in the middle of a box, in the largest size in which it fits, else shortened."""
    text = readable(name)
    if not text or box.width < SIZES[-1] or box.height < SIZES[-1]:
        return
    size, lines = _fitted(text, box)
    top = box.middle[1] - height_of(lines, size) / 2
    add_lines(parent, lines, size, (box.middle[0], top))


def fits(name: str | None, box: Box) -> bool:
    """Whether a name fits into a box in the largest size."""
    return height_of(wrapped(readable(name), box.width / SIZES[0]), SIZES[0]) <= box.height


def height_of(lines: tuple[str, ...], size: int) -> float:
    """The height of a block of lines."""
    return len(lines) * size * LINE_HEIGHT


def widest(lines: tuple[str, ...], size: int) -> float:
    """The width of a block of lines."""
    return max((width(line) * size for line in lines), default=0)


def number(value: float) -> str:
    """A coordinate with at most two decimals."""
    return f"{round(value, 2) + 0:.2f}".rstrip("0").rstrip(".")


def _fitted(text: str, box: Box) -> tuple[int, tuple[str, ...]]:
    for size in SIZES:
        lines = wrapped(text, box.width / size)
        if height_of(lines, size) <= box.height:
            return size, lines
    smallest = SIZES[-1]
    return smallest, cut(
        wrapped(text, box.width / smallest), max(int(box.height / smallest / LINE_HEIGHT), 1)
    )


def _placed(at: tuple[float, float], scale: float) -> dict[str, str]:
    moved = f"translate({number(at[0])} {number(at[1])})" if at != (0, 0) else ""
    grown = f"scale({number(scale)})" if scale != 1 else ""
    transform = " ".join(filter(None, (moved, grown)))
    return {"transform": transform} if transform else {}


def _written(value: object) -> str:
    return number(value) if isinstance(value, int | float) else str(value)
