"""What the expenditure's drawing owes to the law, whatever its golden paths happen to pass."""

from __future__ import annotations

import pytest

from engine.definitions.bundle import shipped_bundles
from engine.definitions.model import Node

EXPENDITURE = shipped_bundles()["expenditure"]
assert EXPENDITURE.process is not None
NODES = EXPENDITURE.process.nodes
SETTLED = ("agency_head", "town_leader", "pay", "release")
"""Tasks behind the last comparison of the claim with what was approved."""


def amends(node: Node) -> set[str]:
    """The tasks that this one can have amended."""
    ways = (word.partition(":") for word in node.wq.get("returnsTo", "").split())
    return {element for element, _, modes in ways if "amend" in modes.split(",")}


def amendable(task: str) -> set[str]:
    """All that can be amended at the wish of a task: whoever is asked to amend may pass that on."""
    found: set[str] = set()
    pending = [task]
    while pending:
        new = amends(NODES[pending.pop()]) - found
        found |= new
        pending += new
    return found


def decisive(task: str) -> set[str]:
    """The material fields of a task's form."""
    form = EXPENDITURE.forms.get(NODES[task].wq.get("form", ""))
    return {field.key for field in form.fields if field.is_material} if form is not None else set()


@pytest.mark.parametrize("task", SETTLED)
def test_nothing_that_was_approved_is_amended_behind_the_last_comparison(task: str) -> None:
    """An amendment comes straight back to who asked for it, past the comparison (decisions document §1.8)."""
    assert {one: decisive(one) for one in amendable(task) if decisive(one)} == {}


def test_the_witness_who_confirmed_is_no_matter_of_amendment() -> None:
    assert "witness" in decisive("vouchers")
    assert "vouchers:amend,reconsider" in NODES["witness"].wq["returnsTo"].split()
