"""How long a notice must hang, and when its objections are answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from engine.errors import Invalid
from engine.messages import text
from engine.rules.calendar import Calendar
from engine.rules.finding import Finding
from engine.rules.parameter_table import PARAMETERS, Value
from engine.rules.parameters import integer_of
from engine.rules.periods import Deadline, Period, Unit, end_of
from engine.rules.sources import Source

DISCLOSURES = frozenset({"resolution", "result", "finance"})
"""Kinds that 村务公开 covers: the statutory fifteen days, calendar days only."""
KINDS = (*sorted(DISCLOSURES), "plan", "personnel", "other")
COUNTED_EITHER_WAY = frozenset({"plan", "other"})
"""Kinds whose days may be written as working days: as many of them last longer."""
LARGE_BODIES = frozenset({"B7", "B8"})
"""A plan that goes to the collective's assembly is consulted on for longer."""


def minimum(
    kind: str, parameters: Mapping[str, Value], body: str | None = None, *, large: bool = False
) -> Period:
    """The least period of a notice of this kind; `body` decides on it, `large`: it concerns assets or much
    money.

    Raises Invalid `notice_kind_unknown`.
    """
    key = _parameter(
        kind, "plan.consult_days_large" if large or body in LARGE_BODIES else "plan.consult_days"
    )
    count = integer_of(parameters, key)
    return Period.workdays(count) if kind == "personnel" else Period.days(count)


def check_period(
    kind: str, written: str, parameters: Mapping[str, Value], body: str | None = None, *, large: bool = False
) -> Finding | None:
    """Why a notice of this kind can't run for the period `written` (`15d`, `5wd`); None when it can.

    Codes: `notice_period_unreadable`, `notice_unit` (an exact span, or days where the rule counts otherwise),
    `notice_too_short`. Raises Invalid `notice_kind_unknown`.
    """
    floor = minimum(kind, parameters, body, large=large)
    try:
        period = Period.parse(written)
    except Invalid:
        return _finding("notice_period_unreadable", kind, written, floor)
    if not period.is_legal or (period.unit is not floor.unit and kind not in COUNTED_EITHER_WAY):
        return _finding("notice_unit", kind, written, floor)
    if period.count < floor.count:
        return _finding("notice_too_short", kind, written, floor)
    return None


def reply_deadline(
    level: str, received_at: datetime, parameters: Mapping[str, Value], calendar: Calendar
) -> Deadline:
    """By when an objection received at that instant is answered at `level`: O1 the village, O2 its
    supervisors, O3 the town.
    """
    days = integer_of(parameters, f"objection.reply_days.{level}")
    return end_of(Period.days(days), received_at, calendar)


def _parameter(kind: str, plan: str) -> str:
    if kind in DISCLOSURES:
        return "posting.min_days"
    keys = {"plan": plan, "personnel": "notice.personnel_working_days", "other": "notice.other_days"}
    if kind not in keys:
        raise Invalid("notice_kind_unknown", kind=kind)
    return keys[kind]


def _finding(code: str, kind: str, written: str, floor: Period) -> Finding:
    facts = {
        "kind": kind,
        "kind_name": text(f"notice_kind.{kind}"),
        "written": written,
        "floor": floor.count,
        "unit_name": text(f"unit.{'working_days' if floor.unit is Unit.WORKING_DAYS else 'days'}"),
    }
    return Finding(code, _source(kind).label(), facts)


def _source(kind: str) -> Source:
    return PARAMETERS[_parameter(kind, "plan.consult_days")].source
