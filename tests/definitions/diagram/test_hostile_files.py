"""Whatever stands in a file, the picture is one that a page can hold."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from engine.definitions.diagram import render, text_alternative
from engine.definitions.model import Bounds, Definitions, Flow, Line, Node, Process


def tiny(name: str, bounds: Bounds, points: tuple[tuple[float, float], ...] = ()) -> Definitions:
    """A task, an event and a flow, all of that name."""
    task = Node("task", "userTask", "p", name=name, outgoing=("flow",))
    end = Node("end", "endEvent", "p", name=name, incoming=("flow",))
    flow = Flow("flow", "task", "end", "p", name=name)
    process = Process("p", name, executable=True, nodes={"task": task, "end": end}, flows={"flow": flow})
    shapes = {"task": bounds, "end": Bounds(300, 22, 36, 36)}
    return Definitions({"p": process}, shapes, {"flow": Line(points)} if points else {})


TASK = Bounds(0, 0, 100, 80)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("<img src=x onerror=alert(1)>", id="markup"),
        pytest.param("</title><script>alert(1)</script>", id="an-end-of-the-title"),
        pytest.param("]]>&amp;&#x0;'\"", id="entities"),
        pytest.param("a\x00\x07\x1b\ud800\ufffe甲", id="signs-that-xml-has-not"),
        pytest.param("甲\u202e乙\u2066丙", id="signs-that-turn-the-direction"),
        pytest.param("长" * 10_000, id="ten-thousand-signs"),
        pytest.param("W" * 10_000, id="a-word-of-ten-thousand-letters"),
        pytest.param("\n\t\u3000 ", id="blanks"),
    ],
)
def test_a_hostile_name_is_only_text(name: str) -> None:
    svg = render(tiny(name, TASK, ((100, 40), (300, 40))), "p", {"task": "late"}, title=name)
    assert svg is not None
    assert len(svg) < 20_000
    root = etree.fromstring(svg)
    assert {part.tag.rpartition("}")[2] for part in root.iter()} <= {
        "svg",
        "g",
        "path",
        "text",
        "tspan",
        "title",
    }
    assert not any(sign in svg for sign in "\x00\u202e\u2066\ud800")
    assert all(len(step) < 400 for step in text_alternative(tiny(name, TASK), "p", {}))


@pytest.mark.parametrize("identity", ["p'onload='x", "a b", "<p>", "流程"])
def test_an_id_stays_an_id(identity: str) -> None:
    definitions = tiny("一件事", TASK)
    renamed = replace(definitions, processes={identity: definitions.processes["p"]})
    root = etree.fromstring(render(renamed, identity, {}, title="x") or "")
    assert " " not in root.get("aria-labelledby", " ")
    assert root[0].get("id") == root.get("aria-labelledby")


@pytest.mark.parametrize(
    "bounds", [Bounds(0, 0, 0, 80), Bounds(0, 0, -5, 80), Bounds(0, 0, 0.001, 0.001), Bounds(0, 0, 9e5, 9e5)]
)
def test_a_shape_without_room_does_no_harm(bounds: Bounds) -> None:
    assert render(tiny("名称", bounds), "p", {"task": "active"}, title="x") is not None


@pytest.mark.parametrize(
    "points", [((5, 5),), ((5, 5), (5, 5)), ((1, 1), (1, 1), (2, 2), (2, 2)), ((0, 0), (0, 1e-9))]
)
def test_a_line_that_leads_nowhere_does_no_harm(points: tuple[tuple[float, float], ...]) -> None:
    assert render(tiny("名称", TASK, points), "p", {}, title="x") is not None


coordinates = st.floats(-1e6, 1e6, allow_nan=False)
sizes = st.floats(0, 1e6, allow_nan=False)


@given(
    st.text(), st.builds(Bounds, coordinates, coordinates, sizes, sizes),
    st.lists(st.tuples(coordinates, coordinates), max_size=6).map(tuple),
)  # fmt: skip
def test_any_drawing_gives_a_picture(
    name: str, bounds: Bounds, points: tuple[tuple[float, float], ...]
) -> None:
    svg = render(tiny(name, bounds, points), "p", {"task": "done", "end": "late"}, title=name)
    assert (
        "nan"
        not in etree.tostring(etree.fromstring(svg or "<none/>"), encoding="unicode")
        .lower()
        .partition("<g")[0]
    )
