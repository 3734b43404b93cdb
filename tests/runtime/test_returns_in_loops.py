"""退回 in loops, and 600 rounds of it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from tests.runtime.diagrams import (
    end,
    flow,
    line,
    path,
    process,
    start,
    user,
    xor,
)
from tests.runtime.running import Case

CHAIN = line(user("a"), user("b"), user("c"))


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
