"""What each BPMN element does with a token: one small class an element."""

from __future__ import annotations

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.definitions.model import Node
from engine.runtime.behaviours import containers, events, gateways, loops, tasks
from engine.runtime.behaviours.activities import Activity
from engine.runtime.behaviours.base import FlowNode

_ACTIVITIES: dict[str, type[Activity]] = {
    "task": tasks.PassThrough,
    "manualTask": tasks.PassThrough,
    "userTask": tasks.UserTask,
    "serviceTask": tasks.ServiceTask,
    "businessRuleTask": tasks.BusinessRuleTask,
    "sendTask": tasks.SendTask,
    "receiveTask": tasks.ReceiveTask,
    "callActivity": containers.CallActivity,
    "subProcess": containers.SubProcess,
}
_OTHERS: dict[str, type[FlowNode]] = {
    "startEvent": events.StartEvent,
    "endEvent": events.EndEvent,
    "intermediateCatchEvent": events.CatchEvent,
    "intermediateThrowEvent": events.ThrowEvent,
    "boundaryEvent": events.BoundaryEvent,
    "exclusiveGateway": gateways.ExclusiveGateway,
    "parallelGateway": gateways.ParallelGateway,
    "inclusiveGateway": gateways.InclusiveGateway,
    "eventBasedGateway": gateways.EventBasedGateway,
}


def behaviour_of(spec: BpmnProcessSpec, name: str, node: Node) -> FlowNode:
    """The behaviour of a node under that name in a spec, of all its instances together where it has several.

    Raises KeyError for a kind outside of the profile, which `check` refuses by name.
    """
    if node.event_triggered:
        return containers.EventSubProcess(spec, name, node)
    if node.loop is None:
        return (_ACTIVITIES.get(node.kind) or _OTHERS[node.kind])(spec, name, node)
    looped = loops.StandardLoop if node.loop.kind == "standard" else loops.MultiInstance
    return looped(spec, name, node, _ACTIVITIES[node.kind])


def instance_of(spec: BpmnProcessSpec, name: str, node: Node) -> FlowNode:
    """The behaviour of one instance of an activity. Raises KeyError as `behaviour_of`."""
    return _ACTIVITIES[node.kind](spec, name, node)
