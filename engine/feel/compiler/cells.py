"""Tests of a value: `x in …` and the cells of decision tables."""

from __future__ import annotations

from collections.abc import Callable

from engine.feel import comparing, syntax
from engine.feel.compiler.operators import COMPARISONS
from engine.feel.compiler.registry import compiled, compiles, truth
from engine.feel.compiler.scope import Scope
from engine.feel.frame import Frame, Run
from engine.feel.values import Range

Matcher = Callable[[Frame, object], bool]
_TESTED = "?"


@compiles(syntax.In)
def _in(node: syntax.In, scope: Scope) -> Run:
    value = compiled(node.value, scope)
    tests = tuple(_test(test, scope) for test in node.tests)

    def run(frame: Frame) -> object:
        tested = value(frame)
        return any(test(frame, tested) for test in tests)

    return run


def compile_cell(node: syntax.Tests, scope: Scope) -> Matcher:
    """What says whether a value passes a cell."""
    tests = tuple(_test(test, scope) for test in node.tests)
    if not tests:
        return lambda _frame, _value: True
    if node.negated:
        return lambda frame, value: not any(test(frame, value) for test in tests)
    if len(tests) == 1:
        return tests[0]
    return lambda frame, value: any(test(frame, value) for test in tests)


def _test(node: syntax.Node, scope: Scope) -> Matcher:
    if isinstance(node, syntax.Test):
        return _compared(node, scope)
    if syntax.uses_name(node, _TESTED):
        return _condition(compiled(node, scope.local(_TESTED)))
    if isinstance(node, syntax.Constant):
        return _equal_to(node.value)
    return _matching(compiled(node, scope))


def _compared(node: syntax.Test, scope: Scope) -> Matcher:
    operand, holds = compiled(node.operand, scope.local(_TESTED)), COMPARISONS[node.operator]
    return lambda frame, value: holds(value, operand(frame.inner(_TESTED, value)))


def _condition(run: Run) -> Matcher:
    return lambda frame, value: truth(run(frame.inner(_TESTED, value)))


def _equal_to(constant: object) -> Matcher:
    return lambda _frame, value: comparing.equal(value, constant)


def _matching(run: Run) -> Matcher:
    def matches(frame: Frame, value: object) -> bool:
        expected = run(frame)
        if type(expected) is bool and type(value) is not bool:
            return expected
        return _covers(expected, value)

    return matches


def _covers(expected: object, value: object) -> bool:
    if isinstance(expected, Range) and not isinstance(value, Range):
        return comparing.within(value, expected)
    if type(expected) is list:
        return any(_member_covers(member, value) for member in expected) or comparing.same(expected, value)
    return comparing.equal(value, expected)


def _member_covers(member: object, value: object) -> bool:
    if isinstance(member, Range) and not isinstance(value, Range):
        return comparing.within(value, member)
    return comparing.same(member, value)
