"""What may stand in a timer or deadline: a literal, or else FEEL that gives a date or such a text."""

from __future__ import annotations

import re
from datetime import date, datetime

from engine.errors import Invalid
from engine.rules.periods import Period

_LITERAL = re.compile(r"R\d*/.+|P[0-9YMWDTHS.]+|\d+(?:wd|d)|\d{4}-\d\d-\d\d(?:T.*)?")
_REPEATING = re.compile(r"R(?P<times>\d{0,6})/(?:(?P<start>[^/]+)/)?(?P<period>[^/]+)")
_CRON = re.compile(r"(?:[\d*/,?LW#-]+\s+){4,6}[\d*/,?LW#A-Z-]+")


def is_literal(text: str) -> bool:
    """Whether the text is taken as it stands instead of being evaluated as FEEL."""
    return _LITERAL.fullmatch(text.strip()) is not None


def is_cron(text: str) -> bool:
    """Whether the text is a cron expression, which other engines take for a cycle."""
    return _CRON.fullmatch(text.strip()) is not None


def is_period(text: str) -> bool:
    """Whether the text is a legal period (`15d`, `5wd`) or an ISO 8601 duration."""
    try:
        Period.parse(text)
    except Invalid:
        return False
    return True


def is_instant(text: str) -> bool:
    """Whether the text is an ISO 8601 date or date-time."""
    try:
        datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return False
    return True


def repeating(text: str) -> re.Match[str] | None:
    """The `times` (empty: for ever), `start` (if any) and `period` of an ISO 8601 repeating interval.

    Such as `R3/PT10M` and `R/2026-03-01T08:00:00/P1D`; legal periods repeat too. None for anything else.
    """
    found = _REPEATING.fullmatch(text)
    if found is None or not is_period(found["period"]):
        return None
    return found if found["start"] is None or is_instant(found["start"]) else None


def is_repeating(text: str) -> bool:
    """Whether the text is an ISO 8601 repeating interval."""
    return repeating(text) is not None


def is_sound(text: str) -> bool:
    """Whether a literal can be counted with."""
    stripped = text.strip()
    return is_period(stripped) or is_instant(stripped) or is_repeating(stripped)
