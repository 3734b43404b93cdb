"""The type check: what can be said to be wrong with an expression before it ever runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from engine.feel import syntax
from engine.feel.builtins import BUILTINS, Builtin, Signature
from engine.feel.comparing import ORDERED
from engine.feel.errors import nearest, sentence
from engine.feel.expressions import Expression, UnaryTests
from engine.feel.inferring import known_members, member_type, operation_type, shared_type, type_of
from engine.feel.types import ANY, BOOLEAN, NULL, NUMBER, Type, context_of, list_of
from engine.messages import DEFAULT_LANGUAGE


@dataclass(frozen=True, slots=True)
class FeelProblem:
    """What is wrong, as a FeelError would say it when the expression ran."""

    code: str
    facts: Mapping[str, object]

    def sentence(self, language: str = DEFAULT_LANGUAGE) -> str:
        """The text for the person who wrote the expression."""
        return sentence(self.code, self.facts, language)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known at one place of an expression, and where problems go."""

    names: Mapping[str, Type]
    functions: Mapping[str, Type] | None
    problems: list[FeelProblem]
    items: tuple[Type, ...] = ()

    def report(self, code: str, **facts: object) -> Type:
        self.problems.append(FeelProblem(code, facts))
        return ANY

    def unknown(self, code: str, name: str, known: Iterable[str], **facts: object) -> Type:
        near = nearest(name, known)
        return self.report(f"{code}_near" if near else code, name=name, near=near, **facts)

    def local(self, name: str, of: Type) -> _Known:
        return replace(self, names={**self.names, name: of})

    def item(self, of: Type) -> _Known:
        members = dict(of.members or ())
        return replace(self, names={**self.names, **members, "item": of}, items=(*self.items, of))


def check_types(
    expression: Expression, declared: Mapping[str, Type], functions: Mapping[str, Type] | None = None
) -> list[FeelProblem]:
    """What is wrong with an expression over variables of these types.

    `functions` gives the result types of the application's functions; None accepts every name. A variable
    that may be null is declared with its type: whether it is null shows only when the expression runs.
    """
    known = _Known(declared, functions, [])
    infer(expression.node, known)
    return known.problems


def check_condition(
    expression: Expression, declared: Mapping[str, Type], functions: Mapping[str, Type] | None = None
) -> list[FeelProblem]:
    """As `check_types`, for an expression that must be true or false."""
    known = _Known(declared, functions, [])
    _truth(infer(expression.node, known), known)
    return known.problems


def check_cell(
    tests: UnaryTests, tested: Type, declared: Mapping[str, Type], functions: Mapping[str, Type] | None = None
) -> list[FeelProblem]:
    """What is wrong with a cell of a decision table that tests values of a type."""
    known = _Known({**declared, "?": tested}, functions, [])
    for test in tests.node.tests:
        _test(test, tested, known)
    return known.problems


def result_type(
    expression: Expression, declared: Mapping[str, Type], functions: Mapping[str, Type] | None = None
) -> Type:
    """The type of an expression's value as far as it is known."""
    return infer(expression.node, _Known(declared, functions, []))


_Infer = Callable[[Any, _Known], Type]
_Function = TypeVar("_Function", bound=_Infer)
_BY_NODE: dict[type[syntax.Node], _Infer] = {}


def _infers(node_type: type[syntax.Node]) -> Callable[[_Function], _Function]:
    def declare(function: _Function) -> _Function:
        _BY_NODE[node_type] = function
        return function

    return declare


def infer(node: syntax.Node, known: _Known) -> Type:
    """The type of a node; what is wrong below it is reported to `known`."""
    return _BY_NODE[type(node)](node, known)


def _truth(found: Type, known: _Known) -> None:
    if found == NULL:
        known.report("null_condition", type="null")
    elif found not in (ANY, BOOLEAN):
        known.report("no_condition", type=found.name)


@_infers(syntax.Constant)
def _constant(node: syntax.Constant, _known: _Known) -> Type:
    return type_of(node.value)


@_infers(syntax.Name)
def _name(node: syntax.Name, known: _Known) -> Type:
    if node.name in known.names:
        return known.names[node.name]
    if any(item == ANY or (item.name == "context" and item.members is None) for item in known.items):
        return ANY
    return known.unknown("unknown_name", node.name, known.names)


@_infers(syntax.Path)
def _path(node: syntax.Path, known: _Known) -> Type:
    base = infer(node.base, known)
    found = member_type(base, node.member)
    if found is not None:
        return found
    if base == NULL:
        return known.report("member_of_null", name=node.member)
    if base.name in ("context", "list"):
        return known.unknown("unknown_member", node.member, known_members(base))
    if not known_members(base):
        return known.report("no_members", name=node.member, type=base.name)
    return known.unknown("unknown_property", node.member, known_members(base), type=base.name)


@_infers(syntax.Filter)
def _filter(node: syntax.Filter, known: _Known) -> Type:
    base = infer(node.base, known)
    item = _item_of(base, known)
    test = infer(node.test, known.item(item))
    if test == NUMBER:
        return item
    _truth(test, known)
    return ANY if test == ANY else list_of(item)


def _item_of(base: Type, known: _Known) -> Type:
    if base.name == "list":
        return base.item or ANY
    return ANY if base == ANY else known.report("no_list", type=base.name)


@_infers(syntax.Negation)
def _negation(node: syntax.Negation, known: _Known) -> Type:
    operand = infer(node.operand, known)
    if operand.name in ("any", "number", "days and time duration", "years and months duration"):
        return operand
    return known.report("wrong_operand", operator="-", type=operand.name)


@_infers(syntax.Arithmetic)
def _arithmetic(node: syntax.Arithmetic, known: _Known) -> Type:
    left, right = infer(node.left, known), infer(node.right, known)
    return operation_type(node.operator, left, right) or _misfit(node.operator, left, right, known)


def _misfit(operator: str, left: Type, right: Type, known: _Known) -> Type:
    code = "wrong_operands"
    if NULL in (left, right):
        code = "null_operand"
    elif operator == "+" and "string" in (left.name, right.name):
        code = "text_plus_other"
    return known.report(code, operator=operator, left=left.name, right=right.name)


@_infers(syntax.Comparison)
def _comparison(node: syntax.Comparison, known: _Known) -> Type:
    _compared(node.operator, infer(node.left, known), infer(node.right, known), known)
    return BOOLEAN


def _compared(operator: str, left: Type, right: Type, known: _Known) -> None:
    if ANY in (left, right):
        return
    if operator in ("=", "!="):
        if left.name != right.name and NULL not in (left, right):
            known.report("different_types", left=left.name, right=right.name)
    elif left.name != right.name or left.name not in ORDERED:
        _misfit(operator, left, right, known)


@_infers(syntax.Between)
def _between(node: syntax.Between, known: _Known) -> Type:
    value = infer(node.value, known)
    _compared(">=", value, infer(node.low, known), known)
    _compared("<=", value, infer(node.high, known), known)
    return BOOLEAN


@_infers(syntax.InstanceOf)
def _instance_of(node: syntax.InstanceOf, known: _Known) -> Type:
    infer(node.value, known)
    return BOOLEAN


@_infers(syntax.In)
def _in(node: syntax.In, known: _Known) -> Type:
    value = infer(node.value, known)
    for test in node.tests:
        _test(test, value, known)
    return BOOLEAN


def _test(node: syntax.Node, value: Type, known: _Known) -> None:
    if isinstance(node, syntax.Test):
        _compared(node.operator, value, infer(node.operand, known), known)
        return
    found = infer(node, known)
    if syntax.uses_name(node, "?"):
        _truth(found, known)
    elif found.name in ("list", "range") and value.name != found.name:
        item = found.item or ANY
        _compared("=", value, item.item or ANY if item.name == "range" else item, known)
    elif found != BOOLEAN or isinstance(node, syntax.Constant):
        _compared("=", value, found, known)


@_infers(syntax.Logic)
def _logic(node: syntax.Logic, known: _Known) -> Type:
    for operand in node.operands:
        _truth(infer(operand, known), known)
    return BOOLEAN


@_infers(syntax.Conditional)
def _conditional(node: syntax.Conditional, known: _Known) -> Type:
    _truth(infer(node.condition, known), known)
    return shared_type((infer(node.then, known), infer(node.otherwise, known)))


@_infers(syntax.Steps)
def _steps(node: syntax.Steps, known: _Known) -> Type:
    start, end = infer(node.start, known), infer(node.end, known)
    if ANY not in (start, end) and (start.name != end.name or start.name not in ("number", "date")):
        known.report("no_steps", start=start.name, end=end.name)
    return list_of(start)


def _iterated(pairs: tuple[tuple[str, syntax.Node], ...], known: _Known) -> _Known:
    for name, source in pairs:
        found = infer(source, known)
        item = found.item or ANY if found.name == "range" else _item_of(found, known)
        known = known.local(name, item)
    return known


@_infers(syntax.For)
def _for(node: syntax.For, known: _Known) -> Type:
    inner = _iterated(node.iterators, known).local("partial", list_of(ANY))
    return list_of(infer(node.result, inner))


@_infers(syntax.Quantified)
def _quantified(node: syntax.Quantified, known: _Known) -> Type:
    inner = _iterated(node.iterators, known)
    _truth(infer(node.test, inner), inner)
    return BOOLEAN


@_infers(syntax.ListOf)
def _list(node: syntax.ListOf, known: _Known) -> Type:
    return list_of(shared_type([infer(item, known) for item in node.items]))


@_infers(syntax.ContextOf)
def _context(node: syntax.ContextOf, known: _Known) -> Type:
    members: dict[str, Type] = {}
    for key, value in node.entries:
        members[key] = infer(value, known)
        known = known.local(key, members[key])
    return context_of(members)


@_infers(syntax.Interval)
def _interval(node: syntax.Interval, known: _Known) -> Type:
    start, end = infer(node.start, known), infer(node.end, known)
    _compared("<=", start, end, known)
    return Type("range", item=shared_type((start, end)))


@_infers(syntax.Definition)
def _definition(node: syntax.Definition, known: _Known) -> Type:
    for name, of in node.parameters:
        known = known.local(name, of)
    return Type("function", parameters=tuple(of for _, of in node.parameters), result=infer(node.body, known))


@_infers(syntax.Call)
def _call(node: syntax.Call, known: _Known) -> Type:
    arguments = [infer(argument, known) for argument in node.positional]
    named = {name: infer(argument, known) for name, argument in node.named}
    if not isinstance(node.function, syntax.Name) or node.function.name in known.names:
        return _called(infer(node.function, known))
    name = node.function.name
    if name in BUILTINS:
        return _builtin(BUILTINS[name], arguments, known) if not named else _any_result(BUILTINS[name])
    if known.functions is None:
        return ANY
    if name not in known.functions:
        return known.unknown("unknown_function", name, (*BUILTINS, *known.functions))
    return known.functions[name]


def _called(function: Type) -> Type:
    return function.result or ANY


def _any_result(function: Builtin) -> Type:
    return shared_type(signature.result for signature in function.signatures)


def _builtin(function: Builtin, arguments: list[Type], known: _Known) -> Type:
    counted = [signature for signature in function.signatures if signature.takes(len(arguments))]
    if not counted:
        return known.report("wrong_count", function=function.name, count=len(arguments))
    fitting = [signature for signature in counted if all(_fits(signature, arguments))]
    if fitting:
        return shared_type(signature.result for signature in fitting)
    closest = max(counted, key=lambda signature: sum(_fits(signature, arguments)))
    place = _fits(closest, arguments).index(False)
    parameter = closest.parameter(place)
    return known.report(
        "wrong_argument", function=function.name, position=place + 1, parameter=parameter.name,
        expected=parameter.type.name, type=arguments[place].name,
    )  # fmt: skip


def _fits(signature: Signature, arguments: list[Type]) -> list[bool]:
    return [
        "any" in (argument.name, signature.parameter(place).type.name)
        or argument.name == signature.parameter(place).type.name
        for place, argument in enumerate(arguments)
    ]
