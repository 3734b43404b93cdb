"""Attributes of the standard that would change what a process does and aren't run: refused by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.definitions.document import Document
from engine.definitions.findings import CheckFinding, error, info
from engine.definitions.kinds import ACTIVITIES, GATEWAYS
from engine.definitions.xml_elements import (
    children,
    flag,
    named,
)

Findings = Iterator[CheckFinding]


def no_compensation(document: Document) -> Findings:
    """An activity that only compensates never starts here."""
    activities = document.all(*ACTIVITIES)
    return (
        error("refused-compensation", named(activity))
        for activity in activities
        if flag(activity, "isForCompensation", default=False)
    )


def quantities_of_one(document: Document) -> Findings:
    """One token starts an activity and one comes out."""
    for activity in document.all(*ACTIVITIES):
        for name in ("startQuantity", "completionQuantity"):
            if activity.get(name, "1").strip() != "1":
                yield error("refused-quantity", named(activity), name=name)


def direction_as_drawn(document: Document) -> Findings:
    """A gateway that says it only splits has one flow in, one that says it only joins has one flow out."""
    for gateway in document.all(*GATEWAYS):
        said, own = gateway.get("gatewayDirection", "Unspecified").strip(), gateway.get("id", "")
        incoming, outgoing = len(document.incoming.get(own, ())), len(document.outgoing.get(own, ()))
        if said in _DIRECTIONS and not _DIRECTIONS[said](incoming, outgoing):
            yield error("gateway-direction", named(gateway), said=said, incoming=incoming, outgoing=outgoing)


def one_event_is_enough(document: Document) -> Findings:
    """An event gateway that waits for all of its events, and one that starts processes, don't run here."""
    for gateway in document.all("eventBasedGateway"):
        if gateway.get("eventGatewayType") == "Parallel":
            yield error("refused-parallel-event-gateway", named(gateway))
        if flag(gateway, "instantiate", default=False):
            yield error("refused-instantiate", named(gateway))


def tasks_start_nothing(document: Document) -> Findings:
    """A process is started by a start event, never by a receive task."""
    tasks = (task for task in document.all("receiveTask") if flag(task, "instantiate", default=False))
    return (error("refused-instantiate", named(task)) for task in tasks)


def all_instances_count(document: Document) -> Findings:
    """A multi-instance activity throws no events of its own when instances end."""
    for loop in document.all("multiInstanceLoopCharacteristics"):
        complex_behavior = next(children(loop, "complexBehaviorDefinition"), None)
        if loop.get("behavior", "All").strip() != "All" or complex_behavior is not None:
            yield error("refused-multi-instance-behavior", named(loop))


def one_time_each(document: Document) -> Findings:
    """A timer says one thing: a date, a duration, or a cycle (chapter 10.5.5)."""
    for timer in document.all("timerEventDefinition"):
        count = sum(1 for _ in children(timer, "timeDate", "timeDuration", "timeCycle"))
        if count != 1:
            yield error("timer-one-time", named(timer), count=count)


def performers_are_lanes(document: Document) -> Findings:
    """Who acts is said by lanes and `wq:role`; a performer of the standard names nobody here."""
    performers = document.all("performer", "humanPerformer", "potentialOwner", "resourceRole")
    return (info("performer-kept", named(performer)) for performer in performers)


_DIRECTIONS: dict[str, Callable[[int, int], bool]] = {
    "Converging": lambda _incoming, outgoing: outgoing <= 1,
    "Diverging": lambda incoming, _outgoing: incoming <= 1,
    "Mixed": lambda incoming, outgoing: incoming > 1 and outgoing > 1,
}

RULES: tuple[Callable[[Document], Findings], ...] = (
    no_compensation,
    quantities_of_one,
    direction_as_drawn,
    one_event_is_enough,
    tasks_start_nothing,
    all_instances_count,
    one_time_each,
    performers_are_lanes,
)
