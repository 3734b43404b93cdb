"""A process as SpiffWorkflow sees it: one spec a scope, one behaviour a node. Compiled once per version and process."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, cast

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.definitions.model import Flow, Node, Process
from engine.runtime.host import Executable

if TYPE_CHECKING:
    from engine.runtime.behaviours.base import FlowNode


class CompiledScope:
    """A process or sub-process with the behaviours of the nodes directly inside it."""

    def __init__(self, executable: Executable, scope: str) -> None:
        # Imported here because behaviours speak of scopes and scopes of what is compiled.
        from engine.runtime.behaviours import behaviour_class  # noqa: PLC0415

        self.executable = executable
        self.scope = scope
        self.nodes: dict[str, Node] = {node.id: node for node in executable.process.within(scope)}
        self.spec = BpmnProcessSpec(name=f"{executable.process.id}/{scope}")
        for node in self.nodes.values():
            behaviour_class(node)(self.spec, node)

    @property
    def process(self) -> Process:
        """The process that the scope belongs to."""
        return self.executable.process

    def node(self, element: str) -> Node:
        """The node with that id, which must be directly in this scope."""
        return self.nodes[element]

    def behaviour(self, element: str) -> FlowNode:
        """The behaviour of a node directly in this scope."""
        return cast("FlowNode", self.spec.task_specs[spec_name(element)])

    def outgoing(self, node: Node) -> tuple[Flow, ...]:
        """The sequence flows out of a node, in the order of the file."""
        return tuple(self.process.flows[flow] for flow in node.outgoing)

    def starts(self) -> tuple[Node, ...]:
        """Where a token begins: the none start events, else the other start events, else the nodes that nothing leads to."""
        starts = [node for node in self.nodes.values() if node.kind == "startEvent"]
        plain = [node for node in starts if node.event is None or node.event.kind == "none"]
        return tuple(plain or starts or self._sources())

    def _sources(self) -> list[Node]:
        return [
            node
            for node in self.nodes.values()
            if not node.incoming
            and node.attached_to is None
            and not node.event_triggered
            and not is_link_catch(node)
        ]

    def event_sub_processes(self) -> tuple[Node, ...]:
        """The event sub-processes directly in this scope."""
        return tuple(node for node in self.nodes.values() if node.event_triggered)


def spec_name(element: str) -> str:
    """The name of a node's spec; SpiffWorkflow keeps `Start`, `End` and `Root` to itself, so ours are marked."""
    return f"node {element}"


def is_link_catch(node: Node) -> bool:
    """Whether a node is where a link leads."""
    return node.kind == "intermediateCatchEvent" and node.event is not None and node.event.kind == "link"


@lru_cache(maxsize=512)
def compiled_scope(executable: Executable, scope: str) -> CompiledScope:
    """The compiled form of a process (its own id as `scope`) or of a sub-process in it."""
    return CompiledScope(executable, scope)


@lru_cache(maxsize=4096)
def trigger_of(executable: Executable, event_sub_process: str) -> Node:
    """The start event of an event sub-process."""
    return next(node for node in executable.process.within(event_sub_process) if node.kind == "startEvent")
