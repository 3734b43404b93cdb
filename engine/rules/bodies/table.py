"""The bodies B1–B11 as data: who convenes, chairs and records, and the formula of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.errors import Invalid
from engine.messages import text
from engine.rules.parameter_table import Value
from engine.rules.parameters import value_of
from engine.rules.sources import (
    COLLECTIVES,
    LOCAL_RULE,
    PARTY_BRANCHES,
    RESIDENT_COMMITTEES,
    VILLAGE_COMMITTEES,
    Standing,
)
from engine.rules.thresholds import (
    HALF_OR_MORE,
    MORE_THAN_HALF,
    TWO_THIRDS_OR_MORE,
    Threshold,
    parse_threshold,
)


class Base(StrEnum):
    """What a share is a share of."""

    DUE = "due"
    """应到: the roll of the day; less the recused where the charter says so (`recusal.vote_mode`)."""
    PRESENT = "present"
    """到会: those who came, less the recused. Abstentions stay in."""
    ALL = "all"
    """全体: the whole roll, whatever happens: the statute's denominator."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A share of a base. A `parameter` may ask for more than `threshold`, which is the floor; never for
    less.
    """

    threshold: Threshold
    base: Base
    parameter: str | None = None

    def share(self, parameters: Mapping[str, Value]) -> Threshold:
        """The share that holds under these parameters."""
        if self.parameter is None:
            return self.threshold
        asked = parse_threshold(str(value_of(parameters, self.parameter)), LOCAL_RULE)
        if self.threshold.at_least(asked):
            return self.threshold
        return asked


@dataclass(frozen=True, slots=True)
class Body:
    """A body that decides. Roles are the ids of posts; `standing` is that of its formulas."""

    code: str
    convenes: tuple[str, ...]
    chairs: str
    quorum: Formula
    majority: Formula
    standing: Standing
    records: str = "clerk"
    counts: str = "vsc_member"
    households: Threshold | None = None
    """The share of household representatives that is a quorum as well, where the law knows one."""

    @property
    def name(self) -> str:
        """Its Chinese name."""
        return text(f"body.{self.code}")

    @property
    def notice_parameter(self) -> str:
        """The parameter that says how many full days before a sitting it is announced."""
        return f"meeting.{self.code}.notice_days"


ASSEMBLY_26 = VILLAGE_COMMITTEES.article(26, 1)
ASSEMBLY_30 = VILLAGE_COMMITTEES.article(30, 2)
GROUP_32 = VILLAGE_COMMITTEES.article(32, 2)
MEMBERS_27 = COLLECTIVES.article(27)
REPRESENTATIVES_28 = COLLECTIVES.article(28)
BOARD_31 = COLLECTIVES.article(31)
PARTY_11 = PARTY_BRANCHES.article(11)

TABLE = (
    Body(
        "B1",
        convenes=("party_secretary",),
        chairs="party_secretary",
        quorum=Formula(HALF_OR_MORE.under(PARTY_BRANCHES.article(12)), Base.DUE, "meeting.B1.quorum"),
        majority=Formula(MORE_THAN_HALF.under(LOCAL_RULE), Base.DUE, "meeting.B1.majority"),
        standing=Standing.POLICY,
    ),
    Body(
        "B2",
        convenes=("party_secretary", "vc_director"),
        chairs="party_secretary",
        quorum=Formula(HALF_OR_MORE.under(LOCAL_RULE), Base.DUE, "meeting.B2.quorum"),
        majority=Formula(
            MORE_THAN_HALF.under(VILLAGE_COMMITTEES.article(34)), Base.DUE, "meeting.B2.majority"
        ),
        standing=Standing.LOCAL,
    ),
    Body(
        "B3",
        convenes=("party_secretary",),
        chairs="party_secretary",
        quorum=Formula(HALF_OR_MORE.under(PARTY_11), Base.DUE, "meeting.B3.quorum"),
        majority=Formula(MORE_THAN_HALF.under(PARTY_11), Base.DUE),
        standing=Standing.POLICY,
    ),
    Body(
        "B4",
        convenes=("vc_director",),
        chairs="vc_director",
        quorum=Formula(MORE_THAN_HALF.under(ASSEMBLY_26), Base.ALL),
        majority=Formula(MORE_THAN_HALF.under(ASSEMBLY_26), Base.PRESENT),
        standing=Standing.LAW,
        households=TWO_THIRDS_OR_MORE.under(ASSEMBLY_26),
    ),
    Body(
        "B5",
        convenes=("vc_director",),
        chairs="vc_director",
        quorum=Formula(TWO_THIRDS_OR_MORE.under(ASSEMBLY_30), Base.ALL),
        majority=Formula(MORE_THAN_HALF.under(ASSEMBLY_30), Base.PRESENT),
        standing=Standing.LAW,
    ),
    Body(
        "B6",
        convenes=("group_leader",),
        chairs="group_leader",
        quorum=Formula(TWO_THIRDS_OR_MORE.under(GROUP_32), Base.ALL),
        majority=Formula(MORE_THAN_HALF.under(GROUP_32), Base.PRESENT),
        standing=Standing.LAW,
        households=TWO_THIRDS_OR_MORE.under(GROUP_32),
    ),
    Body(
        "B7",
        convenes=("ceo_chair",),
        chairs="ceo_chair",
        quorum=Formula(TWO_THIRDS_OR_MORE.under(MEMBERS_27), Base.ALL),
        majority=Formula(TWO_THIRDS_OR_MORE.under(MEMBERS_27), Base.ALL, "meeting.B7.majority"),
        standing=Standing.LAW,
    ),
    Body(
        "B8",
        convenes=("ceo_chair",),
        chairs="ceo_chair",
        quorum=Formula(TWO_THIRDS_OR_MORE.under(LOCAL_RULE), Base.ALL, "meeting.B8.quorum"),
        majority=Formula(TWO_THIRDS_OR_MORE.under(REPRESENTATIVES_28), Base.ALL, "meeting.B8.majority"),
        standing=Standing.LAW,
    ),
    Body(
        "B9",
        convenes=("ceo_chair",),
        chairs="ceo_chair",
        quorum=Formula(TWO_THIRDS_OR_MORE.under(BOARD_31), Base.ALL),
        majority=Formula(MORE_THAN_HALF.under(BOARD_31), Base.ALL),
        standing=Standing.LAW,
    ),
    Body(
        "B10",
        convenes=("vsc_chair",),
        chairs="vsc_chair",
        quorum=Formula(HALF_OR_MORE.under(LOCAL_RULE), Base.ALL, "meeting.B10.quorum"),
        majority=Formula(MORE_THAN_HALF.under(LOCAL_RULE), Base.ALL, "meeting.B10.majority"),
        standing=Standing.LOCAL,
        records="vsc_member",
    ),
    Body(
        "B11",
        convenes=("vc_director",),
        chairs="vc_director",
        quorum=Formula(TWO_THIRDS_OR_MORE.under(RESIDENT_COMMITTEES.article(29)), Base.ALL),
        majority=Formula(MORE_THAN_HALF.under(RESIDENT_COMMITTEES.article(29)), Base.PRESENT),
        standing=Standing.LAW,
    ),
)

BODIES: Mapping[str, Body] = {body.code: body for body in TABLE}

RESIDENTS = Body(
    "B11",
    convenes=("vc_director",),
    chairs="vc_director",
    quorum=Formula(MORE_THAN_HALF.under(RESIDENT_COMMITTEES.article(27)), Base.ALL),
    majority=Formula(MORE_THAN_HALF.under(RESIDENT_COMMITTEES.article(27)), Base.PRESENT),
    standing=Standing.LAW,
    households=MORE_THAN_HALF.under(RESIDENT_COMMITTEES.article(27)),
)
"""B11 where the community meets as 居民会议 and not as 居民代表会议 (`meeting.B11.form`)."""


def body_of(code: str, parameters: Mapping[str, Value]) -> Body:
    """The body with this code, B11 in the form that `parameters` give it. Raises Invalid `body_unknown`."""
    if code not in BODIES:
        raise Invalid("body_unknown", body=code)
    if code == "B11" and value_of(parameters, "meeting.B11.form") == "residents":
        return RESIDENTS
    return BODIES[code]
