"""Kinds of flow nodes by the names that BPMN gives them."""

from __future__ import annotations

SCOPES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
"""Activities with flow nodes inside."""

TASKS = frozenset(
    {
        "task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask",
        "receiveTask",
    }
)  # fmt: skip
ACTIVITIES = TASKS | SCOPES | {"callActivity"}
GATEWAYS = frozenset(
    {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"}
)
CATCHING = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
THROWING = frozenset({"intermediateThrowEvent", "endEvent", "implicitThrowEvent"})
EVENTS = CATCHING | THROWING
CHOREOGRAPHY = frozenset({"choreographyTask", "subChoreography", "callChoreography"})
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS | CHOREOGRAPHY | {"event"}
"""Every flow node of BPMN 2.0; which of them run is the profile's business."""
