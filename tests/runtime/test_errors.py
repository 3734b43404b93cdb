"""Errors, escalations and terminate end events: who catches them, and what doesn't go on."""

from __future__ import annotations

import pytest

from tests.runtime.diagrams import (
    abstract,
    beside,
    boundary,
    call,
    end,
    error,
    escalation,
    handler,
    line,
    parallel,
    path,
    process,
    start,
    sub,
    throw,
    trigger,
    user,
)
from tests.runtime.running import Case, ran, shelf, trace


def failing(thrown: str, *around: str) -> bytes:
    """A sub-process `t` whose inside ends in an error beside an open task, with what stands around it."""
    inside = sub(
        "t", start("t_s"), parallel("split"), user("also"), end("t_e"), end("err", error(thrown)),
        path("t_s", "split", "also", "t_e"), path("split", "err"),
    )  # fmt: skip
    return process(start(), inside, end(), path("s", "t", "e"), *around)


def caught(identity: str, code: str) -> str:
    """An error boundary event on `t` that leads to a task and an end of its own."""
    after, last = f"{identity}_t", f"{identity}_e"
    return boundary(identity, "t", error(code)) + user(after) + end(last) + path(identity, after, last)


# Errors


@pytest.mark.parametrize(
    ("catchers", "expected"),
    [
        pytest.param((caught("x", "X"),), "x", id="the code"),
        pytest.param((caught("all", "any"),), "all", id="no code catches every error"),
        pytest.param((caught("y", "Y"), caught("x", "X")), "x", id="the code among others"),
        pytest.param(
            (caught("all", "any"), caught("x", "X")), "x", id="the code before the one that catches all"
        ),
        pytest.param(
            (caught("all", "any"), caught("y", "Y")), "all", id="the one that catches all when no code fits"
        ),
    ],
)
def test_an_error_end_cancels_its_sub_process_and_goes_on_at_the_boundary_that_fits(
    catchers: tuple[str, ...], expected: str
) -> None:
    assert trace(failing("X", *catchers)) == f"s t_s split err {expected} {expected}_t {expected}_e"


def test_an_error_end_that_no_boundary_fits_is_an_error_of_the_case() -> None:
    played = ran(failing("X", caught("y", "Y")))
    assert played.status == "error"
    assert played.error is not None
    assert (played.error.code, played.error.element) == ("X", "err")


def test_an_error_end_at_the_top_is_never_a_completed_case() -> None:
    played = ran(process(start(), user("a"), end("err", error("X")), path("s", "a", "err")))
    assert (played.status, played.trace, played.end) == ("error", ("s", "a", "err"), None)
    assert played.error is not None
    assert (played.error.code, played.error.element) == ("X", "err")


def test_an_error_goes_out_of_a_called_process_through_its_sub_processes_to_the_caller() -> None:
    called = process(
        start("q_s"), sub("t", start("t_s"), end("err", error("X")), path("t_s", "err")), end("q_e"),
        path("q_s", "t", "q_e"), identity="q",
    )  # fmt: skip
    caller = process(
        start(),
        call("c"),
        boundary("b", "c", error("X")),
        user("a"),
        end(),
        path("s", "c", "e"),
        path("b", "a", "e"),
    )
    assert trace(shelf(caller, called)) == "s q_s t_s err b a e"


def test_the_nearest_catcher_takes_an_error() -> None:
    inner = sub("i", start("i_s"), end("err", error("X")), path("i_s", "err"))
    nested = sub(
        "t",
        start("t_s"),
        inner,
        boundary("near", "i", error("any")),
        end("t_e"),
        path("t_s", "i", "t_e"),
        path("near", "t_e"),
    )
    diagram = process(start(), nested, caught("far", "X"), end(), path("s", "t", "e"))
    assert trace(diagram) == "s t_s i_s err near t_e t e"


def test_an_error_starts_the_event_sub_process_of_its_scope_instead_of_all_else() -> None:
    inside = sub(
        "t", start("t_s"), parallel("split"), user("also"), end("t_e"), end("err", error("X")),
        handler("h", error("X")),
        path("t_s", "split", "also", "t_e"), path("split", "err"),
    )  # fmt: skip
    diagram = process(start(), inside, user("after"), end(), path("s", "t", "after", "e"))
    assert trace(diagram) == "s t_s split err h_s h_t h_e h t after e"


def test_an_event_sub_process_does_not_run_unless_its_error_is_thrown() -> None:
    assert trace(process(start(), user("a"), end(), handler("h", error("X")), path("s", "a", "e"))) == "s a e"


def test_an_event_sub_process_does_not_catch_the_error_that_it_throws_itself() -> None:
    again = handler("h", error("X"), path("h_s", "h_err"), end("h_err", error("X")), path("h_s", "h_e"))
    played = ran(process(start(), end("err", error("X")), again, path("s", "err")))
    assert played.error is not None
    assert (played.error.code, played.error.element) == ("X", "h_err")


# Escalations


def escalating(catcher: str, *, then: str = "go_on") -> bytes:
    """A sub-process `t` that escalates on its way to an automatic task."""
    inside = sub(
        "t", start("t_s"), throw("up", escalation("U")), abstract(then), user("late"), end("t_e"),
        path("t_s", "up", then, "late", "t_e"),
    )  # fmt: skip
    return process(start(), inside, catcher, user("told"), end(), path("s", "t", "e"), path("b", "told", "e"))


def test_a_non_interrupting_escalation_boundary_goes_on_beside_what_escalated() -> None:
    case = Case(escalating(beside("b", "t", escalation("U"))))
    assert (case.open, case.trace) == ("late told", ["s", "t_s", "up", "b", "go_on"])


def test_an_interrupting_escalation_boundary_cancels_its_activity_and_nothing_after_the_throw_runs() -> None:
    case = Case(escalating(boundary("b", "t", escalation("U"))))
    assert (case.open, case.trace) == ("told", ["s", "t_s", "up", "b"])


def test_an_escalation_that_nobody_catches_changes_nothing() -> None:
    assert Case(escalating(beside("b", "t", escalation("V")))).open == "late"


def test_an_escalation_boundary_without_code_catches_every_escalation() -> None:
    assert Case(escalating(beside("b", "t", escalation("anyone")))).open == "late told"


def test_an_escalation_end_event_escalates_and_ends_its_path_only() -> None:
    inside = sub(
        "t", start("t_s"), parallel("split"), user("stays"), end("t_e"), end("up", escalation("U")),
        path("t_s", "split", "stays", "t_e"), path("split", "up"),
    )  # fmt: skip
    diagram = process(
        start(),
        inside,
        beside("b", "t", escalation("U")),
        user("told"),
        end(),
        path("s", "t", "e"),
        path("b", "told", "e"),
    )
    assert Case(diagram).open == "stays told"


def test_a_non_interrupting_escalation_event_sub_process_runs_each_time_while_a_body_of_it_still_runs() -> (
    None
):
    diagram = process(
        start(), throw("up", escalation("U")), throw("up2", escalation("U")), user("a"), end(),
        handler("h", escalation("U"), interrupting="false"), path("s", "up", "up2", "a", "e"),
    )  # fmt: skip
    assert Case(diagram).open == "a h_t h_t"


def test_an_interrupting_escalation_event_sub_process_cancels_its_scope() -> None:
    diagram = process(
        start(), parallel("split"), user("a"), throw("up", escalation("U")), user("b"), end(),
        handler("h", escalation("U")),
        path("s", "split", "a", "e"), path("split", "up", "b", "e"),
    )  # fmt: skip
    played = ran(diagram)
    assert (played.status, " ".join(played.trace), played.end) == (
        "completed",
        "s split up h_s h_t h_e h",
        "h_e",
    )


# Terminate


TERMINATE = trigger("terminate")


def test_a_terminate_end_completes_the_case_and_cancels_every_other_token() -> None:
    diagram = process(
        start(),
        parallel("split"),
        user("a"),
        end(),
        end("stop", TERMINATE),
        path("s", "split", "a", "e"),
        path("split", "stop"),
    )
    played = ran(diagram)
    assert (played.status, played.trace, played.end) == ("completed", ("s", "split", "stop"), "stop")


def test_a_terminate_end_ends_only_the_sub_process_in_which_it_stands() -> None:
    inside = sub(
        "t", start("t_s"), parallel("split"), user("a"), end("t_e"), end("stop", TERMINATE),
        path("t_s", "split", "a", "t_e"),
        path("split", "stop"),
    )  # fmt: skip
    assert trace(line(inside, user("after"))) == "s t_s split stop t after e"


def test_a_terminate_end_in_a_called_process_lets_its_caller_go_on() -> None:
    called = process(
        start("q_s"), parallel("split"), user("a"), end("q_e"), end("stop", TERMINATE),
        path("q_s", "split", "a", "q_e"),
        path("split", "stop"), identity="q",
    )  # fmt: skip
    assert trace(shelf(line(call("c"), user("after")), called)) == "s q_s split stop c after e"
