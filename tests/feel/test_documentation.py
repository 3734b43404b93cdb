"""docs/feel.md is true: every example on the page is run."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from engine.feel import FeelError, compile_expression, compile_unary_tests
from engine.feel.builtins import BUILTINS
from engine.feel.frame import Functions

PAGE = (Path(__file__).parents[2] / "docs" / "feel.md").read_text(encoding="utf-8")
FUNCTIONS: Functions = {"today": lambda: date(2026, 3, 2), "param": {"spend.t2": 2_000_000}.__getitem__}


def rows(*heading: str) -> list[tuple[str, ...]]:
    """The cells of all tables with that heading, without the marks of code."""
    tables = PAGE.split(f"| {' | '.join(heading)} |\n")[1:]
    lines = [line for table in tables for line in table.split("\n\n")[0].splitlines()[1:]]
    return [
        tuple(cell.strip().removeprefix("`").removesuffix("`") for cell in line.strip("|").split("|"))
        for line in lines
    ]


def variables() -> dict[str, object]:
    match = re.search(r"```feel\n(.*?)```", PAGE, re.DOTALL)
    assert match is not None
    context = compile_expression(match[1]).evaluate({})
    assert isinstance(context, dict)
    return context


@pytest.mark.parametrize(("written", "result"), rows("写法", "结果"))
def test_an_example_gives_the_result_beside_it(written: str, result: str) -> None:
    assert compile_expression(written).evaluate(variables(), FUNCTIONS) == compile_expression(
        result
    ).evaluate({})


@pytest.mark.parametrize(("cell", "value", "hit"), rows("单元格", "输入值", "命中"))
def test_a_cell_matches_as_the_page_says(cell: str, value: str, hit: str) -> None:
    tested = compile_expression(value).evaluate(variables())
    assert compile_unary_tests(cell).matches(tested, variables(), FUNCTIONS) is (hit == "true")


@pytest.mark.parametrize(("written", "complaint"), rows("写法", "报错"))
def test_a_mistake_is_answered_with_the_sentence_beside_it(written: str, complaint: str) -> None:
    with pytest.raises(FeelError) as caught:
        compile_expression(written).evaluate(variables(), FUNCTIONS)
    assert caught.value.sentence() == complaint


def test_the_page_lists_every_function_of_the_language() -> None:
    listed = {name for _, cell in rows("类别", "函数") for name in re.findall(r"`([^`]+)`", f"`{cell}`")}
    assert listed == set(BUILTINS)
