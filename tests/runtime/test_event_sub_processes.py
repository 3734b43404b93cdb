"""Event sub-processes: in a process, in a sub-process, in a called one; interrupting or beside."""

from __future__ import annotations

import pytest

from tests.runtime.diagrams import (
    call,
    end,
    handler,
    line,
    message,
    path,
    process,
    send,
    signal,
    start,
    sub,
    timer,
    user,
)
from tests.runtime.running import NOW, Case, ran, shelf, trace

TRIGGERS = [
    pytest.param(message(), {"messages": {"m": [{"$after": "PT1H"}]}}, id="message"),
    pytest.param(signal(), {"signals": {"g": [{"$after": "PT1H"}]}}, id="signal"),
    pytest.param(timer("PT1H"), {}, id="timer"),
]


def guarded(*handlers: str) -> bytes:
    """A process with the task `a` and these event sub-processes."""
    return process(start(), user("a"), end(), *handlers, path("s", "a", "e"))


def guarded_inside(*handlers: str) -> bytes:
    """A sub-process `t` with the task `a` and these event sub-processes; `after` comes after it."""
    inside = sub("t", start("t_s"), user("a"), end("t_e"), *handlers, path("t_s", "a", "t_e"))
    return line(inside, user("after"))


@pytest.mark.parametrize(("definition", "sent"), TRIGGERS)
def test_an_interrupting_one_cancels_the_process_and_runs_to_its_own_end(
    definition: str, sent: dict[str, object]
) -> None:
    played = ran(guarded(handler("h", definition)), {"a": [None]}, **sent)  # type: ignore[arg-type]
    assert (" ".join(played.trace), played.status, played.end) == ("s h_s h_t h_e h", "completed", "h_e")


@pytest.mark.parametrize(("definition", "sent"), TRIGGERS)
def test_an_interrupting_one_in_a_sub_process_cancels_that_sub_process_which_then_ends(
    definition: str, sent: dict[str, object]
) -> None:
    played = ran(guarded_inside(handler("h", definition)), {"a": [None]}, **sent)  # type: ignore[arg-type]
    assert " ".join(played.trace) == "s t_s h_s h_t h_e h t after e"


@pytest.mark.parametrize(("definition", "sent"), TRIGGERS)
def test_a_non_interrupting_one_runs_beside_its_scope_which_ends_when_both_are_done(
    definition: str, sent: dict[str, object]
) -> None:
    diagram = guarded_inside(handler("h", definition, interrupting="false"))
    late = {"a": [{"$after": "PT2H"}], "h_t": [{"$after": "PT3H"}]}
    played = ran(diagram, late, **sent)  # type: ignore[arg-type]
    assert " ".join(played.trace) == "s t_s h_s a t_e h_t h_e h t after e"


@pytest.mark.parametrize("wrap", [guarded, guarded_inside])
def test_a_non_interrupting_one_runs_each_time_its_message_comes(wrap: object) -> None:
    diagram = wrap(handler("h", message(), interrupting="false"))  # type: ignore[operator]
    case = Case(diagram)
    assert case.deliver("m")
    assert case.deliver("m")
    assert case.open == "a h_t h_t"
    for element in ("a", "h_t", "h_t"):
        case.complete(element)
    assert case.open in ("", "after")


def test_a_side_path_that_ends_last_does_not_name_the_end_of_the_case() -> None:
    case = Case(guarded(handler("h", message(), interrupting="false")))
    case.deliver("m")
    case.complete("a")
    case.complete("h_t")
    assert case.end == "e"


def test_a_non_interrupting_one_listens_until_its_scope_has_ended() -> None:
    case = Case(guarded_inside(handler("h", message(), interrupting="false")))
    case.deliver("m")
    case.complete("a")
    assert case.deliver("m")
    case.complete("h_t")
    case.complete("h_t")
    assert case.open == "after"
    assert not case.deliver("m")


def test_one_that_was_never_triggered_does_not_hold_its_scope_open() -> None:
    assert trace(guarded_inside(handler("h", message()))) == "s t_s a t_e t after e"


def test_a_timer_cycle_triggers_one_as_often_as_it_says() -> None:
    played = ran(guarded(handler("h", timer("R3/PT1H", "timeCycle"), interrupting="false")), {"a": [None]})
    assert played.trace.count("h") == 3
    assert played.clock == NOW.replace(hour=4)


def test_what_a_message_brings_is_seen_by_its_own_body_and_written_for_all() -> None:
    case = Case(guarded(handler("h", message(), interrupting="false")), {"word": "old"})
    case.deliver("m", word="first")
    case.deliver("m", word="second")
    first, second = (one for one in case.instance.tokens() if one.element == "h_t")
    assert case.instance.variables(first.path)["word"] == "first"
    assert case.instance.variables(second.path)["word"] == "second"
    assert case.data["word"] == "second"


def test_what_a_body_writes_is_seen_by_all() -> None:
    case = Case(guarded(handler("h", message(), interrupting="false")), {})
    case.deliver("m", word="first")
    case.complete("h_t", word="changed", reply="yes")
    assert case.data == {"word": "changed", "reply": "yes"}


def test_a_second_interrupting_one_is_not_triggered_any_more() -> None:
    case = Case(guarded(handler("h", message()), handler("i", signal())))
    case.deliver("m")
    assert not case.instance.awaits_signal("g")
    assert case.open == "h_t"


def test_a_message_sent_into_a_called_process_triggers_the_handler_there() -> None:
    called = process(
        start("q_s"),
        user("a"),
        end("q_e"),
        handler("h", message(), interrupting="false"),
        path("q_s", "a", "q_e"),
        identity="q",
    )
    case = Case(shelf(line(call("c")), called))
    assert case.deliver("m")
    assert case.open == "a h_t"


def test_a_handler_hears_a_message_that_is_sent_in_its_own_scope() -> None:
    diagram = process(
        start(),
        send("t"),
        user("a"),
        end(),
        handler("h", message(), interrupting="false"),
        path("s", "t", "a", "e"),
    )
    assert Case(diagram).open == "a h_t"


def test_an_early_message_interrupts_a_scope_before_anything_in_it_begins() -> None:
    inside = sub("t", user("a"), handler("h", message()), handler("i", signal()))
    case = Case(line(send("x"), inside, user("after")))
    assert (case.open, case.instance.awaits_signal("g")) == ("h_t", False)
    case.complete("h_t")
    assert case.trace == ["s", "x", "h_s", "h_t", "h_e", "h", "t"]
    assert case.open == "after"


def test_tokens_tell_which_event_sub_processes_merely_listen() -> None:
    case = Case(guarded(handler("h", message(), interrupting="false")))
    case.deliver("m")
    tokens = {(one.element, one.kind, one.listens) for one in case.instance.tokens()}
    assert tokens == {
        ("h", "message", True), ("h", "active", False), ("a", "user", False), ("h_t", "user", False),
    }  # fmt: skip
    assert ran(guarded(handler("h", message())), {"a": [None]}).waiting == ("a",)
