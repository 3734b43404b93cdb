"""Values as FEEL text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from engine.feel import temporal
from engine.feel.comparing import bounded
from engine.feel.errors import FeelTypeError
from engine.feel.values import Kind, Number, Range, kind, text


def written(value: object) -> str:
    """What `string(value)` gives: a string as it is, anything else as one would write it in FEEL; null is
    an error."""
    if isinstance(value, str):
        return value
    if value is None:
        raise FeelTypeError("null_argument", function="string")
    return text(literal(bounded(value)))


def literal(value: object) -> str:
    """A value as FEEL text inside of another: strings in quotes, null as `null`, dates in ISO 8601."""
    return _WRITERS[kind(value)](value)


def _string(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _number(value: Number) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _list(value: list[object]) -> str:
    return f"[{', '.join(map(literal, value))}]"


def _context(value: dict[str, object]) -> str:
    return f"{{{', '.join(f'{_key(key)}: {literal(member)}' for key, member in value.items())}}}"


def _key(key: str) -> str:
    return key if key.isidentifier() else _string(key)


def _range(value: Range) -> str:
    opening, closing = "[" if value.start_included else "(", "]" if value.end_included else ")"
    return f"{opening}{literal(value.start)}..{literal(value.end)}{closing}"


_WRITERS: Mapping[Kind, Callable[[Any], str]] = {
    "null": lambda _: "null",
    "boolean": lambda value: "true" if value else "false",
    "number": _number,
    "string": _string,
    "date": date.isoformat,
    "time": temporal.iso_time,
    "date and time": temporal.iso_date_time,
    "days and time duration": temporal.iso_span,
    "years and months duration": temporal.iso_months,
    "list": _list,
    "context": _context,
    "range": _range,
    "function": lambda _: "function",
}
