"""The one translation of a form into JSON Schema (2020-12), and the validator that checks answers against it.

Three keywords of the validator differ from the standard's, to stay bounded and exact: multiples are computed
in decimals, a pattern runs in linear time, and the rows of a list beyond its limit aren't looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators
from jsonschema.protocols import Validator

from engine.definitions.form_field import Field
from engine.definitions.form_pattern import matches
from engine.definitions.form_profile import LARGEST_NUMBER, MOST_CHOSEN, MOST_FILES, MOST_ROWS
from engine.definitions.form_values import READERS

Json = dict[str, Any]

EMAIL = r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"
PHONE = r"^(\+?86-?)?(1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|400-?\d{3}-?\d{4})$"


def to_json_schema(fields: tuple[Field, ...]) -> Json:
    """The JSON Schema of a form's answers as if no field were hidden.

    Bounds are int or Decimal. What only the data can tell is left to the caller: options from there, ids of
    files, and whether the answer to a read-only field is what was shown.
    """
    root = _container()
    for field in fields:
        holder = root
        for step in field.path[:-1]:
            holder = holder["items"] if step == "*" else holder["properties"].setdefault(step, _container())
        holder["properties"][field.path[-1]] = leaf(field)
        if field.required:
            holder["required"].append(field.path[-1])
    return root


def leaf(field: Field) -> Json:
    """The JSON Schema of one answer."""
    return {} if field.readonly else _LEAVES[field.kind](field)


def validator_of(schema: Json) -> Validator:
    """What checks answers, or one answer, against its JSON Schema."""
    validator: Validator = _Validator(schema, format_checker=_FORMATS)
    return validator


def _container() -> Json:
    return {"type": "object", "properties": {}, "required": [], "additionalProperties": False}


def _line(field: Field) -> Json:
    schema = {"type": "string", "format": "line", **_lengths(field)}
    return schema | ({"pattern": field.pattern} if field.pattern else {})


def _text(field: Field) -> Json:
    return {"type": "string", "format": "text", **_lengths(field)}


def _lengths(field: Field) -> Json:
    return {"minLength": field.min_length or 0, "maxLength": field.max_length}


def _number(field: Field) -> Json:
    return {
        "type": "number",
        "minimum": -LARGEST_NUMBER if field.minimum is None else field.minimum,
        "maximum": LARGEST_NUMBER if field.maximum is None else field.maximum,
        "multipleOf": field.step,
    }


def _datetime(field: Field) -> Json:
    return {"type": "string", "format": field.subtype}


def _choice(field: Field) -> Json:
    schema: Json = {"type": "string"}
    return schema if field.options_key else schema | {"enum": [option.value for option in field.options]}


def _choices(field: Field) -> Json:
    return {
        "type": "array",
        "items": _choice(field),
        "minItems": int(field.required),
        "maxItems": MOST_CHOSEN,
        "uniqueItems": True,
    }


def _checkbox(field: Field) -> Json:
    """A tick that is required is a promise: it can't be left out."""
    return {"type": "boolean"} | ({"enum": [True]} if field.required else {})


def _files(field: Field) -> Json:
    return {
        "type": "array",
        "items": {"type": "string", "minLength": 1, "maxLength": 100},
        "minItems": max(int(field.required), field.min_length or 0),
        "maxItems": field.max_length
        if field.multiple and field.max_length
        else MOST_FILES
        if field.multiple
        else 1,
        "uniqueItems": True,
    }


def _rows(_: Field) -> Json:
    return {"type": "array", "maxItems": MOST_ROWS, "items": _container()}


_LEAVES = {
    "textfield": _line,
    "textarea": _text,
    "number": _number,
    "datetime": _datetime,
    "select": _choice,
    "radio": _choice,
    "checkbox": _checkbox,
    "checklist": _choices,
    "taglist": _choices,
    "filepicker": _files,
    "dynamiclist": _rows,
}

_FORMATS = FormatChecker(formats=())


def _check_format(name: str, read: Callable[[str], object]) -> None:
    def reads(value: object) -> bool:
        return not isinstance(value, str) or read(value) is not None

    _FORMATS.checks(name, raises=ValueError)(reads)


for _name, _read in READERS.items():
    _check_format(_name, _read)


def _is_number(_: object, value: object) -> bool:
    if isinstance(value, float | Decimal):
        return Decimal(value).is_finite()
    return isinstance(value, int) and not isinstance(value, bool)


def _multiple_of(validator: Validator, step: Any, value: Any, _: Json) -> Iterator[ValidationError]:
    # Beyond the largest number the remainder has no exact value; that number is refused for its size.
    if validator.is_type(value, "number") and abs(value) <= LARGEST_NUMBER and value % step:
        yield ValidationError("multipleOf")


def _pattern(_: Validator, pattern: str, value: Any, schema: Json) -> Iterator[ValidationError]:
    readable = isinstance(value, str) and len(value) <= schema["maxLength"]
    if readable and not matches(pattern, value):
        yield ValidationError("pattern")


def _items(validator: Any, items: Json, value: Any, schema: Json) -> Iterator[ValidationError]:
    if isinstance(value, list) and len(value) <= schema["maxItems"]:
        for index, item in enumerate(value):
            yield from validator.descend(item, items, path=index)


_Validator = validators.extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {"multipleOf": _multiple_of, "pattern": _pattern, "items": _items},
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("number", _is_number),
)
