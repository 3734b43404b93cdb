"""A decision model: decisions that need each other, and the business knowledge that they call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine.feel import syntax
from engine.feel.boxed import (
    ContextLogic,
    FunctionLogic,
    Invocation,
    ListLogic,
    Literal,
    Logic,
    Needs,
    Outcome,
    Relation,
    fitting,
    needs_of,
)
from engine.feel.comparing import identity
from engine.feel.errors import FeelTypeError, unknown
from engine.feel.expressions import UnaryTests
from engine.feel.frame import NO_FUNCTIONS, Frame, Functions
from engine.feel.tables import Aggregator, DecisionTable, HitPolicy, Input, Output, Rule, RulesConflictError
from engine.feel.types import ANY, Type
from engine.feel.wire import read_as
from engine.feel.writing import literal


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. Its result goes into the variable `variable`; `requires` and `knows` are ids of what it
    needs."""

    id: str
    name: str
    variable: str
    logic: Logic
    type: Type = ANY
    requires: tuple[str, ...] = ()
    knows: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()

    def evaluate(self, variables: Mapping[str, object], functions: Functions = NO_FUNCTIONS) -> Outcome:
        """The outcome, the results of required decisions being among the variables. Raises FeelError."""
        return self.run(Frame(variables, functions))

    def run(self, frame: Frame) -> Outcome:
        """The outcome in a frame whose budget it shares with others."""
        outcome = self.logic.evaluate(frame)
        fitting(outcome.value, self.type, "wrong_result", text=self.name)
        return outcome


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A business knowledge model: a named function that decisions and other such models call."""

    id: str
    name: str
    logic: FunctionLogic
    knows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InputData:
    """What a file declares about a variable that comes from outside."""

    type: Type = ANY
    allowed: UnaryTests | None = None

    def taken(self, name: str, value: object, frame: Frame) -> object:
        """The value as the logic sees it; a FeelTypeError when the declared values don't include it."""
        read = read_as(value, self.type)
        if self.allowed and read is not None and not self.allowed.run(frame, read):
            raise FeelTypeError("input_not_listed", text=name, found=literal(read)[:60])
        return read


@dataclass(frozen=True, slots=True)
class DecisionModel:
    """All decisions of one file, by id. `inputs` are the declared input data, by variable name."""

    decisions: Mapping[str, Decision]
    knowledge: Mapping[str, Knowledge] = field(default_factory=dict)
    inputs: Mapping[str, InputData] = field(default_factory=dict)

    def evaluate(
        self, decision_id: str, variables: Mapping[str, object], functions: Functions = NO_FUNCTIONS
    ) -> Outcome:
        """The outcome of one decision, with those that it requires, each evaluated once.

        A text given for an input that the file declares as a date, time or duration is read as one: JSON
        has none of them. Raises FeelNameError for an unknown id, FeelError for what goes wrong inside.
        """
        if decision_id not in self.decisions:
            raise unknown("unknown_decision", decision_id, self.decisions)
        frame = Frame(variables, functions)
        for name, declared in self.inputs.items():
            if name in variables:
                frame = frame.with_variable(name, declared.taken(name, variables[name], frame))
        return _Evaluation(self, frame).decide(self.decisions[decision_id])

    def needs(self, decision_id: str) -> Needs:
        """What must be there for a decision to be made: variables and functions, those of required
        decisions included."""
        decision = self.decisions[decision_id]
        given = [self.decisions[key].variable for key in decision.requires]
        own = decision.logic.needs().without([*given, *(self.knowledge[key].name for key in decision.knows)])
        required = (self.needs(key) for key in decision.requires)
        return needs_of([own, *required, *(self._knowledge_needs(key) for key in decision.knows)])

    def _knowledge_needs(self, key: str) -> Needs:
        knowledge = self.knowledge[key]
        called = tuple(other for other in knowledge.knows if other != key)
        own = knowledge.logic.needs().without(
            [knowledge.name, *(self.knowledge[other].name for other in called)]
        )
        return needs_of([own, *map(self._knowledge_needs, called)])

    def output_values(self, decision_id: str, member: str | None = None) -> tuple[object, ...]:
        """What a decision can give as far as its table says so: the listed output values, else the
        constants of its rules.

        `member` names the column of a table with several outputs. Empty when it can give anything.
        """
        decision = self.decisions[decision_id]
        return listed_outputs(decision.logic, member) if isinstance(decision.logic, DecisionTable) else ()


class _Evaluation:
    """One evaluation of a model: what has been decided so far, and one budget for all."""

    def __init__(self, model: DecisionModel, frame: Frame) -> None:
        self._model = model
        self._frame = frame
        self._outcomes: dict[str, Outcome] = {}

    def decide(self, decision: Decision) -> Outcome:
        if decision.id not in self._outcomes:
            self._outcomes[decision.id] = self._decided(decision)
        return self._outcomes[decision.id]

    def _decided(self, decision: Decision) -> Outcome:
        required = {key: self.decide(self._model.decisions[key]) for key in decision.requires}
        frame = self._knowing(self._frame, decision.knows)
        for key, outcome in required.items():
            frame = frame.with_variable(self._model.decisions[key].variable, outcome.value)
        return replace(decision.run(frame), required=required)

    def _knowing(self, frame: Frame, knows: tuple[str, ...]) -> Frame:
        for key in knows:
            knowledge = self._model.knowledge[key]
            inner = self._knowing(frame, tuple(other for other in knowledge.knows if other != key))
            function = knowledge.logic.evaluate(inner).value
            frame = frame.with_variable(knowledge.name, function)
        return frame


def listed_outputs(table: DecisionTable, member: str | None = None) -> tuple[object, ...]:
    """The listed output values of a column, else the distinct constants that its rules give; empty when it
    can be anything."""
    columns = [place for place, column in enumerate(table.outputs) if member in (None, column.name)]
    if not columns:
        raise FeelTypeError("unknown_output", name=member)
    column = table.outputs[columns[0]]
    nodes = column.allowed.node.tests if column.allowed else _given(table, columns[0])
    values = {identity(node.value): node.value for node in nodes if isinstance(node, syntax.Constant)}
    complete = all(isinstance(node, syntax.Constant) for node in nodes)
    return tuple(values.values()) if complete else ()


def _given(table: DecisionTable, place: int) -> tuple[syntax.Node, ...]:
    default = table.outputs[place].default
    return (*(rule.outputs[place].node for rule in table.rules), *([default.node] if default else []))


__all__ = [
    "Aggregator",
    "ContextLogic",
    "Decision",
    "DecisionModel",
    "DecisionTable",
    "FunctionLogic",
    "HitPolicy",
    "Input",
    "InputData",
    "Invocation",
    "Knowledge",
    "ListLogic",
    "Literal",
    "Logic",
    "Needs",
    "Outcome",
    "Output",
    "Relation",
    "Rule",
    "RulesConflictError",
    "listed_outputs",
]
