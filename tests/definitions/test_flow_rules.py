"""Sequence flows: where they may begin and end, and who must have them."""

from __future__ import annotations

import pytest

from tests.definitions.drawing import (
    ROOTS,
    boundary,
    bpmn,
    check,
    end,
    errors,
    flow,
    found,
    link,
    message,
    node,
    path,
    simple,
    start,
    sub,
    timer,
    trigger,
    user,
)
from tests.definitions.pairs import Pair, name

GOOD = simple(user("a"))
INSIDE = sub("a", start("is"), end("ie"), path("is", "ie"))
HANDLER = sub(
    "h", start("hs", message(), isInterrupting="false"), end("he"), path("hs", "he"), triggeredByEvent="true"
)

PAIRS = [
    Pair(
        "flow-crosses-scope",
        "s-ie",
        bpmn(start(), INSIDE, end(), path("s", "a", "e"), flow("s", "ie")),
        simple(INSIDE),
    ),
    Pair(
        "start-has-incoming", "s", bpmn(start(), user("a"), end(), path("s", "a", "e"), flow("a", "s")), GOOD
    ),
    Pair("start-without-outgoing", "s", bpmn(start(), user("a"), end(), path("a", "e")), GOOD),
    Pair("end-has-outgoing", "e", bpmn(start(), user("a"), end(), path("s", "a", "e", "a")), GOOD),
    Pair(
        "boundary-has-incoming",
        "b",
        simple(
            user("a"), boundary("b", "a", timer()), user("c"), end("f"), path("b", "c", "f"), flow("c", "b")
        ),
        simple(user("a"), boundary("b", "a", timer()), user("c"), end("f"), path("b", "c", "f")),
    ),
    Pair(
        "boundary-without-outgoing",
        "b",
        simple(user("a"), boundary("b", "a", timer())),
        simple(user("a"), boundary("b", "a", timer()), end("f"), path("b", "f")),
    ),
    Pair(
        "event-without-outgoing",
        "c",
        bpmn(start(), node("intermediateCatchEvent", "c", timer()), path("s", "c")),
        simple(node("intermediateCatchEvent", "c", timer()), task="c"),
    ),
    Pair(
        "link-has-outgoing",
        "t",
        bpmn(
            start(),
            node("intermediateThrowEvent", "t", link("L")),
            node("intermediateCatchEvent", "c", link("L")),
            end(),
            end("f"),
            path("s", "t", "f"),
            path("c", "e"),
        ),
        bpmn(
            start(),
            node("intermediateThrowEvent", "t", link("L")),
            node("intermediateCatchEvent", "c", link("L")),
            end(),
            path("s", "t"),
            path("c", "e"),
        ),
    ),
    Pair(
        "link-has-incoming",
        "c",
        bpmn(
            start(),
            user("a"),
            node("intermediateThrowEvent", "t", link("L")),
            node("intermediateCatchEvent", "c", link("L")),
            end(),
            path("s", "a", "t"),
            flow("a", "c"),
            path("c", "e"),
        ),
        bpmn(
            start(),
            user("a"),
            node("intermediateThrowEvent", "t", link("L")),
            node("intermediateCatchEvent", "c", link("L")),
            end(),
            path("s", "a", "t"),
            path("c", "e"),
        ),
    ),
    Pair(
        "event-sub-process-has-flows",
        "h",
        simple(user("a"), HANDLER, flow("a", "h"), top=ROOTS),
        simple(user("a"), HANDLER, top=ROOTS),
    ),
    Pair("empty-scope", "a", simple(sub("a")), simple(INSIDE)),
    Pair("no-start", "p", bpmn(user("a"), user("b"), path("a", "b", "a")), GOOD),
    Pair("several-starts", "s2", simple(user("a"), start("s2"), flow("s2", "a")), GOOD),
    Pair("no-incoming", "c", simple(user("a"), user("c"), end("f"), path("c", "f")), GOOD),
    Pair("implicit-end", "a", bpmn(start(), user("a"), path("s", "a")), GOOD),
]


@pytest.mark.parametrize("pair", PAIRS, ids=name)
def test_rule(pair: Pair) -> None:
    pair.hold()


def test_a_process_without_a_start_event_begins_where_nothing_leads() -> None:
    assert not errors(bpmn(user("a"), end(), path("a", "e")))


def test_an_end_that_is_not_drawn_is_allowed() -> None:
    assert not errors(bpmn(start(), user("a"), path("s", "a")))


def test_an_implicit_split_out_of_a_task_is_allowed() -> None:
    assert not errors(bpmn(start(), user("a"), user("b"), user("c"), path("s", "a", "b"), flow("a", "c")))


def test_a_compensation_boundary_is_refused_for_what_it_is() -> None:
    refused = simple(user("a"), boundary("b", "a", trigger("compensate")))
    assert ("refused-compensation", "b") in found(refused)


def test_a_finding_has_the_fixed_shape() -> None:
    (finding,) = check(b"<a>")
    assert finding.as_json() == {
        "rule": "xml-unreadable",
        "severity": "error",
        "element": None,
        "message_zh": finding.message_zh,
        "message_en": finding.message_en,
        "path": [],
    }


def test_findings_come_in_the_order_of_the_file() -> None:
    elements = [one.element for one in check(simple(user("a"), user("c"), user("b")))]
    assert elements == sorted(elements, key=["p", "s", "a", "c", "b", "e", "s-a", "a-e"].index)
