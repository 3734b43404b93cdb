"""`play`: what happens in which order when nothing moves by itself (interface §3)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.runtime.play import Script, play
from tests.runtime.diagrams import (
    beside,
    boundary,
    catch,
    data,
    end,
    flow,
    line,
    message,
    parallel,
    path,
    process,
    receive,
    service,
    signal,
    start,
    sub,
    timer,
    user,
    xor,
)
from tests.runtime.running import NOW, Case, ran, shelf, trace


def beside_each_other(*tasks: str) -> bytes:
    """User tasks that are all open at once."""
    flows = "".join(path("split", task, "e") for task in tasks)
    return process(start(), parallel("split"), *map(user, tasks), end(), path("s", "split"), flows)


# Answers


def test_a_task_without_answers_is_completed_with_none() -> None:
    assert trace(line(user("a"), user("b"))) == "s a b e"


def test_the_answers_of_an_element_are_used_in_the_order_in_which_its_tasks_open() -> None:
    diagram = process(
        start(), xor("again"), user("a"), xor("x", "x-e"), end(), path("s", "again", "a", "x"),
        flow("x", "again", "n < 3"),
        flow("x", "e"),
    )  # fmt: skip
    assert ran(diagram, {"a": [{"n": 1}, {"n": 2}, {"n": 3}]}).trace.count("a") == 3


def test_the_oldest_open_task_with_an_answer_that_is_due_comes_first() -> None:
    answers = {"a": [{"$after": "P2D"}], "b": [{"$after": "P1D"}], "c": [{}]}
    assert trace(beside_each_other("a", "b", "c"), answers) == "s split c e b e a e"


def test_null_leaves_that_one_task_open_for_ever() -> None:
    played = ran(beside_each_other("a", "b"), {"a": [None, {}]})
    assert (played.status, played.waiting, " ".join(played.trace)) == ("waiting", ("a",), "s split b e")


def test_an_answer_is_held_back_from_the_start_and_not_from_when_its_task_opens() -> None:
    played = ran(line(catch("wait", timer("P5D")), user("a")), {"a": [{"$after": "P3D", "n": 1}]})
    assert (played.status, played.clock, played.data) == ("completed", NOW + timedelta(days=5), {"n": 1})


def test_held_back_periods_may_be_legal_ones() -> None:
    played = ran(line(user("a")), {"a": [{"$after": "5wd"}]})
    assert played.clock == datetime(2026, 3, 9, 16, tzinfo=UTC)


@pytest.mark.parametrize("after", ["soon", "", "P", None, 5])
def test_a_period_that_is_none_is_an_error(after: object) -> None:
    played = play(shelf(line(user("a"))), "p", script=Script({"a": [{"$after": after}]}), data={}, now=NOW)
    assert (played.status, played.error and played.error.code) == ("error", "period_invalid")


def test_numbers_of_a_file_are_exact() -> None:
    assert ran(line(user("a")), {"a": [{"n": 0.1}]}, m=0.2).data == {"m": 0.2, "n": 0.1}
    diagram = process(
        start(),
        xor("x", "x-b"),
        end("a"),
        end("b"),
        flow("s", "x"),
        flow("x", "a", "n + m = 0.3"),
        flow("x", "b"),
    )
    assert ran(diagram, n=0.1, m=0.2).end == "a"


# Messages and signals


def test_tasks_are_answered_before_messages_are_delivered() -> None:
    diagram = process(
        start(),
        parallel("split"),
        user("a"),
        catch("c", message()),
        end(),
        path("s", "split", "a", "e"),
        path("split", "c", "e"),
    )
    assert trace(diagram, messages={"m": [{}]}) == "s split a e c e"


def test_a_message_is_delivered_when_something_waits_for_it_however_late() -> None:
    played = ran(line(catch("wait", timer("P1D")), catch("c", message())), messages={"m": [{}]})
    assert played.status == "completed"


def test_a_message_may_be_held_back() -> None:
    diagram = process(
        start(),
        user("a"),
        boundary("b", "a", message()),
        user("x"),
        end(),
        path("s", "a", "e"),
        path("b", "x", "e"),
    )
    held = {"m": [{"$after": "P1D"}]}
    assert trace(diagram, {"a": [{"$after": "PT1H"}]}, messages=held) == "s a e"
    assert trace(diagram, {"a": [{"$after": "P2D"}]}, messages=held) == "s b x e"


def test_messages_of_one_name_come_in_their_order() -> None:
    played = ran(line(receive("a"), receive("b")), messages={"m": [{"n": 1}, {"n": 2, "k": 1}]})
    assert played.data == {"n": 2, "k": 1}


def test_a_signal_goes_to_all_that_wait_for_it_at_once() -> None:
    diagram = process(
        start(),
        parallel("split"),
        catch("a", signal()),
        catch("b", signal()),
        end(),
        path("s", "split", "a", "e"),
        path("split", "b", "e"),
    )
    assert ran(diagram, signals={"g": [{}]}).status == "completed"


# The clock


def test_the_clock_moves_only_when_nothing_else_can_happen() -> None:
    diagram = process(
        start(), parallel("split"), user("a"), user("b"), catch("wait", timer("PT1H")), end(),
        path("s", "split", "a", "b", "e"),
        path("split", "wait", "e"),
    )  # fmt: skip
    assert trace(diagram) == "s split a b e wait e"


def test_of_a_timer_and_an_answer_due_at_one_instant_the_timer_comes_first() -> None:
    diagram = process(
        start(),
        user("a"),
        boundary("b", "a", timer("P1D")),
        user("x"),
        end(),
        path("s", "a", "e"),
        path("b", "x", "e"),
    )
    assert trace(diagram, {"a": [{"$after": "P1D"}]}) == "s b x e"


def test_the_clock_stands_where_the_last_thing_happened() -> None:
    assert ran(line(user("a"))).clock == NOW
    assert ran(line(catch("wait", timer("2026-05-01", "timeDate")))).clock == datetime(
        2026, 4, 30, 16, tzinfo=UTC
    )


def test_a_time_that_has_passed_already_does_not_turn_the_clock_back() -> None:
    assert ran(line(catch("wait", timer("2020-05-01", "timeDate")))).clock == NOW


def test_expressions_see_the_fake_clock() -> None:
    diagram = process(
        start(), catch("wait", timer("P30D")), xor("x", "x-b"), end("a"), end("b"), path("s", "wait", "x"),
        flow("x", "a", 'today() = date("2026-04-01")'), flow("x", "b"),
    )  # fmt: skip
    assert ran(diagram).end == "a"


# What comes out


def test_what_is_waited_for_is_named_and_what_merely_might_happen_is_not() -> None:
    diagram = process(
        start(), user("a"), beside("b", "a", message()), user("x"), sub("t", user("inner")), end(),
        path("s", "a", "t", "e"), path("b", "x", "e"),
    )  # fmt: skip
    assert ran(diagram, {"a": [None]}).waiting == ("a",)
    assert ran(diagram, {"inner": [None]}).waiting == ("inner",)


def test_a_join_is_not_what_a_case_waits_for_while_a_task_is_open() -> None:
    diagram = process(
        start(), parallel("split"), user("a"), user("b"), parallel("join"), end(),
        path("s", "split", "a", "join", "e"), path("split", "b", "join"),
    )  # fmt: skip
    assert ran(diagram, {"a": [None]}).waiting == ("a",)


def test_data_come_out_as_plain_json() -> None:
    played = ran(line(catch("wait", timer("=until"))), until="2026-05-01")
    assert played.data == {"until": "2026-05-01"}
    case = Case(line(service("x", "file_case")), operations={"x": lambda _: date(2026, 5, 1)})
    assert case.data == {"archive": date(2026, 5, 1)}


def test_the_data_of_a_called_process_are_not_among_those_of_the_case() -> None:
    called = process(
        data(outputs=["y"]), start("q_s"), user("a"), end("q_e"), path("q_s", "a", "q_e"), identity="q"
    )
    caller = line('<callActivity id="c" calledElement="q"/>')
    assert ran(shelf(caller, called), {"a": [{"x": 1, "y": 2}]}).data == {"y": 2}


def test_a_failed_play_tells_what_was_done_until_then() -> None:
    diagram = process(
        start(),
        user("a"),
        xor("x"),
        end("b"),
        end("c"),
        path("s", "a", "x"),
        flow("x", "b", "n = 1"),
        flow("x", "c", "n = 2"),
    )
    played = ran(diagram, {"a": [{"n": 3}]})
    assert (played.status, played.trace, played.data, played.waiting) == ("error", ("s", "a"), {"n": 3}, ())


def test_a_process_that_is_not_there_is_not_played() -> None:
    with pytest.raises(KeyError):
        play(shelf(line(user("a"))), "nobody", script=Script(), data={}, now=NOW)
