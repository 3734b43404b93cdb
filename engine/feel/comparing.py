"""Equality and order of values."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from engine.feel import temporal
from engine.feel.errors import FeelBoundError, FeelTypeError
from engine.feel.values import Range, kind

MAX_WEIGHT = 100_000
ORDERED = frozenset({
    "number", "string", "date",
    "time", "date and time", "days and time duration", "years and months duration",
})  # fmt: skip
"""The types whose values have an order."""


def equal(left: object, right: object) -> bool:
    """`left = right`. Null may be compared with anything; values of two different types are an error."""
    if type(left) is type(right) and type(left) in (int, str, bool):
        return left == right
    if left is None or right is None:
        return left is right
    if kind(left) != kind(right):
        raise FeelTypeError("different_types", left=kind(left), right=kind(right))
    if isinstance(left, datetime) and isinstance(right, datetime):
        temporal.same_zoning(left, right)
    if isinstance(left, time) and isinstance(right, time):
        temporal.same_zoning(left, right)
    return same(left, right)


def same(left: object, right: object) -> bool:
    """Whether two values are the same, of one type and with the same content, as members of a list are
    compared."""
    return identity(left) == identity(right)


def identity(value: object) -> Hashable:
    """A key that two values share if and only if they are the same."""
    return (
        _identity(value)
        if isinstance(value, int | str) and type(value) is not bool
        else _identity(bounded(value))
    )


def _identity(value: object) -> Hashable:
    if type(value) is list:
        return ("list", *map(_identity, value))
    if type(value) is dict:
        return ("context", frozenset((key, _identity(member)) for key, member in value.items()))
    if isinstance(value, Range):
        ends = _identity(value.start), _identity(value.end)
        return ("range", *ends, value.start_included, value.end_included)
    if isinstance(value, time):
        return ("time", temporal.time_offset(value) is None, temporal.of_day(value, value))
    if type(value) in (int, str, Decimal):
        return value
    return kind(value), value


def comparable(operator: str, left: object, right: object) -> tuple[Any, Any]:
    """Two values of one ordered type in a form that Python compares; an error for any others."""
    kinds = kind(left), kind(right)
    if kinds[0] != kinds[1] or kinds[0] not in ORDERED:
        code = "null_operand" if "null" in kinds else "wrong_operands"
        raise FeelTypeError(code, operator=operator, left=kinds[0], right=kinds[1])
    if isinstance(left, time) and isinstance(right, time):
        return temporal.of_day(left, right), temporal.of_day(right, left)
    if isinstance(left, datetime) and isinstance(right, datetime):
        temporal.same_zoning(left, right)
    return left, right


def less(left: object, right: object) -> bool:
    """`left < right`."""
    if type(left) is int and type(right) is int:
        return left < right
    first, second = comparable("<", left, right)
    return bool(first < second)


def less_or_equal(left: object, right: object) -> bool:
    """`left <= right`."""
    if type(left) is int and type(right) is int:
        return left <= right
    first, second = comparable("<=", left, right)
    return bool(first <= second)


def greater(left: object, right: object) -> bool:
    """`left > right`."""
    if type(left) is int and type(right) is int:
        return left > right
    first, second = comparable(">", left, right)
    return bool(first > second)


def greater_or_equal(left: object, right: object) -> bool:
    """`left >= right`."""
    if type(left) is int and type(right) is int:
        return left >= right
    first, second = comparable(">=", left, right)
    return bool(first >= second)


def within(value: object, interval: Range) -> bool:
    """Whether a value lies in an interval."""
    return _after_start(value, interval) and _before_end(value, interval)


def _after_start(value: object, interval: Range) -> bool:
    if interval.start is None:
        return True
    return (
        greater_or_equal(value, interval.start) if interval.start_included else greater(value, interval.start)
    )


def _before_end(value: object, interval: Range) -> bool:
    if interval.end is None:
        return True
    return less_or_equal(value, interval.end) if interval.end_included else less(value, interval.end)


def bounded(value: object) -> object:
    """The value itself, or an error when it would be too large written out.

    A few lines of text can make a structure whose parts are shared a million times over: harmless in
    memory, deadly to whoever walks through it.
    """
    weight, pending = 0, [value]
    while pending:
        here = pending.pop()
        weight += 1 + (len(here) >> 4 if isinstance(here, str) else 0)
        if weight > MAX_WEIGHT:
            raise FeelBoundError("value_too_large")
        if isinstance(here, list):
            pending.extend(here)
        elif isinstance(here, dict):
            pending.extend(here.values())
        elif isinstance(here, Range):
            pending.extend((here.start, here.end))
    return value
