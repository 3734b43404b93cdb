"""Numbers of cases and resolutions: none twice, whoever counts when."""

from __future__ import annotations

from datetime import UTC, datetime

from engine.services.kernel import Kernel
from engine.services.numbers import next_number
from tests.conftest import SettableClock
from tests.services.office import together


def count(kernel: Kernel, series: str = "B5", village: str = "dongshan") -> int:
    return kernel.write(lambda work: next_number(work, village, series))


def test_each_village_and_series_counts_for_itself(kernel: Kernel) -> None:
    assert [count(kernel), count(kernel)] == [1, 2]
    assert [count(kernel, "B4"), count(kernel, "B5", "xihe"), count(kernel)] == [1, 1, 3]


def test_counting_begins_anew_with_the_year_of_the_village(kernel: Kernel, clock: SettableClock) -> None:
    clock.now = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)
    assert [count(kernel), count(kernel)] == [1, 2]
    clock.now = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    assert [count(kernel), count(kernel)] == [1, 2]


def test_those_who_count_at_once_get_different_numbers(kernel: Kernel) -> None:
    assert set(together(8, lambda _: count(kernel))) == set(range(1, 9))
