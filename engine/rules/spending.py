"""What spending adds up to, and what no village may spend on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from engine.messages import text
from engine.rules.finding import Finding
from engine.rules.sources import COLLECTIVES, LOCAL_RULE, VILLAGE_COMMITTEES, Source


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim that was submitted, in fen; `payee` and `purpose` are ids."""

    id: str
    payee: str
    purpose: str
    amount_fen: int
    submitted_on: date
    rejected: bool = False


@dataclass(frozen=True, slots=True)
class SpendWindow:
    """What the tier of a claim is judged by: the sum, and the other claims in it."""

    sum_fen: int
    claims: tuple[str, ...]


def spend_window(claim: Claim, others: Iterable[Claim], days: int, *, on: date) -> SpendWindow:
    """The amount of `claim` with all claims of the same payee and purpose, from `days` days before it was
    submitted until `on`, when it is judged: what came after it counts as well.

    Paid or open, not rejected: splitting a bill does not lower its tier.
    """
    added = [
        other
        for other in others
        if other.id != claim.id
        and (other.payee, other.purpose) == (claim.payee, claim.purpose)
        and not other.rejected
        and (claim.submitted_on - other.submitted_on).days <= days
        and other.submitted_on <= on
    ]
    total = claim.amount_fen + sum(other.amount_fen for other in added)
    return SpendWindow(total, tuple(other.id for other in added))


PROHIBITED: Mapping[str, Source] = {
    "guarantee": VILLAGE_COMMITTEES.article(13),
    "personal_loan": COLLECTIVES.article(35),
    "own_account": COLLECTIVES.article(44),
    "hospitality": LOCAL_RULE,
    "blank_slip": LOCAL_RULE,
}
"""Kinds of spending that nobody can approve, and why."""


def prohibited(kind: str) -> Finding | None:
    """Why this kind of spending is refused whoever asks and whatever the amount; None when it may be
    applied for.
    """
    if kind not in PROHIBITED:
        return None
    return Finding(
        "spending_prohibited",
        PROHIBITED[kind].label(),
        {"kind": kind, "kind_name": text(f"spending.{kind}")},
    )
