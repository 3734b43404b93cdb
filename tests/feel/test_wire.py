"""Values as JSON: nothing loses its type on the way into a case and back."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import FeelError, temporal, wire
from engine.feel.comparing import same
from engine.feel.values import DaysTimeDuration, Function, Range, YearsMonthsDuration, kind, number

numbers = st.one_of(
    st.integers(-(10**33), 10**33),
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**20), max_value=10**20),
).map(number)
zones = st.sampled_from([None, UTC, temporal.parse_zone("+08:00"), temporal.parse_zone("@Asia/Shanghai")])
scalars = st.one_of(
    st.none(),
    st.booleans(),
    numbers,
    st.text(),
    st.dates(),
    st.datetimes(timezones=zones),
    st.times(timezones=zones),
    st.timedeltas(timedelta(days=-9999), timedelta(days=9999)).map(DaysTimeDuration),
    st.integers(-9999, 9999).map(YearsMonthsDuration),
    st.builds(Range, st.integers(0, 9), st.integers(10, 20), st.booleans(), st.booleans()),
)
keys = st.one_of(st.text(max_size=5), st.sampled_from(["$n", "$d", "$c", "$p"]))
values = st.recursive(
    scalars, lambda inner: st.one_of(st.lists(inner), st.dictionaries(keys, inner)), max_leaves=10
)


@given(values)
def test_a_value_comes_back_as_it_was(value: object) -> None:
    stored = orjson.loads(orjson.dumps(wire.encode(value)))
    back = wire.decode(stored)
    assert kind(back) == kind(value)
    assert same(back, value)
    assert wire.encode(back) == stored


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (5, 5),
        (Decimal("2.5"), 2.5),
        (Decimal(2), 2),
        (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, tzinfo=UTC), "2026-03-01T00:00:00Z"),
        (time(10, 30), "10:30:00"),
        (DaysTimeDuration(timedelta(days=15)), "P15D"),
        (YearsMonthsDuration(1), "P1M"),
        (Range(1, 5, True, False), "[1..5)"),
        ({"a": [None, True, {"b": date(2026, 3, 1)}]}, {"a": [None, True, {"b": "2026-03-01"}]}),
    ],
)
def test_a_reader_gets_plain_json(value: object, shown: object) -> None:
    assert wire.plain(value) == shown
    assert json.loads(json.dumps(wire.plain(value))) == shown


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        (0.1, Decimal("0.1")),
        (2.0, 2),
        (True, True),
        ([1.5, {"a": "x"}], [Decimal("1.5"), {"a": "x"}]),
        (None, None),
    ],
)
def test_numbers_sent_as_json_become_exact(sent: object, value: object) -> None:
    read = wire.read(sent)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize("value", [Function((), len), 0.5, object(), {"a": [0.5]}])
def test_what_is_no_value_of_a_case_is_not_stored(value: object) -> None:
    with pytest.raises(FeelError):
        wire.encode(value)


@pytest.mark.parametrize("sent", [float("nan"), float("inf"), 10**40])
def test_numbers_that_cannot_be_kept_exactly_are_refused(sent: object) -> None:
    with pytest.raises(FeelError):
        wire.read(sent)
