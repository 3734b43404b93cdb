"""What a form may consist of: for every component of form-js that we honour, its properties as a JSON Schema.

A component or property that isn't here is a problem of the form, never dropped without a word.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine import messages

Schema = Mapping[str, object]

REGISTERS = ("budget", "resolutions", "contracts", "payments", "seals", "cases")
PRIVACY = ("public", "masked", "private")

MOST_COMPONENTS = 300
MOST_ROWS = 200
MOST_FILES = 20
MOST_CHOSEN = 5_000
LONGEST_LINE = 1_000
LONGEST_TEXT = 20_000
LARGEST_NUMBER = 10**15

_FLAG: Schema = {"type": "boolean"}
_ID: Schema = {"type": "string", "maxLength": 200}
# form-js would evaluate `= …` and `{{ … }}`; a label or bound that is computed isn't honoured here.
_WORDS: Schema = {"type": "string", "maxLength": 4_000, "not": {"pattern": r"^\s*=|\{\{"}}
_LABEL: Schema = {**_WORDS, "minLength": 1, "maxLength": 200}
_PATH: Schema = {
    "type": "string",
    "pattern": r"^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)*$",
    "maxLength": 120,
}
_NUMBER: Schema = {"type": "number", "minimum": -LARGEST_NUMBER, "maximum": LARGEST_NUMBER}
_ADORNED: Schema = {
    "type": "object",
    "properties": {"prefixAdorner": _WORDS, "suffixAdorner": _WORDS},
    "additionalProperties": False,
}
_CONDITIONAL: Schema = {
    "type": "object",
    "properties": {"hide": {"type": "string", "maxLength": 2_000}},
    "additionalProperties": False,
}
_CHOICE: Schema = {
    "type": "object",
    "properties": {
        "value": {"type": "string", "pattern": r"^\S(.*\S)?$", "maxLength": 200},
        "label": _LABEL,
    },
    "required": ["value", "label"],
    "additionalProperties": False,
}
_CHOICES: Mapping[str, Schema] = {
    "values": {"type": "array", "items": _CHOICE, "minItems": 1, "maxItems": 500},
    "valuesKey": _PATH,
}
_PLACE: Mapping[str, Schema] = {
    "id": _ID,
    "type": {"type": "string"},
    "layout": {"type": "object"},
    "conditional": _CONDITIONAL,
}
_BOX: Mapping[str, Schema] = {
    **_PLACE,
    "label": {**_WORDS, "maxLength": 200},
    "components": {"type": "array"},
    "showOutline": _FLAG,
    "verticalAlignment": {"enum": ["start", "center", "end"]},
    "properties": {"type": "object", "additionalProperties": False},
}


def _length(longest: int) -> Schema:
    return {"type": "integer", "minimum": 0, "maximum": longest}


def _rules(**rules: Schema) -> Schema:
    return {"type": "object", "properties": {"required": _FLAG, **rules}, "additionalProperties": False}


def _one_of(*values: str) -> Schema:
    return {"enum": list(values)}


def _input(
    *, validate: Schema | None = None, custom: Mapping[str, Schema] | None = None, **more: Schema
) -> Schema:
    """An input: what all have, its rules under `validate`, our own `properties`, and `more` of its own."""
    properties: dict[str, Schema] = {
        "material": _one_of("true"),
        "class": _one_of(*PRIVACY),
        **(custom or {}),
    }
    own: dict[str, Schema] = {
        **_PLACE,
        "key": _PATH,
        "label": _LABEL,
        "description": _WORDS,
        "validate": validate or _rules(),
        "readonly": _FLAG,
        "disabled": _FLAG,
        "properties": {"type": "object", "properties": properties, "additionalProperties": False},
        "defaultValue": {},
        **more,
    }
    return {"type": "object", "properties": own, "required": ["key"], "additionalProperties": False}


def _shown(**more: Schema) -> Schema:
    return {"type": "object", "properties": {**_PLACE, **more}, "additionalProperties": False}


_PERSON: Mapping[str, Schema] = {"person": _one_of("true")}

_LINE_RULES = _rules(
    minLength=_length(LONGEST_LINE),
    maxLength=_length(LONGEST_LINE),
    pattern={"type": "string", "minLength": 1, "maxLength": 200},
    patternErrorMessage=_WORDS,
    validationType=_one_of("custom", "email", "phone"),
)
# A named type brings its own pattern.
_ONE_PATTERN: Schema = {
    "if": {"properties": {"validationType": _one_of("email", "phone")}, "required": ["validationType"]},
    "then": {"properties": {"pattern": False}},
}

COMPONENTS: Mapping[str, Schema] = {
    "textfield": _input(validate={**_LINE_RULES, **_ONE_PATTERN}, appearance=_ADORNED),
    "textarea": _input(validate=_rules(minLength=_length(LONGEST_TEXT), maxLength=_length(LONGEST_TEXT))),
    "number": _input(
        validate=_rules(min=_NUMBER, max=_NUMBER),
        custom={"unit": _one_of("fen")},
        appearance=_ADORNED,
        decimalDigits={"type": "integer", "minimum": 0, "maximum": 6},
        increment={**_NUMBER, "exclusiveMinimum": 0},
    ),
    "datetime": _input(
        subtype=_one_of("date", "datetime", "time"),
        dateLabel=_LABEL,
        timeLabel=_LABEL,
        timeSerializingFormat=_one_of("utc_offset", "utc_normalized", "no_timezone"),
        timeInterval={"type": "integer", "minimum": 1, "maximum": 720},
        use24h=_FLAG,
        disallowPassedDates=_FLAG,
    ),
    "select": _input(custom={**_PERSON, "register": _one_of(*REGISTERS)}, searchable=_FLAG, **_CHOICES),
    "radio": _input(custom=_PERSON, **_CHOICES),
    "checkbox": _input(),
    "checklist": _input(custom=_PERSON, **_CHOICES),
    "taglist": _input(custom=_PERSON, **_CHOICES),
    "filepicker": _input(
        validate=_rules(minLength=_length(MOST_FILES), maxLength=_length(MOST_FILES)),
        custom={"attachment": _ID},
        multiple=_FLAG,
        accept={"type": "string", "maxLength": 200},
    ),
    "dynamiclist": {
        "type": "object",
        "properties": {
            **_BOX,
            "label": _LABEL,
            "path": _PATH,
            "isRepeating": {"const": True},
            "allowAddRemove": {"const": True},
            "defaultRepetitions": {"type": "integer", "minimum": 0, "maximum": 20},
            "disableCollapse": _FLAG,
            "nonCollapsedItems": {"type": "integer", "minimum": 0},
        },
        "required": ["path", "label"],
        "additionalProperties": False,
    },
    "group": {
        "type": "object",
        "properties": {**_BOX, "path": {**_PATH, "pattern": f"^$|{_PATH['pattern']}"}},
        "additionalProperties": False,
    },
    "text": _shown(text=_WORDS),
    "separator": _shown(),
    "spacer": _shown(height={"type": "integer", "minimum": 0, "maximum": 1_000}),
}

FORM: Schema = {
    "type": "object",
    "properties": {
        "type": {"const": "default"},
        "id": _ID,
        "schemaVersion": {"type": "integer"},
        "exporter": {"type": "object"},
        "executionPlatform": _ID,
        "executionPlatformVersion": _ID,
        "components": {"type": "array"},
    },
    "required": ["components"],
    "additionalProperties": False,
}

# A key becomes a variable: it may neither hide what expressions have built in nor be a word of their grammar.
RESERVED = frozenset(
    [
        "case",
        "today",
        "now",
        "param",
        "days",
        "workdays",
        "true",
        "false",
        "null",
        "some",
        "every",
        "function",
        "and",
        "or",
        "not",
        "between",
        "in",
        "instance",
        "of",
        "if",
        "then",
        "else",
        "for",
        "return",
        "satisfies",
    ]
)


def is_attachment(kind: str) -> bool:
    """Whether that is a type of attachment that the catalogue has a word for."""
    return messages.known(f"attachment.{kind}")
