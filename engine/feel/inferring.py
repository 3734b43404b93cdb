"""Types of values, of members, and of the results of operators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import cast

from engine.feel.arithmetic import TABLES
from engine.feel.properties import PROPERTIES
from engine.feel.types import ANY, BOOLEAN, DAYS, NAMED, NUMBER, STRING, Type, context_of, list_of
from engine.feel.values import Kind, Range, kind

_DURATIONS = frozenset({"days and time duration", "years and months duration"})
_PROPERTY_TYPES: Mapping[str, Type] = MappingProxyType({
    "timezone": STRING, "time offset": DAYS, "start included": BOOLEAN, "end included": BOOLEAN,
})  # fmt: skip


def type_of(value: object) -> Type:
    """The most exact type of a value."""
    if isinstance(value, list):
        return list_of(shared_type(map(type_of, value)))
    if isinstance(value, dict):
        return context_of({name: type_of(member) for name, member in value.items()})
    if isinstance(value, Range):
        return Type("range", item=type_of(value.start))
    return NAMED[kind(value)]


def shared_type(types: Iterable[Type]) -> Type:
    """The one type of several; any when they differ."""
    distinct = set(types)
    return distinct.pop() if len(distinct) == 1 else ANY


def operation_type(operator: str, left: Type, right: Type) -> Type | None:
    """Type of `left operator right`; None when there is no such operation."""
    if ANY in (left, right):
        return ANY
    if (left.name, right.name) not in cast("Mapping[tuple[str, str], object]", TABLES[operator]):
        return None
    if left.name == right.name:
        return _of_alike(operator, left)
    if left.name in _DURATIONS:
        return left if right.name == "number" else right
    return right if operator == "*" else left


def _of_alike(operator: str, operand: Type) -> Type:
    if operator == "-" and operand.name in ("date", "time", "date and time"):
        return DAYS
    return NUMBER if operator == "/" else operand


def member_type(base: Type, name: str) -> Type | None:
    """Type of `base.name`; None when there is no such member."""
    if base == ANY:
        return ANY
    if base.name == "context":
        return base.member(name)
    if base.name == "list":
        inner = member_type(base.item or ANY, name)
        return None if inner is None else list_of(inner)
    if name not in PROPERTIES.get(cast("Kind", base.name), {}):
        return None
    if base.name == "range" and name in ("start", "end"):
        return base.item or ANY
    return _PROPERTY_TYPES.get(name, NUMBER)


def known_members(base: Type) -> tuple[str, ...]:
    """Names that may stand after a dot behind a value of the type."""
    if base.name == "list":
        return known_members(base.item or ANY)
    return tuple(name for name, _ in base.members or ()) or tuple(PROPERTIES.get(cast("Kind", base.name), {}))
