"""Soundness: from everywhere the end can be reached, nothing is drawn in vain, no loop runs away."""

from __future__ import annotations

from time import perf_counter

import pytest

from engine.definitions.library import Decision, Library
from tests.definitions.drawing import (
    ROOTS,
    boundary,
    bpmn,
    check,
    end,
    errors,
    extension,
    flow,
    found,
    link,
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

XOR, AND, OR = "exclusiveGateway", "parallelGateway", "inclusiveGateway"


def block(split: str, join: str) -> bytes:
    """Two tasks between a splitting gateway `x` and a joining gateway `y`."""
    flows = flow("x", "a", "v > 1" if split != AND else None) + flow("x", "b")
    default = {} if split == AND else {"default": "x-b"}
    return bpmn(
        start(),
        node(split, "x", **default),
        user("a"),
        user("b"),
        node(join, "y"),
        end(),
        path("s", "x"),
        flows,
        path("a", "y", "e"),
        path("b", "y"),
    )


def round_and_round(*exits: str) -> bytes:
    """A gateway `g` that goes to the end or to tasks `a` and `b`, which lead back to each other."""
    return bpmn(
        start(),
        node(XOR, "g", default="g-j"),
        node(XOR, "j"),
        user("a"),
        user("b"),
        node(XOR, "x", default="x-j"),
        end(),
        path("s", "g", "j", "a", "b", "x", "j"),
        flow("g", "e", "v > 1"),
        *exits,
    )


def spinning(*inside: str, ids: str = "j t x") -> bytes:
    """A loop of automatic nodes."""
    nodes = node(XOR, "j") + "".join(inside) + node(XOR, "x", default="x-j")
    return bpmn(start(), nodes, end(), path("s", *ids.split(), "j"), flow("x", "e", "v > 1"))


PLAIN = node("task", "t")
WRITING = node("businessRuleTask", "t", wq_decision="d")
LIBRARY = Library({}, {"d": Decision("d", "v")}, {})

PAIRS = [
    Pair("deadlock", "y", block(XOR, AND), block(AND, AND)),
    Pair("livelock", "j", round_and_round(flow("x", "a", "v > 1")), round_and_round(flow("x", "e", "v > 1"))),
    Pair("second-token", "y", block(AND, XOR), block(AND, AND)),
    Pair(
        "dead-element",
        "c",
        bpmn(start(), user("a"), end(), path("s", "a", "e"), user("c"), user("d"), path("c", "d", "c")),
        simple(user("a")),
    ),
    Pair("endless-loop", "j", spinning(PLAIN), simple(user("a"))),
    Pair("automatic-loop", "j", spinning(WRITING), simple(user("a")), LIBRARY),
    Pair(
        "soundness-unproven",
        "p",
        bpmn(
            start(),
            node(AND, "q"),
            node(XOR, "j"),
            node(AND, "x"),
            user("c"),
            user("b"),
            node(AND, "w"),
            end(),
            path("s", "q", "j", "x", "c", "j"),
            path("x", "w", "e"),
            path("q", "b", "w"),
        ),
        simple(user("a")),
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=name)
def test_rule(pair: Pair) -> None:
    pair.hold()


def test_a_standstill_shows_the_way_that_leads_to_it() -> None:
    (finding,) = [one for one in check(block(XOR, AND)) if one.rule == "deadlock"]
    assert finding.path in (("s", "x", "a"), ("s", "x", "b"))


@pytest.mark.parametrize(("split", "join"), [(XOR, XOR), (AND, AND), (OR, OR), (AND, OR)])
def test_splits_and_joins_that_fit(split: str, join: str) -> None:
    assert not {rule for rule, _ in found(block(split, join))} & {"deadlock", "second-token", "livelock"}


def test_two_flows_from_a_split_straight_to_its_join_are_sound() -> None:
    drawn = bpmn(
        start(),
        node(AND, "x"),
        node(AND, "y"),
        end(),
        path("s", "x"),
        flow("x", "y", identity="f1"),
        flow("x", "y", identity="f2"),
        path("y", "e"),
    )
    assert not errors(drawn)


def test_a_loop_through_a_person_is_sound() -> None:
    assert not errors(round_and_round(flow("x", "e", "v > 1")))


def test_a_loop_by_links_is_found() -> None:
    drawn = bpmn(
        start(),
        node(XOR, "j"),
        node("task", "t"),
        node("intermediateThrowEvent", "l", link("L")),
        node("intermediateCatchEvent", "c", link("L")),
        path("s", "j", "t", "l"),
        path("c", "j"),
    )
    assert {"livelock", "endless-loop"} <= {rule for rule, _ in found(drawn)}


def test_a_terminate_end_saves_a_branch_that_waits() -> None:
    drawn = bpmn(
        start(),
        node(AND, "x"),
        user("a"),
        user("b"),
        node(XOR, "d", default="d-y"),
        node(AND, "y"),
        end("e"),
        end("t", trigger("terminate")),
        path("s", "x", "a", "y", "e"),
        path("x", "b", "d", "y"),
        flow("d", "t", "v > 1"),
    )
    assert not errors(drawn)


def test_a_boundary_event_that_skips_a_join_is_found() -> None:
    drawn = bpmn(
        start(),
        node(AND, "x"),
        user("a"),
        user("b"),
        node(AND, "y"),
        end(),
        end("f"),
        path("s", "x", "a", "y", "e"),
        path("x", "b", "y"),
        boundary("t", "a", timer()),
        path("t", "f"),
    )
    assert ("deadlock", "y") in errors(drawn)


def test_a_boundary_event_beside_adds_a_token() -> None:
    drawn = bpmn(
        start(),
        user("a"),
        user("b"),
        end(),
        path("s", "a", "b", "e"),
        boundary("t", "a", timer(), cancelActivity="false"),
        flow("t", "b"),
    )
    assert ("second-token", "b") in found(drawn)


def test_an_inclusive_join_after_dead_branches_fires() -> None:
    drawn = bpmn(
        start(),
        node(AND, "w"),
        node(OR, "x", default="x-c"),
        user("a"),
        user("b"),
        user("c"),
        node(OR, "y"),
        user("d"),
        end(),
        path("s", "w", "x"),
        flow("x", "a", "v > 1"),
        flow("x", "b", "v > 2"),
        flow("x", "c"),
        path("a", "y", "e"),
        path("b", "y"),
        path("c", "y"),
        path("w", "d", "y"),
    )
    assert not errors(drawn)


def test_the_inside_of_a_sub_process_is_proven_too() -> None:
    inner = block(XOR, AND).decode().split("<process")[1].partition(">")[2].split("</process>")[0]
    inner = inner.replace('"s"', '"is"').replace('"e"', '"ie"').replace('"a"', '"ia"').replace('"b"', '"ib"')
    assert ("deadlock", "y") in errors(simple(sub("a", inner)))


def test_the_body_of_an_event_sub_process_is_proven_too() -> None:
    inner = node(XOR, "x", default="x-q") + user("m") + user("q") + node(AND, "y") + end("o")
    inner += path("i", "x") + flow("x", "m", "v > 1") + flow("x", "q") + path("m", "y", "o") + path("q", "y")
    begins = start("i", trigger("signal", signalRef="g"))
    handler = sub("h", begins, inner, triggeredByEvent="true")
    assert ("deadlock", "y") in errors(simple(user("a"), handler, top=ROOTS))


def test_a_message_start_beside_a_plain_one_is_another_beginning_of_the_same_process() -> None:
    drawn = bpmn(
        start(),
        user("a"),
        end(),
        path("s", "a", "e"),
        start("s2", timer("R/P1D", "timeCycle")),
        flow("s2", "a"),
    )
    assert not errors(drawn)


@pytest.mark.parametrize("join", [AND, OR])
def test_twelve_parallel_branches_with_a_choice_each_are_proven_in_time(join: str) -> None:
    branches = "".join(
        node(XOR, f"x{n}", default=f"x{n}-b{n}")
        + user(f"a{n}")
        + user(f"b{n}")
        + node(XOR, f"y{n}")
        + path("x", f"x{n}")
        + flow(f"x{n}", f"a{n}", "v > 1")
        + flow(f"x{n}", f"b{n}")
        + path(f"a{n}", f"y{n}", "y")
        + path(f"b{n}", f"y{n}")
        for n in range(12)
    )
    drawn = bpmn(start(), node(AND, "x"), branches, node(join, "y"), end(), path("s", "x"), path("y", "e"))
    begun = perf_counter()
    findings = {one.rule for one in check(drawn)}
    assert perf_counter() - begun < 2
    assert not findings & {"deadlock", "livelock", "dead-element", "soundness-unproven"}


def test_a_call_or_a_mapping_in_a_loop_counts_as_somebody_acting() -> None:
    called = '<process id="q">' + start("qs") + end("qe") + path("qs", "qe") + "</process>"
    call = node("callActivity", "t", extension('<wq:out name="v" value="=1"/>'), calledElement="q")
    drawn = spinning(call).replace(b'<process id="p"', called.encode() + b'<process id="p"')
    assert not {rule for rule, _ in found(drawn)} & {"endless-loop", "automatic-loop"}
