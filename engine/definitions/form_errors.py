"""What is wrong with an answer: a code of the catalogue (`field.<code>`) at the field where it is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from engine.definitions.form_field import CHOICES, Field, Path
from engine.definitions.form_violation import Violation
from engine.errors import FieldError
from engine.messages import text

_TYPE_CODES = {
    "textfield": "not_text",
    "textarea": "not_text",
    "number": "not_a_number",
    "datetime": "not_a_date",
    "select": "not_an_option",
    "radio": "not_an_option",
    "checkbox": "not_yes_or_no",
    "checklist": "not_a_list",
    "taglist": "not_a_list",
    "filepicker": "not_a_list",
    "dynamiclist": "not_a_list",
}
_MISSING_CODES = {"checkbox": "must_tick", "filepicker": "missing_attachment"} | dict.fromkeys(
    CHOICES, "choose"
)
_BOUND_CODES = {
    "minLength": "too_short",
    "maxLength": "too_long",
    "minimum": "too_small",
    "maximum": "too_large",
    "minItems": "too_few",
    "maxItems": "too_many",
    "uniqueItems": "twice",
}
_FORMAT_CODES = {"date": "bad_date", "datetime": "bad_instant", "time": "bad_time"}
_LONGEST_NAME = 60

UNFILLED = frozenset({"required", "nothing_to_choose", "missing_material", *_MISSING_CODES.values()})
"""Codes of what is forgiven where a field is hidden; a wrong answer isn't, though it would be dropped."""


def field_errors(violation: Violation, fields: Mapping[Path, Field]) -> Iterator[FieldError]:
    """The errors of fields that one violation of the form's JSON Schema stands for."""
    where, path = tuple(map(str, violation.path)), _pattern_of(violation.path)
    if violation.rule == "additionalProperties":
        for name in violation.unknown():
            # A dot would make the name read as the path of another field.
            shown = name[:_LONGEST_NAME].replace(".", "_")
            yield wrong(None, (*where, shown), "unknown_field", name=shown)
    elif violation.rule == "required":
        for name in violation.absent():
            field = fields[(*path, name)]
            yield wrong(field, (*where, name), _missing_code(field))
    else:
        yield _broken_rule(violation, where, path, fields)


def wrong(field: Field | None, where: Path, code: str, **facts: object) -> FieldError:
    """An error of a field, with its label for the sentence."""
    named = {"label": field.label, **facts} if field else facts
    if code == "missing_attachment" and field and "attachment" in field.properties:
        code, named["material"] = "missing_material", text(f"attachment.{field.properties['attachment']}")
    return FieldError(".".join(where), code, tuple(named.items()))


def _pattern_of(path: Iterable[str | int]) -> Path:
    return tuple("*" if isinstance(step, int) else step for step in path)


def _missing_code(field: Field) -> str:
    return _MISSING_CODES.get(field.kind, "required")


def _broken_rule(violation: Violation, where: Path, path: Path, fields: Mapping[Path, Field]) -> FieldError:
    if field := fields.get(path):
        code, facts = _code_and_facts(field, violation)
        return wrong(field, where, code, **facts)
    # One entry of a list of plain values, or a row; the fault is the list's.
    if field := fields.get(path[:-1]):
        return wrong(field, where[:-1], "bad_row" if field.kind == "dynamiclist" else _entry_code(field))
    return wrong(None, where, "not_an_object")


def _entry_code(field: Field) -> str:
    return "unknown_attachment" if field.kind == "filepicker" else "not_an_option"


def _code_and_facts(field: Field, violation: Violation) -> tuple[str, dict[str, object]]:
    if violation.rule == "multipleOf":
        return _step_code(field, violation.expected)
    if violation.rule == "pattern":
        return "bad_pattern", {"advice": field.pattern_advice or text("field.advice.pattern")}
    if code := _code_without_facts(field, violation):
        return code, {}
    return _BOUND_CODES[violation.rule], {"limit": _limit(field, violation.expected)}


def _code_without_facts(field: Field, violation: Violation) -> str | None:
    match violation.rule:
        case "type":
            return _TYPE_CODES[field.kind]
        case "format":
            return _FORMAT_CODES.get(str(field.subtype), "unreadable_sign")
        case "enum":
            return "must_tick" if field.kind == "checkbox" else "not_an_option"
        case "minItems" if not violation.value:
            return _missing_code(field)
    return None


def _step_code(field: Field, step: int | Decimal) -> tuple[str, dict[str, object]]:
    if field.in_fen and step == 1:
        # Who types money types yuan.
        return "too_many_decimals", {"digits": 2}
    if step == 1:
        return "not_whole", {}
    digits = -Decimal(step).adjusted()
    if digits > 0 and step == Decimal(1).scaleb(-digits):
        return "too_many_decimals", {"digits": digits}
    return "not_a_multiple", {"step": step}


def _limit(field: Field, limit: object) -> object:
    """A bound as a person reads it: money in yuan."""
    if field.in_fen and isinstance(limit, int | Decimal):
        return text("field.yuan", amount=f"{Decimal(limit) / 100:,.2f}")
    return limit
