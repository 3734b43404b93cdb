"""Plays a diagram in memory on a fake clock: no database, no people, answers from a file.

The case is stored and restored between any two moves, so that what plays here also survives a restart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from engine.errors import EngineError
from engine.feel import wire
from engine.runtime.host import Library, RuntimeFailure
from engine.runtime.instance import Instance
from engine.runtime.script import Held, Queues, Script, ScriptedHost
from engine.runtime.snapshot import dump, restore
from engine.runtime.values import read_plain
from engine.runtime.views import Token

MAX_MOVES = 5_000


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a play ended in error: an uncaught BPMN error by its own code, anything else by the runtime's."""

    code: str | None
    element: str | None
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Played:
    """How a play went. `status` is completed, waiting or error; `trace` has nodes in order of completion."""

    status: str
    trace: tuple[str, ...]
    waiting: tuple[str, ...]
    data: Mapping[str, object]
    clock: datetime
    error: Failure | None = None
    end: str | None = None


def play(
    library: Library,
    process: str,
    *,
    script: Script,
    data: Mapping[str, object],
    now: datetime,
    max_steps: int = 10_000,
) -> Played:
    """Run a process to its end or until nothing moves any more.

    `data` are the answers of the start form as plain JSON; `now` (aware UTC) is the fake clock's start.
    Raises KeyError for a process that the library doesn't have.
    """
    try:
        one_play = _Play(library, process, script, now, max_steps)
    except EngineError as error:
        return Played("error", (), (), {}, now, _failure(error))
    return one_play.play(data)


class _Play:
    def __init__(self, library: Library, process: str, script: Script, now: datetime, max_steps: int) -> None:
        self.library, self.process, self.now, self.max_steps = library, process, now, max_steps
        self.host = ScriptedHost(script, process, now)
        calendar = self.host.calendar
        self.answers = Queues(script.answers, now, calendar)
        self.messages = Queues(script.messages, now, calendar)
        self.signals = Queues(script.signals, now, calendar)
        self.assigned: dict[int, Held] = {}
        self.trace: list[str] = []
        self.instance = Instance(library, self.host, now)

    def play(self, data: Mapping[str, object]) -> Played:
        try:
            self._carry_out(self.instance, partial(self.instance.start, self.process, read_plain(data)))
            self._go_on()
        except EngineError as error:
            return self._outcome(_failure(error))
        return self._outcome()

    def _go_on(self) -> None:
        for _ in range(MAX_MOVES):
            if self.instance.ended is not None or not self._move():
                return
        raise RuntimeFailure("bound_steps", None, most=MAX_MOVES)

    def _move(self) -> bool:
        """Do the next thing; False when there is none."""
        return self._answer() or self._send() or self._tick()

    def _answer(self) -> bool:
        """Answer the oldest open task whose answer is due."""
        for token, held in self._answerable():
            if held.due <= self.now and held.values is not None:
                del self.assigned[token.id]
                case = self._restored()
                self._carry_out(case, partial(case.complete, token.id, held.values))
                return True
        return False

    def _send(self) -> bool:
        """Deliver a message or signal that is due and waited for."""
        for name, held in self.messages.next().items():
            if held.due <= self.now and self.instance.awaits_message(name):
                self.messages.take(name)
                case = self._restored()
                self._carry_out(case, partial(case.deliver, name, held.values or {}))
                return True
        for name, held in self.signals.next().items():
            if held.due <= self.now and self.instance.awaits_signal(name):
                self.signals.take(name)
                case = self._restored()
                self._carry_out(case, partial(case.signal, name, held.values or {}))
                return True
        return False

    def _tick(self) -> bool:
        """Move the clock to the next timer or held-back answer; fire the timer that is due first."""
        timers = sorted(
            (one.due, one.id) for one in self.instance.tokens() if one.due and one.kind == "timer"
        )
        held = min(self._held_back(), default=None)
        if timers and (held is None or timers[0][0] <= held):
            self.now = max(self.now, timers[0][0])
            case = self._restored()
            self._carry_out(case, partial(case.fire, timers[0][1]))
            return True
        if held is None:
            return False
        self.now = held
        return True

    def _held_back(self) -> Iterator[datetime]:
        """When something can be given that can't be given yet."""
        waiting = [held for _, held in self._answerable() if held.values is not None]
        sendable = (*self.messages.next().values(), *self.signals.next().values())
        return (held.due for held in (*waiting, *sendable) if held.due > self.now)

    def _answerable(self) -> Iterator[tuple[Token, Held]]:
        for token in self.instance.tokens():
            if token.kind == "user" and token.id in self.assigned:
                yield token, self.assigned[token.id]

    def _restored(self) -> Instance:
        """The case as it would be after a restart."""
        return restore(self.library, self.host, self.now, dump(self.instance))

    def _carry_out(self, case: Instance, command: Callable[[], object]) -> None:
        """Run a command, take over what it did, and give answers to the tasks that it opened."""
        self.instance = case
        try:
            command()
        finally:
            self.trace += [passed.element for passed in case.trace]
        if len(self.trace) > self.max_steps:
            raise RuntimeFailure("bound_steps", self.trace[-1], most=self.max_steps)
        opened = (one for one in case.tokens() if one.kind == "user" and one.id not in self.assigned)
        for token in opened:
            self.assigned[token.id] = self.answers.take(token.element) or Held(self.now, {})

    def _outcome(self, failure: Failure | None = None) -> Played:
        case = self.instance
        started = bool(case.nesting.all())
        data = {name: wire.plain(value) for name, value in case.variables().items()} if started else {}
        if failure is not None:
            return Played("error", tuple(self.trace), (), data, self.now, failure)
        if case.ended is not None:
            return Played("completed", tuple(self.trace), (), data, self.now, end=case.ended.element)
        return Played("waiting", tuple(self.trace), _waiting(case), data, self.now)


def _failure(error: EngineError) -> Failure:
    code = error.facts.get("error_code") if error.code == "uncaught_error" else error.code
    element = error.facts.get("element")
    return Failure(
        code if isinstance(code, str) else None, element if isinstance(element, str) else None, error.facts
    )


def _waiting(case: Instance) -> tuple[str, ...]:
    """What holds a case up: open tasks and awaited events, joins when there is nothing else.

    Boundary events and event sub-processes merely might happen beside.
    """
    tokens = [token for token in case.tokens() if token.host is None and not token.listens]
    awaited = [token.element for token in tokens if token.kind not in ("active", "join")]
    return tuple(awaited or (token.element for token in tokens if token.kind == "join"))


__all__ = ["Failure", "Played", "Script", "play"]
