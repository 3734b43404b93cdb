"""What other modellers wrote into the file: kept, reported, never run; code is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from engine.definitions.document import Document
from engine.definitions.findings import CheckFinding, error, info
from engine.definitions.xml_elements import (
    foreign_names,
    is_foreign,
    local,
    named,
)

Findings = Iterator[CheckFinding]

CODE = frozenset(
    {
        "class", "expression", "delegateExpression", "script", "executionListener", "taskListener",
        "connector", "connectorId", "scriptFormat", "preScript", "postScript", "onEntry-script",
        "onExit-script", "onEntry", "onExit", "serviceTaskOperator", "eventListener", "field",
        "formFieldValidation", "skipExpression",
    }
)  # fmt: skip
"""Names under which other engines let a file run code."""


def no_foreign_code(document: Document) -> Findings:
    """Code of another engine would be left out without a word, so the element that has it is refused."""
    for element in document.all():
        if found := [name for name in foreign_names(element) if name.rpartition(":")[2] in CODE]:
            yield error("foreign-code", named(element), names=" ".join(found))


def foreign_reported(document: Document) -> Findings:
    """The designer learns what another modeller's attributes do here: nothing."""
    for element in document.all():
        if found := [name for name in foreign_names(element) if name.rpartition(":")[2] not in CODE]:
            yield info("foreign-kept", named(element), names=" ".join(found))


def foreign_elements_in_place(document: Document) -> Findings:
    """Elements of other namespaces stand under `extensionElements`, where the standard wants them."""
    for element in document.all():
        if local(element) not in ("extensionElements", "definitions"):
            for inner in element:
                if is_foreign(str(inner.tag)):
                    yield error("foreign-place", named(element), name=etree.QName(inner).localname)


RULES: tuple[Callable[[Document], Findings], ...] = (
    no_foreign_code,
    foreign_reported,
    foreign_elements_in_place,
)
