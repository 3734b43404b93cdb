"""The functions of the language, by the examples of DMN 1.3 §10.3.4 and beyond their edges."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest

from engine.feel import FeelError
from engine.feel.values import DaysTimeDuration, YearsMonthsDuration
from tests.feel.evaluating import value

SHANGHAI = timezone(timedelta(hours=8))

CASES = [
    # conversion
    ('date("2026-03-01")', date(2026, 3, 1)),
    ('date(@"2026-03-01T23:00:00+08:00")', date(2026, 3, 1)),
    ("date(2026, 3, 1)", date(2026, 3, 1)),
    ("date(year: 2026, month: 3, day: 1)", date(2026, 3, 1)),
    ('date and time("2026-03-01T10:00:00+08:00")', datetime(2026, 3, 1, 10, tzinfo=SHANGHAI)),
    ('date and time("2026-03-01")', datetime(2026, 3, 1)),  # noqa: DTZ001 - FEEL has instants without a zone
    ('date and time(@"2026-03-01", @"10:00:00")', datetime(2026, 3, 1, 10)),  # noqa: DTZ001
    ('time("10:00:00.5Z") = time(10, 0, 0.5, duration("PT0S"))', True),
    ("time(10, 30, 0)", time(10, 30)),
    ('time(@"2026-03-01T10:00:00")', time(10)),
    ('duration("P1DT2H")', DaysTimeDuration(timedelta(days=1, hours=2))),
    ('duration("-P1Y2M")', YearsMonthsDuration(-14)),
    ('years and months duration(@"2026-01-31", @"2027-03-30")', YearsMonthsDuration(13)),
    ('number("1 000,5", " ", ",")', Decimal("1000.5")),
    ('number("1,000", ",", ".")', 1000),
    ('number(from: "12", grouping separator: ",")', 12),
    ("string(1.10)", "1.1"),
    ('string(@"P1Y")', "P1Y"),
    ('string([1, "a", {b: null}])', '[1, "a", {b: null}]'),
    ('string("a")', "a"),
    # numbers
    ("decimal(1 / 3, 2)", Decimal("0.33")),
    ("decimal(1.5, 0)", 2),
    ("decimal(2.5, 0)", 2),
    ("decimal(1234, -2)", 1200),
    ("floor(-1.5)", -2),
    ("floor(1.56, 1)", Decimal("1.5")),
    ("ceiling(-1.5)", -1),
    ("round up(5.5, 0)", 6),
    ("round up(-5.5, 0)", -6),
    ("round down(-5.5, 0)", -5),
    ("round half up(2.5, 0)", 3),
    ("round half down(2.5, 0)", 2),
    ("modulo(12, 5)", 2),
    ("modulo(-12, 5)", 3),
    ("modulo(12, -5)", -3),
    ("modulo(10.1, 4.5)", Decimal("1.1")),
    ("abs(-10)", 10),
    ('abs(@"-PT5H") = @"PT5H"', True),
    ('abs(@"-P5Y") = @"P5Y"', True),
    ("sqrt(16)", 4),
    ("decimal(log(10), 8)", Decimal("2.30258509")),
    ("decimal(exp(5), 8)", Decimal("148.4131591")),
    ("odd(5)", True),
    ("even(-2)", True),
    # strings
    ('substring("foobar", 3)', "obar"),
    ('substring("foobar", 3, 3)', "oba"),
    ('substring("foobar", -2, 1)', "a"),
    (r'substring("\U01F40Eab", 2)', "ab"),
    ('string length("村务")', 2),
    ('upper case("aBc4")', "ABC4"),
    ('lower case("aBc4")', "abc4"),
    ('substring before("foobar", "bar")', "foo"),
    ('substring before("foobar", "xyz")', ""),
    ('substring before("foobar", "")', ""),
    ('substring after("foobar", "ob")', "ar"),
    ('substring after("foobar", "")', "foobar"),
    ('contains("foobar", "of")', False),
    ('starts with("foobar", "fo")', True),
    ('ends with("foobar", "r")', True),
    ('matches("foobar", "^fo*b")', True),
    ('matches("FOO", "foo", "i")', True),
    ('matches("13800138000", "^1[3-9]\\\\d{9}$")', True),
    ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
    ('replace("a-b", "-", "\\\\$")', "a$b"),
    ('split("John Doe", "\\\\s")', ["John", "Doe"]),
    ('split("a;b;c;;", ";")', ["a", "b", "c", "", ""]),
    ('string join(["a", null, "c"], "_", "<", ">")', "<a_c>"),
    ('trim("  a ")', "a"),
    # lists
    ("list contains([1, 2, 3], 2)", True),
    ('list contains([1, "2", null], null)', True),
    ('list contains([1, 2], "2")', False),
    ("count([1, 2, 3])", 3),
    ("count([])", 0),
    ("sublist([4, 5, 6], 1, 2)", [4, 5]),
    ("sublist([4, 5, 6], -2)", [5, 6]),
    ("append([1], 2, 3)", [1, 2, 3]),
    ("concatenate([1, 2], [3])", [1, 2, 3]),
    ("insert before([1, 3], 2, 2)", [1, 2, 3]),
    ("remove([1, 2, 3], 2)", [1, 3]),
    ("list replace([2, 4], 1, 6)", [6, 4]),
    ("list replace([2, 4], function(item, new) item > 3, 6)", [2, 6]),
    ("reverse([1, 2, 3])", [3, 2, 1]),
    ("index of([1, 2, 3, 2], 2)", [2, 4]),
    ("union([1, 2], [2, 3])", [1, 2, 3]),
    ("distinct values([1, 2, 3, 2, 1.0])", [1, 2, 3]),
    ("flatten([[1, 2], [[3]], 4])", [1, 2, 3, 4]),
    ("sort([3, 1, 2])", [1, 2, 3]),
    ("sort([3, 1, 2], function(x, y) x > y)", [3, 2, 1]),
    ("all([true, true])", True),
    ("all([false, null])", False),
    ("all([])", True),
    ("any(false, true)", True),
    ("any([])", False),
    # statistics
    ("sum([1, 2.5])", Decimal("3.5")),
    ("sum(1, 2, 3)", 6),
    ("sum([])", None),
    ('sum([@"P1D", @"PT12H"]) = @"P1DT12H"', True),
    ("min([1, 2, 3])", 1),
    ("min(1, 2, 3)", 1),
    ('max(["a", "b"])', "b"),
    ("max([])", None),
    ("mean([1, 2, 6])", 3),
    ("product([2, 3, 4])", 24),
    ("median(8, 2, 5, 3, 4)", 4),
    ("median([6, 1, 2, 3])", Decimal("2.5")),
    ("median([])", None),
    ("stddev([2, 4, 7, 5])", Decimal("2.081665999466132735282297706979931")),
    ("mode(6, 3, 9, 6, 6)", [6]),
    ("mode([6, 1, 9, 6, 1])", [1, 6]),
    ("mode([])", []),
    # contexts
    ('get value({key1: "v"}, "key1")', "v"),
    ("get entries({a: 1})", [{"key": "a", "value": 1}]),
    ('context([{key: "a", value: 1}])', {"a": 1}),
    ('context put({a: 1}, "b", 2)', {"a": 1, "b": 2}),
    ("context merge([{a: 1, b: 1}, {b: 2}])", {"a": 1, "b": 2}),
    # dates
    ('day of year(@"2026-03-01")', 60),
    ('week of year(@"2026-01-01")', 1),
    ('day of week(@"2026-03-02")', "Monday"),
    ('month of year(@"2026-03-02")', "March"),
    # others
    ("not(false)", True),
    ("is(1, 1.0)", True),
    ('is(@"2026-03-02", @"2026-03-02T00:00:00")', False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_a_function_gives_its_result(text: str, expected: object) -> None:
    found = value(text)
    assert (found, type(found)) == (expected, type(expected))


RELATIONS = [
    ("before(1, 10)", True),
    ("before(1, [1..10])", False),
    ("before(1, (1..10])", True),
    ("before([1..5), [5..10])", True),
    ("after(12, [2..11])", True),
    ("after([11..20], 10)", True),
    ("meets([1..5], [5..10])", True),
    ("meets([1..5), [5..10])", False),
    ("met by([5..10], [1..5])", True),
    ("overlaps([1..5], [3..8])", True),
    ("overlaps([1..5), [5..8])", False),
    ("overlaps before([1..5], [3..8])", True),
    ("overlaps before([1..5], [1..8])", False),
    ("overlaps after([3..8], [1..5])", True),
    ("starts(1, [1..10])", True),
    ("starts(1, (1..10])", False),
    ("starts([1..5], [1..10])", True),
    ("started by([1..10], 1)", True),
    ("finishes(10, [1..10])", True),
    ("finished by([5..10], [8..10])", True),
    ("during(5, [1..10])", True),
    ("during([4..6], [1..10))", True),
    ("includes([1..10], 5)", True),
    ("includes([1..10), [4..10])", False),
    ("coincides([1..5], [1..5])", True),
    ("coincides([1..5], [1..5))", False),
    ('before(@"2026-01-01", @"2026-01-02")', True),
]


@pytest.mark.parametrize(("text", "expected"), RELATIONS, ids=[text for text, _ in RELATIONS])
def test_intervals_lie_to_each_other_as_the_standard_says(text: str, expected: bool) -> None:
    assert value(text) is expected


REFUSED = [
    ('date("2026-2-1")', "bad_text"),
    ('date("2026-02-30")', "bad_text"),
    ('date("２０２６-01-01")', "bad_text"),
    ('time("25:00:00")', "bad_text"),
    ('time("10:00:00+99:00")', "bad_text"),
    ('time("10:00:00@Mars/Olympus")', "bad_text"),
    ('date and time("2026-01-01 10:00")', "bad_text"),
    ('duration("P1Y2D")', "bad_text"),
    ('duration("P")', "bad_text"),
    ('duration("PT")', "bad_text"),
    ('time("10:00:00.1234567")', "too_fine"),
    ("date(2026, 13, 1)", "bad_text"),
    ("date(2026, 1.5, 1)", "not_whole"),
    ('number("1,5")', "bad_text"),
    ('number("abc")', "bad_text"),
    ('number("1,5", ",", ",")', "bad_separator"),
    ("string(null)", "null_argument"),
    ("decimal(1, 99)", "bad_scale"),
    ("decimal(1, 0.5)", "not_whole"),
    ("sqrt(-1)", "outside_domain"),
    ("log(0)", "outside_domain"),
    ("exp(1000)", "outside_domain"),
    ("odd(1.5)", "not_whole"),
    ("modulo(1, 0)", "division_by_zero"),
    ('substring("abc", 0)', "index_out_of_range"),
    ('substring("abc", 4)', "index_out_of_range"),
    ('substring("abc", 1, -1)', "outside_domain"),
    ("remove([1], 2)", "index_out_of_range"),
    ("string length(null)", "wrong_argument"),
    ("string length(5)", "wrong_argument"),
    ("string length()", "wrong_count"),
    ('string length("a", "b")', "wrong_count"),
    ('sum([1, "a"])', "wrong_member"),
    ('sum(["a", "b"])', "wrong_member"),
    ("sum([1, null])", "wrong_member"),
    ('min([1, "a"])', "wrong_operands"),
    ("max([[1]])", "wrong_operands"),
    ('mean(["a"])', "wrong_member"),
    ("all([true, null])", "wrong_member"),
    ("not(null)", "wrong_argument"),
    ("sort([1, null])", "null_operand"),
    ("sort([1, 2], function(a, b) a)", "wrong_member"),
    ('get value({a: 1}, "b")', "unknown_member"),
    ("context([{key: 1, value: 2}])", "wrong_member"),
    ('context([{key: "a", value: 1}, {key: "a", value: 2}])', "duplicate_entry"),
    ("string join([1])", "wrong_member"),
    ('matches("a", "(")', "bad_pattern"),
    ('matches("a", "a", "q")', "bad_pattern"),
    ('replace("abc", "x*", "-")', "pattern_matches_nothing"),
    ('split("abc", "")', "pattern_matches_nothing"),
    ('context put({a: 1}, 5, 2)', "wrong_argument"),
    ('years and months duration(@"2026-01-01T00:00:00Z", @"2026-01-01T00:00:00")', "zone_missing"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), REFUSED, ids=[text for text, _ in REFUSED])
def test_a_function_refuses_what_it_has_no_result_for(text: str, code: str) -> None:
    with pytest.raises(FeelError) as caught:
        value(text)
    assert caught.value.code == code
