"""Pools, message flows, and what is drawn around the processes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from engine.definitions.model import Process
from engine.definitions.read_nodes import artifacts_of, associations_of
from engine.definitions.xml_elements import Element, children, reference


def participants(root: Element) -> dict[str, str | None]:
    """Pool id -> id of its process, None for a black box."""
    return {pool.get("id", ""): reference(pool.get("processRef")) for pool in _drawn(root, "participant")}


def participant_names(root: Element) -> dict[str, str]:
    """Pool id -> name, of those that have one."""
    return {pool.get("id", ""): name for pool in _drawn(root, "participant") if (name := pool.get("name"))}


def message_flows(root: Element) -> dict[str, tuple[str, str]]:
    """Message flow id -> ids of the elements that it connects."""
    return {
        flow.get("id", ""): (reference(flow.get("sourceRef")) or "", reference(flow.get("targetRef")) or "")
        for flow in _drawn(root, "messageFlow")
    }


def category_values(root: Element) -> dict[str, str]:
    """Texts of groups by the id of their category value."""
    values = (
        value for category in children(root, "category") for value in children(category, "categoryValue")
    )
    return {identity: value.get("value", "") for value in values if (identity := value.get("id"))}


def with_collaboration_artifacts(
    processes: Mapping[str, Process], root: Element, categories: Mapping[str, str]
) -> dict[str, Process]:
    """The processes; the first one also carries the annotations that are drawn around the pools."""
    found = dict(processes)
    if not found:
        return found
    first = next(iter(found.values()))
    artifacts, associations = dict(first.artifacts), dict(first.associations)
    for collaboration in children(root, "collaboration"):
        artifacts |= artifacts_of(collaboration, categories)
        associations |= associations_of(collaboration)
    found[first.id] = replace(first, artifacts=artifacts, associations=associations)
    return found


def _drawn(root: Element, name: str) -> Iterator[Element]:
    for collaboration in children(root, "collaboration"):
        yield from (item for item in children(collaboration, name) if item.get("id"))
