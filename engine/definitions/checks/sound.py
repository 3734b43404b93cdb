"""Soundness: from everywhere the end can be reached, nothing is drawn in vain, no loop runs away."""

from __future__ import annotations

from collections.abc import Mapping

from engine.definitions.checks.subject import Findings, Rule, Subject, event_kind
from engine.definitions.findings import error, warning
from engine.definitions.model import Node
from engine.definitions.soundness import explore

_AUTOMATIC = frozenset(
    {
        "task", "manualTask", "serviceTask", "businessRuleTask", "sendTask", "exclusiveGateway",
        "parallelGateway", "inclusiveGateway", "intermediateThrowEvent",
    }
)  # fmt: skip
_WRITING = frozenset({"serviceTask", "businessRuleTask"})


def always_ends(subject: Subject) -> Findings:
    """Every scope comes to its end, whatever the answers are."""
    for scope in subject.scopes():
        verdict = explore(subject.process, scope)
        if verdict.deadlock:
            yield error("deadlock", verdict.deadlock.element, verdict.deadlock.path)
        if verdict.livelock:
            yield error("livelock", verdict.livelock.element, verdict.livelock.path)
        if verdict.doubled:
            yield warning("second-token", verdict.doubled.element, verdict.doubled.path)
        for dead in verdict.dead:
            yield error("dead-element", dead)
        if not verdict.complete:
            yield warning("soundness-unproven", scope)


def automatic_loops_end(subject: Subject) -> Findings:
    """A loop in which nobody does anything ends only when something in it changes what its conditions ask."""
    after = {node.id: _automatic_followers(node, subject) for node in subject.nodes() if _is_automatic(node)}
    told: set[str] = set()
    for node in after:
        around = _cycle_through(node, after)
        if not around or told & around:
            continue
        told |= around
        if any(subject.process.nodes[member].kind in _WRITING for member in around):
            yield warning("automatic-loop", node, tuple(around))
        else:
            yield error("endless-loop", node, tuple(around))


def _is_automatic(node: Node) -> bool:
    return node.kind in _AUTOMATIC and (node.loop is None)


def _automatic_followers(node: Node, subject: Subject) -> tuple[str, ...]:
    """The automatic nodes that come straight after a node, links followed."""
    if event_kind(node) == "link":
        caught = [other for other in subject.nodes() if node in subject.link_sources(other)]
        return tuple(after.id for other in caught for after in subject.after(other) if _is_automatic(after))
    return tuple(after.id for after in subject.after(node) if _is_automatic(after))


def _cycle_through(node: str, after: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """The nodes that lie on a cycle with this one; empty when there is none."""
    forward = _reached(node, after)
    if node not in forward:
        return frozenset()
    return frozenset(other for other in forward if node in _reached(other, after))


def _reached(node: str, after: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    found: set[str] = set()
    pending = [node]
    while pending:
        fresh = [other for other in after[pending.pop()] if other not in found]
        found |= set(fresh)
        pending += fresh
    return frozenset(found)


RULES: tuple[Rule, ...] = (always_ends, automatic_loops_end)
