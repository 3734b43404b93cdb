"""Cells of decision tables (unary tests)."""

from __future__ import annotations

import pytest

from engine.feel import FeelError, compile_unary_tests
from tests.feel.evaluating import value

VARIABLES = {"limit": 10, "known": ["甲", "乙"], "span": None, "urgent": True}

MATCHES = [
    ("-", "null", True),
    ("-", "5", True),
    ("5", "5", True),
    ("-5", "-5", True),
    ("= 5", "5", True),
    ("!= 5", "6", True),
    ("< 5", "5", False),
    (">= 5", "5", True),
    ("< limit", "9", True),
    ("limit", "10", True),
    ("< 5, > 7", "6", False),
    ("< 5, > 7", "8", True),
    ("[1..5]", "5", True),
    ("[1..5)", "5", False),
    ("(1..5]", "1", False),
    ("]1..5[", "3", True),
    ("not(5)", "5", False),
    ("not(< 5, > 7)", "6", True),
    ('"甲", "乙"', '"乙"', True),
    ('not("甲", "乙")', '"丙"', True),
    ("known", '"乙"', True),
    ("known", '"丙"', False),
    ("[1, 2]", "[1, 2]", True),
    ("[[1..3], 9]", "2", True),
    ("true", "true", True),
    ("false", "false", True),
    ("true", "false", False),
    ("null", "null", True),
    ('"甲"', "null", False),
    ("not(null)", "5", True),
    ("? > 5 and ? < limit", "7", True),
    ('contains(?, "村")', '"青山村"', True),
    ("count(?) > 1", "[1, 2]", True),
    ("not(? > 5)", "7", False),
    ("not(true) or ? > 5", "7", True),
    ("urgent", '"x"', True),
    ('@"2026-01-01"', '@"2026-01-01"', True),
    ('> @"P1D"', '@"P2D"', True),
    ('> date("2026-01-01")', '@"2026-01-02"', True),
]


@pytest.mark.parametrize(("cell", "tested", "expected"), MATCHES)
def test_a_cell_lets_pass_what_it_names(cell: str, tested: str, expected: bool) -> None:
    assert compile_unary_tests(cell).matches(value(tested), VARIABLES) is expected


REFUSED = [
    ("< 5", "null", "null_operand"),
    ("[1..5]", "null", "null_operand"),
    ("< 5", '"a"', "wrong_operands"),
    ('"a"', "5", "different_types"),
    ("true", "5", "different_types"),
    ("? + 1", "5", "no_condition"),
    ("unknown_name", "5", "unknown_name"),
]


@pytest.mark.parametrize(("cell", "tested", "code"), REFUSED)
def test_a_value_that_cannot_be_tested_is_an_error_and_never_a_miss(
    cell: str, tested: str, code: str
) -> None:
    with pytest.raises(FeelError) as caught:
        compile_unary_tests(cell).matches(value(tested), VARIABLES)
    assert caught.value.code == code


def test_a_cell_says_which_variables_it_reads() -> None:
    tests = compile_unary_tests('< limit, contains(?, param("x"))')
    assert tests.names == {"limit"}
    assert tests.functions == {"param"}
