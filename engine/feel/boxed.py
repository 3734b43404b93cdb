"""Boxed expressions of DMN beside the table: literal, context, invocation, function, list and relation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from engine.feel.errors import FeelTypeError
from engine.feel.expressions import Expression, UnaryTests
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


@dataclass(frozen=True, slots=True)
class Needs:
    """What logic takes from outside: variables, and functions that the language doesn't have."""

    names: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()

    def without(self, names: Iterable[str]) -> Needs:
        """The rest, when these names are given as variables (which may hold functions)."""
        given = frozenset(names)
        return Needs(self.names - given, self.functions - given)


def needs_of(parts: Iterable[Expression | UnaryTests | Needs]) -> Needs:
    """What several parts need together."""
    needed = list(parts)
    return Needs(
        frozenset(name for part in needed for name in part.names),
        frozenset(name for part in needed for name in part.functions),
    )


class Logic(Protocol):
    """Any form of decision logic."""

    def evaluate(self, frame: Frame) -> Outcome:
        """The outcome in a frame; raises FeelError."""

    def needs(self) -> Needs:
        """What it takes from outside."""


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

    def needs(self) -> Needs:
        """What its expression needs."""
        return needs_of([self.expression])


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

    def needs(self) -> Needs:
        """What its entries need beside the earlier ones."""
        given = [name for name, _ in self.entries if name is not None]
        needed = (logic.needs().without(given[:place]) for place, (_, logic) in enumerate(self.entries))
        return needs_of(needed)


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

    def needs(self) -> Needs:
        """What its arguments need, and the called function."""
        called = Needs(functions=self.function.names)
        return needs_of([called, *(logic.needs() for _, logic in self.arguments)])


@dataclass(frozen=True, slots=True)
class FunctionLogic:
    """A function definition: what business knowledge models are made of."""

    parameters: tuple[tuple[str, Type], ...]
    body: Logic

    def evaluate(self, frame: Frame) -> Outcome:
        """The function as a value; it shares the budget of the frame."""
        return Outcome(Function(tuple(name for name, _ in self.parameters), FunctionCall(self, frame)))

    def needs(self) -> Needs:
        """What its body needs beside its parameters."""
        return self.body.needs().without(name for name, _ in self.parameters)


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

    def needs(self) -> Needs:
        """What its members need."""
        return needs_of(member.needs() for member in self.members)


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

    def needs(self) -> Needs:
        """What its cells need."""
        return needs_of(logic.needs() for row in self.rows for logic in row)
