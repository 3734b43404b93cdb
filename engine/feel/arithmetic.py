"""Arithmetic of values. What doesn't fit is an error that names both types; nothing becomes null."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, Overflow

from engine.feel import temporal
from engine.feel.errors import FeelBoundError, FeelTypeError
from engine.feel.values import (
    DECIMAL,
    MAX_STRING,
    NUMBER_LIMIT,
    DaysTimeDuration,
    Kind,
    Number,
    YearsMonthsDuration,
    kind,
    number,
)

_MICROSECOND = timedelta(microseconds=1)


def refuse(operator: str, left: object, right: object) -> FeelTypeError:
    """The error for two operands that `operator` doesn't take."""
    kinds = kind(left), kind(right)
    if "null" in kinds:
        return FeelTypeError("null_operand", operator=operator, left=kinds[0], right=kinds[1])
    if operator == "+" and "string" in kinds:
        return FeelTypeError("text_plus_other", operator=operator, left=kinds[0], right=kinds[1])
    return FeelTypeError("wrong_operands", operator=operator, left=kinds[0], right=kinds[1])


def add(left: object, right: object) -> object:
    """`left + right`."""
    if type(left) is int and type(right) is int:
        return _whole(left + right)
    return _apply("+", _ADD, left, right)


def subtract(left: object, right: object) -> object:
    """`left - right`."""
    if type(left) is int and type(right) is int:
        return _whole(left - right)
    return _apply("-", _SUBTRACT, left, right)


def multiply(left: object, right: object) -> object:
    """`left * right`."""
    if type(left) is int and type(right) is int:
        return _whole(left * right)
    return _apply("*", _MULTIPLY, left, right)


def divide(left: object, right: object) -> object:
    """`left / right`, to 34 digits where it doesn't come out even."""
    return _apply("/", _DIVIDE, left, right)


def power(left: object, right: object) -> object:
    """`left ** right`."""
    return _apply("**", _POWER, left, right)


def negate(value: object) -> object:
    """`-value`."""
    if type(value) is int:
        return -value
    if type(value) is Decimal:
        return -value
    if isinstance(value, DaysTimeDuration):
        return DaysTimeDuration(-value.span)
    if isinstance(value, YearsMonthsDuration):
        return YearsMonthsDuration(-value.total_months)
    raise FeelTypeError("wrong_operand", operator="-", type=kind(value))


def _whole(value: int) -> int:
    if -NUMBER_LIMIT < value < NUMBER_LIMIT:
        return value
    raise FeelBoundError("number_too_large")


def _apply(
    operator: str, table: dict[tuple[Kind, Kind], Callable[..., object]], left: object, right: object
) -> object:
    operation = table.get((kind(left), kind(right)))
    if operation is None:
        raise refuse(operator, left, right)
    try:
        return operation(left, right)
    except Overflow:
        raise FeelBoundError("number_too_large") from None
    except OverflowError:
        raise FeelBoundError("date_out_of_range") from None


def _add_text(left: str, right: str) -> str:
    if len(left) + len(right) > MAX_STRING:
        raise FeelBoundError("string_too_long", limit=MAX_STRING)
    return left + right


def _add_numbers(left: Number, right: Number) -> Number:
    return number(DECIMAL.add(left, right))


def _subtract_numbers(left: Number, right: Number) -> Number:
    return number(DECIMAL.subtract(left, right))


def _multiply_numbers(left: Number, right: Number) -> Number:
    return number(DECIMAL.multiply(left, right))


def _divide_numbers(left: Number, right: Number) -> Number:
    if right == 0:
        raise FeelTypeError("division_by_zero")
    return number(DECIMAL.divide(left, right))


def _power_numbers(left: Number, right: Number) -> Number:
    if left == 0 and right <= 0:
        if right == 0:
            return 1
        raise FeelTypeError("division_by_zero")
    if left < 0 and type(right) is not int:
        raise FeelTypeError("no_real_power")
    return number(DECIMAL.power(left, right))


def shift_day(day: date, span: timedelta) -> date:
    """A date moved by a span: the date on which that many hours after its midnight fall."""
    return (datetime.combine(day, time()) + span).date()


def shift_instant(instant: datetime, span: timedelta) -> datetime:
    """An instant moved by an exact span: hours of a zone with summer time are elapsed hours."""
    if instant.tzinfo is None:
        return instant + span
    return (instant.astimezone(UTC) + span).astimezone(instant.tzinfo)


def _shift_time(clock: time, span: timedelta) -> time:
    moved = datetime.combine(temporal.REFERENCE_DAY, clock.replace(tzinfo=None)) + span % timedelta(days=1)
    return moved.time().replace(tzinfo=clock.tzinfo)


def _between_times(left: time, right: time) -> DaysTimeDuration:
    return DaysTimeDuration(temporal.of_day(left, right) - temporal.of_day(right, left))


def _between_instants(left: datetime, right: datetime) -> DaysTimeDuration:
    temporal.same_zoning(left, right)
    # Of two instants in one zone Python subtracts what the clocks show, not what has elapsed.
    return DaysTimeDuration(left.astimezone(UTC) - right.astimezone(UTC) if left.tzinfo else left - right)


def _times_span(span: DaysTimeDuration, factor: Number) -> DaysTimeDuration:
    return DaysTimeDuration(timedelta(microseconds=int(DECIMAL.multiply(span.span // _MICROSECOND, factor))))


def _times_months(months: YearsMonthsDuration, factor: Number) -> YearsMonthsDuration:
    return YearsMonthsDuration(int(DECIMAL.multiply(months.total_months, factor)))


def _span_part(span: DaysTimeDuration, divisor: Number) -> DaysTimeDuration:
    return DaysTimeDuration(timedelta(microseconds=int(_divide_numbers(span.span // _MICROSECOND, divisor))))


def _months_part(months: YearsMonthsDuration, divisor: Number) -> YearsMonthsDuration:
    return YearsMonthsDuration(int(_divide_numbers(months.total_months, divisor)))


def _divide_spans(left: DaysTimeDuration, right: DaysTimeDuration) -> Number:
    return _divide_numbers(left.span // _MICROSECOND, right.span // _MICROSECOND)


_DAYS: Kind = "days and time duration"
_MONTHS: Kind = "years and months duration"
_Table = dict[tuple[Kind, Kind], Callable[..., object]]

_ADD: _Table = {
    ("number", "number"): _add_numbers,
    ("string", "string"): _add_text,
    ("date", _DAYS): lambda a, b: shift_day(a, b.span),
    (_DAYS, "date"): lambda a, b: shift_day(b, a.span),
    ("date", _MONTHS): lambda a, b: temporal.add_months(a, b.total_months),
    (_MONTHS, "date"): lambda a, b: temporal.add_months(b, a.total_months),
    ("date and time", _DAYS): lambda a, b: shift_instant(a, b.span),
    (_DAYS, "date and time"): lambda a, b: shift_instant(b, a.span),
    ("date and time", _MONTHS): lambda a, b: temporal.add_months(a, b.total_months),
    (_MONTHS, "date and time"): lambda a, b: temporal.add_months(b, a.total_months),
    ("time", _DAYS): lambda a, b: _shift_time(a, b.span),
    (_DAYS, "time"): lambda a, b: _shift_time(b, a.span),
    (_DAYS, _DAYS): lambda a, b: DaysTimeDuration(a.span + b.span),
    (_MONTHS, _MONTHS): lambda a, b: YearsMonthsDuration(a.total_months + b.total_months),
}
_SUBTRACT: _Table = {
    ("number", "number"): _subtract_numbers,
    ("date", _DAYS): lambda a, b: shift_day(a, -b.span),
    ("date", _MONTHS): lambda a, b: temporal.add_months(a, -b.total_months),
    ("date and time", _DAYS): lambda a, b: shift_instant(a, -b.span),
    ("date and time", _MONTHS): lambda a, b: temporal.add_months(a, -b.total_months),
    ("time", _DAYS): lambda a, b: _shift_time(a, -b.span),
    ("date", "date"): lambda a, b: DaysTimeDuration(a - b),
    ("date and time", "date and time"): _between_instants,
    ("time", "time"): _between_times,
    (_DAYS, _DAYS): lambda a, b: DaysTimeDuration(a.span - b.span),
    (_MONTHS, _MONTHS): lambda a, b: YearsMonthsDuration(a.total_months - b.total_months),
}
_MULTIPLY: _Table = {
    ("number", "number"): _multiply_numbers,
    (_DAYS, "number"): _times_span,
    ("number", _DAYS): lambda a, b: _times_span(b, a),
    (_MONTHS, "number"): _times_months,
    ("number", _MONTHS): lambda a, b: _times_months(b, a),
}
_DIVIDE: _Table = {
    ("number", "number"): _divide_numbers,
    (_DAYS, "number"): _span_part,
    (_MONTHS, "number"): _months_part,
    (_DAYS, _DAYS): _divide_spans,
    (_MONTHS, _MONTHS): lambda a, b: _divide_numbers(a.total_months, b.total_months),
}
_POWER: _Table = {("number", "number"): _power_numbers}
TABLES: Mapping[str, _Table] = {"+": _ADD, "-": _SUBTRACT, "*": _MULTIPLY, "/": _DIVIDE, "**": _POWER}
"""What each operator does with operands of which two types; pairs that aren't here are refused."""
