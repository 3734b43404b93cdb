"""From an answer as it was sent to the value that the case keeps.

Each `read_…` returns the value of a text and raises ValueError for what it can't take.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from engine.definitions.form_field import LISTS, Field, Path, dig, level, put

SHANGHAI = ZoneInfo("Asia/Shanghai")
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
_DATE = re.compile(_DAY)
_TIME = re.compile(_CLOCK)
_INSTANT = re.compile(rf"{_DAY}T{_CLOCK}(?:Z|[+-][0-9]{{2}}:[0-9]{{2}})?")
_MOST_DIGITS = 40
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
# Control characters, halves of surrogate pairs and noncharacters break databases and XML; the marks that turn
# the direction of writing make a name read as another.
_UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_BREAK = re.compile(r"[\n\t\u2028\u2029]")


def prepared(value: object, schema: Mapping[str, Any]) -> object:
    """An answer without what makes no difference: blanks around a text, empty texts, how a number is written.

    None is what nobody filled in. A context gets the contexts inside it, so that what they lack can be named.
    """
    if "properties" in schema:
        return _prepared_context({} if value is None else value, schema["properties"])
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip() or None
    if isinstance(value, list):
        return [prepared(item, schema.get("items", {})) for item in value]
    return exact(value) if isinstance(value, float | Decimal) else value


def _prepared_context(value: object, known: Mapping[str, Mapping[str, Any]]) -> object:
    if not isinstance(value, Mapping):
        return value
    filled = {name: prepared(value.get(name), inner) for name, inner in known.items()}
    return {name: item for name, item in {**value, **filled}.items() if item is not None}


def exact(number: float | Decimal) -> int | Decimal:
    """The number as it was written: an int when it is whole, else a Decimal."""
    decimal = Decimal(repr(number)) if isinstance(number, float) else number
    # Written out, a number such as 1e999999 would fill the memory; it is refused for its size as it stands.
    if not decimal.is_finite() or (decimal and abs(decimal.adjusted()) > _MOST_DIGITS):
        return decimal
    return int(decimal) if decimal == decimal.to_integral_value() else decimal.normalize()


def instances(
    fields: tuple[Field, ...], answers: object, prefix: Path = (), where: Path = ()
) -> Iterator[tuple[Field, Path, object]]:
    """Every field with the place of its answer and the answer, those of a dynamic list once a row."""
    for field in level(fields, prefix):
        relative = field.path[len(prefix) :]
        answer = dig(answers, relative)
        yield field, where + relative, answer
        if field.kind == "dynamiclist" and isinstance(answer, list):
            for index, row in enumerate(answer):
                yield from instances(fields, row, (*field.path, "*"), (*where, *relative, str(index)))


def typed(fields: tuple[Field, ...], answers: object, prefix: Path = ()) -> dict[str, object]:
    """The values of all fields of a form, or of one row; what nobody answered is None."""
    values: dict[str, object] = {}
    for field in level(fields, prefix):
        relative = field.path[len(prefix) :]
        answer = dig(answers, relative)
        if field.kind == "dynamiclist" and isinstance(answer, list):
            put(values, relative, [typed(fields, row, (*field.path, "*")) for row in answer])
        else:
            put(values, relative, value_of(field, answer))
    return values


def value_of(field: Field, answer: object) -> object:
    """The value of an answer that the form takes."""
    if field.subtype is not None and isinstance(answer, str):
        return READERS[field.subtype](answer)
    return list(answer) if field.kind in LISTS and isinstance(answer, list) else answer


def read_line(text: str) -> str:
    """A text of one line."""
    if _BREAK.search(text):
        raise ValueError("a line break or a tab")
    return read_text(text)


def read_text(text: str) -> str:
    """A text that can be stored, printed and read as it stands."""
    if _UNREADABLE.search(text):
        raise ValueError("an unreadable sign")
    return text


def read_date(text: str) -> date:
    """A day of the years 1900 to 2199."""
    return _in_range(date.fromisoformat(_shaped(_DATE, text)))


def read_time(text: str) -> time:
    """A time of day."""
    return time.fromisoformat(_shaped(_TIME, text))


def read_instant(text: str) -> datetime:
    """An aware UTC instant; a text without offset is the time in Shanghai."""
    moment = datetime.fromisoformat(_shaped(_INSTANT, text))
    _in_range(moment.date())
    return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).astimezone(UTC)


READERS: Mapping[str, Callable[[str], object]] = {
    "line": read_line,
    "text": read_text,
    "date": read_date,
    "time": read_time,
    "datetime": read_instant,
}
"""What reads a text, by the format that the form's JSON Schema names."""


def _shaped(shape: re.Pattern[str], text: str) -> str:
    if not shape.fullmatch(text):
        raise ValueError("another way of writing it")
    return text


def _in_range(day: date) -> date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError("a year that no village writes")
    return day
