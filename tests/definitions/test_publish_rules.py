"""What only a version that goes live needs."""

from __future__ import annotations

import pytest

from engine.definitions.findings import has_error, refuses_approval
from engine.definitions.library import Library
from engine.feel.types import ANY
from tests.definitions.drawing import (
    bpmn,
    check,
    end,
    errors,
    node,
    path,
    simple,
    start,
    sub,
    unpublished,
    user,
)
from tests.definitions.pairs import Pair, name


def shape(element: str, **attributes: str) -> str:
    """A drawn node."""
    more = "".join(f' {key}="{value}"' for key, value in attributes.items())
    bounds = '<dc:Bounds x="0" y="0" width="10" height="10"/>'
    return f'<bpmndi:BPMNShape id="{element}_shape" bpmnElement="{element}"{more}>{bounds}</bpmndi:BPMNShape>'


def edge(element: str) -> str:
    """A drawn flow."""
    points = '<di:waypoint x="0" y="0"/><di:waypoint x="10" y="0"/>'
    return f'<bpmndi:BPMNEdge id="{element}_edge" bpmnElement="{element}">{points}</bpmndi:BPMNEdge>'


def drawn(xml: bytes, *parts: str) -> bytes:
    """A file with its drawing."""
    plane = f'<bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="pl" bpmnElement="p">{"".join(parts)}'
    return xml.replace(
        b"</definitions>", (plane + "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>").encode()
    )


LIVE = bpmn(
    '<laneSet><lane id="l" name="村文书" wq:role="clerk"><flowNodeRef>a</flowNodeRef></lane></laneSet>',
    start(name="开始"),
    user("a", name="登记", wq_form="f/a"),
    end(name="办结"),
    path("s", "a", "e"),
    process='id="p" name="事项" isExecutable="true"',
)
WHOLE = [shape("s"), shape("a"), shape("e"), edge("s-a"), edge("a-e")]
PUBLISHED = drawn(LIVE, *WHOLE)
LIBRARY = Library({}, {}, {"f/a": dict.fromkeys(["v"], ANY)})
FORMS = {"f/a": dict.fromkeys(["v"], ANY), "f/astray": {}}
ASKING = Library({}, {}, FORMS, {"f/a": frozenset({"v"}), "f/astray": frozenset({"w"})})
ASTRAY = drawn(LIVE.replace(b"f/a", b"f/astray").replace(b'id="s"', b'id="s" wq:form="f/a"'), *WHOLE)
STARTED = PUBLISHED.replace(b'id="s"', b'id="s" wq:form="f/a"')

PAIRS = [
    Pair("publish-name", "a", drawn(LIVE.replace("登记".encode(), b"register"), *WHOLE), PUBLISHED, LIBRARY),
    Pair("publish-name", "p", drawn(LIVE.replace("事项".encode(), b"matter"), *WHOLE), PUBLISHED, LIBRARY),
    Pair("publish-name", "l", drawn(LIVE.replace("村文书".encode(), b""), *WHOLE), PUBLISHED, LIBRARY),
    Pair("publish-form", "a", drawn(LIVE.replace(b' wq:form="f/a"', b""), *WHOLE), PUBLISHED, LIBRARY),
    Pair("publish-form-unknown", "a", PUBLISHED.replace(b"f/a", b"f/b"), PUBLISHED, LIBRARY),
    Pair("publish-form-reads", "a", ASTRAY, STARTED, ASKING),
    Pair("publish-executable", "p", PUBLISHED.replace(b'"true"', b'"false"'), PUBLISHED, LIBRARY),
    Pair("publish-drawing", "p", LIVE, PUBLISHED, LIBRARY),
    Pair("publish-drawing-missing", "a-e", drawn(LIVE, *WHOLE[:-1]), PUBLISHED, LIBRARY),
    Pair("publish-drawing-dangling", "gone", drawn(LIVE, *WHOLE, shape("gone")), PUBLISHED, LIBRARY),
]


@pytest.mark.parametrize("pair", PAIRS, ids=name)
def test_rule(pair: Pair) -> None:
    pair.hold()


def test_a_whole_drawing_has_nothing_to_tell() -> None:
    assert not check(PUBLISHED, LIBRARY)


def test_what_is_missing_for_going_live_doesnt_keep_it_from_being_played() -> None:
    findings = check(simple(user("a")))
    assert unpublished(findings)
    assert not has_error(findings)
    assert refuses_approval(findings)
    assert not refuses_approval(check(PUBLISHED, LIBRARY))


def test_inside_a_collapsed_sub_process_nothing_needs_to_be_drawn() -> None:
    body = sub("a", start("i", name="内"), end("o", name="外"), path("i", "o"), name="段")
    file = drawn(
        simple(body), shape("s"), shape("a", isExpanded="false"), shape("e"), edge("s-a"), edge("a-e")
    )
    assert not {one for one in unpublished(check(file)) if one[0].startswith("publish-drawing")}


def test_a_gateway_that_only_joins_needs_no_name() -> None:
    gateways = node("parallelGateway", "x") + node("parallelGateway", "y")
    file = bpmn(
        start(), gateways, user("a"), user("b"), end(), path("s", "x", "a", "y", "e"), path("x", "b", "y")
    )
    assert not errors(file)
    assert not {("publish-name", "x"), ("publish-name", "y")} & unpublished(check(file))
