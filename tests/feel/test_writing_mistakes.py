"""Other languages and Chinese keyboards: refused with what to write instead."""

from __future__ import annotations

import pytest

from engine.feel import FeelSyntaxError, compile_expression, compile_unary_tests

INSTEAD = [
    ("a == 1", "==", "="),
    ("a === 1", "===", "="),
    ("a && b", "&&", "and"),
    ("a || b", "||", "or"),
    ("!a", "!", "not(…)"),
    ("a % 2", "%", "modulo(a, b)"),
    ("a <> b", "<>", "!="),
    ("a => b", "=>", ">="),
    ("a := 1", ":=", "="),
    ("a = 'x'", "'", '"'),
    ("a = “x”", "“", '"'),
    ("a ≥ 1", "≥", ">="),
    ("f（1)", "（", "("),
    ("[1，2]", "，", ","),
    ("a＝1", "＝", "="),
    ("a = True", "True", "true"),
    ("a = None", "None", "null"),
    ("a AND b", "AND", "and"),
    ("not a", "not a", "not(a)"),
    ("x not in y", "not", "not(…)"),
    ("a b", "a b", "a_b"),
]


@pytest.mark.parametrize(("text", "found", "write"), INSTEAD, ids=[text for text, *_ in INSTEAD])
def test_a_sign_of_another_language_is_refused_with_the_right_one(text: str, found: str, write: str) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression(text)
    assert (caught.value.facts["found"], caught.value.facts["write"]) == (found, write)


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("", "syntax_empty", (1, 1)),
        ("  // nur ein Kommentar", "syntax_empty", (1, 1)),
        ("1 +", "syntax_end", (1, 3)),
        ("(1", "syntax_end", (1, 2)),
        ("if a then b", "syntax_end", (1, 11)),
        ("a if b else c", "syntax_if", (1, 3)),
        ("1 < a < 3", "syntax_chain", (1, 7)),
        ("${a}", "syntax_template", (1, 1)),
        ("#{a}", "syntax_template", (1, 1)),
        ("= a b", "syntax_blank", (1, 5)),
        (" == 1", "syntax_write", (1, 2)),
        ("1 +\n + 2", "syntax_unexpected", (2, 2)),
        ("a; b", "syntax_character", (1, 2)),
        ("5wd", "syntax_character", (1, 1)),
        ('"offen', "syntax_character", (1, 1)),
        (r'"\q"', "syntax_escape", (1, 1)),
        ("x.", "syntax_end", (1, 2)),
        ("lambda a: a", "syntax_blank", (1, 8)),
    ],
)
def test_a_mistake_is_named_with_its_place(text: str, code: str, place: tuple[int, int]) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression(text)
    assert (caught.value.code, (caught.value.facts["line"], caught.value.facts["column"])) == (code, place)


def test_a_cell_may_be_many_things_but_not_empty() -> None:
    with pytest.raises(FeelSyntaxError):
        compile_unary_tests(" ")
