"""Values as JSON: `encode` and `decode` keep every type; `plain` is what readers of the interface get,
`read` what they send."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from engine.feel import temporal
from engine.feel.comparing import bounded
from engine.feel.errors import FeelTypeError
from engine.feel.types import ANY, Type
from engine.feel.values import DaysTimeDuration, Number, Range, YearsMonthsDuration, kind, number
from engine.feel.writing import literal

Json = Any
# Integers beyond this are written as text: many a JSON reader would round them.
_LARGE = 2**53


def encode(value: object) -> Json:
    """JSON from which `decode` makes the very same value.

    Strings, booleans, null, lists and small integers stand for themselves; all else is an object with one
    member that starts with `$`. Raises FeelTypeError for a function and for Python objects that are no FEEL
    values.
    """
    return _encode(bounded(value))


def _encode(value: object) -> Json:
    if value is None or type(value) in (bool, str):
        return value
    if type(value) is int:
        return value if abs(value) < _LARGE else {"$n": str(value)}
    if type(value) is list:
        return [_encode(member) for member in value]
    if type(value) is dict:
        members = {str(key): _encode(member) for key, member in value.items()}
        return {"$c": members} if any(key.startswith("$") for key in members) else members
    if isinstance(value, Range):
        return {"$r": [_encode(value.start), _encode(value.end), value.start_included, value.end_included]}
    if type(value) not in _TAGS:
        raise FeelTypeError("no_storage", type=kind(value))
    return {_TAGS[type(value)]: literal(value)}


_TAGS: dict[type, str] = {
    Decimal: "$n",
    date: "$d",
    datetime: "$dt",
    time: "$t",
    DaysTimeDuration: "$p",
    YearsMonthsDuration: "$p",
}


def decode(stored: Json) -> object:
    """The value that `encode` wrote."""
    if isinstance(stored, list):
        return [decode(member) for member in stored]
    if not isinstance(stored, dict):
        return stored
    if len(stored) == 1:
        ((tag, content),) = stored.items()
        if tag in _DECODERS:
            return _DECODERS[tag](content)
    return {key: decode(member) for key, member in stored.items()}


def _decode_range(content: Json) -> Range:
    start, end, *included = content
    return Range(decode(start), decode(end), *included)


def _decode_number(content: str) -> Number:
    return number(Decimal(content))


_DECODERS: dict[str, Callable[[Json], object]] = {
    "$n": _decode_number,
    "$d": temporal.parse_date,
    "$dt": temporal.parse_date_time,
    "$t": temporal.parse_time,
    "$p": temporal.parse_duration,
    "$r": _decode_range,
    "$c": lambda members: {key: decode(member) for key, member in members.items()},
}


def plain(value: object) -> Json:
    """JSON for readers: ISO texts for dates and durations, an interval as FEEL text, a fraction as a JSON
    number."""
    return _plain(bounded(value))


def _plain(value: object) -> Json:
    if type(value) is list:
        return [_plain(member) for member in value]
    if type(value) is dict:
        return {str(key): _plain(member) for key, member in value.items()}
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if value is None or type(value) in (bool, str, int):
        return value
    return literal(value)


def read(sent: Json) -> object:
    """The value of plain JSON: numbers become exact, everything else stands for itself. Raises
    FeelBoundError when too large."""
    if isinstance(sent, float):
        return number(Decimal(repr(sent)))
    if isinstance(sent, int | Decimal) and not isinstance(sent, bool):
        return number(sent)
    if isinstance(sent, list):
        return [read(member) for member in sent]
    if isinstance(sent, dict):
        return {str(key): read(member) for key, member in sent.items()}
    return sent


def read_as(sent: object, expected: Type) -> object:
    """The value of plain JSON where its type is declared: the text of a date, time or duration becomes one.

    Anything else stays as it is; a text that says no such value raises FeelTypeError.
    """
    if isinstance(sent, str) and expected.name in _TEXTS:
        return _TEXTS[expected.name](sent)
    if isinstance(sent, list) and expected.name == "list":
        return [read_as(member, expected.item or ANY) for member in sent]
    if isinstance(sent, dict) and expected.members:
        members = dict(expected.members)
        return {key: read_as(member, members.get(key, ANY)) for key, member in sent.items()}
    return sent


_TEXTS: dict[str, Callable[[str], object]] = {
    "date": temporal.parse_date,
    "time": temporal.parse_time,
    "date and time": temporal.parse_date_time,
    "days and time duration": temporal.parse_duration,
    "years and months duration": temporal.parse_duration,
}
