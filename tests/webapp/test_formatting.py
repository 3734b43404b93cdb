"""How dates, time left and money are written."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from webapp import application, formatting

MIDNIGHT_AFTER_THE_26TH = datetime(2026, 11, 26, 16, tzinfo=UTC)

assert application  # registers the texts of the pages


def test_a_day_carries_its_weekday() -> None:
    assert formatting.day(date(2026, 11, 23)) == "2026-11-23（周一）"


def test_an_instant_is_told_in_shanghai_time() -> None:
    assert formatting.moment(datetime(2026, 11, 23, 16, 5, tzinfo=UTC)) == "2026-11-24（周二）00:05"


def test_on_paper_a_date_is_written_out() -> None:
    assert formatting.paper_day(date(2026, 1, 2)) == "2026年1月2日"


@pytest.mark.parametrize(
    ("days", "late", "words"),
    [
        pytest.param(3, False, "还剩 3 个工作日（11月26日 周四 止）", id="some-days"),
        pytest.param(0, False, "今天最后一天（11月26日 周四 止）", id="the-last-day"),
        pytest.param(-2, True, "应在 2026-11-26（周四）前办完", id="late"),
        pytest.param(None, False, "11月26日 周四 止", id="nobody-counted"),
    ],
)
def test_a_period_that_ends_at_midnight_ends_with_the_day_before(
    days: int | None, late: bool, words: str
) -> None:
    assert formatting.time_left_until(MIDNIGHT_AFTER_THE_26TH, days=days, late=late) == words


@pytest.mark.parametrize(
    ("fen", "words"),
    [(0, "¥0.00"), (1, "¥0.01"), (1_234_500, "¥12,345.00"), (100_000_000_000_000, "¥1,000,000,000,000.00")],
)
def test_money_is_grouped_and_has_two_decimals(fen: int, words: str) -> None:
    assert formatting.money(fen) == words


@pytest.mark.parametrize(("size", "words"), [(10, "1 KB"), (348_160, "340 KB"), (10_485_760, "10.0 MB")])
def test_a_file_size_is_told_in_few_digits(size: int, words: str) -> None:
    assert formatting.file_size(size) == words
