"""The answers that somebody gives to a form: what is wrong with them, and the values that they stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import takewhile
from typing import Any

from engine.definitions.form_errors import UNFILLED, field_errors, wrong
from engine.definitions.form_field import Field, Path, dig, drop
from engine.definitions.form_schema import Json, validator_of
from engine.definitions.form_values import SHANGHAI, instances, prepared, typed, value_of
from engine.definitions.form_violation import violations
from engine.errors import FieldError, Invalid
from engine.feel import FeelError, compile_expression

MOST_ERRORS = 100
"""So many errors are told at once; nobody reads more."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the rules of a form look at beside the answers.

    `data`: values and option lists that were shown; `today`: the day in Shanghai; `attachment_ok`: whether an
    attachment of that id may be used here.
    """

    data: Mapping[str, object]
    today: date
    attachment_ok: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Answers:
    """Values of all fields that are asked, None for what is unfilled or hidden.

    `attachments`: ids of the files that were answered, in rows of lists too, with the key of their field.
    """

    values: Mapping[str, object]
    attachments: Mapping[str, str]


def read_answers(fields: tuple[Field, ...], schema: Json, answers: object, around: Circumstances) -> Answers:
    """The values of right answers. Raises Invalid with an error for every field that is wrong."""
    given = prepared(answers, schema)
    errors = tuple(_errors(fields, schema, given, around))
    for error in errors:
        drop(given, _outside_of_lists(error.field))
    hidden = hidden_paths(fields, given, around.data)
    shown = [error for error in errors if error.code not in UNFILLED or not _is_hidden(error.field, hidden)]
    if shown:
        places = {field.path: place for place, field in enumerate(fields)}
        in_order = sorted(shown, key=lambda error: places.get(_path_of(error.field), len(places)))
        raise Invalid(errors=tuple(in_order[:MOST_ERRORS]))
    for path in hidden:
        drop(given, path)
    asked = tuple(field for field in fields if not field.readonly)
    return Answers(typed(asked, given), dict(_attachments(asked, given)))


def sound_part(fields: tuple[Field, ...], schema: Json, answers: object) -> object:
    """The answers less those that can't be read, as conditions see them while a form is being filled."""
    given = prepared(answers, schema)
    for error in _structural(fields, schema, given):
        drop(given, _outside_of_lists(error.field))
    return given


def hidden_paths(fields: tuple[Field, ...], answers: object, data: Mapping[str, object]) -> frozenset[Path]:
    """Fields that a condition hides; conditions see all answers, as in form-js, and the data beside them.

    A condition that has no value, as long as what it speaks of is unfilled, hides nothing.
    """
    asked = tuple(field for field in fields if not field.readonly)
    variables = {**data, **typed(asked, answers)}
    conditions = {text for field in fields for text in field.hide}
    true = {text for text in conditions if _holds(text, variables)}
    return frozenset(field.path for field in fields if true.intersection(field.hide))


def _holds(text: str, variables: Mapping[str, object]) -> bool:
    try:
        return compile_expression(text).evaluate(variables) is True
    except FeelError:
        return False


def _structural(fields: tuple[Field, ...], schema: Json, given: object) -> tuple[FieldError, ...]:
    by_path = {field.path: field for field in fields}
    found = violations(validator_of(schema), given)
    return tuple(dict.fromkeys(error for violation in found for error in field_errors(violation, by_path)))


def _errors(
    fields: tuple[Field, ...], schema: Json, given: object, around: Circumstances
) -> Iterator[FieldError]:
    """Everything that is wrong with the answers, as if no field were hidden."""
    structural = _structural(fields, schema, given)
    broken = {error.field for error in structural}
    places = tuple(instances(fields, given))
    empty = {
        ".".join(where) for field, where, _ in places if field.options_key and not field.choices(around.data)
    }
    for error in structural:
        nothing = error.code == "choose" and error.field in empty
        yield replace(error, code="nothing_to_choose") if nothing else error
    for field, where, answer in places:
        if answer is not None and ".".join(where) not in broken:
            yield from _rule(field)(field, where, answer, around)


def _attachments(fields: tuple[Field, ...], given: object) -> Iterator[tuple[str, str]]:
    for field, _, answer in instances(fields, given):
        if field.kind == "filepicker" and isinstance(answer, list):
            yield from ((file, field.key) for file in answer)


def _outside_of_lists(name: str) -> Path:
    return tuple(takewhile(lambda step: not step.isdigit(), name.split(".")))


def _path_of(name: str) -> Path:
    """The path of the field that an error names, the numbers of rows replaced."""
    return tuple("*" if step.isdigit() else step for step in name.split("."))


def _is_hidden(name: str, hidden: frozenset[Path]) -> bool:
    path = _path_of(name)
    return any(path[:size] in hidden for size in range(1, len(path) + 1))


Rule = Callable[[Field, Path, Any, Circumstances], Iterator[FieldError]]


def _rule(field: Field) -> Rule:
    return _unchanged if field.readonly else _RULES.get(field.kind, _nothing)


def _nothing(*_: object) -> Iterator[FieldError]:
    return iter(())


def _unchanged(field: Field, where: Path, answer: Any, around: Circumstances) -> Iterator[FieldError]:
    """A browser may send a read-only field back, as it was shown."""
    if not _is_as_shown(field, answer, dig(around.data, where)):
        yield wrong(field, where, "read_only")


def _is_as_shown(field: Field, answer: Any, shown: object) -> bool:
    if answer == prepared(shown, {}):
        return True
    try:
        return value_of(field, answer) == shown
    except ValueError:
        return False


def _one_option(field: Field, where: Path, answer: Any, around: Circumstances) -> Iterator[FieldError]:
    yield from _some_options(field, where, [answer], around)


def _some_options(field: Field, where: Path, answer: Any, around: Circumstances) -> Iterator[FieldError]:
    if field.options_key and not {choice.value for choice in field.choices(around.data)}.issuperset(answer):
        yield wrong(field, where, "not_an_option")


def _not_passed(field: Field, where: Path, answer: Any, around: Circumstances) -> Iterator[FieldError]:
    value = value_of(field, answer)
    day = value.astimezone(SHANGHAI).date() if isinstance(value, datetime) else value
    if field.no_past and isinstance(day, date) and day < around.today:
        yield wrong(field, where, "passed_date", today=around.today.isoformat())


def _usable_files(field: Field, where: Path, answer: Any, around: Circumstances) -> Iterator[FieldError]:
    if not all(map(around.attachment_ok, answer)):
        yield wrong(field, where, "unknown_attachment")


_RULES: Mapping[str, Rule] = {
    "select": _one_option,
    "radio": _one_option,
    "checklist": _some_options,
    "taglist": _some_options,
    "datetime": _not_passed,
    "filepicker": _usable_files,
}
