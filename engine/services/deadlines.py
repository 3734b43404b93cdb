"""Deadlines of tasks and notices: counted once, stored with how they were counted, explained on demand."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from engine.clock import SHANGHAI, village_date
from engine.messages import text
from engine.rules.calendar import Calendar
from engine.rules.explanations import explain, written
from engine.rules.periods import Deadline, Period, Unit, end_of, end_of_day
from engine.services.views import DeadlineView


@dataclass(frozen=True, slots=True)
class StoredDeadline:
    """A deadline as a row keeps it. `deadline` is None for an instant that somebody chose."""

    ends_at: datetime
    deadline: Deadline | None = None

    def to_json(self) -> dict[str, Any]:
        """As JSON; `from_json` gives it back."""
        if self.deadline is None:
            return {"ends_at": self.ends_at.isoformat()}
        members = asdict(self.deadline)
        period = self.deadline.period
        return {
            **members,
            "period": {"unit": period.unit.value, "count": period.count, "months": period.months,
                       "seconds": period.span.total_seconds()},
            "start": self.deadline.start.isoformat(),
            "ends_at": self.ends_at.isoformat(),
            "last_day": self.deadline.last_day.isoformat(),
            "legal_day": self.deadline.legal_day.isoformat(),
            "skipped": [[day.isoformat(), why] for day, why in self.deadline.skipped],
            "worked": [day.isoformat() for day in self.deadline.worked],
        }  # fmt: skip


def from_json(stored: dict[str, Any]) -> StoredDeadline:
    """The deadline that `to_json` wrote."""
    ends_at = datetime.fromisoformat(stored["ends_at"]).astimezone(UTC)
    if "period" not in stored:
        return StoredDeadline(ends_at)
    period = stored["period"]
    deadline = Deadline(
        period=Period(
            Unit(period["unit"]), period["count"], period["months"], timedelta(seconds=period["seconds"])
        ),
        start=datetime.fromisoformat(stored["start"]),
        ends_at=ends_at,
        last_day=date.fromisoformat(stored["last_day"]),
        legal_day=date.fromisoformat(stored["legal_day"]),
        provisional=stored["provisional"],
        skipped=tuple((date.fromisoformat(day), why) for day, why in stored["skipped"]),
        worked=tuple(date.fromisoformat(day) for day in stored["worked"]),
    )
    return StoredDeadline(ends_at, deadline)


def counted(period: str, start: datetime, calendar: Calendar) -> StoredDeadline:
    """The end of a written period (`5wd`, `15d`, `P1D`) from an event on. Raises Invalid `period_invalid`."""
    deadline = end_of(Period.parse(period), start, calendar)
    return StoredDeadline(deadline.ends_at, deadline)


def from_value(value: object, start: datetime, calendar: Calendar) -> StoredDeadline | None:
    """A deadline from a FEEL value: a text such as `5wd`, a date (its 24:00) or an instant; None for null."""
    if value is None:
        return None
    if isinstance(value, str):
        return counted(value, start, calendar)
    if isinstance(value, datetime):
        return StoredDeadline((value if value.tzinfo else value.replace(tzinfo=SHANGHAI)).astimezone(UTC))
    if isinstance(value, date):
        return StoredDeadline(end_of_day(value))
    return None


def view(
    stored: dict[str, Any] | None, now: datetime, calendar: Calendar, basis: str | None
) -> DeadlineView | None:
    """A stored deadline for a reader."""
    if stored is None:
        return None
    kept = from_json(stored)
    why = explain(kept.deadline) if kept.deadline else [_chosen(kept.ends_at)]
    return DeadlineView(
        ends_at=kept.ends_at,
        provisional=kept.deadline is not None and kept.deadline.provisional,
        late=kept.ends_at <= now,
        working_days_left=working_days_left(kept.ends_at, now, calendar),
        why=tuple(why),
        basis=basis,
    )


def _chosen(at: datetime) -> str:
    local = at.astimezone(SHANGHAI)
    return text("deadline.chosen", at=f"{written(local.date())} {local:%H:%M}")


def working_days_left(ends_at: datetime, now: datetime, calendar: Calendar) -> int:
    """Working days from tomorrow to the last day; negative when it is past, 0 on the last day."""
    today, last = village_date(now), _last_day(ends_at)
    first, final, sign = (today, last, 1) if today <= last else (last, today, -1)
    days = (date.fromordinal(n) for n in range(first.toordinal() + 1, final.toordinal() + 1))
    return sign * sum(calendar.presumably_working(day) for day in days)


def _last_day(ends_at: datetime) -> date:
    """The day on which a deadline ends; 24:00 belongs to the day before."""
    local = ends_at.astimezone(SHANGHAI)
    return date.fromordinal(local.toordinal() - 1) if local.time() == time() else local.date()


def morning(day: date) -> datetime:
    """09:00 in Shanghai of a day, when people are reminded."""
    return datetime.combine(day, time(9), SHANGHAI).astimezone(UTC)
