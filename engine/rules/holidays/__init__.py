"""The table of one year's holiday notice, and how it is read."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from engine.errors import Invalid
from engine.messages import text

LONGEST_HOLIDAY = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Day:
    """A day that a notice names: off, or a worked Saturday or Sunday; `name` is the holiday it belongs to."""

    name: str
    is_off: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """The paper that set the days; a file from elsewhere may give only an address as `number`."""

    number: str
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """The days that the notices of one year name; a few may lie in the last days of the year before."""

    year: int
    notices: tuple[Notice, ...]
    days: Mapping[date, Day]


def parse_holiday_year(written: str) -> HolidayYear:
    """Read one year's table: TOML as in this folder, or JSON `{year, papers[], days: [{date, name,
    isOffDay}]}`.

    Raises Invalid `holiday_table_invalid` with `reason` (in Chinese words of the catalogue:
    `holiday_table.<reason>`): a table that is half understood would move deadlines silently.
    """
    try:
        table = json.loads(written) if written.lstrip().startswith("{") else tomllib.loads(written)
        year = _from_json(table) if "days" in table else _from_toml(table)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _invalid("unreadable", error) from error
    return _checked(year)


def _from_toml(table: Mapping[str, Any]) -> HolidayYear:
    notices = tuple(Notice(str(n["number"]), n["issued_on"]) for n in table["notice"])
    days: dict[date, Day] = {}
    for holiday in table["holiday"]:
        for span in holiday["off"]:
            days.update((on, Day(holiday["name"], is_off=True)) for on in _span(span["from"], span["to"]))
        days.update((on, Day(holiday["name"], is_off=False)) for on in holiday.get("work", ()))
    return HolidayYear(int(table["year"]), notices, days)


def _from_json(table: Mapping[str, Any]) -> HolidayYear:
    notices = tuple(Notice(str(paper)) for paper in table.get("papers", ()))
    days = {date.fromisoformat(d["date"]): Day(str(d["name"]), is_off=d["isOffDay"]) for d in table["days"]}
    return HolidayYear(int(table["year"]), notices, days)


def _span(first: date, last: date) -> Iterator[date]:
    if not timedelta() <= last - first <= LONGEST_HOLIDAY:
        raise ValueError(f"{first} – {last}")
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _checked(table: HolidayYear) -> HolidayYear:
    if not table.days:
        raise _invalid("empty", table.year)
    for on, day in table.days.items():
        if type(on) is not date or not isinstance(day.is_off, bool):
            raise _invalid("unreadable", on)
        if on.year != table.year and not (on.year == table.year - 1 and on.month == 12):
            raise _invalid("other_year", on)
    return table


def _invalid(reason: str, what: object) -> Invalid:
    return Invalid(
        "holiday_table_invalid", reason=reason, reason_name=text(f"holiday_table.{reason}"), what=str(what)
    )
