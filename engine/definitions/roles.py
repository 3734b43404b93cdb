"""The roles that a lane or task may name, and the bodies that a meeting may be of."""

from __future__ import annotations

ROLES = frozenset(
    {
        "party_secretary", "party_deputy", "party_committee", "vc_director", "vc_member", "two_committees",
        "two_committees_named", "villager_rep", "villager", "party_member", "vsc_chair", "vsc_member",
        "ceo_chair", "ceo_director", "sup_board", "member", "member_rep", "group_leader", "clerk", "reporter",
        "cashier", "seal_keeper", "applicant", "agency_acct", "agency_head", "town_leader", "town_officer",
        "town_discipline", "trade_center", "county_agri", "county_civil", "county_discipline", "lawyer",
        "auditor", "valuer", "supervisor_eng", "starter",
    }
)  # fmt: skip
"""Posts, memberships and offices; `starter` is whoever started the case."""

BODIES = frozenset(f"B{number}" for number in range(1, 12))
"""B1–B3 Party bodies, B4–B6 of the villagers, B7–B9 of the collective, B10 supervision, B11 of residents."""

SUPERVISION_POINTS = frozenset(f"SP{number}" for number in range(1, 7))
