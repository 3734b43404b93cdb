"""What the cells of one column cover, exactly where that can be known: the values are split where some cell
makes a difference.

A set of parts of a column is a bit mask. A cell has two: the parts in which it may pass and those in which
it must. For a cell of constants both are the same; of one that compares with a variable nothing is known,
so it may pass anywhere and must nowhere.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from engine.feel import syntax
from engine.feel.comparing import ORDERED, identity
from engine.feel.expressions import UnaryTests
from engine.feel.tables import Input
from engine.feel.values import KINDS
from engine.feel.writing import literal


@dataclass(frozen=True, slots=True)
class Cover:
    """Parts in which a cell may pass, and in which it must."""

    may: int
    must: int


@dataclass(frozen=True, slots=True)
class Column:
    """The parts of a column, in words, and what each cell covers of them, by rule."""

    parts: tuple[str, ...]
    covers: tuple[Cover, ...]


def column_of(column: Input, cells: Sequence[UnaryTests]) -> Column:
    """The parts of an input column and what the cells cover."""
    tests = [*cells, *([column.allowed] if column.allowed else [])]
    constants = {identity(value): value for cell in tests for value in _constants(cell.node)}
    kinds = {KINDS[type(value)] for value in constants.values() if value is not None}
    if len(kinds) > 1 or not kinds or not all(map(_is_plain, kinds)):
        return _unknown(cells)
    compared = any(_compares(test) for cell in tests for test in cell.node.tests)
    ordered = kinds <= ORDERED and (compared or kinds != {"string"})
    try:
        space: _Space = _Points(constants.values()) if ordered else _Names(constants.values())
    except TypeError:  # instants with and without a zone have no order; the type check says so
        return _unknown(cells)
    return _restricted(space, column.allowed, cells)


def _is_plain(kind: str) -> bool:
    return kind in ORDERED or kind == "boolean"


def _unknown(cells: Sequence[UnaryTests]) -> Column:
    return Column(("",), tuple(Cover(1, 0 if cell.node.tests else 1) for cell in cells))


def _restricted(space: _Space, allowed: UnaryTests | None, cells: Sequence[UnaryTests]) -> Column:
    covers = [space.cover(cell.node) for cell in cells]
    possible = space.cover(allowed.node).may & space.possible if allowed else space.possible
    kept = [place for place in range(len(space.words)) if possible >> place & 1]
    return Column(
        tuple(space.words[place] for place in kept),
        tuple(Cover(_squeezed(cover.may, kept), _squeezed(cover.must, kept)) for cover in covers),
    )


def _squeezed(mask: int, kept: Sequence[int]) -> int:
    return sum((mask >> place & 1) << new for new, place in enumerate(kept))


class _Space:
    """Parts of a column's values. `words` describes them; `possible` leaves out those in which no value
    lies."""

    words: tuple[str, ...]
    possible: int

    def cover(self, cell: syntax.Tests) -> Cover:
        """What a cell covers."""
        everything = (1 << len(self.words)) - 1
        if not cell.tests:
            return Cover(everything, everything)
        masks = [self._mask(test) for test in cell.tests]
        known = 0
        for mask in masks:
            known |= mask or 0
        cover = Cover(everything if None in masks else known, known)
        return Cover(everything & ~cover.must, everything & ~cover.may) if cell.negated else cover

    def _mask(self, test: syntax.Node) -> int | None:
        if isinstance(test, syntax.Constant):
            return self.equal(test.value)
        if isinstance(test, syntax.Test) and isinstance(test.operand, syntax.Constant):
            return self.compared(test.operator, test.operand.value)
        if isinstance(test, syntax.Interval):
            return self._interval(test)
        if isinstance(test, syntax.ListOf) and all(isinstance(item, syntax.Constant) for item in test.items):
            return self._any_of(test.items)
        return None

    def _any_of(self, tests: Iterable[syntax.Node]) -> int | None:
        known = 0
        for test in tests:
            mask = self._mask(test)
            if mask is None:
                return None
            known |= mask
        return known

    def _interval(self, test: syntax.Interval) -> int | None:
        if not isinstance(test.start, syntax.Constant) or not isinstance(test.end, syntax.Constant):
            return None
        low = self.compared(">=" if test.start_included else ">", test.start.value)
        high = self.compared("<=" if test.end_included else "<", test.end.value)
        return None if low is None or high is None else low & high

    def equal(self, value: object) -> int | None:
        """The part of one value."""
        raise NotImplementedError

    def compared(self, operator: str, value: object) -> int | None:
        """The parts that compare so with a value; None when that isn't known."""
        raise NotImplementedError


class _Names(_Space):
    """Single values, and all others together where others may be."""

    def __init__(self, values: Iterable[object]) -> None:
        given = list(values)
        binary = any(isinstance(value, bool) for value in given)
        given += [True, False] if binary else []
        self._places = {key: place for place, key in enumerate(dict.fromkeys(map(identity, given)))}
        distinct = {identity(value): value for value in given}
        others = () if binary else ("",)
        self.words = (*(f"= {literal(value)}" for value in distinct.values()), *others)
        self.possible = (1 << len(self.words)) - 1

    def equal(self, value: object) -> int:
        return 1 << self._places[identity(value)]

    def compared(self, operator: str, value: object) -> int | None:
        if operator == "=":
            return self.equal(value)
        return self.possible & ~self.equal(value) if operator == "!=" else None


class _Points(_Space):
    """Points and the stretches between them: part 2k+1 is the k-th point, part 2k what lies before it; null
    comes last."""

    def __init__(self, values: Iterable[object]) -> None:
        given = list(values)
        self._points: list[Any] = sorted(value for value in given if value is not None)
        self._null = 1 << (2 * len(self._points) + 1) if None in given else 0
        self.words = tuple(self._words())
        self.possible = (1 << len(self.words)) - 1
        for place in range(1, len(self._points)):
            if _adjacent(self._points[place - 1], self._points[place]):
                self.possible &= ~(1 << 2 * place)

    def _words(self) -> Iterator[str]:
        points = [literal(point) for point in self._points]
        yield f"< {points[0]}"
        for place, point in enumerate(points):
            yield f"= {point}"
            yield f"({point}..{points[place + 1]})" if place + 1 < len(points) else f"> {point}"
        if self._null:
            yield "= null"

    def equal(self, value: object) -> int:
        return self._null if value is None else 1 << self._place(value)

    def compared(self, operator: str, value: object) -> int | None:
        everything = (1 << (2 * len(self._points) + 1)) - 1
        if operator in ("=", "!="):
            return self.equal(value) if operator == "=" else (everything | self._null) & ~self.equal(value)
        place = self._place(value)
        below, up_to = (1 << place) - 1, (1 << place + 1) - 1
        return {"<": below, "<=": up_to, ">": everything & ~up_to, ">=": everything & ~below}[operator]

    def _place(self, value: object) -> int:
        return 2 * bisect_left(self._points, value) + 1


def _adjacent(low: object, high: object) -> bool:
    """Nothing lies between two neighbouring whole numbers or days; who means fractions writes intervals
    that meet."""
    if type(low) is int and type(high) is int:
        return high - low == 1
    return type(low) is date and type(high) is date and high - low == timedelta(days=1)


def _compares(test: syntax.Node) -> bool:
    return isinstance(test, syntax.Interval) or (
        isinstance(test, syntax.Test) and test.operator not in ("=", "!=")
    )


def _constants(node: syntax.Tests) -> Iterator[object]:
    for test in node.tests:
        parts = (
            test.children() if isinstance(test, syntax.Test | syntax.Interval | syntax.ListOf) else (test,)
        )
        yield from (part.value for part in parts if isinstance(part, syntax.Constant))
