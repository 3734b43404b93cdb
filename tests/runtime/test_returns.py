"""退回: what opens, what stays, what is void, and which variables are taken back."""

from __future__ import annotations

import pytest

from engine.runtime import RuntimeFailure
from tests.runtime.diagrams import (
    boundary,
    catch,
    end,
    flow,
    line,
    message,
    parallel,
    path,
    process,
    start,
    sub,
    timer,
    user,
    xor,
)
from tests.runtime.running import Case

CHAIN = line(user("a"), user("b"), user("c"))


def at_c() -> Case:
    """A chain of three tasks, the third of which is open; each wrote a variable of its name."""
    case = Case(CHAIN, {"given": 0})
    case.complete("a", a=1, shared="a")
    case.complete("b", b=1, shared="b")
    return case


# 退回补正


def test_an_amendment_opens_only_its_target_and_then_the_returning_task_again() -> None:
    case = at_c()
    case.give_back("c", to="a", mode="amend")
    assert case.open == "a"
    case.complete("a", a=2)
    assert case.open == "c"
    assert case.data == {"given": 0, "a": 2, "b": 1, "shared": "b"}


def test_a_task_that_waits_for_an_amendment_is_there_but_nobody_can_do_it() -> None:
    case = at_c()
    token = case.task("c").id
    case.give_back("c", to="a", mode="amend")
    (aside,) = (one for one in case.instance.tokens() if one.aside)
    (again,) = (one for one in case.instance.tokens() if one.amends is not None)
    assert (aside.id, again.element, again.amends) == (token, "a", token)
    for command in ("complete", "give_back"):
        with pytest.raises(RuntimeFailure, match="not_ready"):
            case.do(
                lambda instance, command=command: (
                    instance.complete(token, {})
                    if command == "complete"
                    else instance.give_back(token, to="a", mode="amend")
                )
            )


def test_amendments_nest_and_come_back_one_by_one() -> None:
    case = at_c()
    case.give_back("c", to="b", mode="amend")
    case.give_back("b", to="a", mode="amend")
    assert case.open == "a"
    case.complete("a", a=2)
    assert case.open == "b"
    case.complete("b", b=2)
    assert case.open == "c"
    case.complete("c")
    assert case.end == "e"


def test_a_task_can_ask_for_an_amendment_again_and_again() -> None:
    case = at_c()
    for round_ in range(3):
        case.give_back("c", to="a", mode="amend")
        case.complete("a", a=round_)
    assert case.data["a"] == 2
    assert case.instance.returns == {"a": 3}


def test_a_reconsideration_during_an_amendment_voids_both_tasks() -> None:
    case = at_c()
    case.give_back("c", to="b", mode="amend")
    case.give_back("b", to="a", mode="reconsider")
    assert case.open == "a"
    assert case.data == {"given": 0}
    case.complete("a")
    assert case.open == "b"


def test_what_an_amendment_wrote_is_taken_back_with_the_step_that_it_amends() -> None:
    case = at_c()
    case.give_back("c", to="a", mode="amend")
    case.complete("a", a=2, new=True)
    case.give_back("c", to="a", mode="reconsider")
    assert case.data == {"given": 0}


def guarded_c(attached: str) -> bytes:
    return process(
        start(),
        user("a"),
        user("b"),
        user("c"),
        attached,
        user("late"),
        end(),
        path("s", "a", "b", "c", "e"),
        path("x", "late", "e"),
    )


def at_guarded_c(attached: str) -> Case:
    case = Case(guarded_c(attached))
    case.complete("a")
    case.complete("b")
    return case


def test_the_timers_of_a_task_stop_while_it_is_aside_and_begin_anew() -> None:
    case = at_guarded_c(boundary("x", "c", timer("P2D")))
    case.wait(days=1)
    case.give_back("c", to="a", mode="amend")
    case.wait(days=5)
    assert case.open == "a"
    case.complete("a")
    case.wait(days=1)
    assert case.open == "c"
    case.wait(days=1)
    assert case.open == "late"


def test_an_amendment_goes_away_with_the_task_that_asked_for_it() -> None:
    inside = sub("t", user("c"))
    diagram = process(
        start(),
        user("a"),
        inside,
        boundary("x", "t", timer("P2D")),
        user("late"),
        end(),
        path("s", "a", "t", "e"),
        path("x", "late", "e"),
    )
    case = Case(diagram)
    case.complete("a")
    case.give_back("c", to="a", mode="amend")
    assert case.open == "a"
    case.wait(days=2)
    assert case.open == "late"
    case.complete("late")
    assert case.end == "e"


def test_an_amendment_that_its_own_boundary_event_interrupts_voids_the_task_that_asked_for_it() -> None:
    case = at_guarded_c(boundary("x", "b", timer("P2D")))
    case.give_back("c", to="b", mode="amend")
    case.wait(days=2)
    assert case.open == "late"
    case.complete("late")
    assert case.end == "e"


# 退回重议


def test_a_reconsideration_voids_every_task_and_variable_since_its_target() -> None:
    case = at_c()
    steps = {element: case.instance.step_of(case.task("c").id, element) for element in ("a", "b")}
    own = case.task("c").id
    instance = case.give_back("c", to="a", mode="reconsider")
    assert case.open == "a"
    assert case.data == {"given": 0}
    assert instance.voided == {steps["a"], steps["b"], own}


def test_a_reconsideration_leaves_what_was_before_its_target() -> None:
    case = at_c()
    case.give_back("c", to="b", mode="reconsider")
    assert case.open == "b"
    assert case.data == {"given": 0, "a": 1, "shared": "a"}
    case.complete("b")
    assert case.ways_back("c") == {"a", "b"}


def test_only_completed_user_tasks_and_calls_on_the_way_to_a_task_can_be_returned_to() -> None:
    diagram = process(
        start(), parallel("split"), user("a"), user("b"), user("x"), user("y"), end(),
        path("s", "split", "a", "b", "e"),
        path("split", "x", "y", "e"),
    )  # fmt: skip
    case = Case(diagram)
    case.complete("a")
    case.complete("x")
    assert (case.ways_back("b"), case.ways_back("y")) == ({"a"}, {"x"})
    for element in ("b", "x", "y", "e", "split", "nobody"):
        with pytest.raises(RuntimeFailure) as refused:
            case.give_back("b", to=element, mode="reconsider")
        assert refused.value.code == "not_returnable"


def test_returns_are_counted_by_target_and_seen_by_expressions() -> None:
    diagram = process(
        start(), user("a"), user("b"), xor("x", "x-e"), end("often"), end(), path("s", "a", "b", "x"),
        flow("x", "often", 'get value(case.returns, "a") >= 2'), flow("x", "e"),
    )  # fmt: skip
    case = Case(diagram)
    for _ in range(2):
        case.complete("a")
        case.give_back("b", to="a", mode="reconsider")
    case.complete("a")
    case.complete("b")
    assert case.end == "often"


def test_a_catch_event_on_the_way_does_not_break_the_line_of_a_return() -> None:
    case = Case(line(user("a"), catch("wait", message()), user("b")))
    case.complete("a", a=1)
    case.deliver("m", word="come")
    case.give_back("b", to="a", mode="reconsider")
    assert (case.open, case.data) == ("a", {})


def test_an_amended_step_is_void_with_both_of_its_versions() -> None:
    case = at_c()
    case.give_back("c", to="b", mode="amend")
    again = case.task("b").id
    case.complete("b")
    assert again in case.give_back("c", to="a", mode="reconsider").voided
