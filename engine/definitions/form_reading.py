"""Reads the components of a form-js schema into fields; what the profile doesn't honour becomes a problem."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator

from engine.definitions.form_field import CHOICES, Field, Option, Path, Problem
from engine.definitions.form_profile import COMPONENTS
from engine.definitions.form_schema import EMAIL, PHONE
from engine.definitions.form_violation import Violation, violations
from engine.feel import FeelError, compile_expression
from engine.messages import text

Json = Mapping[str, Any]

_VALIDATORS = {kind: Draft202012Validator(schema) for kind, schema in COMPONENTS.items()}
_SHOWN = frozenset({"text", "separator", "spacer"})
_DEFAULT_LENGTH = {"textfield": 200, "textarea": 2_000}
_NAMED_PATTERNS = {"email": EMAIL, "phone": PHONE}
_MONEY_DIGITS, _MOST_DIGITS = 0, 6
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Place:
    """Where a component stands: path of its answers, conditions around it, whether in a row, how deep."""

    path: Path = ()
    hide: tuple[str, ...] = ()
    in_list: bool = False
    depth: int = 0


def read_components(components: object, place: Place) -> Iterator[Field | Problem]:
    """Fields and problems of a list of components, in their order."""
    if place.depth > _DEEPEST:
        yield Problem("", "too_deep", {"most": _DEEPEST})
        return
    for component in components if isinstance(components, list) else ():
        yield from _read(component, place)


def broken_rules(validator: Validator, value: object, name: str) -> Iterator[Problem]:
    """What a part of the schema has that the profile doesn't know, or writes in another way."""
    return (_problem(violation, name) for violation in violations(validator, value))


def _read(component: object, place: Place) -> Iterator[Field | Problem]:
    if not isinstance(component, dict):
        yield Problem("", "not_a_component")
        return
    name = _name(component)
    validator = _VALIDATORS.get(str(component.get("type")))
    if validator is None:
        yield Problem(name, "unknown_component", {"type": str(component.get("type"))[:40]})
        return
    found = tuple(broken_rules(validator, component, name))
    yield from found or _inner(component, name, place)


def _inner(component: Json, name: str, place: Place) -> Iterator[Field | Problem]:
    within = replace(place, depth=place.depth + 1)
    if condition := condition_of(component):
        yield from _condition_problems(name, condition, place)
        within = replace(within, hide=(*place.hide, condition))
    match component["type"]:
        case "group":
            path = within.path + _steps(component.get("path"))
            yield from read_components(component.get("components"), replace(within, path=path))
        case "dynamiclist":
            yield from _list(component, name, within)
        case kind if kind not in _SHOWN:
            yield _field(component, within)


def condition_of(component: Json) -> str | None:
    """The FEEL text that hides a component, None when it is always shown."""
    return (component.get("conditional") or {}).get("hide") or None


def _condition_problems(name: str, condition: str, place: Place) -> Iterator[Problem]:
    if place.in_list:
        yield Problem(name, "condition_in_list")
    try:
        functions = compile_expression(condition).functions
    except FeelError as error:
        yield Problem(name, "bad_condition", {"condition": condition, "reason": error.sentence()})
        return
    # A browser evaluates the condition too, and knows the language's own functions only.
    for function in sorted(functions):
        yield Problem(name, "condition_calls", {"condition": condition, "function": function})


def _list(component: Json, name: str, place: Place) -> Iterator[Field | Problem]:
    if place.in_list:
        yield Problem(name, "nested_list")
        return
    path = place.path + _steps(component["path"])
    rows = component.get("defaultRepetitions", 1)
    yield Field(path, component["path"], "dynamiclist", component["label"], hide=place.hide, rows=rows)
    inner = replace(place, path=(*path, "*"), in_list=True)
    yield from read_components(component.get("components"), inner)


def _field(component: Json, place: Place) -> Field:
    kind, rules = component["type"], component.get("validate") or {}
    own = component.get("properties") or {}
    length = rules.get("maxLength", _DEFAULT_LENGTH.get(kind))
    return Field(
        path=place.path + _steps(component["key"]),
        key=component["key"],
        kind=kind,
        label=_label(component),
        description=component.get("description", ""),
        required=rules.get("required", False),
        readonly=component.get("readonly", False) or component.get("disabled", False),
        hide=place.hide,
        default=component.get("defaultValue"),
        options=tuple(Option(row["value"], row["label"]) for row in component.get("values", ())),
        options_key=component.get("valuesKey") if kind in CHOICES else None,
        subtype=component.get("subtype", "date") if kind == "datetime" else None,
        no_past=component.get("disallowPassedDates", False),
        minimum=_number(rules.get("min")),
        maximum=_number(rules.get("max")),
        step=_step(component, own) if kind == "number" else None,
        min_length=rules.get("minLength"),
        max_length=length,
        pattern=_NAMED_PATTERNS.get(rules.get("validationType", ""), rules.get("pattern")),
        pattern_advice=_advice(rules),
        multiple=component.get("multiple", False),
        accept=component.get("accept", ""),
        properties=dict(own),
    )


def _step(component: Json, own: Json) -> int | Decimal:
    """What a number must be a multiple of: the increment, else one unit of its last decimal."""
    if "increment" in component:
        return _number(component["increment"]) or 1
    digits = component.get("decimalDigits", _MONEY_DIGITS if own.get("unit") == "fen" else _MOST_DIGITS)
    return Decimal(1).scaleb(-digits) if digits else 1


def _number(number: float | None) -> int | Decimal | None:
    if number is None:
        return None
    written = Decimal(str(number))
    return int(written) if written == written.to_integral_value() else written


def _advice(rules: Json) -> str | None:
    named = rules.get("validationType")
    return text(f"field.advice.{named}") if named in _NAMED_PATTERNS else rules.get("patternErrorMessage")


def _label(component: Json) -> str:
    return str(component.get("label") or component.get("dateLabel") or component.get("timeLabel") or "")


def _steps(path: str | None) -> Path:
    return tuple(path.split(".")) if path else ()


def _name(component: Json) -> str:
    return str(component.get("key") or component.get("path") or component.get("id") or "")[:120]


def _problem(violation: Violation, name: str) -> Problem:
    where = ".".join(map(str, violation.path))
    if violation.rule == "additionalProperties":
        unknown = ", ".join(violation.unknown())[:80]
        return Problem(name, "unknown_property", {"property": f"{where}.{unknown}".lstrip(".")})
    if violation.rule == "required":
        return Problem(name, "missing_property", {"property": ", ".join(violation.absent())})
    if violation.rule == "not":
        return Problem(name, "computed_text", {"property": where})
    return Problem(name, "bad_property", {"property": where, "value": str(violation.value)[:60]})
