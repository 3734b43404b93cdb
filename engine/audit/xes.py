"""The log in XES (IEEE 1849-2016), which ProM, Disco and pm4py read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import BinaryIO

from lxml import etree

from engine.audit.entry import instant_text
from engine.audit.log_events import LogCase, LogEvent, Pseudonyms, log_events

NAMESPACE = "http://www.xes-standard.org/"
_NSMAP: dict[str | None, str] = {None: NAMESPACE}
_EXTENSIONS = {
    "Concept": "concept",
    "Lifecycle": "lifecycle",
    "Organizational": "org",
    "Time": "time",
}
_UNKNOWN_TIME = "1970-01-01T00:00:00.000000Z"
_OF_EVERY_TRACE = {"concept:name": ""}
_OF_EVERY_EVENT = {"concept:name": "", "lifecycle:transition": "complete", "time:timestamp": _UNKNOWN_TIME}


def write_xes(file: BinaryIO, cases: Iterable[LogCase]) -> None:
    """Write the log to `file`, holding one case in memory at a time."""
    people = Pseudonyms()
    with etree.xmlfile(file, encoding="utf-8") as xml:
        xml.write_declaration()
        root = {"xes.version": "1849.2016", "xes.features": ""}
        with xml.element(_tag("log"), root, nsmap=_NSMAP):
            for part in _head():
                xml.write(part)
            for case in cases:
                xml.write(_trace(case, people))


def _head() -> Iterable[etree._Element]:
    for name, prefix in _EXTENSIONS.items():
        yield _element("extension", {"name": name, "prefix": prefix, "uri": f"{NAMESPACE}{prefix}.xesext"})
    yield _with_attributes(_element("global", {"scope": "trace"}), _OF_EVERY_TRACE)
    yield _with_attributes(_element("global", {"scope": "event"}), _OF_EVERY_EVENT)
    yield _element("classifier", {"name": "activity", "keys": "concept:name lifecycle:transition"})


def _trace(case: LogCase, people: Pseudonyms) -> etree._Element:
    trace = _with_attributes(
        _element("trace"),
        {
            "concept:name": case.number,
            "case": case.id,
            "procedure": case.procedure,
            "version": case.version,
            "village": case.village,
            "status": case.status,
        },
    )
    trace.extend(_event(event) for event in log_events(case, people))
    return trace


def _event(event: LogEvent) -> etree._Element:
    return _with_attributes(
        _element("event"),
        {
            "concept:name": event.activity,
            "concept:instance": event.task,
            "lifecycle:transition": event.lifecycle,
            "org:resource": event.person,
            "org:role": event.role,
            "time:timestamp": instant_text(event.at),
            "kind": event.kind,
            "element": event.element,
        },
    )


def _with_attributes(owner: etree._Element, attributes: Mapping[str, str | None]) -> etree._Element:
    for key, value in attributes.items():
        if value is not None:
            tag = "date" if key == "time:timestamp" else "string"
            owner.append(_element(tag, {"key": key, "value": value}))
    return owner


def _element(name: str, attributes: Mapping[str, str] | None = None) -> etree._Element:
    return etree.Element(_tag(name), dict(attributes or {}), nsmap=_NSMAP)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
