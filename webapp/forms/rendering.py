"""A form-js schema with its data and answers, as the parts that the templates write down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypedDict

from engine.services.pinyin import initials
from engine.services.views import TallyView
from webapp.forms import schema, values
from webapp.forms.conditions import Conditions
from webapp.forms.parts import (
    Choice,
    Files,
    Group,
    Input,
    KeptFile,
    Labelled,
    Option,
    Part,
    Prose,
    Row,
    Rows,
)
from webapp.forms.schema import Component, Place
from webapp.forms.tallies import attendance, vote

SEARCHABLE_FROM = 13
MOST_ROWS = 200
ACCEPTED_FILES = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"
INPUT_TYPES = {"date": "date", "time": "time", "datetime": "datetime-local"}
NAMED_INPUTS = {"email": "email", "phone": "tel"}


@dataclass(frozen=True, slots=True)
class Filling:
    """What a form is filled with. On the first view `answers` is None: prefilled values of `data` are shown.

    `errors` are sentences by dotted path, `files` uploads by id.
    """

    data: Mapping[str, object]
    answers: Mapping[str, object] | None = None
    errors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, KeptFile] = field(default_factory=dict)
    conditions: Conditions = field(default_factory=Conditions)
    tally: TallyView | None = None

    def value(self, component: Component, where: Place) -> object:
        """The answer to show at a place."""
        if self.answers is not None and schema.is_answered(component):
            return schema.dig(self.answers, where)
        known = schema.dig(self.data, where)
        is_option_list = component.get("valuesKey") == component.get("key") is not None
        return component.get("defaultValue") if known is None or is_option_list else known


class Common(TypedDict):
    """Arguments that every labelled part takes."""

    name: str
    id: str
    label: str
    hint: str | None
    required: bool
    readonly: bool
    errors: tuple[str, ...]
    refreshes: bool


def parts(form: Mapping[str, object] | None, filling: Filling) -> tuple[Part, ...]:
    """The parts of a whole form, hidden ones left out."""
    return _parts(schema.components(form), (), filling)


def errors_of(rendered: tuple[Part, ...]) -> tuple[Labelled, ...]:
    """The fields with errors in the order of the page, for the list at its top."""
    return tuple(part for part in walk(rendered) if part.errors)


def walk(rendered: tuple[Part, ...]) -> tuple[Labelled, ...]:
    """All fields of a rendered form, those in groups and lists included."""
    found: list[Labelled] = []
    for part in rendered:
        if isinstance(part, Group):
            found += walk(part.parts)
        if isinstance(part, Labelled):
            found.append(part)
        if isinstance(part, Rows):
            found += [inner for row in part.rows for inner in walk(row.parts)]
    return tuple(found)


def _parts(inside: tuple[Component, ...], within: Place, filling: Filling) -> tuple[Part, ...]:
    visible = (c for c in inside if not filling.conditions.hides(c, schema.place(c, within)))
    return tuple(_part(component, schema.place(component, within), filling) for component in visible)


def _part(component: Component, where: Place, filling: Filling) -> Part:
    make = MAKERS.get(schema.kind(component), _input)
    return make(component, where, filling)


def _common(component: Component, where: Place, filling: Filling) -> Common:
    name = schema.name_of(where)
    return Common(
        name=name,
        id="f-" + name.replace(".", "-"),
        label=str(component.get("label") or ""),
        hint=_text(component, "description"),
        required=schema.rules(component).get("required") is True,
        readonly=not schema.is_answered(component),
        errors=filling.errors.get(name, ()),
        refreshes=str(component.get("key")) in filling.conditions.watched,
    )


def _text(component: Component, member: str) -> str | None:
    found = component.get(member)
    return str(found) if found else None


def _input(component: Component, where: Place, filling: Filling) -> Input:
    value = filling.value(component, where)
    adorners = component.get("appearance")
    adorners = adorners if isinstance(adorners, dict) else {}
    amount = schema.is_amount(component)
    return Input(
        kind="text_area" if schema.kind(component) == "textarea" else "amount" if amount else "line",
        value=values.typed(component, value),
        shown=values.shown(component, value),
        prefix=_text(adorners, "prefixAdorner"),
        suffix=_text(adorners, "suffixAdorner"),
        attributes=_attributes(component),
        tally=vote(component, value, filling.tally),
        **_common(component, where, filling),
    )


def _attributes(component: Component) -> dict[str, str]:
    """HTML attributes that help while typing; the rules themselves are checked on the server."""
    kind, rules = schema.kind(component), schema.rules(component)
    if kind == "datetime":
        return {"type": INPUT_TYPES[str(component.get("subtype") or "date")]}
    if kind == "number":
        whole = not schema.is_amount(component) and not component.get("decimalDigits")
        return {"type": "text", "inputmode": "numeric" if whole else "decimal"}
    found = {} if kind == "textarea" else {"type": NAMED_INPUTS.get(str(rules.get("validationType")), "text")}
    if isinstance(rules.get("maxLength"), int):
        found["maxlength"] = str(rules["maxLength"])
    return found


def _tick(component: Component, where: Place, filling: Filling) -> Choice:
    chosen = filling.value(component, where) is True
    label = str(component.get("label") or "")
    common = _common(component, where, filling)
    return Choice(kind="tick", options=(Option("true", label, chosen),), **common)


def _choice(component: Component, where: Place, filling: Filling) -> Choice:
    value = filling.value(component, where)
    chosen = set(map(str, value)) if isinstance(value, list | tuple) else {str(value)}
    listed = tuple(schema.options(component, filling.data))
    many = schema.kind(component) in schema.MANY_OF_SEVERAL
    searchable = many and len(listed) >= SEARCHABLE_FROM
    options = tuple(
        Option(key, label, key in chosen, initials(label) if searchable else "") for key, label in listed
    )
    return Choice(
        kind="ticks" if many else schema.kind(component),
        options=options,
        searchable=searchable,
        tally=attendance(component, options, filling.tally),
        **_common(component, where, filling),
    )


def _files(component: Component, where: Place, filling: Filling) -> Files:
    ids = filling.value(component, where)
    known = (filling.files.get(str(i)) for i in ids) if isinstance(ids, list) else ()
    return Files(
        kind="files",
        accept=str(component.get("accept") or ACCEPTED_FILES),
        multiple=bool(component.get("multiple", True)),
        kept=tuple(file for file in known if file),
        **_common(component, where, filling),
    )


def _group(component: Component, where: Place, filling: Filling) -> Group:
    return Group(
        kind="group",
        label=_text(component, "label"),
        hint=_text(component, "description"),
        parts=_parts(schema.components(component), where, filling),
    )


def _rows(component: Component, where: Place, filling: Filling) -> Rows:
    known = filling.value(component, where)
    default = component.get("defaultRepetitions")
    count = len(known) if isinstance(known, list) else default if isinstance(default, int) else 1
    inner = schema.components(component)
    return Rows(
        kind="rows",
        rows=tuple(_row(inner, (*where, number), filling) for number in range(min(count, MOST_ROWS))),
        may_change=bool(component.get("allowAddRemove", True)),
        **_common(component, where, filling),
    )


def _row(inner: tuple[Component, ...], where: Place, filling: Filling) -> Row:
    return Row(schema.name_of(where), int(where[-1]) + 1, _parts(inner, where, filling))


def _prose(component: Component, _where: Place, _filling: Filling) -> Prose:
    lines = str(component.get("text") or "").splitlines()
    return Prose(kind="prose", lines=tuple(line.strip() for line in lines if line.strip()))


def _nothing(component: Component, _where: Place, _filling: Filling) -> Prose:
    return Prose(kind="separator" if schema.kind(component) == "separator" else "nothing")


MAKERS: Mapping[str, Callable[[Component, Place, Filling], Part]] = {
    "checkbox": _tick,
    "select": _choice,
    "radio": _choice,
    "checklist": _choice,
    "taglist": _choice,
    "filepicker": _files,
    "group": _group,
    "dynamiclist": _rows,
    "text": _prose,
    "separator": _nothing,
    "spacer": _nothing,
}
