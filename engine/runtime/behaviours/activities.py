"""Activities: what tasks, calls and sub-processes have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from engine.errors import EngineError
from engine.runtime.behaviours.base import FlowNode
from engine.runtime.host import BpmnError, RuntimeFailure
from engine.runtime.lineage import Passage
from engine.runtime.returning import take_up_again
from engine.runtime.throwing import throw_error_of
from engine.runtime.tokens import LiveToken

Result = TypeVar("Result")


class Activity(FlowNode):
    """What may have boundary events, may be done again as an amendment, and may have instances."""

    def arrive(self, token: LiveToken) -> bool:
        """Ready at once; its boundary events begin to wait."""
        if token.facts.body is None:
            token.scope.machine.events.arm_boundaries(token)
        return True

    def leave(self, token: LiveToken) -> None:
        """Go on: an instance to its whole activity, an amendment (退回补正) to the task that asked for it."""
        if token.facts.body is not None:
            whole = token.whole
            self.done(token)
            token.scope.remove(token)
            cast("Looped", whole.behaviour).instance_done(whole, token)
            return
        if self.recorded:
            _record(token)
        if token.facts.amends is not None:
            self.done(token)
            take_up_again(token)
            return
        super().leave(token)

    def attempt(self, token: LiveToken, work: Callable[[LiveToken], Result]) -> Result | None:
        """What an activity's own work gives; None when it failed and an error event caught that.

        Raises RuntimeFailure when nothing catches it.
        """
        try:
            return work(token)
        except BpmnError as error:
            throw_error_of(token, error.code, error.message)
        except RuntimeFailure:
            raise
        except EngineError as error:
            throw_error_of(token, error.code, str(error), cause=error)
        return None


class Looped(Activity):
    """The whole of an activity with instances: its token stays while the instances do the work."""

    def instance_done(self, token: LiveToken, instance: LiveToken) -> None:
        """One more instance is done."""
        raise NotImplementedError


def _record(token: LiveToken) -> None:
    """Remember a completed step for returns, and forget what no return can need any more."""
    scope, facts = token.scope, token.facts
    instances = tuple(facts.rounds.finished) if facts.rounds is not None else ()
    if facts.stands_for is not None:
        scope.lineage.amend(token.node.id, facts.stands_for, (token.id, *instances))
        return
    scope.lineage.record(token.node.id, Passage(token.id, dict(facts.steps), instances))
    scope.machine.nesting.forget_around(scope)
