"""Which function compiles which construct."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from engine.feel.compiler.scope import Scope
from engine.feel.errors import FeelTypeError
from engine.feel.frame import Run
from engine.feel.syntax import Node
from engine.feel.values import kind

_Compile = Callable[[Any, Scope], Run]
_Function = TypeVar("_Function", bound=_Compile)
_BY_NODE: dict[type[Node], _Compile] = {}


def compiles(node_type: type[Node]) -> Callable[[_Function], _Function]:
    """Declare what compiles nodes of a type."""

    def declare(function: _Function) -> _Function:
        _BY_NODE[node_type] = function
        return function

    return declare


def compiled(node: Node, scope: Scope) -> Run:
    """The closure that evaluates a node; what it needs from outside is added to `scope.uses`."""
    return _BY_NODE[type(node)](node, scope)


def truth(value: object) -> bool:
    """The value itself when it is true or false; null and anything else is an error, never a silent false."""
    if value is True or value is False:
        return value
    raise FeelTypeError("null_condition" if value is None else "no_condition", type=kind(value))
