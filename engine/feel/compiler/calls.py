"""Calls of built-in functions, of the application's functions and of function values; `function(…) …`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence

from engine.feel import syntax
from engine.feel.builtins import BUILTINS, Builtin
from engine.feel.compiler.registry import compiled, compiles
from engine.feel.compiler.scope import Scope
from engine.feel.errors import FeelNameError, FeelTypeError, unknown
from engine.feel.frame import Frame, Run
from engine.feel.types import conforms
from engine.feel.values import Function, kind

# Functions of other languages, and what does the same here.
_ELSEWHERE = {
    "len": "count", "size": "count", "length": "string length",
    "str": "string", "int": "number", "float": "number",
    "round": "round half up", "ceil": "ceiling",
    "substr": "substring", "upper": "upper case", "lower": "lower case",
    "concat": "concatenate", "avg": "mean",
    "average": "mean", "isnull": "x = null", "unique": "distinct values",
}  # fmt: skip


@compiles(syntax.Call)
def compile_call(node: syntax.Call, scope: Scope) -> Run:
    """The closure of a call: what a local name holds comes first, then the language's functions, then
    others."""
    if not isinstance(node.function, syntax.Name) or scope.resolve(node.function.name)[1]:
        return _value_call(node, compiled(node.function, scope), scope)
    name = node.function.name
    if name in BUILTINS:
        return _builtin_call(node, BUILTINS[name], scope)
    scope.uses.functions.add(name)
    return _value_call(node, _outside(name), scope)


def _outside(name: str) -> Run:
    def run(frame: Frame) -> object:
        if (function := frame.functions.get(name)) is not None:
            return Function((), function)
        if (value := frame.variables.get(name)) is not None:
            return value
        if name in _ELSEWHERE:
            raise FeelNameError("unknown_function_near", name=name, near=_ELSEWHERE[name])
        held = (key for key, value in frame.variables.items() if isinstance(value, Function))
        raise unknown("unknown_function", name, (*BUILTINS, *frame.functions, *held))

    return run


def _builtin_call(node: syntax.Call, function: Builtin, scope: Scope) -> Run:
    if node.named:
        return _named_builtin_call(node, function, scope)
    arguments = tuple(compiled(argument, scope) for argument in node.positional)
    call = function.call

    def run(frame: Frame) -> object:
        values = [argument(frame) for argument in arguments]
        frame.budget.charge(_size(values) * function.weight)
        return call(values)

    return run


def _named_builtin_call(node: syntax.Call, function: Builtin, scope: Scope) -> Run:
    names = [name for name, _ in node.named]
    places = function.order(names)
    arguments = tuple(compiled(argument, scope) for _, argument in node.named)

    def run(frame: Frame) -> object:
        values = [argument(frame) for argument in arguments]
        frame.budget.charge(_size(values) * function.weight)
        return function.call([None if place is None else values[place] for place in places])

    return run


def _size(values: Iterable[object]) -> int:
    size = 1
    for value in values:
        if type(value) is list:
            size += len(value)
        elif type(value) is str:
            size += len(value) >> 4
    return size


def _value_call(node: syntax.Call, function: Run, scope: Scope) -> Run:
    positional = tuple(compiled(argument, scope) for argument in node.positional)
    named = tuple((name, compiled(argument, scope)) for name, argument in node.named)
    name = node.function.name if isinstance(node.function, syntax.Name) else "function"

    def run(frame: Frame) -> object:
        value = function(frame)
        if not isinstance(value, Function):
            raise FeelTypeError("no_function", name=name, type=kind(value))
        arguments = [argument(frame) for argument in positional]
        return _checked(name, value.call, arguments, {key: argument(frame) for key, argument in named})

    return run


def _checked(
    name: str, call: Callable[..., object], values: Sequence[object], named: dict[str, object]
) -> object:
    try:
        return call(*values, **named)
    except TypeError:
        # Only when the arguments don't fit its parameters is it the expression's fault; the check is too
        # slow for every call.
        try:
            inspect.signature(call).bind(*values, **named)
        except TypeError:
            raise FeelTypeError("wrong_count", function=name, count=len(values) + len(named)) from None
        raise


@compiles(syntax.Definition)
def compile_definition(node: syntax.Definition, scope: Scope) -> Run:
    """The closure that makes a function value."""
    names = tuple(name for name, _ in node.parameters)
    body = compiled(node.body, scope.local(*names))
    cost, depth = syntax.size(node.body), syntax.depth(node.body)

    def run(frame: Frame) -> object:
        def call(*values: object, **named: object) -> object:
            inner = _bound(node, frame, values, named)
            frame.budget.enter(cost, depth)
            result = body(inner)
            frame.budget.leave(depth)
            return result

        return Function(names, call)

    return run


def _bound(
    node: syntax.Definition, frame: Frame, values: Sequence[object], named: dict[str, object]
) -> Frame:
    names = [name for name, _ in node.parameters]
    given = named or dict(zip(names, values, strict=False))
    if set(given) != set(names) or len(values) not in (0, len(names)):
        raise FeelTypeError("wrong_count", function="function", count=len(values) or len(named))
    for name, expected in node.parameters:
        if not conforms(given[name], expected):
            raise FeelTypeError(
                "wrong_argument", function="function", position=names.index(name) + 1, parameter=name,
                expected=expected.name, type=kind(given[name]),
            )  # fmt: skip
        frame = frame.inner(name, given[name])
    return frame
