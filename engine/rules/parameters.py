"""Values that districts, towns and villages set, between the floors that the law leaves them.

The definitions stand in `parameter_table`; here is what they mean: which value holds on a day, and which
is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from engine.errors import Invalid
from engine.messages import text
from engine.rules.finding import Finding
from engine.rules.parameter_table import PARAMETERS, Kind, Parameter, Value
from engine.rules.reminders import parse_ladder
from engine.rules.thresholds import parse_threshold

DEFAULTS: Mapping[str, Value] = {key: parameter.default for key, parameter in PARAMETERS.items()}

INTEGER_KINDS = frozenset({Kind.INTEGER, Kind.FEN})


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A value set for a region (`scope` is its id; None means everywhere) from a day to a day, both
    included.
    """

    key: str
    value: Value
    scope: str | None
    from_on: date
    to_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the value is in force on that day (Asia/Shanghai)."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


def default_of(key: str) -> Value:
    """The value that holds where nobody set another. Raises KeyError for an unknown key."""
    return PARAMETERS[key].default


def in_force(
    key: str, values: Iterable[ParameterValue], scopes: Sequence[str], on: date
) -> ParameterValue | None:
    """What was set for `key` and holds on a day, in a village whose regions are `scopes`, from the village
    up to the district; None where the default holds.

    The nearest region wins, there the latest start. A stored value that the law no longer allows is
    passed over: a floor that rises (the 15 days of 2026) must not be undercut by what was lawful when it
    was entered.
    """
    held = [v for v in values if v.key == key and v.holds_on(on) and refuse(key, v.value) is None]
    for scope in (*scopes, None):
        here = [v for v in held if v.scope == scope]
        if here:
            return max(here, key=lambda v: v.from_on)
    return None


def resolve(key: str, values: Iterable[ParameterValue], scopes: Sequence[str], on: date) -> Value:
    """The value of `key` on a day: what was set, else the default. Raises KeyError for an unknown key."""
    held = in_force(key, values, scopes, on)
    return default_of(key) if held is None else held.value


def effective(values: Iterable[ParameterValue], scopes: Sequence[str], on: date) -> Mapping[str, Value]:
    """All parameters as they hold on a day: what the other rules take as `parameters`."""
    stored = tuple(values)
    return {key: resolve(key, stored, scopes, on) for key in PARAMETERS}


def value_of(parameters: Mapping[str, Value], key: str) -> Value:
    """The value of `key` in a mapping that may name only what differs from the defaults."""
    return parameters.get(key, DEFAULTS[key])


def integer_of(parameters: Mapping[str, Value], key: str) -> int:
    """The value of a parameter that is a whole number (of days, fen, times)."""
    value = value_of(parameters, key)
    if not isinstance(value, int):
        raise TypeError(f"{key} is not a whole number: {value!r}")
    return value


def refuse(key: str, value: Value) -> Finding | None:
    """Why this value can't be set: unknown key, wrong type, or beyond what the law leaves open; None when
    it can.
    """
    if key not in PARAMETERS:
        return Finding("parameter_unknown", facts={"key": key})
    definition = PARAMETERS[key]
    if not _well_typed(definition, value):
        return _finding("parameter_ill_typed", definition, value)
    return _beyond_the_law(definition, value)


def _well_typed(definition: Parameter, value: Value) -> bool:
    if definition.kind in INTEGER_KINDS:
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if definition.kind is Kind.BOOLEAN:
        return isinstance(value, bool)
    return isinstance(value, str) and _readable(definition, value)


def _readable(definition: Parameter, value: str) -> bool:
    if definition.kind is Kind.CHOICE:
        return value in definition.choices
    try:
        if definition.kind is Kind.THRESHOLD:
            parse_threshold(value)
        if definition.kind is Kind.LADDER:
            parse_ladder(value)
    except Invalid:
        return False
    return definition.kind is not Kind.INTEGERS or all(part.isdecimal() for part in value.split("/"))


def _beyond_the_law(definition: Parameter, value: Value) -> Finding | None:
    if definition.floor is not None and not _reaches(value, definition.floor):
        return _finding("parameter_below_floor", definition, value)
    if definition.ceiling is not None and int(value) > definition.ceiling:
        return _finding("parameter_above_ceiling", definition, value)
    return None


def _reaches(value: Value, floor: int | str) -> bool:
    if isinstance(floor, str):
        return parse_threshold(str(value)).at_least(parse_threshold(floor))
    return int(value) >= floor


def _finding(code: str, definition: Parameter, value: Value) -> Finding:
    facts = {
        "key": definition.key,
        "name": text(definition.name_key),
        "value": value,
        "floor": definition.floor,
        "ceiling": definition.ceiling,
    }
    return Finding(code, definition.source.label(), facts)
