"""A BPMN file as XML, indexed once: rules ask it in constant time, however hostile the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.definitions.vocabulary import LEAVES, REFUSED, UNREAD, kinds
from engine.definitions.xml_elements import Element, children, is_bpmn, local, reference

_CLOSED = REFUSED | UNREAD | LEAVES | {"extensionElements"}


@dataclass(frozen=True, slots=True)
class Document:
    """The elements of BPMN in a file; those kept inside `extensionElements` are another modeller's."""

    root: Element
    by_id: Mapping[str, Element]
    """Every element that has an id, those of the drawing included; of two with one id the later."""
    by_kind: Mapping[str, tuple[Element, ...]]
    understood: tuple[Element, ...]
    """Elements of the vocabulary in the order of the file, without what lies inside of unread ones."""
    roots: Mapping[str, Element]
    """The elements directly under `definitions`, by id."""
    incoming: Mapping[str, tuple[Element, ...]]
    """Sequence flows by the node that they lead to."""
    outgoing: Mapping[str, tuple[Element, ...]]

    def all(self, *kinds: str) -> Iterator[Element]:
        """Elements of those kinds; all of BPMN when none is named."""
        return (element for kind in kinds or self.by_kind for element in self.by_kind.get(kind, ()))

    def referred(self, written: str | None) -> Element | None:
        """The element that a reference names."""
        return self.by_id.get(reference(written) or "")


def document(root: Element) -> Document:
    """Index the elements of a file."""
    by_kind: dict[str, list[Element]] = {}
    for element in _own(root):
        by_kind.setdefault(local(element), []).append(element)
    flows = by_kind.get("sequenceFlow", [])
    return Document(
        root,
        {identity: element for element in root.iter() if (identity := element.get("id"))},
        {kind: tuple(elements) for kind, elements in by_kind.items()},
        tuple(_understood(root)),
        {identity: element for element in children(root) if (identity := element.get("id"))},
        _grouped(flows, "targetRef"),
        _grouped(flows, "sourceRef"),
    )


def _own(root: Element) -> Iterator[Element]:
    """BPMN elements in the order of the file, without what is kept for other modellers."""
    pending = [root]
    while pending:
        element = pending.pop()
        if is_bpmn(element):
            yield element
        if not is_bpmn(element, "extensionElements"):
            pending += reversed(element)


def _understood(root: Element) -> Iterator[Element]:
    pending = [root]
    while pending:
        element = pending.pop()
        if local(element) in kinds():
            yield element
            pending += reversed([inner for inner in children(element) if not is_bpmn(inner, *_CLOSED)])


def _grouped(flows: list[Element], end: str) -> Mapping[str, tuple[Element, ...]]:
    found: dict[str, list[Element]] = {}
    for flow in flows:
        found.setdefault(reference(flow.get(end)) or "", []).append(flow)
    return {node: tuple(members) for node, members in found.items()}
