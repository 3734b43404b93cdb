"""Constants, names, paths, operators, conditionals, lists, contexts and intervals."""

from __future__ import annotations

from collections.abc import Callable

from engine.feel import arithmetic, comparing, syntax
from engine.feel.compiler.registry import compiled, compiles, truth
from engine.feel.compiler.scope import Scope
from engine.feel.errors import FeelSyntaxError, unknown
from engine.feel.frame import Frame, Run
from engine.feel.properties import member_of
from engine.feel.types import conforms
from engine.feel.values import Range

_Operation = Callable[[object, object], object]
_ARITHMETIC: dict[str, _Operation] = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
    "**": arithmetic.power,
}
COMPARISONS: dict[str, Callable[[object, object], bool]] = {
    "=": comparing.equal,
    "!=": lambda left, right: not comparing.equal(left, right),
    "<": comparing.less,
    "<=": comparing.less_or_equal,
    ">": comparing.greater,
    ">=": comparing.greater_or_equal,
}


@compiles(syntax.Constant)
def _constant(node: syntax.Constant, _scope: Scope) -> Run:
    value = node.value
    return lambda _frame: value


@compiles(syntax.Name)
def _name(node: syntax.Name, scope: Scope) -> Run:
    items, local = scope.resolve(node.name)
    outside = _local(node.name) if local else _variable(node.name, scope, in_item=bool(items))
    return _member_of_items(node.name, items, outside) if items else outside


def _local(name: str) -> Run:
    return lambda frame: frame.locals[name]


def _variable(name: str, scope: Scope, *, in_item: bool) -> Run:
    if name == "?":
        raise FeelSyntaxError("question_outside")
    (scope.uses.item_names if in_item else scope.uses.names).add(name)

    def run(frame: Frame) -> object:
        try:
            return frame.variables[name]
        except KeyError:
            raise unknown("unknown_name", name, (*frame.variables, *frame.locals)) from None

    return run


def _member_of_items(name: str, items: tuple[str, ...], outside: Run) -> Run:
    def run(frame: Frame) -> object:
        for hidden in items:
            item = frame.locals[hidden]
            if type(item) is dict and name in item:
                return item[name]
        return outside(frame)

    return run


@compiles(syntax.Path)
def _path(node: syntax.Path, scope: Scope) -> Run:
    base, member = compiled(node.base, scope), node.member

    def run(frame: Frame) -> object:
        value = base(frame)
        if type(value) is dict and member in value:
            return value[member]
        return member_of(value, member)

    return run


def _binary(operation: _Operation, left: Run, right: Run) -> Run:
    return lambda frame: operation(left(frame), right(frame))


@compiles(syntax.Arithmetic)
def _arithmetic(node: syntax.Arithmetic, scope: Scope) -> Run:
    operation = _ARITHMETIC[node.operator]
    if node.operator != "+":
        return _binary(operation, compiled(node.left, scope), compiled(node.right, scope))
    return _addition(compiled(node.left, scope), compiled(node.right, scope))


def _addition(left: Run, right: Run) -> Run:
    def run(frame: Frame) -> object:
        result = arithmetic.add(left(frame), right(frame))
        if type(result) is str:
            frame.budget.charge(len(result) >> 4)
        return result

    return run


@compiles(syntax.Comparison)
def _comparison(node: syntax.Comparison, scope: Scope) -> Run:
    return _binary(COMPARISONS[node.operator], compiled(node.left, scope), compiled(node.right, scope))


@compiles(syntax.Negation)
def _negation(node: syntax.Negation, scope: Scope) -> Run:
    operand = compiled(node.operand, scope)
    return lambda frame: arithmetic.negate(operand(frame))


@compiles(syntax.Between)
def _between(node: syntax.Between, scope: Scope) -> Run:
    value, low, high = (compiled(part, scope) for part in (node.value, node.low, node.high))

    def run(frame: Frame) -> object:
        return comparing.within(value(frame), Range(low(frame), high(frame)))

    return run


@compiles(syntax.InstanceOf)
def _instance_of(node: syntax.InstanceOf, scope: Scope) -> Run:
    value, expected = compiled(node.value, scope), node.type
    return lambda frame: conforms(value(frame), expected)


@compiles(syntax.Logic)
def _logic(node: syntax.Logic, scope: Scope) -> Run:
    operands = tuple(compiled(operand, scope) for operand in node.operands)
    decisive = node.operator == "or"

    def run(frame: Frame) -> object:
        # In order, and no further than needed: `x != null and x > 5` is how one asks about a value that may
        # be missing.
        for operand in operands:
            if truth(operand(frame)) is decisive:
                return decisive
        return not decisive

    return run


@compiles(syntax.Conditional)
def _conditional(node: syntax.Conditional, scope: Scope) -> Run:
    condition, then, otherwise = (
        compiled(part, scope) for part in (node.condition, node.then, node.otherwise)
    )
    return lambda frame: then(frame) if truth(condition(frame)) else otherwise(frame)


@compiles(syntax.ListOf)
def _list(node: syntax.ListOf, scope: Scope) -> Run:
    members = tuple(compiled(member, scope) for member in node.items)
    return lambda frame: [member(frame) for member in members]


@compiles(syntax.ContextOf)
def _context(node: syntax.ContextOf, scope: Scope) -> Run:
    entries: list[tuple[str, Run]] = []
    for key, value in node.entries:
        if any(key == earlier for earlier, _ in entries):
            raise FeelSyntaxError("duplicate_key", key=key)
        entries.append((key, compiled(value, scope)))
        scope = scope.local(key)

    def run(frame: Frame) -> object:
        context: dict[str, object] = {}
        for key, value in entries:
            context[key] = value(frame)
            frame = frame.inner(key, context[key])
        return context

    return run


@compiles(syntax.Interval)
def _interval(node: syntax.Interval, scope: Scope) -> Run:
    start, end = compiled(node.start, scope), compiled(node.end, scope)
    included = node.start_included, node.end_included

    def run(frame: Frame) -> object:
        first, last = start(frame), end(frame)
        comparing.comparable("..", first, last)
        return Range(first, last, *included)

    return run
