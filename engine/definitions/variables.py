"""Which variables a process can have, and where anything may be among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.definitions.kinds import SCOPES
from engine.definitions.library import Library
from engine.definitions.model import Node, Process
from engine.definitions.operations import OPERATIONS
from engine.feel.types import ANY, DATE, DATE_TIME, Type
from engine.rules.acts import ACTS

Types = Mapping[str, Type]

BUILT_IN: Types = {"case": ANY}
FUNCTIONS: Types = {"today": DATE, "now": DATE_TIME, "param": ANY, "days": DATE_TIME, "workdays": DATE_TIME}
"""The functions besides those of the language, with the types of their results."""


def variables_of(process: Process, library: Library) -> Types:
    """The names that elements of the process write, with their types; of two writers who differ, any type."""
    found: dict[str, Type] = dict.fromkeys(_declared(process), ANY) | dict(BUILT_IN)
    for node in process.nodes.values():
        for name, kind in (written_by(node, library) or {}).items():
            found[name] = kind if found.get(name, kind) == kind else ANY
    return found


def written_by(node: Node, library: Library) -> Types | None:
    """The variables that a node writes; None when it may write anything, which only a run can tell."""
    written = _by_kind(node, library)
    if written is None:
        return None
    act = ACTS.get(node.wq.get("act", ""))
    recorded = [act.records] if act is not None and act.records else []
    loop = [node.loop.output, node.loop.item, node.loop.result] if node.loop is not None else []
    return {**written, **dict.fromkeys([*recorded, *filter(None, loop)], ANY)}


def unforeseeable(process: Process, library: Library) -> frozenset[str]:
    """Ids of nodes at which any variable may be there: those behind data that nothing declares."""
    reached: set[str] = set()
    pending = [node.id for node in process.nodes.values() if _open(node, process, library)]
    while pending:
        node = process.nodes[pending.pop()]
        new = {identity for identity in _later(node, process) if identity not in reached}
        reached |= new
        pending += new
    return frozenset(reached)


def _open(node: Node, process: Process, library: Library) -> bool:
    if node.kind == "startEvent" and node.scope == process.id and "form" not in node.wq:
        # Started with data of the caller's choice, unless the process says what it takes.
        return not process.inputs or _event(node) != "none"
    return written_by(node, library) is None


def _declared(process: Process) -> list[str]:
    items = [item.name for item in (*process.inputs, *process.outputs)]
    return [*items, *process.data_objects.values()]


def _by_kind(node: Node, library: Library) -> Types | None:
    match node.kind:
        case "userTask":
            return library.forms.get(node.wq.get("form", ""))
        case "businessRuleTask":
            decision = library.decisions.get(node.wq.get("decision", ""))
            return None if decision is None else {decision.variable: decision.type}
        case "serviceTask":
            result = OPERATIONS.get(node.wq.get("operation", ""))
            return _mapped(node) or ({result: ANY} if result else None)
        case "callActivity":
            return _by_call(node, library)
        case "startEvent":
            return library.forms.get(node.wq["form"]) if "form" in node.wq else _by_event(node)
        case _:
            return _by_event(node)


def _by_call(node: Node, library: Library) -> Types | None:
    if node.outputs:
        return _mapped(node)
    called = library.processes.get(node.called or "")
    return None if called is None else {item.name: ANY for item in called.outputs}


def _mapped(node: Node) -> Types:
    return {item.name: ANY for item in node.outputs}


def _by_event(node: Node) -> Types | None:
    """A caught message brings members of names that no diagram declares."""
    return None if _event(node) == "message" and not _throws(node) else {}


def _throws(node: Node) -> bool:
    return node.kind in ("endEvent", "intermediateThrowEvent", "sendTask")


def _event(node: Node) -> str:
    return node.event.kind if node.event is not None else "none"


def _later(node: Node, process: Process) -> Iterator[str]:
    """Nodes that may come after a node has written: behind it, on its border, inside and around it."""
    yield from (
        process.flows[flow].target for flow in node.outgoing if process.flows[flow].target in process.nodes
    )
    yield from (boundary.id for boundary in process.boundaries(node.id))
    if _event(node) == "link" and _throws(node):
        yield from (other.id for other in process.within(node.scope) if _event(other) == "link")
    if node.kind in SCOPES:
        yield from (inner.id for inner in process.within(node.id))
    yield from (handler.id for handler in process.within(node.scope) if handler.event_triggered)
    if node.scope in process.nodes:
        yield from _later(process.nodes[node.scope], process)
