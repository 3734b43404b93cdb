"""Decision tables with every hit policy of DMN."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from engine.feel import comparing, syntax
from engine.feel.boxed import Needs, Outcome, fitting, needs_of
from engine.feel.builtins import statistics
from engine.feel.errors import FeelError, FeelTypeError
from engine.feel.expressions import Expression, UnaryTests
from engine.feel.frame import Frame
from engine.feel.types import ANY, Type
from engine.feel.writing import literal

HitPolicy = Literal["UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"]
Aggregator = Literal["SUM", "MIN", "MAX", "COUNT"]


class RulesConflictError(FeelError):
    """Rules of a table that may not fire together did. Facts: `table`, `rules` (their ids)."""

    default_code = "rules_overlap"


@dataclass(frozen=True, slots=True)
class Input:
    """An input column; `allowed` are its listed values."""

    id: str
    expression: Expression
    label: str | None = None
    type: Type = ANY
    allowed: UnaryTests | None = None

    def value(self, frame: Frame) -> object:
        """What the column's expression gives, when that is among the listed values."""
        value = fitting(self.expression.run(frame), self.type, "wrong_input", text=self.expression.text)
        if self.allowed and value is not None and not self.allowed.run(frame, value):
            raise FeelTypeError("input_not_listed", text=self.expression.text, found=literal(value)[:60])
        return value


@dataclass(frozen=True, slots=True)
class Output:
    """An output column; `name` is None when there is only one. `allowed` are its listed values, the first
    has priority."""

    id: str
    name: str | None = None
    label: str | None = None
    type: Type = ANY
    allowed: UnaryTests | None = None
    default: Expression | None = None

    def check(self, value: object, frame: Frame) -> object:
        """The value itself when it has the column's type and is among the listed values."""
        fitting(value, self.type, "wrong_output", name=self.name or self.id)
        if self.allowed and value is not None and not self.allowed.run(frame, value):
            raise FeelTypeError("output_not_listed", name=self.name or self.id, found=literal(value)[:60])
        return value

    def rank(self, value: object) -> int:
        """Place of a value among the listed ones; the first listed has the highest priority."""
        tests = self.allowed.node.tests if self.allowed else ()
        listed = [test.value for test in tests if isinstance(test, syntax.Constant)]
        return next(
            (place for place, known in enumerate(listed) if comparing.same(known, value)), len(listed)
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: a cell for every input, an expression for every output, and what its author says about it."""

    id: str
    tests: tuple[UnaryTests, ...]
    outputs: tuple[Expression, ...]
    notes: tuple[str, ...] = ()

    def fires(self, values: Sequence[object], frame: Frame) -> bool:
        """Whether every cell passes; the cells are asked from left to right until one doesn't."""
        return all(test.run(frame, value) for test, value in zip(self.tests, values, strict=True))


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """Rules over inputs. Without a rule that fires the result is the default output, else null (an empty
    list, a count of 0)."""

    id: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    hit_policy: HitPolicy = "UNIQUE"
    aggregator: Aggregator | None = None

    def evaluate(self, frame: Frame) -> Outcome:
        """The result under the hit policy, the rules that count for it, and the input values that they
        saw."""
        values = [column.value(frame) for column in self.inputs]
        seen = {column.expression.text: value for column, value in zip(self.inputs, values, strict=True)}
        fired = self._fired(values, frame)
        if not fired:
            return Outcome(self._without_hit(frame), (), seen)
        hits = [(rule, self._result(rule, frame)) for rule in fired]
        counted, value = _POLICIES[self.hit_policy](self, hits)
        return Outcome(value, tuple(rule.id for rule in counted), seen)

    def _fired(self, values: Sequence[object], frame: Frame) -> list[Rule]:
        fired = (rule for rule in self.rules if rule.fires(values, frame))
        return [rule for rule in [next(fired, None)] if rule] if self.hit_policy == "FIRST" else list(fired)

    def _result(self, rule: Rule, frame: Frame) -> object:
        return self._joined([
            column.check(expression.run(frame), frame)
            for column, expression in zip(self.outputs, rule.outputs, strict=True)
        ])  # fmt: skip

    def _joined(self, values: Sequence[object]) -> object:
        if len(self.outputs) == 1:
            return values[0]
        return {column.name or column.id: value for column, value in zip(self.outputs, values, strict=True)}

    def _without_hit(self, frame: Frame) -> object:
        if any(column.default for column in self.outputs):
            return self._joined(
                [column.default.run(frame) if column.default else None for column in self.outputs]
            )
        if self.aggregator == "COUNT":
            return 0
        return None if self.aggregator or self.hit_policy not in _LISTING else []

    def priority(self, result: object) -> tuple[int, ...]:
        """Sorts results by the listed output values, column by column."""
        if len(self.outputs) == 1:
            return (self.outputs[0].rank(result),)
        members: Mapping[str, object] = result  # type: ignore[assignment]
        return tuple(column.rank(members[column.name or column.id]) for column in self.outputs)

    def needs(self) -> Needs:
        """What its columns, cells and results need."""
        columns = [column.expression for column in self.inputs]
        cells = [test for rule in self.rules for test in rule.tests]
        results = [result for rule in self.rules for result in rule.outputs]
        defaults = [column.default for column in self.outputs if column.default]
        return needs_of([*columns, *cells, *results, *defaults])


_Hits = list[tuple[Rule, object]]
_Counted = tuple[list[Rule], object]


def _rules(hits: _Hits) -> list[Rule]:
    return [rule for rule, _ in hits]


def _results(hits: _Hits) -> list[object]:
    return [result for _, result in hits]


def _unique(table: DecisionTable, hits: _Hits) -> _Counted:
    if len(hits) > 1:
        raise RulesConflictError(
            "rules_overlap", table=table.id, rules=", ".join(rule.id for rule in _rules(hits))
        )
    return _rules(hits), hits[0][1]


def _first(_table: DecisionTable, hits: _Hits) -> _Counted:
    return _rules(hits)[:1], hits[0][1]


def _any(table: DecisionTable, hits: _Hits) -> _Counted:
    if not all(comparing.same(result, hits[0][1]) for result in _results(hits)):
        raise RulesConflictError(
            "rules_disagree", table=table.id, rules=", ".join(rule.id for rule in _rules(hits))
        )
    return _rules(hits), hits[0][1]


def _by_priority(table: DecisionTable, hits: _Hits) -> _Hits:
    return sorted(hits, key=lambda hit: table.priority(hit[1]))


def _priority(table: DecisionTable, hits: _Hits) -> _Counted:
    return _first(table, _by_priority(table, hits))


def _output_order(table: DecisionTable, hits: _Hits) -> _Counted:
    ordered = _by_priority(table, hits)
    return _rules(ordered), _results(ordered)


def _collect(table: DecisionTable, hits: _Hits) -> _Counted:
    aggregate = _AGGREGATES[table.aggregator] if table.aggregator else None
    return _rules(hits), aggregate(_results(hits)) if aggregate else _results(hits)


_LISTING = frozenset({"COLLECT", "RULE ORDER", "OUTPUT ORDER"})
_AGGREGATES: Mapping[Aggregator, Callable[[list[object]], object]] = {
    "SUM": statistics.total,
    "MIN": statistics.least,
    "MAX": statistics.greatest,
    "COUNT": len,
}
_POLICIES: Mapping[HitPolicy, Callable[[DecisionTable, _Hits], _Counted]] = {
    "UNIQUE": _unique,
    "FIRST": _first,
    "ANY": _any,
    "PRIORITY": _priority,
    "COLLECT": _collect,
    "RULE ORDER": _collect,
    "OUTPUT ORDER": _output_order,
}
