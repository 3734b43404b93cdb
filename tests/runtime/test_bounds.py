"""No diagram can make a step run for ever or a case grow without end; what goes too far says where."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from engine.definitions.read import read_bpmn
from engine.runtime import Executable, Instance, RuntimeFailure
from engine.runtime.bounds import LIMITS, Limits
from engine.runtime.play import Script, play
from engine.runtime.snapshot import dump
from tests.runtime.diagrams import (
    abstract,
    beside,
    end,
    flow,
    handler,
    line,
    mapped,
    parallel,
    path,
    process,
    service,
    start,
    timer,
    user,
    xor,
)
from tests.runtime.running import NOW, Case, Shelf, Surroundings


def unchecked(file: bytes) -> Shelf:
    """The process of a file that `check` may refuse."""
    reading = read_bpmn(file, "test.bpmn")
    assert reading.definitions is not None
    return Shelf({key: Executable(reading.digest, one) for key, one in reading.definitions.processes.items()})


ENDLESS = process(
    start(), xor("again"), abstract("a"), xor("x", "x-e"), end(), path("s", "again", "a", "x"),
    flow("x", "again", "true"),
    flow("x", "e"),
)  # fmt: skip
EXPLODING = process(
    start(),
    xor("again"),
    parallel("split"),
    abstract("a"),
    path("s", "again", "split", "a", "again"),
    path("split", "again"),
)


def begun(file: bytes, limits: Limits = LIMITS, values: Mapping[str, object] | None = None) -> Instance:
    instance = Instance(unchecked(file), Surroundings(), NOW, limits)
    instance.start("p", values or {})
    return instance


@pytest.mark.parametrize(
    ("diagram", "limits", "code", "elements"),
    [
        pytest.param(ENDLESS, LIMITS, "bound_steps", {"again", "a", "x"}, id="an endless loop"),
        pytest.param(ENDLESS, Limits(steps=10), "bound_steps", {"again", "a", "x"}, id="few steps"),
        pytest.param(ENDLESS, Limits(seconds=-1.0), "bound_time", {"s"}, id="no time left"),
        pytest.param(
            EXPLODING, Limits(tokens=50), "bound_tokens", {"again", "a", "split"}, id="ever more tokens"
        ),
        pytest.param(
            EXPLODING, LIMITS, "bound_steps", {"again", "a", "split"}, id="ever more tokens and steps"
        ),
    ],
)
def test_a_step_that_goes_too_far_is_an_error_at_the_element_where_it_does(
    diagram: bytes, limits: Limits, code: str, elements: set[str]
) -> None:
    with pytest.raises(RuntimeFailure) as failure:
        begun(diagram, limits)
    assert failure.value.code == code
    assert failure.value.element in elements
    assert "most" in failure.value.facts


def test_a_case_whose_step_failed_is_as_it_was_and_can_go_on() -> None:
    diagram = process(
        start(), user("a"), xor("again"), abstract("b"), xor("x", "x-e"), end(),
        path("s", "a", "again", "b", "x"),
        flow("x", "again", "endless"), flow("x", "e"),
    )  # fmt: skip
    case = Case(unchecked(diagram))
    before = case.state
    with pytest.raises(RuntimeFailure, match="bound_steps"):
        case.complete("a", endless=True)
    assert (case.state, case.open) == (before, "a")
    case.complete("a", endless=False)
    assert case.end == "e"


def test_a_case_that_grows_too_large_is_refused_when_it_is_stored() -> None:
    case = Case(line(*(user(f"a{n}") for n in range(13))))
    for n in range(12):
        case.complete(f"a{n}", **{f"text{n}": "x" * 90_000})
    with pytest.raises(RuntimeFailure, match="bound_size"):
        dump(case.instance)


def test_a_text_that_doubles_in_every_round_is_stopped_before_it_fills_the_memory() -> None:
    doubling = service("a", "file_case", mapped("out", text="=text + text"))
    diagram = process(
        start(), xor("again"), doubling, xor("x", "x-e"), end(), path("s", "again", "a", "x"),
        flow("x", "again", "string length(text) > 0"), flow("x", "e"),
    )  # fmt: skip
    played = play(unchecked(diagram), "p", script=Script(), data={"text": "x"}, now=NOW)
    assert played.error is not None
    assert (played.error.code, played.error.element) == ("string_too_long", "a")


def test_a_play_of_an_endless_loop_ends_in_error() -> None:
    played = play(unchecked(ENDLESS), "p", script=Script(), data={}, now=NOW)
    assert played.error is not None
    assert (played.status, played.error.code) == ("error", "bound_steps")


def test_a_play_goes_no_further_than_it_was_told() -> None:
    library = unchecked(line(*(user(f"a{n}") for n in range(20))))
    played = play(library, "p", script=Script(), data={}, now=NOW, max_steps=10)
    assert played.error is not None
    assert (played.error.code, played.error.element, len(played.trace)) == ("bound_steps", "a9", 11)


@pytest.mark.slow
@pytest.mark.parametrize(
    "guard",
    [
        pytest.param(
            beside("b", "a", timer("R/PT1H", "timeCycle")) + abstract("t") + path("b", "t", "e"), id="timer"
        ),
        pytest.param(
            handler("h", timer("R/PT1H", "timeCycle"), interrupting="false"), id="event sub-process"
        ),
    ],
)
def test_a_play_that_only_a_timer_without_end_moves_ends_too(guard: str) -> None:
    diagram = process(start(), user("a"), guard, end(), path("s", "a", "e"))
    script = Script({"a": [None]})
    played = play(unchecked(diagram), "p", script=script, data={}, now=NOW, max_steps=500)
    assert played.error is not None
    assert (played.status, played.error.code) == ("error", "bound_steps")


def test_a_straight_line_of_three_hundred_automatic_tasks_runs_in_one_step() -> None:
    tasks = [abstract(f"a{n}") for n in range(290)]
    assert Case(line(*tasks)).end == "e"
