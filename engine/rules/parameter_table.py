"""Every parameter, as data: key, default, unit, how far it may move, and who says so.

Money is in fen. A default marked LOCAL or DESIGN is this product's choice, never law. Names for people
are `parameter.<key>` in the message catalogue, units `unit.<unit>`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.rules.sources import (
    CIVIL_CODE,
    COLLECTIVES,
    CONSTRUCTION_RETENTION,
    DESIGN_RULE,
    DISCLOSURE_DAYS,
    LOCAL_RULE,
    PARTY_BRANCHES,
    VILLAGE_COMMITTEES,
    VILLAGE_SEALS,
    Source,
    Standing,
)

Value = bool | int | str
"""What a parameter can be: yes or no, a whole number, or text that its kind can read."""


class Kind(StrEnum):
    """How the value of a parameter is written."""

    INTEGER = "integer"
    FEN = "fen"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    THRESHOLD = "threshold"
    """`>=2/3` or `>1/2`."""
    LADDER = "ladder"
    """Days around a deadline: `-1wd, 0, +1wd`."""
    INTEGERS = "integers"
    """Whole numbers in order: `90/60/30`."""


class Unit(StrEnum):
    """What a whole number counts."""

    DAYS = "days"
    WORKING_DAYS = "working_days"
    HOURS = "hours"
    YEARS = "years"
    TIMES = "times"
    DAY_OF_MONTH = "day_of_month"
    PERCENT = "percent"
    FEN = "fen"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. `floor` and `ceiling` are what the source leaves open, both included; None where
    nothing is prescribed.
    """

    key: str
    default: Value
    kind: Kind
    unit: Unit = Unit.NONE
    source: Source = LOCAL_RULE
    floor: int | str | None = None
    ceiling: int | None = None
    choices: tuple[str, ...] = ()

    @property
    def name_key(self) -> str:
        """The key of its Chinese name in the message catalogue."""
        return f"parameter.{self.key}"

    @property
    def standing(self) -> Standing:
        """How binding the bounds are."""
        return self.source.standing


def _number(
    key: str,
    default: int,
    unit: Unit,
    source: Source = LOCAL_RULE,
    *,
    floor: int | None = None,
    ceiling: int | None = None,
) -> Parameter:
    return Parameter(key, default, Kind.INTEGER, unit, source, floor, ceiling)


def _fen(key: str, default: int) -> Parameter:
    return Parameter(key, default, Kind.FEN, Unit.FEN)


def _yes_or_no(key: str, source: Source = LOCAL_RULE, *, default: bool) -> Parameter:
    return Parameter(key, default, Kind.BOOLEAN, source=source)


def _choice(key: str, *choices: str, source: Source = LOCAL_RULE) -> Parameter:
    return Parameter(key, choices[0], Kind.CHOICE, source=source, choices=choices)


def _share(key: str, default: str, source: Source = LOCAL_RULE, *, floor: str | None = None) -> Parameter:
    return Parameter(key, default, Kind.THRESHOLD, source=source, floor=floor)


DAYS, WORKING_DAYS, TIMES, PERCENT = Unit.DAYS, Unit.WORKING_DAYS, Unit.TIMES, Unit.PERCENT

MEETINGS = (
    _number("meeting.B1.notice_days", 1, DAYS),
    _number("meeting.B2.notice_days", 1, DAYS),
    _number("meeting.B3.notice_days", 3, DAYS),
    _number("meeting.B4.notice_days", 10, DAYS, VILLAGE_COMMITTEES.article(25, 2), floor=10),
    _number("meeting.B5.notice_days", 5, DAYS),
    _number("meeting.B6.notice_days", 3, DAYS),
    _number("meeting.B7.notice_days", 10, DAYS, COLLECTIVES.article(27), floor=10),
    _number("meeting.B8.notice_days", 10, DAYS),
    _number("meeting.B9.notice_days", 1, DAYS),
    _number("meeting.B10.notice_days", 1, DAYS),
    _number("meeting.B11.notice_days", 10, DAYS),
    _share("meeting.B1.quorum", ">=1/2", PARTY_BRANCHES.article(12), floor=">=1/2"),
    _share("meeting.B1.majority", ">1/2", floor=">1/2"),
    _share("meeting.B2.quorum", ">=2/3", floor=">=1/2"),
    _share("meeting.B2.majority", ">1/2", VILLAGE_COMMITTEES.article(34), floor=">1/2"),
    _share("meeting.B3.quorum", ">=2/3", PARTY_BRANCHES.article(11), floor=">=1/2"),
    _share("meeting.B7.majority", ">=2/3", COLLECTIVES.article(27), floor=">=2/3"),
    _share("meeting.B8.quorum", ">=2/3", floor=">=2/3"),
    _share("meeting.B8.majority", ">=2/3", COLLECTIVES.article(28), floor=">=2/3"),
    _share("meeting.B10.quorum", ">=2/3", floor=">=1/2"),
    _share("meeting.B10.majority", ">1/2", floor=">1/2"),
    _yes_or_no("meeting.B5.women_quorum", default=False),
    _choice("meeting.B11.form", "representatives", "residents"),
    _yes_or_no("meeting.merge_1_2_when_yijiantiao", default=False),
    _number("meeting.convene_after_demand_days", 15, DAYS),
    _number("meeting.max_reschedules", 2, TIMES, DESIGN_RULE),
    _choice("recusal.vote_mode", "keep_due", "exclude_from_due"),
)

DISCLOSURE = (
    _number("posting.min_days", 15, DAYS, DISCLOSURE_DAYS, floor=15),
    _number("posting.start_within_days.decision", 3, DAYS),
    _number("posting.start_within_days.major", 5, DAYS),
    _number("posting.periodic_day", 15, Unit.DAY_OF_MONTH, floor=1, ceiling=28),
    _yes_or_no("posting.restart_on_loss", default=True),
    _number("plan.consult_days", 5, DAYS, floor=1),
    _number("plan.consult_days_large", 15, DAYS, floor=1),
    _number("notice.personnel_working_days", 5, WORKING_DAYS, floor=5),
    _number("notice.other_days", 5, DAYS, DESIGN_RULE, floor=1),
    _number("objection.reply_days.O1", 5, DAYS, floor=1),
    _number("objection.reply_days.O2", 5, DAYS, floor=1),
    _number("objection.reply_days.O3", 20, DAYS, floor=1),
    _number("town.review_working_days", 5, WORKING_DAYS, floor=1),
)

VILLAGE = (
    _yes_or_no("village.has_collective", default=True),
    _yes_or_no("charter.allows_b8", default=False),
)

ENGINE = (
    Parameter("remind.ladder", "-1wd, 0, +1wd", Kind.LADDER, source=DESIGN_RULE),
    _number("returns.alert", 3, TIMES, DESIGN_RULE, floor=1),
    _number("returns.tolerance_percent", 5, PERCENT, DESIGN_RULE, ceiling=100),
)

SPENDING = (
    _fen("spend.t1", 2_000_00),
    _fen("spend.t2", 10_000_00),
    _fen("spend.t3", 50_000_00),
    _number("spend.claim_days", 60, DAYS),
    _fen("spend.pettycash_limit", 5_000_00),
    _fen("spend.cash_limit", 500_00),
    _choice("spend.order", "APPROVE_THEN_REVIEW", "REVIEW_THEN_APPROVE"),
    _number("spend.split_window_days", 30, DAYS, DESIGN_RULE, floor=1),
    _number("spend.review_day", 10, Unit.DAY_OF_MONTH, floor=1, ceiling=28),
)

PROJECTS = (
    _fen("proj.p1", 10_000_00),
    _fen("proj.p2", 100_000_00),
    _fen("proj.p3", 500_000_00),
    Parameter("proj.change_percent", "5/10/30", Kind.INTEGERS, PERCENT),
    _number("proj.retention_percent", 3, PERCENT, CONSTRUCTION_RETENTION.whole(), ceiling=3),
    _number("proj.advance_percent", 30, PERCENT, ceiling=100),
    _number("proj.progress_percent", 80, PERCENT, ceiling=100),
)

LEASES = (
    _fen("lease.simple_rent", 5_000_00),
    _number("lease.simple_years", 1, Unit.YEARS),
    _number("lease.max_years", 20, Unit.YEARS, CIVIL_CODE.article(705), ceiling=20),
    _number("lease.listing_days", 7, DAYS),
    _number("lease.result_working_days", 5, WORKING_DAYS),
    _choice("lease.renewal_mode", "OPEN_TRADE_WITH_PRIORITY", "SIMPLE"),
    Parameter("lease.expiry_alert_days", "90/60/30", Kind.INTEGERS, DAYS),
    _number("rent.remind_days", 15, DAYS),
    _number("rent.demand_days", 30, DAYS),
    _number("rent.terminate_days", 60, DAYS),
)

SEALS_AND_RECORDS = (
    _choice("seal.custody_mode", "VILLAGE", "TOWN", "CABINET", "ELECTRONIC", source=VILLAGE_SEALS.whole()),
    _yes_or_no("seal.keeper_direct_A", default=False),
    _number("handover.days", 10, DAYS, VILLAGE_COMMITTEES.article(24), ceiling=10),
    _choice("archive.retention.decisions", "PERMANENT", "30Y", "10Y"),
    _choice("archive.retention.seal_log", "30Y", "PERMANENT", "10Y"),
    _choice("archive.retention.vouchers", "30Y", "PERMANENT"),
    _choice("archive.retention.notices", "10Y", "30Y", "PERMANENT"),
)

PARAMETERS: Mapping[str, Parameter] = {
    parameter.key: parameter
    for group in (MEETINGS, DISCLOSURE, VILLAGE, ENGINE, SPENDING, PROJECTS, LEASES, SEALS_AND_RECORDS)
    for parameter in group
}
