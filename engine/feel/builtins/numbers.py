"""Functions of numbers: rounding, remainders, roots."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)

from engine.feel.builtins.registry import builtin
from engine.feel.errors import FeelTypeError
from engine.feel.values import DECIMAL, Number, number

_MAX_SCALE = 34
_MAX_EXPONENT = 78  # the largest whole one whose power of e is a number that is kept
# Wide enough to round the largest number at the finest scale without an intermediate rounding of its own.
_WIDE = Context(prec=80)


def whole(value: Number, function: str) -> int:
    """The value itself when it is a whole number; an error that names the function otherwise."""
    if isinstance(value, int):
        return value
    raise FeelTypeError("not_whole", function=function, found=str(value))


def rounded(value: Number, scale: Number, rounding: str) -> Number:
    """A number with `scale` digits after the point; negative scales round before it."""
    digits = whole(scale, "decimal")
    if abs(digits) > _MAX_SCALE:
        raise FeelTypeError("bad_scale", found=digits, limit=_MAX_SCALE)
    return number(Decimal(value).quantize(Decimal((0, (1,), -digits)), rounding=rounding, context=_WIDE))


@builtin("decimal(n: number, scale: number) -> number")
def _decimal(n: Number, scale: Number) -> Number:
    return rounded(n, scale, ROUND_HALF_EVEN)


@builtin("floor(n: number, scale?: number) -> number")
def _floor(n: Number, scale: Number | None = None) -> Number:
    return rounded(n, scale or 0, ROUND_FLOOR)


@builtin("ceiling(n: number, scale?: number) -> number")
def _ceiling(n: Number, scale: Number | None = None) -> Number:
    return rounded(n, scale or 0, ROUND_CEILING)


@builtin("round up(n: number, scale: number) -> number")
def _round_up(n: Number, scale: Number) -> Number:
    return rounded(n, scale, ROUND_UP)


@builtin("round down(n: number, scale: number) -> number")
def _round_down(n: Number, scale: Number) -> Number:
    return rounded(n, scale, ROUND_DOWN)


@builtin("round half up(n: number, scale: number) -> number")
def _round_half_up(n: Number, scale: Number) -> Number:
    return rounded(n, scale, ROUND_HALF_UP)


@builtin("round half down(n: number, scale: number) -> number")
def _round_half_down(n: Number, scale: Number) -> Number:
    return rounded(n, scale, ROUND_HALF_DOWN)


@builtin("modulo(dividend: number, divisor: number) -> number")
def _modulo(dividend: Number, divisor: Number) -> Number:
    if divisor == 0:
        raise FeelTypeError("division_by_zero")
    rest: Decimal = _WIDE.remainder(Decimal(dividend), Decimal(divisor))
    # The result has the sign of the divisor (DMN: dividend - divisor * floor(dividend / divisor)).
    return number(_WIDE.add(rest, Decimal(divisor)) if rest * Decimal(divisor) < 0 else rest)


@builtin("sqrt(number: number) -> number")
def _sqrt(value: Number) -> Number:
    if value < 0:
        raise FeelTypeError("outside_domain", function="sqrt", found=str(value))
    return number(DECIMAL.sqrt(value))


@builtin("log(number: number) -> number")
def _log(value: Number) -> Number:
    if value <= 0:
        raise FeelTypeError("outside_domain", function="log", found=str(value))
    return number(DECIMAL.ln(value))


@builtin("exp(number: number) -> number")
def _exp(value: Number) -> Number:
    if not -_MAX_EXPONENT <= value <= _MAX_EXPONENT:
        raise FeelTypeError("outside_domain", function="exp", found=str(value))
    return number(DECIMAL.exp(value))


@builtin("odd(number: number) -> boolean")
def _odd(value: Number) -> bool:
    return whole(value, "odd") % 2 == 1


@builtin("even(number: number) -> boolean")
def _even(value: Number) -> bool:
    return whole(value, "even") % 2 == 0
