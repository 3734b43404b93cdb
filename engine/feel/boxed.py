"""Boxed expressions of DMN beside the table: literal, context, invocation, function, list and relation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from engine.feel.errors import FeelTypeError
from engine.feel.expressions import Expression
from engine.feel.frame import Frame
from engine.feel.types import ANY, Type, conforms
from engine.feel.values import Function, kind


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a decision gives, and why.

    `rules` are the ids of the rules of its table that fired, in the order in which they count; `inputs` the
    values that its table saw, by the text of the input; `required` the outcomes of the decisions that it
    needed, by id.
    """

    value: object
    rules: tuple[str, ...] = ()
    inputs: Mapping[str, object] = field(default_factory=dict)
    required: Mapping[str, Outcome] = field(default_factory=dict)


class Logic(Protocol):
    """Any form of decision logic."""

    def evaluate(self, frame: Frame) -> Outcome:
        """The outcome in a frame; raises FeelError."""

    def expressions(self) -> tuple[Expression, ...]:
        """Every FEEL expression inside, except the cells that test inputs, in the order of the file."""


def fitting(value: object, expected: Type, code: str, **facts: object) -> object:
    """The value itself when it has the type or is null; else a FeelTypeError of that code."""
    if value is None or conforms(value, expected):
        return value
    raise FeelTypeError(code, expected=expected.name, type=kind(value), **facts)


@dataclass(frozen=True, slots=True)
class Literal:
    """One expression."""

    expression: Expression
    type: Type = ANY

    def evaluate(self, frame: Frame) -> Outcome:
        """Its value."""
        return Outcome(
            fitting(self.expression.run(frame), self.type, "wrong_result", text=self.expression.text)
        )

    def expressions(self) -> tuple[Expression, ...]:
        """The one."""
        return (self.expression,)


@dataclass(frozen=True, slots=True)
class ContextLogic:
    """Named entries, each of which may use the earlier ones; the last may be a nameless result."""

    entries: tuple[tuple[str | None, Logic], ...]

    def evaluate(self, frame: Frame) -> Outcome:
        """A context of all entries, or the value of the nameless one."""
        context: dict[str, object] = {}
        for name, logic in self.entries:
            outcome = logic.evaluate(frame)
            if name is None:
                return outcome
            context[name] = outcome.value
            frame = frame.with_variable(name, outcome.value)
        return Outcome(context)

    def expressions(self) -> tuple[Expression, ...]:
        """Those of all entries."""
        return tuple(expression for _, logic in self.entries for expression in logic.expressions())


@dataclass(frozen=True, slots=True)
class Invocation:
    """A call of a business knowledge model with its arguments by name."""

    function: Expression
    arguments: tuple[tuple[str, Logic], ...]

    def evaluate(self, frame: Frame) -> Outcome:
        """What the called one gives."""
        function = self.function.run(frame)
        if not isinstance(function, Function):
            raise FeelTypeError("no_function", name=self.function.text, type=kind(function))
        return Outcome(function.call(**{name: logic.evaluate(frame).value for name, logic in self.arguments}))

    def expressions(self) -> tuple[Expression, ...]:
        """The called name and those of the arguments."""
        return (self.function, *(e for _, logic in self.arguments for e in logic.expressions()))


@dataclass(frozen=True, slots=True)
class FunctionLogic:
    """A function definition: what business knowledge models are made of."""

    parameters: tuple[tuple[str, Type], ...]
    body: Logic

    def evaluate(self, frame: Frame) -> Outcome:
        """The function as a value; it shares the budget of the frame."""
        return Outcome(Function(tuple(name for name, _ in self.parameters), FunctionCall(self, frame)))

    def expressions(self) -> tuple[Expression, ...]:
        """Those of the body."""
        return self.body.expressions()


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """A function definition together with the frame in which it was made."""

    definition: FunctionLogic
    frame: Frame

    def __call__(self, *values: object, **named: object) -> object:
        """The result for arguments by position or by name."""
        parameters = self.definition.parameters
        given = named or dict(zip((name for name, _ in parameters), values, strict=False))
        if given.keys() != {name for name, _ in parameters} or len(values) not in (0, len(parameters)):
            raise FeelTypeError("wrong_count", function="function", count=len(values) or len(named))
        frame = self.frame
        for position, (name, expected) in enumerate(parameters, 1):
            fitting(
                given[name],
                expected,
                "wrong_argument",
                function="function",
                position=position,
                parameter=name,
            )
            frame = frame.with_variable(name, given[name])
        return self.definition.body.evaluate(frame).value


@dataclass(frozen=True, slots=True)
class ListLogic:
    """A list of boxed expressions."""

    members: tuple[Logic, ...]

    def evaluate(self, frame: Frame) -> Outcome:
        """The list of their values."""
        return Outcome([member.evaluate(frame).value for member in self.members])

    def expressions(self) -> tuple[Expression, ...]:
        """Those of all members."""
        return tuple(expression for member in self.members for expression in member.expressions())


@dataclass(frozen=True, slots=True)
class Relation:
    """A table of values: a list with one context a row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Logic, ...], ...]

    def evaluate(self, frame: Frame) -> Outcome:
        """The list of rows."""
        return Outcome([
            {column: logic.evaluate(frame).value for column, logic in zip(self.columns, row, strict=True)}
            for row in self.rows
        ])  # fmt: skip

    def expressions(self) -> tuple[Expression, ...]:
        """Those of all cells, row by row."""
        return tuple(expression for row in self.rows for logic in row for expression in logic.expressions())
