"""What each BPMN element does with a token: one small class an element."""

from __future__ import annotations

from engine.definitions.model import Node
from engine.runtime.behaviours import activities, events, gateways
from engine.runtime.behaviours.base import FlowNode

_BY_KIND: dict[str, type[FlowNode]] = {
    "startEvent": events.StartEvent,
    "endEvent": events.EndEvent,
    "intermediateCatchEvent": events.CatchEvent,
    "intermediateThrowEvent": events.ThrowEvent,
    "boundaryEvent": events.BoundaryEvent,
    "task": activities.PassThrough,
    "manualTask": activities.PassThrough,
    "userTask": activities.UserTask,
    "serviceTask": activities.ServiceTask,
    "businessRuleTask": activities.BusinessRuleTask,
    "sendTask": activities.SendTask,
    "receiveTask": activities.ReceiveTask,
    "callActivity": activities.CallActivity,
    "subProcess": activities.SubProcess,
    "exclusiveGateway": gateways.ExclusiveGateway,
    "parallelGateway": gateways.ParallelGateway,
    "inclusiveGateway": gateways.InclusiveGateway,
    "eventBasedGateway": gateways.EventBasedGateway,
}


def behaviour_class(node: Node) -> type[FlowNode]:
    """The behaviour of a node. Raises KeyError for a kind outside of the profile, which `check` refuses by name."""
    if node.event_triggered:
        return activities.EventSubProcess
    return _BY_KIND[node.kind]
