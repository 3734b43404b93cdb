"""Activities: what they call, how often they run, whether they can be done (chapters 10.3, 10.4)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.checks.subject import Findings, Rule, Subject
from engine.definitions.findings import error, warning
from engine.definitions.kinds import ACTIVITIES
from engine.definitions.model import Node, Process
from engine.definitions.operations import OPERATIONS


def operations_are_known(subject: Subject) -> Findings:
    """A service task names an operation that is there; without one it would do nothing and say nothing."""
    for node in subject.nodes("serviceTask"):
        operation = node.wq.get("operation")
        if not operation:
            yield error("operation-missing", node.id)
        elif operation not in OPERATIONS:
            yield error("operation-unknown", node.id, operation=operation, known=" ".join(OPERATIONS))


def decisions_are_known(subject: Subject) -> Findings:
    """A business rule task names a decision of a file beside the diagram."""
    for node in subject.nodes("businessRuleTask"):
        decision = node.wq.get("decision")
        if not decision:
            yield error("decision-missing", node.id)
        elif decision not in subject.library.decisions:
            yield error("decision-unknown", node.id, decision=decision)


def decisions_have_their_inputs(subject: Subject) -> Findings:
    """What a decision reads can be there when it is asked."""
    for node in subject.nodes("businessRuleTask"):
        decision = subject.library.decisions.get(node.wq.get("decision", ""))
        if decision is None or node.id in subject.unforeseeable:
            continue
        for name in sorted(decision.inputs - subject.variables.keys()):
            yield error("decision-input", node.id, decision=decision.id, name=name)


def called_processes_are_there(subject: Subject) -> Findings:
    """A call activity names a process that can be found and started."""
    for node in subject.nodes("callActivity"):
        called = subject.library.processes.get(node.called or "")
        if node.called is None:
            yield error("called-missing", node.id)
        elif called is None:
            yield error("called-unknown", node.id, called=node.called)
        elif not _starts_plainly(called):
            yield error("called-without-start", node.id, called=called.id)


def calls_give_inputs(subject: Subject) -> Findings:
    """Every required input of the called process is mapped, or a variable of that name can be there."""
    for node, called in _calls(subject):
        given = {item.name for item in node.inputs} | subject.variables.keys()
        for item in called.inputs:
            if item.required and item.name not in given and node.id not in subject.unforeseeable:
                yield error("call-input-missing", node.id, name=item.name, called=called.id)


def calls_map_declared_inputs(subject: Subject) -> Findings:
    """`wq:in` names an input that the called process declares."""
    for node, called in _calls(subject):
        declared = {item.name for item in called.inputs}
        for mapping in node.inputs:
            if mapping.name not in declared:
                yield error("call-input-undeclared", node.id, name=mapping.name, called=called.id)


def calls_come_to_an_end(subject: Subject) -> Findings:
    """A process that calls itself, by whatever way, needs a way out; the depth of calls is bounded."""
    for node, called in _calls(subject):
        if subject.process.id in _reached(called, subject):
            yield warning("call-recursive", node.id, called=called.id)


def mappings_are_whole(subject: Subject) -> Findings:
    """`wq:in` and `wq:out` have a name and a value, each name once."""
    for node in subject.nodes():
        for mappings in (node.inputs, node.outputs):
            names = [mapping.name for mapping in mappings]
            for mapping in mappings:
                if not mapping.name or not mapping.value:
                    yield error("mapping-incomplete", node.id, name=mapping.name)
            for name in sorted({name for name in names if name and names.count(name) > 1}):
                yield error("mapping-twice", node.id, name=name)


def mappings_are_used(subject: Subject) -> Findings:
    """Only calls and operations map data; on any other element a mapping would be left out without a word."""
    for node in subject.nodes():
        if (node.inputs or node.outputs) and node.kind not in ("callActivity", "serviceTask"):
            yield error("mapping-unused", node.id)


def abstract_tasks_pass(subject: Subject) -> Findings:
    """A task without a type is done by nobody: the case passes through it."""
    return (warning("abstract-task", node.id) for node in subject.nodes("task"))


def instances_are_counted(subject: Subject) -> Findings:
    """A multi-instance activity says how many: by a number or by a collection, not both (chapter 10.3.8)."""
    for node in subject.nodes(*ACTIVITIES):
        if node.loop is None or node.loop.kind == "standard":
            continue
        if (node.loop.cardinality is None) == (node.loop.collection is None):
            yield error("instances-uncounted", node.id)
        if node.loop.output is not None and node.loop.result is None:
            yield error("instances-output", node.id)


def collections_are_there(subject: Subject) -> Findings:
    """The collection of a multi-instance activity is a variable that something writes."""
    for node in subject.nodes(*ACTIVITIES):
        collection = node.loop.collection if node.loop is not None else None
        if collection and collection not in subject.variables and node.id not in subject.unforeseeable:
            yield error("instances-collection", node.id, name=collection)


def named_items_are_used(subject: Subject) -> Findings:
    """A name for each item is of use with a collection, one for each result with an output."""
    for node in subject.nodes(*ACTIVITIES):
        if node.loop is None:
            continue
        unused_item = node.loop.item is not None and node.loop.collection is None
        if unused_item or (node.loop.result is not None and node.loop.output is None):
            yield warning("instances-item", node.id)


def loops_end(subject: Subject) -> Findings:
    """A loop has a condition or a maximum."""
    for node in subject.nodes(*ACTIVITIES):
        if node.loop is None or node.loop.kind != "standard":
            continue
        if node.loop.condition is None and node.loop.maximum is None:
            yield error("loop-endless", node.id)


def event_sub_processes_run_once(subject: Subject) -> Findings:
    """An event sub-process runs each time its event comes; it has no loop of its own."""
    nodes = (node for node in subject.nodes("subProcess") if node.event_triggered)
    return (error("event-sub-process-loop", node.id) for node in nodes if node.loop is not None)


def _calls(subject: Subject) -> Iterator[tuple[Node, Process]]:
    for node in subject.nodes("callActivity"):
        called = subject.library.processes.get(node.called or "")
        if called is not None:
            yield node, called


def _starts_plainly(process: Process) -> bool:
    starts = [node for node in process.within(process.id) if node.kind == "startEvent"]
    return not starts or any(node.event is None or node.event.kind == "none" for node in starts)


def _reached(process: Process, subject: Subject) -> frozenset[str]:
    """Ids of the processes that a process calls, and those call."""
    reached: set[str] = {process.id}
    pending = [process]
    while pending:
        for node in pending.pop().nodes.values():
            called = subject.library.processes.get(node.called or "")
            if called is not None and called.id not in reached:
                reached.add(called.id)
                pending.append(called)
    return frozenset(reached)


RULES: tuple[Rule, ...] = (
    operations_are_known,
    decisions_are_known,
    decisions_have_their_inputs,
    called_processes_are_there,
    calls_give_inputs,
    calls_map_declared_inputs,
    calls_come_to_an_end,
    mappings_are_whole,
    mappings_are_used,
    abstract_tasks_pass,
    instances_are_counted,
    collections_are_there,
    named_items_are_used,
    loops_end,
    event_sub_processes_run_once,
)
