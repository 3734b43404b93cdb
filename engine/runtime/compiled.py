"""A process or sub-process as it runs: its nodes, and what each of them does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.definitions.model import Event, Flow, Node, Process
from engine.runtime.host import Executable

if TYPE_CHECKING:
    from engine.runtime.behaviours.base import FlowNode

NO_EVENT = Event(kind="none")
AWAITED = frozenset({"timer", "message", "signal"})
"""Events that a token waits for; errors and escalations are looked for when they are thrown."""


@dataclass(frozen=True, slots=True, eq=False)
class CompiledScope:
    """The nodes directly in a process (its own id is `scope` then) or in a sub-process, ready to run.

    Of an activity with instances, `behaviours` has the whole and `instances` what one instance does.
    """

    executable: Executable
    scope: str
    spec: BpmnProcessSpec
    nodes: Mapping[str, Node]
    behaviours: Mapping[str, FlowNode]
    instances: Mapping[str, FlowNode]

    @property
    def process(self) -> Process:
        """The process that the scope belongs to."""
        return self.executable.process

    def outgoing(self, node: Node) -> tuple[Flow, ...]:
        """The sequence flows out of a node, in the order of the file."""
        return tuple(self.process.flows[flow] for flow in node.outgoing)

    def starts(self) -> tuple[Node, ...]:
        """Where a token begins: the none start event, else other start events, else what nothing leads to."""
        starts = [node for node in self.nodes.values() if node.kind == "startEvent"]
        plain = [node for node in starts if event_of(node).kind == "none"]
        return tuple(plain or starts or filter(_begins_by_itself, self.nodes.values()))

    def boundaries(self, activity: Node) -> tuple[Node, ...]:
        """The boundary events of an activity, in the order of the file."""
        return tuple(node for node in self.nodes.values() if node.attached_to == activity.id)

    def event_sub_processes(self) -> tuple[Node, ...]:
        """The event sub-processes directly in this scope."""
        return tuple(node for node in self.nodes.values() if node.event_triggered)

    def trigger(self, event_sub_process: Node) -> Node:
        """The start event of an event sub-process."""
        inside = self.process.within(event_sub_process.id)
        return next(node for node in inside if node.kind == "startEvent")

    def awaited(self, node: Node) -> Event:
        """What a token on a node waits for; at an event sub-process, what triggers it."""
        return event_of(self.trigger(node) if node.event_triggered else node)

    def interrupts(self, node: Node) -> bool:
        """Whether a node is an event sub-process that runs instead of everything else in the scope."""
        return node.event_triggered and self.trigger(node).interrupting

    def link_target(self, name: str | None) -> Node:
        """Where a thrown link leads."""
        return next(
            node for node in self.nodes.values() if is_link_catch(node) and event_of(node).name == name
        )

    def sources(self, node: Node) -> tuple[str, ...]:
        """Nodes from which a token may come: by a flow, by a link, out of a boundary event's activity."""
        found = [self.process.flows[flow].source for flow in node.incoming]
        found += [node.attached_to] if node.attached_to else []
        if is_link_catch(node):
            throws = (
                other for other in self.nodes.values() if event_of(other).kind == "link" and other is not node
            )
            found += [other.id for other in throws if event_of(other).name == event_of(node).name]
        return tuple(found)


def event_of(node: Node) -> Event:
    """What a node waits for or throws; none when it says nothing."""
    return node.event or NO_EVENT


def is_link_catch(node: Node) -> bool:
    """Whether a node is where a link leads."""
    return node.kind == "intermediateCatchEvent" and event_of(node).kind == "link"


def _begins_by_itself(node: Node) -> bool:
    return not (node.incoming or node.attached_to or node.event_triggered or is_link_catch(node))
