"""What one step may use up: no diagram can make a step run for ever or a case grow without end."""

from __future__ import annotations

import time
from dataclasses import dataclass

from engine.runtime.host import RuntimeFailure


@dataclass(frozen=True, slots=True)
class Limits:
    """Nodes that act and seconds of one step; tokens, nested scopes, instances of one activity in a case."""

    steps: int = 1_000
    tokens: int = 2_000
    depth: int = 20
    instances: int = 1_000
    seconds: float = 2.0


LIMITS = Limits()


class Bounds:
    """Counts what a step uses up, from its making on."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self._steps = 0
        self._stop_at = time.monotonic() + limits.seconds

    def count_step(self, element: str) -> None:
        """One more node acts. Raises RuntimeFailure `bound_steps`, `bound_time`."""
        self._steps += 1
        _refuse_beyond("bound_steps", self._steps, self.limits.steps, element)
        if time.monotonic() > self._stop_at:
            raise RuntimeFailure("bound_time", element, most=self.limits.seconds)

    def check_tokens(self, count: int, element: str) -> None:
        """Raise RuntimeFailure `bound_tokens` when a case holds too many tokens."""
        _refuse_beyond("bound_tokens", count, self.limits.tokens, element)

    def check_depth(self, depth: int, element: str) -> None:
        """Raise RuntimeFailure `bound_depth` when scopes are nested too deep."""
        _refuse_beyond("bound_depth", depth, self.limits.depth, element)

    def check_instances(self, count: int, element: str) -> None:
        """Raise RuntimeFailure `bound_instances` when an activity is to have too many instances."""
        _refuse_beyond("bound_instances", count, self.limits.instances, element)


def _refuse_beyond(code: str, count: int, most: int, element: str) -> None:
    if count > most:
        raise RuntimeFailure(code, element, most=most)
