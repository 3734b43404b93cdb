"""Gateways split and join as BPMN 2.0 says in 13.3."""

from __future__ import annotations

import pytest

from tests.runtime.diagrams import (
    abstract,
    catch,
    end,
    event_gateway,
    flow,
    inclusive,
    message,
    parallel,
    path,
    process,
    receive,
    service,
    signal,
    start,
    throw,
    timer,
    user,
    xor,
)
from tests.runtime.running import Case, ran, trace

BRANCHES = (abstract("a"), abstract("b"), abstract("c"))


def choice(gateway: str, *conditions: str) -> bytes:
    """From a gateway `x` to end events `a`, `b`, `c` under these conditions; `x-d` is the default to `d`."""
    targets = [end(name) for name in "abcd"]
    flows = [flow("x", name, condition) for name, condition in zip("abc", conditions, strict=False)]
    used = (*targets[: len(conditions)], targets[3])
    return process(start(), gateway, *used, flow("s", "x"), *flows, flow("x", "d"))


# Exclusive


@pytest.mark.parametrize(
    ("n", "taken"),
    [
        pytest.param(1, "a", id="the first that holds"),
        pytest.param(5, "b", id="the second when the first doesn't hold"),
        pytest.param(0, "d", id="the default when none holds"),
    ],
)
def test_an_exclusive_gateway_takes_the_first_flow_in_file_order_whose_condition_holds(
    n: int, taken: str
) -> None:
    assert trace(choice(xor("x", "x-d"), "n = 1", "n > 0", "n > 0"), n=n) == f"s x {taken}"


def test_the_conditions_of_an_exclusive_gateway_are_asked_in_the_order_of_the_file_whatever_the_picture() -> (
    None
):
    # SpiffWorkflow sorts them by the height of the flows in the picture.
    shown = "".join(
        f'<bpmndi:BPMNEdge id="edge-{target}" bpmnElement="x-{target}"><di:waypoint x="0" y="0"/>'
        f'<di:waypoint x="100" y="{height}"/></bpmndi:BPMNEdge>'
        for target, height in (("a", 300), ("b", 10), ("d", 100))
    )
    plane = f'<bpmndi:BPMNPlane id="plane" bpmnElement="p">{shown}</bpmndi:BPMNPlane>'
    picture = f'<bpmndi:BPMNDiagram id="picture">{plane}</bpmndi:BPMNDiagram>'
    drawn = choice(xor("x", "x-d"), "n > 0", "n > 0").replace(
        b"</definitions>", picture.encode() + b"</definitions>"
    )
    assert trace(drawn, n=1) == "s x a"


def test_an_exclusive_gateway_without_a_way_on_is_an_error_at_that_gateway() -> None:
    diagram = process(
        start(),
        xor("x"),
        end("a"),
        end("b"),
        flow("s", "x"),
        flow("x", "a", "n = 1"),
        flow("x", "b", "n = 2"),
    )
    played = ran(diagram, n=3)
    assert (played.status, played.error and (played.error.code, played.error.element)) == (
        "error",
        ("no_flow", "x"),
    )


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        pytest.param("m > 0", "unknown_name", id="a variable that isn't there"),
        pytest.param("n", "no_condition", id="a number is no condition"),
        pytest.param("nothing", "null_condition", id="null is no condition"),
        pytest.param('n > "1"', "wrong_operands", id="types that don't fit"),
        pytest.param("1 / (n - n) > 1", "division_by_zero", id="a division by zero"),
    ],
)
def test_a_condition_without_a_truth_value_is_an_error_at_its_gateway_never_a_silent_false(
    condition: str, code: str
) -> None:
    # Behind a start without a form, `check` leaves names and types to the run.
    played = ran(choice(xor("x", "x-d"), condition, "n > 0"), n=1, nothing=None)
    assert played.error is not None
    assert (played.error.code, played.error.element) == (code, "x")


def test_an_exclusive_gateway_merges_without_waiting() -> None:
    diagram = process(
        start(), parallel("split"), user("a"), user("b"), xor("merge"), user("c"), end(),
        path("s", "split", "a", "merge", "c", "e"), path("split", "b", "merge"),
    )  # fmt: skip
    assert trace(diagram) == "s split a merge b merge c e c e"


# Parallel


FORK = process(
    start(), parallel("split"), user("a"), user("b"), parallel("join"), user("c"), end(),
    path("s", "split", "a", "join", "c", "e"), path("split", "b", "join"),
)  # fmt: skip


def test_a_parallel_join_fires_once_when_every_branch_has_come() -> None:
    case = Case(FORK)
    case.complete("b")
    assert case.open == "a"
    case.complete("a")
    assert case.open == "c"
    assert case.trace == ["s", "split", "b", "a", "join"]


def test_two_flows_straight_from_split_to_join_let_it_fire_once() -> None:
    diagram = process(
        start(), parallel("split"), parallel("join"), end(), path("s", "split"), path("join", "e"),
        flow("split", "join", identity="f1"), flow("split", "join", identity="f2"),
    )  # fmt: skip
    assert trace(diagram) == "s split join e"


def test_a_surplus_token_at_a_parallel_join_waits_for_the_next_round() -> None:
    # Three tokens come along one flow and two along the other: two rounds, one token is left over.
    diagram = process(
        start(), parallel("split"), abstract("a"), abstract("a2"), abstract("a3"), xor("merge"),
        abstract("b"), abstract("b2"), xor("merge2"), parallel("join"), end(),
        path("s", "split", "a", "merge", "join", "e"), path("split", "a2", "merge"),
        path("split", "a3", "merge"),
        path("split", "b", "merge2", "join"), path("split", "b2", "merge2"),
    )  # fmt: skip
    played = ran(diagram)
    assert (played.trace.count("join"), played.trace.count("e")) == (2, 2)
    assert (played.status, played.waiting) == ("waiting", ("join",))


def test_a_parallel_gateway_joins_and_splits_at_once() -> None:
    diagram = process(
        start(), parallel("split"), user("a"), user("b"), parallel("both"), user("c"), user("d"),
        parallel("join"), end(),
        path("s", "split", "a", "both", "c", "join", "e"), path("split", "b", "both", "d", "join"),
    )  # fmt: skip
    assert trace(diagram) == "s split a b both c d join e"


def test_a_parallel_gateway_at_which_nothing_arrives_begins_a_process_without_start_event() -> None:
    diagram = process(parallel("split"), user("a"), user("b"), path("split", "a"), path("split", "b"))
    assert trace(diagram) == "split a b"


# Variables of branches


def test_a_branch_that_did_not_touch_a_variable_does_not_put_its_old_value_back() -> None:
    case = Case(FORK, {"n": 1})
    case.complete("a", n=2)
    case.complete("b", other=True)
    assert case.data == {"n": 2, "other": True}


def test_of_two_branches_that_write_one_variable_the_later_in_time_wins() -> None:
    case = Case(FORK, {"n": 1})
    case.complete("b", n=2)
    case.complete("a", n=3)
    assert case.data["n"] == 3


def test_a_list_that_both_branches_change_is_that_of_the_later_one_and_nothing_is_mixed() -> None:
    case = Case(FORK, {"names": ["wang"]})
    case.complete("a", names=["wang", "li"])
    case.complete("b", names=["wang", "zhao"])
    assert case.data["names"] == ["wang", "zhao"]


def test_different_variables_written_in_both_branches_are_all_kept() -> None:
    assert ran(FORK, {"a": [{"x": [1]}], "b": [{"y": {"z": 2}}]}).data == {"x": [1], "y": {"z": 2}}


# Inclusive


def chosen(join: str = "join") -> bytes:
    """An inclusive split into user tasks `a`, `b` and default `c`, and an inclusive join."""
    return process(
        start(), inclusive("x", "x-c"), user("a"), user("b"), user("c"), inclusive(join), end(),
        flow("s", "x"),
        flow("x", "a", "n > 1"), flow("x", "b", "n > 2"), flow("x", "c"),
        path("a", join, "e"), path("b", join), path("c", join),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        pytest.param(3, "s x a b join e", id="both conditions hold"),
        pytest.param(2, "s x a join e", id="one condition holds"),
        pytest.param(1, "s x c join e", id="none holds: the default"),
    ],
)
def test_an_inclusive_gateway_takes_every_flow_that_holds_and_its_join_waits_for_exactly_those(
    n: int, expected: str
) -> None:
    assert trace(chosen(), n=n) == expected


def test_an_inclusive_join_waits_for_a_token_that_can_still_come_and_not_for_one_that_cannot() -> None:
    case = Case(chosen(), {"n": 3})
    case.complete("a")
    assert case.open == "b"
    assert "join" not in case.trace
    case.complete("b")
    assert case.end == "e"


def test_an_inclusive_join_in_a_loop_fires_in_every_round() -> None:
    diagram = process(
        start(), xor("again"), inclusive("x", "x-b"), user("a"), user("b"), inclusive("join"),
        xor("enough", "enough-e"),
        end(), path("s", "again", "x"), flow("x", "a", "n > 1"), flow("x", "b"), path("a", "join", "enough"),
        path("b", "join"), flow("enough", "again", "n > 1"), flow("enough", "e"),
    )  # fmt: skip
    played = ran(diagram, {"a": [{"n": 2}, {"n": 1}]}, n=2)
    assert " ".join(played.trace) == "s again x a join enough again x a join enough e"


def test_an_inclusive_join_waits_for_a_token_that_comes_by_a_link() -> None:
    jump = '<linkEventDefinition name="jump"/>'
    diagram = process(
        start(), parallel("split"), user("a"),
        throw("out", jump),
        catch("in", jump), user("b"), inclusive("join"), end(),
        path("s", "split", "a", "out"), path("in", "join", "e"), path("split", "b", "join"),
    )  # fmt: skip
    case = Case(diagram)
    case.complete("b")
    assert case.end is None
    case.complete("a")
    assert case.trace.count("join") == 1
    assert case.end == "e"


# Event-based


AWAITED = process(
    start(), event_gateway("g8"), catch("t1", timer("P2D")), catch("t2", timer("P1D")),
    catch("m1", message()),
    user("a"), user("b"), user("c"), end(),
    path("s", "g8", "t1", "a", "e"), path("g8", "t2", "b", "e"), path("g8", "m1", "c", "e"),
)  # fmt: skip


def test_of_two_timers_after_an_event_gateway_the_one_due_first_goes_on_alone() -> None:
    assert trace(AWAITED) == "s g8 t2 b e"


def test_a_message_before_the_timers_decides_an_event_gateway() -> None:
    assert trace(AWAITED, messages={"m": [{}]}) == "s g8 m1 c e"


def test_a_message_after_an_event_gateway_was_decided_changes_nothing() -> None:
    case = Case(AWAITED)
    case.wait(days=1)
    assert not case.deliver("m")
    assert case.open == "b"


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param({"signals": {"g": [{}]}}, "s g8 g1 b e", id="signal"),
        pytest.param({"messages": {"m": [{"n": 1}]}}, "s g8 r a e", id="receive task"),
    ],
)
def test_an_event_gateway_waits_for_signals_and_receive_tasks_too(
    sent: dict[str, object], expected: str
) -> None:
    diagram = process(
        start(), event_gateway("g8"), receive("r"), catch("g1", signal()), user("a"), user("b"), end(),
        path("s", "g8", "r", "a", "e"), path("g8", "g1", "b", "e"),
    )  # fmt: skip
    assert trace(diagram, **sent) == expected


def test_a_join_after_exclusive_choice_on_one_branch_only_takes_the_token_that_came() -> None:
    diagram = process(
        start(), parallel("split"), xor("x", "x-a2"), abstract("a1"), abstract("a2"), xor("m8"), service("b"),
        parallel("join"), end(), path("s", "split", "x"), flow("x", "a1", "n = 1"), flow("x", "a2"),
        path("a1", "m8", "join", "e"), path("a2", "m8"), path("split", "b", "join"),
    )  # fmt: skip
    assert trace(diagram, n=1) == "s split x b a1 m8 join e"
