"""What keeps a file from being a form: unreadable, outside of the profile, or at odds with itself."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NoReturn

from jsonschema import Draft202012Validator

from engine.definitions.form_field import CHOICES, LISTS, Field, Problem
from engine.definitions.form_pattern import PatternError, compiled
from engine.definitions.form_profile import FORM, MOST_COMPONENTS, RESERVED, is_attachment
from engine.definitions.form_reading import Place, broken_rules, read_components
from engine.definitions.form_schema import leaf, validator_of
from engine.definitions.form_values import prepared
from engine.definitions.form_violation import violations

MOST_BYTES = 512 * 1024
_FORM = Draft202012Validator(FORM)

Examined = tuple[Mapping[str, Any], tuple[Field, ...], tuple[Problem, ...]]


def examine(data: bytes | str | dict[str, Any]) -> Examined:
    """The schema, its fields and everything that is wrong with it."""
    schema = _loaded(data)
    if schema is None:
        return {}, (), (Problem("", "unreadable"),)
    if found := tuple(broken_rules(_FORM, schema, "")):
        return {}, (), found
    if (count := len(components_in(schema))) > MOST_COMPONENTS:
        return {}, (), (Problem("", "too_many_components", {"count": count, "most": MOST_COMPONENTS}),)
    read = tuple(read_components(schema["components"], Place()))
    fields = tuple(one for one in read if isinstance(one, Field))
    found = tuple(one for one in read if isinstance(one, Problem))
    return (
        schema,
        fields,
        (*found, *_clashes(fields), *(problem for field in fields for problem in _faults(field))),
    )


def _loaded(data: bytes | str | dict[str, Any]) -> Mapping[str, Any] | None:
    if isinstance(data, dict):
        return data
    try:
        schema = json.loads(data, parse_constant=_refuse) if len(data) <= MOST_BYTES else None
    except (ValueError, RecursionError):
        return None
    return schema if isinstance(schema, dict) else None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def components_in(part: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """All components of a form, those inside others too; found without recursion: it may be hostile."""
    found: list[dict[str, Any]] = []
    waiting = [part]
    while waiting:
        inner = waiting.pop().get("components")
        components = [c for c in inner if isinstance(c, dict)] if isinstance(inner, list) else []
        found += components
        waiting += components
    return tuple(found)


def _clashes(fields: tuple[Field, ...]) -> Iterator[Problem]:
    """Two inputs for one answer, or an answer where another field has a context or a list."""
    counted = Counter(field.path for field in fields)
    for field in fields:
        around = (field.path[:size] for size in range(1, len(field.path)))
        inside = any(path in counted and field.path[: len(path) + 1] != (*path, "*") for path in around)
        if counted[field.path] > 1 or inside:
            yield Problem(field.key, "duplicate_key", {"key": ".".join(field.path)})


def _faults(field: Field) -> Iterator[Problem]:
    """What is wrong with one field; its default is only looked at when its rules can be run."""
    found = tuple(problem for check in CHECKS for problem in check(field))
    yield from found or _default(field)


def _reserved(field: Field) -> Iterator[Problem]:
    names = RESERVED.intersection(field.path)
    return (Problem(field.key, "reserved_key", {"key": name}) for name in sorted(names))


def _unlabelled(field: Field) -> Iterator[Problem]:
    if not field.label.strip():
        yield Problem(field.key, "no_label")


def _unfillable(field: Field) -> Iterator[Problem]:
    if field.required and field.readonly:
        yield Problem(field.key, "required_readonly")


def _options(field: Field) -> Iterator[Problem]:
    if field.kind not in CHOICES:
        return
    if bool(field.options) == bool(field.options_key):
        yield Problem(field.key, "two_sources_of_options" if field.options else "no_options")
    counted = Counter(option.value for option in field.options)
    for value in (value for value, count in counted.items() if count > 1):
        yield Problem(field.key, "duplicate_option", {"value": value})


def _bounds(field: Field) -> Iterator[Problem]:
    if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
        yield Problem(field.key, "crossed_bounds", {"least": field.minimum, "most": field.maximum})
    most = 1 if field.kind == "filepicker" and not field.multiple else field.max_length
    if most is not None and (field.min_length or 0) > most:
        yield Problem(field.key, "crossed_bounds", {"least": field.min_length, "most": most})


def _pattern(field: Field) -> Iterator[Problem]:
    if field.pattern is None:
        return
    try:
        compiled(field.pattern)
    except PatternError as error:
        yield Problem(field.key, "unsafe_pattern", {"pattern": field.pattern, "part": str(error)})


def _money(field: Field) -> Iterator[Problem]:
    """Money that a page shows as a plain number would read a hundred times too large."""
    if field.kind == "number" and field.path[-1].endswith("_fen") != field.in_fen:
        yield Problem(field.key, "fen_without_unit")
    if field.in_fen and field.step is not None and field.step % 1:
        yield Problem(field.key, "broken_fen")


def _attachment(field: Field) -> Iterator[Problem]:
    kind = field.properties.get("attachment")
    if kind is not None and not is_attachment(kind):
        yield Problem(field.key, "unknown_attachment_type", {"type": kind})


def _default(field: Field) -> Iterator[Problem]:
    if field.default is None or field.readonly:
        return
    fits_kind = field.kind != "filepicker" and (field.kind in LISTS) == isinstance(field.default, list)
    schema = leaf(replace(field, required=False))
    if not fits_kind or any(violations(validator_of(schema), prepared(field.default, schema))):
        yield Problem(field.key, "bad_default", {"value": str(field.default)[:60]})


CHECKS: tuple[Callable[[Field], Iterator[Problem]], ...] = (
    _reserved,
    _unlabelled,
    _unfillable,
    _options,
    _bounds,
    _pattern,
    _money,
    _attachment,
)
