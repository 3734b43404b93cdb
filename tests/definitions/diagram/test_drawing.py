"""What is drawn: every element once, with the markers of BPMN and the marks of a case."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from engine.definitions.diagram import Mark, render, stylesheet
from tests.definitions.diagram.paper import Paper
from tests.definitions.diagram.sample import CAUGHT, ENDS, LONG_NAME, MARKS, THROWN, sample

Element = etree._Element


def drawn(paper: Paper, marks: dict[str, Mark] | None = None, title: str = "四议两公开") -> Element:
    svg = render(paper.read(), "sample", marks or {}, title=title)
    assert svg is not None
    return etree.fromstring(svg)


def one(svg: Element, identity: str) -> Element:
    """What is drawn for an element."""
    found = [part for part in svg.iter() if part.get("data-element") == identity]
    assert len(found) == 1
    return found[0]


def classes(inside: Element) -> list[str]:
    """The classes of everything inside."""
    return [name for part in inside.iter() for name in part.get("class", "").split()]


def words(inside: Element) -> str:
    """What is written, without the breaks of lines."""
    return "".join(str(row) for row in inside.xpath(".//*[local-name()='tspan']/text()"))  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def everything() -> Element:
    return drawn(sample(), MARKS)


def test_every_element_is_drawn_once(everything: Element) -> None:
    found = [str(identity) for identity in everything.xpath("//@data-element")]  # type: ignore[union-attr]
    assert len(found) == len(set(found))
    assert set(found) >= set(sample().boxes)


def test_a_file_without_drawing_has_no_picture() -> None:
    paper = sample()
    paper.drawn = False
    assert render(paper.read(), "sample", {}, title="四议两公开") is None


def test_a_process_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        render(sample().read(), "other", {}, title="四议两公开")


def test_the_picture_scales_and_is_named(everything: Element) -> None:
    left, top, width, height = map(float, everything.get("viewBox", "").split())
    assert (left, top) == (-16, -16)
    assert (width, height) == (1592, 862)
    assert everything.get("width") is None
    title = everything[0]
    assert (title.tag.rpartition("}")[2], title.text) == ("title", "四议两公开")
    assert everything.get("aria-labelledby") == title.get("id") == "diagram-sample"


def test_without_marks_it_is_an_image_and_nothing_in_it_takes_the_focus() -> None:
    plain = drawn(sample())
    assert plain.get("role") == "img"
    assert plain.xpath("//@tabindex") == []


def test_marked_elements_take_the_focus_and_say_how_far_they_are(everything: Element) -> None:
    assert everything.get("role") == "group"
    focused = everything.xpath("//*[@tabindex='0']/@data-element")
    assert set(map(str, focused)) == set(MARKS)  # type: ignore[arg-type]
    assert one(everything, "vouchers")[0].text == "报账员补齐票据：超期"
    assert one(everything, "send")[0].text == "发送通知"


@pytest.mark.parametrize("mark", ["done", "active", "late", "void"])
def test_a_mark_is_a_shape_and_not_only_a_colour(mark: Mark) -> None:
    paper = Paper()
    for kind, at in (("userTask", 0), ("exclusiveGateway", 200), ("endEvent", 400)):
        paper.node(kind, kind, (at, 0))
    svg = drawn(paper, {"userTask": mark, "exclusiveGateway": mark, "endEvent": mark})
    signs: set[str | None] = set()
    for kind in ("userTask", "exclusiveGateway", "endEvent"):
        assert mark in one(svg, kind).get("class", "").split()
        assert ("ring" in classes(one(svg, kind))) is (mark in ("active", "late"))
        signs.update(path.get("d") for path in one(svg, kind).iter() if path.get("class") == "badge-sign")
    assert len(signs) == 1


def test_each_event_has_a_marker_of_its_own(everything: Element) -> None:
    def marker(identity: str) -> tuple[str, ...]:
        group = next(p for p in one(everything, identity) if p.get("class") in ("catches", "throws"))
        return tuple(path.get("d", "") for path in group)

    assert len({marker(f"catch-{what}") for what in CAUGHT}) == len(CAUGHT)
    assert all(marker(f"throw-{what}") == marker(f"catch-{what}") for what in THROWN)
    assert len({marker(f"end-{what or 'none'}") for what in ENDS}) == len(ENDS)


@pytest.mark.parametrize(
    ("identity", "shapes"),
    [
        pytest.param("opened", ["shape plain"], id="a-start-has-a-thin-line"),
        pytest.param("catch-timer", ["shape plain", "shape inner plain"], id="an-intermediate-event-two"),
        pytest.param("upheld", ["shape thick"], id="an-end-a-thick-one"),
        pytest.param("caught", ["shape plain", "shape inner plain"], id="what-interrupts-is-solid"),
        pytest.param("reminder", ["shape dashed", "shape inner dashed"], id="what-does-not-is-dashed"),
        pytest.param("heard", ["shape dashed"], id="a-start-that-does-not-interrupt"),
        pytest.param("study", ["shape thick"], id="a-called-procedure-has-a-thick-border"),
        pytest.param("on-objection", ["shape dotted"], id="an-event-sub-process-is-dotted"),
    ],
)
def test_lines_tell_kinds_apart(everything: Element, identity: str, shapes: list[str]) -> None:
    found = [path.get("class", "") for path in one(everything, identity) if "shape" in path.get("class", "")]
    assert found == shapes


def test_throwing_markers_are_filled_and_catching_ones_are_not(everything: Element) -> None:
    assert "throws" in classes(one(everything, "throw-message"))
    assert "catches" in classes(one(everything, "catch-message"))


def test_a_default_flow_has_a_slash_and_a_conditional_one_a_diamond(everything: Element) -> None:
    assert classes(one(everything, "fork-study")).count("line") == 2
    assert "diamond" in classes(one(everything, "post-plain"))
    assert classes(one(everything, "propose-fork")).count("line") == 1
    assert "arrow" in classes(one(everything, "propose-fork"))


def test_a_condition_out_of_a_gateway_has_no_diamond() -> None:
    paper = Paper()
    paper.node("exclusiveGateway", "fork", (0, 15))
    paper.node("userTask", "next", (100, 0))
    paper.flow("fork", "next", condition="=yes")
    assert "diamond" not in classes(one(drawn(paper), "fork-next"))


def test_what_overlaps_lies_in_the_right_order(everything: Element) -> None:
    order = [str(identity) for identity in everything.xpath("//@data-element")]  # type: ignore[union-attr]
    for below, above in (
        ("watch", "village"),
        ("period", "reply"),
        ("period", "opened-reply"),
        ("period", "caught"),
    ):
        assert order.index(below) < order.index(above)


def test_a_name_that_is_too_long_is_cut_and_stands_whole_in_the_title(everything: Element) -> None:
    written = words(one(everything, "explain"))
    assert written.endswith("…")
    assert LONG_NAME.startswith(written[:-1])
    assert one(everything, "explain")[0].text == f"{LONG_NAME}：正在办"


def test_names_stand_where_no_flow_ends(everything: Element) -> None:
    def first_line(identity: str) -> float:
        return float(one(everything, identity).xpath("string(.//*[local-name()='tspan']/@y)"))  # type: ignore[arg-type]

    assert first_line("start") > 126, "below"
    assert first_line("fork") < 83, "above: a flow leaves below"


def test_a_label_stands_where_the_modeller_put_it() -> None:
    paper = Paper()
    paper.node("endEvent", "end", (0, 0), "办结")
    paper.label("end", (100, 200, 90, 14))
    row = one(drawn(paper), "end").xpath(".//*[local-name()='tspan']")[0]  # type: ignore[index]
    assert isinstance(row, Element)
    assert (row.get("x"), row.get("y")) == ("145", "211")


def test_only_the_asked_process_is_drawn_when_it_is_no_pool() -> None:
    paper = Paper()
    paper.node("userTask", "only", (0, 0), "一件事")
    assert [str(identity) for identity in drawn(paper).xpath("//@data-element")] == ["only"]  # type: ignore[union-attr]


def test_the_colours_are_in_the_style_sheet_alone(everything: Element) -> None:
    for part in everything.iter():
        assert not {"style", "fill", "stroke", "font-size"} & set(part.attrib)
        assert not any(str(name).startswith("on") for name in part.attrib)
        assert part.tag.rpartition("}")[2] in {"svg", "g", "path", "rect", "text", "tspan", "title"}
    bare = re.sub(r"--[\w]+: .*?;|/\*.*?\*/|@media print.*", "", stylesheet(), flags=re.DOTALL)
    assert set(re.findall(r"#[0-9a-f]{3,6}", bare)) <= {"#fff"}


def test_every_class_has_a_rule_and_every_rule_a_class(everything: Element) -> None:
    ruled = set(re.findall(r"\.([a-z][a-z0-9-]*)", re.sub(r"\{.*?\}", "{}", stylesheet(), flags=re.DOTALL)))
    used = set(classes(everything))
    assert ruled - used <= {"size-12", "size-11", "size-10"}
    kinds = {"node", "plain", "none", "badge", "catches"}
    assert {
        name for name in used - ruled - kinds if not re.search("Event|Gateway|[tT]ask|Activity|Process", name)
    } == set()


def test_a_large_diagram_is_drawn_fast_enough_for_a_page() -> None:
    paper = Paper()
    for number in range(300):
        paper.node("userTask", f"n{number}", (number % 20 * 150, number // 20 * 120), "村务监督委员会审核")
    for number in range(299):
        paper.flow(f"n{number}", f"n{number + 1}")
    assert len(drawn(paper)) == 1 + 300 + 299
