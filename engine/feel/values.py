"""The values of FEEL in Python, their kinds and their bounds.

A number is an `int` when integral, else a `Decimal` in lowest terms of at most 34 digits; never a float.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from types import NoneType
from typing import Literal

from engine.feel.errors import FeelBoundError, FeelTypeError

Number = int | Decimal
Kind = Literal[
    "null", "boolean", "number", "string", "date", "time", "date and time",
    "days and time duration", "years and months duration", "list", "context", "range", "function",
]  # fmt: skip

MAX_TEXT = 4_000
MAX_LIST = 10_000
MAX_STRING = 100_000
NUMBER_LIMIT = 10**34
_MAX_PLACES = 1_000
DECIMAL = Context(prec=34, rounding=ROUND_HALF_EVEN, traps=[DivisionByZero, InvalidOperation, Overflow])


@dataclass(frozen=True, slots=True, order=True)
class DaysTimeDuration:
    """An exact span such as `P15D` or `PT1H`."""

    span: timedelta


@dataclass(frozen=True, slots=True, order=True)
class YearsMonthsDuration:
    """A number of calendar months such as `P1Y6M`; negative ones go back."""

    total_months: int


@dataclass(frozen=True, slots=True)
class Range:
    """An interval between two comparable values of one kind; None as an end means that it has no bound
    there."""

    start: object
    end: object
    start_included: bool = True
    end_included: bool = True


@dataclass(frozen=True, slots=True)
class Function:
    """A function as a value: made by `function(…)`, by a business knowledge model, or named without being
    called."""

    parameters: tuple[str, ...]
    call: Callable[..., object]


KINDS: dict[type, Kind] = {
    NoneType: "null", bool: "boolean", int: "number", Decimal: "number", str: "string",
    date: "date", time: "time", datetime: "date and time",
    DaysTimeDuration: "days and time duration", YearsMonthsDuration: "years and months duration",
    list: "list", dict: "context", Range: "range", Function: "function",
}  # fmt: skip


def kind(value: object) -> Kind:
    """The FEEL type of a value; a Python object that is none (a float, say) is an error, never guessed at."""
    try:
        return KINDS[type(value)]
    except KeyError:
        raise FeelTypeError("foreign_value", found=type(value).__name__) from None


def number(value: Number) -> Number:
    """The one form of a number: an int when integral, else a Decimal without trailing zeros."""
    if type(value) is not int:
        value = _lowest(value)
    if -NUMBER_LIMIT < value < NUMBER_LIMIT:
        return value
    raise FeelBoundError("number_too_large")


def _lowest(value: Number) -> Number:
    if isinstance(value, int):
        return int(value)
    if not value.is_finite() or (value and not -_MAX_PLACES < value.adjusted() < 34):
        raise FeelBoundError("number_too_large")
    if value == value.to_integral_value():
        return int(value)
    return value.normalize(DECIMAL)


def text(value: str) -> str:
    """The string itself, or an error when it is longer than is kept."""
    if len(value) > MAX_STRING:
        raise FeelBoundError("string_too_long", limit=MAX_STRING)
    return value


def items(value: list[object]) -> list[object]:
    """The list itself, or an error when it has more members than are kept."""
    if len(value) > MAX_LIST:
        raise FeelBoundError("list_too_long", limit=MAX_LIST)
    return value


__all__ = [
    "DECIMAL", "KINDS", "MAX_LIST", "MAX_STRING", "MAX_TEXT", "NUMBER_LIMIT", "DaysTimeDuration", "Function",
    "Kind", "Number", "Range", "YearsMonthsDuration", "items", "kind", "number", "text",
]  # fmt: skip
