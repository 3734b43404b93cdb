"""The log in XES (IEEE 1849-2016), which ProM, Disco and pm4py read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import BinaryIO

from lxml import etree

from engine.audit.entry import instant_text
from engine.audit.log_events import LogCase, LogEvent, Pseudonyms, log_events

NAMESPACE = "http://www.xes-standard.org/"
_EXTENSIONS = {"Concept": "concept", "Lifecycle": "lifecycle", "Organizational": "org", "Time": "time"}
_TIME = "time:timestamp"
_OF_EVERY_TRACE = {"concept:name": ""}
_OF_EVERY_EVENT = {
    "concept:name": "",
    "lifecycle:transition": "complete",
    _TIME: "1970-01-01T00:00:00.000000Z",
}


def write_xes(file: BinaryIO, cases: Iterable[LogCase]) -> None:
    """Write the log to `file`, one event in memory at a time."""
    with etree.xmlfile(file, encoding="utf-8") as xml:
        xml.write_declaration()
        root = {"xes.version": "1849.2016", "xes.features": ""}
        with xml.element(_tag("log"), root, nsmap={None: NAMESPACE}):
            _write_head(xml)
            people = Pseudonyms()
            for case in cases:
                _write_trace(xml, case, people)


def _write_head(xml: etree._IncrementalFileWriter) -> None:
    for name, prefix in _EXTENSIONS.items():
        _write_empty(xml, "extension", {"name": name, "prefix": prefix, "uri": f"{NAMESPACE}{prefix}.xesext"})
    for scope, attributes in (("trace", _OF_EVERY_TRACE), ("event", _OF_EVERY_EVENT)):
        with xml.element(_tag("global"), {"scope": scope}):
            _write_attributes(xml, attributes)
    _write_empty(xml, "classifier", {"name": "activity", "keys": "concept:name lifecycle:transition"})


def _write_trace(xml: etree._IncrementalFileWriter, case: LogCase, people: Pseudonyms) -> None:
    with xml.element(_tag("trace")):
        _write_attributes(xml, _trace_attributes(case))
        for event in log_events(case, people):
            with xml.element(_tag("event")):
                _write_attributes(xml, _event_attributes(event))


def _trace_attributes(case: LogCase) -> dict[str, str]:
    return {
        "concept:name": case.number,
        "case": case.id,
        "procedure": case.procedure,
        "version": case.version,
        "village": case.village,
        "status": case.status,
    }


def _event_attributes(event: LogEvent) -> dict[str, str | None]:
    return {
        "concept:name": event.activity,
        "concept:instance": event.task,
        "lifecycle:transition": event.lifecycle,
        "org:resource": event.person,
        "org:role": event.role,
        _TIME: instant_text(event.at),
        "kind": event.kind,
        "element": event.element,
    }


def _write_attributes(xml: etree._IncrementalFileWriter, attributes: Mapping[str, str | None]) -> None:
    for key, value in attributes.items():
        if value is not None:
            _write_empty(xml, "date" if key == _TIME else "string", {"key": key, "value": value})


def _write_empty(xml: etree._IncrementalFileWriter, name: str, attributes: Mapping[str, str]) -> None:
    with xml.element(_tag(name), attributes):
        pass


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
