"""What the tests of the language share: evaluate a text over a few variables."""

from __future__ import annotations

from collections.abc import Mapping

from engine.feel import compile_expression

NOTHING: Mapping[str, object] = {}


def value(text: str, variables: Mapping[str, object] = NOTHING) -> object:
    """The value of an expression."""
    return compile_expression(text).evaluate(variables)
