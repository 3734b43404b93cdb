"""Values as FEEL text."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

from engine.feel import temporal
from engine.feel.comparing import bounded
from engine.feel.errors import FeelTypeError
from engine.feel.values import DaysTimeDuration, Range, YearsMonthsDuration, kind, text


def written(value: object) -> str:
    """What `string(value)` gives: a string as it is, anything else as one would write it in FEEL; null is an error."""
    if isinstance(value, str):
        return value
    if value is None:
        raise FeelTypeError("null_argument", function="string")
    return text(literal(bounded(value)))


def literal(value: object) -> str:
    """A value as FEEL text inside of another: strings in quotes, null as `null`."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_key(key)}: {literal(member)}' for key, member in value.items())}}}"
    return _temporal(value)


def _key(key: str) -> str:
    return key if key.isidentifier() else literal(key)


def _temporal(value: object) -> str:
    if isinstance(value, datetime):
        return temporal.iso_date_time(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return temporal.iso_time(value)
    if isinstance(value, DaysTimeDuration):
        return temporal.iso_span(value)
    if isinstance(value, YearsMonthsDuration):
        return temporal.iso_months(value)
    if isinstance(value, Range):
        opening, closing = "[" if value.start_included else "(", "]" if value.end_included else ")"
        return f"{opening}{literal(value.start)}..{literal(value.end)}{closing}"
    return kind(value)
