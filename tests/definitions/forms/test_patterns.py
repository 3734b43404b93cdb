"""Patterns mean what JavaScript's `test` means by them, and take time proportional to the text."""

from __future__ import annotations

import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.definitions.form_pattern import PatternError, compiled, matches


@pytest.mark.parametrize(
    ("pattern", "found", "missed"),
    [
        (r"^\d{6}$", ["123456"], ["12345", "1234567", "12345a", "１２３４５６"]),
        (r"\d", ["a1b", "1"], ["", "abc"]),
        (r"^[A-Z]{2,3}-\d+$", ["AB-1", "ABC-123"], ["A-1", "ABCD-1", "AB-"]),
        (r"^[\u4e00-\u9fa5]{2,}$", ["张三", "欧阳小三"], ["张", "ab"]),
        (r"^(甲|乙丙)*$", ["", "甲乙丙甲"], ["乙", "甲丙"]),
        (r"^(?:ab?)+c?$", ["a", "abac"], ["b", "cc"]),
        (r"^[^\d\s]+$", ["甲a"], ["1", "a b", ""]),
        (r"^\S+@\w+\.cn$", ["a@b.cn"], ["a@b.com", "a b@c.cn"]),
        (r"^a.c$", ["abc", "a。c"], ["ac", "a\nc"]),
        (r"^[-a.]{0,2}$", ["", "-", "a."], ["---", "b"]),
        (r"a|b", ["xa", "b"], ["c"]),
        (r"^\(\d\)$", ["(1)"], ["1"]),
        ("^闽D·?[A-Z0-9]{5}$", ["闽D12345", "闽D·12345"], ["闽D1234"]),
    ],
)
def test_a_pattern_finds_what_it_says(pattern: str, found: list[str], missed: list[str]) -> None:
    assert [matches(pattern, text) for text in found] == [True] * len(found)
    assert [matches(pattern, text) for text in missed] == [False] * len(missed)


@pytest.mark.parametrize(
    "pattern",
    ["(", ")", "a)", "(a", "[", "[]", "*", "a**", "a+?", "{2}", "a{3,2}", "(?=a)", "(?<n>a)", r"(a)\1", r"\b",
     r"\p{L}", "a^b", "a$b", "^a|b$", "a{600}", "(a{30}){30}", "[z-a]", r"\u12", "((((a{9}){9}){9}){9})"],
)  # fmt: skip
def test_a_pattern_outside_of_the_subset_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        compiled(pattern)


@pytest.mark.parametrize(
    "pattern", [r"^(\w+\s?)*$", r"^(a+)+$", r"^(a|a)*$", r"^(a*)*b$", r"a*a*a*a*a*a*b", r"^(a?){40}a{40}$"]
)
def test_the_patterns_that_hang_others_are_answered_at_once(pattern: str) -> None:
    before = process_time()
    matches(pattern, "a" * 1_000 + "!")
    assert process_time() - before < 5


classes = st.sampled_from(["a", "b", "[ab]", "[^a]", ".", r"\d", r"\w", "1"])
repeated = st.tuples(classes, st.sampled_from(["", "*", "+", "?", "{2}", "{1,3}", "{0,}"])).map("".join)
branches = st.lists(repeated, min_size=1, max_size=4).map("".join)
groups = st.lists(branches, min_size=1, max_size=3).map(lambda found: f"(?:{'|'.join(found)})")
bodies = st.lists(groups | branches, min_size=1, max_size=3).map("".join)
patterns = st.tuples(st.sampled_from(["", "^"]), bodies, st.sampled_from(["", "$"])).map("".join)


@given(patterns, st.text("ab1c", max_size=8))
def test_it_agrees_with_a_backtracking_matcher(pattern: str, text: str) -> None:
    assert matches(pattern, text) == (re.search(pattern, text, re.ASCII) is not None)
