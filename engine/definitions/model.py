"""What a BPMN file says, as plain frozen values.

The reader (`engine.definitions.read`) makes these; checks, diagram, diff and runtime only read them.
Names follow BPMN 2.0: `Node.kind` is the local name of the BPMN element (`userTask`, `boundaryEvent` …).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
WQ = "urn:weiquan:bpmn:1"

EventKind = Literal[
    "none", "timer", "message", "signal", "error", "escalation", "terminate", "link",
    "conditional", "compensation", "cancel", "multiple",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """The event definition of an event node.

    `reference` is the id of the message, signal, error or escalation; `name` its name, or that of the link;
    `code` the error or escalation code, None when the reference has none (then it catches every one).
    """

    kind: EventKind
    reference: str | None = None
    name: str | None = None
    code: str | None = None
    timer: Literal["date", "duration", "cycle"] | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class DataMapping:
    """`wq:in` or `wq:out`: the FEEL text `value` goes into the variable `name` on the other side."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class DataItem:
    """A declared input or output of a process (`ioSpecification`), known by its name."""

    name: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Loop:
    """Multi-instance (`parallel`, `sequential`) or standard loop of an activity; expressions are FEEL."""

    kind: Literal["parallel", "sequential", "standard"]
    cardinality: str | None = None
    collection: str | None = None
    item: str | None = None
    result: str | None = None
    output: str | None = None
    condition: str | None = None
    maximum: int | None = None
    test_before: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """A flow node. `scope` is the id of the process or sub-process that directly contains it."""

    id: str
    kind: str
    scope: str
    name: str | None = None
    documentation: str | None = None
    lane: str | None = None
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    """Ids of sequence flows, in the order in which the flows stand in the file."""
    event: Event | None = None
    attached_to: str | None = None
    interrupting: bool = True
    """`cancelActivity` of a boundary event, `isInterrupting` of an event sub-process's start event."""
    default: str | None = None
    called: str | None = None
    """`calledElement` of a call activity."""
    event_triggered: bool = False
    """`triggeredByEvent` of a sub-process."""
    instantiate: bool = False
    loop: Loop | None = None
    inputs: tuple[DataMapping, ...] = ()
    outputs: tuple[DataMapping, ...] = ()
    wq: Mapping[str, str] = field(default_factory=dict)
    """Attributes of our extension namespace by local name: `role`, `form`, `due`, `act`, `returnsTo` …"""
    foreign: tuple[str, ...] = ()
    """Names of attributes and extension elements of other modellers: kept, reported, never run."""


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow; `condition` is FEEL text, None when unconditional."""

    id: str
    source: str
    target: str
    scope: str
    name: str | None = None
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane; `role` is the text of `wq:role`."""

    id: str
    name: str | None
    role: str | None
    nodes: tuple[str, ...] = ()
    wq: Mapping[str, str] = field(default_factory=dict)
    """All attributes of our extension namespace, those of the lanes around it included."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """A text annotation or a group, drawn and never run."""

    id: str
    kind: Literal["textAnnotation", "group"]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Association:
    """A dotted line between an artifact and an element."""

    id: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Process:
    """An executable process with everything inside it, embedded sub-processes included."""

    id: str
    name: str | None
    executable: bool
    nodes: Mapping[str, Node]
    flows: Mapping[str, Flow]
    lanes: Mapping[str, Lane] = field(default_factory=dict)
    inputs: tuple[DataItem, ...] = ()
    outputs: tuple[DataItem, ...] = ()
    data_objects: Mapping[str, str] = field(default_factory=dict)
    artifacts: Mapping[str, Artifact] = field(default_factory=dict)
    associations: Mapping[str, Association] = field(default_factory=dict)
    documentation: str | None = None
    wq: Mapping[str, str] = field(default_factory=dict)

    def within(self, scope: str) -> tuple[Node, ...]:
        """Nodes directly in a process or sub-process, in the order of the file."""
        return tuple(node for node in self.nodes.values() if node.scope == scope)

    def boundaries(self, activity: str) -> tuple[Node, ...]:
        """Boundary events attached to an activity, in the order of the file."""
        return tuple(node for node in self.nodes.values() if node.attached_to == activity)


@dataclass(frozen=True, slots=True)
class Bounds:
    """A shape of the diagram interchange in drawing units; `label` is the label's own box when given."""

    x: float
    y: float
    width: float
    height: float
    horizontal: bool = True
    expanded: bool = True
    label: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An edge of the diagram interchange."""

    points: tuple[tuple[float, float], ...]
    label: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Definitions:
    """One BPMN file. `shapes` and `lines` are keyed by the id of the element they draw."""

    processes: Mapping[str, Process]
    shapes: Mapping[str, Bounds] = field(default_factory=dict)
    lines: Mapping[str, Line] = field(default_factory=dict)
    participants: Mapping[str, str | None] = field(default_factory=dict)
    """Pool id -> id of its process, None for a black box."""
    participant_names: Mapping[str, str] = field(default_factory=dict)
    message_flows: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def runnable(self) -> tuple[Process, ...]:
        """The processes that the file is about: the executable ones, or all of a file that has none."""
        every = tuple(self.processes.values())
        return tuple(process for process in every if process.executable) or every

    @property
    def main(self) -> Process | None:
        """The process that a run of the file begins with: the first that no other one of the file calls."""
        called = {node.called for process in self.runnable for node in process.nodes.values()}
        uncalled = (process for process in self.runnable if process.id not in called)
        return next(uncalled, next(iter(self.runnable), None))
