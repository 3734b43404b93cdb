"""No text makes the engine slow, large or unsafe."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import FeelBoundError, FeelError, compile_expression, compile_unary_tests
from engine.feel.wire import encode
from tests.feel.evaluating import value

DOUBLING = "{a0: [1, 1], " + ", ".join(f"a{i}: [a{i - 1}, a{i - 1}]" for i in range(1, 40)) + "}"
BRANCHING = "(function(g, n) g(g, n))(function(g, n) if n = 0 then 1 else g(g, n - 1) + g(g, n - 1), 60)"
LONG = 'string join(for j in 1..900 return "aaa"), "'

TOO_MUCH = {
    "a loop over a million": "for i in 1..1000000 return i",
    "loops in loops": "for i in 1..9000, j in 1..9000 return 0",
    "a quantifier in loops": "some i in 1..9000, j in 1..9000 satisfies false",
    "a filter in a loop": "count(for i in 1..9000 return (for j in 1..9000 return j)[item > i])",
    "recursion": "(function(g) g(g))(function(g) g(g))",
    "recursion that branches": BRANCHING,
    "a number that explodes": "10 ** 33 * 10",
    "a power that explodes": "9 ** 9999999",
    "a literal that explodes": "1e999999999",
    "a string that doubles": "count(for i in 1..9999 return partial)",
    "strings that pile up": 'for i in 1..9999 return string join(for j in 1..9999 return "xxxxx", "")',
    "a list whose members double": DOUBLING,
    "a comparison of shared lists": f"{DOUBLING}.a39 = {DOUBLING}.a39",
    "the text of shared lists": f"string({DOUBLING}.a39)",
    "the flat form of shared lists": f"flatten({DOUBLING}.a39)",
    "a sort with a costly order": "sort(for i in 1..9999 return -i, function(a, b) sum([a, b, b, a, b]) > a)",
    "a text that is too long": "1" + " + 1" * 2000,
    "brackets without end": "(" * 3000,
    "minus without end": "-" * 3999 + "x",
    "lists in lists": "[" * 500 + "]" * 500,
    "a chain of additions": "+".join(["1"] * 500),
    "a counted pattern": 'matches("a", "((a{1000}){1000}){1000}")',
    "patterns in a loop": f'for i in 1..9999 return matches({LONG}(a*)*b")',
}  # fmt: skip


@pytest.mark.parametrize("text", TOO_MUCH.values(), ids=TOO_MUCH.keys())
def test_it_ends_in_an_error_and_soon(text: str) -> None:
    started = time.process_time()
    with pytest.raises(FeelError):
        value(text)
    assert time.process_time() - started < 2


@pytest.mark.parametrize("levels", [50, 99])
def test_what_a_person_would_write_is_not_too_deep(levels: int) -> None:
    assert value("(" * levels + "1" + ")" * levels) == 1
    assert value(" + ".join(["1"] * levels)) == levels


def test_the_steps_of_one_evaluation_are_not_those_of_the_next() -> None:
    expression = compile_expression("count(for i in 1..9000 return i + i + i)")
    assert [expression.evaluate({}) for _ in range(5)] == [9000] * 5


def test_a_value_that_would_be_too_large_written_out_is_not_stored() -> None:
    shared: list[object] = [1, 1]
    for _ in range(40):
        shared = [shared, shared]
    with pytest.raises(FeelBoundError):
        encode(shared)


class Host:
    """An object of the program that must stay out of reach."""

    secret = "…"

    def call(self) -> str:
        return self.secret


ATTACKS = [
    "host.secret",
    "host.call()",
    "host.__class__",
    "host()",
    "name.__class__.__mro__[1].__subclasses__()",
    "name.upper()",
    "(1).real",
    "today.__globals__",
    "__import__(\"os\").system(\"true\")",
    "open(\"/etc/passwd\")",
    "[1].append",
    "get value(host, \"secret\")",
    "host[1]",
    "string(host)",
    "host = 1",
]  # fmt: skip


@pytest.mark.parametrize("text", ATTACKS)
def test_nothing_of_the_program_is_in_reach(text: str) -> None:
    with pytest.raises(FeelError):
        compile_expression(text).evaluate({"host": Host(), "name": "x"}, {"today": lambda: 1})


PIECES = st.sampled_from(
    [
        "1",
        "2.5",
        '"a"',
        "x",
        "xs",
        "null",
        "true",
        "not",
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "satisfies",
        "and",
        "or",
        "between",
        "instance",
        "of",
        "function",
        "date",
        "count",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        ".",
        "..",
        "+",
        "-",
        "*",
        "/",
        "**",
        "=",
        "!=",
        "<",
        ">=",
        "?",
        '@"P1D"',
        "==",
        "，",
        "//",
        "item",
        "sum(",
        "date",
        "and",
        "time(",
    ]
)


@settings(max_examples=200)
@given(st.lists(PIECES, max_size=14))
def test_any_text_gives_a_value_or_an_error_of_the_language(pieces: list[str]) -> None:
    text = " ".join(pieces)
    variables = {"x": 1, "xs": [1, 2]}
    assert ends_well(lambda: compile_expression(text).evaluate(variables))
    assert ends_well(lambda: compile_unary_tests(text).matches(1, variables))


@settings(max_examples=100)
@given(st.text(max_size=40))
def test_any_characters_give_a_value_or_an_error_of_the_language(text: str) -> None:
    assert ends_well(lambda: compile_expression(text).evaluate({}))


def ends_well(run: Callable[[], object]) -> bool:
    try:
        run()
    except FeelError as error:
        return bool(error.sentence())
    return True


def test_an_empty_pattern_a_billion_times_over_is_matched_at_once() -> None:
    assert value('matches("a", "(?:(?:(?:){1000}){1000}){1000}")') is True
