"""Regular expressions: as Python's `re` finds, and in linear time."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import FeelError
from engine.feel.regex import compile_pattern

atoms = st.sampled_from(
    ["a", "b", "c", ".", "[ab]", "[^a]", r"\d", r"\w", r"\s", "(a)", "(a|b)", "(?:ab)", "^", "$", "(b*)"]
)
repeated = st.builds(
    lambda atom, times: atom if atom in "^$" else atom + times,
    atoms,
    st.sampled_from(["", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,}", "{1,3}?"]),
)
branches = st.lists(repeated, min_size=1, max_size=4).map("".join)
patterns = st.lists(branches, min_size=1, max_size=3).map("|".join)
texts = st.text("abc1 \n", max_size=8)


@settings(max_examples=200)
@given(patterns, texts)
def test_a_match_is_the_one_that_python_finds(pattern: str, text: str) -> None:
    # Python's "$" also matches before a line end at the end of the text; XPath's doesn't.
    expected = re.search(pattern.replace("$", r"\Z"), text)
    found = compile_pattern(pattern).search(text)
    assert (found is None) == (expected is None)
    if found is not None and expected is not None:
        assert (found.start, found.end) == expected.span()


@pytest.mark.parametrize(
    ("pattern", "flags", "text", "matches"),
    [
        ("^青山村.{2}$", "", "青山村村委", True),
        ("[一-龥]+", "", "abc", False),
        ("[a-z-[aeiou]]", "", "aeiou", False),
        ("[a-z-[aeiou]]", "", "b", True),
        (r"[\d.-]+", "", "1.5", True),
        (r"[^\s]", "", " ", False),
        ("ABC", "i", "xabcx", True),
        ("[A-Z]", "i", "a", True),
        ("^b$", "", "a\nb", False),
        ("^b$", "m", "a\nb", True),
        ("a.b", "", "a\nb", False),
        ("a.b", "s", "a\nb", True),
        ("a b", "x", "ab", True),
        (r"\(\)\\", "", r"()\ ", True),
        ("", "", "", True),
    ],
)
def test_signs_and_flags_mean_what_xpath_says(pattern: str, flags: str, text: str, matches: bool) -> None:
    assert (compile_pattern(pattern, flags).search(text) is not None) is matches


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        ")",
        "a)",
        "[",
        "[]",
        "[b-a]",
        "*",
        "a**",
        "a{",
        "a{2,1}",
        "a{9999}",
        r"\1",
        r"\p{L}",
        "(?=a)",
        "\\",
        "^*",
    ],
)
def test_what_is_no_pattern_is_refused_with_its_place(pattern: str) -> None:
    with pytest.raises(FeelError) as caught:
        compile_pattern(pattern)
    assert caught.value.code == "bad_pattern"


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|a)*b", "(a|aa)+$", "(a*)*(a*)*(a*)*b", "(.*)(.*)(.*)(.*)x"]
)
def test_no_pattern_makes_a_text_take_long(pattern: str) -> None:
    started = time.process_time()
    assert compile_pattern(pattern).search("a" * 1000 + "c") is None
    assert time.process_time() - started < 1


def test_a_pattern_and_text_that_are_too_much_together_are_refused() -> None:
    with pytest.raises(FeelError) as caught:
        compile_pattern("(ab|cd|ef){100}").search("a" * 90_000)
    assert caught.value.code == "pattern_too_slow"
