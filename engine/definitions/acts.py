"""The closed list of acts: what a step means in law, whatever the designer calls it.

Source: the drawing conventions of this project, after 村民委员会组织法（2018）and 农村集体经济组织法（2024）.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Act:
    """`personal`: no delegation, no batch, never completed by an administrator.

    `irreversible`: can't be undone. `silence_passes`: the time for it may run out and the case goes on.
    `variable`: what its task records beside the answers of the form.
    """

    personal: bool = False
    irreversible: bool = False
    silence_passes: bool = False
    variable: str | None = None


_PLAIN, _PERSONAL = Act(), Act(personal=True)
_IRREVERSIBLE, _SILENCE = Act(irreversible=True), Act(silence_passes=True)
_SITTING = Act(personal=True, variable="session")

ACTS: Mapping[str, Act] = {
    **dict.fromkeys(("intake", "consultation", "revision", "implementation", "explanation"), _PLAIN),
    **dict.fromkeys(("party-proposal", "committee-study", "party-meeting", "assembly-decision"), _PERSONAL),
    **dict.fromkeys(("board-decision", "ratification"), _PERSONAL),
    **dict.fromkeys(("meeting-notice", "vote-count", "minutes"), _PERSONAL),
    **dict.fromkeys(("attendance", "vote"), _SITTING),
    **dict.fromkeys(("town-review", "filing"), _SILENCE),
    "town-approval": _PERSONAL,
    **dict.fromkeys(("plan-disclosure", "resolution-disclosure", "result-disclosure"), _PLAIN),
    **dict.fromkeys(("finance-disclosure", "objection-reply"), _PLAIN),
    **dict.fromkeys(("claim", "witness", "voucher-check", "agency-check", "agency-head-review"), _PLAIN),
    **dict.fromkeys(("approval", "countersignature"), _PERSONAL),
    **dict.fromkeys(("supervision", "rectification"), _PERSONAL),
    **dict.fromkeys(("contract", "sealing", "payment", "payment-release", "asset-delivery"), _IRREVERSIBLE),
    **dict.fromkeys(("booking", "recovery", "archive"), _PLAIN),
}
"""Approval, countersignature and town-approval are no votes, yet nobody may do them for another either."""
