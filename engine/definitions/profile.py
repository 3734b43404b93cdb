"""The profile: which elements of BPMN 2.0 run here. What isn't in the table is refused by its name.

This table is the one place that says so; `docs/elements.md` tells designers the same in words.
"""

from __future__ import annotations

from collections.abc import Mapping

SUPPORTED: Mapping[str, frozenset[str]] = {
    "task": frozenset({"none"}),
    "userTask": frozenset({"none"}),
    "manualTask": frozenset({"none"}),
    "serviceTask": frozenset({"none"}),
    "businessRuleTask": frozenset({"none"}),
    "sendTask": frozenset({"none", "message"}),
    "receiveTask": frozenset({"none", "message"}),
    "callActivity": frozenset({"none"}),
    "subProcess": frozenset({"none"}),
    "exclusiveGateway": frozenset({"none"}),
    "parallelGateway": frozenset({"none"}),
    "inclusiveGateway": frozenset({"none"}),
    "eventBasedGateway": frozenset({"none"}),
    "startEvent": frozenset({"none", "timer", "message", "signal"}),
    "eventSubProcessStart": frozenset({"timer", "message", "signal", "error", "escalation"}),
    "intermediateCatchEvent": frozenset({"timer", "message", "signal", "link"}),
    "intermediateThrowEvent": frozenset({"none", "message", "signal", "escalation", "link"}),
    "endEvent": frozenset({"none", "terminate", "error", "message", "signal", "escalation"}),
    "boundaryEvent": frozenset({"timer", "message", "signal", "error", "escalation"}),
}
"""Kind of node -> the triggers with which it runs; `none` for a node that is no event."""

LOOPS = frozenset({"parallel", "sequential", "standard"})
"""The loops of an activity that run."""

IMPLICIT_START = True
"""Whether a process or sub-process without a start event begins at every node that nothing leads to."""
