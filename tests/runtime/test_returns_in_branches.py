"""退回 in branches: what it leaves alone, and what waits at a join again."""

from __future__ import annotations

from tests.runtime.diagrams import (
    end,
    inclusive,
    parallel,
    path,
    process,
    start,
    user,
)
from tests.runtime.running import Case

FORK = process(
    start(), user("a"), parallel("split"), user("b"), user("b2"), user("x"), user("x2"), parallel("join"),
    user("c"), end(),
    path("s", "a", "split", "b", "b2", "join", "c", "e"), path("split", "x", "x2", "join"),
)  # fmt: skip


def forked(*done: str) -> Case:
    """A fork into `b`, `b2` and `x`, `x2`, with these tasks done in this order."""
    case = Case(FORK)
    for element in done:
        case.complete(element, **{element: True, "last": element})
    return case


def test_a_return_inside_a_branch_leaves_the_other_branch_alone() -> None:
    case = forked("a", "b", "x")
    case.give_back("b2", to="b", mode="reconsider")
    assert case.open == "b x2"
    assert case.data == {"a": True, "x": True, "last": "x"}


def test_a_value_that_another_branch_wrote_later_stays_and_one_written_earlier_comes_back() -> None:
    case = forked("a", "x", "b")
    case.give_back("b2", to="b", mode="reconsider")
    assert case.data["last"] == "x"
    later = forked("a", "b", "x")
    later.give_back("b2", to="b", mode="reconsider")
    assert later.data["last"] == "x"
    later.give_back("x2", to="x", mode="reconsider")
    assert later.data["last"] == "a"


def test_a_return_out_of_a_branch_to_before_the_fork_cancels_all_branches() -> None:
    case = forked("a", "b", "x")
    case.give_back("b2", to="a", mode="reconsider")
    assert case.open == "a"
    assert case.data == {}
    case.complete("a")
    assert case.open == "b x"


def test_a_token_that_waits_at_the_join_is_void_with_the_step_that_brought_it() -> None:
    case = forked("a", "b", "b2", "x")
    case.give_back("x2", to="a", mode="reconsider")
    for element in ("a", "b", "b2", "x", "x2"):
        case.complete(element)
    assert case.open == "c"
    assert case.trace.count("join") == 1


def test_a_return_into_a_branch_from_behind_the_join_keeps_what_the_other_branch_brought() -> None:
    case = forked("a", "b", "b2", "x", "x2")
    assert case.ways_back("c") == {"a", "b", "b2", "x", "x2"}
    case.give_back("c", to="b", mode="reconsider")
    assert case.open == "b"
    case.complete("b")
    case.complete("b2")
    assert case.open == "c"
    assert case.data["x2"] is True
    case.complete("c")
    assert case.end == "e"


def test_a_branch_that_waits_again_at_the_join_can_be_returned_to_later() -> None:
    case = forked("a", "b", "b2", "x", "x2")
    case.give_back("c", to="b", mode="reconsider")
    case.complete("b")
    case.complete("b2")
    case.give_back("c", to="x2", mode="reconsider")
    assert case.open == "x2"
    case.complete("x2")
    assert case.open == "c"


def test_a_return_from_behind_two_joins_lets_both_wait_again() -> None:
    diagram = process(
        start(), parallel("s1"), parallel("s2"), user("a"), user("b"), parallel("j2"), user("x"),
        parallel("j1"), user("c"), end(),
        path("s", "s1", "s2", "a", "j2", "j1", "c", "e"), path("s2", "b", "j2"), path("s1", "x", "j1"),
    )  # fmt: skip
    case = Case(diagram)
    for element in ("a", "b", "x"):
        case.complete(element)
    case.give_back("c", to="a", mode="reconsider")
    assert case.open == "a"
    case.complete("a")
    assert case.open == "c"
    assert (case.trace.count("j1"), case.trace.count("j2")) == (2, 2)


def test_an_inclusive_join_waits_again_too() -> None:
    diagram = process(
        start(), parallel("split"), user("a"), user("b"), inclusive("join"), user("c"), end(),
        path("s", "split", "a", "join", "c", "e"),
        path("split", "b", "join"),
    )  # fmt: skip
    case = Case(diagram)
    case.complete("a")
    case.complete("b")
    case.give_back("c", to="b", mode="reconsider")
    assert case.open == "b"
    case.complete("b")
    assert case.open == "c"


def test_tokens_behind_the_join_on_several_paths_are_all_void_and_the_join_waits_once() -> None:
    diagram = process(
        start(), parallel("split"), user("a"), user("b"), parallel("join"), user("c"), user("d"), end(),
        path("s", "split", "a", "join", "c", "e"), path("split", "b", "join", "d", "e"),
    )  # fmt: skip
    case = Case(diagram)
    case.complete("a")
    case.complete("b")
    case.give_back("d", to="a", mode="reconsider")
    assert case.open == "a"
    case.complete("a")
    assert case.open == "c d"
