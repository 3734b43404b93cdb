"""退回 into, out of and over sub-processes and calls."""

from __future__ import annotations

import pytest

from tests.runtime.diagrams import (
    call,
    data,
    end,
    handler,
    line,
    message,
    path,
    process,
    start,
    sub,
    user,
)
from tests.runtime.running import Case, Shelf, shelf


def test_what_was_written_inside_of_a_sub_process_is_taken_back_with_the_step_before_it() -> None:
    case = Case(line(user("a"), sub("t", user("b"), user("b2"), path("b", "b2")), user("c")))
    case.complete("a", a=1)
    case.complete("b", b=1)
    case.complete("b2", b2=1)
    assert case.ways_back("c") == {"a"}
    case.give_back("c", to="a", mode="reconsider")
    assert case.data == {}


def test_inside_of_a_sub_process_a_task_can_be_returned_inside_and_outside() -> None:
    case = Case(line(user("a"), sub("t", user("b"), user("b2"), path("b", "b2"))))
    case.complete("a", a=1)
    case.complete("b", b=1)
    assert case.ways_back("b2") == {"a", "b"}
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
