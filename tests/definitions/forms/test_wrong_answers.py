"""Wrong answers are refused at their field, all at once, and never raise anything else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Invalid
from engine.messages import text
from tests.definitions.forms.schemas import (
    CHOICES,
    KNOWN_FILE,
    ONE_OF_EACH,
    answered,
    codes,
    component,
    errors,
    form,
)

NESTED: Any = []
for _ in range(200):
    NESTED = [NESTED]

# What no server may take for an answer of that kind, however it came.
WRONG: dict[str, list[Any]] = {
    "textfield": [
        5, {"a": 1}, ["甲"], True, "甲\0乙", "长" * 350_000, "甲\n乙", "\ud800",
        "甲\u202e乙", "\x1b[2J", "\ufffe",
    ],
    "textarea": [{"a": 1}, ["甲"], 1.5, "长" * 1_700_000, "甲\x0b乙", "\udfff"],
    "number": [
        "三千", {}, [1], True, 10**400, -(10**30), "1e5", "5", float("nan"), float("inf"), 1e308, 5e-324,
        10**15 + 1, Decimal("1e999999"), Decimal("NaN"), Decimal("1e-999999"), 0.12345678,
    ],
    "datetime": [
        "明天", 20261123, "2026-13-01", "2026-02-30", "0000-01-01", "99999-01-01", {}, "1899-12-31",
        "2200-01-01", "20261123", "2026-W01-1", "2026-11-23T00:00", "２０２６-11-23",
    ],
    "select": ["没有这个选项", ["yes", "no"], {"value": 1}, True, 1, "yes\0", "Yes"],
    "radio": ["没有这个选项", ["yes"], {}, 0],
    "checkbox": ["yes", "true", 1, 0, [True], {}],
    "checklist": [
        ["没有这个选项"], "yes", {}, [["yes"]], ["yes", "yes"], [True], ["yes"] * 20_000, [None],
    ],
    "taglist": [["没有这个选项"], "yes", {}],
    "filepicker": [
        ["00000000-0000-0000-0000-000000000000"], ["../../etc/passwd"], "x", [1], {"id": 1},
        [KNOWN_FILE, KNOWN_FILE], ["data:text/html,<script>1</script>"], [{"id": KNOWN_FILE}], ["x" * 5_000],
        [f"f{n}" for n in range(10_000)],
    ],
    "dynamiclist": [
        "x", {}, ["x"], [{}] * 10_000, [[]], NESTED, [{"what": 1}], [{"zz": 1, "what": "a"}], [{}],
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        pytest.param(kind, answer, id=f"{kind}-{at}")
        for kind, wrong in WRONG.items()
        for at, answer in enumerate(wrong)
    ],
)
def test_a_wrong_answer_is_refused_at_its_field(kind: str, answer: Any) -> None:
    found = errors(form(ONE_OF_EACH[kind]), {"answer": answer})
    assert found
    assert {error.field.partition(".")[0] for error in found} == {"answer"}


@pytest.mark.parametrize(
    ("field", "answer", "code"),
    [
        pytest.param(component("textfield", required=True), " ", "required", id="blanks-are-no-answer"),
        pytest.param(component("textfield", validate={"minLength": 3}), "二字", "too_short", id="too-short"),
        pytest.param(component("textfield"), "长" * 201, "too_long", id="one-line-has-200-signs-at-most"),
        pytest.param(component("textarea"), "长" * 2_001, "too_long", id="a-text-has-2000-signs-at-most"),
        pytest.param(
            component("textfield", validate={"pattern": r"^\d{6}$"}), "12345", "bad_pattern", id="pattern"
        ),
        pytest.param(
            component("textfield", validate={"validationType": "phone"}), "12345", "bad_pattern", id="phone"
        ),
        pytest.param(
            component("textfield", validate={"validationType": "email"}), "a@b", "bad_pattern", id="email"
        ),
        pytest.param(component("number", validate={"min": 0.1}), 0, "too_small", id="below-the-bound"),
        pytest.param(component("number", validate={"max": 10}), 10.01, "too_large", id="above-the-bound"),
        pytest.param(component("number", decimalDigits=0), 1.5, "not_whole", id="a-fraction-of-a-whole"),
        pytest.param(component("number", decimalDigits=2), 1.005, "too_many_decimals", id="three-decimals"),
        pytest.param(component("number", increment=5), 12, "not_a_multiple", id="between-two-steps"),
        pytest.param(
            component("number", "answer_fen", properties={"unit": "fen"}),
            0.5,
            "too_many_decimals",
            id="half-a-fen",
        ),
        pytest.param(component("checkbox", required=True), False, "must_tick", id="a-promise-not-given"),
        pytest.param(component("checkbox", required=True), None, "must_tick", id="a-promise-left-out"),
        pytest.param(component("radio", values=CHOICES, required=True), None, "choose", id="nothing-chosen"),
        pytest.param(component("taglist", values=CHOICES, required=True), [], "choose", id="an-empty-choice"),
        pytest.param(component("filepicker", required=True), [], "missing_attachment", id="no-file"),
        pytest.param(
            component("filepicker"), [KNOWN_FILE, "b"], "too_many", id="one-file-unless-several-may-be"
        ),
        pytest.param(
            component("filepicker", multiple=True, validate={"minLength": 2}),
            [KNOWN_FILE],
            "too_few",
            id="one-of-two",
        ),
        pytest.param(
            component("datetime", disallowPassedDates=True), "2026-11-22", "passed_date", id="yesterday"
        ),
    ],
)
def test_a_rule_that_is_broken_is_named(field: dict[str, Any], answer: Any, code: str) -> None:
    assert codes(form(field), {field["key"]: answer}) == {field["key"]: code}


def test_a_missing_material_is_named_by_its_type() -> None:
    field = component("filepicker", required=True, properties={"attachment": "minutes"})
    (error,) = errors(form(field), {})
    assert error.code == "missing_material"
    assert "会议记录" in text(f"field.{error.code}", **dict(error.facts))


def test_money_is_told_in_yuan() -> None:
    field = component("number", "sum_fen", properties={"unit": "fen"}, validate={"max": 1_234_500})
    (error,) = errors(form(field), {"sum_fen": 1_234_501})
    assert text(f"field.{error.code}", **dict(error.facts)) == "“标签sum_fen”不能大于 12,345.00 元。"


@pytest.mark.parametrize(
    ("day", "taken"), [("2026-11-23", True), ("2026-11-22", False), ("2027-01-01", True)]
)
def test_today_has_not_passed(day: str, taken: bool) -> None:
    for subtype, written in (("date", day), ("datetime", f"{day}T00:00+08:00")):
        found = codes(
            form(component("datetime", subtype=subtype, disallowPassedDates=True)), {"answer": written}
        )
        assert (found == {}) is taken


def test_what_is_before_midnight_in_shanghai_belongs_to_yesterday() -> None:
    field = component("datetime", subtype="datetime", disallowPassedDates=True)
    assert codes(form(field), {"answer": "2026-11-22T15:59Z"}) == {"answer": "passed_date"}
    assert codes(form(field), {"answer": "2026-11-22T16:00Z"}) == {}


def test_all_errors_are_told_at_once_in_the_order_of_the_form() -> None:
    fields = [
        component("textfield", "one", required=True),
        component("number", "two"),
        component("checkbox", "three"),
    ]
    found = errors(form(*fields), {"three": 3, "four": 4, "two": "2"})
    assert [(error.field, error.code) for error in found] == [
        ("one", "required"),
        ("two", "not_a_number"),
        ("three", "not_yes_or_no"),
        ("four", "unknown_field"),
    ]


def test_an_error_in_a_row_says_which() -> None:
    given = form(component("dynamiclist", "rows", components=[component("textfield", "what", required=True)]))
    assert codes(given, {"rows": [{"what": "a"}, {}, {"what": 1}]}) == {
        "rows.1.what": "required",
        "rows.2.what": "not_text",
    }


@pytest.mark.parametrize("answers", [None, [], "x", 5, True])
def test_answers_that_are_no_object_are_refused(answers: Any) -> None:
    given = form(component("textfield"))
    if answers is None:
        assert codes(given, answers) == {}
    else:
        assert codes(given, answers) == {"": "not_an_object"}


def test_an_unknown_name_is_shortened() -> None:
    (error,) = errors(form(component("textfield")), {"x" * 10_000: 1})
    assert (error.code, len(error.field)) == ("unknown_field", 60)


def test_files_are_only_looked_up_when_their_list_can_be_one() -> None:
    asked: list[str] = []

    def look_up(one: str) -> bool:
        asked.append(one)
        return False

    with pytest.raises(Invalid):
        form(component("filepicker", multiple=True)).validate(
            {"answer": [f"f{n}" for n in range(10_000)]},
            data={},
            today=date(2026, 11, 23),
            attachment_ok=look_up,
        )
    assert asked == []


INPUTS = [{**field, "key": kind} for kind, field in ONE_OF_EACH.items() if kind != "dynamiclist"]
ALL_KINDS = form(*INPUTS, {**ONE_OF_EACH["dynamiclist"], "path": "dynamiclist"})
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.characters(categories=["Cs", "Cc"])
)
jsons = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12
)


@given(st.dictionaries(st.sampled_from(sorted(ONE_OF_EACH)) | st.text(max_size=5), jsons))
def test_whatever_is_sent_is_taken_or_refused_in_words(answers: dict[str, Any]) -> None:
    found = errors(ALL_KINDS, answers)
    for error in found:
        assert text(f"field.{error.code}", **dict(error.facts))
    if not found:
        assert str(answered(ALL_KINDS, answers).values).encode()
