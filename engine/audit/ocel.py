"""The log in OCEL 2.0 (JSON): events that concern cases, tasks and people."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from tempfile import SpooledTemporaryFile
from typing import IO, Any, BinaryIO

import orjson

from engine.audit.entry import instant_text
from engine.audit.log_events import LogCase, LogEvent, Pseudonyms, log_events

_MEMORY_BYTES = 8 * 1024 * 1024
_ALWAYS = "1970-01-01T00:00:00Z"
"""OCEL gives each value of an object a time; this one says that it never changed."""

_OBJECT_ATTRIBUTES = {
    "case": ("number", "procedure", "version", "village", "status"),
    "task": ("element",),
    "person": (),
}
_EVENT_ATTRIBUTES = ("kind", "lifecycle", "element", "role")


def write_ocel(file: BinaryIO, cases: Iterable[LogCase]) -> None:
    """Write the log to `file`; memory grows with the number of people, not of cases."""
    with SpooledTemporaryFile(max_size=_MEMORY_BYTES) as objects:
        file.write(b'{"events":[')
        event_types = dict.fromkeys(_write_events(file, objects, cases), _EVENT_ATTRIBUTES)
        file.write(b'],"objects":[')
        objects.seek(0)
        shutil.copyfileobj(objects, file)
        file.write(b'],"objectTypes":' + orjson.dumps(_types(_OBJECT_ATTRIBUTES)))
        file.write(b',"eventTypes":' + orjson.dumps(_types(event_types)) + b"}\n")


def _write_events(file: BinaryIO, objects: IO[bytes], cases: Iterable[LogCase]) -> list[str]:
    """Write the events, and into `objects` what they concern. Returns the types of event as they appeared."""
    people, types = Pseudonyms(), dict[str, None]()
    event_list, object_list, known_people = _List(file), _List(objects), set[str]()
    for case in cases:
        object_list.add(_case_object(case))
        known_tasks = set[str]()
        for event in log_events(case, people):
            types[event.activity] = None
            event_list.add(_event(case, event))
            for each in _new_objects(case, event, known_tasks, known_people):
                object_list.add(each)
    return list(types)


class _List:
    """A JSON list that is written item by item."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._separator = b""

    def add(self, item: Mapping[str, Any]) -> None:
        self._file.write(self._separator + orjson.dumps(item))
        self._separator = b",\n"


def _new_objects(
    case: LogCase, event: LogEvent, known_tasks: set[str], known_people: set[str]
) -> Iterator[dict[str, Any]]:
    if event.task and event.task not in known_tasks:
        known_tasks.add(event.task)
        of_case = [{"objectId": _case_id(case), "qualifier": "of"}]
        yield _object("task", _task_id(case, event.task), {"element": event.element}, of_case)
    if event.person and event.person not in known_people:
        known_people.add(event.person)
        yield _object("person", event.person, {}, [])


def _case_object(case: LogCase) -> dict[str, Any]:
    return _object(
        "case", _case_id(case), {name: getattr(case, name) for name in _OBJECT_ATTRIBUTES["case"]}, []
    )


def _object(
    kind: str, identity: str, values: Mapping[str, str | None], relationships: list[dict[str, str]]
) -> dict[str, Any]:
    attributes = [{"name": n, "time": _ALWAYS, "value": v} for n, v in values.items() if v is not None]
    return {"id": identity, "type": kind, "attributes": attributes, "relationships": relationships}


def _event(case: LogCase, event: LogEvent) -> dict[str, Any]:
    values = ((name, getattr(event, name)) for name in _EVENT_ATTRIBUTES)
    return {
        "id": f"{case.id}:{event.seq}",
        "type": event.activity,
        "time": instant_text(event.at),
        "attributes": [{"name": name, "value": value} for name, value in values if value is not None],
        "relationships": list(_relationships(case, event)),
    }


def _relationships(case: LogCase, event: LogEvent) -> Iterator[dict[str, str]]:
    yield {"objectId": _case_id(case), "qualifier": "case"}
    if event.task:
        yield {"objectId": _task_id(case, event.task), "qualifier": "task"}
    if event.person:
        yield {"objectId": event.person, "qualifier": "performer"}


def _case_id(case: LogCase) -> str:
    return f"case:{case.id}"


def _task_id(case: LogCase, task: str) -> str:
    return f"task:{case.id}:{task}"


def _types(attributes: Mapping[str, Iterable[str]]) -> list[dict[str, Any]]:
    return [
        {"name": name, "attributes": [{"name": each, "type": "string"} for each in names]}
        for name, names in attributes.items()
    ]
