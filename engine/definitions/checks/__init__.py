"""One small function a rule: each gives the findings about one file, none changes anything."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.checks import (
    activities,
    behaviour,
    collaboration,
    data,
    document,
    events,
    expressions,
    flows,
    foreign,
    gateways,
    notices,
    own,
    people,
    publish,
    references,
    sound,
    supported,
)
from engine.definitions.checks.subject import Subject
from engine.definitions.document import Document
from engine.definitions.findings import CheckFinding

DOCUMENT_RULES = (
    *document.RULES,
    *references.RULES,
    *foreign.RULES,
    *own.RULES,
    *data.RULES,
    *behaviour.RULES,
    *collaboration.RULES,
)
"""Rules that look at the XML itself: what the model of a process no longer shows."""

PROCESS_RULES = (
    *supported.RULES,
    *flows.RULES,
    *gateways.RULES,
    *events.RULES,
    *activities.RULES,
    *expressions.RULES,
    *people.RULES,
    *notices.RULES,
    *publish.RULES,
)
"""Rules that look at one process and what it leans on."""


def document_findings(read: Document) -> Iterator[CheckFinding]:
    """What is wrong with the document, rule by rule."""
    for rule in DOCUMENT_RULES:
        yield from rule(read)


def process_findings(subject: Subject) -> Iterator[CheckFinding]:
    """What is wrong with a process, rule by rule; whether it always ends is asked of a sound drawing only."""
    found = [finding for rule in PROCESS_RULES for finding in rule(subject)]
    yield from found
    if not any(finding.severity == "error" for finding in found):
        for rule in sound.RULES:
            yield from rule(subject)
