"""Functions of dates."""

from __future__ import annotations

from datetime import date

from engine.feel.builtins.registry import builtin

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May",
    "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def day_of_year(day: date) -> int:
    """1 to 366."""
    return day.timetuple().tm_yday


def week_of_year(day: date) -> int:
    """Number of the week by ISO 8601."""
    return day.isocalendar().week


def day_of_week(day: date) -> str:
    """The day's English name, as the standard has it; `day.weekday` gives 1 (Monday) to 7."""
    return _WEEKDAYS[day.weekday()]


def month_of_year(day: date) -> str:
    """The month's English name, as the standard has it; `day.month` gives 1 to 12."""
    return _MONTHS[day.month - 1]


for _type in ("date", "date and time"):
    builtin(f"day of year(date: {_type}) -> number")(day_of_year)
    builtin(f"week of year(date: {_type}) -> number")(week_of_year)
    builtin(f"day of week(date: {_type}) -> string")(day_of_week)
    builtin(f"month of year(date: {_type}) -> string")(month_of_year)
