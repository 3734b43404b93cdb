"""What people may expect of a drawing that the layout tool made."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path

import pytest
from lxml import etree

from tools.drawing.labels import extent
from tools.drawing.model import Box, Drawing, Hints, Sketch
from tools.drawing.read import sketches
from tools.lay_out import draw, lay_out

VILLAGE = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
  <!-- kept as it is -->
  <collaboration id="c"><participant id="pool" name="一件事" processRef="p"/></collaboration>
  <process id="p" isExecutable="true">
    <laneSet id="lanes">
      <lane id="clerk" name="村文书">
        <flowNodeRef>start</flowNodeRef><flowNodeRef>ask</flowNodeRef><flowNodeRef>which</flowNodeRef>
        <flowNodeRef>notice</flowNodeRef>
      </lane>
      <lane id="town" name="镇街">
        <flowNodeRef>review</flowNodeRef><flowNodeRef>late</flowNodeRef><flowNodeRef>end</flowNodeRef>
      </lane>
    </laneSet>
    <startEvent id="start" name="提出"/>
    <userTask id="ask" name="申请"/>
    <exclusiveGateway id="which" name="是否齐全" default="flow_back"/>
    <subProcess id="notice" name="公示">
      <startEvent id="inner_start"/><userTask id="post" name="张贴"/><endEvent id="inner_end"/>
      <sequenceFlow id="inner_1" sourceRef="inner_start" targetRef="post"/>
      <sequenceFlow id="inner_2" sourceRef="post" targetRef="inner_end"/>
    </subProcess>
    <userTask id="review" name="审查"/>
    <boundaryEvent id="late" name="期满" attachedToRef="review"/>
    <endEvent id="end" name="办结"/>
    <sequenceFlow id="flow_1" sourceRef="start" targetRef="ask"/>
    <sequenceFlow id="flow_2" sourceRef="ask" targetRef="which"/>
    <sequenceFlow id="flow_back" name="不齐" sourceRef="which" targetRef="ask"/>
    <sequenceFlow id="flow_3" name="齐全" sourceRef="which" targetRef="notice"/>
    <sequenceFlow id="flow_4" sourceRef="notice" targetRef="review"/>
    <sequenceFlow id="flow_5" sourceRef="review" targetRef="end"/>
    <sequenceFlow id="flow_6" sourceRef="late" targetRef="end"/>
  </process>
</definitions>
"""


@pytest.fixture(scope="module")
def sketch() -> Sketch:
    return sketches(etree.fromstring(VILLAGE))[0]


@pytest.fixture(scope="module")
def drawing(sketch: Sketch) -> Drawing:
    return draw(sketch, Hints())


def test_no_two_shapes_of_a_scope_overlap(sketch: Sketch, drawing: Drawing) -> None:
    for scope in {shape.scope for shape in sketch.shapes.values()}:
        placed = [drawing.boxes[shape.id] for shape in sketch.within(scope)]
        assert not [pair for pair in combinations(placed, 2) if pair[0].meets(pair[1])]


def test_flows_run_from_left_to_right(sketch: Sketch, drawing: Drawing) -> None:
    forward = [edge for edge in sketch.edges.values() if edge.id != "flow_back"]
    assert all(drawing.boxes[e.source].x < drawing.boxes[e.target].x for e in forward)


def test_lines_are_right_angled_and_join_their_shapes(sketch: Sketch, drawing: Drawing) -> None:
    for edge in sketch.edges.values():
        line = drawing.lines[edge.id]
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(line)), edge.id
        assert drawing.boxes[edge.source].holds(*line[0])
        assert drawing.boxes[edge.target].holds(*line[-1])


def test_lines_keep_off_shapes_that_are_not_theirs(sketch: Sketch, drawing: Drawing) -> None:
    for edge in sketch.edges.values():
        others = [
            s.id
            for s in sketch.within(edge.scope)
            if s.id not in {edge.source, edge.target, *_hosts(sketch, edge.source)}
        ]
        for a, b in pairwise(drawing.lines[edge.id]):
            piece = Box(min(a[0], b[0]), min(a[1], b[1]), abs(a[0] - b[0]) + 1, abs(a[1] - b[1]) + 1)
            assert not [other for other in others if piece.meets(drawing.boxes[other])], edge.id


def _hosts(sketch: Sketch, shape: str) -> list[str]:
    host = sketch.shapes[shape].host
    return [host] if host else []


def test_everything_stands_inside_its_lane_and_sub_process(sketch: Sketch, drawing: Drawing) -> None:
    for shape in sketch.shapes.values():
        outer = drawing.boxes[shape.lane or shape.scope]
        assert outer.holds(*drawing.boxes[shape.id].centre), shape.id


def test_a_boundary_event_sits_on_the_edge_of_its_host(drawing: Drawing) -> None:
    assert drawing.boxes["late"].centre[1] == drawing.boxes["review"].bottom


def test_names_outside_of_shapes_hide_no_shape_and_no_other_name(sketch: Sketch, drawing: Drawing) -> None:
    solid = [drawing.boxes[s.id] for s in sketch.shapes.values() if not sketch.is_container(s.id)]
    assert set(drawing.labels) == {"start", "which", "late", "end", "flow_back", "flow_3"}
    assert not [label for label in drawing.labels.values() for box in solid if label.meets(box)]
    assert not [pair for pair in combinations(drawing.labels.values(), 2) if pair[0].meets(pair[1])]


def test_a_person_may_decide_the_cells(sketch: Sketch) -> None:
    drawn = draw(sketch, Hints(cells={"end": (5, 1)}))
    assert drawn.boxes["end"].y > drawn.boxes["review"].bottom


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        pytest.param("办结", 1, id="short"),
        pytest.param("期限届满视为无意见", 2, id="wraps-behind-eight-letters"),
        pytest.param("甲\n乙", 2, id="keeps-breaks"),
    ],
)
def test_names_wrap_as_modellers_wrap_them(name: str, lines: int) -> None:
    assert extent(name)[1] == lines * 14


def test_only_the_drawing_changes_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "village.bpmn"
    path.write_text(VILLAGE, "utf-8")
    lay_out(path)
    once = path.read_bytes()
    lay_out(path)
    assert path.read_bytes() == once
    root = etree.fromstring(once)
    root.remove(root[-1])
    assert _content(root) == _content(etree.fromstring(VILLAGE))


def _content(root: etree._Element) -> list[tuple[str, dict[str, str], str]]:
    return [
        (str(e.tag), {str(k): str(v) for k, v in e.attrib.items()}, (e.text or "").strip())
        for e in root.iter()
    ]
