"""What a rule about one process looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from engine.definitions.findings import CheckFinding
from engine.definitions.kinds import SCOPES
from engine.definitions.library import Library
from engine.definitions.model import Definitions, Flow, Node, Process
from engine.definitions.variables import unforeseeable, variables_of
from engine.feel.types import Type

Findings: TypeAlias = Iterator[CheckFinding]


@dataclass(frozen=True, slots=True)
class Subject:
    """One process with the file around it and the library that it may name things of."""

    process: Process
    definitions: Definitions
    library: Library
    variables: Mapping[str, Type]
    """What something in the process writes, with its type."""
    unforeseeable: frozenset[str]
    """Ids of nodes at which variables of any name may be there."""

    def nodes(self, *kinds: str) -> Iterator[Node]:
        """Flow nodes of those kinds in the order of the file; all of them when none is named."""
        return (node for node in self.process.nodes.values() if not kinds or node.kind in kinds)

    def into(self, node: Node) -> tuple[Flow, ...]:
        """Sequence flows that end at a node."""
        return tuple(self.process.flows[flow] for flow in node.incoming)

    def out_of(self, node: Node) -> tuple[Flow, ...]:
        """Sequence flows that begin at a node."""
        return tuple(self.process.flows[flow] for flow in node.outgoing)

    def after(self, node: Node) -> tuple[Node, ...]:
        """Nodes that the outgoing flows lead to."""
        return self._known(flow.target for flow in self.out_of(node))

    def link_sources(self, node: Node) -> tuple[Node, ...]:
        """Events that throw the link which a catching link event catches."""
        if node.kind != "intermediateCatchEvent" or event_kind(node) != "link":
            return ()
        thrown = self.nodes("intermediateThrowEvent")
        return tuple(other for other in thrown if other.scope == node.scope and _link(other) == _link(node))

    def scopes(self) -> Iterator[str]:
        """Ids of the process and of the sub-processes in it."""
        yield self.process.id
        yield from (node.id for node in self.nodes(*SCOPES))

    def starts(self, scope: str) -> tuple[Node, ...]:
        """Start events directly in a scope."""
        return tuple(node for node in self.process.within(scope) if node.kind == "startEvent")

    def is_event_sub_process(self, scope: str) -> bool:
        """Whether a scope is a sub-process that an event starts."""
        node = self.process.nodes.get(scope)
        return node is not None and node.event_triggered

    def _known(self, ids: Iterable[str]) -> tuple[Node, ...]:
        return tuple(self.process.nodes[identity] for identity in ids if identity in self.process.nodes)


def subject_of(process: Process, definitions: Definitions, library: Library) -> Subject:
    """What the rules look at for one process of a file."""
    return Subject(
        process,
        definitions,
        library,
        variables_of(process, library),
        unforeseeable(process, library),
    )


Rule: TypeAlias = Callable[[Subject], Findings]


def _link(node: Node) -> str | None:
    return node.event.name if node.event is not None and node.event.kind == "link" else None


def splits(node: Node) -> bool:
    """Whether several flows leave a node."""
    return len(node.outgoing) > 1


def event_kind(node: Node) -> str:
    """The kind of an event node's trigger, `none` for what is no event."""
    return node.event.kind if node.event is not None else "none"
