"""A token: a SpiffWorkflow task that stands on a node of a scope, and what is remembered about it.

Tokens have neither parents nor children, so that there is no tree to deepen however often a case goes round
(SpiffWorkflow loses sight of tasks beyond a depth of 1,000).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.definitions.model import Node
from engine.runtime.timers import Due
from engine.runtime.variables import Variables

if TYPE_CHECKING:
    from engine.runtime.behaviours.base import FlowNode
    from engine.runtime.scope import Scope

Steps = dict[str, int]
"""A lineage: the returnable elements that a token has passed, each with the token that completed it last."""


@dataclass(slots=True)
class Rounds:
    """How far an activity with instances is. `total` is None when only its condition knows."""

    total: int | None = None
    items: list[object] | None = None
    started: int = 0
    finished: list[int] = field(default_factory=list)
    """Tokens of the instances that are done."""
    results: dict[int, object] = field(default_factory=dict)
    """What they gave, by their number from 0."""


@dataclass(slots=True)
class Facts:
    """What is remembered with a token. Other tokens are named by their ids."""

    steps: Steps = field(default_factory=dict)
    flow: str | None = None
    """The sequence flow by which it came."""
    host: int | None = None
    """Of a boundary event that waits: its activity."""
    gate: int | None = None
    """Of an event after an event-based gateway: the gateway."""
    body: int | None = None
    """Of an instance: the activity whose instance it is."""
    number: int = 0
    """Of an instance: which one, from 0."""
    begins: bool = False
    """At one of the start events by which its scope may begin."""
    happened: bool = False
    """An event that need not be waited for any more."""
    listens: bool = False
    """An event sub-process that waits to be triggered."""
    amends: int | None = None
    """Of a step done again (退回补正): the task that asked for it."""
    stands_for: int | None = None
    """Of a step done again: the token that completed it first."""
    aside: bool = False
    """A task that waits for an amendment."""
    due: Due | None = None
    occurrence: int = 0
    """How often a repeating timer has been due."""
    message: str | None = None
    signal: str | None = None
    local: Variables | None = None
    """Variables that only what is inside sees: an instance's own, or the message of an event sub-process."""
    rounds: Rounds | None = None


class LiveToken(Task):  # type: ignore[misc]
    """A token of a running case."""

    id: int
    facts: Facts

    def __init__(
        self, scope: Scope, behaviour: FlowNode, id_: int, facts: Facts, state: int = TaskState.FUTURE
    ) -> None:
        super().__init__(scope, behaviour, state=state, id=id_)
        self.facts = facts

    @property
    def scope(self) -> Scope:
        """The scope in which it lives."""
        return cast("Scope", self.workflow)

    @property
    def behaviour(self) -> FlowNode:
        """What the node on which it stands does."""
        return cast("FlowNode", self.task_spec)

    @property
    def node(self) -> Node:
        """The node on which it stands."""
        return self.behaviour.node

    @property
    def whole(self) -> LiveToken:
        """The token of the whole activity: itself, unless it is one of several instances."""
        return self if self.facts.body is None else self.scope.tasks[self.facts.body]

    @property
    def step_and_lineage(self) -> frozenset[int]:
        """The returnable steps because of which it does what it does, its own included."""
        whole = self.whole
        own = {whole.facts.stands_for or whole.id} if whole.behaviour.recorded else set()
        return frozenset(own | set(self.facts.steps.values()))

    def own_names(self) -> Iterator[Mapping[str, object]]:
        """The names that only it and what is inside of it see, the nearest first."""
        if self.facts.local is not None:
            yield self.facts.local
        if self.facts.body is not None:
            yield self.whole.behaviour.counters(self.whole)

    @property
    def is_ready(self) -> bool:
        """Whether its node may act."""
        return bool(self.state == TaskState.READY)

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for something."""
        return bool(self.state == TaskState.WAITING)

    @property
    def is_active(self) -> bool:
        """Whether its node has begun to act and isn't done."""
        return bool(self.state == TaskState.STARTED)

    def wait(self) -> None:
        """Leave it waiting, whatever it did before."""
        self._set_state(TaskState.WAITING)

    def proceed(self) -> None:
        """What it waited for has come: its node may act."""
        self._ready()
