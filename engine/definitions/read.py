"""Reading a BPMN file: safe from strangers, faithful to every modeller, never raising."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from cryptography.hazmat.primitives import hashes
from lxml import etree

from engine.definitions.checks import document_findings
from engine.definitions.document import document
from engine.definitions.findings import CheckFinding, error, in_file_order
from engine.definitions.kinds import FLOW_NODES
from engine.definitions.model import Definitions
from engine.definitions.read_collaboration import (
    category_values,
    message_flows,
    participant_names,
    participants,
    with_collaboration_artifacts,
)
from engine.definitions.read_interchange import lines, shapes
from engine.definitions.read_process import process_of
from engine.definitions.safe_xml import UnsafeXml, parse
from engine.definitions.xml_elements import Element, children, is_bpmn

MAXIMUM_PROCESSES = 20
"""Processes of one file: the one that runs, those that it calls, and those drawn around it."""
MAXIMUM_FLOWS = 1_000
"""Sequence flows of one process."""
MAXIMUM_NODES = 300
"""Flow nodes of one process: beyond, nobody can read the drawing."""

MAXIMUM_FINDINGS = 300
"""Of the document rules: beyond, a file is beyond repair and a hostile one only wants the time."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says and what is wrong with it as a document.

    `definitions` is None when the file can't be read at all; `digest` is SM3 of the bytes in lower-case hex;
    `order` gives the place of an element in the file, by id.
    """

    file: str
    digest: str
    definitions: Definitions | None
    findings: tuple[CheckFinding, ...] = ()
    order: Mapping[str, int] = field(default_factory=dict)


def read_bpmn(xml: bytes, file: str) -> Reading:
    """What the BPMN file says; what is wrong becomes a finding. Raises nothing, whatever the bytes are."""
    digest = sm3(xml)
    try:
        root = parse(xml)
    except UnsafeXml as refused:
        return Reading(file, digest, None, (error(refused.rule, **refused.facts),))
    if not is_bpmn(root, "definitions"):
        return Reading(file, digest, None, (error("bpmn-root", tag=etree.QName(root).localname),))
    if too_many := tuple(_too_many(root)):
        return Reading(file, digest, None, too_many)
    order = _order(root)
    findings = in_file_order(islice(document_findings(document(root)), MAXIMUM_FINDINGS), order)
    return Reading(file, digest, _definitions(root), findings, order)


def sm3(data: bytes) -> str:
    """SM3 (GB/T 32905) of some bytes in lower-case hex."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize().hex()


def _too_many(root: Element) -> Iterator[CheckFinding]:
    """What makes a file too large to be understood, by a person or in the time that a check may take."""
    processes = tuple(children(root, "process"))
    if len(processes) > MAXIMUM_PROCESSES:
        yield error("too-many-processes", "", count=len(processes), limit=MAXIMUM_PROCESSES)
        return
    for process in processes:
        nodes, flows = _count(process, *FLOW_NODES), _count(process, "sequenceFlow")
        if nodes > MAXIMUM_NODES:
            yield error("too-many-nodes", process.get("id", ""), count=nodes, limit=MAXIMUM_NODES)
        if flows > MAXIMUM_FLOWS:
            yield error("too-many-flows", process.get("id", ""), count=flows, limit=MAXIMUM_FLOWS)


def _count(process: Element, *kinds: str) -> int:
    return sum(1 for item in process.iterdescendants() if is_bpmn(item, *kinds))


def _order(root: Element) -> dict[str, int]:
    order: dict[str, int] = {}
    for place, element in enumerate(root.iter()):
        if identity := element.get("id"):
            order.setdefault(identity, place)
    return order


def _definitions(root: Element) -> Definitions:
    roots = {identity: element for element in children(root) if (identity := element.get("id"))}
    categories = category_values(root)
    processes = {
        identity: process_of(element, roots, categories)
        for element in children(root, "process")
        if (identity := element.get("id"))
    }
    return Definitions(
        with_collaboration_artifacts(processes, root, categories),
        shapes(root),
        lines(root),
        participants(root),
        participant_names(root),
        message_flows(root),
    )
