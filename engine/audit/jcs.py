"""JSON in one byte form (JCS, RFC 8785), for the part of JSON that a trail may hold.

Taken are null, booleans, integers that a double holds exactly, text, lists and objects with text keys.
Floats are refused: money is in fen and a share is a fraction, so a float is a bug, and implementations
differ in writing it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import orjson
import rfc8785

LARGEST_INTEGER = 2**53 - 1
"""RFC 8785 takes the integers from minus to plus this one."""

MAX_DEPTH = 64
"""How deep lists and objects may nest: a hostile file must not exhaust the stack of who verifies it."""

_BEYOND_BASIC_PLANE = re.compile(b"[\xf0-\xf4]")
"""The first UTF-8 byte of a character from U+10000 on."""


class NotCanonicalError(ValueError):
    """A value that has no canonical form, or bytes that are not one."""


def normal(value: object) -> Any:
    """`value` with every text in Unicode NFC, and tuples as lists.

    Raises NotCanonicalError when two keys of an object become one, or `value` is nested too deep.
    """
    return _normal(value, MAX_DEPTH)


def encode(value: object) -> bytes:
    """The JCS bytes of `value`, its texts as they are.

    Raises NotCanonicalError for what is outside the part of JSON described above.
    """
    _refuse_others(value, MAX_DEPTH)
    try:
        text = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
        # orjson sorts keys by code point, RFC 8785 by UTF-16 unit: one order if no character needs two units.
        return rfc8785.dumps(value) if _BEYOND_BASIC_PLANE.search(text) else text  # type: ignore[arg-type]
    except orjson.JSONEncodeError as error:
        raise NotCanonicalError(str(error)) from error


def decode(text: bytes) -> Any:
    """The value whose JCS bytes are exactly `text`.

    Raises NotCanonicalError for any other bytes: a blank, a key given twice or a needless escape is found.
    """
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise NotCanonicalError(str(error)) from error
    if encode(value) != text:
        raise NotCanonicalError("readable, but not in canonical form")
    return value


def _normal(value: object, depth: int) -> Any:
    if type(value) is str:
        return unicodedata.normalize("NFC", value)
    if not isinstance(value, list | tuple | dict):
        return value
    if not depth:
        raise NotCanonicalError("nested too deep")
    if isinstance(value, dict):
        return _normal_object(value, depth - 1)
    return [_normal(item, depth - 1) for item in value]


def _normal_object(value: dict[Any, object], depth: int) -> dict[Any, Any]:
    result = {_normal(key, 0): _normal(member, depth) for key, member in value.items()}
    if len(result) != len(value):
        raise NotCanonicalError("two keys are the same text")
    return result


def _refuse_others(value: object, depth: int) -> None:
    """Raise NotCanonicalError for values that encode doesn't take; orjson itself refuses the keys.

    Subclasses are refused too: an enumeration or a date would get a form of the encoder's choosing.
    """
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return
    if isinstance(value, int) and kind is int:
        if not -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
            raise NotCanonicalError(f"integer too large: {value}")
    elif isinstance(value, list) and depth:
        for item in value:
            _refuse_others(item, depth - 1)
    elif isinstance(value, dict) and depth:
        for member in value.values():
            _refuse_others(member, depth - 1)
    else:
        raise NotCanonicalError(f"not taken: {kind.__name__}, or nested too deep")
