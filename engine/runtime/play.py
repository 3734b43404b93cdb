"""Plays a diagram in memory on a fake clock: no database, no people, answers from a file.

The case is stored and restored between any two moves, so that what plays here also survives a restart.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from engine.definitions.operations import OPERATIONS
from engine.feel import wire
from engine.rules.calendar import Calendar
from engine.rules.parameters import default_of
from engine.rules.periods import Period, end_of
from engine.runtime.host import Library, OperationCall, RuntimeFailure
from engine.runtime.instance import Instance
from engine.runtime.snapshot import dump, restore
from engine.runtime.views import Token

AFTER = "$after"
MAX_MOVES = 5_000


@dataclass(frozen=True, slots=True)
class Script:
    """The answers of a play: by element id, and messages and signals by name; None leaves a task open for ever."""

    answers: Mapping[str, Sequence[Mapping[str, object] | None]] = field(default_factory=dict)
    messages: Mapping[str, Sequence[Mapping[str, object]]] = field(default_factory=dict)
    signals: Mapping[str, Sequence[Mapping[str, object]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a play ended in error."""

    code: str | None
    element: str | None
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Played:
    """How a play went. `status` is completed, waiting or error; `trace` is flow nodes in order of completion."""

    status: str
    trace: tuple[str, ...]
    waiting: tuple[str, ...]
    data: Mapping[str, object]
    clock: datetime
    error: Failure | None = None
    end: str | None = None


@dataclass(slots=True)
class _Held:
    """An answer with the instant before which it may not be used."""

    due: datetime
    values: Mapping[str, object] | None


class _Queue:
    """Answers of one element or messages of one name, in order."""

    def __init__(
        self, given: Sequence[Mapping[str, object] | None], start: datetime, calendar: Calendar
    ) -> None:
        self.held = deque(self._held(entry, start, calendar) for entry in given)

    @staticmethod
    def _held(entry: Mapping[str, object] | None, start: datetime, calendar: Calendar) -> _Held:
        if entry is None:
            return _Held(start, None)
        after = entry.get(AFTER)
        due = start if after is None else end_of(Period.parse(str(after)), start, calendar).ends_at
        return _Held(due, {name: value for name, value in entry.items() if name != AFTER})


class PlayHost:
    """The surroundings of a play: default parameters, the built-in calendar, operations answered by the script."""

    def __init__(self, script: Script, process: str, now: datetime) -> None:
        self._calendar = Calendar.built_in()
        self._results = {element: deque(given) for element, given in script.answers.items()}
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
        """The scripted answer of the element; of an answer with the result's name as only member, that member."""
        given = self._results.get(call.element)
        answer = (given.popleft() if given else None) or {}
        variable = OPERATIONS[call.name]
        return answer[variable] if set(answer) == {variable} else dict(answer)


class _Play:
    def __init__(self, library: Library, process: str, script: Script, now: datetime, max_steps: int) -> None:
        self.library, self.process, self.now, self.max_steps = library, process, now, max_steps
        self.host = PlayHost(script, process, now)
        calendar = self.host.calendar
        self.answers = {e: _Queue(given, now, calendar) for e, given in script.answers.items()}
        self.messages = {n: _Queue(given, now, calendar) for n, given in script.messages.items()}
        self.signals = {n: _Queue(given, now, calendar) for n, given in script.signals.items()}
        self.assigned: dict[int, _Held] = {}
        self.trace: list[str] = []
        self.instance: Instance | None = None

    def play(self, data: Mapping[str, object]) -> Played:
        try:
            instance = Instance(self.library, self.host, self.now)
            self.command(instance, lambda: instance.start(self.process, data))
            for _ in range(MAX_MOVES):
                if self.case.ended is not None or not self.move():
                    return self.outcome()
            raise RuntimeFailure("bound_steps", None, most=MAX_MOVES)
        except RuntimeFailure as failure:
            code = failure.facts.get("error_code") if failure.code == "uncaught_error" else failure.code
            return self.outcome(
                Failure(code if isinstance(code, str) else None, failure.element, failure.facts)
            )

    @property
    def case(self) -> Instance:
        assert self.instance is not None  # noqa: S101 - set by the first command
        return self.instance

    def command(self, instance: Instance, do: Callable[[], object]) -> None:
        """Run a command, take over what it did, and give answers to the tasks that it opened."""
        self.instance = instance
        try:
            do()
        finally:
            self.trace += [passed.element for passed in instance.trace]
        if len(self.trace) > self.max_steps:
            raise RuntimeFailure("bound_steps", self.trace[-1], most=self.max_steps)
        for token in instance.tokens():
            if token.kind == "user" and token.id not in self.assigned:
                queue = self.answers.get(token.element)
                held = queue.held.popleft() if queue and queue.held else _Held(self.now, {})
                self.assigned[token.id] = held

    def fresh(self) -> Instance:
        """The case as it would be after a restart."""
        return restore(self.library, self.host, self.now, dump(self.case))

    def move(self) -> bool:
        """Do the next thing; False when there is none."""
        return self.answer() or self.deliver() or self.tick()

    def answer(self) -> bool:
        for token, held in self.answerable():
            if held.due <= self.now and held.values is not None:
                instance = self.fresh()
                self.assigned.pop(token.id)
                self.command(instance, partial(instance.complete, token.id, held.values))
                return True
        return False

    def answerable(self) -> Iterator[tuple[Token, _Held]]:
        for token in self.case.tokens():
            if token.kind == "user" and not token.aside and token.id in self.assigned:
                yield token, self.assigned[token.id]

    def deliver(self) -> bool:
        """Deliver a message or signal that is due and waited for."""
        for queues, member in ((self.messages, "message"), (self.signals, "signal")):
            for name, queue in queues.items():
                waited_for = next(self.case.events.waiting(member, name), None) is not None
                if queue.held and queue.held[0].due <= self.now and waited_for:
                    instance = self.fresh()
                    send = instance.deliver if member == "message" else instance.signal
                    self.command(instance, partial(send, name, queue.held.popleft().values or {}))
                    return True
        return False

    def tick(self) -> bool:
        """Move the clock to the next timer or held-back answer; fire the timer that is due first."""
        timers = sorted((t.due, t.id) for t in self.case.tokens() if t.kind == "timer" and t.due is not None)
        held = [h.due for _, h in self.answerable() if h.values is not None]
        held += [q.held[0].due for q in (*self.messages.values(), *self.signals.values()) if q.held]
        later = [due for due in held if due > self.now]
        if timers and (not later or timers[0][0] <= min(later)):
            self.now = max(self.now, timers[0][0])
            instance = self.fresh()
            self.command(instance, partial(instance.fire, timers[0][1]))
            return True
        if later:
            self.now = min(later)
            return True
        return False

    def outcome(self, failure: Failure | None = None) -> Played:
        instance = self.instance
        data = {} if instance is None else {n: wire.plain(v) for n, v in instance.variables().items()}
        waiting = (
            () if instance is None or failure else tuple(t.element for t in instance.tokens() if _waits(t))
        )
        ended = instance.ended if instance is not None else None
        status = "error" if failure else "completed" if ended is not None else "waiting"
        end = ended.element if ended else None
        return Played(status, tuple(self.trace), waiting, data, self.now, failure, end)


def _waits(token: Token) -> bool:
    return token.kind != "active" and token.host is None and not token.listens


def play(
    library: Library,
    process: str,
    *,
    script: Script,
    data: Mapping[str, object],
    now: datetime,
    max_steps: int = 10_000,
) -> Played:
    """Run a process to its end or until nothing moves any more. `now` (aware UTC) is the fake clock's start."""
    return _Play(library, process, script, now, max_steps).play(data)
