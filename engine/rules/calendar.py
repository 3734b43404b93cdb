"""Which days are worked, by the yearly notice of the State Council.

A day in a notice's table is as the table says, any other is worked from Monday to Friday
(全国年节及纪念日放假办法（2024修订） 第七条). Lunar holidays are never computed: a year without its notice
is unknown, and what is counted there is provisional (暂定).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from engine.errors import CalendarUnknownError
from engine.rules.holidays import Day, HolidayYear, parse_holiday_year

BUILT_IN = Path(__file__).parent / "holidays"
SATURDAY = 5
ONE_DAY = timedelta(days=1)
NEW_YEAR_BRIDGE = 28
"""From this day of December on the next year's notice may still move working days (in 2018 it did, from the
29th).
"""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of the years whose notices are loaded."""

    years: Mapping[int, HolidayYear]
    days: Mapping[date, Day] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        days = {on: day for year in sorted(self.years) for on, day in self.years[year].days.items()}
        object.__setattr__(self, "days", MappingProxyType(days))

    @staticmethod
    def built_in() -> Calendar:
        """The calendar of the notices that ship with the product."""
        return _built_in()

    @property
    def version(self) -> str:
        """A short name of these tables, another one for every change in them: what a stored deadline was
        counted with.
        """
        text = ";".join(f"{on}{day.name}{day.is_off}" for on, day in sorted(self.days.items()))
        return sha256(f"{sorted(self.years)}{text}".encode()).hexdigest()[:12]

    def with_year(self, year: HolidayYear) -> Calendar:
        """This calendar with the table of one more year, or another table for a known one."""
        return Calendar({**self.years, year.year: year})

    def knows(self, year: int) -> bool:
        """Whether the notice for that year is loaded."""
        return year in self.years

    def is_working(self, day: date) -> bool:
        """Whether `day` is worked. Raises CalendarUnknownError where no notice says."""
        if day not in self.days and not self.knows(day.year):
            raise CalendarUnknownError(year=day.year)
        return self.presumably_working(day)

    def presumably_working(self, day: date) -> bool:
        """Whether `day` is worked, where no notice says: from Monday to Friday. What uses this marks its
        result 暂定.
        """
        known = self.days.get(day)
        return not known.is_off if known else day.weekday() < SATURDAY

    def is_settled(self, day: date) -> bool:
        """Whether no notice still to come can change `day`."""
        if day in self.days:
            return True
        bridge = day.month == 12 and day.day >= NEW_YEAR_BRIDGE
        return self.knows(day.year) and (not bridge or self.knows(day.year + 1))

    def shift(self, day: date, working_days: int) -> date:
        """The working day that many working days after `day`, before it when negative; `day` itself for 0.

        Counts Monday to Friday where no notice says.
        """
        step = ONE_DAY if working_days > 0 else -ONE_DAY
        left = abs(working_days)
        while left:
            day += step
            left -= self.presumably_working(day)
        return day

    def next_working(self, day: date) -> date:
        """`day` when it is worked, else the next day that is."""
        while not self.presumably_working(day):
            day += ONE_DAY
        return day


@cache
def _built_in() -> Calendar:
    years = [parse_holiday_year(path.read_text("utf-8")) for path in sorted(BUILT_IN.glob("*.toml"))]
    return Calendar({year.year: year for year in years})
