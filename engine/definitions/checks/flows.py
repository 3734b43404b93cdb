"""Sequence flows: where they may begin and end, and who must have them (chapters 8.3.13, 10.4, 10.5)."""

from __future__ import annotations

from engine.definitions.checks.subject import Findings, Rule, Subject, event_kind
from engine.definitions.findings import error, warning
from engine.definitions.kinds import ACTIVITIES, GATEWAYS
from engine.definitions.model import Node
from engine.definitions.profile import IMPLICIT_START


def within_one_scope(subject: Subject) -> Findings:
    """A flow stays in its pool and sub-process."""
    nodes = subject.process.nodes
    for flow in subject.process.flows.values():
        source, target = nodes.get(flow.source), nodes.get(flow.target)
        if source is None or target is None or source.scope != target.scope:
            yield error("flow-crosses-scope", flow.id, source=flow.source, target=flow.target)


def starts_have_no_incoming(subject: Subject) -> Findings:
    """Nothing leads to a start event."""
    return (error("start-has-incoming", node.id) for node in subject.nodes("startEvent") if node.incoming)


def starts_have_outgoing(subject: Subject) -> Findings:
    """A start event leads somewhere."""
    return (
        error("start-without-outgoing", node.id) for node in subject.nodes("startEvent") if not node.outgoing
    )


def ends_have_no_outgoing(subject: Subject) -> Findings:
    """Nothing follows an end event."""
    return (error("end-has-outgoing", node.id) for node in subject.nodes("endEvent") if node.outgoing)


def boundaries_have_no_incoming(subject: Subject) -> Findings:
    """A boundary event is entered by its trigger only."""
    return (
        error("boundary-has-incoming", node.id) for node in subject.nodes("boundaryEvent") if node.incoming
    )


def boundaries_have_outgoing(subject: Subject) -> Findings:
    """A boundary event leads somewhere; a reminder is `wq:due`, not an arrow to nowhere."""
    nodes = (node for node in subject.nodes("boundaryEvent") if event_kind(node) != "compensation")
    return (error("boundary-without-outgoing", node.id) for node in nodes if not node.outgoing)


def intermediate_events_are_passed(subject: Subject) -> Findings:
    """An intermediate event is entered and left; a link has one side only."""
    for node in subject.nodes("intermediateCatchEvent", "intermediateThrowEvent"):
        link, throws = event_kind(node) == "link", node.kind == "intermediateThrowEvent"
        if not node.outgoing and not (link and throws):
            yield error("event-without-outgoing", node.id)
        if link and throws and node.outgoing:
            yield error("link-has-outgoing", node.id)
        if link and not throws and node.incoming:
            yield error("link-has-incoming", node.id)


def event_sub_processes_stand_apart(subject: Subject) -> Findings:
    """An event sub-process is started by its event, never by a flow."""
    nodes = (node for node in subject.nodes("subProcess") if node.event_triggered)
    return (error("event-sub-process-has-flows", node.id) for node in nodes if node.incoming or node.outgoing)


def something_starts(subject: Subject) -> Findings:
    """A scope begins somewhere: at its start events, or else at every node that nothing leads to (10.5.2)."""
    for scope in subject.scopes():
        inside = subject.process.within(scope)
        if not inside:
            yield error("empty-scope", scope)
        elif not subject.starts(scope) and not (IMPLICIT_START and _begins(inside)):
            yield error("no-start", scope)


def one_plain_start(subject: Subject) -> Findings:
    """Of two start events without a trigger nobody could say which begins the case."""
    for scope in subject.scopes():
        plain = [node for node in subject.starts(scope) if event_kind(node) == "none"]
        yield from (error("several-starts", node.id) for node in plain[1:])


def everything_is_entered(subject: Subject) -> Findings:
    """Something leads to every node of a scope that has a start event; otherwise it could never run."""
    for node in subject.nodes():
        if subject.starts(node.scope) and not node.incoming and not _enters_by_itself(node):
            yield error("no-incoming", node.id)


def ends_are_drawn(subject: Subject) -> Findings:
    """A path that stops at an activity or gateway ends there; drawn as an end event, everybody sees it."""
    for node in subject.nodes(*ACTIVITIES, *GATEWAYS):
        if not node.outgoing and not node.event_triggered:
            yield warning("implicit-end", node.id)


def _begins(inside: tuple[Node, ...]) -> bool:
    return any(not node.incoming and not _enters_by_itself(node) for node in inside)


def _enters_by_itself(node: Node) -> bool:
    entered = node.kind in ("startEvent", "boundaryEvent") or node.event_triggered
    return entered or (node.kind == "intermediateCatchEvent" and event_kind(node) == "link")


RULES: tuple[Rule, ...] = (
    within_one_scope,
    starts_have_no_incoming,
    starts_have_outgoing,
    ends_have_no_outgoing,
    boundaries_have_no_incoming,
    boundaries_have_outgoing,
    intermediate_events_are_passed,
    event_sub_processes_stand_apart,
    something_starts,
    one_plain_start,
    everything_is_entered,
    ends_are_drawn,
)
