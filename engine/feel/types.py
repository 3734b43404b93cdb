"""Types of FEEL, for `instance of`, for decision tables and for the check before an expression ever runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from engine.feel.values import Function, Range, kind


@dataclass(frozen=True, slots=True)
class Type:
    """A type by its name in FEEL; `any` fits everything.

    `item` belongs to lists and ranges, `members` to contexts, `parameters` and `result` to functions.
    """

    name: str
    item: Type | None = None
    members: tuple[tuple[str, Type], ...] | None = None
    parameters: tuple[Type, ...] | None = None
    result: Type | None = None

    def member(self, name: str) -> Type | None:
        """Type of a context's member; None when the context is known to have no such member."""
        if self.members is None:
            return ANY
        return dict(self.members).get(name)


ANY = Type("any")
NULL = Type("null")
BOOLEAN = Type("boolean")
NUMBER = Type("number")
STRING = Type("string")
DATE = Type("date")
TIME = Type("time")
DATE_TIME = Type("date and time")
DAYS = Type("days and time duration")
MONTHS = Type("years and months duration")
LIST = Type("list", item=ANY)
CONTEXT = Type("context")
RANGE = Type("range", item=ANY)
FUNCTION = Type("function")

NAMED: Mapping[str, Type] = MappingProxyType(
    {
        t.name: t
        for t in (
            ANY,
            NULL,
            BOOLEAN,
            NUMBER,
            STRING,
            DATE,
            TIME,
            DATE_TIME,
            DAYS,
            MONTHS,
            LIST,
            CONTEXT,
            RANGE,
            FUNCTION,
        )
    }
    | {"Any": ANY, "Null": NULL, "dateTime": DATE_TIME, "dayTimeDuration": DAYS, "yearMonthDuration": MONTHS}
)
"""The types that a text may name; the last are what decision files may call them."""


def list_of(item: Type) -> Type:
    """`list<item>`."""
    return Type("list", item=item)


def context_of(members: Mapping[str, Type]) -> Type:
    """`context<name: type, …>`: just these members."""
    return Type("context", members=tuple(members.items()))


def conforms(value: object, expected: Type) -> bool:
    """Whether a value is an instance of a type; null is an instance of `null` and `any` only."""
    if expected.name == "any":
        return True
    return kind(value) == expected.name and _inside_conforms(value, expected)


def _inside_conforms(value: object, expected: Type) -> bool:
    item = expected.item or ANY
    if isinstance(value, list):
        return all(conforms(member, item) for member in value)
    if isinstance(value, Range):
        return all(conforms(end, item) for end in (value.start, value.end) if end is not None)
    if isinstance(value, dict):
        return all(name in value and conforms(value[name], member) for name, member in expected.members or ())
    if isinstance(value, Function) and expected.parameters is not None:
        return len(expected.parameters) == len(value.parameters)
    return True
