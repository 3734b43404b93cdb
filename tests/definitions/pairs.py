"""A rule with the smallest diagram that breaks it and one beside it that keeps it."""

from __future__ import annotations

from typing import NamedTuple

from engine.definitions.library import Library
from tests.definitions.drawing import check, errors, found


class Pair(NamedTuple):
    """`bad` breaks `rule` at `element`; `good` differs in just that and has no error at all."""

    rule: str
    element: str
    bad: bytes
    good: bytes
    library: Library | None = None

    def hold(self) -> None:
        """The bad one is found out, at the right element, and the good one isn't."""
        assert (self.rule, self.element) in found(self.bad, self.library)
        assert not errors(self.good, self.library)
        assert self.rule not in {one.rule for one in check(self.good, self.library)}


def name(pair: Pair) -> str:
    """What pytest calls the test of a pair."""
    return pair.rule
