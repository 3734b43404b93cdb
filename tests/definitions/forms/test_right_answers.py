"""What right answers become: the values that a case keeps."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, ClassVar

import pytest

from engine.definitions.forms import variable_types
from tests.definitions.forms.schemas import (
    CHOICES,
    KNOWN_FILE,
    ONE_OF_EACH,
    PEOPLE,
    answered,
    codes,
    component,
    form,
    value,
)


@pytest.mark.parametrize(
    ("field", "answer", "kept"),
    [
        pytest.param(component("textfield"), "  路灯 维修 ", "路灯 维修", id="blanks-around-a-text-go"),
        pytest.param(component("textarea"), "一\r\n二", "一\n二", id="a-browser's-line-ends"),
        pytest.param(component("textfield"), "", None, id="an-empty-text-is-unfilled"),
        pytest.param(component("textfield"), " ", None, id="blanks-alone-are-unfilled"),
        pytest.param(component("number"), 5.0, 5, id="a-whole-number-is-an-int"),
        pytest.param(component("number"), 0.1, Decimal("0.1"), id="a-fraction-is-as-it-was-written"),
        pytest.param(component("number"), Decimal("12.50"), Decimal("12.5"), id="a-decimal"),
        pytest.param(component("number"), -(10**15), -(10**15), id="the-smallest-number"),
        pytest.param(component("number"), 0, 0, id="nought-is-an-answer"),
        pytest.param(component("datetime"), "2026-02-28", date(2026, 2, 28), id="a-day"),
        pytest.param(component("datetime"), "1900-01-01", date(1900, 1, 1), id="the-first-day"),
        pytest.param(component("datetime", subtype="time"), "09:30", time(9, 30), id="a-time"),
        pytest.param(
            component("datetime", subtype="datetime"),
            "2026-11-23T08:30+08:00",
            datetime(2026, 11, 23, 0, 30, tzinfo=UTC),
            id="an-instant-with-offset",
        ),
        pytest.param(
            component("datetime", subtype="datetime"),
            "2026-11-23T00:30:00.000Z",
            datetime(2026, 11, 23, 0, 30, tzinfo=UTC),
            id="an-instant-as-javascript-writes-it",
        ),
        pytest.param(
            component("datetime", subtype="datetime"),
            "2026-11-23T08:30",
            datetime(2026, 11, 23, 0, 30, tzinfo=UTC),
            id="an-instant-without-offset-is-in-shanghai",
        ),
        pytest.param(component("select", values=CHOICES), "yes", "yes", id="a-choice"),
        pytest.param(component("checkbox"), False, False, id="no-tick"),
        pytest.param(component("checklist", values=CHOICES), ["no", "yes"], ["no", "yes"], id="two-choices"),
        pytest.param(component("checklist", values=CHOICES), [], [], id="nothing-chosen-is-an-answer"),
        pytest.param(component("filepicker"), [KNOWN_FILE], [KNOWN_FILE], id="a-file"),
        pytest.param(
            component("textfield", validate={"maxLength": 2}), " 三四 ", "三四", id="length-counts-signs"
        ),
    ],
)
def test_an_answer_becomes_a_value(field: dict[str, Any], answer: Any, kept: object) -> None:
    found = value(field, answer)
    assert found == kept
    assert type(found) is type(kept)


@pytest.mark.parametrize("kind", sorted(ONE_OF_EACH))
def test_what_nobody_filled_in_is_null(kind: str) -> None:
    given = form(ONE_OF_EACH[kind])
    assert answered(given, {}).values == {"answer": None}
    assert answered(given, {"answer": None}).values == {"answer": None}


LINE = [component("textfield", "what"), component("number", "count")]


def test_every_declared_field_has_a_value_wherever_it_stands() -> None:
    given = form(
        component("textfield", "title"),
        {"type": "group", "path": "place", "components": [component("textfield", "street.name")]},
        {"type": "group", "components": [component("number", "beside")]},
        component(
            "dynamiclist", "lines", components=[component("textfield", "what"), component("number", "count")]
        ),
    )
    assert answered(given, {"lines": [{"what": "灯"}, {}]}).values == {
        "title": None,
        "place": {"street": {"name": None}},
        "beside": None,
        "lines": [{"what": "灯", "count": None}, {"what": None, "count": None}],
    }


def test_attachments_are_told_also_those_of_rows() -> None:
    rows = component("dynamiclist", "bills", components=[component("filepicker", "paper")])
    given = form(component("filepicker", "minutes"), rows)
    answers = {"minutes": ["1"], "bills": [{"paper": ["2"]}, {}, {"paper": ["3"]}]}
    found = given.validate(answers, data={}, today=date(2026, 11, 23), attachment_ok=lambda _: True)
    assert found.attachments == {"1": "minutes", "2": "paper", "3": "paper"}


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        *((ONE_OF_EACH[kind], "string") for kind in ("textfield", "textarea", "select", "radio")),
        *((ONE_OF_EACH[kind], "list") for kind in ("checklist", "taglist", "filepicker", "dynamiclist")),
        (ONE_OF_EACH["number"], "number"),
        (ONE_OF_EACH["checkbox"], "boolean"),
        (component("datetime"), "date"),
        (component("datetime", subtype="datetime"), "date and time"),
        (component("datetime", subtype="time"), "time"),
        (component("textfield", "answer.street"), "context"),
    ],
)
def test_a_variable_has_the_type_that_feel_calls_so(field: dict[str, Any], kind: str) -> None:
    assert variable_types(form(field)) == {"answer": kind}


def test_defaults_are_the_answers_that_stand_in_the_form() -> None:
    given = form(
        component("textfield", "title", defaultValue="路灯"),
        component("number", "empty"),
        component(
            "dynamiclist", "rows", defaultRepetitions=2, components=[component("number", "n", defaultValue=1)]
        ),
    )
    assert given.defaults() == {"title": "路灯", "rows": [{"n": 1}, {"n": 1}]}
    assert codes(given, given.defaults()) == {}


class TestOptionsFromData:
    field = component("select", valuesKey="lists.people", required=True)
    data: ClassVar = {"lists": {"people": PEOPLE}}

    def test_one_of_them_is_taken(self) -> None:
        assert value(self.field, "p2", self.data) == "p2"

    def test_bare_texts_are_options_too(self) -> None:
        assert value(self.field, "p2", {"lists": {"people": ["p1", "p2"]}}) == "p2"

    def test_any_other_is_refused(self) -> None:
        assert codes(form(self.field), {"answer": "p3"}, self.data) == {"answer": "not_an_option"}

    @pytest.mark.parametrize(
        "data", [{}, {"lists": {"people": []}}, {"lists": None}, {"lists": {"people": "p1"}}]
    )
    def test_an_empty_list_says_that_there_is_nothing_to_choose(self, data: dict[str, Any]) -> None:
        assert codes(form(self.field), {}, data) == {"answer": "nothing_to_choose"}

    def test_in_a_row_they_are_those_of_the_whole_form(self) -> None:
        rows = form(component("dynamiclist", "rows", components=[self.field]))
        assert answered(rows, {"rows": [{"answer": "p1"}]}, self.data).values == {"rows": [{"answer": "p1"}]}
        assert codes(rows, {"rows": [{"answer": "x"}]}, self.data) == {"rows.0.answer": "not_an_option"}


class TestHidden:
    given = form(
        component("checkbox", "urgent"),
        component("number", "sum_fen", properties={"unit": "fen"}),
        component("textarea", "reason", required=True, conditional={"hide": "=not(urgent)"}),
        {
            "type": "group",
            "conditional": {"hide": "sum_fen < limit_fen"},
            "components": [
                component("filepicker", "quotation", required=True),
                component("dynamiclist", "rows", components=[component("textfield", "what", required=True)]),
            ],
        },
    )
    data: ClassVar = {"limit_fen": 100_00}

    def test_what_is_hidden_is_not_asked(self) -> None:
        values = answered(self.given, {"urgent": False, "sum_fen": 1}, self.data).values
        assert values == {"urgent": False, "sum_fen": 1, "reason": None, "quotation": None, "rows": None}

    def test_an_answer_to_what_is_hidden_is_dropped(self) -> None:
        answers = {"urgent": False, "sum_fen": 1, "reason": "抢修", "quotation": [KNOWN_FILE], "rows": [{}]}
        values = answered(self.given, answers, self.data).values
        assert (values["reason"], values["quotation"], values["rows"]) == (None, None, None)

    def test_a_wrong_answer_is_refused_even_there(self) -> None:
        answers = {"urgent": False, "sum_fen": 1, "reason": 5, "quotation": "x", "rows": [{"zz": 1}]}
        assert codes(self.given, answers, self.data) == {
            "reason": "not_text",
            "quotation": "not_a_list",
            "rows.0.zz": "unknown_field",
        }

    def test_what_is_shown_is_asked(self) -> None:
        found = codes(self.given, {"urgent": True, "sum_fen": 100_00, "rows": [{}]}, self.data)
        assert found == {
            "reason": "required",
            "quotation": "missing_attachment",
            "rows.0.what": "required",
        }

    def test_a_condition_without_a_value_hides_nothing(self) -> None:
        assert codes(self.given, {}, self.data) == {"reason": "required", "quotation": "missing_attachment"}

    def test_an_answer_that_is_wrong_itself_decides_nothing(self) -> None:
        found = codes(self.given, {"urgent": "no", "sum_fen": "1"}, self.data)
        assert found == {
            "urgent": "not_yes_or_no",
            "sum_fen": "not_a_number",
            "reason": "required",
            "quotation": "missing_attachment",
        }

    def test_a_page_can_ask_what_to_show(self) -> None:
        hidden = self.given.hidden({"urgent": False, "sum_fen": 1.0}, data=self.data)
        assert hidden == {("reason",), ("quotation",), ("rows",), ("rows", "*", "what")}
        assert self.given.hidden({"urgent": True, "sum_fen": [5]}, data=self.data) == frozenset()

    def test_the_names_that_the_data_must_have_are_known(self) -> None:
        assert self.given.reads == {"limit_fen"}


class TestReadOnly:
    given = form(component("datetime", "day", readonly=True), component("textfield", "name", disabled=True))
    data: ClassVar = {"day": date(2026, 11, 23), "name": "张三"}

    def test_it_is_no_answer(self) -> None:
        assert answered(self.given, {}, self.data).values == {}

    def test_it_may_come_back_as_it_was_shown(self) -> None:
        assert codes(self.given, {"day": "2026-11-23", "name": "张三"}, self.data) == {}

    def test_it_can_not_be_changed(self) -> None:
        answers = {"day": "2026-11-24", "name": {"first": "李"}}
        assert codes(self.given, answers, self.data) == {"day": "read_only", "name": "read_only"}

    def test_conditions_see_it_as_it_was_shown(self) -> None:
        hiding = component("textfield", "why", required=True, conditional={"hide": 'name = "张三"'})
        given = form(component("textfield", "name", readonly=True), hiding)
        assert codes(given, {}, {"name": "张三"}) == {}
        assert codes(given, {"name": "张三"}, {"name": "李四"}) == {"name": "read_only", "why": "required"}
