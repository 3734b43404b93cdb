"""Our extension namespace: which attributes it has, on which elements, with which values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from engine.definitions.document import Document
from engine.definitions.findings import CheckFinding, error
from engine.definitions.kinds import ACTIVITIES, FLOW_NODES, TASKS
from engine.definitions.model import WQ
from engine.definitions.roles import BODIES, SUPERVISION_POINTS
from engine.definitions.xml_elements import Element, child, local, named, own_attributes
from engine.rules.acts import ACTS

Findings = Iterator[CheckFinding]

_PEOPLE = frozenset({"userTask", "manualTask", "lane", "callActivity", *TASKS})
_ANYWHERE = FLOW_NODES | {"process", "lane", "participant", "sequenceFlow", "textAnnotation", "group"}

ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "role": _PEOPLE,
    "assignee": frozenset({"userTask", "manualTask"}),
    "substitutes": _PEOPLE,
    "escalateTo": _PEOPLE,
    "form": frozenset({"userTask", "manualTask", "startEvent"}),
    "due": ACTIVITIES | {"process"},
    "act": ACTIVITIES | {"startEvent"},
    "meeting": ACTIVITIES,
    "supervision": ACTIVITIES,
    "distinctFrom": frozenset({"userTask", "manualTask"}),
    "returnsTo": frozenset({"userTask"}),
    "mayTerminate": frozenset({"userTask"}),
    "starts": frozenset({"userTask"}),
    "whileSuspended": ACTIVITIES,
    "operation": frozenset({"serviceTask"}),
    "decision": frozenset({"businessRuleTask"}),
    "result": frozenset({"endEvent"}),
    "parties": frozenset({"process"}),
    "cancel": frozenset({"process"}),
    "basis": _ANYWHERE,
}
"""Every attribute of `urn:weiquan:bpmn:1` in a diagram and the elements that may have it."""

_FLAG = frozenset({"true", "false"})
VALUES: Mapping[str, frozenset[str]] = {
    "act": frozenset(ACTS),
    "result": frozenset({"completed", "rejected"}),
    "mayTerminate": _FLAG,
    "whileSuspended": _FLAG,
    "meeting": BODIES,
}
"""Attributes with one of a closed list of values; `meeting` may be FEEL instead."""

LISTS: Mapping[str, frozenset[str]] = {"supervision": SUPERVISION_POINTS}
"""Attributes with some of a closed list, separated by blanks."""


def attributes_in_place(document: Document) -> Findings:
    """An attribute of ours is one that exists, on an element that honours it."""
    for element in document.all():
        for name in own_attributes(element):
            if name not in ATTRIBUTES:
                yield error("wq-attribute-unknown", named(element), name=name, known=" ".join(ATTRIBUTES))
            elif local(element) not in ATTRIBUTES[name]:
                yield error("wq-attribute-place", named(element), name=name, tag=local(element))


def values_are_known(document: Document) -> Findings:
    """An attribute with a closed list of values has one of them."""
    for element in document.all():
        for name, value in own_attributes(element).items():
            allowed = VALUES.get(name)
            if allowed is not None and value not in allowed and not value.startswith("="):
                yield error(
                    "wq-value", named(element), name=name, value=value, known=" ".join(sorted(allowed))
                )
            for word in value.split() if name in LISTS else ():
                if word not in LISTS[name]:
                    yield error(
                        "wq-value", named(element), name=name, value=word, known=" ".join(sorted(LISTS[name]))
                    )


def elements_are_known(document: Document) -> Findings:
    """Of ours there are two elements, `wq:in` and `wq:out`, each with a name and a value."""
    for element in document.all():
        extension = child(element, "extensionElements")
        for item in extension if extension is not None else ():
            name = etree.QName(item)
            if name.namespace != WQ:
                continue
            if name.localname not in ("in", "out"):
                yield error("wq-element-unknown", named(element), name=name.localname)
            elif unknown := sorted(set(map(str, item.attrib)) - {"name", "value"}):
                yield error(
                    "wq-attribute-unknown", named(element), name=" ".join(unknown), known="name value"
                )


def nothing_is_empty(document: Document) -> Findings:
    """An attribute of ours says something."""
    for element in document.all():
        for name, value in own_attributes(element).items():
            if not value:
                yield error("wq-attribute-empty", named(element), name=name)


def elements_in_place(document: Document) -> Findings:
    """Elements of ours stand under `extensionElements`; elsewhere nobody would look for them."""
    for element in document.all():
        if local(element) != "extensionElements":
            yield from (
                error("foreign-place", named(element), name=_short(item)) for item in element if _is_own(item)
            )


def _is_own(element: Element) -> bool:
    return etree.QName(element).namespace == WQ


def _short(element: Element) -> str:
    return f"wq:{local(element)}"


RULES: tuple[Callable[[Document], Findings], ...] = (
    attributes_in_place,
    values_are_known,
    elements_are_known,
    nothing_is_empty,
    elements_in_place,
)
