"""A form that can't be honoured as it is written is a problem, by name; nothing is dropped without a word."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.definitions.forms import Form, FormError, problems
from engine.messages import text
from tests.definitions.forms.schemas import CHOICES, ONE_OF_EACH, component, schema


def codes(*components: dict[str, Any]) -> list[tuple[str, str]]:
    """Components and codes of what is wrong with a form."""
    return [(problem.component, problem.code) for problem in problems(schema(*components))]


def box(kind: str, *inner: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {"type": kind, "id": f"id_{kind}", "components": list(inner), **properties}


def rows(*inner: dict[str, Any], path: str = "rows") -> dict[str, Any]:
    return box("dynamiclist", *inner, path=path, label="明细")


def test_a_form_with_one_of_each_has_no_problem() -> None:
    shown = (component("text", text="# 说明"), component("separator"), component("spacer", height=20))
    inputs = [{**one, "key": kind} for kind, one in ONE_OF_EACH.items() if kind != "dynamiclist"]
    bare = [{name: one[name] for name in one.keys() - {"key", "label"}} for one in shown]
    assert problems(schema(*bare, box("group", *inputs), ONE_OF_EACH["dynamiclist"])) == ()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        pytest.param({"type": "html", "content": "<b>"}, "unknown_component", id="html"),
        pytest.param({"type": "button", "label": "提交"}, "unknown_component", id="a-button-of-its-own"),
        pytest.param(
            {"type": "expression", "key": "answer", "expression": "=1"}, "unknown_component", id="computed"
        ),
        pytest.param({"label": "无类型"}, "unknown_component", id="no-type"),
        pytest.param(component("textfield", onclick="x"), "unknown_property", id="an-unknown-property"),
        pytest.param(component("textfield", validate={"step": 1}), "unknown_property", id="an-unknown-rule"),
        pytest.param(
            component("textfield", properties={"materail": "true"}), "unknown_property", id="a-typing-error"
        ),
        pytest.param(
            component("checkbox", properties={"unit": "fen"}), "unknown_property", id="a-tick-in-fen"
        ),
        pytest.param(
            component("select", valuesExpression="=people"), "unknown_property", id="computed-options"
        ),
        pytest.param(component("number", serializeToString=True), "unknown_property", id="a-number-as-text"),
        pytest.param(
            component("textfield", conditional={"show": "=x"}), "unknown_property", id="another-condition"
        ),
        pytest.param({"type": "textfield", "label": "x"}, "missing_property", id="no-key"),
        pytest.param(
            component("textfield", properties={"class": "secret"}), "bad_property", id="an-unknown-class"
        ),
        pytest.param(
            component("number", "answer_fen", properties={"unit": "yuan"}), "bad_property", id="yuan"
        ),
        pytest.param(
            component("textfield", validate={"maxLength": "=n"}), "bad_property", id="a-computed-bound"
        ),
        pytest.param(
            component("textfield", validate={"maxLength": 100_000}), "bad_property", id="beyond-all-bounds"
        ),
        pytest.param(component("textfield", readonly="=locked"), "bad_property", id="computed-read-only"),
        pytest.param(component("textfield", "1st"), "bad_property", id="a-key-that-is-no-name"),
        pytest.param(component("textfield", "__proto__"), "bad_property", id="a-key-of-javascript"),
        pytest.param(
            component("select", values=[{"value": 1, "label": "一"}]), "bad_property", id="a-number-as-value"
        ),
        pytest.param(
            component("select", values=[{"value": " a", "label": "一"}]), "bad_property", id="a-blank-before"
        ),
        pytest.param(rows() | {"allowAddRemove": False}, "bad_property", id="rows-that-stay"),
        pytest.param(
            component("textfield", validate={"validationType": "phone", "pattern": "x"}),
            "bad_property",
            id="two-formats",
        ),
        pytest.param(component("textfield") | {"label": "=name"}, "computed_text", id="a-computed-label"),
        pytest.param({"type": "text", "text": "应到 {{due}} 人"}, "computed_text", id="a-template"),
        pytest.param(
            component("textfield", conditional={"hide": "=a >"}), "bad_condition", id="no-expression"
        ),
        pytest.param(component("textfield", conditional={"hide": "=a == 1"}), "bad_condition", id="not-feel"),
        pytest.param(
            {"type": "text", "text": "x", "conditional": {"hide": "${a}"}}, "bad_condition", id="text-too"
        ),
        pytest.param(
            component("textfield", conditional={"hide": "=today() > day"}),
            "condition_calls",
            id="own-function",
        ),
        pytest.param(
            rows(component("textfield", conditional={"hide": "=a"})), "condition_in_list", id="in-a-row"
        ),
        pytest.param(rows(rows(path="inner")), "nested_list", id="a-list-in-a-list"),
        pytest.param(component("textfield", "case"), "reserved_key", id="the-case"),
        pytest.param(component("textfield", "and"), "reserved_key", id="a-word-of-the-language"),
        pytest.param(component("textfield") | {"label": " "}, "no_label", id="a-blank-label"),
        pytest.param(
            component("textfield", required=True, readonly=True), "required_readonly", id="unfillable"
        ),
        pytest.param(component("radio"), "no_options", id="nothing-to-choose"),
        pytest.param(
            component("radio", values=CHOICES, valuesKey="x"), "two_sources_of_options", id="two-sources"
        ),
        pytest.param(
            component("radio", values=[*CHOICES, CHOICES[0]]), "duplicate_option", id="an-option-twice"
        ),
        pytest.param(component("number", validate={"min": 2, "max": 1}), "crossed_bounds", id="above-below"),
        pytest.param(
            component("textfield", validate={"minLength": 201}), "crossed_bounds", id="longer-than-a-line"
        ),
        pytest.param(
            component("filepicker", validate={"minLength": 2}), "crossed_bounds", id="two-of-one-file"
        ),
        pytest.param(
            component("textfield", validate={"pattern": r"(a)\1"}), "unsafe_pattern", id="a-back-reference"
        ),
        pytest.param(component("number", "sum_fen"), "fen_without_unit", id="fen-read-as-yuan"),
        pytest.param(
            component("number", "sum", properties={"unit": "fen"}), "fen_without_unit", id="fen-by-surprise"
        ),
        pytest.param(
            component("number", "sum_fen", properties={"unit": "fen"}, decimalDigits=2),
            "broken_fen",
            id="half-fens",
        ),
        pytest.param(
            component("filepicker", properties={"attachment": "inovice"}),
            "unknown_attachment_type",
            id="a-new-paper",
        ),
        pytest.param(component("number", defaultValue="5"), "bad_default", id="a-number-in-quotes"),
        pytest.param(
            component("radio", values=CHOICES, defaultValue="x"), "bad_default", id="no-such-option"
        ),
        pytest.param(component("filepicker", defaultValue=["x"]), "bad_default", id="a-file-beforehand"),
    ],
)
def test_a_component_that_can_not_be_honoured_is_a_problem(wrong: dict[str, Any], code: str) -> None:
    found = problems(schema(wrong))
    assert [problem.code for problem in found] == [code]
    assert text(f"form.{code}", **found[0].facts)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(component("textfield", "a"), component("number", "a"), id="the-same-key"),
        pytest.param(component("textfield", "a"), component("textfield", "a.b"), id="a-value-and-a-context"),
        pytest.param(
            rows(component("textfield", "x"), path="a"),
            component("textfield", "a.b"),
            id="rows-and-a-context",
        ),
        pytest.param(
            rows(component("textfield", "x"), path="a"), component("textfield", "a"), id="rows-and-a-value"
        ),
    ],
)
def test_two_fields_for_one_place_are_a_problem(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert {code for _, code in codes(first, second)} == {"duplicate_key"}


def test_one_name_in_two_groups_is_none() -> None:
    inner = component("textfield", "name")
    assert codes(box("group", inner, path="seller"), box("group", inner, path="buyer"), rows(inner)) == []


def test_all_problems_are_told_with_their_component() -> None:
    found = codes({"type": "html", "id": "h"}, component("number", "sum_fen"), component("radio", "pick"))
    assert found == [("h", "unknown_component"), ("sum_fen", "fen_without_unit"), ("pick", "no_options")]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\xff\xfe", id="no-utf-8"),
        pytest.param(b"{", id="no-json"),
        pytest.param("[]", id="no-object"),
        pytest.param('{"components": [NaN]}', id="no-number"),
        pytest.param("[" * 100_000, id="a-deep-hole"),
        pytest.param(b" " * 600_000, id="too-large"),
    ],
)
def test_a_file_that_is_no_form_is_unreadable(data: bytes | str) -> None:
    assert [problem.code for problem in problems(data)] == ["unreadable"]


def test_a_form_has_its_bounds() -> None:
    deep = component("textfield")
    for _ in range(50):
        deep = box("group", deep)
    assert codes(deep) == [("", "too_deep")]
    assert codes(*(component("textfield", f"f{n}") for n in range(301))) == [("", "too_many_components")]


def test_reading_raises_with_all_problems() -> None:
    with pytest.raises(FormError) as refused:
        Form.parse(json.dumps(schema({"type": "html"}, {"type": "iframe"})), "报账单")
    assert [problem.code for problem in refused.value.problems] == ["unknown_component"] * 2
    assert refused.value.facts == {"name": "报账单", "count": 2}


def test_a_form_keeps_its_schema_as_written() -> None:
    written = schema(component("number", validate={"min": 0.5}))
    assert Form.parse(json.dumps(written), "test").schema == written


jsons = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
KNOWN_NAMES = {name for one in ONE_OF_EACH.values() for name in one}
names = st.sampled_from([*sorted(KNOWN_NAMES), "validate", "conditional", "properties", "readonly"])


@given(st.lists(st.dictionaries(names, jsons | st.sampled_from(sorted(ONE_OF_EACH)), max_size=8), max_size=4))
def test_a_hostile_form_is_told_and_never_raises(components: list[dict[str, Any]]) -> None:
    for problem in problems({"components": components}):
        assert text(f"form.{problem.code}", **problem.facts)
