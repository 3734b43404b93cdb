"""The abstract syntax of FEEL: what the parser makes and the compiler and the type check read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from engine.feel.types import Type


@dataclass(frozen=True, slots=True)
class Node:
    """One construct of an expression."""

    def children(self) -> Iterator[Node]:
        """The nodes directly below, in the order of the text."""
        for field in fields(self):
            yield from _nodes(getattr(self, field.name))


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for member in value:
            yield from _nodes(member)


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """A literal."""

    value: object


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable, or `?` in a cell of a decision table."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`base.member`."""

    base: Node
    member: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`base[test]`: an index when `test` gives a number, else the items for which it is true."""

    base: Node
    test: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`function(…)`, with arguments by position or by name."""

    function: Node
    positional: tuple[Node, ...]
    named: tuple[tuple[str, Node], ...] = ()


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """`-operand`."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """`left operator right` with `+ - * / **`."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """`left operator right` with `= != < <= > >=`."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`value between low and high`, both ends included."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """`value in test`: true when one of the tests holds."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`value instance of type`."""

    value: Node
    type: Type


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """`and`, `or` over two or more operands."""

    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Conditional(Node):
    """`if … then … else …`."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Steps(Node):
    """`start..end` after `for x in`: whole numbers or dates, up or down."""

    start: Node
    end: Node


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for x in …, y in … return …`."""

    iterators: tuple[tuple[str, Node], ...]
    result: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some` or `every` `x in …, … satisfies …`."""

    quantifier: str
    iterators: tuple[tuple[str, Node], ...]
    test: Node


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """`[a, b]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextOf(Node):
    """`{key: value}`; a later value may use an earlier key."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Interval(Node):
    """`[a..b]`, with round or turned brackets where an end doesn't belong to it."""

    start: Node
    end: Node
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class Definition(Node):
    """`function(a, b) body`."""

    parameters: tuple[tuple[str, Type], ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Test(Node):
    """`< 5` in a cell or after `in`: compares the tested value."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Tests(Node):
    """A whole cell of a decision table: `tests` empty means any value (`-`)."""

    tests: tuple[Node, ...]
    negated: bool = False


def uses_name(node: Node, name: str) -> bool:
    """Whether a name stands somewhere below."""
    return any(isinstance(here, Name) and here.name == name for here, _ in _below(node))


def size(node: Node) -> int:
    """How many steps one evaluation of the node takes at most, loops counted once."""
    return sum(1 for _ in _below(node))


def depth(node: Node) -> int:
    """How deep constructs are nested in each other."""
    return max(level for _, level in _below(node))


def _below(node: Node) -> Iterator[tuple[Node, int]]:
    # Not recursive: this is what finds out that a tree is too deep for recursion.
    open_nodes = [(node, 1)]
    while open_nodes:
        here, level = open_nodes.pop()
        yield here, level
        open_nodes.extend((child, level + 1) for child in here.children())
