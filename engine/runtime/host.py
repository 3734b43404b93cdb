"""What the runtime asks of its surroundings, and the errors it tells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from engine.definitions.model import Process
from engine.errors import EngineError
from engine.feel.decisions import DecisionModel
from engine.rules.calendar import Calendar


class BpmnError(Exception):
    """A business error with a code, thrown by an operation; an error boundary event may catch it."""

    def __init__(self, code: str, message: str = "") -> None:
        self.code = code
        self.message = message
        super().__init__(f"{code}: {message}")


class RuntimeFailure(EngineError):
    """A step that can't be carried out; the case stays as it was. `element` is the node at which it failed.

    Codes: `uncaught_error` (fact `error_code`), `no_flow`, `bound_steps`, `bound_time`, `bound_depth`,
    `bound_tokens`, `bound_instances`, `bound_size`, `missing_input`, `unknown_process`, `unknown_decision`,
    `uncountable`, `not_ready`, `not_returnable`, and those of FEEL, the calendar and `TimerTextError`.
    """

    default_code = "uncaught_error"

    def __init__(self, code: str, element: str | None, /, **facts: object) -> None:
        super().__init__(code, **{**facts, "element": element})
        self.element = element

    @classmethod
    def of(cls, error: EngineError, element: str | None) -> RuntimeFailure:
        """A failed step, told by what made it fail."""
        return cls(error.code, element, **error.facts)


@dataclass(frozen=True, slots=True)
class Executable:
    """A process of one immutable version: its diagram, the decisions beside it. Equal when the digest is."""

    digest: str
    process: Process
    decisions: DecisionModel | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Executable) and (self.digest, self.process.id) == (
            other.digest,
            other.process.id,
        )

    def __hash__(self) -> int:
        return hash((self.digest, self.process.id))


class Library(Protocol):
    """Gives the processes that a case may run, each in the version to which the case is pinned."""

    def executable(self, process: str) -> Executable:
        """The process with that id. Raises KeyError when there is none."""
        ...


@dataclass(frozen=True, slots=True)
class OperationCall:
    """A service task that wants its operation carried out. `token` and `path` name it inside the case."""

    name: str
    element: str
    process: str
    inputs: Mapping[str, object]
    token: int
    path: tuple[int, ...]


class Host(Protocol):
    """The surroundings of one step."""

    @property
    def calendar(self) -> Calendar:
        """The calendar by which working days are counted."""
        ...

    def case(self) -> Mapping[str, object]:
        """The built-in `case` of expressions, without `returns`."""
        ...

    def parameter(self, key: str) -> object:
        """The value of a parameter in force for the case today. Raises KeyError for an unknown key."""
        ...

    def operate(self, call: OperationCall) -> object:
        """Carry out the operation of a service task and return its result. May raise `BpmnError`."""
        ...
