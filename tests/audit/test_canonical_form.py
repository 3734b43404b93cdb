"""One value has one form in bytes, whoever writes it: RFC 8785, less what programs write differently."""

from __future__ import annotations

import enum
import json
import unicodedata
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from engine.audit.jcs import LARGEST_INTEGER, MAX_DEPTH, NotCanonicalError, decode, encode, normal
from tests.audit.trails import json_objects, json_values


class Colour(enum.StrEnum):
    RED = "red"


def nested(depth: int) -> Any:
    return [nested(depth - 1)] if depth else []


@given(json_values)
@example({"\U00010000": 1, "\uffff": 2, "\ue000": 3})  # UTF-16 order differs from code point order here
@example({"a": '\x00\x1f\x7f\x80\u2028\u2029/\\"\b\f\n\r\t'})
@example({"𠮷": "𠮷", "吉": "吉"})
@example([LARGEST_INTEGER, -LARGEST_INTEGER, 0])
def test_the_form_is_that_of_the_reference_implementation(value: Any) -> None:
    assert encode(value) == rfc8785.dumps(value)


@given(json_values)
def test_what_is_written_reads_back(value: Any) -> None:
    assert decode(encode(value)) == value


@given(json_objects, st.randoms())
def test_the_order_of_members_makes_no_difference(value: dict[str, Any], random: Any) -> None:
    members = list(value.items())
    random.shuffle(members)
    assert encode(dict(members)) == encode(value)


@given(json_values)
def test_composed_and_decomposed_characters_become_one(value: Any) -> None:
    decomposed = json.loads(unicodedata.normalize("NFD", json.dumps(value, ensure_ascii=False)))
    assert encode(normal(decomposed)) == encode(normal(value))


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(0.0, id="float"),
        pytest.param(1.5, id="share-as-float"),
        pytest.param(float("nan"), id="not-a-number"),
        pytest.param(float("inf"), id="infinity"),
        pytest.param(LARGEST_INTEGER + 1, id="integer-that-no-double-holds"),
        pytest.param(-LARGEST_INTEGER - 1, id="negative-integer-that-no-double-holds"),
        pytest.param(2**64, id="integer-of-65-bits"),
        pytest.param({1: "a"}, id="key-that-is-no-text"),
        pytest.param({Colour.RED: "a"}, id="key-that-is-an-enumeration"),
        pytest.param(Colour.RED, id="enumeration"),
        pytest.param(Decimal(1), id="decimal"),
        pytest.param(datetime(2026, 3, 1, tzinfo=UTC), id="instant"),
        pytest.param(b"a", id="bytes"),
        pytest.param({"a"}, id="set"),
        pytest.param("\ud800", id="half-a-character"),
        pytest.param({"\udfff": 1}, id="half-a-character-as-key"),
        pytest.param(nested(MAX_DEPTH + 1), id="nested-too-deep"),
    ],
)
@pytest.mark.parametrize(
    "place", [lambda value: value, lambda value: {"deep": [value]}], ids=["alone", "inside"]
)
def test_what_has_no_single_form_is_refused(value: object, place: Any) -> None:
    with pytest.raises(NotCanonicalError):
        encode(normal(place(value)))


def test_two_keys_that_become_one_are_refused() -> None:
    with pytest.raises(NotCanonicalError):
        normal({"é": 1, "e\u0301": 2})


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b'{"a": 1}', id="blank"),
        pytest.param(b'{"a":1}\n', id="line-end"),
        pytest.param(b'{"a":1,"a":1}', id="duplicate-key"),
        pytest.param(b'{"b":1,"a":1}', id="order"),
        pytest.param(b'{"a":"\\u0041"}', id="needless-escape"),
        pytest.param(b'{"a":1.0}', id="float"),
        pytest.param(b'{"a":1e2}', id="exponent"),
        pytest.param(b'{"a":-0}', id="minus-zero"),
        pytest.param(b'{"a":NaN}', id="not-a-number"),
        pytest.param(b'{"a":9007199254740992}', id="large-integer"),
        pytest.param(b'{"a":"\xff"}', id="not-utf-8"),
        pytest.param(b'{"a":"\\ud800"}', id="half-a-character"),
        pytest.param(b"\xef\xbb\xbf{}", id="byte-order-mark"),
        pytest.param(b"[" * 100_000, id="endless-nesting"),
        pytest.param(b"[" * 500 + b"]" * 500, id="deep-nesting"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_other_bytes_for_a_value_are_refused(text: bytes) -> None:
    with pytest.raises(NotCanonicalError):
        decode(text)
