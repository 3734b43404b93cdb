"""Small diagrams for tests of the runtime, written as one reads them: nodes, then the flows between them."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import quoteattr

from tests.definitions.drawing import (
    boundary,
    bpmn,
    end,
    extension,
    flow,
    link,
    node,
    path,
    start,
    sub,
    timer,
    trigger,
    user,
)

ROOTS = "".join(
    (
        *(node("message", name, name=name) for name in ("m", "m2")),
        *(node("signal", name, name=name) for name in ("g", "g2")),
        *(node("error", name, errorCode=name) for name in ("X", "Y")),
        *(node("escalation", name, escalationCode=name) for name in ("U", "V")),
        '<error id="any"/><escalation id="anyone"/>',
    )
)
"""Messages `m` and `m2`, signals `g` and `g2`, errors `X`, `Y`, escalations `U`, `V`, and one of each
without code.
"""


def process(*inside: str, identity: str = "p", more: str = "") -> bytes:
    """A file with one process; `more` are its further attributes."""
    return bpmn(*inside, top=ROOTS, process=f'id="{identity}" isExecutable="true" {more}')


def line(*inside: str, identity: str = "p") -> bytes:
    """A process from `s` through these elements, each written with its id first, to `e`."""
    ids = [element.split('id="', 1)[1].split('"', 1)[0] for element in inside]
    return process(start(), *inside, end(), path("s", *ids, "e"), identity=identity)


def xor(identity: str, default: str | None = None) -> str:
    """An exclusive gateway; `default` is the id of a flow."""
    return node("exclusiveGateway", identity, **({"default": default} if default else {}))


def inclusive(identity: str, default: str | None = None) -> str:
    """An inclusive gateway."""
    return node("inclusiveGateway", identity, **({"default": default} if default else {}))


def parallel(identity: str) -> str:
    """A parallel gateway."""
    return node("parallelGateway", identity)


def event_gateway(identity: str) -> str:
    """An event-based gateway."""
    return node("eventBasedGateway", identity)


def abstract(identity: str) -> str:
    """A task without a type."""
    return node("task", identity)


def service(identity: str, operation: str = "file_case", *inside: str) -> str:
    """A service task; without a script its result is an empty context."""
    return node("serviceTask", identity, "".join(inside), wq_operation=operation)


def rule(identity: str, decision: str = "tier") -> str:
    """A business rule task."""
    return node("businessRuleTask", identity, wq_decision=decision)


def call(identity: str, called: str = "q", *inside: str) -> str:
    """A call activity."""
    return node("callActivity", identity, "".join(inside), calledElement=called)


def send(identity: str, reference: str = "m") -> str:
    """A send task."""
    return node("sendTask", identity, messageRef=reference)


def receive(identity: str, reference: str = "m", inside: str = "") -> str:
    """A receive task."""
    return node("receiveTask", identity, inside, messageRef=reference)


def catch(identity: str, definition: str) -> str:
    """An intermediate catching event."""
    return node("intermediateCatchEvent", identity, definition)


def throw(identity: str, definition: str = "") -> str:
    """An intermediate throwing event."""
    return node("intermediateThrowEvent", identity, definition)


def message(name: str = "m") -> str:
    """The definition of a message event."""
    return trigger("message", messageRef=name)


def signal(name: str = "g") -> str:
    """The definition of a signal event."""
    return trigger("signal", signalRef=name)


def error(name: str = "X") -> str:
    """The definition of an error event."""
    return trigger("error", errorRef=name)


def escalation(name: str = "U") -> str:
    """The definition of an escalation event."""
    return trigger("escalation", escalationRef=name)


def beside(identity: str, on: str, definition: str) -> str:
    """A non-interrupting boundary event."""
    return boundary(identity, on, definition, cancelActivity="false")


def handler(identity: str, definition: str, *inside: str, interrupting: str = "true") -> str:
    """An event sub-process with start `<id>_s`, then a user task `<id>_t` unless told otherwise, then
    `<id>_e`.
    """
    first, last = f"{identity}_s", f"{identity}_e"
    body = inside or (user(f"{identity}_t"), path(first, f"{identity}_t", last))
    begin = node("startEvent", first, definition, isInterrupting=interrupting)
    return sub(identity, begin, *body, end(last), triggeredByEvent="true")


def mapped(kind: str, **values: str) -> str:
    """`wq:in` or `wq:out` of a call or operation, FEEL by name."""
    return extension(*(f"<wq:{kind} name={quoteattr(n)} value={quoteattr(v)}/>" for n, v in values.items()))


def data(*inputs: str, optional: Iterable[str] = (), outputs: Iterable[str] = ()) -> str:
    """The declared inputs and outputs of a process."""
    declared = [*inputs, *optional]
    return "".join(
        (
            "<ioSpecification>",
            *(f'<dataInput id="in_{name}" name="{name}"/>' for name in declared),
            *(f'<dataOutput id="out_{name}" name="{name}"/>' for name in outputs),
            "<inputSet>",
            *(f"<dataInputRefs>in_{name}</dataInputRefs>" for name in declared),
            *(f"<optionalInputRefs>in_{name}</optionalInputRefs>" for name in optional),
            "</inputSet><outputSet>",
            *(f"<dataOutputRefs>out_{name}</dataOutputRefs>" for name in outputs),
            "</outputSet></ioSpecification>",
        )
    )


__all__ = [
    "abstract",
    "beside",
    "boundary",
    "call",
    "catch",
    "data",
    "end",
    "error",
    "escalation",
    "event_gateway",
    "extension",
    "flow",
    "handler",
    "inclusive",
    "line",
    "link",
    "mapped",
    "message",
    "node",
    "parallel",
    "path",
    "process",
    "receive",
    "rule",
    "send",
    "service",
    "signal",
    "start",
    "sub",
    "throw",
    "timer",
    "trigger",
    "user",
    "xor",
]
