"""Reads the boxed expressions of a DMN file."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from engine.definitions.decision_elements import Problems, child, child_text, children, variable_name
from engine.definitions.decision_types import DecisionTypes
from engine.definitions.xml_elements import Element, local, text_of
from engine.feel import Expression, FeelError, UnaryTests, compile_expression, compile_unary_tests
from engine.feel.boxed import ContextLogic, FunctionLogic, Invocation, ListLogic, Literal, Logic, Relation
from engine.feel.tables import Aggregator, DecisionTable, HitPolicy, Input, Output, Rule

_HIT_POLICIES: dict[str, HitPolicy] = {policy: policy for policy in get_args(HitPolicy)}
_AGGREGATORS: dict[str, Aggregator] = {name: name for name in get_args(Aggregator)}
_NULL = "null"


class LogicReader:
    """Makes decision logic of XML; what can't be read is added to `problems` and replaced by null."""

    def __init__(self, types: DecisionTypes, names: frozenset[str], problems: Problems) -> None:
        self._types = types
        self._names = names
        self._problems = problems
        self._readers: dict[str, Callable[[Element], Logic]] = {
            "literalExpression": self._literal,
            "decisionTable": self._table,
            "context": self._context,
            "invocation": self._invocation,
            "functionDefinition": self.function,
            "list": self._list,
            "relation": self._relation,
        }

    def inside(self, owner: Element) -> Logic:
        """The logic of a decision, an entry or a binding."""
        for element in children(owner):
            if local(element) in self._readers:
                return self._readers[local(element)](element)
            if local(element) in ("conditional", "filter", "for", "some", "every"):
                self._problems.add("unsupported", element, name=local(element))
                return Literal(self._expression(_NULL, element))
        self._problems.add("no_logic", owner)
        return Literal(self._expression(_NULL, owner))

    def function(self, element: Element) -> FunctionLogic:
        """A function definition in FEEL."""
        if element.get("kind", "FEEL") not in ("FEEL", "F"):
            self._problems.add("foreign_function", element, kind=element.get("kind"))
        parameters = tuple(
            (" ".join(parameter.get("name", "").split()), self._types.of(parameter))
            for parameter in children(element, "formalParameter")
        )
        return FunctionLogic(parameters, self.inside(element))

    def _literal(self, element: Element) -> Literal:
        self._language(element)
        written = child_text(element, "text")
        if not written:
            self._problems.add("no_logic", element)
        return Literal(self._expression(written or _NULL, element), self._types.of(element))

    def _context(self, element: Element) -> ContextLogic:
        return ContextLogic(tuple(
            (variable_name(entry) if child(entry, "variable") is not None else None, self.inside(entry))
            for entry in children(element, "contextEntry")
        ))  # fmt: skip

    def _invocation(self, element: Element) -> Invocation:
        called = child(element, "literalExpression")
        function = self._expression(child_text(called, "text") if called is not None else "", element)
        return Invocation(
            function, tuple(self._argument(binding) for binding in children(element, "binding"))
        )

    def _argument(self, binding: Element) -> tuple[str, Logic]:
        parameter = child(binding, "parameter")
        return " ".join((parameter.get("name", "") if parameter is not None else "").split()), self.inside(
            binding
        )

    def _list(self, element: Element) -> ListLogic:
        return ListLogic(
            tuple(self._readers.get(local(part), self._stray)(part) for part in children(element))
        )

    def _relation(self, element: Element) -> Relation:
        columns = tuple(" ".join(column.get("name", "").split()) for column in children(element, "column"))
        rows = [tuple(self._readers.get(local(cell), self._stray)(cell) for cell in children(row))
                for row in children(element, "row")]  # fmt: skip
        if any(len(row) != len(columns) for row in rows):
            self._problems.add("row_length", element, count=len(columns))
        return Relation(columns, tuple(row for row in rows if len(row) == len(columns)))

    def _stray(self, element: Element) -> Logic:
        self._problems.add("unsupported", element, name=local(element))
        return Literal(self._expression(_NULL, element))

    def _table(self, element: Element) -> DecisionTable:
        inputs = tuple(self._input(column) for column in children(element, "input"))
        outputs = tuple(self._output(column) for column in children(element, "output"))
        rules = tuple(
            self._rule(rule, number, len(inputs), len(outputs))
            for number, rule in enumerate(children(element, "rule"), 1)
        )
        if not outputs:
            self._problems.add("no_output", element)
        policy, aggregator = self._policy(element)
        return DecisionTable(element.get("id", ""), inputs, outputs, rules, policy, aggregator)

    def _policy(self, element: Element) -> tuple[HitPolicy, Aggregator | None]:
        policy, aggregation = element.get("hitPolicy", "UNIQUE"), element.get("aggregation")
        if policy not in _HIT_POLICIES or (aggregation is not None and aggregation not in _AGGREGATORS):
            self._problems.add("hit_policy", element, name=f"{policy} {aggregation or ''}".strip())
            return "UNIQUE", None
        if aggregation is not None and policy != "COLLECT":
            self._problems.add("hit_policy", element, name=f"{policy} {aggregation}")
        return _HIT_POLICIES[policy], _AGGREGATORS.get(aggregation or "")

    def _input(self, column: Element) -> Input:
        expression = child(column, "inputExpression")
        if expression is None or not child_text(expression, "text"):
            self._problems.add("no_input", column)
            return Input(column.get("id", ""), self._expression(_NULL, column))
        self._language(expression)
        return Input(
            column.get("id", ""),
            self._expression(child_text(expression, "text"), column),
            column.get("label"),
            self._types.of(expression),
            self._listed(child(column, "inputValues")) or self._types.allowed(expression),
        )

    def _output(self, column: Element) -> Output:
        default = child(column, "defaultOutputEntry")
        return Output(
            column.get("id", ""),
            " ".join(column.get("name", "").split()) or None,
            column.get("label"),
            self._types.of(column),
            self._listed(child(column, "outputValues")) or self._types.allowed(column),
            None if default is None else self._expression(child_text(default, "text"), column),
        )

    def _listed(self, element: Element | None) -> UnaryTests | None:
        written = "" if element is None else child_text(element, "text")
        return self._tests(written, element) if element is not None and written else None

    def _rule(self, element: Element, number: int, inputs: int, outputs: int) -> Rule:
        cells, results = list(children(element, "inputEntry")), list(children(element, "outputEntry"))
        if len(cells) != inputs or len(results) != outputs:
            self._problems.add("rule_length", element, inputs=inputs, outputs=outputs)
            cells, results = cells[:inputs], results[:outputs]
        return Rule(
            element.get("id") or str(number),
            tuple(self._tests(child_text(cell, "text") or "-", cell) for cell in cells),
            tuple(self._expression(child_text(result, "text") or _NULL, result) for result in results),
            tuple(text_of(note) or "" for note in children(element, "description", "annotationEntry")),
        )

    def _language(self, element: Element) -> None:
        language = element.get("expressionLanguage")
        if language and "FEEL" not in language.upper():
            self._problems.add("language", element, name=language)

    def _expression(self, written: str, element: Element) -> Expression:
        try:
            return compile_expression(written, self._names)
        except FeelError as failure:
            self._problems.add_feel(element, written, failure)
            return compile_expression(_NULL)

    def _tests(self, written: str, element: Element) -> UnaryTests:
        try:
            return compile_unary_tests(written, self._names)
        except FeelError as failure:
            self._problems.add_feel(element, written, failure)
            return compile_unary_tests("-")
