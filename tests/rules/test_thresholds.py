"""「以上」 includes the number, 「过」 excludes it; integers only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Invalid
from engine.rules.thresholds import (
    HALF_OR_MORE,
    MORE_THAN_HALF,
    TENTH_OR_MORE,
    TWO_THIRDS_OR_MORE,
    Threshold,
    parse_threshold,
)

WHOLES = st.integers(1, 5000)
THRESHOLDS = st.sampled_from([HALF_OR_MORE, MORE_THAN_HALF, TWO_THIRDS_OR_MORE, TENTH_OR_MORE])


@pytest.mark.parametrize(
    ("threshold", "part", "whole", "met"),
    [
        pytest.param(MORE_THAN_HALF, 500, 1000, False, id="过半数-excludes-the-half"),
        pytest.param(MORE_THAN_HALF, 501, 1000, True, id="过半数-is-one-more-than-half"),
        pytest.param(MORE_THAN_HALF, 8, 15, True, id="过半数-of-fifteen-is-eight"),
        pytest.param(HALF_OR_MORE, 500, 1000, True, id="半数以上-includes-the-half"),
        pytest.param(HALF_OR_MORE, 7, 15, False, id="半数以上-of-fifteen-is-not-seven"),
        pytest.param(TWO_THIRDS_OR_MORE, 20, 30, True, id="三分之二以上-includes-two-thirds"),
        pytest.param(TWO_THIRDS_OR_MORE, 20, 31, False, id="two-thirds-is-not-rounded-down"),
        pytest.param(TWO_THIRDS_OR_MORE, 3, 5, False, id="three-of-five-is-not-two-thirds"),
        pytest.param(TENTH_OR_MORE, 10, 101, False, id="ten-of-a-hundred-and-one-is-not-a-tenth"),
        pytest.param(HALF_OR_MORE, 0, 0, False, id="of-nobody-nothing-is-enough"),
    ],
)
def test_counting_words(threshold: Threshold, part: int, whole: int, met: bool) -> None:
    assert threshold.met_by(part, whole) is met


@given(THRESHOLDS, WHOLES, st.data())
def test_a_threshold_is_the_cross_multiplication(
    threshold: Threshold, whole: int, data: st.DataObject
) -> None:
    part = data.draw(st.integers(0, whole))
    left, right = threshold.denominator * part, threshold.numerator * whole
    assert threshold.met_by(part, whole) is (left >= right if threshold.inclusive else left > right)


@given(THRESHOLDS, WHOLES)
def test_needed_is_the_least_that_is_enough(threshold: Threshold, whole: int) -> None:
    needed = threshold.needed(whole)
    assert threshold.met_by(needed, whole)
    assert not threshold.met_by(needed - 1, whole)
    assert needed <= whole


@given(THRESHOLDS, THRESHOLDS, WHOLES)
def test_the_stricter_threshold_never_needs_less(one: Threshold, other: Threshold, whole: int) -> None:
    if one.at_least(other):
        assert one.needed(whole) >= other.needed(whole)


@pytest.mark.parametrize(
    ("text", "threshold"),
    [(">=2/3", TWO_THIRDS_OR_MORE), (" >1/2 ", MORE_THAN_HALF), (">= 1 / 2", HALF_OR_MORE)],
)
def test_a_threshold_is_read_from_a_parameter(text: str, threshold: Threshold) -> None:
    assert parse_threshold(text) == threshold


@pytest.mark.parametrize("text", ["", "2/3", "0.66", ">=3/2", ">1/1", ">=0/2", ">=1/0", "half"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="threshold_invalid"):
        parse_threshold(text)
