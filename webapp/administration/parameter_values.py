"""Parameters in words, and the field in which one is set."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.messages import text
from engine.rules.parameter_table import PARAMETERS, Kind
from webapp.formatting import money
from webapp.forms.page_forms import Json, choice, line

VALUE, AMOUNT = "value", "value_fen"
"""The answer that is the new value: money has a key of its own, as everywhere."""
LONGEST = 60


def in_words(key: str, value: object) -> str:
    """A value, a floor or a ceiling of a parameter as people say it."""
    if value is None or value == "":
        return text("form.none")
    written = WORDING.get(PARAMETERS[key].kind)
    return written(value) if written else str(value)


def unit_of(key: str, unit: str) -> str:
    """The unit behind a value; an amount carries its own sign."""
    return "" if PARAMETERS[key].kind is Kind.FEN else unit


def value_field(key: str, unit: str) -> Json:
    """The field for a new value, by the kind of the parameter."""
    kind, label = PARAMETERS[key].kind, text("parameter.value")
    if kind is Kind.INTEGER:
        number = {**line(VALUE, label, longest=LONGEST), "type": "number", "decimalDigits": 0}
        return {**number, "validate": {"required": True}, "appearance": {"suffixAdorner": unit}}
    if kind is Kind.FEN:
        amount = {**line(AMOUNT, label, longest=LONGEST), "type": "number", "properties": {"unit": "fen"}}
        return {**amount, "validate": {"required": True}}
    if kind is Kind.BOOLEAN:
        return {**choice(VALUE, label, "radio"), "values": _yes_or_no()}
    if kind is Kind.CHOICE:
        return {**choice(VALUE, label), "values": _options(PARAMETERS[key].choices)}
    return line(VALUE, label, text(f"parameter.hint.{kind.value}"), longest=LONGEST)


def value_key(key: str) -> str:
    """The key under which the field's answer stands."""
    return AMOUNT if PARAMETERS[key].kind is Kind.FEN else VALUE


def field_value(key: str, value: object) -> object:
    """The value in force as it stands in the field."""
    if PARAMETERS[key].kind is Kind.BOOLEAN:
        return "true" if value else "false"
    return value


def _yes_or_no() -> list[dict[str, str]]:
    return [{"value": "true", "label": text("form.yes")}, {"value": "false", "label": text("form.no")}]


def _options(values: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"value": value, "label": text(f"choice.{value}")} for value in values]


def _amount(value: object) -> str:
    return money(value) if isinstance(value, int) else str(value)


def _truth(value: object) -> str:
    return text("form.yes") if value else text("form.no")


def _chosen(value: object) -> str:
    return text(f"choice.{value}")


def _share(value: object) -> str:
    """`>=2/3` includes the two thirds, `>1/2` excludes the half."""
    written = str(value)
    key = "parameter.at_least" if written.startswith(">=") else "parameter.more_than"
    return text(key, share=written.lstrip(">="))


def _ladder(value: object) -> str:
    return text("format.list_separator").join(_rung(one.strip()) for one in str(value).split(","))


def _rung(written: str) -> str:
    """`-1wd`, `0`, `+2d`: so many days before or after the deadline, or on its day."""
    if written == "0":
        return text("parameter.rung.on_the_day")
    direction = "before" if written.startswith("-") else "after"
    counted = "working_days" if written.endswith("wd") else "days"
    return text(f"parameter.rung.{direction}.{counted}", number=written.strip("+-wd"))


WORDING: Mapping[Kind, Callable[[object], str]] = {
    Kind.FEN: _amount,
    Kind.BOOLEAN: _truth,
    Kind.CHOICE: _chosen,
    Kind.THRESHOLD: _share,
    Kind.LADDER: _ladder,
}
"""How values are said that don't stand for themselves."""
