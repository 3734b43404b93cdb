"""Writes the diagram interchange of BPMN files: `python -m tools.lay_out FILE.bpmn…`

Everything but the drawing stays as it is. Lanes become swimlanes; shapes stand in columns from left to right,
by themselves or where `tools/layouts/KEY.toml` (KEY: the file's name without .bpmn) puts them:

    [cells]
    intake = [1, 0]                  # column, and row inside the lane; both inside a sub-process
    [ports]
    flow_back = ["top", "top"]       # side on which a flow leaves and enters; "" leaves it free
    [boundaries]
    overdue = ["top", 1]             # side of the host, and tracks right of its middle
    [room]
    lane_town = 1                    # more tracks below a lane, for lines that pass
"""

from __future__ import annotations

import sys
from pathlib import Path

from lxml import etree

from tools.drawing.labels import Labels
from tools.drawing.measure import boxes
from tools.drawing.model import Drawing, Hints, Sketch
from tools.drawing.place import grid
from tools.drawing.read import hints, sketches
from tools.drawing.route import Router
from tools.drawing.write import write

LAYOUTS = Path(__file__).parent / "layouts"


def draw(sketch: Sketch, given: Hints) -> Drawing:
    """Lay out one process."""
    placed = boxes(sketch, grid(sketch, given), given)
    lines = Router(sketch, placed, given).route()
    return Drawing(placed, lines, Labels(sketch, placed, lines).place())


def lay_out(path: Path, layouts: Path = LAYOUTS) -> None:
    """Rewrite the drawing of one file."""
    tree = etree.parse(path, etree.XMLParser(remove_blank_text=True, resolve_entities=False, no_network=True))
    given = hints(layouts / f"{path.stem}.toml")
    write(tree.getroot(), [(sketch, draw(sketch, given)) for sketch in sketches(tree.getroot())])
    path.write_bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def main(arguments: list[str]) -> int:
    """Lay out the files named on the command line."""
    for name in arguments:
        lay_out(Path(name))
    return 0 if arguments else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
