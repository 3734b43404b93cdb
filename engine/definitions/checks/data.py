"""Declared data: inputs and outputs, data objects, and how they are bound to activities."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.definitions.document import Document
from engine.definitions.findings import CheckFinding, error
from engine.definitions.kinds import SCOPES
from engine.definitions.xml_elements import child, children, named, reference, text_of

Findings = Iterator[CheckFinding]


def no_specification_in_scopes(document: Document) -> Findings:
    """A sub-process sees the data around it; it declares no inputs and outputs (chapter 10.4.2)."""
    scopes = (scope for scope in document.all(*SCOPES) if child(scope, "ioSpecification") is not None)
    return (error("specification-in-scope", named(scope)) for scope in scopes)


def inputs_in_a_set(document: Document) -> Findings:
    """Where there are sets, every input and output belongs to one (chapter 10.4.1)."""
    for specification in document.all("ioSpecification"):
        for item, group in (("dataInput", "inputSet"), ("dataOutput", "outputSet")):
            sets = list(children(specification, group))
            listed = {reference(text_of(part)) for one in sets for part in children(one, f"{item}Refs")}
            for element in children(specification, item) if sets else ():
                if element.get("id") not in listed:
                    yield error("data-without-set", named(element), set=group)


def no_computed_associations(document: Document) -> Findings:
    """Data goes by its name; a transformation or assignment on the way would be left out without a word."""
    for association in document.all("dataInputAssociation", "dataOutputAssociation"):
        if next(children(association, "transformation", "assignment"), None) is not None:
            yield error("data-association-computed", named(association))


RULES: tuple[Callable[[Document], Findings], ...] = (
    no_specification_in_scopes,
    inputs_in_a_set,
    no_computed_associations,
)
