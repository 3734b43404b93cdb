"""退回: what opens, what stays, what is void, and which variables are taken back."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from engine.runtime import RuntimeFailure
from tests.runtime.diagrams import (
    Case,
    Shelf,
    boundary,
    call,
    catch,
    data,
    end,
    flow,
    handler,
    inclusive,
    line,
    message,
    parallel,
    path,
    process,
    shelf,
    start,
    sub,
    timer,
    user,
    xor,
)

CHAIN = line(user("a"), user("b"), user("c"))


def at_c() -> Case:
    """A chain of three tasks, the third of which is open; each wrote a variable of its name."""
    case = Case(CHAIN, {"given": 0})
    case.complete("a", a=1, shared="a")
    case.complete("b", b=1, shared="b")
    return case


def ways(case: Case, element: str) -> set[str]:
    """To which elements an open task can be returned."""
    return set(case.instance.ways_back(case.task(element).id))


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
    assert ways(case, "c") == {"a", "b"}


def test_only_completed_user_tasks_and_calls_on_the_way_to_a_task_can_be_returned_to() -> None:
    diagram = process(
        start(), parallel("split"), user("a"), user("b"), user("x"), user("y"), end(),
        path("s", "split", "a", "b", "e"),
        path("split", "x", "y", "e"),
    )  # fmt: skip
    case = Case(diagram)
    case.complete("a")
    case.complete("x")
    assert (ways(case, "b"), ways(case, "y")) == ({"a"}, {"x"})
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


# Branches

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
    assert ways(case, "c") == {"a", "b", "b2", "x", "x2"}
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


# Sub-processes and calls


def test_what_was_written_inside_of_a_sub_process_is_taken_back_with_the_step_before_it() -> None:
    case = Case(line(user("a"), sub("t", user("b"), user("b2"), path("b", "b2")), user("c")))
    case.complete("a", a=1)
    case.complete("b", b=1)
    case.complete("b2", b2=1)
    assert ways(case, "c") == {"a"}
    case.give_back("c", to="a", mode="reconsider")
    assert case.data == {}


def test_inside_of_a_sub_process_a_task_can_be_returned_inside_and_outside() -> None:
    case = Case(line(user("a"), sub("t", user("b"), user("b2"), path("b", "b2"))))
    case.complete("a", a=1)
    case.complete("b", b=1)
    assert ways(case, "b2") == {"a", "b"}
    case.give_back("b2", to="b", mode="reconsider")
    assert (case.open, case.data) == ("b", {"a": 1})
    case.give_back("b", to="a", mode="reconsider")
    assert (case.open, case.data) == ("a", {})


def meeting() -> Shelf:
    """Task `a`, a call of `convene` and `vote` that gives `session`, then task `b`."""
    called = process(
        data("motion", outputs=["session"]), start("q_s"), user("convene"), user("vote"), end("q_e"),
        path("q_s", "convene", "vote", "q_e"), identity="q",
    )  # fmt: skip
    return shelf(line(user("a"), call("held"), user("b")), called)


def met() -> Case:
    """The meeting held, task `b` open."""
    case = Case(meeting())
    case.complete("a", motion="road")
    case.complete("convene")
    case.complete("vote", session="passed")
    return case


def test_a_return_over_a_call_takes_back_what_the_call_gave() -> None:
    case = met()
    assert case.data == {"motion": "road", "session": "passed"}
    case.give_back("b", to="a", mode="reconsider")
    assert (case.open, case.data) == ("a", {})
    case.complete("a", motion="bridge")
    assert case.instance.variables(case.task("convene").path) == {"motion": "bridge"}


def test_an_amendment_over_a_call_leaves_the_votes_as_they_are() -> None:
    case = met()
    case.give_back("b", to="a", mode="amend")
    case.complete("a", motion="road, wider")
    assert (case.open, case.data) == ("b", {"motion": "road, wider", "session": "passed"})


@pytest.mark.parametrize("mode", ["amend", "reconsider"])
def test_a_return_to_a_call_enters_the_called_process_anew(mode: str) -> None:
    case = met()
    case.give_back("b", to="held", mode=mode)
    assert case.open == "convene"
    assert ("session" in case.data) == (mode == "amend")
    case.complete("convene")
    case.complete("vote", session="rejected")
    assert (case.open, case.data["session"]) == ("b", "rejected")


def test_an_amendment_out_of_a_called_process_opens_the_callers_task_while_the_call_stays() -> None:
    case = Case(meeting())
    case.complete("a", motion="road")
    case.complete("convene")
    case.give_back("vote", to="a", mode="amend")
    assert case.open == "a"
    case.complete("a", motion="bridge")
    assert case.open == "vote"
    assert case.instance.variables(case.task("vote").path) == {"motion": "road"}


def test_a_reconsideration_out_of_a_called_process_cancels_the_call() -> None:
    case = Case(meeting())
    case.complete("a", motion="road")
    held = next(one.id for one in case.instance.tokens() if one.element == "held")
    case.complete("convene")
    instance = case.give_back("vote", to="a", mode="reconsider")
    assert (case.open, case.data) == ("a", {})
    assert held in instance.voided


def test_a_handler_beside_a_sub_process_can_return_to_before_it() -> None:
    inside = sub("t", user("b"), handler("h", message(), interrupting="false"))
    case = Case(line(user("a"), inside))
    case.complete("a", a=1)
    case.deliver("m", word="no")
    case.give_back("h_t", to="a", mode="reconsider")
    assert (case.open, case.data) == ("a", {})


# Loops


def drawn_loop() -> bytes:
    return process(
        start(), user("x"), xor("again"), user("a"), user("b"), xor("enough", "enough-c"), user("c"), end(),
        path("s", "x", "again", "a", "b", "enough"), flow("enough", "again", "more"),
        path("enough", "c", "e"),
    )  # fmt: skip


def test_in_a_drawn_loop_the_last_round_of_a_step_is_the_target() -> None:
    case = Case(drawn_loop())
    case.complete("x", kept=True)
    for round_, more in enumerate((True, True, False)):
        case.complete("a", a=round_)
        case.complete("b", b=round_, more=more)
    case.give_back("c", to="a", mode="reconsider")
    assert case.open == "a"
    assert case.data == {"kept": True, "a": 1, "b": 1, "more": True}


def test_a_return_to_before_a_drawn_loop_voids_all_of_its_rounds() -> None:
    case = Case(drawn_loop())
    case.complete("x")
    done = set()
    for more in (True, True, False):
        for element in ("a", "b"):
            done.add(case.task(element).id)
            case.complete(element, more=more)
    instance = case.give_back("c", to="x", mode="reconsider")
    assert done <= instance.voided
    assert case.data == {}


def test_an_amended_step_is_void_with_both_of_its_versions() -> None:
    case = at_c()
    case.give_back("c", to="b", mode="amend")
    again = case.task("b").id
    case.complete("b")
    assert again in case.give_back("c", to="a", mode="reconsider").voided


def reconsidered(case: Case) -> None:
    case.complete("a", a="x" * 50)
    case.complete("b", b="y" * 50)
    case.give_back("c", to="a", mode="reconsider")


def amended(case: Case) -> None:
    if case.open == "a":
        case.complete("a", a="x" * 50)
        case.complete("b", b="y" * 50)
    case.give_back("c", to="a", mode="amend")
    case.complete("a", a="z" * 50)


def gone_round(case: Case) -> None:
    if case.open == "x":
        case.complete("x")
    case.complete("a", a="x" * 50)
    case.complete("b", b="y" * 50, more=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("diagram", "round_"),
    [
        pytest.param(CHAIN, reconsidered, id="reconsidered"),
        pytest.param(CHAIN, amended, id="amended"),
        pytest.param(drawn_loop(), gone_round, id="a loop in the drawing"),
    ],
)
def test_after_600_rounds_of_rejection_a_case_is_as_small_and_a_step_as_short_as_at_first(
    diagram: bytes, round_: Callable[[Case], None]
) -> None:
    case = Case(diagram)
    for _ in range(100):
        round_(case)
    size, work = len(case.state), calls_of(lambda: round_(case))
    for _ in range(499):
        round_(case)
    assert len(case.state) < 1.2 * size
    assert calls_of(lambda: round_(case)) < 1.2 * work
    assert case.open in ("a", "c")


def calls_of(action: Callable[[], None]) -> int:
    """How many Python functions are called: the work of a step, counted without a clock."""
    count = 0

    def counting(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(counting)
    try:
        action()
    finally:
        sys.setprofile(None)
    return count


def test_a_catch_event_on_the_way_does_not_break_the_line_of_a_return() -> None:
    case = Case(line(user("a"), catch("wait", message()), user("b")))
    case.complete("a", a=1)
    case.deliver("m", word="come")
    case.give_back("b", to="a", mode="reconsider")
    assert (case.open, case.data) == ("a", {})
