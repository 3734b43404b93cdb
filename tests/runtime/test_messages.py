"""Messages and signals: who hears them, when, and how often."""

from __future__ import annotations

import pytest

from tests.runtime.diagrams import (
    abstract,
    beside,
    boundary,
    catch,
    end,
    handler,
    line,
    message,
    node,
    parallel,
    path,
    process,
    receive,
    send,
    signal,
    start,
    sub,
    throw,
    user,
)
from tests.runtime.running import Case, ran, trace

# Messages


def test_a_message_is_taken_by_what_waits_for_its_name_and_brings_variables() -> None:
    played = ran(line(catch("c", message())), messages={"m": [{"n": 1}], "m2": [{"n": 2}]})
    assert (played.status, played.data) == ("completed", {"n": 1})


def test_a_message_that_nothing_waits_for_is_not_taken() -> None:
    case = Case(line(user("a"), catch("c", message())))
    assert not case.deliver("m")
    case.complete("a")
    assert case.end is None
    assert case.deliver("m")
    assert case.end == "e"


def test_a_message_is_taken_by_the_oldest_token_that_waits_for_it() -> None:
    diagram = process(
        start(), parallel("split"), user("a"), catch("c1", message()), catch("c2", message()), end(),
        path("s", "split", "a", "c1", "e"), path("split", "c2", "e"),
    )  # fmt: skip
    case = Case(diagram)
    case.complete("a")
    case.deliver("m")
    assert case.trace == ["s", "split", "a", "c2", "e"]


def test_a_message_can_be_meant_for_the_scope_whose_variables_fit() -> None:
    inside = sub("t", catch("c", message()), end("t_e"), path("c", "t_e"))
    case = Case(line(inside), {"notice": 7})
    case.do(lambda instance: instance.deliver("m", {}, where=lambda seen: seen["notice"] == 8))
    assert case.end is None
    case.do(lambda instance: instance.deliver("m", {}, where=lambda seen: seen["notice"] == 7))
    assert case.end == "e"


def test_a_message_thrown_in_the_case_before_its_catch_is_kept_and_consumed_once() -> None:
    assert trace(line(throw("t", message()), user("a"), catch("c", message()))) == "s t a c e"
    assert ran(line(send("t"), catch("c1", message()), catch("c2", message()))).waiting == ("c2",)


def test_two_messages_of_one_name_thrown_at_once_are_two() -> None:
    diagram = process(
        start(), parallel("split"), send("t1"), send("t2"), catch("c1", message()), catch("c2", message()),
        end(),
        path("s", "split", "c1", "e"), path("split", "c2", "e"), path("split", "t1", "e"),
        path("split", "t2", "e"),
    )  # fmt: skip
    assert ran(diagram).status == "completed"


@pytest.mark.parametrize(
    "waiting",
    [
        pytest.param(receive("w"), id="receive task"),
        pytest.param(catch("w", message()), id="catch event"),
        pytest.param(sub("w", receive("inner")), id="inside of a sub-process"),
    ],
)
def test_whatever_waits_for_a_message_takes_one_that_came_early(waiting: str) -> None:
    played = ran(line(send("t"), waiting))
    assert played.status == "completed"


def test_early_messages_trigger_a_non_interrupting_handler_as_often_as_they_came() -> None:
    inside = sub("t", user("a"), handler("h", message(), interrupting="false"))
    assert Case(line(send("t1"), send("t2"), inside)).open == "a h_t h_t"


def test_a_message_end_event_throws_its_message() -> None:
    diagram = process(
        start(), parallel("split"), end("told", message()), catch("c", message()), end(),
        path("s", "split", "told"),
        path("split", "c", "e"),
    )  # fmt: skip
    assert ran(diagram).status == "completed"


def test_a_process_may_begin_with_a_message_and_its_content() -> None:
    begin = node("startEvent", "s", message())
    played = ran(process(begin, user("a"), end(), path("s", "a", "e")), messages={"m": [{"n": 1}]})
    assert (" ".join(played.trace), played.data) == ("s a e", {"n": 1})


# Boundaries


def guarded(attached: str) -> bytes:
    return process(start(), user("a"), attached, user("b"), end(), path("s", "a", "e"), path("x", "b", "e"))


@pytest.mark.parametrize(("definition", "kind"), [(message(), "messages"), (signal(), "signals")])
def test_a_non_interrupting_boundary_fires_each_time_while_its_task_is_open(
    definition: str, kind: str
) -> None:
    name = "m" if kind == "messages" else "g"
    played = ran(
        guarded(beside("x", "a", definition)), {"a": [{"$after": "P1D"}]}, **{kind: {name: [{}, {}, {}]}}
    )
    assert played.trace.count("x") == 3
    assert played.trace.count("b") == 3
    assert played.status == "completed"


@pytest.mark.parametrize(("definition", "kind"), [(message(), "messages"), (signal(), "signals")])
def test_an_interrupting_boundary_fires_once_and_cancels_its_task(definition: str, kind: str) -> None:
    name = "m" if kind == "messages" else "g"
    played = ran(guarded(boundary("x", "a", definition)), {"a": [None]}, **{kind: {name: [{}, {}]}})
    assert " ".join(played.trace) == "s x b e"


def test_a_message_after_its_task_is_done_is_not_taken_at_its_boundary() -> None:
    diagram = process(
        start(), user("a"), beside("x", "a", message()), user("b"), user("c"), end(),
        path("s", "a", "c", "e"),
        path("x", "b", "e"),
    )  # fmt: skip
    case = Case(diagram)
    case.complete("a")
    assert not case.deliver("m")


def test_an_early_message_interrupts_a_task_before_anybody_sees_it() -> None:
    diagram = process(
        start(), send("t"), user("a"), boundary("x", "a", message()), user("b"), end(),
        path("s", "t", "a", "e"),
        path("x", "b", "e"),
    )  # fmt: skip
    case = Case(diagram)
    assert (case.open, case.trace) == ("b", ["s", "t", "x"])


# Signals


def test_a_signal_is_heard_by_everything_that_waits_for_it() -> None:
    inside = sub("t", catch("c3", signal()), end("t_e"), path("c3", "t_e"))
    diagram = process(
        start(), parallel("split"), catch("c1", signal()), catch("c2", signal()), inside,
        catch("c4", signal("g2")), end(), path("s", "split", "c1", "e"), path("split", "c2", "e"),
        path("split", "t", "e"),
        path("split", "c4", "e"),
    )  # fmt: skip
    played = ran(diagram, signals={"g": [{"n": 1}]})
    assert {"c1", "c2", "c3"} <= set(played.trace)
    assert (played.waiting, played.data) == (("c4",), {"n": 1})


def test_a_signal_that_nothing_waits_for_is_lost() -> None:
    assert ran(line(throw("t", signal()), catch("c", signal()))).waiting == ("c",)


@pytest.mark.parametrize(
    "thrower", [end("told", signal()), throw("told", signal()) + abstract("x") + path("told", "x")]
)
def test_a_thrown_signal_is_heard_in_the_same_case(thrower: str) -> None:
    diagram = process(
        start(), parallel("split"), user("a"), catch("c", signal()), end(), thrower,
        path("s", "split", "c", "e"),
        path("split", "a", "told"),
    )  # fmt: skip
    assert ran(diagram).status == "completed"


def test_a_throwing_event_is_done_before_what_it_triggers() -> None:
    diagram = process(
        start(), parallel("split"), catch("c", signal()), throw("t", signal()), end(),
        path("s", "split", "c", "e"),
        path("split", "t", "e"),
    )  # fmt: skip
    assert trace(diagram) == "s split t c e e"
