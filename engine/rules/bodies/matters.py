"""Which body may decide what, whatever the diagram says.

The decision table of the procedure chooses the body; these are the limits that no table may cross.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engine.messages import text
from engine.rules.finding import Finding
from engine.rules.sources import (
    COLLECTIVES,
    LAND_ADMINISTRATION,
    LAND_CONTRACTING,
    LOCAL_RULE,
    VILLAGE_COMMITTEES,
    Source,
)

VILLAGERS = ("B4", "B5", "B11")
"""The villagers' meeting, its representatives when authorised, and what takes their place in a community
(居).
"""


@dataclass(frozen=True, slots=True)
class Matter:
    """A kind of matter, the bodies that may decide it, and why no other may."""

    code: str
    bodies: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Authorisation:
    """授权: the matters that the villagers' meeting left to the representatives, from a day to a day, both
    included.
    """

    matters: frozenset[str]
    from_on: date
    to_on: date
    resolution: str

    def covers(self, matter: str, on: date) -> bool:
        """Whether the representatives may decide `matter` on that day."""
        return matter in self.matters and self.from_on <= on <= self.to_on


COLLECTIVE_26 = COLLECTIVES.article(26)
NOT_DELEGABLE_28 = COLLECTIVES.article(28)
MEMBER_REPRESENTATIVES_28 = COLLECTIVES.article(28, 1)
VILLAGE_28 = VILLAGE_COMMITTEES.article(28, 1)
AUTHORISED_28 = VILLAGE_COMMITTEES.article(28, 2)

MEMBERS_ONLY = (
    "collective_charter",
    "membership",
    "land_contract_plan",
    "homestead",
    "income_quantify",
    "land_compensation",
    "merger",
)
MEMBERS_OR_REPRESENTATIVES = (
    "collective_invest",
    "collective_budget",
    "collective_internal",
)
COLLECTIVE_BODIES = frozenset({"B7", "B8", "B9"})
VILLAGE_MATTERS = (
    "village_construction",
    "subsidy_pay",
    "collective_income_use",
    "public_works",
    "aid_targets",
)

MATTERS: Mapping[str, Matter] = {
    matter.code: matter
    for matter in (
        Matter("charter_rules", ("B4", "B11"), VILLAGE_COMMITTEES.article(31, 1)),
        Matter("recall", ("B4", "B11"), VILLAGE_COMMITTEES.article(19, 2)),
        *(Matter(code, ("B7",), NOT_DELEGABLE_28) for code in MEMBERS_ONLY),
        Matter("construction_land", ("B7", "B8"), LAND_ADMINISTRATION.article(63)),
        Matter("land_contract_outsider", ("B7",), LAND_CONTRACTING.article(52)),
        *(Matter(code, ("B7", "B8"), COLLECTIVE_26) for code in MEMBERS_OR_REPRESENTATIVES),
        Matter("lease_major", ("B7", "B8"), COLLECTIVE_26),
        Matter("lease_minor", ("B7", "B8", "B9"), LOCAL_RULE),
        *(Matter(code, VILLAGERS, VILLAGE_28) for code in VILLAGE_MATTERS),
        Matter("group_property", ("B6",), VILLAGE_COMMITTEES.article(32, 4)),
    )
}


OF_BOTH = frozenset({"collective_income_use"})
"""What the villagers decide and the collective's money pays."""


def pays_from(matter: str, ledger: str) -> bool:
    """Whether a decision on a matter may pay from a ledger, `committee` or `collective`.

    What the law gives to the collective is paid from its ledger, what it gives to the villagers from the
    committee's (drawing conventions §4); a kind that only the charter knows may be either.
    """
    if matter not in MATTERS or matter in OF_BOTH:
        return True
    of_collective = bool(COLLECTIVE_BODIES.intersection(MATTERS[matter].bodies))
    return of_collective == (ledger == "collective")


def may_decide(
    body: str,
    matter: str,
    *,
    on: date,
    charter_allows_b8: bool,
    authorisation: Authorisation | None = None,
) -> Finding | None:
    """Why `body` may not decide `matter` on a day; None when it may.

    Codes: `matter_unknown`; `not_delegable`: the law reserves it to other bodies; `unauthorised`:
    representatives without an authorisation that covers it that day; `not_in_charter`: representatives of the
    collective's members where the charter knows none.
    """
    if matter not in MATTERS:
        return Finding("matter_unknown", facts={"matter": matter})
    entry = MATTERS[matter]
    if body not in entry.bodies:
        return Finding("not_delegable", entry.source.label(), _facts(body, entry))
    if body == "B5" and not (authorisation and authorisation.covers(matter, on)):
        return Finding("unauthorised", AUTHORISED_28.label(), _facts(body, entry))
    if body == "B8" and not charter_allows_b8:
        return Finding("not_in_charter", MEMBER_REPRESENTATIVES_28.label(), _facts(body, entry))
    return None


def _facts(body: str, matter: Matter) -> dict[str, object]:
    allowed = text("period.and").join(text(f"body.{code}") for code in matter.bodies)
    return {
        "body": body,
        "body_name": text(f"body.{body}"),
        "matter": matter.code,
        "matter_name": text(f"matter.{matter.code}"),
        "allowed_names": allowed,
    }
