"""What each construct of the language gives."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.feel import FeelError, compile_expression, evaluate_condition
from tests.feel.evaluating import value

VARIABLES = {
    "x": 5,
    "xs": [1, 2, 3],
    "none": None,
    "case": {"village_kind": "居", "returns": {"check": 2}},
    "rows": [{"sum": 10, "who": "甲"}, {"sum": 20, "who": "乙"}],
    "村名": "青山村",
}

CASES = [
    # numbers
    ("1 + 2 * 3", 7),
    ("(1 + 2) * 3", 9),
    ("10 / 4", Decimal("2.5")),
    ("10 / 5", 2),
    ("1 / 3 * 3", Decimal("0.9999999999999999999999999999999999")),
    ("0.1 + 0.2 = 0.3", True),
    ("1.50", Decimal("1.5")),
    (".5 + .5", 1),
    ("1e3", 1000),
    ("-x", -5),
    ("- 3 ** 2", 9),
    ("2 ** 3 ** 2", 64),
    ("2 ** -1", Decimal("0.5")),
    ("7 - 2 - 1", 4),
    ("1 = 1.0", True),
    # strings
    ('"a" + "b"', "ab"),
    (r'"行\n\"引\" \u4e2d \\ \t"', '行\n"引" 中 \\ \t'),
    ('"a" < "b"', True),
    ("村名", "青山村"),
    # logic stops as soon as it is settled
    ("true and false or true", True),
    ("false and none > 1", False),
    ("true or none > 1", True),
    ("none != null and none > 1", False),
    ("not(x > 4)", False),
    # comparison
    ("x between 5 and 6 and true", True),
    ("x in (1, 5)", True),
    ("x in (1)", False),
    ("x in (< 3, > 4)", True),
    ("x in > 4", True),
    ("x in [1..5]", True),
    ("x in [1..5)", False),
    ("x in [1..5[", False),
    ("x in (5..9]", False),
    ("x in ]4..5]", True),
    ("x in xs", False),
    ("x in ([1..2], [5..6])", True),
    ("x in (? > 4)", True),
    ("none in (1, null)", True),
    ("none = null", True),
    ("x != null", True),
    ("xs = [1, 2, 3]", True),
    ('[1, "a"] = [1, 2]', False),
    ("{a: 1, b: 2} = {b: 2, a: 1}", True),
    # paths and filters
    ("case.village_kind", "居"),
    ("case.returns.check", 2),
    ("rows.who", ["甲", "乙"]),
    ("rows[1].who", "甲"),
    ("rows[-1].sum", 20),
    ("rows[sum > 15].who", ["乙"]),
    ('rows[who = "甲"][1].sum + x', 15),
    ("rows[sum > x * 3]", [{"sum": 20, "who": "乙"}]),
    ("rows[item.sum > 15].who", ["乙"]),
    ("xs[item > 1]", [2, 3]),
    ("xs[count(xs)]", 3),
    ("[][item > 1]", []),
    ("[[1, 2], [3]][2][1]", 3),
    # conditionals, loops
    ('if x > 4 then "大" else "小"', "大"),
    ("1 + if true then 1 else 2 + 3", 2),
    ("for i in xs return i * 2", [2, 4, 6]),
    ("for i in 1..3, j in xs[item < 3] return i * j", [1, 2, 2, 4, 3, 6]),
    ("for i in 3..1 return i", [3, 2, 1]),
    ("for i in (1..4) return i", [2, 3]),
    ('for d in @"2026-02-27"..@"2026-03-01" return d.day', [27, 28, 1]),
    ("for i in 1..5 return if i = 1 then 1 else partial[-1] * i", [1, 2, 6, 24, 120]),
    ("some i in xs satisfies i > 2", True),
    ("every i in xs, j in xs satisfies i * j < 9", False),
    ("some i in [] satisfies i", False),
    ("every i in [] satisfies i", True),
    # contexts and functions
    ("{a: 1, b: a + 1}.b", 2),
    ('{"单价": 3, 数量: 2}', {"单价": 3, "数量": 2}),
    ("{add: function(a, b) a + b, sum: add(1, 2)}.sum", 3),
    ("(function(a: number, b) a - b)(b: 1, a: 3)", 2),
    ("{in: 1}.in", 1),
    # types
    ("x instance of number", True),
    ("none instance of number", False),
    ("xs instance of list<number>", True),
    ("xs instance of list<string>", False),
    ("rows[1] instance of context<sum: number, who: string>", True),
    ("rows[1] instance of context<sum: string>", False),
    ('@"P1D" instance of days and time duration', True),
    ("[1..2] instance of range<number>", True),
    ("(function(a) a) instance of function<number>->number", True),
    # comments and blanks
    ("1 + // eins\n 2 /* zwei */", 3),
    ("= x", 5),
    (" \n= x", 5),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_an_expression_gives_its_value(text: str, expected: object) -> None:
    found = value(text, VARIABLES)
    assert (found, type(found)) == (expected, type(expected))


REFUSED = [
    ("y", "unknown_name"),
    ("xss", "unknown_name_near"),
    ("case.vilage_kind", "unknown_member_near"),
    ("rows.age", "unknown_member"),
    ("x.y", "no_members"),
    ("none.y", "member_of_null"),
    ('@"2026-01-01".hour', "unknown_property"),
    ("xs[4]", "index_out_of_range"),
    ("xs[0]", "index_out_of_range"),
    ("xs[1.5]", "index_out_of_range"),
    ("[][1]", "index_out_of_range"),
    ('xs["a"]', "no_condition"),
    ("x[1]", "no_list"),
    ("for i in x return i", "no_list"),
    ('for i in 1.."a" return i', "no_steps"),
    ('x + "a"', "text_plus_other"),
    ("x + true", "wrong_operands"),
    ("none + 1", "null_operand"),
    ("none < 1", "null_operand"),
    ('x < "a"', "wrong_operands"),
    ("true < false", "wrong_operands"),
    ('x = "5"', "different_types"),
    ('@"2026-01-01" = @"2026-01-01T00:00:00"', "different_types"),
    ("-true", "wrong_operand"),
    ("1 / 0", "division_by_zero"),
    ("0 ** -1", "division_by_zero"),
    ("(-8) ** 0.5", "no_real_power"),
    ("x and true", "no_condition"),
    ("none or true", "null_condition"),
    ("if none then 1 else 2", "null_condition"),
    ("every i in xs satisfies i", "no_condition"),
    ("x(1)", "no_function"),
    ("foo(1)", "unknown_function_near"),
    ("qqq(1)", "unknown_function"),
    ("(function(a) a)(1, 2)", "wrong_count"),
    ("(function(a: string) a)(1)", "wrong_argument"),
    ('[1.."a"]', "wrong_operands"),
    ("?", "question_outside"),
    ("{a: 1, a: 2}", "duplicate_key"),
    ("x instance of nubmer", "unknown_type_near"),
    ("substring(srting: 5)", "unknown_parameter_near"),
]


@pytest.mark.parametrize(("text", "code"), REFUSED, ids=[text for text, _ in REFUSED])
def test_what_has_no_value_is_an_error_and_never_a_silent_null(text: str, code: str) -> None:
    with pytest.raises(FeelError) as caught:
        value(text, VARIABLES)
    assert caught.value.code == code


@pytest.mark.parametrize("text", ["null", "1", '"true"', "[true]", "none"])
def test_a_condition_that_is_neither_true_nor_false_is_an_error(text: str) -> None:
    with pytest.raises(FeelError, match="condition"):
        evaluate_condition(compile_expression(text), VARIABLES)


def test_an_expression_says_what_it_needs_from_outside() -> None:
    expression = compile_expression(
        "rows[sum > limit].who = name and count(xs) > param(key) and (for i in xs return i) = xs"
    )
    assert expression.names == {"rows", "name", "xs", "key"}
    assert expression.item_names == {"sum", "limit"}
    assert expression.functions == {"param"}


def test_functions_of_the_application_are_called_by_position_and_by_name() -> None:
    expression = compile_expression("days(n: 2, start: 3) + days(1, 1)")
    assert expression.evaluate({}, {"days": lambda n, start: n * start}) == 7


def test_a_wrong_call_of_an_application_function_is_the_fault_of_the_expression() -> None:
    with pytest.raises(FeelError) as caught:
        compile_expression("days()").evaluate({}, {"days": lambda n: n})
    assert caught.value.facts == {"function": "days", "count": 0}


def test_a_fault_inside_an_application_function_is_not_blamed_on_the_expression() -> None:
    def broken(number: int) -> int:
        return number + None  # type: ignore[operator]

    with pytest.raises(TypeError):
        compile_expression("days(1)").evaluate({}, {"days": broken})


def test_declared_names_with_blanks_are_taken_whole() -> None:
    names = frozenset({"Full Name", "Monthly-Salary", "Name"})
    expression = compile_expression('"Hello " + Full   Name + string(Monthly-Salary * 2)', names)
    assert expression.names == {"Full Name", "Monthly-Salary"}
    assert expression.evaluate({"Full Name": "A", "Monthly-Salary": 3}) == "Hello A6"


def test_one_text_is_read_once() -> None:
    assert compile_expression("1 + 1") is compile_expression("1 + 1")
