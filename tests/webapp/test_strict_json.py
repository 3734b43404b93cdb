"""JSON that means one thing only is taken; all other is refused without a guess."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Invalid, Unreadable
from webapp.api import strict_json


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"[1]", id="a-list"),
        pytest.param(b'"a"', id="a-text"),
        pytest.param(b'{"a":1,"a":2}', id="a-member-twice"),
        pytest.param(b'{"a":{"b":1,"b":1}}', id="an-inner-member-twice"),
        pytest.param(b'{"a":NaN}', id="nan"),
        pytest.param(b'{"a":-Infinity}', id="infinity"),
        pytest.param(b'{"a":1e999}', id="beyond-all-amounts"),
        pytest.param(b'{"a":' + b"9" * 401 + b"}", id="a-number-of-401-digits"),
        pytest.param(b'{"a":"\xff"}', id="no-utf-8"),
        pytest.param(b'{"a":' + b"[" * 65 + b"]" * 65 + b"}", id="65-levels"),
        pytest.param(b"[" * 100_000, id="as-deep-as-the-stack"),
    ],
)
def test_what_is_no_plain_object_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        strict_json.parse(content)


def test_64_levels_are_taken() -> None:
    assert strict_json.parse(b'{"a":' + b"[" * 63 + b"]" * 63 + b"}")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1", 1),
        ("1.0", 1),
        ("1e2", 100),
        ("0.1", Decimal("0.1")),
        ("12345678901234567890.5", Decimal("12345678901234567890.5")),
    ],
)
def test_a_number_is_what_was_written(written: str, number: object) -> None:
    read = strict_json.parse(f'{{"a":{written}}}'.encode())["a"]
    assert read == number
    assert type(read) is type(number)


@pytest.mark.parametrize("value", [None, "", "  ", 1, [], {}, "a\0b", "\ud800", "x" * 21])
def test_a_text_is_there_and_can_be_stored(value: object) -> None:
    with pytest.raises(Invalid) as refusal:
        strict_json.text_member({"title": value}, "title", longest=20)
    assert refusal.value.errors[0].field == "title"


@pytest.mark.parametrize("value", [None, "1", True, -1, 2**53, 1.5, Decimal("0.5")])
def test_a_revision_is_a_whole_number(value: object) -> None:
    with pytest.raises(Invalid):
        strict_json.revision_member({"revision": value})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_what_another_program_writes_is_read_as_it_was(members: dict[str, object]) -> None:
    assert strict_json.parse(json.dumps(members).encode()) == members
