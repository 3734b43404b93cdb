"""Rules about the file as an XML document: ids, known elements and attributes, what it leans on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from engine.definitions.document import Document
from engine.definitions.findings import CheckFinding, error, warning
from engine.definitions.kinds import FLOW_NODES
from engine.definitions.vocabulary import REFUSED, kebab, kinds
from engine.definitions.xml_elements import (
    XSI,
    children,
    flag,
    local,
    named,
    text_of,
)

Findings = Iterator[CheckFinding]

_NAME = re.compile(r"[^\W\d][\w.\-·]{0,199}")
_FEEL = re.compile(r"feel|https?://www\.omg\.org/spec/(DMN|FEEL)/\S+", re.IGNORECASE)
_EXPRESSIONS = (
    "conditionExpression", "timeDate", "timeDuration", "timeCycle", "loopCondition", "loopCardinality",
    "completionCondition", "condition",
)  # fmt: skip
_BOOLEANS = (
    "isExecutable", "isInterrupting", "cancelActivity", "triggeredByEvent", "instantiate", "isSequential",
    "testBefore", "isForCompensation", "isCollection", "parallelMultiple", "isClosed",
)  # fmt: skip
_CLOSED_LISTS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(_BOOLEANS, frozenset({"true", "false", "1", "0"})),
    "gatewayDirection": frozenset({"Unspecified", "Converging", "Diverging", "Mixed"}),
    "eventGatewayType": frozenset({"Exclusive", "Parallel"}),
    "associationDirection": frozenset({"None", "One", "Both"}),
    "behavior": frozenset({"None", "One", "All", "Complex"}),
    "processType": frozenset({"None", "Public", "Private"}),
}
_LOOPS = ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics")
_SINGLE = (
    "extensionElements", "ioSpecification", "conditionExpression", "loopCondition", "loopCardinality",
    "loopDataInputRef", "loopDataOutputRef", "inputDataItem", "outputDataItem", "completionCondition",
    "condition", "childLaneSet", "text", "script", "dataState", "participantMultiplicity",
)  # fmt: skip
_ONCE: Mapping[str, str] = {name: name for name in _SINGLE} | dict.fromkeys(_LOOPS, "loopCharacteristics")
_MIME = re.compile(r"[\w.+-]+/[\w.+-]+")


def unique_ids(document: Document) -> Findings:
    """An id names one element."""
    counted = Counter(identity for element in document.root.iter() if (identity := element.get("id")))
    return (error("duplicate-id", identity, id=identity) for identity, count in counted.items() if count > 1)


def id_syntax(document: Document) -> Findings:
    """Ids are XML names: they stand in references, addresses and drawings."""
    ids = (identity for element in document.all() if (identity := element.get("id")) is not None)
    return (error("id-syntax", identity, id=identity) for identity in ids if not _NAME.fullmatch(identity))


def ids_given(document: Document) -> Findings:
    """A process and a flow node can only be run, shown and spoken of by an id."""
    nameless = (element for element in document.all("process", *FLOW_NODES) if not element.get("id"))
    return (error("id-missing", named(element), tag=local(element)) for element in nameless)


def known_elements(document: Document) -> Findings:
    """Every element of the BPMN namespace is one of the standard, in a place where the standard has it."""
    for element in document.understood:
        allowed = kinds()[local(element)].children
        for inner in children(element):
            if local(inner) in REFUSED:
                yield error(f"refused-{kebab(local(inner))}", named(inner))
            elif local(inner) not in allowed:
                yield error("unknown-element", named(inner), tag=local(inner), parent=local(element))


def known_attributes(document: Document) -> Findings:
    """Every attribute without a namespace is one that the standard gives this element."""
    for element in document.understood:
        allowed = kinds()[local(element)].attributes
        for key in element.attrib:
            name = etree.QName(key)
            if name.namespace is None and name.localname not in allowed:
                yield error("unknown-attribute", named(element), name=name.localname, tag=local(element))


def required_attributes(document: Document) -> Findings:
    """Attributes that the standard demands are there."""
    for element in document.understood:
        for name in sorted(kinds()[local(element)].required):
            if not element.get(name, "").strip():
                yield error("attribute-missing", named(element), name=name, tag=local(element))


def attribute_values(document: Document) -> Findings:
    """Attributes with a closed list of values have one of them; any other would be taken for the default."""
    for element in document.understood:
        for key, written in element.attrib.items():
            values = _CLOSED_LISTS.get(str(key))
            if values is not None and str(written).strip() not in values:
                yield error("attribute-value", named(element), name=key, value=written)


def nothing_twice(document: Document) -> Findings:
    """Of what the standard has once, a second one would be left out without a word."""
    for element in document.understood:
        counted = Counter(_ONCE.get(local(inner)) for inner in children(element))
        for name in sorted(name for name, count in counted.items() if name and count > 1):
            yield error("element-twice", named(element), name=name)


def text_formats(document: Document) -> Findings:
    """The format of a text is a MIME type (chapters 8.3.1, 8.4.1)."""
    for element in document.all("documentation", "textAnnotation"):
        written = element.get("textFormat", "text/plain")
        if not _MIME.fullmatch(written):
            yield error("attribute-value", named(element), name="textFormat", value=written)


def must_understand(document: Document) -> Findings:
    """An extension that demands to be understood can't be kept unread."""
    extensions = (
        item for item in children(document.root, "extension") if flag(item, "mustUnderstand", default=False)
    )
    return (error("must-understand", "", name=item.get("definition", "")) for item in extensions)


def imports(document: Document) -> Findings:
    """Other files are never fetched: called processes and decisions are found by their id."""
    return (
        warning("import-ignored", "", location=item.get("location", ""))
        for item in children(document.root, "import")
    )


def expression_language(document: Document) -> Findings:
    """Every expression is FEEL, whether the file says so or says nothing."""
    general = document.root.get("expressionLanguage", "").strip()
    for element in document.all(*_EXPRESSIONS):
        language = element.get("language", general).strip()
        if language and text_of(element) and not _FEEL.fullmatch(language):
            yield error("expression-language", named(element), language=language)


def a_process(document: Document) -> Findings:
    """There is something to run."""
    if next(document.all("process"), None) is None:
        yield error("no-process")


def expression_types(document: Document) -> Findings:
    """An `xsi:type` on an expression is one of the two that the standard has."""
    for element in document.all(*_EXPRESSIONS):
        written = element.get(f"{{{XSI}}}type", "").rsplit(":", 1)[-1]
        if written not in ("", "tFormalExpression", "tExpression"):
            yield error("attribute-value", named(element), name="xsi:type", value=written)


RULES: tuple[Callable[[Document], Findings], ...] = (
    unique_ids,
    id_syntax,
    ids_given,
    known_elements,
    known_attributes,
    required_attributes,
    attribute_values,
    nothing_twice,
    text_formats,
    must_understand,
    imports,
    expression_language,
    expression_types,
    a_process,
)
