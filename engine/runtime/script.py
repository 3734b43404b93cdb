"""The script of a play: answers, messages and signals from a file, and a host that speaks from it."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from engine.definitions.operations import OPERATIONS
from engine.rules.calendar import Calendar
from engine.rules.parameters import default_of
from engine.rules.periods import Period, end_of
from engine.runtime.host import OperationCall
from engine.runtime.values import read_plain

AFTER = "$after"

Answer = Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class Script:
    """The answers of a play as plain JSON: by element id, and messages and signals by name.

    None leaves a task open for ever; a member `$after` holds an answer back for a period from the start.
    """

    answers: Mapping[str, Sequence[Answer]] = field(default_factory=dict)
    messages: Mapping[str, Sequence[Mapping[str, object]]] = field(default_factory=dict)
    signals: Mapping[str, Sequence[Mapping[str, object]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Held:
    """An answer with the instant (aware UTC) before which it may not be used; None is never given."""

    due: datetime
    values: Mapping[str, object] | None


class Queues:
    """Answers of elements, or messages by name, in their order; held back from `start` (aware UTC) on."""

    def __init__(self, given: Mapping[str, Sequence[Answer]], start: datetime, calendar: Calendar) -> None:
        self._held = {
            name: deque(_held(entry, start, calendar) for entry in entries) for name, entries in given.items()
        }

    def take(self, name: str) -> Held | None:
        """The next of a name, which is then used up; None when there is none left."""
        queue = self._held.get(name)
        return queue.popleft() if queue else None

    def next(self) -> Mapping[str, Held]:
        """The next of every name that has one, in the order of the file."""
        return {name: queue[0] for name, queue in self._held.items() if queue}


class ScriptedHost:
    """The surroundings of a play: default parameters, the built-in calendar, scripted operations."""

    def __init__(self, script: Script, process: str, now: datetime) -> None:
        self._calendar = Calendar.built_in()
        self._results = Queues(script.answers, now, self._calendar)
        self._process = process
        self._started = now

    @property
    def calendar(self) -> Calendar:
        """The holiday tables that the program ships."""
        return self._calendar

    def case(self) -> Mapping[str, object]:
        """A case that belongs to nobody."""
        return {
            "number": "",
            "procedure": self._process,
            "village": None,
            "village_kind": "村",
            "starter": None,
            "started_at": self._started,
        }

    def parameter(self, key: str) -> object:
        """The default of a parameter."""
        return default_of(key)

    def operate(self, call: OperationCall) -> object:
        """The element's scripted answer; of one with the result's name as its only member, that member."""
        held = self._results.take(call.element)
        answer = dict(held.values or {}) if held is not None else {}
        variable = OPERATIONS[call.name]
        return answer[variable] if answer.keys() == {variable} else answer


def _held(entry: Answer, start: datetime, calendar: Calendar) -> Held:
    if entry is None:
        return Held(start, None)
    due = start if AFTER not in entry else end_of(Period.parse(str(entry[AFTER])), start, calendar).ends_at
    return Held(due, read_plain({name: value for name, value in entry.items() if name != AFTER}))
