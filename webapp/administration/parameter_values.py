"""Parameters in words, and the field in which one is set."""

from __future__ import annotations

from engine.messages import text
from engine.rules.parameter_table import PARAMETERS, Kind
from engine.services.views import PersonRow
from webapp.formatting import money
from webapp.forms.page_forms import Json, choice, line

VALUE, AMOUNT = "value", "value_fen"
"""The answer that is the new value: money has a key of its own, as everywhere."""
LONGEST = 60


def in_words(key: str, value: object) -> str:
    """A value, a floor or a ceiling of a parameter as people say it."""
    kind = PARAMETERS[key].kind
    if value is None or value == "":
        return text("form.none")
    if kind is Kind.FEN and isinstance(value, int):
        return money(value)
    if kind is Kind.BOOLEAN:
        return text("form.yes") if value else text("form.no")
    if kind is Kind.CHOICE:
        return text(f"choice.{value}")
    if kind is Kind.THRESHOLD:
        return _share(str(value))
    return str(value)


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
    if kind is Kind.PERSON:
        return {**choice(VALUE, label), "valuesKey": "people"}
    return line(VALUE, label, text(f"parameter.hint.{kind.value}"), longest=LONGEST)


def value_key(key: str) -> str:
    """The key under which the field's answer stands."""
    return AMOUNT if PARAMETERS[key].kind is Kind.FEN else VALUE


def field_value(key: str, value: object) -> object:
    """The value in force as it stands in the field."""
    if PARAMETERS[key].kind is Kind.BOOLEAN:
        return "true" if value else "false"
    return value


def people_options(rows: tuple[PersonRow, ...]) -> list[dict[str, str]]:
    """Whom a parameter may name."""
    return [{"value": row.person, "label": row.name} for row in rows]


def _yes_or_no() -> list[dict[str, str]]:
    return [{"value": "true", "label": text("form.yes")}, {"value": "false", "label": text("form.no")}]


def _options(values: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"value": value, "label": text(f"choice.{value}")} for value in values]


def _share(written: str) -> str:
    """`>=2/3` includes the two thirds, `>1/2` excludes the half."""
    key = "parameter.at_least" if written.startswith(">=") else "parameter.more_than"
    return text(key, share=written.lstrip(">="))
