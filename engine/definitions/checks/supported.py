"""What the standard has and this engine doesn't run: refused by name, never left out without a word."""

from __future__ import annotations

from engine.definitions.checks.events import LEGAL, position_of
from engine.definitions.checks.subject import Findings, Rule, Subject, event_kind
from engine.definitions.findings import error
from engine.definitions.kinds import EVENTS
from engine.definitions.profile import LOOPS, SUPPORTED
from engine.definitions.vocabulary import kebab

_POSITIONS = {"start": "startEvent", "startInside": "startEvent", "startOfEvent": "eventSubProcessStart"}
_NEVER = frozenset({"conditional", "compensation", "cancel", "multiple"})
"""Triggers that run in no position."""


def kinds_run(subject: Subject) -> Findings:
    """Every kind of node is one that runs."""
    for node in subject.nodes():
        if node.kind not in SUPPORTED:
            yield error(f"refused-{kebab(node.kind)}", node.id)


def triggers_run(subject: Subject) -> Findings:
    """Every trigger of an event is one that runs in its position."""
    for node in subject.nodes(*EVENTS):
        kind, position = event_kind(node), position_of(node, subject)
        if kind in _NEVER:
            yield error(f"refused-{kind}", node.id)
        elif kind in LEGAL.get(position, ()) and kind not in _running(position):
            yield error("refused-trigger", node.id, trigger=kind, position=node.kind)


def loops_run(subject: Subject) -> Findings:
    """Every loop is of a kind that runs."""
    for node in subject.nodes():
        if node.loop is not None and node.loop.kind not in LOOPS:
            yield error("refused-loop", node.id, loop=node.loop.kind)


def _running(position: str) -> frozenset[str]:
    return SUPPORTED.get(_POSITIONS.get(position, position), frozenset())


RULES: tuple[Rule, ...] = (kinds_run, triggers_run, loops_run)
