"""A posted HTML form as answers, by the schema that it was rendered from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from webapp.forms import schema, values
from webapp.forms.rendering import MOST_ROWS
from webapp.forms.schema import Component, Place

COUNT = "._count"
KEPT = "._kept"


@dataclass(frozen=True, slots=True)
class Posted:
    """What was posted; `uploads` are ids of files that came with this post, by the name of their control."""

    form: MultiDict[str, str]
    uploads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def answers(form: Mapping[str, object] | None, posted: Posted) -> dict[str, object]:
    """Every field that a person can fill in, with None where nothing was given."""
    found: dict[str, object] = {}
    _collect(schema.components(form), (), posted, found)
    return found


def unreadable(form: Mapping[str, object] | None, found: Mapping[str, object]) -> dict[str, str]:
    """Catalogue keys by dotted path for what was typed and could not be read as what it should be."""
    wrong: dict[str, str] = {}
    _find_unreadable(schema.components(form), (), found, wrong)
    return wrong


def with_row_added(found: dict[str, object], place: str) -> None:
    """One more empty line in the list at a dotted path."""
    rows = schema.dig(found, _place(place))
    if isinstance(rows, list) and len(rows) < MOST_ROWS:
        rows.append({})


def with_row_removed(found: dict[str, object], place: str) -> None:
    """Without the line at a dotted path that ends in its number."""
    *where, last = _place(place)
    rows = schema.dig(found, tuple(where))
    if isinstance(rows, list) and isinstance(last, int) and last < len(rows):
        del rows[last]


def _place(dotted: str) -> Place:
    return tuple(int(step) if step.isdecimal() else step for step in dotted.split("."))


def _collect(inside: tuple[Component, ...], within: Place, posted: Posted, into: dict[str, object]) -> None:
    """Fill `into` with the answers of components; `within` is where they stand in the whole form."""
    for component in inside:
        where = schema.place(component, within)
        own = schema.place(component, ())
        if schema.kind(component) == "group":
            inner: dict[str, object] = {}
            _collect(schema.components(component), where, posted, inner)
            _merge(into, own, inner)
        elif schema.kind(component) == "dynamiclist":
            schema.put(into, own, _rows(component, where, posted))
        elif schema.is_answered(component) and own:
            schema.put(into, own, _answer(component, schema.name_of(where), posted))


def _merge(into: dict[str, object], own: Place, inner: dict[str, object]) -> None:
    if own:
        schema.put(into, own, inner)
    else:
        into.update(inner)


def _rows(component: Component, where: Place, posted: Posted) -> list[object]:
    count = posted.form.get(schema.name_of(where) + COUNT, "0")
    rows: list[object] = []
    for number in range(min(int(count) if count.isdecimal() else 0, MOST_ROWS)):
        row: dict[str, object] = {}
        _collect(schema.components(component), (*where, number), posted, row)
        rows.append(row)
    return rows


def _answer(component: Component, name: str, posted: Posted) -> object:
    kind = schema.kind(component)
    if kind == "checkbox":
        return posted.form.get(name) == "true"
    if kind in schema.MANY_OF_SEVERAL:
        return [value for value in posted.form.getlist(name) if value]
    if kind == "filepicker":
        return [*posted.form.getlist(name + KEPT), *posted.uploads.get(name, ())]
    written = posted.form.get(name, "")
    return (written or None) if kind in schema.CHOICES else values.answer(component, written)


def _find_unreadable(
    inside: tuple[Component, ...], within: Place, found: Mapping[str, object], wrong: dict[str, str]
) -> None:
    for component in inside:
        where = schema.place(component, within)
        value = schema.dig(found, where)
        if schema.kind(component) == "group":
            _find_unreadable(schema.components(component), where, found, wrong)
        elif schema.kind(component) == "dynamiclist" and isinstance(value, list):
            for number in range(len(value)):
                _find_unreadable(schema.components(component), (*where, number), found, wrong)
        elif key := values.unreadable(component, value):
            wrong[schema.name_of(where)] = key
