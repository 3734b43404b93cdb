"""The posts that a person can be given: where they are held, and in which body they sit."""

from __future__ import annotations

from collections.abc import Mapping

VILLAGE_POSTS = frozenset(
    {
        "party_secretary", "party_deputy", "party_committee", "vc_director", "vc_member",
        "two_committees_named", "villager_rep", "vsc_chair", "vsc_member", "ceo_chair", "ceo_director",
        "sup_board", "group_leader", "clerk", "reporter", "cashier", "accountant", "seal_approver",
        "seal_keeper", "lawyer",
    }
)  # fmt: skip
TOWN_POSTS = frozenset(
    {
        "town_officer", "town_leader", "town_discipline", "agency_acct", "agency_head", "cashier",
        "trade_center", "lawyer",
    }
)  # fmt: skip
DISTRICT_POSTS = frozenset(
    {
        "district_designer", "district_approver", "sysadmin", "security_officer", "audit_admin",
        "county_agri", "county_civil", "county_discipline", "trade_center",
    }
)  # fmt: skip

POSTS_OF: Mapping[str, frozenset[str]] = {
    "village": VILLAGE_POSTS,
    "town": TOWN_POSTS,
    "district": DISTRICT_POSTS,
}
"""Posts by the kind of region where they are held."""

BODY_OF_POST: Mapping[str, str] = {
    "party_secretary": "B1",
    "party_deputy": "B1",
    "party_committee": "B1",
    "villager_rep": "B5",
    "group_leader": "B6",
    "ceo_chair": "B9",
    "ceo_director": "B9",
    "vsc_chair": "B10",
    "vsc_member": "B10",
}
"""The body whose office a post is."""

CAPACITY: Mapping[str, str] = {
    "B2": "two_committees",
    "B3": "party_member",
    "B4": "villager",
    "B7": "member",
    "B8": "member_rep",
}
"""What a seat in a body makes of a person where no post says it."""

OVERSEERS = ("vsc_chair", "vsc_member", "sup_board", "town_discipline", "county_discipline", "audit_admin")
"""Who read the trails of their region."""
DESIGNERS = ("district_designer",)
"""Who upload changed versions of procedures."""
APPROVERS = ("district_approver",)
"""Who put them in force."""
ADMINISTRATORS = ("sysadmin", "security_officer", "audit_admin")
"""Who keep the installation, and have no part in cases."""
KEEPERS = ("town_officer", "county_agri", "county_civil")
"""Who keep people and parameters of their region, and have other work besides."""
