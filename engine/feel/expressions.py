"""Compiled expressions and cells, as everybody else uses them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from engine.feel import syntax
from engine.feel.comparing import bounded
from engine.feel.compiler import Scope, Uses, compiled
from engine.feel.compiler.cells import Matcher, compile_cell
from engine.feel.compiler.registry import truth
from engine.feel.errors import FeelBoundError
from engine.feel.frame import NO_FUNCTIONS, Frame, Functions, Run
from engine.feel.parse import parse_expression, parse_tests

# Replaced by a blank, so that what is wrong further on keeps its place.
_LEADING_EQUALS = re.compile(r"\A(\s*)=(?!=)")
_NO_NAMES: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Compiled:
    text: str
    names: frozenset[str]
    item_names: frozenset[str]
    functions: frozenset[str]
    cost: int
    depth: int


@dataclass(frozen=True, slots=True)
class Expression(_Compiled):
    """One expression, ready to be evaluated any number of times.

    `names` are the variables that it reads, `item_names` those that are read only where the item of a
    filter has no such member, `functions` the functions it calls that the language doesn't have; `cost` and
    `depth` its steps and nesting.
    """

    node: syntax.Node = field(repr=False)
    _run: Run = field(repr=False)

    def evaluate(self, variables: Mapping[str, object], functions: Functions = NO_FUNCTIONS) -> object:
        """The value. Raises FeelNameError, FeelTypeError or FeelBoundError; there is no silent null.

        `functions` are the application's own (`today`, `param`, `workdays` …); their results must be FEEL
        values.
        """
        return self.run(Frame(variables, functions))

    def run(self, frame: Frame) -> object:
        """The value in a frame whose budget it shares with others."""
        frame.budget.enter(self.cost, self.depth)
        try:
            value = self._run(frame)
        except RecursionError:
            raise FeelBoundError("value_too_deep") from None
        frame.budget.leave(self.depth)
        return bounded(value) if isinstance(value, list | dict) else value


@dataclass(frozen=True, slots=True)
class UnaryTests(_Compiled):
    """A cell of a decision table: `-`, `< 5`, `[1..10]`, `"a", "b"`, `not(…)`, a condition on `?`."""

    node: syntax.Tests = field(repr=False)
    _matches: Matcher = field(repr=False)

    def matches(
        self, value: object, variables: Mapping[str, object], functions: Functions = NO_FUNCTIONS
    ) -> bool:
        """Whether the value passes. Raises as `Expression.evaluate`."""
        return self.run(Frame(variables, functions), value)

    def run(self, frame: Frame, value: object) -> bool:
        """Whether the value passes, in a frame whose budget it shares with others."""
        frame.budget.enter(self.cost, self.depth)
        try:
            matches = self._matches(frame, value)
        except RecursionError:
            raise FeelBoundError("value_too_deep") from None
        frame.budget.leave(self.depth)
        return matches


def compile_expression(text: str, names: frozenset[str] = _NO_NAMES) -> Expression:
    """Read an expression; a leading `=` is accepted. Cached.

    `names` are names with blanks or signs that a decision file of another modeller declares. Raises
    FeelSyntaxError, FeelNameError for an unknown type or parameter name, FeelBoundError for a text that is
    too long or nested too deep.
    """
    return _expression(text, names)


@lru_cache(maxsize=4096)
def _expression(text: str, names: frozenset[str]) -> Expression:
    node = parse_expression(_LEADING_EQUALS.sub(r"\1 ", text), names)
    uses = Uses()
    run = compiled(node, Scope(uses))
    return Expression(text, *uses.frozen(), syntax.size(node), syntax.depth(node), node, run)


def compile_unary_tests(text: str, names: frozenset[str] = _NO_NAMES) -> UnaryTests:
    """Read a cell of a decision table. Cached; raises as `compile_expression`."""
    return _unary_tests(text, names)


@lru_cache(maxsize=4096)
def _unary_tests(text: str, names: frozenset[str]) -> UnaryTests:
    node = parse_tests(text, names)
    uses = Uses()
    matches = compile_cell(node, Scope(uses))
    return UnaryTests(text, *uses.frozen(), syntax.size(node), syntax.depth(node), node, matches)


def evaluate_condition(
    expression: Expression, variables: Mapping[str, object], functions: Functions = NO_FUNCTIONS
) -> bool:
    """True or false. Null and any other value is a FeelTypeError, never a silent false."""
    return truth(expression.evaluate(variables, functions))
