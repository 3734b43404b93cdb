"""Small BPMN files for tests, written as one reads a diagram: nodes, then the flows between them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from engine.definitions.checking import check_reading
from engine.definitions.findings import CheckFinding
from engine.definitions.library import Library
from engine.definitions.read import Reading, read_bpmn

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:wq="urn:weiquan:bpmn:1"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
    ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
    ' targetNamespace="urn:test" id="file"{more}>'
)


def bpmn(*inside: str, top: str = "", process: str = 'id="p" isExecutable="true"', head: str = "") -> bytes:
    """A file with one process; `top` stands before it, `head` are attributes of `definitions`."""
    text = f"{HEAD.format(more=' ' + head)}{top}<process {process}>{''.join(inside)}</process></definitions>"
    return text.encode()


def node(kind: str, identity: str, inside: str = "", **attributes: str) -> str:
    """An element; `wq_form` is written `wq:form`."""
    written = "".join(f" {name.replace('_', ':')}={quoteattr(value)}" for name, value in attributes.items())
    return f'<{kind} id="{identity}"{written}>{inside}</{kind}>'


def start(identity: str = "s", inside: str = "", **attributes: str) -> str:
    """A start event."""
    return node("startEvent", identity, inside, **attributes)


def end(identity: str = "e", inside: str = "", **attributes: str) -> str:
    """An end event."""
    return node("endEvent", identity, inside, **attributes)


def user(identity: str, inside: str = "", **attributes: str) -> str:
    """A user task."""
    return node("userTask", identity, inside, **attributes)


def boundary(identity: str, on: str, inside: str, **attributes: str) -> str:
    """A boundary event."""
    return node("boundaryEvent", identity, inside, attachedToRef=on, **attributes)


def flow(source: str, target: str, condition: str | None = None, identity: str | None = None) -> str:
    """A sequence flow; its id is `source-target` unless said otherwise."""
    said = "" if condition is None else f"<conditionExpression>{escape(condition)}</conditionExpression>"
    return node("sequenceFlow", identity or f"{source}-{target}", said, sourceRef=source, targetRef=target)


def path(*nodes: str) -> str:
    """Sequence flows from each node to the next."""
    return "".join(flow(source, target) for source, target in pairwise(nodes))


def simple(*inside: str, task: str = "a", top: str = "", **more: str) -> bytes:
    """A process from start `s` over one node to end `e`; `inside` must contain that node."""
    return bpmn(start(), *inside, end(), path("s", task, "e"), top=top, **more)


def sub(identity: str, *inside: str, **attributes: str) -> str:
    """A sub-process."""
    return node("subProcess", identity, "".join(inside), **attributes)


def timer(text: str = "P3D", kind: str = "timeDuration") -> str:
    """A timer event definition."""
    return f"<timerEventDefinition><{kind}>{escape(text)}</{kind}></timerEventDefinition>"


def message(reference: str = "m") -> str:
    """A message event definition."""
    return f'<messageEventDefinition messageRef="{reference}"/>'


def link(name: str) -> str:
    """A link event definition."""
    return f'<linkEventDefinition name="{name}"/>'


def trigger(kind: str, **attributes: str) -> str:
    """An event definition of any kind: `trigger("error", errorRef="fault")`."""
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<{kind}EventDefinition{written}/>"


def extension(*inside: str) -> str:
    """Extension elements."""
    return f"<extensionElements>{''.join(inside)}</extensionElements>"


ROOTS = (
    '<message id="m" name="报名"/><signal id="g" name="汛情"/><error id="fault" errorCode="X"/>'
    '<escalation id="u" escalationCode="U"/>'
)
"""A message, a signal, an error and an escalation for `top`."""


def read(xml: bytes) -> Reading:
    """The reading of a file."""
    return read_bpmn(xml, "test.bpmn")


def check(xml: bytes, library: Library | None = None) -> tuple[CheckFinding, ...]:
    """All findings of a file."""
    reading = read(xml)
    own = reading.definitions.processes if reading.definitions is not None else {}
    return check_reading(reading, (library or Library()) | Library(own))


def found(xml: bytes, library: Library | None = None) -> set[tuple[str, str]]:
    """Rule and element of every finding."""
    return {(finding.rule, finding.element) for finding in check(xml, library)}


def errors(xml: bytes, library: Library | None = None) -> set[tuple[str, str]]:
    """Rule and element of every finding that stops the diagram from running."""
    return {(one.rule, one.element) for one in check(xml, library) if one.severity == "error"}


def unpublished(findings: Iterable[CheckFinding]) -> set[tuple[str, str]]:
    """Rule and element of what only a live version needs."""
    return {(one.rule, one.element) for one in findings if one.rule.startswith("publish-")}
