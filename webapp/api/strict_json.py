"""JSON read strictly: UTF-8, no member twice, no NaN, not deep, not large, numbers exact."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import cast

from flask import request

from engine.errors import FieldError, Invalid, TooLarge, Unreadable, UnsupportedType

MOST_BYTES = 1024 * 1024
DEEPEST = 64
MOST_DIGITS = 400
"""Longer numbers are no amounts; reading one costs more than its bytes."""


def body() -> Mapping[str, object]:
    """The JSON object that this request carries.

    Raises TooLarge above 1 MiB, UnsupportedType for another content type, Unreadable for no JSON object.
    """
    length = request.content_length
    if length is not None and length > MOST_BYTES:
        raise TooLarge("body_too_large")
    if request.mimetype != "application/json":
        raise UnsupportedType("json_required")
    content = request.stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise TooLarge("body_too_large")
    return parse(content)


def parse(content: bytes) -> Mapping[str, object]:
    """The object in these bytes. Raises Unreadable."""
    try:
        parsed = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_without_doubles,
            parse_constant=_refused,
            parse_float=_exact,
            parse_int=_whole,
        )
    except (ValueError, RecursionError):
        raise Unreadable from None
    if not isinstance(parsed, dict) or _is_deeper(parsed, DEEPEST):
        raise Unreadable
    return cast("dict[str, object]", parsed)


def text_member(members: Mapping[str, object], name: str, *, longest: int = 20_000) -> str:
    """A text that must be there. Raises Invalid beside its name."""
    value = members.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > longest or not is_storable(value):
        raise invalid(name)
    return value


def optional_text(members: Mapping[str, object], name: str, *, longest: int = 200) -> str | None:
    """A text that may be absent or null."""
    return None if members.get(name) is None else text_member(members, name, longest=longest)


def revision_member(members: Mapping[str, object]) -> int:
    """The revision that the caller saw."""
    value = members.get("revision")
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise invalid("revision")
    return value


def object_member(members: Mapping[str, object], name: str) -> Mapping[str, object]:
    """An object that must be there."""
    value = members.get(name)
    if not isinstance(value, dict):
        raise invalid(name)
    return cast("dict[str, object]", value)


def texts_member(members: Mapping[str, object], name: str, *, most: int = 50) -> list[str]:
    """A list of texts that must be there."""
    value = members.get(name)
    if not isinstance(value, list) or len(value) > most:
        raise invalid(name)
    return [text_member({name: one}, name) for one in value]


def invalid(name: str) -> Invalid:
    """A member that is missing or of the wrong type."""
    return Invalid(errors=(FieldError(name, "bad_member", (("name", name),)),))


def is_storable(text: str) -> bool:
    """Whether a text can be kept in any database: no NUL, no half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def _is_deeper(value: object, levels: int) -> bool:
    """Whether objects and lists nest deeper than so many levels."""
    layer = [value]
    for _ in range(levels + 1):
        layer = [inner for holder in layer for inner in _inside(holder)]
        if not layer:
            return False
    return True


def _inside(holder: object) -> Iterable[object]:
    if isinstance(holder, dict):
        return holder.values()
    return holder if isinstance(holder, list) else ()


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member twice")
    return found


def _refused(constant: str) -> object:
    raise ValueError(constant)


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError("a very long number")
    return int(digits)


def _exact(digits: str) -> int | Decimal:
    """The number as it was written: never through binary fractions, and an int when it is whole."""
    number = Decimal(digits)
    if len(digits) > MOST_DIGITS or abs(number.adjusted()) > MOST_DIGITS:
        raise ValueError("a very long number")
    return int(number) if number == number.to_integral_value() else number
