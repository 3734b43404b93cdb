"""Gateways, default flows and conditions."""

from __future__ import annotations

import pytest

from tests.definitions.drawing import (
    ROOTS,
    boundary,
    bpmn,
    end,
    errors,
    flow,
    message,
    node,
    path,
    simple,
    start,
    timer,
    trigger,
    user,
)
from tests.definitions.pairs import Pair, name


def choice(kind: str, *flows: str, **attributes: str) -> bytes:
    """A gateway `x` between `s` and the ends `e` and `f`, with these flows out."""
    return bpmn(start(), node(kind, "x", **attributes), end(), end("f"), flow("s", "x"), *flows)


def waits(*events: str, targets: tuple[str, ...] = ("c", "d")) -> bytes:
    """An event gateway `x` before some events, each of which leads to an end of its own."""
    flows = "".join(flow("x", target) + end(f"e{target}") + flow(target, f"e{target}") for target in targets)
    return bpmn(start(), node("eventBasedGateway", "x"), flow("s", "x"), *events, flows, top=ROOTS)


def catch(identity: str, inside: str) -> str:
    """A catching event."""
    return node("intermediateCatchEvent", identity, inside)


DECIDED = choice("exclusiveGateway", flow("x", "e", "v > 1"), flow("x", "f"), default="x-f")
AWAITED = waits(catch("c", timer()), catch("d", message()))
RECEIVE = node("receiveTask", "d", messageRef="m")

PAIRS = [
    Pair("gateway-passes", "x", simple(node("exclusiveGateway", "x"), task="x"), DECIDED),
    Pair(
        "default-not-outgoing",
        "x",
        choice("exclusiveGateway", flow("x", "e", "v > 1"), flow("x", "f", "v < 1"), default="s-x"),
        DECIDED,
    ),
    Pair(
        "default-with-condition",
        "x-f",
        choice("exclusiveGateway", flow("x", "e", "v > 1"), flow("x", "f", "v < 1"), default="x-f"),
        DECIDED,
    ),
    Pair(
        "condition-not-asked",
        "x-e",
        choice("parallelGateway", flow("x", "e", "v > 1"), flow("x", "f")),
        choice("parallelGateway", flow("x", "e"), flow("x", "f")),
    ),
    Pair(
        "condition-alone",
        "a-e",
        bpmn(start(), user("a"), end(), flow("s", "a"), flow("a", "e", "v > 1")),
        bpmn(start(), user("a"), end(), end("f"), flow("s", "a"), flow("a", "e", "v > 1"), flow("a", "f")),
    ),
    Pair(
        "condition-missing",
        "x-f",
        choice("exclusiveGateway", flow("x", "e", "v > 1"), flow("x", "f")),
        DECIDED,
    ),
    Pair(
        "no-default",
        "x",
        choice("exclusiveGateway", flow("x", "e", "v > 1"), flow("x", "f", "v <= 1")),
        DECIDED,
    ),
    Pair("event-gateway-choice", "x", waits(catch("c", timer()), targets=("c",)), AWAITED),
    Pair("event-gateway-follower", "d", waits(catch("c", timer()), user("d")), AWAITED),
    Pair(
        "event-gateway-shared",
        "d",
        waits(catch("c", timer()), catch("d", message()), user("u"), flow("s", "u"), flow("u", "d")),
        AWAITED,
    ),
    Pair(
        "event-gateway-mixed",
        "x",
        waits(catch("c", message()), RECEIVE),
        waits(catch("c", timer()), RECEIVE),
    ),
    Pair(
        "event-gateway-boundary",
        "d",
        waits(catch("c", timer()), RECEIVE, boundary("b", "d", timer()), end("be"), flow("b", "be")),
        waits(catch("c", timer()), RECEIVE),
    ),
    Pair(
        "gateway-direction",
        "x",
        choice("parallelGateway", flow("x", "e"), flow("x", "f"), gatewayDirection="Converging"),
        choice("parallelGateway", flow("x", "e"), flow("x", "f"), gatewayDirection="Diverging"),
    ),
    Pair(
        "refused-parallel-event-gateway",
        "x",
        AWAITED.replace(
            b'<eventBasedGateway id="x"', b'<eventBasedGateway id="x" eventGatewayType="Parallel"'
        ),
        AWAITED,
    ),
    Pair(
        "refused-complex-gateway",
        "x",
        choice("complexGateway", flow("x", "e", "v > 1"), flow("x", "f", "v < 1")),
        DECIDED,
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=name)
def test_rule(pair: Pair) -> None:
    pair.hold()


def test_a_condition_out_of_an_event_is_never_asked() -> None:
    drawn = bpmn(start(), end(), flow("s", "e", "v > 1"))
    assert ("condition-not-asked", "s-e") in errors(drawn)


def test_a_signal_may_be_awaited_behind_an_event_gateway() -> None:
    assert not errors(waits(catch("c", timer()), catch("d", trigger("signal", signalRef="g"))))


def test_an_inclusive_split_and_join_is_sound() -> None:
    drawn = bpmn(
        start(),
        node("inclusiveGateway", "x", default="x-c"),
        user("a"),
        user("b"),
        user("c"),
        node("inclusiveGateway", "y"),
        end(),
        path("s", "x"),
        flow("x", "a", "v > 1"),
        flow("x", "b", "v > 2"),
        flow("x", "c"),
        path("a", "y", "e"),
        flow("b", "y"),
        flow("c", "y"),
    )
    assert not errors(drawn)
