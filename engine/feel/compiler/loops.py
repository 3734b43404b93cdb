"""`for`, `some`, `every`, and filters. Each round costs as many steps as its body has parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from engine.feel import syntax
from engine.feel.compiler.registry import compiled, compiles, truth
from engine.feel.compiler.scope import Scope
from engine.feel.errors import FeelBoundError, FeelNameError, FeelTypeError
from engine.feel.frame import Frame, Run
from engine.feel.values import MAX_LIST, Range, kind


@dataclass(frozen=True, slots=True)
class _Iterator:
    name: str
    source: Run


def _iterators(
    pairs: tuple[tuple[str, syntax.Node], ...], scope: Scope
) -> tuple[tuple[_Iterator, ...], Scope]:
    iterators = []
    for name, source in pairs:
        iterators.append(_Iterator(name, compiled(source, scope)))
        scope = scope.local(name)
    return tuple(iterators), scope


def _rounds(iterators: tuple[_Iterator, ...], frame: Frame, cost: int) -> Iterator[Frame]:
    if not iterators:
        yield frame
        return
    first, *rest = iterators
    for value in _members(first.source(frame)):
        frame.budget.charge(cost)
        yield from _rounds(tuple(rest), frame.inner(first.name, value), cost)


def _members(source: object) -> list[object]:
    if type(source) is list:
        return source
    if isinstance(source, Range):
        return _within(source)
    raise FeelTypeError("no_list", type=kind(source))


def _within(interval: Range) -> list[object]:
    members = steps(interval.start, interval.end)
    if members and not interval.start_included:
        del members[0]
    if members and not interval.end_included:
        del members[-1]
    return members


def steps(start: object, end: object) -> list[object]:
    """Whole numbers or dates from `start` to `end`, both included, up or down."""
    if type(start) is int and type(end) is int:
        _check_count(abs(end - start))
        return list(range(start, end + 1) if start <= end else range(start, end - 1, -1))
    if type(start) is date and type(end) is date:
        count = (end - start).days
        _check_count(abs(count))
        return [start + timedelta(days=int(day)) for day in steps(0, count)]  # type: ignore[call-overload]
    raise FeelTypeError("no_steps", start=kind(start), end=kind(end))


def _check_count(count: int) -> None:
    if count >= MAX_LIST:
        raise FeelBoundError("list_too_long", limit=MAX_LIST)


@compiles(syntax.Steps)
def _steps(node: syntax.Steps, scope: Scope) -> Run:
    start, end = compiled(node.start, scope), compiled(node.end, scope)
    return lambda frame: steps(start(frame), end(frame))


@compiles(syntax.For)
def _for(node: syntax.For, scope: Scope) -> Run:
    iterators, inner = _iterators(node.iterators, scope)
    if syntax.uses_name(node.result, "partial"):
        return _for_with_partial(node, iterators, inner)
    result, cost = compiled(node.result, inner), syntax.size(node.result)

    def run(frame: Frame) -> object:
        values: list[object] = []
        for round_frame in _rounds(iterators, frame, cost):
            values.append(result(round_frame))
            _check_count(len(values) - 1)
        return values

    return run


def _for_with_partial(node: syntax.For, iterators: tuple[_Iterator, ...], inner: Scope) -> Run:
    result, cost = compiled(node.result, inner.local("partial")), syntax.size(node.result)

    def run(frame: Frame) -> object:
        values: list[object] = []
        for round_frame in _rounds(iterators, frame, cost):
            frame.budget.charge(len(values))
            values.append(result(round_frame.inner("partial", list(values))))
            _check_count(len(values) - 1)
        return values

    return run


@compiles(syntax.Quantified)
def _quantified(node: syntax.Quantified, scope: Scope) -> Run:
    iterators, inner = _iterators(node.iterators, scope)
    test, cost = compiled(node.test, inner), syntax.size(node.test)
    decisive = node.quantifier == "some"

    def run(frame: Frame) -> object:
        for round_frame in _rounds(iterators, frame, cost):
            if truth(test(round_frame)) is decisive:
                return decisive
        return not decisive

    return run


@compiles(syntax.Filter)
def _filter(node: syntax.Filter, scope: Scope) -> Run:
    base, (inner, hidden) = compiled(node.base, scope), scope.item()
    test, cost = compiled(node.test, inner), syntax.size(node.test)

    def run(frame: Frame) -> object:
        members = base(frame)
        if type(members) is not list:
            raise FeelTypeError("no_list", type=kind(members))
        if not members:
            return _of_nothing(test, frame.inner(hidden, None))
        return _filtered(members, test, frame, hidden, cost)

    return run


def _of_nothing(test: Run, frame: Frame) -> list[object]:
    # An index into an empty list is out of range; a condition on its items holds for none of them. Which of
    # the two it is shows only when it needs no item.
    try:
        index = test(frame.inner("item", None))
    except (FeelNameError, FeelTypeError):
        return []
    if kind(index) == "number":
        raise FeelTypeError("index_out_of_range", index=index, count=0)
    return []


def _filtered(members: list[object], test: Run, frame: Frame, hidden: str, cost: int) -> object:
    kept = []
    for position, member in enumerate(members):
        frame.budget.charge(cost)
        verdict = test(frame.inner(hidden, member).inner("item", member))
        if verdict is True:
            kept.append(member)
        elif verdict is not False:
            if position == 0 and kind(verdict) == "number":
                return _at(members, verdict)
            truth(verdict)
    return kept


def _at(members: list[object], index: object) -> object:
    if type(index) is not int or not 1 <= abs(index) <= len(members):
        raise FeelTypeError("index_out_of_range", index=index, count=len(members))
    return members[index - 1] if index > 0 else members[index]
