"""Numbers are exact: no float anywhere, one form for equal values."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from engine.feel import arithmetic, comparing
from engine.feel.values import Number, number
from tests.feel.evaluating import value

numbers = st.one_of(
    st.integers(-(10**12), 10**12),
    st.decimals(min_value=-(10**9), max_value=10**9, places=6, allow_nan=False).map(number),
)


def exact(operand: object) -> Fraction:
    assert isinstance(operand, int | Decimal)
    return Fraction(operand)


@given(numbers, numbers)
def test_sums_differences_and_products_are_exact(a: Number, b: Number) -> None:
    assert exact(arithmetic.add(a, b)) == Fraction(a) + Fraction(b)
    assert exact(arithmetic.subtract(a, b)) == Fraction(a) - Fraction(b)
    assert exact(arithmetic.multiply(a, b)) == Fraction(a) * Fraction(b)


@given(numbers, numbers)
def test_a_quotient_is_right_to_34_digits(a: Number, b: Number) -> None:
    assume(b != 0)
    found, wanted = exact(arithmetic.divide(a, b)), Fraction(a) / Fraction(b)
    assert abs(found - wanted) <= abs(wanted) / 10**33


@given(numbers, numbers)
def test_a_number_has_one_form(a: Number, b: Number) -> None:
    for result in (arithmetic.add(a, b), arithmetic.multiply(a, b)):
        assert type(result) is int or result != int(result)  # type: ignore[call-overload]
        assert str(result) == str(number(Decimal(str(result))))


@given(numbers, numbers)
def test_order_and_equality_agree_with_the_numbers(a: Number, b: Number) -> None:
    assert comparing.less(a, b) == (Fraction(a) < Fraction(b))
    assert comparing.less_or_equal(a, b) == (not comparing.less(b, a))
    assert comparing.greater(a, b) == comparing.less(b, a)
    assert comparing.equal(a, b) == comparing.same(a, b) == (Fraction(a) == Fraction(b))


@given(numbers)
def test_a_number_survives_its_text(a: Number) -> None:
    assert value(f"number(string({format(Decimal(a), 'f')}))") == a


@given(numbers, st.integers(-5, 8))
def test_rounding_goes_to_a_neighbour(a: Number, scale: int) -> None:
    step = Fraction(10) ** -scale
    low, high = (exact(value(f"{name}(n, {scale})", {"n": a})) for name in ("floor", "ceiling"))
    assert low <= Fraction(a) <= high
    assert high - low in (0, step)
    assert exact(value(f"decimal(n, {scale})", {"n": a})) in (low, high)
