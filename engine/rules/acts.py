"""The closed list of acts (法定环节): what a step means in law, whatever a designer calls it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Act:
    """One act. `personal`: no delegation, no batch, no automatic completion, never completed by an
    administrator.

    `irreversible`: money, seals and things leave the village; it waits while a notice runs.
    `silence_passes`: its time may run out, and the case goes on. `records`: the variable that its task
    writes beside the answers of the form.
    """

    code: str
    personal: bool = False
    irreversible: bool = False
    silence_passes: bool = False
    records: str | None = None

    @property
    def name_key(self) -> str:
        """The key of its Chinese name in the message catalogue."""
        return f"act.{self.code}"


DECISIONS = (
    "party-proposal",
    "committee-study",
    "party-meeting",
    "assembly-decision",
    "board-decision",
    "ratification",
)
"""Acts by which a body decides."""

ORDINARY = (
    *("intake", "consultation", "revision", "implementation", "explanation", "appeal"),
    *(
        "plan-disclosure",
        "resolution-disclosure",
        "result-disclosure",
        "finance-disclosure",
        "objection-reply",
    ),
    *("claim", "witness", "voucher-check", "agency-check", "agency-head-review"),
    *("booking", "recovery", "archive"),
)
SILENT = ("town-review", "filing")
PERSONAL = (
    *DECISIONS,
    *("meeting-notice", "vote-count", "minutes"),
    *("approval", "countersignature", "town-approval", "supervision", "rectification"),
)
SITTING = ("attendance", "vote")
IRREVERSIBLE = ("contract", "sealing", "payment", "payment-release", "asset-delivery")

ACTS: Mapping[str, Act] = {
    act.code: act
    for act in (
        *(Act(code) for code in ORDINARY),
        *(Act(code, silence_passes=True) for code in SILENT),
        *(Act(code, personal=True) for code in PERSONAL),
        *(Act(code, personal=True, records="session") for code in SITTING),
        *(Act(code, irreversible=True) for code in IRREVERSIBLE),
    )
}
