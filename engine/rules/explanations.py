"""How a deadline was counted, in sentences for the person who must keep it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from engine.clock import SHANGHAI, village_date
from engine.messages import text
from engine.rules.periods import Deadline, Unit
from engine.rules.sources import HOLIDAYS, PERIOD_END, PERIOD_MONTHS, PERIOD_START

Days = tuple[date, date]
"""The first and the last of days in a row."""


def explain(deadline: Deadline) -> list[str]:
    """From which day, how many days of which kind, what was skipped, what is provisional, and on what
    basis: a sentence each.
    """
    if deadline.period.unit is Unit.EXACT:
        return [_exact(deadline), text("period.basis", laws=PERIOD_MONTHS.label())]
    return [
        text(
            f"period.counted.{deadline.period.unit}",
            start=written(village_date(deadline.start)),
            count=deadline.period.count,
            last=written(deadline.legal_day),
        ),
        *_exceptions(deadline),
        text("period.basis", laws=text("period.and").join(_basis(deadline))),
    ]


def written(day: date) -> str:
    """A date with its weekday, such as 2026-11-23（周一）."""
    return text("period.day", date=day.isoformat(), weekday=text(f"weekday.{day.weekday()}"))


def _exact(deadline: Deadline) -> str:
    start, end = (instant.astimezone(SHANGHAI) for instant in (deadline.start, deadline.ends_at))
    return text(
        "period.exact",
        start=f"{written(start.date())}{start:%H:%M}",
        end=f"{written(end.date())}{end:%H:%M}",
    )


def _exceptions(deadline: Deadline) -> Iterator[str]:
    if deadline.rolled:
        yield text("period.rolled", reason=deadline.skipped[0][1], last=written(deadline.last_day))
    elif deadline.skipped:
        yield text("period.skipped", days=text("period.and").join(_named_days(deadline)))
    if deadline.worked:
        yield text("period.worked", days=text("period.and").join(written(day) for day in deadline.worked))
    if deadline.provisional:
        yield text("period.provisional")


def _named_days(deadline: Deadline) -> Iterator[str]:
    for reason, (first, last) in _in_a_row(deadline.skipped):
        key = "period.one_day" if first == last else "period.days_in_a_row"
        yield text(key, first=first.isoformat(), last=last.isoformat(), reason=reason)


def _in_a_row(skipped: tuple[tuple[date, str], ...]) -> list[tuple[str, Days]]:
    rows: list[tuple[str, Days]] = []
    for day, reason in skipped:
        if rows and rows[-1][0] == reason and rows[-1][1][1] + timedelta(days=1) == day:
            rows[-1] = (reason, (rows[-1][1][0], day))
        else:
            rows.append((reason, (day, day)))
    return rows


def _basis(deadline: Deadline) -> Iterator[str]:
    yield PERIOD_START.label()
    yield PERIOD_END.label() if deadline.period.unit is Unit.DAYS else HOLIDAYS.whole().label()
