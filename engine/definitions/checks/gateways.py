"""Gateways, default flows and conditions (chapters 8.3.13, 10.6)."""

from __future__ import annotations

from engine.definitions.checks.subject import Findings, Rule, Subject, event_kind, splits
from engine.definitions.findings import error, warning
from engine.definitions.kinds import ACTIVITIES, GATEWAYS
from engine.definitions.model import Node

_DECIDING = ("exclusiveGateway", "inclusiveGateway", "complexGateway")
_AWAITED = frozenset({"message", "timer", "signal", "conditional"})


def split_or_join(subject: Subject) -> Findings:
    """A gateway has several flows on one side; with one on each it decides nothing (chapter 10.6.1)."""
    for node in subject.nodes(*GATEWAYS):
        if len(node.incoming) <= 1 and not splits(node):
            yield error("gateway-passes", node.id)


def default_goes_out(subject: Subject) -> Findings:
    """The default flow is one of the element's own."""
    for node in subject.nodes():
        if node.default is not None and node.default not in node.outgoing:
            yield error("default-not-outgoing", node.id, flow=node.default)


def default_has_no_condition(subject: Subject) -> Findings:
    """The default is taken when no condition holds; one of its own would never be asked."""
    flows = subject.process.flows
    for node in subject.nodes():
        if node.default in node.outgoing and flows[node.default].condition is not None:
            yield warning("default-with-condition", node.default)


def conditions_where_they_count(subject: Subject) -> Findings:
    """Only activities and deciding gateways have conditional flows."""
    for node in subject.nodes():
        if node.kind in ACTIVITIES or node.kind in _DECIDING:
            continue
        for flow in subject.out_of(node):
            if flow.condition is not None:
                yield error("condition-not-asked", flow.id, node=node.id)


def conditions_have_a_sibling(subject: Subject) -> Findings:
    """A conditional flow out of an activity isn't its only one: nothing would go on when it doesn't hold."""
    for node in subject.nodes(*ACTIVITIES):
        flows = subject.out_of(node)
        if len(flows) == 1 and flows[0].condition is not None:
            yield error("condition-alone", flows[0].id, node=node.id)


def deciding_flows_have_conditions(subject: Subject) -> Findings:
    """Every flow out of a deciding gateway says when it is taken, but the default."""
    for node in subject.nodes("exclusiveGateway", "inclusiveGateway"):
        for flow in subject.out_of(node) if splits(node) else ():
            if flow.condition is None and flow.id != node.default:
                yield error("condition-missing", flow.id, node=node.id)


def deciders_have_a_default(subject: Subject) -> Findings:
    """Without a default the case stops as an incident when no condition holds."""
    for node in subject.nodes("exclusiveGateway", "inclusiveGateway", *ACTIVITIES):
        flows = subject.out_of(node)
        if len(flows) > 1 and node.default is None and all(flow.condition is not None for flow in flows):
            yield warning("no-default", node.id)


def event_gateways_choose(subject: Subject) -> Findings:
    """An event gateway waits for two things or more."""
    nodes = (node for node in subject.nodes("eventBasedGateway") if len(node.outgoing) == 1)
    return (error("event-gateway-choice", node.id) for node in nodes)


def event_gateways_wait(subject: Subject) -> Findings:
    """Only catching events and receive tasks follow an event gateway, each entered from there alone."""
    for node in subject.nodes("eventBasedGateway"):
        for target in subject.after(node):
            if not _can_be_awaited(target):
                yield error("event-gateway-follower", target.id, gateway=node.id)
            elif len(target.incoming) > 1:
                yield error("event-gateway-shared", target.id, gateway=node.id)


def event_gateways_wait_one_way(subject: Subject) -> Findings:
    """Messages behind an event gateway are caught by events, or by receive tasks without boundaries."""
    for node in subject.nodes("eventBasedGateway"):
        targets = subject.after(node)
        tasks = [target for target in targets if target.kind == "receiveTask"]
        if tasks and any(event_kind(target) == "message" for target in targets if target not in tasks):
            yield error("event-gateway-mixed", node.id)
        for task in tasks:
            if subject.process.boundaries(task.id):
                yield error("event-gateway-boundary", task.id, gateway=node.id)


def _can_be_awaited(node: Node) -> bool:
    if node.kind == "receiveTask":
        return True
    return node.kind == "intermediateCatchEvent" and event_kind(node) in _AWAITED


RULES: tuple[Rule, ...] = (
    split_or_join,
    default_goes_out,
    default_has_no_condition,
    conditions_where_they_count,
    conditions_have_a_sibling,
    deciding_flows_have_conditions,
    deciders_have_a_default,
    event_gateways_choose,
    event_gateways_wait,
    event_gateways_wait_one_way,
)
