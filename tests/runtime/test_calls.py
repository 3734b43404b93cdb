"""Call activities: what goes in, what comes back, and that a called process keeps its variables to itself."""

from __future__ import annotations

import pytest

from engine.runtime import RuntimeFailure
from tests.runtime.diagrams import (
    boundary,
    call,
    data,
    end,
    error,
    flow,
    line,
    mapped,
    path,
    process,
    service,
    start,
    sub,
    user,
    xor,
)
from tests.runtime.running import Case, Shelf, ran, shelf, trace


def called(declared: str, *inside: str) -> bytes:
    """Process `q` with declared data and a task `a`."""
    return process(
        declared, start("q_s"), *(inside or (user("a"),)), end("q_e"), path("q_s", "a", "q_e"), identity="q"
    )


def calling(mapping: str, declared: str) -> Shelf:
    """Process `p` that calls `q` with this mapping."""
    return shelf(line(call("c", "q", mapping)), called(declared))


def inside(case: Case) -> dict[str, object]:
    """The variables that the open task of the called process sees."""
    return dict(case.instance.variables(case.task("a").path))


def test_declared_inputs_are_taken_by_name_and_nothing_else_is_seen_inside() -> None:
    case = Case(calling("", data("n")), {"n": 1, "secret": 2})
    assert inside(case) == {"n": 1}


def test_a_mapping_gives_inputs_other_values() -> None:
    case = Case(calling(mapped("in", n="=m + 1"), data("n")), {"n": 1, "m": 2})
    assert inside(case) == {"n": 3}


def test_an_optional_input_that_is_not_there_is_null() -> None:
    case = Case(calling("", data("n", optional=["quorum"])), {"n": 1})
    assert inside(case) == {"n": 1, "quorum": None}


def test_optional_inputs_of_the_case_itself_are_null_too() -> None:
    diagram = process(data("n", optional=["until"]), start(), user("a"), end(), path("s", "a", "e"))
    assert Case(diagram, {"n": 1}).data == {"n": 1, "until": None}


def test_a_required_input_that_is_missing_is_an_error_at_the_call() -> None:
    with pytest.raises(RuntimeFailure) as failure:
        Case(calling("", data("n")))
    assert (failure.value.code, failure.value.element, failure.value.facts["name"]) == (
        "missing_input",
        "c",
        "n",
    )


def test_declared_outputs_come_back_by_name_and_nothing_else_does() -> None:
    played = ran(calling("", data(outputs=["session"])), {"a": [{"session": 1, "inner": 2}]})
    assert played.data == {"session": 1}


def test_where_something_is_mapped_out_only_that_comes_back_under_its_new_name() -> None:
    mapping = mapped("out", meeting="=session + 1")
    played = ran(calling(mapping, data(outputs=["session"])), {"a": [{"session": 1}]})
    assert played.data == {"meeting": 2}


def test_a_called_process_that_writes_a_variable_of_its_callers_name_does_not_touch_the_callers() -> None:
    played = ran(calling("", data("n")), {"a": [{"n": 5}]}, n=1)
    assert played.data == {"n": 1}


def test_a_repeated_call_starts_with_fresh_variables() -> None:
    diagram = process(
        start(), xor("again"), call("c"), xor("x", "x-e"), end(), path("s", "again", "c", "x"),
        flow("x", "again", "session = 1"), flow("x", "e"),
    )  # fmt: skip
    case = Case(shelf(diagram, called(data(outputs=["session"]))))
    case.complete("a", session=1, left="over")
    assert inside(case) == {}


def test_the_elements_of_a_called_process_are_traced_and_the_call_when_it_ends() -> None:
    assert trace(calling("", "")) == "s q_s a q_e c e"


def test_a_mapping_out_that_fails_is_blamed_on_the_call() -> None:
    played = ran(
        calling(mapped("out", meeting="=session.body"), data(outputs=["session"])), {"a": [{"session": 1}]}
    )
    assert played.error is not None
    assert (played.error.code, played.error.element) == ("no_members", "c")


@pytest.mark.parametrize(
    ("value", "expected"),
    [pytest.param("=m + 1", "s b late e", id="fails"), pytest.param("=m", "s q_s a q_e c e", id="fits")],
)
def test_a_mapping_that_fails_is_caught_at_the_boundary_of_the_call(value: str, expected: str) -> None:
    caller = process(
        start(), call("c", "q", mapped("in", n=value)), boundary("b", "c", error("any")), user("late"), end(),
        path("s", "c", "e"), path("b", "late", "e"),
    )  # fmt: skip
    assert trace(shelf(caller, called(data("n"))), m="x") == expected


def test_an_embedded_sub_process_works_on_the_variables_of_its_process() -> None:
    assert ran(line(sub("t", user("a"))), {"a": [{"n": 2}]}, n=1).data == {"n": 2}


def test_calls_nest_and_each_level_ends_its_own_call() -> None:
    middle = process(start("q_s"), call("d", "r"), end("q_e"), path("q_s", "d", "q_e"), identity="q")
    inner = process(start("r_s"), user("a"), end("r_e"), path("r_s", "a", "r_e"), identity="r")
    library = shelf(line(call("c")), middle, inner)
    assert trace(library) == "s q_s r_s a r_e d q_e c e"
    case = Case(library)
    token = case.task("a")
    assert (token.process, token.scope, len(token.path)) == ("r", "r", 2)


def test_a_process_that_calls_itself_without_end_is_stopped_at_the_call_that_goes_too_deep() -> None:
    with pytest.raises(RuntimeFailure) as failure:
        Case(shelf(line(call("c", "p"))))
    assert (failure.value.code, failure.value.element) == ("bound_depth", "c")


def test_a_call_of_a_process_that_the_case_has_not_got_is_an_error_at_the_call() -> None:
    whole = calling("", "")
    with pytest.raises(RuntimeFailure) as failure:
        Case(Shelf({"p": whole.executable("p")}))
    assert (failure.value.code, failure.value.element) == ("unknown_process", "c")


def test_a_service_task_in_a_sub_process_tells_where_it_stands() -> None:
    calls = []
    diagram = line(sub("t", service("a")))
    Case(
        diagram,
        operations={"a": lambda one: calls.append((one.name, one.element, one.process, len(one.path)))},
    )
    assert calls == [("file_case", "a", "p", 1)]


def test_what_a_mapping_gives_may_have_no_value() -> None:
    case = Case(calling(mapped("in", n="=null"), data("n")))
    assert inside(case) == {"n": None}
