"""Event definitions, resolved to the names and codes that they refer to."""

from __future__ import annotations

from collections.abc import Mapping

from engine.definitions.kinds import EVENTS
from engine.definitions.model import Event, EventKind
from engine.definitions.xml_elements import Element, child, children, local, reference, text_of

_KINDS: Mapping[str, EventKind] = {
    "timerEventDefinition": "timer",
    "messageEventDefinition": "message",
    "signalEventDefinition": "signal",
    "errorEventDefinition": "error",
    "escalationEventDefinition": "escalation",
    "terminateEventDefinition": "terminate",
    "linkEventDefinition": "link",
    "conditionalEventDefinition": "conditional",
    "compensateEventDefinition": "compensation",
    "cancelEventDefinition": "cancel",
}
EVENT_DEFINITIONS = frozenset(_KINDS)
_REFERENCES: Mapping[str, str] = {
    "message": "messageRef",
    "signal": "signalRef",
    "error": "errorRef",
    "escalation": "escalationRef",
}
_TIMERS = (("timeDate", "date"), ("timeDuration", "duration"), ("timeCycle", "cycle"))

Roots = Mapping[str, Element]
"""The elements directly under `definitions`, by id."""


def definitions_of(node: Element, roots: Roots) -> list[Element]:
    """The event definitions of an event, those referred to by `eventDefinitionRef` included."""
    found = [item for item in children(node) if local(item) in _KINDS]
    for item in children(node, "eventDefinitionRef"):
        target = roots.get(reference(text_of(item)) or "")
        if target is not None and local(target) in _KINDS:
            found.append(target)
    return found


def event_of(node: Element, roots: Roots) -> Event | None:
    """What an event node waits for or throws; None for anything that is no event."""
    if local(node) not in EVENTS:
        return None
    found = definitions_of(node, roots)
    if not found:
        return Event("none")
    return _event(found[0], roots) if len(found) == 1 else Event("multiple")


def message_of(node: Element, roots: Roots) -> Event | None:
    """The message of a send or receive task, None when it names none."""
    referred = reference(node.get("messageRef"))
    return _referring("message", referred, roots) if referred else None


def _event(definition: Element, roots: Roots) -> Event:
    kind = _KINDS[local(definition)]
    if kind == "timer":
        return _timer(definition)
    if kind == "link":
        return Event("link", name=definition.get("name"))
    if kind == "conditional":
        return Event("conditional", text=text_of(child(definition, "condition")))
    if kind in _REFERENCES:
        return _referring(kind, reference(definition.get(_REFERENCES[kind])), roots)
    return Event(kind)


def _referring(kind: EventKind, referred: str | None, roots: Roots) -> Event:
    target = roots.get(referred or "")
    if target is None:
        return Event(kind, reference=referred)
    code = target.get("errorCode") or target.get("escalationCode")
    return Event(kind, reference=referred, name=target.get("name"), code=code)


def _timer(definition: Element) -> Event:
    for name, timer in _TIMERS:
        element = child(definition, name)
        if element is not None:
            return Event("timer", timer=timer, text=text_of(element))  # type: ignore[arg-type]
    return Event("timer")
