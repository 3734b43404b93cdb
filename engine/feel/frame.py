"""What an evaluation runs in: variables, functions of the application, local names, and what may still be
spent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from engine.feel.errors import FeelBoundError

MAX_STEPS = 100_000
MAX_DEPTH = 300

Functions = Mapping[str, Callable[..., object]]
NO_FUNCTIONS: Functions = MappingProxyType({})


class Budget:
    """Steps and depth of calls that one evaluation may still use."""

    __slots__ = ("depth", "steps")

    def __init__(self) -> None:
        self.steps = MAX_STEPS
        self.depth = MAX_DEPTH

    def charge(self, steps: int) -> None:
        """Use steps; raises FeelBoundError when none are left."""
        self.steps -= steps
        if self.steps < 0:
            raise FeelBoundError("too_many_steps", limit=MAX_STEPS)

    def enter(self, steps: int, depth: int) -> None:
        """Use steps, and go that much deeper into what calls each other until `leave`.

        An error ends the whole evaluation, so nobody need leave what an error left.
        """
        self.steps -= steps
        self.depth -= depth
        if self.steps < 0:
            raise FeelBoundError("too_many_steps", limit=MAX_STEPS)
        if self.depth < 0:
            raise FeelBoundError("called_too_deep")

    def leave(self, depth: int) -> None:
        """Come back from where `enter` went."""
        self.depth += depth


class Frame:
    """The surroundings of a node while it is evaluated."""

    __slots__ = ("budget", "functions", "locals", "variables")

    def __init__(
        self, variables: Mapping[str, object], functions: Functions, budget: Budget | None = None
    ) -> None:
        self.variables = variables
        self.functions = functions
        self.locals: dict[str, object] = {}
        self.budget = budget or Budget()

    def inner(self, name: str, value: object) -> Frame:
        """A frame with one more local name."""
        frame = Frame.__new__(Frame)
        frame.variables = self.variables
        frame.functions = self.functions
        frame.budget = self.budget
        frame.locals = {**self.locals, name: value}
        return frame

    def with_variable(self, name: str, value: object) -> Frame:
        """A frame with one more variable."""
        return Frame({**self.variables, name: value}, self.functions, self.budget)


Run = Callable[[Frame], object]
"""A compiled node."""
