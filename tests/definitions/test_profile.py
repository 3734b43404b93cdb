"""The table of the profile is the one place that switches an element on or off."""

from __future__ import annotations

from engine.definitions.checks.events import LEGAL
from engine.definitions.kinds import EVENTS, FLOW_NODES
from engine.definitions.profile import SUPPORTED


def test_the_table_names_kinds_of_the_standard() -> None:
    assert SUPPORTED.keys() - {"eventSubProcessStart"} <= FLOW_NODES


def test_only_events_have_triggers() -> None:
    waiting = {"sendTask", "receiveTask", "eventSubProcessStart"}
    with_triggers = {kind for kind, triggers in SUPPORTED.items() if triggers != {"none"}}
    assert with_triggers <= EVENTS | waiting


def test_every_trigger_that_runs_is_legal_in_its_position() -> None:
    positions = {"startEvent": "start", "eventSubProcessStart": "startOfEvent"}
    for kind, triggers in SUPPORTED.items():
        if kind in EVENTS or kind in positions:
            assert triggers <= LEGAL[positions.get(kind, kind)]


def test_what_design_promises_runs() -> None:
    assert SUPPORTED["startEvent"] == {"none", "timer", "message", "signal"}
    assert SUPPORTED["endEvent"] == {"none", "terminate", "error", "message", "signal", "escalation"}
    assert SUPPORTED["boundaryEvent"] == {"timer", "message", "signal", "error", "escalation"}
