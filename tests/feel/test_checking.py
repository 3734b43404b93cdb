"""The type check: what is wrong is said before anything runs."""

from __future__ import annotations

import pytest

from engine.feel import check_cell, check_condition, check_types, compile_expression, compile_unary_tests
from engine.feel.checking import result_type
from engine.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DAYS,
    NUMBER,
    STRING,
    Type,
    context_of,
    list_of,
)

DECLARED = {
    "amount_fen": NUMBER,
    "tier": STRING,
    "rows": list_of(context_of({"sum": NUMBER, "who": STRING})),
    "start_on": DATE,
    "urgent": BOOLEAN,
    "anything": ANY,
    "notice": context_of({"outcome": STRING, "ends": context_of({"on": DATE})}),
}
FUNCTIONS = {"today": DATE, "param": ANY}

RIGHT = [
    ("amount_fen > 5", BOOLEAN),
    ("amount_fen / 100", NUMBER),
    ("tier + string(amount_fen)", STRING),
    ("rows[sum > amount_fen].who", list_of(STRING)),
    ("rows[1].who", STRING),
    ("rows[item.sum > 5]", list_of(context_of({"sum": NUMBER, "who": STRING}))),
    ("for r in rows return r.sum * 2", list_of(NUMBER)),
    ("some r in rows satisfies r.sum > 5", BOOLEAN),
    ('start_on + duration("P1D")', ANY),
    ('start_on + @"P1D"', DATE),
    ("today() - start_on", DAYS),
    ("start_on.year", NUMBER),
    ("notice.ends.on", DATE),
    ('if urgent then "a" else "b"', STRING),
    ('if urgent then "a" else 1', ANY),
    ("anything.x[anything.y].z + 1", ANY),
    ('param("a") > 5', BOOLEAN),
    ("tier = null", BOOLEAN),
    ("{a: 1, b: a + 1}.b", NUMBER),
    ("(function(n: number) n * 2)(3)", NUMBER),
    ("amount_fen in [1..5]", BOOLEAN),
    ('tier in ("a", "b")', BOOLEAN),
    ("for i in 1..3 return partial", list_of(list_of(ANY))),
    ("[1..5].start", NUMBER),
    ("[1, 2]", list_of(NUMBER)),
    ('substring(tier, 1) + ""', STRING),
]


@pytest.mark.parametrize(("text", "expected"), RIGHT, ids=[text for text, _ in RIGHT])
def test_what_is_right_has_a_type_and_no_problem(text: str, expected: Type) -> None:
    expression = compile_expression(text)
    assert check_types(expression, DECLARED, FUNCTIONS) == []
    assert result_type(expression, DECLARED, FUNCTIONS) == expected


WRONG = [
    ("teir", "unknown_name_near"),
    ("rows[smu > 5]", "unknown_name_near"),
    ("rows.wo", "unknown_member_near"),
    ("notice.ends.onn", "unknown_member_near"),
    ("start_on.yaer", "unknown_property_near"),
    ("amount_fen.x", "no_members"),
    ("null.x", "member_of_null"),
    ("amount_fen[1]", "no_list"),
    ("for i in tier return i", "no_list"),
    ("for i in 1..tier return i", "no_steps"),
    ("amount_fen + tier", "text_plus_other"),
    ("start_on + 1", "wrong_operands"),
    ("start_on < 1", "wrong_operands"),
    ("rows < rows", "wrong_operands"),
    ("null > 1", "null_operand"),
    ('amount_fen = "5"', "different_types"),
    ("-tier", "wrong_operand"),
    ("tier and urgent", "no_condition"),
    ("if amount_fen then 1 else 2", "no_condition"),
    ("every r in rows satisfies r.who", "no_condition"),
    ("rows[who]", "no_condition"),
    ("null or urgent", "null_condition"),
    ('amount_fen in ("a", 5)', "different_types"),
    ("tier in [1..5]", "different_types"),
    ("tier in > 5", "wrong_operands"),
    ('amount_fen between 1 and "x"', "wrong_operands"),
    ('[1.."a"]', "wrong_operands"),
    ("string length(amount_fen)", "wrong_argument"),
    ("substring(tier)", "wrong_count"),
    ("todya()", "unknown_function_near"),
    ("{a: tier - 1}.a", "wrong_operands"),
    ("(function(n: number) n and true)(3)", "no_condition"),
]


@pytest.mark.parametrize(("text", "code"), WRONG, ids=[text for text, _ in WRONG])
def test_what_would_fail_is_reported_as_the_run_would_say_it(text: str, code: str) -> None:
    problems = check_types(compile_expression(text), DECLARED, FUNCTIONS)
    assert code in [problem.code for problem in problems]
    assert all(problem.sentence() for problem in problems)


def test_without_a_list_of_functions_every_name_may_be_one() -> None:
    assert check_types(compile_expression("anything_at_all(1)"), {}) == []


@pytest.mark.parametrize(("text", "codes"), [("urgent", []), ("anything", []), ("tier", ["no_condition"])])
def test_a_condition_must_be_true_or_false(text: str, codes: list[str]) -> None:
    assert [problem.code for problem in check_condition(compile_expression(text), DECLARED)] == codes


@pytest.mark.parametrize(
    ("cell", "tested", "codes"),
    [
        ('"T1", "T2"', STRING, []),
        ('"T1", 2', STRING, ["different_types"]),
        ("< 5", STRING, ["wrong_operands"]),
        ("[1..5]", STRING, ["different_types"]),
        ("-", STRING, []),
        ("? > 5", NUMBER, []),
        ("string length(?) > 5", NUMBER, ["wrong_argument"]),
        ("true", STRING, ["different_types"]),
        ("urgent", STRING, []),
        ("amuont_fen", NUMBER, ["unknown_name_near"]),
        ("null", NUMBER, []),
        ("rows.who", STRING, []),
        ("rows.sum", STRING, ["different_types"]),
    ],
)
def test_a_cell_must_fit_what_its_column_tests(cell: str, tested: Type, codes: list[str]) -> None:
    problems = check_cell(compile_unary_tests(cell), tested, DECLARED)
    assert [problem.code for problem in problems] == codes
