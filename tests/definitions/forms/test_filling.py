"""Whatever somebody fills in who goes by the schema alone is taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.definitions.forms import variable_types
from engine.feel import types
from tests.definitions.forms.schemas import KNOWN_FILE, PEOPLE, TODAY, answered, component, form

DATA = {"people": PEOPLE}
WORDS = "村道路灯维修事项，材料齐全abcXYZ019"

flags = st.booleans()
option_lists = st.lists(st.sampled_from(["yes", "no", "later", "甲"]), min_size=1, unique=True).map(
    lambda values: {"values": [{"value": value, "label": f"选{value}"} for value in values]}
)
sources = option_lists | st.just({"valuesKey": "people"})


@st.composite
def rules_of_length(draw: st.DrawFn) -> dict[str, Any]:
    least = draw(st.integers(0, 40))
    most = draw(st.none() | st.integers(max(least, 1), 60))
    return ({"minLength": least} if least else {}) | ({"maxLength": most} if most else {})


@st.composite
def numbers(draw: st.DrawFn) -> dict[str, Any]:
    low = draw(st.none() | st.integers(-1000, 1000) | st.sampled_from([0.1, 0.5, 12.25]))
    high = None if low is None else draw(st.none() | st.just(low + 100))
    bounds = {name: bound for name, bound in (("min", low), ("max", high)) if bound is not None}
    return {"validate": bounds, "decimalDigits": draw(st.integers(2, 4))}


PROPERTIES: Mapping[str, st.SearchStrategy[dict[str, Any]]] = {
    "textfield": rules_of_length().map(lambda rules: {"validate": rules}),
    "textarea": rules_of_length().map(lambda rules: {"validate": rules}),
    "number": numbers(),
    "datetime": st.fixed_dictionaries(
        {"subtype": st.sampled_from(["date", "datetime", "time"]), "disallowPassedDates": flags}
    ),
    "select": sources,
    "radio": sources,
    "checkbox": st.just({}),
    "checklist": sources,
    "taglist": sources,
    "filepicker": flags.map(lambda several: {"multiple": several}),
}


@st.composite
def inputs(draw: st.DrawFn, key: str) -> dict[str, Any]:
    kind = draw(st.sampled_from(sorted(PROPERTIES)))
    return component(kind, key, required=draw(flags), **draw(PROPERTIES[kind]))


@st.composite
def forms(draw: st.DrawFn) -> dict[str, Any]:
    """Fields, a group with a path, and a list with rows."""
    flat = [draw(inputs(f"f{n}")) for n in range(draw(st.integers(0, 4)))]
    group = {"type": "group", "path": "inner.most", "components": [draw(inputs("in_group"))]}
    rows = component("dynamiclist", "rows", components=[draw(inputs("in_row"))])
    return {"flat": flat, "group": group, "rows": rows}


def answer_to(data: st.DataObject, field: dict[str, Any]) -> Any:
    """What a person, or a program that reads the schema, fills in."""
    kind, rules = field["type"], field.get("validate", {})
    if kind in ("textfield", "textarea"):
        least, most = max(rules.get("minLength", 0), 1), rules.get("maxLength", 60)
        return (WORDS * 3)[: data.draw(st.integers(least, max(least, most)))]
    if kind == "number":
        return float(Decimal(str(rules.get("min", 0))) + Decimal(data.draw(st.integers(0, 10_000))) / 100)
    if kind == "datetime":
        return data.draw(moments(field["subtype"]))
    if kind in ("select", "radio"):
        return data.draw(st.sampled_from(choices(field)))
    if kind in ("checklist", "taglist"):
        return data.draw(st.lists(st.sampled_from(choices(field)), min_size=1, unique=True))
    return True if kind == "checkbox" else [KNOWN_FILE]


def moments(subtype: str) -> st.SearchStrategy[str]:
    days = st.integers(0, 30).map(lambda days: (TODAY + timedelta(days=days)).isoformat())
    if subtype == "date":
        return days
    clocks = st.sampled_from(["09:30", "09:30:00"])
    if subtype == "time":
        return clocks
    return st.tuples(days, st.just("T"), clocks, st.sampled_from(["", "Z", "+08:00"])).map("".join)


def choices(field: dict[str, Any]) -> list[str]:
    return [row["value"] for row in field.get("values", PEOPLE)]


def filled(data: st.DataObject, fields: list[dict[str, Any]]) -> dict[str, Any]:
    asked = [f for f in fields if f.get("validate", {}).get("required") or data.draw(flags)]
    return {field["key"]: answer_to(data, field) for field in asked}


@given(st.data())
def test_a_filled_form_is_taken(data: st.DataObject) -> None:
    parts = data.draw(forms())
    given_form = form(*parts["flat"], parts["group"], parts["rows"])
    answers = filled(data, parts["flat"])
    answers["inner"] = {"most": filled(data, parts["group"]["components"])}
    answers["rows"] = [filled(data, parts["rows"]["components"]) for _ in range(data.draw(st.integers(0, 3)))]
    values = answered(given_form, answers, DATA).values
    assert isinstance(values["rows"], list)
    assert len(values["rows"]) == len(answers["rows"])
    for name, kind in variable_types(given_form).items():
        assert values[name] is None or types.conforms(values[name], types.NAMED[kind])


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_day_of_three_centuries_is_a_date(day: date) -> None:
    assert answered(form(component("datetime")), {"answer": day.isoformat()}).values == {"answer": day}


@given(st.datetimes(*(datetime.fromisoformat(f"{year}-01-01") for year in (1900, 2199))))
def test_an_instant_comes_back_as_it_was(moment: datetime) -> None:
    given_form = form(component("datetime", subtype="datetime"))
    kept = answered(given_form, {"answer": f"{moment.isoformat()}Z"}).values["answer"]
    assert isinstance(kept, datetime)
    assert kept.replace(tzinfo=None) == moment


@given(st.integers(-(10**15), 10**15) | st.decimals(-(10**12), 10**12, places=6))
def test_a_number_loses_nothing(number: int | Decimal) -> None:
    kept = answered(form(component("number")), {"answer": number}).values["answer"]
    assert kept == number
    assert isinstance(kept, int) == (number == int(number))
