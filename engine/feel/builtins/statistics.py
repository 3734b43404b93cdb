"""Sums, extremes and statistics, of a list or of arguments in a row. Of nothing they are null, as the
standard says."""

from __future__ import annotations

from collections import Counter
from functools import reduce

from engine.feel import arithmetic, comparing
from engine.feel.builtins.registry import builtin
from engine.feel.errors import FeelTypeError
from engine.feel.values import DECIMAL, Number, kind, number


def numeric(members: list[object], function: str) -> list[Number]:
    """The members themselves when all are numbers; an error that names the function otherwise."""
    return [_numeric(member, function) for member in members]


def _numeric(member: object, function: str) -> Number:
    if kind(member) != "number":
        raise FeelTypeError("wrong_member", function=function, expected="number", type=kind(member))
    return member  # type: ignore[return-value]


def total(members: list[object]) -> object:
    """Sum of numbers, or of durations of one kind; null of none."""
    if not members:
        return None
    if kind(members[0]) not in ("days and time duration", "years and months duration"):
        numeric(members, "sum")
    return reduce(arithmetic.add, members)


def least(members: list[object]) -> object:
    """The smallest of values of one ordered type; null of none."""
    _extremable(members)
    return reduce(lambda a, b: b if comparing.less(b, a) else a, members) if members else None


def greatest(members: list[object]) -> object:
    """The largest of values of one ordered type; null of none."""
    _extremable(members)
    return reduce(lambda a, b: b if comparing.less(a, b) else a, members) if members else None


def _extremable(members: list[object]) -> None:
    if members:
        comparing.comparable("<", members[0], members[0])


def mean(members: list[object]) -> object:
    """Sum divided by count; null of none."""
    return arithmetic.divide(total(members), len(members)) if members else None


def product(members: list[object]) -> object:
    """Product of numbers; null of none."""
    numeric(members, "product")
    return reduce(arithmetic.multiply, members) if members else None


def median(members: list[object]) -> object:
    """The middle value, or the mean of the two middle ones; null of none."""
    ordered: list[object] = [*sorted(numeric(members, "median"))]
    middle = len(ordered) // 2
    if not ordered:
        return None
    return ordered[middle] if len(ordered) % 2 else mean(ordered[middle - 1 : middle + 1])


def mode(members: list[object]) -> object:
    """The most frequent numbers, ascending; an empty list of none."""
    counts = Counter(numeric(members, "mode"))
    return sorted(value for value, count in counts.items() if count == max(counts.values()))


def deviation(members: list[object]) -> object:
    """Standard deviation of a sample; null of fewer than two."""
    values = numeric(members, "stddev")
    if len(values) < 2:
        return None
    centre = DECIMAL.divide(sum(values), len(values))
    squares = sum(DECIMAL.power(DECIMAL.subtract(value, centre), 2) for value in values)
    return number(DECIMAL.sqrt(DECIMAL.divide(squares, len(values) - 1)))


for _name, _body, _result in (
    ("sum", total, "any"),
    ("min", least, "any"),
    ("max", greatest, "any"),
    ("mean", mean, "any"),
    ("product", product, "number"),
    ("median", median, "number"),
    ("stddev", deviation, "number"),
    ("mode", mode, "list"),
):
    builtin(f"{_name}(list: list) -> {_result}")(_body)
    builtin(f"{_name}(c...: any) -> {_result}")(lambda *members, body=_body: body(list(members)))
