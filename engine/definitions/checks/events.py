"""Events: what they wait for or throw, and where they may stand (chapter 10.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.definitions.checks.subject import Findings, Rule, Subject, event_kind
from engine.definitions.findings import error
from engine.definitions.kinds import ACTIVITIES, EVENTS, THROWING
from engine.definitions.model import Node

_STARTS = frozenset({"none", "message", "timer", "conditional", "signal"})
_EVENT_STARTS = frozenset(
    {"message", "timer", "escalation", "error", "compensation", "conditional", "signal"}
)
LEGAL: Mapping[str, frozenset[str]] = {
    "start": _STARTS,
    "startInside": frozenset({"none"}),
    "startOfEvent": _EVENT_STARTS,
    "intermediateCatchEvent": frozenset({"message", "timer", "conditional", "link", "signal"}),
    "intermediateThrowEvent": frozenset({"none", "message", "escalation", "compensation", "link", "signal"}),
    "endEvent": frozenset(
        {"none", "message", "escalation", "error", "cancel", "compensation", "signal", "terminate"}
    ),
    "boundaryEvent": frozenset(
        {"message", "timer", "escalation", "error", "cancel", "compensation", "conditional", "signal"}
    ),
}
"""The triggers that each position takes (chapter 10.5.1)."""

_ALWAYS_INTERRUPTING = frozenset({"error", "cancel"})


@dataclass(frozen=True, slots=True)
class Reference:
    """How an event names what it waits for: the rules when it names nothing, and when that has no name."""

    missing: str
    nameless: str


_NAMED: Mapping[str, Reference] = {
    "message": Reference("message-missing", "message-nameless"),
    "signal": Reference("signal-missing", "signal-nameless"),
}


def triggers_in_place(subject: Subject) -> Findings:
    """Every event has a trigger that the standard allows in its position."""
    for node in subject.nodes(*EVENTS):
        kind, position = event_kind(node), position_of(node, subject)
        if position not in LEGAL or kind in LEGAL[position] or kind == "multiple":
            continue
        if kind == "none":
            yield error("trigger-missing", node.id)
        else:
            yield error("trigger-position", node.id, trigger=kind, position=node.kind)


def errors_interrupt(subject: Subject) -> Findings:
    """An error ends what it happens in; there is no catching it beside."""
    for node in subject.nodes("boundaryEvent", "startEvent"):
        if event_kind(node) in _ALWAYS_INTERRUPTING and not node.interrupting:
            yield error("error-not-interrupting", node.id)


def messages_and_signals_are_named(subject: Subject) -> Findings:
    """What is waited for or thrown has a name by which it is found."""
    for node in subject.nodes(*EVENTS, "receiveTask", "sendTask"):
        rules = _NAMED.get(event_kind(node))
        if rules is None or node.event is None:
            continue
        if node.event.reference is None:
            yield error(rules.missing, node.id)
        elif not node.event.name:
            yield error(rules.nameless, node.id, reference=node.event.reference)


def receive_tasks_name_a_message(subject: Subject) -> Findings:
    """A receive task without a message would wait for ever."""
    return (error("message-missing", node.id) for node in subject.nodes("receiveTask") if node.event is None)


def thrown_codes_are_given(subject: Subject) -> Findings:
    """A thrown error or escalation of an executable process has a code by which it is caught."""
    for node in subject.nodes(*THROWING) if subject.process.executable else ():
        kind = event_kind(node)
        if kind in ("error", "escalation") and node.event is not None and not node.event.code:
            yield error(f"{kind}-code-missing", node.id)


def boundaries_are_attached(subject: Subject) -> Findings:
    """A boundary event sits on an activity of its own scope, never on an event sub-process."""
    for node in subject.nodes("boundaryEvent"):
        owner = subject.process.nodes.get(node.attached_to or "")
        if owner is None or owner.scope != node.scope or owner.kind not in ACTIVITIES:
            yield error("boundary-not-attached", node.id)
        elif owner.event_triggered:
            yield error("boundary-on-event-sub-process", node.id)


def event_sub_processes_have_one_start(subject: Subject) -> Findings:
    """An event sub-process has exactly one start event (chapter 10.3.5)."""
    for node in subject.nodes("subProcess"):
        if node.event_triggered and len(subject.starts(node.id)) > 1:
            yield error("event-sub-process-starts", node.id, count=len(subject.starts(node.id)))


def links_meet(subject: Subject) -> Findings:
    """A thrown link has one catching link of its name in its scope, and a catching link is thrown to."""
    links = [node for node in subject.nodes() if event_kind(node) == "link"]
    for node in links:
        name = node.event.name if node.event is not None else None
        throws = node.kind in THROWING
        partners = [
            other
            for other in links
            if (other.kind in THROWING) != throws and other.scope == node.scope and _link_name(other) == name
        ]
        if not name:
            yield error("link-nameless", node.id)
        elif not partners:
            yield error("link-target-missing" if throws else "link-source-missing", node.id, name=name)
        elif throws and len(partners) > 1:
            yield error("link-ambiguous", node.id, name=name)


def one_catcher_each(subject: Subject) -> Findings:
    """Of two boundaries or event sub-processes for the same error or escalation only one could ever fire."""
    seen: set[tuple[str | None, str, str | None]] = set()
    for node in subject.nodes("boundaryEvent", "startEvent"):
        kind = event_kind(node)
        if kind not in ("error", "escalation") or node.event is None:
            continue
        place = node.attached_to or _outer_scope(node, subject)
        key = (place if node.kind == "boundaryEvent" else f"inside {place}", kind, node.event.code)
        if key in seen:
            yield error("caught-twice", node.id, code=node.event.code or "*")
        seen.add(key)


def position_of(node: Node, subject: Subject) -> str:
    """Where an event stands: start events of processes, sub-processes and event sub-processes differ."""
    if node.kind != "startEvent":
        return node.kind
    if node.scope == subject.process.id:
        return "start"
    return "startOfEvent" if subject.is_event_sub_process(node.scope) else "startInside"


def _outer_scope(node: Node, subject: Subject) -> str | None:
    around = subject.process.nodes.get(node.scope)
    return None if around is None else around.scope


def _link_name(node: Node) -> str | None:
    return node.event.name if node.event is not None else None


RULES: tuple[Rule, ...] = (
    triggers_in_place,
    errors_interrupt,
    messages_and_signals_are_named,
    receive_tasks_name_a_message,
    thrown_codes_are_given,
    boundaries_are_attached,
    event_sub_processes_have_one_start,
    links_meet,
    one_catcher_each,
)
