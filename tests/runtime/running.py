"""Two ways to run a small diagram.

`ran` plays it to where it stops; `Case` takes it step by step, as services do, stored and restored between
any two commands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from engine.definitions.checking import check_reading
from engine.definitions.decisions import read_decisions
from engine.definitions.library import Decision
from engine.definitions.library import Library as Files
from engine.definitions.model import Process
from engine.definitions.read import read_bpmn
from engine.feel.decisions import DecisionModel
from engine.runtime import Executable, Instance, OperationCall, Token
from engine.runtime.bounds import Bounds
from engine.runtime.expressions import Expressions
from engine.runtime.play import Played, Script, _Play, play
from engine.runtime.script import Answer, ScriptedHost
from engine.runtime.snapshot import dump, restore

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Monday, nine o'clock in the village."""


@dataclass(frozen=True)
class Shelf:
    """The processes of some files, as the runtime finds them."""

    executables: Mapping[str, Executable]

    def executable(self, process: str) -> Executable:
        """The process with that id. Raises KeyError."""
        return self.executables[process]


class RefusedError(Exception):
    """`check` finds errors in a diagram."""


def shelf(*files: bytes, decisions: bytes | None = None) -> Shelf:
    """The processes of these files. Raises RefusedError when `check` finds an error in one of them."""
    readings = [read_bpmn(file, "test.bpmn") for file in files]
    processes: dict[str, Process] = {}
    for reading in readings:
        processes |= reading.definitions.processes if reading.definitions else {}
    model = read_decisions(decisions) if decisions else None
    known = Files(processes, _declared(model))
    found = [one for reading in readings for one in check_reading(reading, known) if one.severity == "error"]
    if found:
        raise RefusedError([(one.rule, one.element, one.message_en) for one in found])
    digest = "".join(reading.digest for reading in readings) + str(hash(decisions))
    return Shelf({key: Executable(digest, one, model) for key, one in processes.items()})


def _declared(model: DecisionModel | None) -> Mapping[str, Decision]:
    known = model.decisions if model is not None else {}
    return {key: Decision(key, decision.variable) for key, decision in known.items()}


Operations = Mapping[str, Callable[[OperationCall], object]]


class Surroundings(ScriptedHost):
    """A host whose operations are functions of the test where it gives some."""

    def __init__(self, operations: Operations | None = None) -> None:
        super().__init__(Script(), "p", NOW)
        self.operations = dict(operations or {})

    def operate(self, call: OperationCall) -> object:
        """What the test's function gives for the element."""
        return (
            self.operations[call.element](call) if call.element in self.operations else super().operate(call)
        )


class _WithoutRestarts(_Play):
    """A play that keeps its instance in memory instead of storing and restoring it between moves."""

    def _restored(self) -> Instance:
        self.instance.now = self.now
        self.instance.expressions = Expressions(self.host, self.now, self.instance.returns)
        self.instance.bounds = Bounds()
        self.instance.trace = []
        return self.instance


def ran(
    diagram: bytes | Shelf,
    answers: Mapping[str, Sequence[Answer]] | None = None,
    *,
    messages: Mapping[str, Sequence[Mapping[str, object]]] | None = None,
    signals: Mapping[str, Sequence[Mapping[str, object]]] | None = None,
    **start_data: object,
) -> Played:
    """How process `p` plays: the same whether or not it is stored and restored after every step."""
    library = diagram if isinstance(diagram, Shelf) else shelf(diagram)
    script = Script(answers or {}, messages or {}, signals or {})
    played = play(library, "p", script=script, data=start_data, now=NOW)
    assert _WithoutRestarts(library, "p", script, NOW, 10_000).play(start_data) == played
    return played


def trace(
    diagram: bytes | Shelf, answers: Mapping[str, Sequence[Answer]] | None = None, **more: object
) -> str:
    """The elements that complete, in order, as one line."""
    return " ".join(ran(diagram, answers, **more).trace)  # type: ignore[arg-type]


@dataclass
class Case:
    """A running case of process `p`, stored and restored between any two commands. It starts at once."""

    diagram: bytes | Shelf
    values: Mapping[str, object] = field(default_factory=dict)
    operations: Operations = field(default_factory=dict)
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.library = self.diagram if isinstance(self.diagram, Shelf) else shelf(self.diagram)
        self.host = Surroundings(self.operations)
        self.instance = Instance.begin(self.library, self.host, self.now, process="p", values=self.values)
        self.trace = [passed.element for passed in self.instance.trace]

    def do(self, command: Callable[[Instance], object]) -> Instance:
        """Carry out a command on the case as it was stored; a failing one leaves it as it was."""
        instance = restore(self.library, self.host, self.now, self.state)
        command(instance)
        self.instance = instance
        self.trace += [passed.element for passed in instance.trace]
        return instance

    @property
    def state(self) -> bytes:
        """The case as it is stored."""
        return dump(self.instance)

    def complete(self, element: str, **answers: object) -> None:
        """Complete the oldest open task of an element."""
        self.do(lambda instance: instance.complete(self.task(element).id, answers))

    def give_back(self, element: str, *, to: str, mode: str) -> Instance:
        """Return the open task of an element."""
        return self.do(lambda instance: instance.give_back(self.task(element).id, to=to, mode=mode))

    def deliver(self, name: str, **payload: object) -> bool:
        """Send a message; whether something took it."""
        taken: list[bool] = []
        self.do(lambda instance: taken.append(instance.deliver(name, payload)))
        return taken[0]

    def wait(self, **span: float) -> None:
        """Let time pass, firing every timer when it is due."""
        until = self.now + timedelta(**span)
        while (timer := self._next_timer()) is not None and timer[0] <= until:
            self.now = max(self.now, timer[0])
            self.do(lambda instance, token=timer[1]: instance.fire(token))
        self.now = until

    def _next_timer(self) -> tuple[datetime, int] | None:
        due = [(one.due, one.id) for one in self.instance.tokens() if one.due is not None]
        return min(due, default=None)

    def task(self, element: str) -> Token:
        """The oldest open task of an element."""
        return next(one for one in self.instance.tokens() if one.element == element and _is_open(one))

    def ways_back(self, element: str) -> set[str]:
        """To which elements the open task of an element can be returned."""
        return set(self.instance.ways_back(self.task(element).id))

    @property
    def open(self) -> str:
        """The elements of the open tasks, by name, as one line."""
        return " ".join(sorted(one.element for one in self.instance.tokens() if _is_open(one)))

    @property
    def data(self) -> dict[str, object]:
        """The case's own variables."""
        return dict(self.instance.variables())

    @property
    def end(self) -> str | None:
        """The end event by which the case ended; None while it runs."""
        return self.instance.ended.element if self.instance.ended is not None else None


def _is_open(token: Token) -> bool:
    return token.kind == "user" and not token.aside
