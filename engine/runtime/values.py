"""Which values a case may hold: those of FEEL, of a size and depth that can be stored."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import cast

from engine.feel import FeelBoundError, wire
from engine.feel.comparing import bounded
from engine.feel.values import items, kind, number, text

MAX_DEPTH = 64
"""How deep lists and contexts may be nested in a variable."""


def read_plain(members: Mapping[str, object]) -> dict[str, object]:
    """Plain JSON as FEEL values. Raises FeelBoundError for what is too deep or a number out of bounds."""
    for value in members.values():
        _check_depth(value)
    return cast("dict[str, object]", wire.read(dict(members)))


def check_values(values: Mapping[str, object]) -> None:
    """Raise FeelBoundError for a value too large or too deep, FeelTypeError for one that is none of FEEL."""
    for value in values.values():
        _check_depth(value)
        for part in _parts(bounded(value)):
            _check_part(part)


def _check_part(part: object) -> None:
    match part:
        case str():
            text(part)
        case list():
            items(part)
        case int() | Decimal() if not isinstance(part, bool):
            number(part)
        case _:
            kind(part)


def _check_depth(value: object) -> None:
    depth, layer = 0, [value]
    while layer:
        depth += 1
        if depth > MAX_DEPTH:
            raise FeelBoundError("value_too_deep")
        layer = [inner for outer in layer for inner in _inside(outer)]


def _parts(value: object) -> list[object]:
    parts = [value]
    for part in parts:
        parts.extend(_inside(part))
    return parts


def _inside(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    return list(value.values()) if isinstance(value, dict) else []
