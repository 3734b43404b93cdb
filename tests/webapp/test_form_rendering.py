"""A form-js schema becomes a form that anybody can fill in."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from engine.services.views import TallyView
from webapp import application
from webapp.forms.parts import Choice, Files, Group, Input, KeptFile, Labelled, Rows
from webapp.forms.rendering import Filling, errors_of, parts
from webapp.forms.submission import rendered
from webapp.forms.summary import summary

assert application  # registers the texts of the pages

ROLL = [{"value": f"p{number}", "label": name} for number, name in enumerate(["陈国平", "张建国", "李秀英"])]
LONG_ROLL = [{"value": str(number), "label": "陈国平"} for number in range(13)]
ASSEMBLY = TallyView("B5", "村民代表会议", 31, 21, "present", 1, 2, False, None, 0, ("第二十九条",))


def one(component: dict[str, object], filling: Filling) -> Labelled:
    (part,) = parts({"components": [component]}, filling)
    return cast("Labelled", part)


def test_a_field_has_a_name_an_anchor_a_label_and_a_hint() -> None:
    field = one(
        {
            "type": "textfield",
            "key": "payee.name",
            "label": "收款人",
            "description": "全称",
            "validate": {"required": True},
        },
        Filling({}),
    )
    assert (field.name, field.id, field.label, field.hint, field.required) == (
        "payee.name", "f-payee-name", "收款人", "全称", True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "default", "shown"),
    [({"purpose": "修路灯"}, "无", "修路灯"), ({}, "无", "无"), ({}, None, "")],
)
def test_at_first_it_shows_what_is_known_else_the_default(
    data: dict[str, object], default: object, shown: str
) -> None:
    field = one({"type": "textfield", "key": "purpose", "defaultValue": default}, Filling(data))
    assert cast("Input", field).value == shown


def test_once_posted_it_shows_what_was_typed_even_nothing() -> None:
    field = one(
        {"type": "textfield", "key": "purpose"}, Filling({"purpose": "修路灯"}, answers={"purpose": None})
    )
    assert cast("Input", field).value == ""


def test_what_is_only_shown_comes_from_the_data_always() -> None:
    field = one(
        {"type": "textfield", "key": "line", "readonly": True}, Filling({"line": "办公费"}, answers={})
    )
    assert (field.readonly, cast("Input", field).shown) == (True, "办公费")


def test_an_amount_is_shown_in_yuan() -> None:
    field = one({"type": "number", "key": "fen", "properties": {"unit": "fen"}}, Filling({"fen": 1_234_500}))
    assert (field.kind, cast("Input", field).value, cast("Input", field).shown) == (
        "amount",
        "12345.00",
        "¥12,345.00",
    )


def test_the_wrong_field_says_what_is_wrong_and_is_linked_at_the_top() -> None:
    schema = {"components": [{"type": "group", "components": [{"type": "textfield", "key": "purpose"}]}]}
    shown = parts(schema, Filling({}, answers={}, errors={"purpose": ("请填写。",)}))
    assert [(field.id, field.errors) for field in errors_of(shown)] == [("f-purpose", ("请填写。",))]


def test_many_names_are_searched_by_initials_few_are_not() -> None:
    roll: dict[str, object] = {"type": "checklist", "key": "present", "valuesKey": "roll"}
    many, few = one(roll, Filling({"roll": LONG_ROLL})), one(roll, Filling({"roll": ROLL}))
    assert (cast("Choice", many).searchable, cast("Choice", many).options[0].initials) == (True, "cgp")
    assert cast("Choice", few).searchable is False


def test_presence_is_counted_against_the_quorum() -> None:
    roll: dict[str, object] = {"type": "checklist", "key": "present", "valuesKey": "roll"}
    field = cast("Choice", one(roll, Filling({"roll": ROLL, "present": ["p0", "p2"]}, tally=ASSEMBLY)))
    assert field.tally is not None
    assert (field.tally.whole, field.tally.needed, field.tally.counted, field.tally.missing) == (
        31,
        21,
        2,
        19,
    )


def test_votes_in_favour_are_counted_against_the_majority_of_who_votes() -> None:
    sitting = replace(ASSEMBLY, present=24, recused=2)
    field = cast("Input", one({"type": "number", "key": "yes"}, Filling({"yes": 10}, tally=sitting)))
    assert field.tally is not None
    assert (field.tally.whole, field.tally.needed, field.tally.missing) == (22, 12, 2)


def test_a_file_that_was_uploaded_is_kept_with_its_name() -> None:
    filling = Filling({}, answers={"voucher": ["a", "unknown"]}, files={"a": KeptFile("a", "发票.pdf", 10)})
    field = cast("Files", one({"type": "filepicker", "key": "voucher"}, filling))
    assert [file.name for file in field.kept] == ["发票.pdf"]


def test_a_list_shows_its_lines_and_a_first_one_when_there_is_none() -> None:
    lines: dict[str, object] = {
        "type": "dynamiclist",
        "path": "items",
        "components": [{"type": "textfield", "key": "item"}],
    }
    known = cast("Rows", one(lines, Filling({"items": [{"item": "灯"}, {"item": "线"}]})))
    assert [cast("Input", row.parts[0]).value for row in known.rows] == ["灯", "线"]
    assert cast("Input", known.rows[1].parts[0]).name == "items.1.item"
    assert len(cast("Rows", one(lines, Filling({}))).rows) == 1


IF_PAID, IF_REJECTED = {"hide": '=result != "paid"'}, {"hide": '=result != "rejected"'}
RESULTS = [{"value": "paid", "label": "已付"}, {"value": "rejected", "label": "退票"}]
SLIP = {"type": "textfield", "key": "slip", "label": "回单"}
BANK = {
    "components": [
        {"type": "radio", "key": "result", "label": "结果", "values": RESULTS},
        {"type": "textfield", "key": "why", "label": "原因", "conditional": IF_REJECTED},
        {"type": "group", "components": [SLIP], "conditional": IF_PAID},
        {"type": "text", "text": "退票须写明原因。", "conditional": IF_REJECTED},
    ]
}


@pytest.mark.parametrize(
    ("result", "kinds"),
    [("rejected", ["radio", "line", "prose"]), ("paid", ["radio", "group"]), (None, ["radio"])],
)
def test_fields_come_and_go_with_an_answer(result: str | None, kinds: list[str]) -> None:
    shown = rendered(BANK, {"result": result})
    assert [part.kind for part in shown] == kinds
    assert cast("Choice", shown[0]).refreshes


def test_before_anybody_answered_the_default_decides_what_is_shown() -> None:
    chosen = {"type": "radio", "key": "result", "label": "结果", "values": RESULTS, "defaultValue": "paid"}
    shown = rendered({"components": [chosen, *BANK["components"][1:]]}, {})
    assert [part.kind for part in shown] == ["radio", "group"]


def test_the_summary_says_every_answer_in_words() -> None:
    amount = {"type": "number", "key": "fen", "label": "金额", "properties": {"unit": "fen"}}
    item = {"type": "textfield", "key": "item", "label": "品名"}
    schema = {
        "components": [
            {"type": "group", "components": [amount]},
            {"type": "checkbox", "key": "checked", "label": "已核对"},
            {"type": "checklist", "key": "present", "label": "到会", "valuesKey": "roll"},
            {"type": "textarea", "key": "opinion", "label": "意见"},
            {"type": "dynamiclist", "path": "items", "label": "明细", "components": [item]},
        ]
    }
    answers = {"fen": 100, "checked": True, "present": ["p0", "p1"], "items": [{"item": "灯"}]}
    assert summary(parts(schema, Filling({"roll": ROLL}, answers=answers))) == (
        ("金额", "¥1.00"),
        ("已核对", "是"),
        ("到会", "2 项：陈国平、张建国"),
        ("意见", "无"),
        ("品名第 1 行", "灯"),
    )


def test_groups_keep_their_heading() -> None:
    (group,) = parts({"components": [{"type": "group", "label": "收款人", "components": []}]}, Filling({}))
    assert cast("Group", group).label == "收款人"
