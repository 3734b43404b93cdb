"""Who acts: roles, lanes, who must differ, and where a person may send a case back to."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.checks.subject import Findings, Rule, Subject, event_kind
from engine.definitions.findings import error, warning
from engine.definitions.model import Node
from engine.definitions.roles import BODIES, ROLES
from engine.rules.acts import ACTS

MODES = frozenset({"amend", "reconsider"})
_ROLE_LISTS = ("role", "substitutes", "escalateTo")


def roles_are_known(subject: Subject) -> Findings:
    """A role is one that somebody can hold."""
    for element, attributes in _with_attributes(subject):
        for name in _ROLE_LISTS:
            written = attributes.get(name, "")
            for role in () if written.startswith("=") else written.split():
                if role not in ROLES and role not in BODIES:
                    yield warning("publish-role-unknown", element, role=role)


def user_tasks_have_a_role(subject: Subject) -> Findings:
    """Somebody can be asked to do every user task."""
    for node in subject.nodes("userTask"):
        lane = subject.process.lanes.get(node.lane or "")
        if not ({"role", "assignee"} & node.wq.keys()) and not (lane and lane.role):
            yield warning("publish-role", node.id)


def bodies_hold_meetings_only(subject: Subject) -> Findings:
    """A lane of a body is there for its meetings: a task is done by persons, not by an assembly."""
    for node in subject.nodes("userTask"):
        lane = subject.process.lanes.get(node.lane or "")
        role = node.wq.get("role") or (lane.role if lane else None) or ""
        if any(word in BODIES for word in role.split()):
            yield error("lane-of-a-body", node.id, role=role)


def pairs_exist(subject: Subject) -> Findings:
    """`wq:distinctFrom` names other tasks of the same file."""
    for node in subject.nodes():
        for other in node.wq.get("distinctFrom", "").split():
            found = subject.process.nodes.get(other)
            if found is None or found.kind not in ("userTask", "manualTask") or other == node.id:
                yield error("distinct-from", node.id, task=other)


def returns_are_well_written(subject: Subject) -> Findings:
    """`wq:returnsTo` is a list of `element:amend`, `element:reconsider` or `element:amend,reconsider`."""
    for node, target, modes in _returns(subject):
        if not target or not modes or not set(modes) <= MODES:
            yield error("returns-to-syntax", node.id, target=target)


def returns_lead_back(subject: Subject) -> Findings:
    """A return goes to a task or call that comes before, in the same scope or one around it."""
    for node, target, _ in _returns(subject):
        found = subject.process.nodes.get(target)
        if found is None:
            if target and not _known_elsewhere(target, subject):
                yield error("returns-to-unknown", node.id, target=target)
        elif found.kind not in ("userTask", "callActivity", "subProcess"):
            yield error("returns-to-kind", node.id, target=target)
        elif found.scope not in _around(node, subject):
            yield error("returns-to-scope", node.id, target=target)
        elif found.id not in _before(node, subject):
            yield error("returns-to-later", node.id, target=target)


def time_passes_only_where_silence_may(subject: Subject) -> Findings:
    """An interrupting timer takes a task away from a person: only where silence may pass, so in a review."""
    for node in subject.nodes("boundaryEvent"):
        owner = subject.process.nodes.get(node.attached_to or "")
        if event_kind(node) != "timer" or not node.interrupting or owner is None:
            continue
        act = ACTS.get(owner.wq.get("act", ""))
        if act is not None and not act.silence_passes:
            yield warning("publish-interrupting-timer", node.id, act=owner.wq["act"])


def linked_procedures_are_there(subject: Subject) -> Findings:
    """`wq:starts` names a procedure that can be started."""
    for node in subject.nodes("userTask"):
        for procedure in node.wq.get("starts", "").split():
            if procedure not in subject.library.processes:
                yield warning("publish-starts-unknown", node.id, procedure=procedure)


def parties_are_variables(subject: Subject) -> Findings:
    """`wq:parties` names variables that hold persons."""
    for name in subject.process.wq.get("parties", "").split():
        if name not in subject.variables and not subject.unforeseeable:
            yield error("parties-unknown", subject.process.id, name=name)


def _with_attributes(subject: Subject) -> Iterator[tuple[str, dict[str, str]]]:
    yield from ((lane.id, dict(lane.wq)) for lane in subject.process.lanes.values())
    yield from ((node.id, dict(node.wq)) for node in subject.nodes())


def _returns(subject: Subject) -> Iterator[tuple[Node, str, tuple[str, ...]]]:
    for node in subject.nodes():
        for item in node.wq.get("returnsTo", "").split():
            target, _, modes = item.partition(":")
            yield node, target, tuple(modes.split(","))


def _known_elsewhere(target: str, subject: Subject) -> bool:
    """A called procedure may return to an element of the procedure that calls it."""
    callers = (
        process
        for process in subject.library.processes.values()
        if any(node.called == subject.process.id for node in process.nodes.values())
    )
    return any(target in process.nodes for process in callers)


def _around(node: Node, subject: Subject) -> frozenset[str]:
    found = {node.scope}
    scope = subject.process.nodes.get(node.scope)
    return frozenset(found | (_around(scope, subject) if scope is not None else set()))


def _before(node: Node, subject: Subject) -> frozenset[str]:
    """Ids of nodes from which a token may come to a node or to a sub-process around it."""
    reached: set[str] = set()
    pending = [node]
    while pending:
        here = pending.pop()
        sources = [flow.source for flow in subject.into(here)]
        sources += [here.attached_to] if here.attached_to else []
        sources += [here.scope] if here.scope in subject.process.nodes else []
        sources += [other.id for other in subject.link_sources(here)]
        fresh = [source for source in sources if source in subject.process.nodes and source not in reached]
        reached |= set(fresh)
        pending += [subject.process.nodes[source] for source in fresh]
    return frozenset(reached)


RULES: tuple[Rule, ...] = (
    roles_are_known,
    user_tasks_have_a_role,
    bodies_hold_meetings_only,
    pairs_exist,
    returns_are_well_written,
    returns_lead_back,
    time_passes_only_where_silence_may,
    linked_procedures_are_there,
    parties_are_variables,
)
