"""Rules about the file as XML: every id once, every reference with a target of the right kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from engine.definitions.findings import CheckFinding, error
from engine.definitions.xml_elements import Element

Findings = Iterator[CheckFinding]


def document_findings(root: Element) -> Findings:
    """What is wrong with the document, rule by rule."""
    for rule in RULES:
        yield from rule(root)


def unique_ids(root: Element) -> Findings:
    """An id names one element."""
    counted = Counter(identity for element in root.iter() if (identity := element.get("id")))
    return (error("duplicate-id", identity, id=identity) for identity, count in counted.items() if count > 1)


RULES: tuple[Callable[[Element], Findings], ...] = (unique_ids,)
