"""A posted form becomes the answers that its schema asks for; what can't be read stays as it was typed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from webapp import application
from webapp.forms import values
from webapp.forms.posted_answers import Posted, answers, unreadable, with_row_added, with_row_removed

assert application  # registers the texts of the pages

AMOUNT = {"type": "number", "key": "amount_fen", "properties": {"unit": "fen"}}
COUNT = {"type": "number", "key": "households"}


def posted(
    form: dict[str, object], *fields: tuple[str, str], **uploads: tuple[str, ...]
) -> dict[str, object]:
    return answers(form, Posted(MultiDict(fields), uploads))


def form(*components: dict[str, object]) -> dict[str, object]:
    return {"components": list(components)}


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        pytest.param("12345", 1_234_500, id="yuan"),
        pytest.param("12345.6", 1_234_560, id="one-decimal"),
        pytest.param("0.01", 1, id="a-fen"),
        pytest.param(" ￥12,345.00元 ", 1_234_500, id="with-sign-and-unit"),
        pytest.param("１２３．４５", 12_345, id="full-width"),
        pytest.param("-5", -500, id="negative-for-the-rules-to-refuse"),
        pytest.param("1.234", "1.234", id="three-decimals-stay"),
        pytest.param("一万二", "一万二", id="words-stay"),
        pytest.param("1e5", "1e5", id="exponents-stay"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_an_amount_is_typed_in_yuan_and_kept_in_fen(typed: str, answer: object) -> None:
    assert posted(form(AMOUNT), ("amount_fen", typed)) == {"amount_fen": answer}


@given(st.integers(0, 10**14 - 1))
def test_an_amount_comes_back_as_it_was_shown(fen: int) -> None:
    assert values.answer(AMOUNT, values.typed(AMOUNT, fen)) == fen
    assert values.answer(AMOUNT, values.shown(AMOUNT, fen)) == fen


@pytest.mark.parametrize(
    ("typed", "answer"), [("31", 31), ("2.50", Decimal("2.5")), ("3.0", 3), ("三", "三")]
)
def test_a_number_is_exact(typed: str, answer: object) -> None:
    assert posted(form(COUNT), ("households", typed)) == {"households": answer}


@pytest.mark.parametrize(
    ("style", "answer"),
    [
        (None, "2026-11-23T14:30+08:00"),
        ("utc_offset", "2026-11-23T14:30+08:00"),
        ("utc_normalized", "2026-11-23T06:30Z"),
        ("no_timezone", "2026-11-23T14:30"),
    ],
)
def test_an_instant_is_typed_in_shanghai_time(style: str | None, answer: str) -> None:
    field = {"type": "datetime", "key": "at", "subtype": "datetime", "timeSerializingFormat": style}
    assert posted(form(field), ("at", "2026-11-23T14:30")) == {"at": answer}
    assert values.typed(field, answer) == "2026-11-23T14:30"


def test_what_is_no_instant_stays_to_be_mended() -> None:
    field = {"type": "datetime", "key": "at", "subtype": "datetime"}
    assert posted(form(field), ("at", "明天")) == {"at": "明天"}
    assert values.typed(field, "明天") == "明天"


def test_every_field_is_answered_with_null_where_nothing_was_given() -> None:
    schema = form(
        {"type": "textfield", "key": "purpose"},
        {"type": "select", "key": "line", "values": []},
        {"type": "checkbox", "key": "confirmed"},
        {"type": "checklist", "key": "present", "valuesKey": "roll"},
        {"type": "filepicker", "key": "voucher"},
        {"type": "textfield", "key": "number", "readonly": True},
        {"type": "text", "text": "…"},
    )
    assert posted(schema) == {"purpose": None, "line": None, "confirmed": False, "present": [], "voucher": []}


def test_groups_with_a_path_hold_their_answers() -> None:
    inner = {"type": "textfield", "key": "name"}
    schema = form(
        {"type": "group", "path": "payee", "components": [inner]}, {"type": "group", "components": [inner]}
    )
    assert posted(schema, ("payee.name", "甲"), ("name", "乙")) == {"payee": {"name": "甲"}, "name": "乙"}


def test_files_are_those_kept_and_those_that_came_now() -> None:
    schema = form({"type": "filepicker", "key": "voucher"})
    assert posted(schema, ("voucher._kept", "a"), voucher=("b",)) == {"voucher": ["a", "b"]}


LINES = form(
    {"type": "dynamiclist", "path": "items", "components": [{"type": "textfield", "key": "item"}, AMOUNT]}
)


def two_lines() -> dict[str, object]:
    return posted(
        LINES,
        ("items._count", "2"),
        ("items.0.item", "灯"),
        ("items.0.amount_fen", "1"),
        ("items.1.item", "线"),
    )


def test_a_list_has_an_answer_for_every_line() -> None:
    assert two_lines() == {"items": [{"item": "灯", "amount_fen": 100}, {"item": "线", "amount_fen": None}]}


def test_a_line_can_be_added_and_any_one_removed() -> None:
    found = two_lines()
    with_row_added(found, "items")
    with_row_removed(found, "items.0")
    assert found == {"items": [{"item": "线", "amount_fen": None}, {}]}


@pytest.mark.parametrize("place", ["nothing", "items.7", "items.x", "", "items.0.item"])
def test_a_button_that_nobody_drew_changes_nothing(place: str) -> None:
    found = two_lines()
    with_row_removed(found, place)
    with_row_added(found, place)
    assert found == two_lines()


def test_lines_are_bounded_whatever_is_claimed() -> None:
    assert len(posted(LINES, ("items._count", "99999999"))["items"]) == 200  # type: ignore[arg-type]
    assert posted(LINES, ("items._count", "-1")) == {"items": []}


def test_what_could_not_be_read_is_named_with_its_place() -> None:
    found = posted(LINES, ("items._count", "1"), ("items.0.amount_fen", "一万"))
    assert unreadable(LINES, found) == {"items.0.amount_fen": "form.amount_unreadable"}
