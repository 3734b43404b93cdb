"""Attendance against the quorum, votes in favour against the majority: counted while they are entered.

It only helps whoever enters them; services compute both again from roll, recusals and counts.
"""

from __future__ import annotations

from engine.rules.thresholds import Threshold
from engine.services.views import TallyView
from webapp.forms import schema
from webapp.forms.parts import Option, Tally
from webapp.forms.schema import Component

PRESENT, IN_FAVOUR = "present", "yes"
"""Keys of the meeting's forms on which the law's fractions are counted."""


def attendance(component: Component, options: tuple[Option, ...], rule: TallyView | None) -> Tally | None:
    """How many came of those who are due, for the list on which presence is ticked."""
    if rule is None or schema.kind(component) != "checklist" or component.get("key") != PRESENT:
        return None
    come = sum(option.chosen for option in options)
    return Tally("attendance", rule.due, rule.quorum_needed, come, rule.sources)


def vote(component: Component, value: object, rule: TallyView | None) -> Tally | None:
    """How many are in favour of those who vote, for the number of votes in favour."""
    if rule is None or rule.present is None or component.get("key") != IN_FAVOUR:
        return None
    voting = rule.present - rule.recused
    base = voting if rule.majority_base == "present" else rule.due
    share = Threshold(rule.majority_numerator, rule.majority_denominator, rule.majority_inclusive)
    in_favour = value if isinstance(value, int) else 0
    return Tally("vote", voting, share.needed(base), in_favour, rule.sources)
