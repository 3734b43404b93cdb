"""Small questions to an XML element of a BPMN file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from lxml import etree

from engine.definitions.model import BPMN, WQ

Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml gives its element type no public name

BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"
OWN = frozenset({BPMN, BPMNDI, DC, DI, XSI, XML, WQ})
"""Namespaces that mean something here; every other one is some modeller's own."""

_BPMN_TAG, _WQ_TAG = f"{{{BPMN}}}", f"{{{WQ}}}"

_KNOWN_FOREIGN = {
    "http://camunda.org/schema/1.0/bpmn": "camunda",
    "http://camunda.org/schema/zeebe/1.0": "zeebe",
    "http://camunda.org/schema/modeler/1.0": "modeler",
    "http://flowable.org/bpmn": "flowable",
    "http://activiti.org/bpmn": "activiti",
    "http://www.signavio.com": "signavio",
    "http://www.jboss.org/drools": "drools",
    "http://spiffworkflow.org/bpmn/schema/1.0/core": "spiffworkflow",
    "http://bpmn.io/schema/bpmn/biocolor/1.0": "bioc",
    "http://www.omg.org/spec/BPMN/non-normative/color/1.0": "color",
}


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def is_bpmn(element: Element, *names: str) -> bool:
    """Whether it is an element of BPMN itself, of one of `names` when given."""
    tag = str(element.tag)
    return tag.startswith(_BPMN_TAG) and (not names or tag[len(_BPMN_TAG) :] in names)


def children(element: Element, *names: str) -> Iterator[Element]:
    """BPMN children of those names in the order of the file; all BPMN children without a name."""
    return (child for child in element if is_bpmn(child, *names))


def child(element: Element, name: str) -> Element | None:
    """The first BPMN child of that name."""
    return next(children(element, name), None)


def text_of(element: Element | None) -> str | None:
    """The text inside an element without blanks around it; None when the element isn't there."""
    return None if element is None else "".join(str(part) for part in element.itertext()).strip()


def child_text(element: Element, name: str) -> str | None:
    """The text of the first BPMN child of that name, None when there is none or it says nothing."""
    return text_of(child(element, name)) or None


def flag(element: Element, name: str, *, default: bool) -> bool:
    """An `xsd:boolean` attribute."""
    value = element.get(name, "").strip()
    return value in ("true", "1") if value else default


def reference(value: str | None) -> str | None:
    """The id that a QName or IDREF names: `tns:id` and `id` mean the same thing."""
    value = (value or "").strip()
    return value.rsplit(":", 1)[-1] or None


def named(element: Element) -> str:
    """The id by which a reader finds the element: its own, or that of the nearest element around it."""
    inside: Element | None = element
    while inside is not None:
        if identity := inside.get("id"):
            return identity
        inside = inside.getparent()
    return ""


def own_attributes(element: Element) -> Mapping[str, str]:
    """The attributes of `urn:weiquan:bpmn:1` by local name."""
    written = ((str(key), str(value)) for key, value in element.attrib.items())
    return {key[len(_WQ_TAG) :]: value.strip() for key, value in written if key.startswith(_WQ_TAG)}


def foreign_names(element: Element) -> tuple[str, ...]:
    """Attributes and extension elements of other modellers, as `camunda:class`: kept, reported, never run."""
    names = [_prefixed(element, str(key)) for key in element.attrib if is_foreign(str(key))]
    extension = child(element, "extensionElements")
    if extension is not None:
        inside = (item for item in extension.iterdescendants() if isinstance(item.tag, str))
        names += [_prefixed(item, item.tag) for item in inside if is_foreign(item.tag)]
    return tuple(dict.fromkeys(names))


def is_foreign(tag: str) -> bool:
    """Whether a tag or attribute name is in a namespace that means nothing here."""
    return tag.startswith("{") and tag[1:].partition("}")[0] not in OWN


def _prefixed(element: Element, tag: str) -> str:
    name = etree.QName(tag)
    prefixes = {uri: prefix for prefix, uri in element.nsmap.items()}
    prefix = _KNOWN_FOREIGN.get(name.namespace or "") or prefixes.get(name.namespace or "")
    return f"{prefix or name.namespace}:{name.localname}"
